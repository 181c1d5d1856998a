import type { Lamp } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { withGamma, withoutGamma } from "./blink1/gamma.ts";
import { type Blink1Options, options } from "./blink1/options.ts";
import { commandReport, timeUnitMs, understand } from "./blink1/understand.ts";
import { eachPart } from "./byteWords.ts";
import { coverLamps, type LampGroup } from "./coverLamps.ts";
import { LampTwin } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";

const mostLeds = 2;
const mostTimeUnits = 0xffff;

/** How often a dead man's time is begun anew before it is over. */
const keepAlivesInTime = 3;

const feature = (letter: string, ...rest: number[]): LightFrame => ({
  kind: "feature",
  bytes: Uint8Array.of(commandReport, letter.charCodeAt(0), ...rest),
});

/** LED 0 is all of them; then come the upper and the lower one. */
function groupsOf({ lamps }: LightModel): readonly LampGroup<number>[] {
  const every = lamps.map((_, index) => index);
  const all = { address: 0, lamps: every };
  return lamps.length === 1
    ? [all]
    : [all, ...every.map((index) => ({ address: index + 1, lamps: [index] }))];
}

const timeUnits = (ms: number): number => Math.min(mostTimeUnits, Math.round(ms / timeUnitMs));
const highAndLow = (units: number): [number, number] => [units >> 8, units & 0xff];

function nearestLamp(lamp: Lamp, { gamma }: Blink1Options): Lamp {
  const whole = dimIntoColour(lamp);
  const rgb = gamma ? eachPart(whole.rgb, (part) => withoutGamma(withGamma(part))) : whole.rgb;
  return { ...whole, rgb, fadeMs: timeUnits(lamp.fadeMs) * timeUnitMs };
}

function command(led: number, lamp: Lamp, { gamma }: Blink1Options): LightFrame {
  const { red, green, blue } = gamma ? eachPart(lamp.rgb, withGamma) : lamp.rgb;
  const units = timeUnits(lamp.fadeMs);
  return units > 0
    ? feature("c", red, green, blue, ...highAndLow(units), led)
    : feature("n", red, green, blue, 0, 0, led);
}

/**
 * ThingM's blink(1): feature report 1 with a letter for each command, after the maker's document "blink(1) HID commands". Its
 * patterns live in its memory and are left alone; it fades by itself, and can be told to go dark when the program dies.
 */
export const driver = defineLightDriver<Blink1Options>({
  kind: "blink1",
  wire: "hid",
  options,
  problems: ({ lamps }) =>
    lamps.length <= mostLeds ? [] : [`it has ${lamps.length} lamps, a blink(1) ${mostLeds} at most`],
  rhythms: () => ({}),
  nearest: (wanted, model, options) => lampByLamp(wanted, model, (lamp) => nearestLamp(lamp, options)),
  frames: (held, wanted, model, options) =>
    coverLamps(held, wanted, groupsOf(model)).map(({ address, lamp }) => command(address, lamp, options)),
  keepAlive(_model, { deadManSeconds }) {
    if (deadManSeconds === undefined) return null;
    const withinMs = deadManSeconds * 1_000;
    const frame = feature("D", 1, ...highAndLow(timeUnits(withinMs)), 0, 0, 0);
    return { everyMs: Math.floor(withinMs / keepAlivesInTime), frame };
  },
  read: (frame, model, options) => understand(frame, model, options).command,
  twin: (model, options) =>
    new LampTwin({
      lamps: model.lamps.length,
      rhythms: {},
      staysMs: null,
      understand: (frame) => understand(frame, model, options),
    }),
});
