import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { openTimers } from "../../../src/shared/time.ts";
import { CuttableDisk } from "./cuttableDisk.ts";
import { factLogBench } from "./factLogBench.ts";

type Opened = Awaited<ReturnType<ReturnType<typeof factLogBench>["open"]>>;

/** What was asked of the logs, and what they promised. */
class Model {
  readonly #asked: string[] = [];
  readonly #numbers = new Map<string, number>();
  #acknowledged = 0;
  #perhapsAcknowledged = 0;

  async append(log: Opened): Promise<void> {
    const text = `fact ${this.#asked.length} ${"x".repeat(this.#asked.length % 400)}`;
    this.#asked.push(text);
    const stored = await log.append(text).catch(() => null);
    if (stored !== null) this.#numbers.set(text, stored.number);
  }

  async acknowledge(log: Opened, count: number): Promise<void> {
    const fact = log.pending[Math.min(count, log.pending.length) - 1];
    if (fact === undefined) return;
    this.#perhapsAcknowledged = Math.max(this.#perhapsAcknowledged, fact.number);
    const isDone = await log.acknowledge(fact.number).then(
      () => true,
      () => false,
    );
    if (isDone) this.#acknowledged = Math.max(this.#acknowledged, fact.number);
  }

  check(log: Opened): void {
    const found = log.pending.map(({ number, text }) => ({ number, text }));
    const texts = found.map(({ text }) => text);
    expect(this.#asked.filter((text) => texts.includes(text))).toEqual(texts);
    const numbers = found.map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [text, number] of this.#numbers) {
      if (number > this.#perhapsAcknowledged) expect(found).toContainEqual({ number, text });
    }
    for (const number of numbers) expect(number).toBeGreaterThan(this.#acknowledged);
  }
}

const deeds = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("append" as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant("acknowledge" as const), count: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant("both" as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant("reopen" as const), count: fc.constant(0) }),
    fc.record({ kind: fc.constant("trouble" as const), count: fc.nat({ max: 3 }) }),
    fc.record({ kind: fc.constant("relief" as const), count: fc.constant(0) }),
  ),
  { maxLength: 25 },
);

async function does(log: Opened, model: Model, disk: CuttableDisk, deed: { kind: string; count: number }) {
  const appends = (): Promise<void>[] => Array.from({ length: deed.count }, () => model.append(log));
  if (deed.kind === "append") await Promise.all(appends());
  if (deed.kind === "acknowledge") await model.acknowledge(log, deed.count);
  if (deed.kind === "both")
    await Promise.all([...appends(), model.acknowledge(log, deed.count), ...appends()]);
  const operation = (["write", "sync", "replace", "syncFolder"] as const)[deed.count];
  if (deed.kind === "trouble" && operation !== undefined) disk.failing.set(operation, "ENOSPC");
  if (deed.kind === "relief") disk.failing.clear();
}

describe("a log of facts", () => {
  it("keeps what it promised, in order and once, wherever the power is cut", async () => {
    const lives = fc.array(fc.record({ deeds, steps: fc.nat({ max: 150 }) }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lives, fc.infiniteStream(fc.nat()), async (all, chances) => {
        const disk = new CuttableDisk();
        const choose = (most: number): number => (chances.next().value ?? 0) % (most + 1);
        const bench = factLogBench(() => disk.boot());
        const model = new Model();
        let log = await bench.open();
        for (const life of all) {
          disk.stepsLeft = life.steps;
          for (const deed of life.deeds) {
            if (disk.isDead) break;
            if (deed.kind === "reopen") {
              await log.close();
              if (disk.isDead) break;
              const opened = await bench.open().catch(() => null);
              if (opened === null) break;
              log = opened;
            }
            await does(log, model, disk, deed);
          }
          disk.stepsLeft = 0;
          await log.close();
          disk.restore(choose);
          log = await bench.open();
          model.check(log);
          expect(log.recovered.damagedPlaces).toBe(0);
        }
        await log.close();
        expect(openTimers()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("loses at most what the last interval added, where it syncs at intervals", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 8 }), fc.nat(), async (late, cut) => {
        const disk = new CuttableDisk();
        const bench = factLogBench(() => disk.boot(), { sync: { everyMs: 5 } });
        const log = await bench.open();
        const texts = Array.from({ length: 5 }, (_, index) => `synced ${index}`);
        await Promise.all(texts.map((text) => log.append(text)));
        const before = disk.syncs;
        await vi.waitFor(() => expect(disk.syncs).toBeGreaterThan(before), { interval: 1 });
        const more = Array.from({ length: late }, (_, index) => `late ${index}`);
        await Promise.all(more.map((text) => log.append(text)));
        disk.stepsLeft = 0;
        await log.close();
        disk.restore((most) => cut % (most + 1));
        const again = await bench.open();
        const found = again.pending.map(({ text }) => text);
        expect(found).toEqual([...texts, ...more].slice(0, found.length));
        expect(found.length).toBeGreaterThanOrEqual(texts.length);
        await again.close();
        expect(openTimers()).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
