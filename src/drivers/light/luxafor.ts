import { isDark, type Lamp, type LightLook } from "../../domain/light.ts";
import type { LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { coverLamps, type LampGroup } from "./coverLamps.ts";
import { LampTwin } from "./lampTwin.ts";
import { commandBytes, flagLeds, inputs, leds, modes, sideLeds } from "./luxafor/codes.ts";
import { type LuxaforOptions, options } from "./luxafor/options.ts";
import { understand } from "./luxafor/understand.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";
import { type FlashRhythm, measuredRhythms } from "./ownFlash.ts";
import { paddedReport } from "./plainReports.ts";

/** The longest fade that one byte can ask for. */
const mostFadeSteps = 255;

/** All LEDs, then its faces where a site knows which is which, then each by itself. */
function groupsOf({ lamps }: LightModel, { sideA }: LuxaforOptions): readonly LampGroup<number>[] {
  const every = lamps.map((_, index) => index);
  if (lamps.length === 1) return [{ address: leds.all, lamps: every }];
  const first = every.slice(0, sideLeds);
  const last = every.slice(sideLeds);
  const sides =
    sideA === undefined
      ? []
      : [
          { address: leds.sideA, lamps: sideA === "first" ? first : last },
          { address: leds.sideB, lamps: sideA === "first" ? last : first },
        ];
  return [
    { address: leds.all, lamps: every },
    ...sides,
    ...every.map((index) => ({ address: index + 1, lamps: [index] })),
  ];
}

const fadeSteps = ({ fadeMs }: Lamp, { fadeStepMs }: LuxaforOptions): number =>
  fadeMs === 0 ? 0 : Math.min(mostFadeSteps, Math.max(1, Math.round(fadeMs / fadeStepMs)));

/** The rhythm that its strobe keeps for a lamp; null where the program keeps it, and the lamp just burns. */
const strobeOf = (lamp: Lamp, { flashHz }: LuxaforOptions): FlashRhythm | null =>
  lamp.rhythm !== "steady" && flashHz[lamp.rhythm] !== undefined ? lamp.rhythm : null;

/** One lamp as it can be: its brightness in its colour, and no fade into flashing. */
function nearestLamp(lamp: Lamp, options: LuxaforOptions): Lamp {
  const fadeMs = strobeOf(lamp, options) === null ? fadeSteps(lamp, options) * options.fadeStepMs : 0;
  return { ...dimIntoColour(lamp), fadeMs };
}

function command(led: number, lamp: Lamp, options: LuxaforOptions): LightFrame {
  const { red, green, blue } = lamp.rgb;
  const rhythm = isDark(lamp) ? null : strobeOf(lamp, options);
  const steps = fadeSteps(lamp, options);
  if (rhythm !== null) {
    return paddedReport(commandBytes, [modes.strobe, led, red, green, blue, options.strobeSpeed[rhythm]]);
  }
  return steps > 0
    ? paddedReport(commandBytes, [modes.fade, led, red, green, blue, steps])
    : paddedReport(commandBytes, [modes.static, led, red, green, blue]);
}

/** What a press and a release of the Mute's button are, as it says them. */
const buttonReport = (isDown: boolean): LightWord => ({
  kind: "report",
  bytes: Uint8Array.of(inputs.button, isDown ? 0 : 1, 0, 0, 0, 0, 0, 0),
});

/**
 * Lights of Luxafor: Flag, Orb, Mute, Bluetooth. Eight bytes a command, after the maker's sheet "Luxafor protocol". Its strobe has
 * no published rate, so it is used only where a site has measured it.
 */
export const driver = defineLightDriver<LuxaforOptions>({
  kind: "luxafor",
  wire: "hid",
  options,
  problems: ({ lamps }) =>
    lamps.length === 1 || lamps.length === flagLeds
      ? []
      : [`it has ${lamps.length} lamps, a Luxafor light ${flagLeds} or, taken together, one`],
  rhythms: (_model, { flashHz }) => measuredRhythms(flashHz),
  nearest: (wanted: LightLook, model, options) =>
    lampByLamp(wanted, model, (lamp) => nearestLamp(lamp, options)),
  frames: (held, wanted, model, options) =>
    coverLamps(held, wanted, groupsOf(model, options)).map(({ address, lamp }) =>
      command(address, lamp, options),
    ),
  keepAlive: () => null,
  hear(word, _model, { button }) {
    if (!button || word.kind !== "report" || word.bytes[0] !== inputs.button) return null;
    return word.bytes[1] === 0 ? "pressed" : word.bytes[1] === 1 ? "released" : null;
  },
  read: (frame, model, options) => understand(frame, model, options).command,
  twin: (model, options) =>
    new LampTwin({
      lamps: model.lamps.length,
      rhythms: measuredRhythms(options.flashHz),
      staysMs: null,
      understand: (frame) => understand(frame, model, options),
      ...(options.button ? { press: (isDown: boolean) => [buttonReport(isDown)] } : {}),
    }),
});
