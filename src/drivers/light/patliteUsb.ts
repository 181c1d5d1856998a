import { z } from "zod";
import { type LightLook, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { unknownCommand, unnumbered, unnumberedPayload } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { inOwnColours } from "./ownColours.ts";
import { flashHzOption, measuredRhythms } from "./ownFlash.ts";
import { lampsOfTiers, tierNames, tierNumbers, tierProblems } from "./towerTiers.ts";

/** Eight bytes (LR6-USB_linux_python_example of PATLITE): version, command, buzzer, tones, five lamps by halves, zero. */
const LENGTH = 8;
const VERSION = 0x00;
const CONTROL = 0x00;
/** From here on a half of a byte means that its lamp or buzzer stays as it is. */
const KEEP_FROM = 0x6;
const KEEP = 0xf;
const BUZZER_ON = 0x1;
/** The buzzer's own tones: D7, and none beside it. */
const USUAL_TONES = 0xef;

const pattern = z.number().int().min(2).max(5);

const options = z.strictObject({
  flashHz: flashHzOption,
  patterns: z
    .strictObject({ slow: pattern, fast: pattern })
    .default({ slow: 2, fast: 3 })
    .describe("Which of its blink patterns is which: 2 to 5 for patterns 1 to 4"),
});

type Options = z.output<typeof options>;

/** Lamps are always told whole, so that a lost report heals; a sounding buzzer is left alone lest it begin anew. */
function frames(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  { patterns }: Options,
): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const [red = 0, amber = 0, green = 0, blue = 0, white = 0] = tierNumbers(wanted, model, patterns, 0);
  const keepsSounding = held?.buzzer === true && wanted.buzzer;
  const buzzer = keepsSounding ? KEEP : wanted.buzzer ? BUZZER_ON : 0;
  const tones = wanted.buzzer && !keepsSounding ? USUAL_TONES : 0;
  const halves = [(red << 4) | amber, (green << 4) | blue, white << 4];
  return [unnumbered(VERSION, CONTROL, buzzer, tones, ...halves, 0)];
}

function understand(frame: LightFrame, model: LightModel, { patterns }: Options): Understood {
  const payload = unnumberedPayload(frame);
  const [version, command, sound = 0, tones = 0, ...lights] = payload ?? [];
  if (payload?.length !== LENGTH || version !== VERSION || command !== CONTROL)
    return { command: unknownCommand(frame, "the tower takes 00 00 and six bytes more"), event: "dropped" };
  const numbers = lights.flatMap((byte) => [byte >> 4, byte & 0xf]).slice(0, tierNames.length);
  const buzzer = sound & 0xf;
  const facts = { lamps: numbers, buzzer, times: sound >> 4, toneA: tones >> 4, toneB: tones & 0xf };
  return {
    command: { name: "control", facts, problems: [] },
    sets: lampsOfTiers(numbers, model, patterns, (number) => number >= KEEP_FROM),
    ...(buzzer >= KEEP_FROM || !model.hasBuzzer ? {} : { buzzer: buzzer !== 0 }),
  };
}

/** PATLITE's signal towers on USB (LR6-USB and its relatives). */
export const driver = defineLightDriver<Options>({
  kind: "patlite-usb",
  wire: "hid",
  options,
  problems: (model, { patterns }) => [
    ...tierProblems(model),
    ...(patterns.slow === patterns.fast ? ["patterns: slow and fast have to differ"] : []),
  ],
  rhythms: (_, { flashHz }) => measuredRhythms(flashHz),
  nearest: inOwnColours,
  frames,
  keepAlive: () => null,
  read: (frame, model, settings) => understand(frame, model, settings).command,
  twin: (model, settings) =>
    new LampTwin({
      lamps: model.lamps.length,
      rhythms: measuredRhythms(settings.flashHz),
      staysMs: null,
      understand: (frame) => understand(frame, model, settings),
    }),
});
