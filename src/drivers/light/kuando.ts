import { darkLamp, isDark, type Lamp, type LightLook, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { eachPart } from "./byteWords.ts";
import { type KuandoOptions, options, tunes } from "./kuando/options.ts";
import { commands, fullPart, packet, soundApplies, tuneShift } from "./kuando/packet.ts";
import { understand } from "./kuando/understand.ts";
import { LampTwin } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";

const full = 255;

/** How often it is told that somebody is there, and for how many seconds it then believes it: 15 is the most. */
const keepAliveMs = 8_000;
const believedSeconds = 15;

/** How long it is lit and dark in each rhythm, in tenths of a second; the maker's document gives the unit. */
const halfPeriodTenths = { slow: 10, fast: 5 } as const;

const rhythms = { slow: { hz: 0.5 }, fast: { hz: 1 } } as const;

/** A part of a colour in percent; one that burns never becomes nothing. */
const percent = (part: number): number =>
  part === 0 ? 0 : Math.max(1, Math.round((part * fullPart) / full));

function nearestLamp(lamp: Lamp): Lamp {
  const { rgb, rhythm } = dimIntoColour(lamp);
  if (isDark({ rgb })) return darkLamp;
  return { ...darkLamp, rgb: eachPart(rgb, (part) => Math.round((percent(part) * full) / fullPart)), rhythm };
}

/** A program of one step that comes round to itself. */
function program({ lamps: [lamp = darkLamp], buzzer }: LightLook, options: KuandoOptions): LightFrame {
  const { red, green, blue } = eachPart(lamp.rgb, percent);
  const tenths = isDark(lamp) || lamp.rhythm === "steady" ? 0 : halfPeriodTenths[lamp.rhythm];
  const sound = buzzer ? (tunes[options.tune] << tuneShift) | options.volume : 0;
  return packet([commands.run, 1, red, green, blue, tenths, tenths, soundApplies | sound]);
}

/**
 * Kuando Busylights of Plenom: Alpha, UC, Omega. A packet holds a program of up to seven steps, after the maker's document
 * "Busylight/Kuando Box HID communication protocol" 2.2. Without packets they go dark, so that none outlives its program.
 */
export const driver = defineLightDriver<KuandoOptions>({
  kind: "kuando",
  wire: "hid",
  options,
  problems: ({ lamps }) => (lamps.length === 1 ? [] : ["a Busylight has one lamp"]),
  rhythms: () => rhythms,
  nearest: (wanted, model) => lampByLamp(wanted, model, nearestLamp),
  frames: (held, wanted, _model, options) =>
    held !== null && sameLook(held, wanted) ? [] : [program(wanted, options)],
  keepAlive: () => ({ everyMs: keepAliveMs, frame: packet([commands.keepAlive | believedSeconds]) }),
  read: (frame, _model, options) => understand(frame, options).command,
  twin: (_model, options) =>
    new LampTwin({ lamps: 1, rhythms, staysMs: null, understand: (frame) => understand(frame, options) }),
});
