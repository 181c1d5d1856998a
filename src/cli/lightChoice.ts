import { existsSync } from "node:fs";
import { NEVER } from "rxjs";
import { BusLights } from "../app/lightLinks/busLights.ts";
import type { OpenLightLink } from "../app/lightReconciler.ts";
import { LightOpener } from "../compose/lightOpener.ts";
import { type LightUnit, lightUnits } from "../compose/lightUnits.ts";
import { brokerOf, headsetsHere, lightsHere } from "../compose/realWorld.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { lightSchema } from "../config/lightSchema.ts";
import { problemLines } from "../config/problemReport.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import { silentLog } from "./displayStage.ts";
import { bindBare, findLight } from "./lightModels.ts";
import type { Terminal } from "./terminal.ts";

/** Which light is meant: one of a site, or a model somewhere. */
export interface LightChoice {
  readonly config?: string;
  readonly port?: string;
  readonly usbSerial?: string;
  readonly usbPort?: string;
  /** `red=17`: the GPIO line of a lamp. */
  readonly line: readonly string[];
  readonly activeLow: boolean;
}

/** A light that somebody chose. */
export interface ChosenLight {
  readonly unit: LightUnit;
  /** Null for a model without a site. */
  readonly file: SiteFile | null;
}

/** Where the daemon has its site. */
const usualConfig = "/etc/bandeau/bandeau.yaml";

/** Finds the light that somebody means by a name: of a light of the site, else of a model. */
export async function chooseLight(
  name: string,
  choice: LightChoice,
  terminal: Pick<Terminal, "environment">,
): Promise<ChosenLight> {
  const { config, port, usbSerial, usbPort, line } = choice;
  const isPlaced = [port, usbSerial, usbPort].some((one) => one !== undefined) || line.length > 0;
  if (config !== undefined && isPlaced)
    throw new Fault(
      "LIGHT_CHOICE",
      "a site says itself where its lights are",
      "leave --config or the place away",
    );
  if (config !== undefined) return fromSite(config, name, terminal);
  if (!isPlaced && existsSync(usualConfig)) {
    const found = await fromSite(usualConfig, name, terminal).catch(() => null);
    if (found !== null) return found;
  }
  return bareChoice(name, choice);
}

async function fromSite(
  path: string,
  name: string,
  { environment }: Pick<Terminal, "environment">,
): Promise<ChosenLight> {
  const file = await (await siteLoader(environment, devicesFolder)).load(path);
  if (!file.ok)
    throw new Fault(
      "LIGHT_SITE",
      problemLines(file.problems).join("\n"),
      `bandeau check ${path} says no more`,
    );
  const units = lightUnits(file);
  const unit = units.find(({ id }) => id === name);
  if (unit !== undefined) return { unit, file };
  const ids = units.map(({ id }) => id);
  throw new Fault("NO_LIGHT", `there is no light '${name}' in ${path}`, wordAdvice(name, ids));
}

async function bareChoice(name: string, choice: LightChoice): Promise<ChosenLight> {
  const { port, usbSerial: serial, usbPort, line, activeLow } = choice;
  const file = await findLight(name);
  const bound = bindBare(file);
  const site = lightSchema.parse({
    id: "light",
    model: file.id,
    ...(port === undefined ? {} : { port }),
    ...(serial === undefined && usbPort === undefined ? {} : { usb: { serial, usbPort } }),
    ...(line.length === 0 ? {} : { gpio: { lines: linesOf(line), activeLow } }),
  });
  const isPlaced = { hid: true, serial: port !== undefined, gpio: line.length > 0, mqtt: false }[bound.wire];
  if (!isPlaced && port !== "simulated")
    throw new Fault("LIGHT_PLACE", `nobody says where the ${file.name} is`, whatToSay[bound.wire]);
  return { unit: { id: file.id, site, file, bound, key: "" }, file: null };
}

const whatToSay = {
  hid: "",
  serial: "write --port /dev/serial/by-id/…, or tcp://host:port; bandeau devices lists ports",
  gpio: "write --line red=17 for each lamp; bandeau doctor gpio lists chips",
  mqtt: "a light on the bus needs its broker: write --config FILE and the light's id there",
} as const;

function linesOf(written: readonly string[]): Record<string, number | string> {
  return Object.fromEntries(
    written.map((text) => {
      const [, name, line] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (name === undefined || line === undefined)
        throw new Fault("LIGHT_LINE", `'${text}' names no line`, "write --line red=17");
      return [name, /^\d+$/.test(line) ? Number(line) : line];
    }),
  );
}

/** How a chosen light is opened: as the daemon opens it. */
export function openerOf({ unit, file }: ChosenLight, clock: Clock, terminal: Pick<Terminal, "environment">) {
  if (unit.site.port === "simulated")
    throw new Fault(
      "LIGHT_SIMULATED",
      `${unit.id} is simulated: there is nothing to send to`,
      "bandeau wire encode light shows what would be sent; for a twin see bandeau sim light --help",
    );
  if (unit.bound.wire === "mqtt" && file !== null) return onBus(file, terminal);
  const opener = new LightOpener({
    devices: headsetsHere(silentLog),
    world: lightsHere({ log: silentLog, clock }),
    bus: new BusLights(),
  });
  opener.use([unit]);
  return opener.openerOf(unit, () => null);
}

/** How long a broker may take to answer a tool. */
const CONNECT_LIMIT_MS = 5_000;

/** A visit to the first broker of a site that answers. */
function onBus({ site }: SiteFile, { environment }: Pick<Terminal, "environment">): OpenLightLink {
  return async (signal) => {
    const broker = await brokerOf(site, environment["CREDENTIALS_DIRECTORY"], CONNECT_LIMIT_MS);
    const faults: unknown[] = [];
    for (const url of site.broker.urls) {
      const clientId = `bandeau-light-${process.pid}`;
      const request = { url, clientId, will: null, onMessage: () => undefined, signal };
      const connection = await broker.connect(request).catch((error: unknown) => void faults.push(error));
      if (connection === undefined) continue;
      return {
        lost: connection.lost,
        words$: NEVER,
        close: () => connection.close(),
        send: async (frame) => {
          if (frame.kind !== "message") throw new Error(`${frame.kind} is no message`);
          const { topic, payload } = frame;
          await connection.publish({
            topic,
            payload,
            qos: 1,
            retain: false,
            expirySeconds: null,
            correlation: null,
          });
        },
      };
    }
    throw faults[0];
  };
}
