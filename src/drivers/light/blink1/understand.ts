import type { Lamp, Rgb } from "../../../domain/light.ts";
import type { LightCommand, LightFrame } from "../../../ports/lightDriver.ts";
import type { LightModel } from "../../../ports/lightModel.ts";
import { byteAt, eachPart, hexByte, rgbWord } from "../byteWords.ts";
import { unknownCommand } from "../frameBytes.ts";
import type { Understood } from "../lampTwin.ts";
import { withoutGamma } from "./gamma.ts";
import type { Blink1Options } from "./options.ts";

/** The report of commands; the third model has another one for notes that it keeps. */
export const commandReport = 1;
const noteReport = 2;

/** The report's number and seven bytes; the maker's own library sends one more, which means nothing. */
const frameBytes = 8;

/** Times are told in hundredths of a second. */
export const timeUnitMs = 10;

interface Context {
  readonly bytes: readonly number[];
  readonly lamps: number;
  readonly options: Blink1Options;
}

type Meaning = (context: Context) => Understood;

const words = (
  name: string,
  facts: LightCommand["facts"],
  problems: readonly string[] = [],
): LightCommand => ({
  name,
  facts,
  problems,
});

const rgbOf = (bytes: readonly number[]): Rgb => ({
  red: byteAt(bytes, 2),
  green: byteAt(bytes, 3),
  blue: byteAt(bytes, 4),
});

/** A time in two bytes, the high one first. */
const timeAt = (bytes: readonly number[], high: number): number =>
  (byteAt(bytes, high) * 256 + byteAt(bytes, high + 1)) * timeUnitMs;

/** A lamp in a new colour, at once or in time. */
function colour(name: string, fadeMs: number, { bytes, lamps, options }: Context): Understood {
  const rgb = rgbOf(bytes);
  const led = byteAt(bytes, 7);
  const indexes = Array.from({ length: lamps }, (_, index) => index).filter(
    (index) => led === 0 || lamps === 1 || led === index + 1,
  );
  const seen = options.gamma ? eachPart(rgb, withoutGamma) : rgb;
  const lamp: Lamp = { rgb: seen, rhythm: "steady", dim: 100, fadeMs };
  return {
    command: words(
      name,
      { rgb: rgbWord(rgb), ...(name === "fade" ? { fadeMs } : {}), led: led === 0 ? "all" : led },
      indexes.length === 0 ? [`there is no LED ${led}`] : [],
    ),
    sets: new Map(indexes.map((index) => [index, lamp])),
  };
}

function deadMan({ bytes }: Context): Understood {
  const on = byteAt(bytes, 2) !== 0;
  const withinMs = timeAt(bytes, 3);
  const keepsState = byteAt(bytes, 5) !== 0;
  return {
    command: words("deadMan", {
      on,
      withinMs,
      keepsState,
      first: byteAt(bytes, 6),
      last: byteAt(bytes, 7),
    }),
    staysMs: on && !keepsState ? withinMs : null,
  };
}

const told = (command: LightCommand): Understood => ({ command });

const play: Meaning = ({ bytes }) =>
  told(
    words("play", {
      on: byteAt(bytes, 2) !== 0,
      first: byteAt(bytes, 3),
      last: byteAt(bytes, 4),
      count: byteAt(bytes, 5),
    }),
  );

const writeLine: Meaning = ({ bytes }) =>
  told(
    words("writePatternLine", {
      rgb: rgbWord(rgbOf(bytes)),
      fadeMs: timeAt(bytes, 5),
      position: byteAt(bytes, 7),
    }),
  );

/** The table of the maker's document "blink(1) HID commands", by letter. */
const commands: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["c", (context) => colour("fade", timeAt(context.bytes, 5), context)],
  ["n", (context) => colour("set", 0, context)],
  ["r", ({ bytes }) => told(words("readColour", { led: byteAt(bytes, 7) }))],
  ["D", deadMan],
  ["p", play],
  ["S", () => told(words("readPlayState", {}))],
  ["P", writeLine],
  ["R", ({ bytes }) => told(words("readPatternLine", { position: byteAt(bytes, 7) }))],
  ["l", ({ bytes }) => told(words("choosePatternLed", { led: byteAt(bytes, 2) }))],
  ["v", () => told(words("version", {}))],
]);

/** Commands for workshops: they can leave the light without its program, locked, or with worn memory. */
const dangers: ReadonlyMap<string, string> = new Map([
  ["G", "goToBootLoader"],
  ["L", "lock"],
  ["E", "writeEeprom"],
  ["W", "savePattern"],
  ["B", "setStartup"],
  ["F", "writeNote"],
]);

const dropped = (frame: LightFrame, problem: string): Understood => ({
  command: unknownCommand(frame, problem),
  event: "dropped",
});

/** One command of a blink(1), in words and as what it does. */
export function understand(frame: LightFrame, model: LightModel, options: Blink1Options): Understood {
  if (frame.kind !== "feature") return dropped(frame, "it takes feature reports only");
  const id = byteAt(frame.bytes, 0);
  const code = byteAt(frame.bytes, 1);
  if (id !== commandReport && id !== noteReport) return dropped(frame, `no report ${id}`);
  const letter = String.fromCharCode(code);
  const danger = dangers.get(letter);
  if (danger !== undefined) {
    const breaks = `${danger} can break the light or wear it out`;
    return { command: words(danger, {}, [breaks]), breaks };
  }
  if (id === noteReport) return dropped(frame, "notes are not for hosts that light it");
  if (frame.bytes.length !== frameBytes && frame.bytes.length !== frameBytes + 1) {
    return dropped(frame, `${frame.bytes.length} bytes instead of ${frameBytes}`);
  }
  const meaning = commands.get(letter);
  return (
    meaning?.({ bytes: [...frame.bytes], lamps: model.lamps.length, options }) ??
    dropped(frame, `no command ${hexByte(code)}`)
  );
}
