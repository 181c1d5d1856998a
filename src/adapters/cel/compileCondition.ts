import type { Environment as CelEnvironment, ParseResult } from "@marcbachmann/cel-js";
import { conditionType } from "../../domain/conditionFacts.ts";
import type { CompileCondition, CompiledCondition, Condition, Facts } from "../../ports/conditions.ts";
import { reasonOf } from "../../ports/fault.ts";
import { explainCel } from "./explainCel.ts";
import { readCondition, variableOf } from "./readCondition.ts";

type Cel = typeof import("@marcbachmann/cel-js");
type Subjects = Parameters<CompileCondition>[1];

/** Longest condition, in characters; the site's schema has the same limit. */
export const longestCondition = 500;

/** A condition on a page compares a handful of figures; anything beyond this is a mistake or an attack. */
const limits = { maxAstNodes: 400, maxDepth: 20, maxListElements: 50, maxMapEntries: 1, maxCallArguments: 3 };

const celTypes = { number: "double", text: "string", yesNo: "bool" } as const;

const failed = (column: number | null, message: string, advice: string): CompiledCondition => ({
  ok: false,
  column,
  message,
  advice,
});

/** Tells the language which figures there are and of what kind, so that it can check the comparisons. */
function declare(environment: CelEnvironment, reads: ReadonlySet<string>, subjects: Subjects): void {
  for (const [name, figures] of subjects) {
    if (!reads.has(name)) continue;
    const schema = Object.fromEntries(figures.map((figure) => [figure, celTypes[conditionType(figure)]]));
    environment.registerVariable(variableOf(name), { schema });
  }
}

const jsTypes = { number: "number", text: "string", yesNo: "boolean" } as const;

/** Only what is known and of the right kind: what is left out makes a comparison undecided. */
function knownFacts(facts: Facts, reads: readonly string[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    reads.map((name) => [
      variableOf(name),
      Object.fromEntries(
        Object.entries(facts[name] ?? {}).filter(
          ([figure, value]) => typeof value === jsTypes[conditionType(figure)] && !Number.isNaN(value),
        ),
      ),
    ]),
  );
}

/** Whatever goes wrong while it is evaluated means that something in it is not known. */
function conditionOf(parsed: ParseResult, reads: readonly string[]): Condition {
  return (facts) => {
    try {
      return parsed(knownFacts(facts, reads)) === true;
    } catch {
      return false;
    }
  };
}

function compile(cel: Cel, source: string, subjects: Subjects): CompiledCondition {
  const environment = new cel.Environment({ limits });
  const parsed = environment.parse(source);
  const reads = new Set<string>();
  const problem = readCondition(parsed.ast, { subjects, reads });
  if (problem) return { ok: false, ...problem };
  // Only what is asked is declared: a site may have hundreds of queues.
  declare(environment, reads, subjects);
  const { type, error } = parsed.check();
  if (error) return { ok: false, ...explainCel(error, source) };
  if (type !== "bool") {
    return failed(1, "a condition must be true or false", "compare the figure: sales.waiting > 0");
  }
  return { ok: true, condition: conditionOf(parsed, [...reads]), reads: [...reads] };
}

/** Loads the language and gives the compiler of conditions. `bandeau check` alone pays for loading it. */
export async function loadConditions(): Promise<CompileCondition> {
  const cel = await import("@marcbachmann/cel-js");
  return (source, subjects) => {
    if (source.length > longestCondition) {
      return failed(
        null,
        `the condition has ${source.length} characters`,
        `write ${longestCondition} at most`,
      );
    }
    try {
      return compile(cel, source, subjects);
    } catch (thrown) {
      if (thrown instanceof cel.ParseError) return { ok: false, ...explainCel(thrown, source) };
      return failed(null, "the condition cannot be read", reasonOf(thrown));
    }
  };
}
