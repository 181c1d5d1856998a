import { markdownTable } from "../markdownTable.ts";
import type { Figure } from "./figure.ts";

/** What the daemon has to reach, and what it reached; null where the part was not measured. */
interface Verdict {
  readonly target: string;
  readonly reached: number | null;
  readonly bound: string;
  readonly holds: boolean | null;
}

/** Finds a line of the table. */
type Find = (part: string, what: string) => Figure | undefined;

const ratioOf = (one: Figure | undefined): number | null => one?.ratios["daemon"] ?? null;
const reachedIn = (one: Figure | undefined): number | null => one?.values["daemon"] ?? null;

const most = (target: string, reached: number | null, bound: number): Verdict => ({
  target,
  reached,
  bound: `<= ${bound}`,
  holds: reached === null ? null : reached <= bound,
});
const least = (target: string, reached: number | null, bound: number): Verdict => ({
  target,
  reached,
  bound: `>= ${bound}`,
  holds: reached === null ? null : reached >= bound,
});

function saturated(find: Find): Verdict[] {
  const frame = reachedIn(find("c", "one frame ms"));
  const age = reachedIn(find("c", "age p50 ms"));
  const newest = reachedIn(find("c", "newest after the load ms"));
  return [
    most("age on a full line, in frame times", age === null || frame === null ? null : age / frame, 1.5),
    most(
      "newest after the load less 20 ms, in frame times",
      newest === null || frame === null ? null : (newest - 20) / frame,
      2,
    ),
    least("line use", reachedIn(find("c", "line use")), 0.85),
    most("torn frames", reachedIn(find("c", "torn frames")), 0),
    most("bytes per changed figure, to minimal", ratioOf(find("c", "bytes per changed figure")), 0.35),
  ];
}

/** How a cost grows for each display, between the least and the most. */
function growth(find: Find, few: string, many: string, times: number): number | null {
  const [less, more] = [reachedIn(find("b", few)), reachedIn(find("b", many))];
  return less === null || more === null ? null : more / less / times;
}

const size = (what: string): string => `1000/s, ${what}: CPU s per 1,000`;

/** Holds each target against what was measured in this run. */
export function judge(figures: readonly Figure[]): readonly Verdict[] {
  const find: Find = (part, what) => figures.find((one) => one.part === part && one.what === what);
  const one = size("1 displays, 1 queues shown");
  return [
    most("latency p50, 1 display, to minimal", ratioOf(find("a", "1 display: latency p50 ms")), 1.2),
    most("latency p50, last of 64, to minimal", ratioOf(find("a", "last of 64 displays: latency p50 ms")), 1),
    ...saturated(find),
    most("CPU, 10,000/s changed, to minimal", ratioOf(find("b", "10000/s changed: CPU s per 1,000")), 1),
    most("CPU, 10,000/s repeated, to minimal", ratioOf(find("b", "10000/s repeated: CPU s per 1,000")), 0.6),
    most(
      "CPU, 10,000/s not shown, to minimal",
      ratioOf(find("b", "10000/s not shown: CPU s per 1,000")),
      0.6,
    ),
    most("start to first figure, to minimal", ratioOf(find("d", "start to first right figure ms")), 1.3),
    most("anonymous memory idle, to minimal", ratioOf(find("e", "1/s: anonymous MiB")), 1.5),
    most("anonymous memory after load, to minimal", ratioOf(find("e", "after load: anonymous MiB")), 1),
    most(
      "CPU of 64 displays, each to that of 1",
      growth(find, one, size("64 displays, 1 queues shown"), 64),
      1,
    ),
    most(
      "CPU of 200 queues shown, to that of 10",
      growth(find, size("1 displays, 10 queues shown"), size("1 displays, 200 queues shown"), 1),
      1.3,
    ),
    most(
      "CPU of 200 queues not shown, to that of 10",
      growth(find, size("10 queues not shown"), size("200 queues not shown"), 1),
      1.1,
    ),
  ];
}

/** The targets as a table. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts
    .filter(({ holds }) => holds !== null)
    .map(({ target, reached, bound, holds }) => [
      target,
      holds ? "holds" : "MISSED",
      reached?.toFixed(2) ?? "",
      bound,
    ]);
  return markdownTable(["target", "verdict", "reached", "bound"], rows);
}
