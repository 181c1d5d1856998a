import { readdirSync, readFileSync } from "node:fs";

/** What a process has cost so far, all its threads together. */
interface Spent {
  readonly cpuSeconds: number;
  /** How often a thread went to sleep by itself: each time it was woken before. */
  readonly voluntarySwitches: number;
  readonly at: number;
}

/** What a process costs that does nothing. */
export interface IdleCost {
  readonly cpuSecondsPerMinute: number;
  readonly wakeUpsPerSecond: number;
  readonly residentMiB: number;
}

/** A file of each thread. */
function filesOf(pid: number, name: string): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/${name}`, "utf8"),
  );
}

const numberIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);

/** What a process has cost until now. */
export function spentBy(pid: number): Spent {
  const switches = filesOf(pid, "status").map((status) => numberIn(status, "voluntary_ctxt_switches"));
  // Nanoseconds on a processor come first; `stat` has hundredths of a second only.
  const onProcessor = filesOf(pid, "schedstat").map((one) => Number(one.split(" ")[0]));
  return {
    cpuSeconds: onProcessor.reduce((sum, one) => sum + one, 0) / 1e9,
    voluntarySwitches: switches.reduce((sum, one) => sum + one, 0),
    at: performance.now(),
  };
}

/** How many threads it has. */
export const threadsOf = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;

/** Memory that is its own and no file's: a program's file lies in memory as the system likes, and RSS counts it. */
export function anonymousMiB(pid: number): number {
  return numberIn(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"), "Anonymous") / 1_024;
}

/** What it cost since then, for each minute and second. */
export function idleCostSince(before: Spent, pid: number): IdleCost {
  const now = spentBy(pid);
  const seconds = (now.at - before.at) / 1_000;
  return {
    cpuSecondsPerMinute: ((now.cpuSeconds - before.cpuSeconds) / seconds) * 60,
    wakeUpsPerSecond: (now.voluntarySwitches - before.voluntarySwitches) / seconds,
    residentMiB: numberIn(readFileSync(`/proc/${pid}/status`, "utf8"), "VmRSS") / 1_024,
  };
}
