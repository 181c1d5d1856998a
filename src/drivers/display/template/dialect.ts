import type { Colour } from "../../../domain/glass.ts";
import { endOfText, type FrameTemplate, marksAnEnd } from "./frameTemplate.ts";
import { type GlyphRules, type Glyphs, glyphsOf, sevenBitGlyphs } from "./glyphs.ts";

/** What a display says to a frame. */
export interface Reply {
  readonly expect: readonly number[];
  readonly nak: readonly number[] | null;
  readonly timeoutMs: number;
  readonly retries: number;
}

/** The frames of a definition. Several for one purpose go out one after the other. */
export interface Frames {
  readonly init: readonly FrameTemplate[];
  readonly text: readonly FrameTemplate[];
  readonly alarm: readonly FrameTemplate[];
  readonly alarmEnd: readonly FrameTemplate[];
  readonly clear: readonly FrameTemplate[];
}

/** A definition as it was written, its texts taken apart. */
export interface Definition {
  readonly address: number;
  readonly charset: Omit<GlyphRules, "marks">;
  readonly frames: Frames;
  readonly colours: ReadonlyMap<Colour, readonly number[]>;
  readonly blink: { readonly on: readonly number[]; readonly off: readonly number[] } | null;
  readonly reply: Reply | null;
  /** What a byte is replaced with between {escape} and {plain}. */
  readonly escapes: ReadonlyMap<number, readonly number[]>;
  readonly mostBytes: number;
}

/** A device language made from a definition: all that the driver and the virtual sign need. */
export interface Dialect extends Omit<Definition, "charset"> {
  readonly glyphs: Glyphs;
  /** Those that also pass a line of seven data bits. */
  readonly plainGlyphs: Glyphs;
  /** Bytes that no text holds, because the display takes them for the end of a text or the start of a command. */
  readonly marks: ReadonlySet<number>;
}

export const framesOf = ({ init, text, alarm, alarmEnd, clear }: Frames): FrameTemplate[] => [
  ...init,
  ...text,
  ...alarm,
  ...alarmEnd,
  ...clear,
];

const has = (template: FrameTemplate, kind: "colour" | "blink"): boolean =>
  template.some((element) => element.kind === kind);

/** Whether the colour stands within the text, in front of what it colours. */
export const coloursWithin = (template: FrameTemplate, { colours }: Pick<Definition, "colours">): boolean =>
  colours.size > 0 && !has(template, "colour");

/** Whether blinking begins and ends within the text. */
export const blinksWithin = (template: FrameTemplate, { blink }: Pick<Definition, "blink">): boolean =>
  blink !== null && !has(template, "blink");

/** The bytes that end a text: the first of what follows it, and the first between two lines. */
function endsOf(template: FrameTemplate): number[] {
  return template.flatMap((element, index) => {
    if (element.kind !== "text" && element.kind !== "lines") return [];
    const between = element.kind === "lines" ? element.separator.slice(0, 1) : [];
    return [...between, ...endOfText(template, index)];
  });
}

/** The bytes that a text must never hold: those that end it, begin a frame, or change colour and blinking within it. */
export function marksOf(definition: Definition): Set<number> {
  const { frames, colours, blink } = definition;
  const templates = framesOf(frames);
  const firsts = templates.flatMap(([first]) => (first?.kind === "bytes" ? first.bytes.slice(0, 1) : []));
  const codes = [...colours.values(), ...(blink === null ? [] : [blink.on, blink.off])];
  const within = templates.some((one) => coloursWithin(one, definition) || blinksWithin(one, definition));
  const introducers = within ? codes.flatMap((code) => code.slice(0, 1)) : [];
  return new Set([...templates.flatMap(endsOf), ...firsts, ...introducers].filter(marksAnEnd));
}

/** Makes a device language of a definition. */
export function dialectOf(definition: Definition): Dialect {
  const { charset, ...rest } = definition;
  const marks = marksOf(definition);
  const glyphs = glyphsOf({ ...charset, marks });
  return { ...rest, marks, glyphs, plainGlyphs: sevenBitGlyphs(glyphs) };
}
