import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SeatMemories } from "../../src/app/seatMemories.ts";
import type { SeatMemory } from "../../src/domain/seatState.ts";
import type { FactLog, StoredFact } from "../../src/ports/factLog.ts";
import { openTimers } from "../../src/shared/time.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const memoryOf = (seq: number): SeatMemory => ({
  seq,
  agentId: "4212",
  boundBy: "config",
  own: {
    state: "ready",
    since: null,
    reason: null,
    callKind: null,
    next: { to: "ready", reason: null },
    isAskedFor: false,
  },
});

/** A disk that outlives what uses it. */
function disk() {
  const story: string[] = [];
  const state: { file: string | null; facts: StoredFact[]; fails: boolean; number: number } = {
    file: null,
    facts: [],
    fails: false,
    number: 0,
  };
  const facts: FactLog = {
    get pending() {
      return state.facts;
    },
    append: async (text) => {
      const fact = { number: ++state.number, text };
      state.facts.push(fact);
      story.push(`fact ${fact.number}`);
      return fact;
    },
    acknowledge: async (number) => {
      state.facts = state.facts.filter((fact) => fact.number > number);
      story.push(`acknowledge ${number}`);
    },
    close: async () => void story.push("close"),
  };
  const file = {
    read: async () => state.file,
    write: async (text: string) => {
      if (state.fails) throw new Error("disk full");
      state.file = text;
      story.push("file");
    },
  };
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };
  return {
    story,
    state: Object.assign(state, { isSynced: true }),
    open: () =>
      SeatMemories.open({
        facts,
        file,
        clock: { ...clock, isSynced: () => Reflect.get(state, "isSynced") === true },
        write: (memory) => JSON.stringify(memory),
        read: (text) => (text.startsWith("{") ? JSON.parse(text) : null),
      }),
  };
}

const fact = JSON.stringify({ topic: "t", payload: {} });

describe("what is remembered of seats", () => {
  it("goes to the disk with each fact, which can still be read", async () => {
    const { state, open } = disk();
    const memories = await open();
    await memories.with("p1", memoryOf(1), () => memories.append(fact));
    expect(JSON.parse(state.facts[0]?.text ?? "")).toMatchObject({ topic: "t", payload: {} });
    const killed = await open();
    expect(killed.of("p1")).toEqual(memoryOf(1));
    expect(killed.pending).toHaveLength(1);
    expect(killed.of("p2")).toBeNull();
    await killed.close();
    await memories.close();
  });

  it("is in its file before a fact is erased", async () => {
    const { story, open } = disk();
    const memories = await open();
    await memories.with("p1", memoryOf(1), () => memories.append(fact));
    await memories.acknowledge(1);
    expect(story).toEqual(["fact 1", "file", "acknowledge 1"]);
    const later = await open();
    expect(later.of("p1")).toEqual(memoryOf(1));
    await later.close();
    await memories.close();
  });

  it("is in its file before a fact of an earlier run is erased, also when nothing more has happened", async () => {
    const { story, open } = disk();
    const killed = await open();
    await killed.with("p1", memoryOf(1), () => killed.append(fact));
    const alsoKilled = await open();
    await alsoKilled.acknowledge(1);
    expect(story).toEqual(["fact 1", "file", "acknowledge 1"]);
    const last = await open();
    expect(last.of("p1")).toEqual(memoryOf(1));
    for (const one of [killed, alsoKilled, last]) await one.close();
  });

  it("keeps a fact whose memory cannot be written", async () => {
    const { state, open, story } = disk();
    const memories = await open();
    await memories.with("p1", memoryOf(1), () => memories.append(fact));
    state.fails = true;
    await expect(memories.acknowledge(1)).rejects.toThrow("disk full");
    await vi.advanceTimersByTimeAsync(300_000);
    expect(state.facts).toHaveLength(1);
    state.fails = false;
    await memories.acknowledge(1);
    expect(story.slice(-2)).toEqual(["file", "acknowledge 1"]);
    await memories.close();
  });

  it("is the newest of what file and facts say", async () => {
    const { state, open } = disk();
    const memories = await open();
    await memories.with("p1", memoryOf(5), () => memories.append(fact));
    await memories.close();
    state.facts = [];
    const again = await open();
    expect(again.of("p1")?.seq).toBe(5);
    await again.with("p1", memoryOf(6), () => again.append(fact));
    const killed = await open();
    expect(killed.of("p1")?.seq).toBe(6);
    await killed.close();
    await again.close();
  });

  it("is not what an older fact says that still waits", async () => {
    const { open } = disk();
    const memories = await open();
    await memories.with("p1", memoryOf(1), () => memories.append(fact));
    await memories.with("p1", memoryOf(2), () => Promise.resolve());
    await memories.close();
    const again = await open();
    expect(again.of("p1")?.seq).toBe(2);
    await again.close();
  });

  it("closes its facts even when the disk is full", async () => {
    const { state, open, story } = disk();
    const memories = await open();
    state.fails = true;
    await memories.close();
    expect(story).toEqual(["close"]);
  });

  it("leaves facts of others as they are", async () => {
    const { state, open } = disk();
    const memories = await open();
    await memories.append(fact);
    expect(state.facts[0]?.text).toBe(fact);
    await memories.close();
  });

  it("knows how long nobody looked", async () => {
    const { open, state } = disk();
    const first = await open();
    expect(first.ageMs).toBeNull();
    await vi.advanceTimersByTimeAsync(300_000);
    await vi.advanceTimersByTimeAsync(100_000);
    const killed = await open();
    expect(killed.ageMs).toBe(100_000);
    await first.close();
    vi.setSystemTime(Date.now() - 10_000_000);
    const past = await open();
    expect(past.ageMs).toBeNull();
    Reflect.set(state, "isSynced", false);
    expect(past.ageMs).toBeNull();
    await past.with("p1", memoryOf(1), () => past.append(fact));
    await past.close();
    await killed.close();
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a number", "7"],
    ["seats of another form", '{"v":1,"aliveAt":"x","seats":7}'],
    ["a seat of another form", '{"v":1,"aliveAt":5,"seats":{"p1":7,"p2":"x"}}'],
  ])("is nothing when the file holds %s", async (_, text) => {
    const { state, open } = disk();
    state.file = text;
    state.facts = [
      { number: 1, text: "{" },
      { number: 2, text: '{"kept":7}' },
      { number: 3, text: '{"kept":{"seat":7,"memory":"{}"}}' },
    ];
    const memories = await open();
    expect([memories.of("p1"), memories.of("p2")]).toEqual([null, null]);
    await memories.close();
  });
});
