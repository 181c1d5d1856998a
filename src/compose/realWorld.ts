import { realHidWorld } from "../adapters/hid/hidWorld.ts";
import { loadNodeHid } from "../adapters/hid/openHidDevice.ts";
import { realHidDevices } from "../adapters/hid/realHidDevices.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import { loadSerialPort, openSerialPort } from "../adapters/serialport/openSerialPort.ts";
import { openTcpLine, readConnections } from "../adapters/tcp/openTcpLine.ts";
import type { CompleteSite } from "../config/completeSite.ts";
import { readDisplayPort } from "../config/displayPort.ts";
import { readSecret } from "../config/readSecret.ts";
import type { SiteDisplay } from "../config/siteSchema.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDevices } from "../ports/hid.ts";
import { hidLimits } from "../ports/hidLimits.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { Logger } from "../ports/logger.ts";
import type { OpenSerialLink } from "../ports/serialLink.ts";
import { SerialTwin } from "../simulated/serialTwin.ts";

/** From the first packet on the network to the broker's answer. */
const CONNECT_LIMIT_MS = 15_000;

/** The broker of a site, with its password and certificates. Rejects when the password cannot be read. */
export async function brokerOf(
  site: CompleteSite,
  credentialsFolder: string | undefined,
  connectLimitMs = CONNECT_LIMIT_MS,
): Promise<Broker> {
  const { protocol, keepAliveSeconds, username, passwordFile, tls } = site.broker;
  const password = passwordFile === undefined ? null : await readSecret(passwordFile, credentialsFolder);
  return new MqttBroker({
    protocol,
    keepAliveSeconds,
    login: username === undefined ? null : { username, password },
    tls:
      tls === undefined
        ? null
        : {
            caFile: tls.caFile ?? null,
            certificateFile: tls.certificateFile ?? null,
            keyFile: tls.keyFile ?? null,
          },
    connectLimitMs,
  });
}

/** The headsets of this machine. */
export const headsetsHere = (log: Logger): HidDevices =>
  realHidDevices({ world: realHidWorld, limits: hidLimits, log, load: loadNodeHid });

/** A display at the end of a line. */
export interface WiredDisplay {
  readonly display: Pick<SiteDisplay, "id" | "port" | "serial">;
  readonly bound: BoundDisplay;
}

/** Opens what a display's `port:` names: a serial line, a serial server, or a twin with a virtual sign behind it. */
export function lineOf(
  unit: WiredDisplay,
  deps: { readonly log: Logger; readonly clock: Clock },
): OpenSerialLink {
  const { display, bound } = unit;
  const parsed = readDisplayPort(display.port);
  if (!parsed.ok) throw new Fault("DISPLAY_PORT", `${display.port} ${parsed.message}`, parsed.advice);
  const { serial } = bound.model;
  const softwareParity = display.serial?.softwareParity ?? false;
  switch (parsed.port.kind) {
    case "serial":
      return openSerialPort(parsed.port.path, serial, {
        limits: lineLimits,
        log: deps.log,
        softwareParity,
        load: loadSerialPort,
      });
    case "tcp":
      return openTcpLine(display.port, serial, {
        limits: lineLimits,
        softwareParity,
        connections: readConnections,
      });
    case "simulated":
      return new SerialTwin({
        name: display.id,
        sign: bound.sign(),
        settings: serial,
        limits: lineLimits,
        clock: deps.clock,
      }).open;
  }
}
