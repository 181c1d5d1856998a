import { darkLamp, isDark, type LightLook, lampAt, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { type BlynclightOptions, options } from "./blynclight/options.ts";
import {
  commandBytes,
  flashing,
  lightBits,
  soundBits,
  speedFor,
  trailer,
  understand,
} from "./blynclight/understand.ts";
import { LampTwin } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";
import { measuredRhythms } from "./ownFlash.ts";
import { paddedReport } from "./plainReports.ts";

function lightByte({ lamps: [lamp = darkLamp] }: LightLook, options: BlynclightOptions): number {
  if (isDark(lamp)) return lightBits.off;
  const { rhythm } = lamp;
  const isOwn = rhythm !== "steady" && options.flashHz[rhythm] !== undefined;
  return isOwn ? flashing(speedFor(rhythm, options)) : 0;
}

/** One command says it all. The mute bit is left alone, since documents differ about its place: silence is no play and no volume. */
function command(wanted: LightLook, options: BlynclightOptions): LightFrame {
  const { red, green, blue } = lampAt(wanted, 0).rgb;
  const sound = wanted.buzzer ? soundBits.play | soundBits.repeat | options.tune : 0;
  const volume = wanted.buzzer ? options.volume : 0;
  return paddedReport(commandBytes, [
    red,
    blue,
    green,
    lightByte(wanted, options),
    sound,
    volume,
    ...trailer,
  ]);
}

/**
 * Embrava's Blynclight, Mini and Plus, and the status indicator of Plantronics. Eight bytes, blue before green, as independent
 * projects agree; the maker publishes nothing. How fast its three speeds are nobody says, so they serve where a site measured them.
 */
export const driver = defineLightDriver<BlynclightOptions>({
  kind: "blynclight",
  wire: "hid",
  options,
  problems: ({ lamps }) => (lamps.length === 1 ? [] : ["a Blynclight has one lamp"]),
  rhythms: (_model, { flashHz }) => measuredRhythms(flashHz),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames: (held, wanted, _model, options) =>
    held !== null && sameLook(held, wanted) ? [] : [command(wanted, options)],
  keepAlive: () => null,
  read: (frame, { hasBuzzer }) => understand(frame, hasBuzzer).command,
  twin: ({ hasBuzzer }, { flashHz }) =>
    new LampTwin({
      lamps: 1,
      rhythms: measuredRhythms(flashHz),
      staysMs: null,
      understand: (frame) => understand(frame, hasBuzzer),
    }),
});
