import type { ReadProblem, ReadResult, Refusal } from "../../ports/readStatistics.ts";

export type {
  ReadContext,
  ReadProblem,
  ReadResult,
  ReadStatistics,
  Refusal,
} from "../../ports/readStatistics.ts";

export const refused = (reason: Refusal, path: string, message: string): ReadResult => ({
  ok: false,
  reason,
  problem: { path, message },
});

/** More remarks about one message help nobody. */
const mostProblems = 50;

/** Notes a remark unless there are too many already. */
export function note(problems: ReadProblem[], path: string, message: string): null {
  if (problems.length < mostProblems) problems.push({ path, message });
  return null;
}
