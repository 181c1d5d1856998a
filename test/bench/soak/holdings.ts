import { readdirSync, readFileSync } from "node:fs";
import { anonymousMiB } from "../processCost.ts";

/** What a process holds at one moment, and what it has done since its start. */
export interface Holdings {
  readonly [key: string]: number;
  /** After everything was collected that nobody needs, and without compiled code. */
  readonly heapMiB: number;
  readonly anonymousMiB: number;
  readonly handles: number;
  readonly timers: number;
  /** At the process, its sockets and servers. */
  readonly listeners: number;
  readonly openFiles: number;
  readonly logLines: number;
  readonly diskBytes: number;
  /** On the lines of all displays. */
  readonly lineBytes: number;
  /** That an ACD's bridge has read from the seat. */
  readonly seatChanges: number;
}

/** What the kernel tells of it. */
export function outerHoldings(pid: number) {
  const io = readFileSync(`/proc/${pid}/io`, "utf8");
  return {
    anonymousMiB: anonymousMiB(pid),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    diskBytes: Number(/^write_bytes: (\d+)/m.exec(io)?.[1] ?? Number.NaN),
  };
}

/** How much more something may be at the end than after the first hour: a part of it, and so many. */
interface Slack {
  readonly part: number;
  readonly count: number;
}

const held: Readonly<Record<string, Slack>> = {
  heapMiB: { part: 0.03, count: 0.5 },
  // Compiled code is in it.
  anonymousMiB: { part: 0.03, count: 3 },
  handles: { part: 0, count: 0 },
  // Whether a page's turn or a frame's pace waits at the moment is chance, at four displays and a light.
  timers: { part: 0, count: 10 },
  listeners: { part: 0, count: 0 },
  openFiles: { part: 0, count: 0 },
};
/** These grow with time; compared is what each hour added. */
const done: Readonly<Record<string, Slack>> = {
  logLines: { part: 0.1, count: 2 },
  diskBytes: { part: 0.1, count: 65_536 },
};

/** One quantity over the whole soak. */
export interface Compared {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  readonly holds: boolean;
}

/** Medians of three, since one moment is chance. */
const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Compares the hours after the first with the last ones. */
export function compare(hours: readonly Holdings[]): readonly Compared[] {
  const judged = (what: string, all: readonly number[], { part, count }: Slack): Compared => {
    const third = Math.max(1, Math.min(3, Math.floor(all.length / 2)));
    const first = middle(all.slice(0, third));
    const last = middle(all.slice(-third));
    return { what, first, last, holds: last <= first * (1 + part) + count };
  };
  const added = (what: string): number[] =>
    hours.slice(1).map((hour, index) => (hour[what] ?? Number.NaN) - (hours[index]?.[what] ?? Number.NaN));
  return [
    ...Object.entries(held).map(([what, slack]) =>
      judged(
        what,
        hours.slice(1).map((hour) => hour[what] ?? Number.NaN),
        slack,
      ),
    ),
    ...Object.entries(done).map(([what, slack]) => judged(`${what} an hour`, added(what), slack)),
  ];
}
