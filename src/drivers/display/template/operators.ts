import { nearestWord, wordAdvice } from "../../../domain/nearestWord.ts";
import { sumKinds } from "./checksum.ts";
import type { FieldProblem, Operators } from "./fields.ts";
import { readBytes } from "./literalBytes.ts";

const longestPauseMs = 10_000;
const widestPad = 240;

const problem = (message: string, advice: string): FieldProblem => ({ message, advice });

/** A number behind a word, or the problem of one that is missing or out of range. */
function ranged(
  word: string,
  digits: string,
  least: number,
  most: number,
  use: (value: number) => Operators,
): Operators | FieldProblem {
  const value = /^-?(0x[0-9A-Fa-f]+|\d+)$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most) return use(value);
  return problem(
    `'${word}' needs a number from ${least} to ${most}`,
    `write for example ${example(word, least)}`,
  );
}

const example = (word: string, least: number): string =>
  ["first", "step", "from", "to"].includes(word)
    ? `${word}=${Math.max(least, 1)}`
    : `${word}${Math.max(least, 2)}`;

const plain =
  (operators: Operators) =>
  (word: string, value: string): Operators | FieldProblem =>
    value === "" ? operators : problem(`'${word}' takes nothing behind it`, `write only ${word}`);

const separator = (word: string, value: string): Operators | FieldProblem => {
  const { bytes, problems } = readBytes(value);
  const [wrong] = problems;
  if (wrong !== undefined) return wrong;
  return bytes.length > 0
    ? { sep: bytes }
    : problem(`'${word}' needs the bytes between lines`, "write for example sep=\\r\\n");
};

const readers: Readonly<Record<string, (word: string, value: string) => Operators | FieldProblem>> = {
  pad: (word, value) =>
    value === "" ? { pad: null } : ranged(word, value, 1, widestPad, (pad) => ({ pad })),
  left: plain({ align: "left" }),
  right: plain({ align: "right" }),
  centre: plain({ align: "centre" }),
  sep: separator,
  d: (word, value) => ranged(word, value, 1, 5, (size) => ({ base: "decimal", size })),
  hex: (word, value) =>
    value === "" ? { base: "hex" } : ranged(word, value, 1, 8, (size) => ({ base: "hex", size })),
  raw: (word, value) =>
    value === "" ? { base: "raw" } : ranged(word, value, 1, 4, (size) => ({ base: "raw", size })),
  lower: plain({ lower: true }),
  le: plain({ leastFirst: true }),
  first: (word, value) => ranged(word, value, 0, 65_535, (first) => ({ first })),
  step: (word, value) => ranged(word, value, 1, 4_096, (step) => ({ step })),
  from: (word, value) => ranged(word, value, -1_000, 1_000, (from) => ({ from })),
  to: (word, value) => ranged(word, value, -1_000, 1_000, (to) => ({ to })),
};

/** Reads what stands behind one colon of a field: `pad16`, `left`, `from=1`, or the milliseconds of a pause. */
export function readOperator(
  text: string,
  field: string,
  allowed: readonly string[],
): Operators | FieldProblem {
  if (allowed.includes("milliseconds"))
    return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= longestPauseMs
      ? { ms: Number(text) }
      : problem(
          `a pause takes 1 to ${longestPauseMs} milliseconds, not '${text}'`,
          "write for example {pause:200}",
        );
  const sum = sumKinds.find((kind) => kind === text);
  if (sum !== undefined && allowed.includes(sum)) return { sum };
  const [, word = "", equals = "", value = ""] = /^([a-z]+)(=?)(.*)$/s.exec(text) ?? [];
  const read = allowed.includes(word) && Object.hasOwn(readers, word) ? readers[word] : undefined;
  if (read === undefined) return unknownWord(text, field, allowed);
  const wantsEquals = ["sep", "first", "step", "from", "to"].includes(word);
  if (wantsEquals !== (equals === "=") && value !== "")
    return problem(
      `'${text}' is written otherwise`,
      `write for example ${wantsEquals ? `${word}=${value}` : `${word}${value}`}`,
    );
  return read(word, value);
}

function unknownWord(text: string, field: string, allowed: readonly string[]): FieldProblem {
  if (allowed.length === 0)
    return problem(`{${field}} takes nothing behind it, not '${text}'`, `write only {${field}}`);
  if (text === "") return problem("nothing stands behind the colon", `write one of: ${allowed.join(", ")}`);
  const letters = text.replace(/[^A-Za-z].*$/s, "");
  const typed = nearestWord(text, allowed) === null && letters !== "" ? letters : text;
  return problem(`{${field}} knows no '${text}'`, wordAdvice(typed, allowed));
}
