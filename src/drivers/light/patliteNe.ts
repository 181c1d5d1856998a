import { z } from "zod";
import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  sameLamp,
  sameLook,
} from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { unknownCommand, unnumbered, unnumberedPayload } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { lampByLamp } from "./mixedColours.ts";
import { nearestOf } from "./nearestOf.ts";
import { onOff, onOffNames } from "./onOffColours.ts";
import { flashHzOption, measuredRhythms } from "./ownFlash.ts";

/** Eight bytes (NE-USB_linux_cpp_example of PATLITE): 00, command, buzzer, volume, colour and pattern, zeros. */
const LENGTH = 8;
const CONTROL = 0x00;
const CONNECTION_LAMP = 0x01;
const QUERY = 0x80;
const KEEP = 0xf;
const BUZZER_ON = 0x1;
const PATTERN_ON = 0x1;
const ZEROS = [0, 0, 0] as const;

/** Its colours, by their numbers from 1 on. */
const numbers = ["red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

const pattern = z.number().int().min(2).max(7);

const options = z.strictObject({
  flashHz: flashHzOption,
  patterns: z
    .strictObject({ slow: pattern, fast: pattern })
    .default({ slow: 2, fast: 3 })
    .describe("Which of its blink patterns is which: 2 to 7 for patterns 1 to 6"),
});

type Options = z.output<typeof options>;

function nearestLamp({ rgb, rhythm }: Lamp): Lamp {
  if (isDark({ rgb })) return darkLamp;
  return { ...darkLamp, rgb: onOff[nearestOf(rgb, onOff, onOffNames)], rhythm };
}

/** Colour and pattern in one byte. */
function lightByte(lamp: Lamp, { patterns }: Options): number {
  if (isDark(lamp)) return 0;
  const colour = numbers.indexOf(nearestOf(lamp.rgb, onOff, onOffNames)) + 1;
  return (colour << 4) | (lamp.rhythm === "steady" ? PATTERN_ON : patterns[lamp.rhythm]);
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  { hasBuzzer }: LightModel,
  settings: Options,
): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const lamp = lampAt(wanted, 0);
  const before = held?.lamps[0];
  const isKept = before !== undefined && sameLamp(before, lamp);
  const soundsOn = held?.buzzer === true && wanted.buzzer;
  // How often it sounds stays as it is; a tune that goes on is left alone lest it begin anew.
  const buzzer = soundsOn ? KEEP : hasBuzzer && wanted.buzzer ? BUZZER_ON : 0;
  const times = hasBuzzer && wanted.buzzer && !soundsOn ? 0 : KEEP;
  const light = isKept ? (KEEP << 4) | KEEP : lightByte(lamp, settings);
  return [unnumbered(0, CONTROL, (times << 4) | buzzer, KEEP, light, ...ZEROS)];
}

/** What colour and pattern make of the lamp; either may be left as it is only together with the other. */
function lampOf(byte: number, { patterns }: Options): Lamp | null {
  const colour = byte >> 4;
  const kind = byte & 0xf;
  if (colour === KEEP || kind === KEEP) return null;
  const name = numbers[colour - 1];
  if (name === undefined || kind === 0) return darkLamp;
  const flashing = kind === patterns.slow ? "slow" : "fast";
  return { ...darkLamp, rgb: lightColours[name], rhythm: kind === PATTERN_ON ? "steady" : flashing };
}

function understand(frame: LightFrame, model: LightModel, settings: Options): Understood {
  const payload = unnumberedPayload(frame);
  const [version, command, sound = 0, volume = 0, light = 0] = payload ?? [];
  if (payload?.length !== LENGTH || version !== 0)
    return { command: unknownCommand(frame, "an NE-USB takes 00 and seven bytes more"), event: "dropped" };
  if (command === QUERY) {
    const says = [{ kind: "report", bytes: Uint8Array.of(0, 0) } as const];
    return { command: { name: "query", facts: {}, problems: [] }, says };
  }
  if (command === CONNECTION_LAMP)
    return { command: { name: "connectionLamp", facts: { on: sound === 1 }, problems: [] } };
  if (command !== CONTROL) return { command: unknownCommand(frame, "no such command"), event: "dropped" };
  const buzzer = sound & 0xf;
  const lamp = lampOf(light, settings);
  const facts = { buzzer, times: sound >> 4, volume, colour: light >> 4, pattern: light & 0xf };
  return {
    command: { name: "control", facts, problems: [] },
    ...(lamp === null ? {} : { sets: new Map([[0, lamp]]) }),
    ...(buzzer === KEEP || !model.hasBuzzer ? {} : { buzzer: buzzer !== 0 }),
  };
}

/** PATLITE's small signal lights on USB (NE-USB). */
export const driver = defineLightDriver<Options>({
  kind: "patlite-ne",
  wire: "hid",
  options,
  problems: ({ lamps }, { patterns }) => [
    ...(lamps.length > 1 ? ["an NE-USB has one lamp"] : []),
    ...(patterns.slow === patterns.fast ? ["patterns: slow and fast have to differ"] : []),
  ],
  rhythms: (_, { flashHz }) => measuredRhythms(flashHz),
  nearest: (wanted, model) => lampByLamp(wanted, model, nearestLamp),
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
