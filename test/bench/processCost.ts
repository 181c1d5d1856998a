import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts CPU time in hundredths of a second on every Linux that we know. */
const TICKS_PER_SECOND = 100;

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

function threadsOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8"),
  );
}

const numberIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);

/** What a process has cost until now. */
export function spentBy(pid: number): Spent {
  // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const switches = threadsOf(pid).map((status) => numberIn(status, "voluntary_ctxt_switches"));
  return {
    cpuSeconds: ticks / TICKS_PER_SECOND,
    voluntarySwitches: switches.reduce((sum, one) => sum + one, 0),
    at: performance.now(),
  };
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
