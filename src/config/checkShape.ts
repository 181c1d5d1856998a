import type { z } from "zod";
import { explainIssues } from "./explainIssue.ts";
import type { Findings } from "./findings.ts";

/**
 * Checks a whole file against its schema and adds everything that is wrong to the findings. The answer is the value
 * with every option filled in, or null.
 */
export function checkShape<Shape>(schema: z.ZodType<Shape>, findings: Findings): Shape | null {
  const { value } = findings.yaml;
  if (value === null || value === undefined) {
    findings.error([], "the file is empty", { advice: "begin with one of the examples in config/" });
    return null;
  }
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  explainIssues(result.error.issues, [], findings, schema);
  return null;
}
