import { bytesOf, latin1, type Mode, modes, nameIn, type Position, positions, textCode } from "./codes.ts";
import { escaped, glyphOf } from "./letters.ts";
import { type PictureCommand, pictureBytes, pictureOf } from "./pictures.ts";
import { type SpecialCommand, specialOf, specialText } from "./specialFunctions.ts";
import { runsOf, type TextRun } from "./textRuns.ts";

/** One file of a memory configuration. `extra` are the time codes of a TEXT and the colour status of a picture. */
export interface MemoryFile {
  readonly label: string;
  readonly type: string;
  readonly locked: boolean;
  readonly size: number;
  readonly extra: string;
}

/** A TEXT file's first mode field, and all that follows it; control codes stay in the text as they are. */
interface TextContent {
  readonly position?: Position;
  readonly mode?: Mode;
  /** Which of the special modes, when the mode is `special`. */
  readonly special?: string;
  readonly text: string;
  /** The same text in pieces, where it has control codes; `text` is what is sent. */
  readonly runs?: readonly TextRun[] | undefined;
}

/** Special functions that a sign can be asked for, by their label. */
export const readNames = {
  " ": "readTime",
  "!": "readSpeaker",
  '"': "readGeneralInformation",
  "#": "readMemoryPool",
  $: "readMemory",
  "%": "readMemoryDump",
  "&": "readWeekday",
  "'": "readTimeFormat",
  ")": "readRunTimes",
  "*": "readErrors",
  "-": "readNetwork",
  ".": "readRunSequence",
  "2": "readRunDays",
  "5": "readCounters",
  ";": "readDate",
} as const;
type ReadName = (typeof readNames)[keyof typeof readNames];

const labelsRead: ReadonlyMap<string, string> = new Map(
  Object.entries(readNames).map(([label, name]) => [name, label]),
);

const isReadable = (label: string): label is keyof typeof readNames => Object.hasOwn(readNames, label);

/** A command in words. `text` has accented letters as letters; every other byte is one character. */
export type AlphaCommand =
  | ({ readonly name: "writeText"; readonly label: string } & TextContent)
  | {
      readonly name: "writeString";
      readonly label: string;
      readonly text: string;
      readonly runs?: readonly TextRun[] | undefined;
    }
  | { readonly name: "readText" | "readString"; readonly label: string }
  | PictureCommand
  | { readonly name: "clearMemory" }
  | { readonly name: "configureMemory"; readonly files: readonly MemoryFile[] }
  | SpecialCommand
  | { readonly name: ReadName }
  /** A special function that we have no words for. */
  | { readonly name: "writeSpecial"; readonly label: string; readonly text: string }
  | { readonly name: "readSpecial"; readonly label: string }
  /** A message of AlphaVision signs and one of newer signs; what is in them is left as it is. */
  | { readonly name: "bulletin" | "timeoutMessage"; readonly text: string }
  | { readonly name: "other"; readonly text: string };

const fileForm = /^([ -~])([ABD])([UL])([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})$/;

/** The files of a memory configuration; null when it is not made of whole entries. */
export function filesIn(table: string): MemoryFile[] | null {
  const entries = table.match(/.{1,11}/gs) ?? [];
  const files = entries.flatMap((entry) => {
    const [, label, type, lock, size, extra] = fileForm.exec(entry) ?? [];
    if (label === undefined || type === undefined || size === undefined || extra === undefined) return [];
    return [{ label, type, locked: lock === "L", size: Number.parseInt(size, 16), extra }];
  });
  return files.length === entries.length ? files : null;
}

/** Files as the data of a memory configuration. */
export const tableText = (files: readonly MemoryFile[]): string => files.map(fileText).join("");

const fileText = ({ label, type, locked, size, extra }: MemoryFile): string =>
  label + type + (locked ? "L" : "U") + size.toString(16).toUpperCase().padStart(4, "0") + extra;

/** A control code with its arguments, of whatever bytes they are: what `argumentsOf` says, as a pattern. */
const controlCode = /\x08\x08.|\x08.|[\x05\x06\x07\x0b\x10\x14\x1a\x1c\x1e].|\x1d.{2}|\x1f.{14}/gs;

/** Bytes of a text with accented letters read; a control code and its arguments are left alone. */
function lettersOf(bytes: readonly number[]): string {
  return latin1(bytes).replace(controlCode, (code) => {
    if (!code.startsWith("\b")) return code;
    const letter = glyphOf(code.charCodeAt(1) + 0x60);
    return code.length === 2 && escapedLetter.has(letter) ? letter : code;
  });
}

/** Letters beyond Latin-1's control range that stand for one code only; the others stay as the bytes they are. */
const escapedLetter: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 0x42 }, (_, index) => 0x80 + index)
    .map((code) => [glyphOf(code), code] as const)
    .filter(([letter]) => letter.charCodeAt(0) > 0x7f),
);

/** The reverse of `lettersOf`. */
const lettersToBytes = (text: string): number[] =>
  Array.from(text).flatMap((letter) => {
    const code = escapedLetter.get(letter);
    return code === undefined ? bytesOf(letter) : escaped(code);
  });

/** The first mode field of a TEXT file and the rest of it. */
function textContent(bytes: readonly number[]): TextContent {
  const [first, at, how, which] = bytes;
  const position = nameIn(positions, at ?? 0);
  const mode = nameIn(modes, how ?? 0);
  if (first !== textCode.mode || position === null || mode === null) return { text: lettersOf(bytes) };
  if (mode !== "special" || which === undefined) return { position, mode, text: lettersOf(bytes.slice(3)) };
  return { position, mode, special: String.fromCharCode(which), text: lettersOf(bytes.slice(4)) };
}

/** The control codes of a text in words, where there are any. */
function withRuns<Content extends Pick<TextContent, "text" | "runs">>(content: Content): Content {
  const runs = runsOf(content.text);
  return runs.every((run) => "text" in run) ? content : { ...content, runs };
}

function special(label: string, text: string): AlphaCommand {
  const files = label === "$" ? filesIn(text) : null;
  if (label === "$" && text === "") return { name: "clearMemory" };
  if (files !== null) return { name: "configureMemory", files };
  return specialOf(label, text) ?? { name: "writeSpecial", label, text };
}

function read(code: string, label: string): AlphaCommand | null {
  if (code === "B") return { name: "readText", label };
  if (code === "H") return { name: "readString", label };
  if (code !== "F") return null;
  return isReadable(label) ? { name: readNames[label] } : { name: "readSpecial", label };
}

/** A command's bytes, from its code on, in words. */
export function readCommand(body: readonly number[]): AlphaCommand {
  const whole = latin1(body);
  const other: AlphaCommand = { name: "other", text: whole };
  const [code, at] = whole;
  if (code === "O") return { name: "bulletin", text: whole.slice(1) };
  if (code === "T") return { name: "timeoutMessage", text: whole.slice(1) };
  if (code === undefined || at === undefined) return other;
  const rest = body.slice(2);
  if (code === "A") return { name: "writeText", label: at, ...withRuns(textContent(rest)) };
  if (code === "G") return { name: "writeString", label: at, ...withRuns({ text: lettersOf(rest) }) };
  if (code === "E") return special(at, whole.slice(2));
  return (rest.length === 0 ? read(code, at) : null) ?? pictureOf(code, whole.slice(1)) ?? other;
}

function modeField({ position, mode, special: which }: TextContent): number[] {
  if (position === undefined || mode === undefined) return [];
  return [textCode.mode, positions[position], modes[mode], ...bytesOf(which ?? "")];
}

const isRead = (command: { readonly name: string }): command is { readonly name: ReadName } =>
  labelsRead.has(command.name);

/** A command's bytes, from its code on. */
export function commandBytes(command: AlphaCommand): number[] {
  switch (command.name) {
    case "writeText":
      return [...bytesOf(`A${command.label}`), ...modeField(command), ...lettersToBytes(command.text)];
    case "writeString":
      return [...bytesOf(`G${command.label}`), ...lettersToBytes(command.text)];
    case "readText":
      return bytesOf(`B${command.label}`);
    case "readString":
      return bytesOf(`H${command.label}`);
    case "clearMemory":
      return bytesOf("E$");
    case "configureMemory":
      return bytesOf(`E$${tableText(command.files)}`);
    case "writeSpecial":
      return bytesOf(`E${command.label}${command.text}`);
    case "readSpecial":
      return bytesOf(`F${command.label}`);
    case "bulletin":
      return bytesOf(`O${command.text}`);
    case "timeoutMessage":
      return bytesOf(`T${command.text}`);
    case "writeDots":
    case "readDots":
    case "writeLargeDots":
    case "readLargeDots":
    case "writeRgb":
    case "readRgb":
      return pictureBytes(command);
    case "other":
      return bytesOf(command.text);
    default:
      return bytesOf(isRead(command) ? `F${labelsRead.get(command.name)}` : `E${specialText(command)}`);
  }
}
