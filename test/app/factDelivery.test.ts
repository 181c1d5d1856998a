import fc from "fast-check";
import { BehaviorSubject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FactDelivery, type FactDeliveryDeps } from "../../src/app/factDelivery.ts";
import type { FactLog } from "../../src/ports/factLog.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { CuttableDisk } from "../adapters/files/cuttableDisk.ts";
import { factLogBench } from "../adapters/files/factLogBench.ts";
import { later, recordingLog, recordingMetrics } from "./busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

const lost = (code = "BUS_PUBLISH_LATE"): Fault => new Fault(code, "the broker did not answer", "look at it");

/** A log on a disk in memory, a bus, and a broker that the test plays. */
async function bench(changes: Parameters<typeof factLogBench>[1] = {}, disk = new CuttableDisk()) {
  const files = factLogBench(() => disk.boot(), changes);
  const { log, said } = recordingLog();
  const metrics = recordingMetrics();
  const up$ = new BehaviorSubject(true);
  const arrived: string[] = [];
  const broker: { answer: (topic: string) => Promise<void> } = { answer: async () => undefined };
  const send = async (topic: string, payload: object): Promise<void> => {
    arrived.push(`${topic} ${JSON.stringify(payload)}`);
    await broker.answer(topic);
  };
  const deps = { send, up$, clock: files.clock, random: () => 0.5, log, metrics };
  const facts = await files.open();
  return { ...files, disk, facts, deps, up$, arrived, broker, said, metrics };
}

const on = (deps: Omit<FactDeliveryDeps, "facts">, facts: FactLog): FactDelivery =>
  new FactDelivery({ ...deps, facts });

describe("the delivery of facts", () => {
  it("sends a fact that is on the disk, once, and erases it when it has arrived", async () => {
    const { facts, deps, arrived, metrics } = await bench();
    const delivery = on(deps, facts);
    delivery.start();
    expect(await delivery.keep("seat/a1", { id: 1 })).toBe("disk");
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['seat/a1 {"id":1}']);
    expect(facts.pending).toEqual([]);
    expect([metrics.value("facts_sent_total"), metrics.value("facts_waiting")]).toEqual([1, 0]);
    await delivery.stop();
    await facts.close();
  });

  it("keeps what happens while the bus is down, and sends it in order afterwards", async () => {
    const { facts, deps, arrived, up$, said, metrics } = await bench();
    up$.next(false);
    const delivery = on(deps, facts);
    delivery.start();
    for (const id of [1, 2, 3]) await delivery.keep("t", { id });
    expect([arrived, metrics.value("facts_waiting")]).toEqual([[], 3]);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['t {"id":1}', 't {"id":2}', 't {"id":3}']);
    expect(said()).toEqual(["facts that had waited for the bus are sent"]);
    await delivery.stop();
    await facts.close();
  });

  it("sends after a restart what had not arrived, before anything new", async () => {
    const { facts, deps, arrived, open } = await bench();
    const first = on(deps, facts);
    await first.keep("t", { id: 1 });
    await first.keep("t", { id: 2 });
    await first.stop();
    await facts.close();
    const again = await open();
    const second = on(deps, again);
    await second.keep("t", { id: 3 });
    second.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['t {"id":1}', 't {"id":2}', 't {"id":3}']);
    await second.stop();
    await again.close();
  });

  it("tries again, ever more slowly, and says it once an hour", async () => {
    const { facts, deps, arrived, broker, said, metrics } = await bench();
    broker.answer = async () => {
      throw lost();
    };
    const delivery = on(deps, facts);
    delivery.start();
    await delivery.keep("t", { id: 1 });
    await delivery.keep("t", { id: 2 });
    await vi.advanceTimersByTimeAsync(7_000);
    expect(arrived).toEqual(Array(4).fill('t {"id":1}'));
    expect(said()).toEqual(["a fact is not sent yet"]);
    expect(metrics.value('facts_send_failures_total{code="BUS_PUBLISH_LATE"}')).toBe(4);
    broker.answer = async () => undefined;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(arrived.slice(4)).toEqual(['t {"id":1}', 't {"id":2}']);
    await delivery.stop();
    await facts.close();
  });

  it("tries at once when the bus is back, and not while it is away", async () => {
    const { facts, deps, arrived, broker, up$ } = await bench();
    const answer = later<void>();
    broker.answer = () => answer.promise;
    const delivery = on(deps, facts);
    delivery.start();
    await delivery.keep("t", { id: 1 });
    await vi.advanceTimersByTimeAsync(0);
    up$.next(false);
    answer.reject(new Error("not a fault"));
    await vi.advanceTimersByTimeAsync(100_000);
    expect(arrived).toHaveLength(1);
    broker.answer = async () => {
      throw lost();
    };
    up$.next(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(arrived).toHaveLength(2);
    broker.answer = async () => undefined;
    up$.next(false);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toHaveLength(3);
    expect(facts.pending).toEqual([]);
    await delivery.stop();
    await facts.close();
  });

  it("sends also what the disk refused, as long as the program lives, in its place", async () => {
    const { facts, deps, arrived, disk, up$, said } = await bench();
    up$.next(false);
    const delivery = on(deps, facts);
    delivery.start();
    expect(await delivery.keep("t", { id: 1 })).toBe("disk");
    disk.failing.set("create", "EROFS");
    disk.failing.set("write", "EROFS");
    expect(await delivery.keep("t", { id: 2 })).toBe("memory");
    expect(await delivery.keep("t", { id: 3 })).toBe("memory");
    disk.failing.clear();
    expect(await delivery.keep("t", { id: 4 })).toBe("disk");
    expect(said()).toEqual(["facts would not survive a power cut"]);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual([1, 2, 3, 4].map((id) => `t {"id":${id}}`));
    await delivery.stop();
    await facts.close();
  });

  it("has room for so many of these, and then says that a fact is lost", async () => {
    const { facts, deps, arrived, up$, metrics } = await bench({ mostFacts: 2 });
    up$.next(false);
    const delivery = on(deps, facts);
    delivery.start();
    const kept = await Promise.allSettled(Array.from({ length: 260 }, (_, id) => delivery.keep("t", { id })));
    expect(kept.filter(({ status }) => status === "rejected")).toHaveLength(2);
    expect(metrics.value("facts_lost_total")).toBe(2);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(Array.from({ length: 258 }, (_, id) => `t {"id":${id}}`));
    expect(await delivery.keep("t", { id: 300 })).toBe("disk");
    await delivery.stop();
    await facts.close();
  });

  it("refuses what is longer than a message may be", async () => {
    const { facts, deps, up$, arrived } = await bench();
    up$.next(false);
    const delivery = on(deps, facts);
    delivery.start();
    delivery.start();
    const refused = expect(delivery.keep("t", { text: "x".repeat(70_000) })).rejects.toMatchObject({
      code: "FACT_TOO_LONG",
    });
    const kept = delivery.keep("t", { id: 2 });
    up$.next(true);
    await refused;
    await kept;
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['t {"id":2}']);
    await delivery.stop();
    await facts.close();
  });

  it.each(["BUS_TOPIC_INVALID", "BUS_PAYLOAD_TOO_BIG"])(
    "gives up what fails with %s, and says so",
    async (code) => {
      const { facts, deps, arrived, broker, said, metrics } = await bench();
      broker.answer = async (topic) => {
        if (topic === "bad") throw lost(code);
      };
      const delivery = on(deps, facts);
      delivery.start();
      await delivery.keep("bad", { id: 1 });
      await delivery.keep("good", { id: 2 });
      await vi.advanceTimersByTimeAsync(0);
      expect([arrived.length, facts.pending.length, metrics.value("facts_lost_total")]).toEqual([2, 0, 1]);
      expect(said()).toContain("a fact cannot be sent and is given up");
      await delivery.stop();
      await facts.close();
    },
  );

  it("does not send what the log has given up as too old", async () => {
    const { facts, deps, arrived, up$, pass } = await bench({ mostAgeMs: 60_000 });
    up$.next(false);
    const delivery = on(deps, facts);
    delivery.start();
    await delivery.keep("t", { id: 1 });
    pass(50_000);
    await delivery.keep("t", { id: 2 });
    pass(20_000);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['t {"id":2}']);
    up$.next(false);
    await delivery.keep("t", { id: 3 });
    pass(60_001);
    up$.next(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toHaveLength(1);
    await delivery.stop();
    await facts.close();
  });

  it("passes over what lies on the disk and is not ours", async () => {
    const { facts, deps, arrived, said } = await bench();
    const odd = [
      "not json",
      "null",
      "7",
      "{}",
      '{"topic":1}',
      '{"topic":"t"}',
      '{"topic":"t","payload":null}',
    ];
    for (const text of odd) await facts.append(text);
    const delivery = on(deps, facts);
    delivery.start();
    await delivery.keep("t", { id: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived).toEqual(['t {"id":1}']);
    expect(said()).toEqual([
      ...odd.map(() => "a fact cannot be read and is given up"),
      "facts that had waited for the bus are sent",
    ]);
    await delivery.stop();
    await facts.close();
  });

  it("says that facts may come twice when the disk does not take what has arrived", async () => {
    const { facts, deps, disk, said } = await bench();
    const delivery = on(deps, facts);
    await delivery.keep("t", { id: 1 });
    await delivery.keep("t", { id: 2 });
    disk.failing.set("write", "EROFS");
    delivery.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toContain("facts may be sent again after a restart");
    expect(said().filter((text) => text === "facts may be sent again after a restart")).toHaveLength(1);
    await delivery.stop();
    await facts.close();
  });

  it("does not wait long for a silent broker when it is stopped", async () => {
    const { facts, deps, broker } = await bench();
    const answer = later<void>();
    broker.answer = () => answer.promise;
    const delivery = on(deps, facts);
    delivery.start();
    await delivery.keep("t", { id: 1 });
    await vi.advanceTimersByTimeAsync(0);
    const stopping = delivery.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    await stopping;
    answer.resolve();
    await vi.advanceTimersByTimeAsync(0);
    await facts.close();
  });
});

/** What a broker does with one message: whether it hands it on, how often, and whether and when it says so. */
const fates = fc.record({
  copies: fc.constantFrom(0, 1, 1, 1, 2),
  answers: fc.boolean(),
  afterMs: fc.constantFrom(0, 1, 900, 15_000),
});

const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("fact" as const), seat: fc.nat({ max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("up" as const, "down", "wait") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("restart" as const, "powerCut") }) },
);

describe("facts on their way over a bad broker, through power cuts", () => {
  it("all arrive, and per seat in order once they are known by their ids", async () => {
    const scenarios = fc.array(happenings, { maxLength: 40 });
    await fc.assert(fc.asyncProperty(scenarios, fc.infiniteStream(fates), fc.infiniteStream(fc.nat()), run), {
      numRuns: 150,
    });
  });
});

async function run(
  story: readonly (
    | { kind: "fact"; seat: number }
    | { kind: "up" | "down" | "wait" }
    | { kind: "restart" | "powerCut" }
  )[],
  luck: IterableIterator<{ copies: number; answers: boolean; afterMs: number }>,
  chances: IterableIterator<number>,
): Promise<void> {
  const { disk, deps, up$, open, facts: firstFacts } = await bench();
  const consumer = new Map<string, number[]>();
  let isKind = false;
  const send = async (topic: string, payload: object): Promise<void> => {
    const fate = isKind ? { copies: 1, answers: true, afterMs: 0 } : luck.next().value;
    const seen = consumer.get(topic) ?? [];
    consumer.set(topic, seen);
    const id = "id" in payload ? Number(payload.id) : Number.NaN;
    for (let copy = 0; copy < fate.copies; copy++) seen.push(id);
    await new Promise((resolve) => setTimeout(resolve, fate.afterMs));
    if (!fate.answers || fate.copies === 0) throw lost();
  };
  let facts = firstFacts;
  let delivery = on({ ...deps, send }, facts);
  delivery.start();
  const kept: { topic: string; id: number }[] = [];
  for (const [id, happening] of story.entries()) {
    if (happening.kind === "fact") {
      const topic = `seat/${happening.seat}`;
      await delivery.keep(topic, { id });
      kept.push({ topic, id });
    } else if (happening.kind === "wait") await vi.advanceTimersByTimeAsync(2_000);
    else if (happening.kind === "up" || happening.kind === "down") up$.next(happening.kind === "up");
    else {
      if (happening.kind === "powerCut") disk.stepsLeft = 0;
      const ended = Promise.all([delivery.stop(), facts.close()]);
      await vi.advanceTimersByTimeAsync(20_000);
      await ended;
      disk.restore((most) =>
        happening.kind === "restart" ? most : (chances.next().value ?? 0) % (most + 1),
      );
      facts = await open();
      delivery = on({ ...deps, send }, facts);
      delivery.start();
    }
  }
  isKind = true;
  up$.next(true);
  await vi.advanceTimersByTimeAsync(200_000);
  expect(facts.pending).toEqual([]);
  for (const seat of [0, 1, 2]) {
    const topic = `seat/${seat}`;
    const ids = [...new Set(consumer.get(topic) ?? [])];
    expect(ids).toEqual(kept.filter((fact) => fact.topic === topic).map((fact) => fact.id));
  }
  await delivery.stop();
  await facts.close();
}
