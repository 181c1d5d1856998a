import type { Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { Dialect } from "./dialect.ts";
import { hexPairs } from "./elementInWords.ts";
import { FrameReader, type Heard, type Purpose } from "./frameReader.ts";
import type { Said } from "./matchFrame.ts";
import { type RowText, runsOf } from "./rowText.ts";
import { writeFrame } from "./writeFrame.ts";

/** A frame of a definition in words. The JSON of it is what the `wire` command prints and takes. */
export interface TemplateFrame {
  readonly name: Purpose;
  /** Which of the frames of that name, from 0. */
  readonly part: number;
  readonly address?: number;
  /** The line it names, from 1 for the topmost. */
  readonly line?: number;
  /** Its texts, from the topmost. */
  readonly texts: readonly (readonly Run[])[];
  readonly checksum: Said["checksum"];
  /** The bytes in hexadecimal, when the words above do not say them all. They win over the words. */
  readonly hex?: string;
}

export interface DecodedTemplate {
  readonly frames: readonly TemplateFrame[];
  /** What was no frame of the definition. */
  readonly errors: readonly string[];
}

/** More complaints than this are noise, not information. */
const mostErrors = 100;
const mostShownBytes = 16;

const toHex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");

function inWords({ purpose, part, said }: Extract<Heard, { kind: "frame" }>): TemplateFrame {
  const { address, row, texts, checksum } = said;
  return {
    name: purpose,
    part,
    ...(address === null ? {} : { address }),
    ...(row === null ? {} : { line: row + 1 }),
    texts: texts.map(({ letters }) => runsOf(letters)),
    checksum,
  };
}

/** Reads whatever bytes there are: frames become words, the rest is told in `errors`. Never throws. */
export function decodeTemplate(
  bytes: Iterable<number>,
  model: DisplayModel,
  dialect: Dialect,
): DecodedTemplate {
  const reader = new FrameReader(model, dialect);
  const heard = [...reader.push(bytes), ...reader.abort()];
  const frames = heard.flatMap((one): TemplateFrame[] => {
    if (one.kind === "junk") return [];
    const words = inWords(one);
    const hex = toHex(one.bytes);
    return [toHex([...encodeTemplate(words, model, dialect)]) === hex ? words : { ...words, hex }];
  });
  const errors = heard.flatMap((one) => {
    if (one.kind === "frame") return [];
    const shown = hexPairs(one.bytes.slice(0, mostShownBytes));
    const rest = one.bytes.length > mostShownBytes ? " …" : "";
    return [`${shown}${rest} is no frame: ${one.why}`];
  });
  return { frames, errors: errors.slice(0, mostErrors) };
}

const lettersOf = (runs: readonly Run[]): RowText =>
  runs.flatMap(({ text, colour, blink }) => Array.from(text, (letter) => ({ text: letter, colour, blink })));

const hexBytes = (hex: string): number[] =>
  Array.from({ length: Math.floor(hex.length / 2) }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );

/** The bytes of a frame that was told in words; none for a frame that the definition has not. */
export function encodeTemplate(frame: TemplateFrame, model: DisplayModel, dialect: Dialect): Uint8Array {
  if (frame.hex !== undefined) return Uint8Array.from(hexBytes(frame.hex));
  const template = dialect.frames[frame.name][frame.part];
  if (template === undefined) return new Uint8Array();
  const row = (frame.line ?? 1) - 1;
  const texts = frame.texts.map(lettersOf);
  const whole = template.some(({ kind }) => kind === "lines");
  const rows = whole ? texts : Array.from({ length: row + 1 }, () => texts[0] ?? []);
  const content = { row, rows, address: frame.address ?? dialect.address };
  return Uint8Array.from(writeFrame(template, content, model, dialect).flatMap(({ bytes }) => bytes));
}
