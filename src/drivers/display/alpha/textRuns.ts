import { modes, positions } from "./codes.ts";

/** A piece of a text: letters, or a control code in words. */
export type TextRun =
  | { readonly text: string }
  | { readonly code: string; readonly value?: string | undefined };

interface Word {
  readonly bytes: string;
  readonly code: string;
  readonly value?: string;
}

type Values = Readonly<Record<string, string>>;

const onOff: Values = { 0: "off", 1: "on" };

/** Character after 1CH; some signs know the first three, rainbow and mix only. */
const colours: Values = {
  1: "red",
  2: "green",
  3: "amber",
  4: "dimRed",
  5: "dimGreen",
  6: "brown",
  7: "orange",
  8: "yellow",
  9: "rainbow1",
  A: "rainbow2",
  B: "mix",
  C: "auto",
};

/** Character after 1AH, as in Rev A of the maker's document. */
const characterSets: Values = {
  1: "fiveHigh",
  3: "sevenHigh",
  5: "sevenHighFancy",
  6: "tenHigh",
  8: "fullHeightFancy",
  9: "fullHeight",
};

/** Character after 0BH. */
const dates: Values = {
  0: "MM/DD/YY",
  1: "DD/MM/YY",
  2: "MM-DD-YY",
  3: "DD-MM-YY",
  4: "MM.DD.YY",
  5: "DD.MM.YY",
  6: "MM DD YY",
  7: "DD MM YY",
  8: "MMM.DD,YYYY",
  9: "weekday",
};

const attributes: Values = {
  0: "doubleStroke",
  1: "doubleWide",
  2: "doubleHigh",
  3: "descenders",
  4: "fixedWidth",
  5: "fancy",
  6: "auxiliaryPort",
  7: "shadow",
};

/** The names of the date forms, by the character after 0BH. */
export const dateForms: ReadonlyMap<string, string> = new Map(Object.entries(dates));

const choice = (code: string, before: string, values: Values): Word[] =>
  Object.entries(values).map(([character, value]) => ({ bytes: before + character, code, value }));

const attributeWords = Object.entries(attributes).flatMap(([character, code]) =>
  choice(code, `\x1d${character}`, onOff),
);

const printable = Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index));
const labelled = (code: string, before: string): Word[] =>
  printable.map((label) => ({ bytes: before + label, code, value: label }));

const modeWords = Object.entries(positions).flatMap(([position, at]) =>
  Object.entries(modes).flatMap(([mode, how]): Word[] => {
    const bytes = `\x1b${String.fromCharCode(at, how)}`;
    const value = `${position} ${mode}`;
    if (mode !== "special") return [{ bytes, code: "mode", value }];
    return printable.map((which) => ({ bytes: bytes + which, code: "mode", value: `${value} ${which}` }));
  }),
);

/** Every control code that has a limited number of values, with each of them. */
const words: readonly Word[] = [
  ...choice("doubleHeight", "\x05", onOff),
  ...choice("trueDescenders", "\x06", onOff),
  ...choice("flash", "\x07", onOff),
  { bytes: "\x08\x1c", code: "temperature", value: "celsius" },
  { bytes: "\x08\x1d", code: "temperature", value: "fahrenheit" },
  ...choice("counter", "\x08", { z: "1", "{": "2", "|": "3", "}": "4", "~": "5" }),
  { bytes: "\x09", code: "noHold" },
  ...choice("date", "\x0b", dates),
  { bytes: "\x0c", code: "newPage" },
  { bytes: "\x0d", code: "newLine" },
  { bytes: "\x0f", code: "speedControl" },
  ...labelled("callString", "\x10"),
  { bytes: "\x11", code: "wide", value: "off" },
  { bytes: "\x12", code: "wide", value: "on" },
  { bytes: "\x13", code: "time" },
  ...labelled("callPicture", "\x14"),
  ...["\x15", "\x16", "\x17", "\x18", "\x19"].map((bytes, index) => ({
    bytes,
    code: "speed",
    value: String(index + 1),
  })),
  ...choice("characterSet", "\x1a", characterSets),
  ...modeWords,
  ...choice("colour", "\x1c", colours),
  ...attributeWords,
  ...choice("spacing", "\x1e", { 0: "proportional", 1: "fixed" }),
];

const runByBytes: ReadonlyMap<string, TextRun> = new Map(words.map(({ bytes, ...run }) => [bytes, run]));
const keyOf = (code: string, value: string | undefined): string => `${code} ${value ?? ""}`;
const bytesByRun: ReadonlyMap<string, string> = new Map(
  words.map(({ bytes, code, value }) => [keyOf(code, value), bytes]),
);

/** A control code with all that belongs to it. */
const pieces =
  /(\x08\x08.|\x1cZ[0-9A-Fa-f]{6}|\x1f[CL][\x20-\x7e]{9}[0-9A-Fa-f]{4}|\x1b..(?<=n).|\x1b..|\x1d..|[\x05\x06\x07\x08\x0b\x10\x14\x1a\x1c\x1e].|[\x09\x0c\x0d\x0f\x11-\x13\x15-\x19])/su;

function runOf(piece: string): TextRun {
  const known = runByBytes.get(piece);
  if (known !== undefined) return known;
  if (/^\x1cZ[0-9A-Fa-f]{6}$/.test(piece)) return { code: "colour", value: `#${piece.slice(2)}` };
  if (/^\x1f[CL][\x20-\x7e]{9}[0-9A-Fa-f]{4}$/.test(piece))
    return { code: "callLargePicture", value: piece.slice(1) };
  return { text: piece };
}

/** A text in pieces that a person can read. What is no control code we know stays in the text as it is. */
export function runsOf(text: string): TextRun[] {
  const runs: TextRun[] = [];
  for (const piece of text.split(pieces)) {
    if (piece === "") continue;
    const run = runOf(piece);
    const last = runs.at(-1);
    if ("text" in run && last !== undefined && "text" in last)
      runs[runs.length - 1] = { text: last.text + run.text };
    else runs.push(run);
  }
  return runs;
}

function bytesOfRun(run: TextRun): string | null {
  if ("text" in run) return run.text;
  const { code, value = "" } = run;
  if (code === "colour" && /^#[0-9A-Fa-f]{6}$/.test(value)) return `\x1cZ${value.slice(1)}`;
  if (code === "callLargePicture" && /^[CL][\x20-\x7e]{9}[0-9A-Fa-f]{4}$/.test(value)) return `\x1f${value}`;
  return bytesByRun.get(keyOf(code, run.value)) ?? null;
}

/** The text that these pieces are; the first piece that says nothing a sign knows is given back instead. */
export function textOfRuns(
  runs: readonly TextRun[],
): { readonly text: string } | { readonly unknown: TextRun } {
  let text = "";
  for (const run of runs) {
    const bytes = bytesOfRun(run);
    if (bytes === null) return { unknown: run };
    text += bytes;
  }
  return { text };
}
