import type { TypeError as CelTypeError, ParseError } from "@marcbachmann/cel-js";
import type { ConditionProblem } from "./readCondition.ts";

/** What a type of the language is called by people who write conditions. */
function typeName(type: string): string {
  if (type.startsWith("list<")) return "a list";
  return type === "double" ? "a number" : type === "string" ? "a text" : "a yes or no";
}

const comparisons = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Words and signs of other languages that people write by habit. */
const habits: Readonly<Record<string, string>> = {
  "=": "write == to compare",
  and: "write && for and",
  or: "write || for or",
  not: "write ! for not",
  "&": "write && for and",
  "|": "write || for or",
};

function explainOperands(summary: string): { message: string; advice: string } | null {
  const both = /^no such overload: (\S+) (\S+) (\S+)$/.exec(summary);
  if (both) {
    const [, left = "", operator = "", right = ""] = both;
    const numberAndText = [left, right].includes("double") && [left, right].includes("string");
    return {
      message: comparisons.has(operator)
        ? `compares ${typeName(left)} with ${typeName(right)}`
        : `'${operator}' cannot join ${typeName(left)} and ${typeName(right)}`,
      advice: numberAndText
        ? "numbers stand without quotes, texts with them"
        : "both sides must be of one kind",
    };
  }
  const one = /^no such overload: ([!-])(\S+)$/.exec(summary);
  if (!one) return null;
  const [, operator = "", operand = ""] = one;
  return {
    message: `'${operator}' cannot stand before ${typeName(operand)}`,
    advice: "write for example !(sales.waiting > 0)",
  };
}

const explainedCodes: Readonly<Record<string, { message: string; advice: string }>> = {
  invalid_logical_operand: {
    message: "&& and || join comparisons, not figures",
    advice: "write for example sales.waiting > 0 && sales.ready == 0",
  },
  invalid_condition_type: {
    message: "what stands before ? must be a comparison",
    advice: "write for example sales.ready > 0 ? sales.waiting > 5 : sales.waiting > 0",
  },
  incompatible_ternary_branches: {
    message: "what stands on both sides of : must be of one kind",
    advice: "write two comparisons, or two numbers",
  },
  heterogeneous_list_element: {
    message: "a list holds numbers or texts, not both",
    advice: "write for example [1, 2, 3]",
  },
  unterminated_string: { message: "a text is not closed", advice: "close it with the quote it began with" },
  limit_exceeded: { message: "the condition is too long or too deep", advice: "split it over several pages" },
  reserved_identifier: {
    message: "this word has another meaning in conditions",
    advice: "rename the queue or group",
  },
  invalid_number: { message: "this number is too big", advice: "write a smaller one" },
};

/** Says in plain words what the language's own checker found, and where. */
export function explainCel(error: ParseError | CelTypeError, source: string): ConditionProblem {
  const { start, end } = error.range ?? { start: 0, end: source.length };
  const column = Math.min(start, source.length) + 1;
  const word = source.slice(start, end);
  const habit = Object.hasOwn(habits, word) ? habits[word] : undefined;
  const known = explainedCodes[error.code] ?? explainOperands(error.summary);
  if (known) return { column, ...known };
  if (word === "") {
    return {
      column,
      message: "the condition ends too early",
      advice: "write for example sales.waiting >= 5",
    };
  }
  return {
    column,
    message: `'${word.slice(0, 20)}' cannot stand here`,
    advice: habit ?? "write for example sales.waiting >= 5 && sales.ready == 0",
  };
}
