import { type SumKind, sumBytes, sumKinds } from "./checksum.ts";
import type { Element, Pad } from "./frameTemplate.ts";
import type { NumberForm } from "./numberForm.ts";

/** What may stand in braces, besides the names of control bytes. */
export const fieldNames = [
  "text",
  "lines",
  "line",
  "addr",
  "colour",
  "blink",
  "sum",
  "pause",
  "escape",
  "plain",
] as const;
export type FieldName = (typeof fieldNames)[number];

/** What stands behind the colons of a field, taken together. */
export interface Operators {
  readonly pad?: number | null;
  readonly align?: Pad["align"];
  readonly sep?: readonly number[];
  readonly base?: NumberForm["base"];
  readonly size?: number;
  readonly lower?: boolean;
  readonly leastFirst?: boolean;
  readonly first?: number;
  readonly step?: number;
  readonly sum?: SumKind;
  readonly from?: number;
  readonly to?: number;
  readonly ms?: number;
}

const textOperators = ["pad", "left", "right", "centre"] as const;
const numberOperators = ["d", "hex", "raw", "lower", "le"] as const;

/** The words that may stand behind the colons of each field. */
export const operatorsOf: Readonly<Record<FieldName, readonly string[]>> = {
  text: textOperators,
  lines: [...textOperators, "sep"],
  line: [...numberOperators, "first", "step"],
  addr: numberOperators,
  colour: [],
  blink: [],
  sum: [...sumKinds, ...numberOperators, "from", "to"],
  pause: ["milliseconds"],
  escape: [],
  plain: [],
};

/** What is wrong with a field as a whole. */
export interface FieldProblem {
  readonly message: string;
  readonly advice: string;
}

/** How many digits or bytes a number has when nothing is said. */
type Sizes = Readonly<Record<NumberForm["base"], number>>;

function formOf(operators: Operators, usual: NumberForm["base"], sizes: Sizes): NumberForm {
  const base = operators.base ?? usual;
  return {
    base,
    size: operators.size ?? sizes[base],
    lower: operators.lower ?? false,
    leastFirst: operators.leastFirst ?? false,
  };
}

const padOf = ({ pad, align }: Operators): Pad | null =>
  pad === undefined && align === undefined ? null : { width: pad ?? null, align: align ?? "left" };

const noKind: FieldProblem = {
  message: "{sum} does not say which sum",
  advice: `write one of: ${sumKinds.map((kind) => `{sum:${kind}}`).join(", ")}`,
};

const noTime: FieldProblem = {
  message: "{pause} does not say how long",
  advice: "write the milliseconds, such as {pause:200}",
};

function sumElement(operators: Operators): Element | FieldProblem {
  const { sum, from = 0, to = null } = operators;
  if (sum === undefined) return noKind;
  const bytes = sumBytes[sum];
  const sizes = { decimal: bytes * 2 + 1, hex: bytes * 2, raw: bytes };
  return { kind: "sum", sum, form: formOf(operators, "hex", sizes), from, to };
}

const builders: Readonly<Record<FieldName, (operators: Operators) => Element | FieldProblem>> = {
  text: (operators) => ({ kind: "text", row: null, pad: padOf(operators) }),
  lines: (operators) => ({ kind: "lines", pad: padOf(operators), separator: operators.sep ?? [] }),
  line: (operators) => {
    const { first = 1, step = 1 } = operators;
    return { kind: "line", form: formOf(operators, "decimal", { decimal: 1, hex: 2, raw: 1 }), first, step };
  },
  addr: (operators) => ({
    kind: "address",
    form: formOf(operators, "decimal", { decimal: 2, hex: 2, raw: 1 }),
  }),
  colour: () => ({ kind: "colour" }),
  blink: () => ({ kind: "blink" }),
  sum: sumElement,
  pause: ({ ms }) => (ms === undefined ? noTime : { kind: "pause", ms }),
  escape: () => ({ kind: "escape", on: true }),
  plain: () => ({ kind: "escape", on: false }),
};

/** The least byte first makes sense of whole bytes only. */
const noOrder: FieldProblem = {
  message: "'le' needs whole bytes",
  advice: "write raw, or hex with an even number of digits, such as hex4",
};

/** A field with all that was said about it. */
export function buildElement(name: FieldName, operators: Operators): Element | FieldProblem {
  const built = builders[name](operators);
  if (!("form" in built) || !built.form.leastFirst) return built;
  const { base, size } = built.form;
  return base === "decimal" || (base === "hex" && size % 2 === 1) ? noOrder : built;
}
