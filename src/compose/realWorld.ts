import { realGpioWorld } from "../adapters/gpio/gpioWorld.ts";
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
import type { OpenSerialLink, SerialSettings } from "../ports/serialLink.ts";
import { LightTwin } from "../simulated/lightTwin.ts";
import { SerialTwin } from "../simulated/serialTwin.ts";
import { GpioHere } from "./gpioHere.ts";
import type { LightWorld } from "./lightOpener.ts";

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

/** What opening a line takes. */
interface LineDeps {
  readonly log: Logger;
  readonly clock: Clock;
}

/** Opens what a display's `port:` names: a serial line, a serial server, or a twin with a virtual sign behind it. */
export function lineOf({ display, bound }: WiredDisplay, deps: LineDeps): OpenSerialLink {
  const { serial } = bound.model;
  return portOf(
    { port: display.port, serial, softwareParity: display.serial?.softwareParity ?? false },
    deps,
    () =>
      new SerialTwin({
        name: display.id,
        sign: bound.sign(),
        settings: serial,
        limits: lineLimits,
        clock: deps.clock,
      }).open,
  );
}

interface Port {
  readonly port: string;
  readonly serial: SerialSettings;
  readonly softwareParity: boolean;
}

function portOf(
  { port, serial, softwareParity }: Port,
  { log }: Pick<LineDeps, "log">,
  twin: () => OpenSerialLink,
): OpenSerialLink {
  const parsed = readDisplayPort(port);
  if (!parsed.ok) throw new Fault("DISPLAY_PORT", `${port} ${parsed.message}`, parsed.advice);
  switch (parsed.port.kind) {
    case "serial":
      return openSerialPort(parsed.port.path, serial, {
        limits: lineLimits,
        log,
        softwareParity,
        load: loadSerialPort,
      });
    case "tcp":
      return openTcpLine(port, serial, { limits: lineLimits, softwareParity, connections: readConnections });
    case "simulated":
      return twin();
  }
}

/** Where the lights of this machine are. */
export function lightsHere(deps: LineDeps): LightWorld {
  return {
    line: (port, serial) =>
      portOf({ port, serial, softwareParity: false }, deps, () => {
        throw new Fault("LIGHT_PORT", "a simulated light has no line", "this is a mistake in the program");
      }),
    gpio: new GpioHere(realGpioWorld, deps.log),
    twin: lightTwins(deps),
  };
}

/** A twin for each light that is simulated. */
export const lightTwins =
  ({ clock }: Pick<LineDeps, "clock">): LightWorld["twin"] =>
  ({ id, bound }) =>
    new LightTwin({ name: id, light: bound.twin(), clock }).open;
