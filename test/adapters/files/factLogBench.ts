import type { FactDisk } from "../../../src/adapters/files/factDisk.ts";
import { type FactLogOptions, openFactLog } from "../../../src/adapters/files/factLog.ts";
import { recordingLog, recordingMetrics } from "../../app/busDoubles.ts";

const START = 1_795_000_000_000;

/** Clocks that a test moves by hand. */
function handClocks() {
  const now = { wall: START, monotonic: 0, isSynced: true };
  return {
    now,
    clock: { wall: () => now.wall, monotonic: () => now.monotonic, isSynced: () => now.isSynced },
    pass(ms: number): void {
      now.wall += ms;
      now.monotonic += ms;
    },
  };
}

/** Logs as different processes would open them, one after the other, with one set of clocks. */
export function factLogBench(disk: (() => FactDisk) | null, changes: Partial<FactLogOptions> = {}) {
  const { log, lines, said } = recordingLog();
  const metrics = recordingMetrics();
  const clocks = handClocks();
  const options: FactLogOptions = {
    path: "/var/lib/bandeau/facts",
    mostBytes: 100_000,
    mostFacts: 1_000,
    mostAgeMs: 3_600_000,
    sync: "each",
    clock: clocks.clock,
    log,
    metrics,
    ...changes,
  };
  return {
    ...clocks,
    lines,
    said,
    metrics,
    open: (more: Partial<FactLogOptions> = {}) => openFactLog({ ...options, ...more }, disk?.()),
  };
}

/** What a log has, as the test wrote it. */
export const textsOf = (log: { readonly pending: readonly { readonly text: string }[] }): string[] =>
  log.pending.map(({ text }) => text);
