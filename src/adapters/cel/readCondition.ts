import type { ASTNode } from "@marcbachmann/cel-js";
import { wordAdvice } from "../../domain/nearestWord.ts";

/** Something in a condition that cannot be: where, counted from 1, what, and what to write instead. */
export interface ConditionProblem {
  readonly column: number;
  readonly message: string;
  readonly advice: string;
}

interface Reading {
  readonly subjects: ReadonlyMap<string, readonly string[]>;
  /** Takes note of each subject the condition asks. */
  readonly reads: Set<string>;
}

/** The variable behind a subject: a queue may be called `list` or `string`, which are words of the language. */
export const variableOf = (subject: string): string => `subject_${subject}`;

type NodeOf<Op extends ASTNode["op"]> = Extract<ASTNode, { readonly op: Op }>;

const at = (node: ASTNode, message: string, advice: string): ConditionProblem => ({
  column: node.pos + 1,
  message,
  advice,
});

function firstProblem(nodes: readonly ASTNode[], reading: Reading): ConditionProblem | null {
  for (const node of nodes) {
    const problem = readCondition(node, reading);
    if (problem) return problem;
  }
  return null;
}

function readFigure(node: NodeOf<".">, { subjects, reads }: Reading): ConditionProblem | null {
  const [left, figure] = node.args;
  if (left.op !== "id") {
    return at(
      node,
      `.${figure} cannot stand here`,
      "write a queue or group, a point and a figure: sales.waiting",
    );
  }
  const figures = subjects.get(left.args);
  if (!figures) {
    return at(left, `there is no queue or group '${left.args}'`, wordAdvice(left.args, [...subjects.keys()]));
  }
  if (!figures.includes(figure))
    return at(node, `there is no figure '${figure}'`, wordAdvice(figure, figures));
  reads.add(left.args);
  Object.assign(left, { args: variableOf(left.args) });
  return null;
}

/** A literal. Whole numbers become the kind of number that figures are, so that both can be compared and added. */
function readLiteral(node: NodeOf<"value">): ConditionProblem | null {
  if (typeof node.args === "bigint") Object.assign(node, { args: Number(node.args) });
  else if (node.args === null) {
    return at(node, "nothing can be compared with null", "ask whether a figure is known: has(sales.waiting)");
  } else if (typeof node.args === "object") {
    return at(node, "this kind of value is not for conditions", "write a number, or a text in quotes");
  }
  return null;
}

function readCall(node: NodeOf<"call">, reading: Reading): ConditionProblem | null {
  const [name, [asked]] = node.args;
  if (name !== "has") {
    return at(
      node,
      `there is no '${name}(…)' in conditions`,
      "use comparisons, &&, ||, ! and has(sales.waiting)",
    );
  }
  if (asked?.op === ".") return readFigure(asked, reading);
  return at(node, "has(…) asks whether a figure is known", "write has(sales.waiting)");
}

/** Nothing divided by nothing is no number, and would make a comparison look decided. */
function readDivision(node: NodeOf<"/">, reading: Reading): ConditionProblem | null {
  const [, divisor] = node.args;
  if (divisor.op === "value" && Number(divisor.args) > 0) return firstProblem(node.args, reading);
  return at(
    node,
    "only a number above 0 can stand behind /",
    "write a.waiting > 2 * a.ready for a.waiting / a.ready > 2",
  );
}

/**
 * Looks through a parsed condition and finds the first thing that is not for conditions. What is allowed cannot
 * loop and costs at most one step a node; functions, methods and regular expressions are not.
 */
export function readCondition(node: ASTNode, reading: Reading): ConditionProblem | null {
  switch (node.op) {
    case "value":
      return readLiteral(node);
    case ".":
      return readFigure(node, reading);
    case "id":
      return reading.subjects.has(node.args)
        ? at(
            node,
            `'${node.args}' is a queue or group, not a figure`,
            `write for example ${node.args}.waiting`,
          )
        : at(
            node,
            `there is nothing called '${node.args}'`,
            wordAdvice(node.args, [...reading.subjects.keys()]),
          );
    case "call":
      return readCall(node, reading);
    case "/":
      return readDivision(node, reading);
    case "!_":
    case "-_":
      return readCondition(node.args, reading);
    case "list":
    case "?:":
    case "&&":
    case "||":
    case "in":
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "+":
    case "-":
    case "*":
      return firstProblem(node.args, reading);
    case "rcall":
      return at(node, `there is no '.${node.args[0]}(…)' in conditions`, "compare whole texts with == or in");
    default:
      return at(
        node,
        "this cannot stand in a condition",
        "use comparisons, &&, ||, ! and has(sales.waiting)",
      );
  }
}
