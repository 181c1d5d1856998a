import { z } from "zod";
import { darkLamp, isDark, type Lamp, type LightLook, type Rgb, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { rgbWord } from "./byteWords.ts";
import { unknownCommand } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";

/** Report 1, and the two bytes that its only command begins with (busylight-core; the maker publishes nothing). */
const head = [0x01, 0x12, 0x02] as const;
const ZONES = 2;
const LENGTH = 10;

const parts = ({ red, green, blue }: Rgb): readonly number[] => [red, green, blue];

function frames(held: LightLook | null, wanted: LightLook): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const zones = wanted.lamps.map(({ rgb }) => rgb);
  // The last byte is 1 while anything burns; a later program always sends 0 and is said to work as well.
  const isOn = zones.some((rgb) => !isDark({ rgb }));
  return [{ kind: "report", bytes: Uint8Array.of(...head, ...zones.flatMap(parts), isOn ? 1 : 0) }];
}

function zonesOf(frame: LightFrame): readonly Rgb[] | null {
  if (frame.kind !== "report" || frame.bytes.length !== LENGTH) return null;
  if (head.some((byte, at) => frame.bytes[at] !== byte)) return null;
  return Array.from({ length: ZONES }, (_, zone) => {
    const [red = 0, green = 0, blue = 0] = frame.bytes.subarray(head.length + 3 * zone);
    return { red, green, blue };
  });
}

function understand(frame: LightFrame): Understood {
  const zones = zonesOf(frame);
  if (zones === null) {
    const problem = "an EPOS Busylight takes report 1 with 12 02 and two colours";
    return { command: unknownCommand(frame, problem), event: "dropped" };
  }
  return {
    command: { name: "zones", facts: { zones: zones.map(rgbWord) }, problems: [] },
    sets: new Map(zones.map((rgb, zone): [number, Lamp] => [zone, { ...darkLamp, rgb }])),
  };
}

/** EPOS Busylight: two zones in one report. */
export const driver = defineLightDriver<Record<string, never>>({
  kind: "epos",
  wire: "hid",
  options: z.strictObject({}),
  problems: ({ lamps }) => (lamps.length !== ZONES ? [`an EPOS Busylight has ${ZONES} zones`] : []),
  rhythms: () => ({}),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames,
  keepAlive: () => null,
  read: (frame) => understand(frame).command,
  twin: () => new LampTwin({ lamps: ZONES, rhythms: {}, staysMs: null, understand }),
});
