import type { LightWire } from "../ports/lightModel.ts";
import { checkGpioLines } from "./checkGpioLines.ts";
import { isVolatile, portKey, readDisplayPort } from "./displayPort.ts";
import type { LightModelFile } from "./lightModelFile.ts";
import { type AtPlace, type KnownLight, type LightPlaces, takePlace } from "./lightPlaces.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteLight } from "./siteSchema.ts";

/** The four ways in which a site says where a light is. */
const ways = ["port", "usb", "gpio", "topic"] as const;
type Way = (typeof ways)[number];

const usualWay: Readonly<Record<LightWire, Way>> = {
  hid: "usb",
  serial: "port",
  gpio: "gpio",
  mqtt: "topic",
};

const whatToWrite: Readonly<Record<LightWire, string>> = {
  hid: "usb: { serial: … } or usb: { usbPort: … }, as bandeau light list shows them; usb: {} for the only one of its model",
  serial: "port: /dev/serial/by-id/…, or tcp://host:port",
  gpio: "gpio: { lines: { red: 17 } }, with a line for each lamp",
  mqtt: "topic: and the light's own base topic",
};

/** Checks where a light is: in the one way in which its model is reached, and where nothing else is. */
export function checkLightPlace(
  light: SiteLight,
  { file, driver: { wire } }: KnownLight,
  path: Path,
  places: LightPlaces,
  round: Round,
): void {
  const told = ways.filter((way) => light[way] !== undefined);
  const wrong = told.filter((way) => way !== usualWay[wire] && !(way === "port" && mayHavePort(light, wire)));
  for (const way of wrong)
    round.findings.error([...path, way], `${file.name} has no ${way}: ${reachedBy[wire]}`, {
      at: "key",
      advice: `write ${whatToWrite[wire]}`,
    });
  if (wrong.length > 0) return;
  if (told.length > 1)
    round.findings.error([...path, "port"], `is one too many: ${told[1]} says already where the light is`, {
      at: "key",
      advice: "leave one of them away",
    });
  else if (told.length === 0 && wire !== "hid")
    round.findings.error(path, `'${usualWay[wire]}' is missing: ${reachedBy[wire]}`, {
      at: "key",
      advice: `write ${whatToWrite[wire]}; port: simulated for none`,
    });
  checkSerial(light, file, path, round);
  if (told.length <= 1) checkOwn(light, file, { path, places, round });
}

const reachedBy: Readonly<Record<LightWire, string>> = {
  hid: "it is reached over USB",
  serial: "it is reached over a serial line or the network",
  gpio: "it hangs on GPIO lines",
  mqtt: "it is reached over the bus",
};

/** Every light may be simulated, and a USB light may be one of `bandeau sim light` behind a TCP port. */
const mayHavePort = ({ port }: SiteLight, wire: LightWire): boolean =>
  port === "simulated" || (wire === "hid" && port?.startsWith("tcp:") === true);

function checkSerial({ serial }: SiteLight, file: LightModelFile, path: Path, { findings }: Round): void {
  if (serial === undefined || file.serial !== undefined) return;
  findings.error([...path, "serial"], `${file.name} has no serial line`, {
    at: "key",
    advice: "leave it away",
  });
}

function checkOwn(light: SiteLight, file: LightModelFile, own: AtPlace): void {
  if (light.port !== undefined) checkPort(light.port, file, own);
  else if (light.gpio !== undefined) checkGpioLines(light.gpio, file, own);
  else if (light.topic !== undefined) checkTopic(light.topic, own);
  else if (file.usb.length > 0) checkUsb(light, file, own);
}

function checkPort(port: string, file: LightModelFile, { path: place, places, round }: AtPlace): void {
  const path = [...place, "port"];
  const { findings, known } = round;
  const read = readDisplayPort(port);
  if (!read.ok) {
    const withPort = file.tcpPort === undefined ? null : withItsPort(port, file.tcpPort);
    findings.error(path, `${quoted(port)} ${read.message}`, {
      instead: withPort ?? read.instead,
      advice: read.advice,
    });
    return;
  }
  if (read.port.kind === "serial" && file.serial === undefined) {
    findings.error(path, `${file.name} has no serial line: it is reached over the network`, {
      instead: `tcp://host:${file.tcpPort ?? 10_000}`,
    });
    return;
  }
  if (read.port.kind === "serial" && isVolatile(read.port.path)) {
    const stable = known.stableNameOf(port);
    findings.warning(path, `${quoted(port)} can change at each boot`, {
      instead: stable ?? "/dev/serial/by-id/…",
      advice:
        stable === null ? "'ls -l /dev/serial/by-id /dev/serial/by-path' lists the names that stay" : null,
    });
  }
  const key = portKey(read.port);
  if (key !== null) takePlace(`port ${key}`, quoted(port), { path, places, round });
}

/** A network light's own port, for somebody who wrote its address only. */
function withItsPort(text: string, port: number): string | null {
  const host = text.replace(/^tcp:\/*/i, "").replace(/\/+$/, "");
  return readDisplayPort(`tcp://${host}:${port}`).ok ? `tcp://${host}:${port}` : null;
}

/** Endings of the topics that a light listens to; a site names what stands before them. */
const endings = /\/(api|set|col|status|availability|state|get)$/;

function checkTopic(topic: string, { path: place, places, round }: AtPlace): void {
  const path = [...place, "topic"];
  if (/[+#\p{Cc}]/u.test(topic) || /^\/|\/$|^\$/.test(topic)) {
    const plain = topic.replaceAll(/[+#\p{Cc}]/gu, "").replaceAll(/^[/$]+|\/+$/g, "");
    round.findings.error(path, `${quoted(topic)} is no topic of one light`, {
      instead: plain === "" ? null : plain,
      advice: "no wildcards, and no / at its ends",
    });
    return;
  }
  if (endings.test(topic))
    round.findings.warning(path, `${quoted(topic)} looks like one of the light's own topics`, {
      instead: topic.replace(endings, ""),
      advice: "what is asked for is the base before it",
    });
  takePlace(`topic ${topic}`, quoted(topic), { path, places, round });
}

/** What is said of a USB light must tell it from the others of its kind. */
function checkUsb(
  { usb = {} }: SiteLight,
  file: LightModelFile,
  { path: place, places, round }: AtPlace,
): void {
  const path = [...place, "usb"];
  const { serial, usbPort } = usb;
  const take = (key: string, what: string): void => takePlace(key, what, { path, places, round });
  if (serial !== undefined)
    take(`usb ${file.id} ${serial}`, `the ${file.name} with serial number ${quoted(serial)}`);
  else if (usbPort !== undefined)
    take(`usb ${usbPort.replace(/\/input\d+$/, "")}`, `the USB port ${quoted(usbPort)}`);
  else
    for (const { vendor, product, named = "" } of file.usb)
      take(`usb only ${vendor}:${product} ${named.toLowerCase()}`, `the only ${file.name} there is`);
}
