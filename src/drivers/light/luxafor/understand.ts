import { isDark, type Lamp, lightColours, type Rgb } from "../../../domain/light.ts";
import type { LightFrame, LightWord } from "../../../ports/lightDriver.ts";
import type { LightModel } from "../../../ports/lightModel.ts";
import { byteAt, hexByte, rgbWord } from "../byteWords.ts";
import { unknownCommand } from "../frameBytes.ts";
import type { Understood } from "../lampTwin.ts";
import { strippedPayload } from "../plainReports.ts";
import { commandBytes, inputs, leds, letters, modes, patternNames, sideLeds } from "./codes.ts";
import type { LuxaforOptions } from "./options.ts";

/** Everything that a command is understood with. */
interface Context {
  readonly frame: LightFrame;
  readonly bytes: readonly number[];
  readonly lamps: number;
  readonly options: LuxaforOptions;
}

const dropped = (frame: LightFrame, problem: string): Understood => ({
  command: unknownCommand(frame, problem),
  event: "dropped",
});

const lampOf = (rgb: Rgb, rhythm: Lamp["rhythm"] = "steady", fadeMs = 0): Lamp => ({
  rgb,
  rhythm,
  dim: 100,
  fadeMs,
});

const rgbAt = (bytes: readonly number[]): Rgb => ({
  red: byteAt(bytes, 2),
  green: byteAt(bytes, 3),
  blue: byteAt(bytes, 4),
});

/** The lamps that a LED byte addresses; a light with one lamp lights it for any of them. */
function addressed(led: number, { lamps, options: { sideA } }: Context): readonly number[] {
  const every = Array.from({ length: lamps }, (_, index) => index);
  if (led === leds.all) return every;
  if (led === leds.sideA || led === leds.sideB) {
    if (lamps === 1) return every;
    const isFirst = (led === leds.sideA) === (sideA !== "last");
    return isFirst ? every.slice(0, sideLeds) : every.slice(sideLeds);
  }
  if (lamps === 1 && led >= 1) return every;
  return every.filter((index) => index + 1 === led);
}

const ledWord = (led: number): string | number =>
  led === leds.all ? "all" : led === leds.sideA ? "sideA" : led === leds.sideB ? "sideB" : led;

const setting = (indexes: readonly number[], lamp: Lamp): Map<number, Lamp> =>
  new Map(indexes.map((index) => [index, lamp]));

/** What a light says when its mode changes. */
const stateReport = (mode: number): readonly LightWord[] => [
  { kind: "report", bytes: Uint8Array.of(inputs.state, 0x42, mode, 0, 0, 0, 0, 0) },
];

function lit(name: string, context: Context, more: Record<string, number>, lamp: Lamp): Understood {
  const led = byteAt(context.bytes, 1);
  const indexes = addressed(led, context);
  return {
    command: {
      name,
      facts: { led: ledWord(led), rgb: rgbWord(lamp.rgb), ...more },
      problems: indexes.length === 0 ? [`there is no LED ${hexByte(led)}`] : [],
    },
    sets: setting(indexes, lamp),
    says: isDark(lamp) ? stateReport(0) : [],
  };
}

function strobe(context: Context): Understood {
  const { bytes, options } = context;
  const [speed, repeat] = [byteAt(bytes, 5), byteAt(bytes, 7)];
  const { slow, fast } = options.strobeSpeed;
  const measured =
    (speed === slow && options.flashHz.slow !== undefined) ||
    (speed === fast && options.flashHz.fast !== undefined);
  const rhythm = speed === slow ? "slow" : "fast";
  const understood = lit("strobe", context, { speed, repeat }, lampOf(rgbAt(bytes), rhythm));
  const { command } = understood;
  const problems = measured ? [] : ["a strobe whose rate nobody measured may be faster than people bear"];
  return {
    ...understood,
    command: { ...command, problems: [...command.problems, ...problems] },
    says: stateReport(5),
  };
}

function pattern({ bytes, lamps }: Context): Understood {
  const [id, repeat] = [byteAt(bytes, 1), byteAt(bytes, 2)];
  const every = Array.from({ length: lamps }, (_, index) => index);
  return {
    command: {
      name: "pattern",
      facts: { pattern: patternNames.get(id) ?? id, repeat },
      problems: id === 5 ? ["the police pattern flashes faster than people bear"] : [],
    },
    sets: setting(every, lampOf(lightColours.white, "fast")),
    says: stateReport(9),
  };
}

function wave(context: Context): Understood {
  const { bytes } = context;
  const [type, repeat, speed] = [byteAt(bytes, 1), byteAt(bytes, 6), byteAt(bytes, 7)];
  const rgb = rgbAt(bytes);
  const every = addressed(leds.all, context);
  return {
    command: { name: "wave", facts: { type, rgb: rgbWord(rgb), repeat, speed }, problems: [] },
    sets: setting(every, lampOf(rgb, "slow")),
    says: stateReport(type),
  };
}

/** The commands of one letter: a colour, or the switches of the productivity mode. */
function lettered(name: string, context: Context): Understood {
  const letter = String.fromCharCode(byteAt(context.bytes, 1));
  const rgb = letters.get(letter);
  const isSwitch = name === "productivity" && (letter === "E" || letter === "D");
  if (rgb === undefined && !isSwitch) return dropped(context.frame, "no letter of a colour");
  return {
    command: { name, facts: { letter }, problems: [] },
    ...(rgb === undefined ? {} : { sets: setting(addressed(leds.all, context), lampOf(rgb)) }),
  };
}

function byMode(context: Context): Understood {
  const { bytes, options } = context;
  const mode = byteAt(bytes, 0);
  const time = byteAt(bytes, 5);
  if (mode === modes.colour) return lettered("colour", context);
  if (mode === modes.static) return lit("static", context, {}, lampOf(rgbAt(bytes)));
  if (mode === modes.fade) {
    return lit("fade", context, { time }, lampOf(rgbAt(bytes), "steady", time * options.fadeStepMs));
  }
  if (mode === modes.strobe) return strobe(context);
  if (mode === modes.wave) return wave(context);
  if (mode === modes.pattern) return pattern(context);
  if (mode === modes.productivity) return lettered("productivity", context);
  if (mode === modes.info) {
    const says: LightWord = { kind: "report", bytes: Uint8Array.of(inputs.info, 1, 0, 1, 0, 0, 0, 0) };
    return { command: { name: "info", facts: {}, problems: [] }, says: [says] };
  }
  return dropped(context.frame, `no mode ${hexByte(mode)}`);
}

/** One command of a Luxafor light, in words and as what it does. Short ones are taken as if zeros followed. */
export function understand(frame: LightFrame, model: LightModel, options: LuxaforOptions): Understood {
  const payload = strippedPayload(frame);
  if (payload === null || payload.length === 0 || payload.length > commandBytes) {
    return dropped(frame, `not 1 to ${commandBytes} bytes`);
  }
  return byMode({ frame, bytes: [...payload], lamps: model.lamps.length, options });
}
