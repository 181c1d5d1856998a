import type { Lamp, Rgb } from "../../../domain/light.ts";
import type { LightCommand, LightFrame } from "../../../ports/lightDriver.ts";
import type { LightModel } from "../../../ports/lightModel.ts";
import { eachPart, hexByte, rgbWord } from "../byteWords.ts";
import { unknownCommand } from "../frameBytes.ts";
import type { Understood } from "../lampTwin.ts";
import { withoutGamma } from "./gamma.ts";
import type { Blink1Options } from "./options.ts";

/** The report of commands; the third model has another one for notes that it keeps. */
export const commandReport = 1;
export const noteReport = 2;

/** The report's number and seven bytes; the maker's own library sends one more, which means nothing. */
export const frameBytes = 8;

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

const rgbOf = ([, , red = 0, green = 0, blue = 0]: readonly number[]): Rgb => ({ red, green, blue });
const timeOf = (high = 0, low = 0): number => (high * 256 + low) * timeUnitMs;

/** A lamp in a new colour, at once or in time. */
function colour(name: string, fadeMs: number, { bytes, lamps, options }: Context): Understood {
  const rgb = rgbOf(bytes);
  const led = bytes[7] ?? 0;
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

function deadMan({ bytes: [, , on = 0, high, low, stay = 0, first = 0, last = 0] }: Context): Understood {
  const withinMs = timeOf(high, low);
  return {
    command: words("deadMan", { on: on !== 0, withinMs, keepsState: stay !== 0, first, last }),
    staysMs: on !== 0 && stay === 0 ? withinMs : null,
  };
}

const told = (command: LightCommand): Understood => ({ command });

const play: Meaning = ({ bytes: [, , on = 0, first = 0, last = 0, count = 0] }) =>
  told(words("play", { on: on !== 0, first, last, count }));

const writeLine: Meaning = ({ bytes }) =>
  told(
    words("writePatternLine", {
      rgb: rgbWord(rgbOf(bytes)),
      fadeMs: timeOf(bytes[5], bytes[6]),
      position: bytes[7] ?? 0,
    }),
  );

/** The table of the maker's document "blink(1) HID commands", by letter. */
const commands: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["c", (context) => colour("fade", timeOf(context.bytes[5], context.bytes[6]), context)],
  ["n", (context) => colour("set", 0, context)],
  ["r", ({ bytes }) => told(words("readColour", { led: bytes[7] ?? 0 }))],
  ["D", deadMan],
  ["p", play],
  ["S", () => told(words("readPlayState", {}))],
  ["P", writeLine],
  ["R", ({ bytes }) => told(words("readPatternLine", { position: bytes[7] ?? 0 }))],
  ["l", ({ bytes }) => told(words("choosePatternLed", { led: bytes[2] ?? 0 }))],
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
  const [id = 0, code = 0] = frame.bytes;
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
