import { writeSync } from "node:fs";
import { systemClock } from "../../../src/adapters/clock/systemClock.ts";
import { openFactLog } from "../../../src/adapters/files/factLog.ts";
import { MemoryMetrics } from "../../../src/adapters/metrics/memoryMetrics.ts";

/** A process that appends and acknowledges until it is killed, and says each promise that the log has made. */
const [path = "", first = "0"] = process.argv.slice(2);
const say = (text: string): void => void writeSync(1, `${text}\n`);
const quiet = (): void => undefined;
/** Long enough that the file is rewritten many times in a second. */
const PADDING = "x".repeat(300);

const facts = await openFactLog({
  path,
  mostBytes: 1_000_000,
  mostFacts: 2_000,
  mostAgeMs: Number.POSITIVE_INFINITY,
  sync: "each",
  clock: systemClock(),
  log: {
    error: (text) => say(`error ${text}`),
    warn: (text) => say(`error ${text}`),
    info: quiet,
    debug: quiet,
  },
  metrics: new MemoryMetrics(),
});
const idOf = (text: string): number => Number(text.slice(0, text.indexOf(" ")));
say(`opened ${facts.pending.map(({ text }) => idOf(text)).join(",")}`);

let next = Number(first);

async function append(): Promise<void> {
  const id = next++;
  say(`asked ${id}`);
  await facts.append(`${id} ${PADDING}`);
  say(`kept ${id}`);
}

async function acknowledge(): Promise<void> {
  const { pending } = facts;
  const last = pending[Math.floor(Math.random() * Math.min(pending.length, 60))];
  if (last === undefined) return;
  const id = idOf(last.text);
  say(`acknowledging ${id}`);
  await facts.acknowledge(last.number);
  say(`acknowledged ${id}`);
}

for (;;) {
  const appends = Array.from({ length: 1 + Math.floor(Math.random() * 8) }, append);
  const isFull = facts.pending.length > 200;
  await Promise.all(Math.random() < 0.3 || isFull ? [...appends, acknowledge()] : appends);
}
