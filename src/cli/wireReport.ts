import { counted } from "../config/plainWords.ts";

/** A value of a frame for a person: text in quotes, so that blanks and control characters are seen. */
const inWords = (value: unknown): string => jsonText(value);

/** JSON on one line without a single control character. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** What goes without saying. */
const isUsual = (key: string, value: unknown): boolean =>
  (key === "applied" && value === true) || (key === "checksum" && value === "none");

/** `writeText  label "A"  text "HELLO"`: the name first, then all the rest. */
function fieldsOf(part: object): string {
  const fields = Object.entries(part).filter(([key, value]) => key !== "name" && !isUsual(key, value));
  const name: unknown = Reflect.get(part, "name");
  const told = fields.map(([key, value]) => `${key} ${inWords(value)}`);
  return [...(typeof name === "string" ? [name] : []), ...told].join("  ");
}

/** What a frame says: its commands where it has several, else itself. `around` is the rest of it. */
function partsOf(frame: object): { readonly around: string | null; readonly parts: readonly string[] } {
  const commands: unknown = Reflect.get(frame, "commands");
  if (!Array.isArray(commands)) return { around: null, parts: [fieldsOf(frame)] };
  const rest = Object.fromEntries(Object.entries(frame).filter(([key]) => key !== "commands"));
  return { around: fieldsOf(rest), parts: commands.map((command: object) => fieldsOf(command)) };
}

/** What a frame says, in a few lines. */
export const frameInShort = (frame: object): readonly string[] => partsOf(frame).parts;

/** One frame as lines: itself, and each of its commands below it. */
function frameLines(frame: object, index: number): string[] {
  const { around, parts } = partsOf(frame);
  const title = `frame ${index + 1}`;
  if (around === null) return parts.map((part) => `${title}  ${part}`);
  return [`${title}  ${around}`, ...parts.map((part) => `    ${part}`)];
}

export interface WireReport {
  readonly protocol: string;
  readonly bytes: number;
  readonly frames: readonly object[];
  readonly glass: readonly string[];
  readonly errors: readonly string[];
}

/** What bytes say, for a person: frames, what a sign would show, what was dropped and why. */
export function wireLines({ protocol, bytes, frames, glass, errors }: WireReport): string[] {
  const shown = glass.length === 0 ? ["  (nothing)"] : glass.map((line) => `  ${line}`);
  return [
    `${protocol}: ${counted(frames.length, "frame")} in ${counted(bytes, "byte")}`,
    ...frames.flatMap(frameLines),
    ...(frames.length === 0 ? [] : ["a sign shows", ...shown]),
    ...(errors.length === 0 ? [] : ["dropped", ...errors.map((error) => `  ${error}`)]),
  ];
}
