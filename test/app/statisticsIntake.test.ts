import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentsTold } from "../../src/app/agentIntake.ts";
import {
  MOST_WAITING,
  READ_EVERY_MS,
  type SourcePlan,
  StatisticsIntake,
} from "../../src/app/statisticsIntake.ts";
import { Floor, type QueueKey, queueKey } from "../../src/domain/floor.ts";
import { native } from "../../src/drivers/acd/native.ts";
import { readSourceStatus } from "../../src/drivers/acd/sourceStatus.ts";
import type { BusMessage } from "../../src/ports/broker.ts";
import type { ReadContext } from "../../src/ports/readStatistics.ts";
import { after } from "../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

const plan: SourcePlan = {
  name: "acd",
  statistics: ["cc/1/demo/acd/acd/queue/+/stats"],
  status: "cc/1/demo/acd/acd/status",
  reader: native,
  readStatus: readSourceStatus,
  mostBytes: 65_536,
  queues: new Set(["sales", "service"]),
};

function intakeOf(isSynced = true, source = plan) {
  const floor = new Floor();
  const { log, lines, said } = recordingLog();
  const metrics = recordingMetrics();
  const batches: QueueKey[][] = [];
  const told: [string, AgentsTold][] = [];
  let sourceChanges = 0;
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => isSynced };
  const intake = new StatisticsIntake(
    {
      floor,
      clock,
      log,
      metrics,
      changed: (keys) => batches.push([...keys]),
      sourceChanged: () => {
        sourceChanges += 1;
      },
      after,
      agents: (name, agents) => void told.push([name, agents]),
    },
    [source],
  );
  const handlers = new Map<string, (message: BusMessage) => void>();
  intake.attach({ onMessage: (filter, handler) => void handlers.set(filter, handler) });
  const [stats, status] = [...handlers.values()];
  const message = (topic: string, payload: string, retained = false): BusMessage => ({
    topic,
    payload: new TextEncoder().encode(payload),
    retained,
    responseTopic: null,
    correlation: null,
  });
  return {
    floor,
    lines,
    said,
    metrics,
    batches,
    told,
    filters: [...handlers.keys()],
    sourceChanges: () => sourceChanges,
    say: (queue: string, payload: string | object, retained = false) =>
      stats?.(
        message(
          `cc/1/demo/acd/acd/queue/${queue}/stats`,
          typeof payload === "string" ? payload : JSON.stringify(payload),
          retained,
        ),
      ),
    hear: (payload: string | object) =>
      status?.(
        message(
          "cc/1/demo/acd/acd/status",
          typeof payload === "string" ? payload : JSON.stringify(payload),
          true,
        ),
      ),
    waiting: (queue: string) =>
      floor.subject(
        [queueKey("acd", queue)],
        { agents: "none", staleAfterMs: () => 60_000, name: null },
        { monotonic: clock.monotonic(), wall: clock.wall(), clockSynced: isSynced },
      ),
  };
}

const stats = (id: string, waiting: number) => ({ v: 1, queue: { id }, now: { waiting } });

describe("StatisticsIntake", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const turn = () => vi.advanceTimersByTimeAsync(0);

  it("subscribes to the statistics and to the word of the bridge", () => {
    expect(intakeOf().filters).toEqual(["cc/1/demo/acd/acd/queue/+/stats", "cc/1/demo/acd/acd/status"]);
  });

  it("puts figures on the floor and tells once for all that came in the same turn", async () => {
    const { say, batches, waiting } = intakeOf();
    say("sales", stats("sales", 7));
    say("service", stats("service", 2));
    expect(batches).toEqual([]);
    await turn();
    expect(batches).toEqual([["acd/sales", "acd/service"]]);
    expect(waiting("sales")).toMatchObject({ stale: false, statistics: { now: { waiting: 7 } } });
  });

  it("reads only the newest message of a topic in a flood", async () => {
    const { say, metrics, waiting } = intakeOf();
    for (let waitingNow = 0; waitingNow < 1_000; waitingNow += 1) say("sales", stats("sales", waitingNow));
    await turn();
    expect(metrics.value('statistics_messages_total{source="acd"}')).toBe(1);
    expect(metrics.value("statistics_coalesced_total")).toBe(999);
    expect(waiting("sales").statistics?.now.waiting).toBe(999);
  });

  it.each([
    ["not JSON", "{", "not_json"],
    ["an array", "[]", "wrong_shape"],
    ["deep nesting", "[".repeat(200), "too_deep"],
    ["no queue", '{"v":1}', "no_queue"],
    ["a queue nobody shows", JSON.stringify(stats("other", 3)), "unknown_queue"],
    ["nothing at all", "", "not_json"],
  ])(
    "drops %s, counts it, says it once an hour, and keeps the last good value",
    async (_, payload, reason) => {
      const { say, said, lines, metrics, waiting, batches } = intakeOf();
      say("sales", stats("sales", 7));
      await turn();
      say("sales", payload);
      await turn();
      say("sales", payload);
      await turn();
      expect(metrics.value(`statistics_dropped_total{source="acd",reason="${reason}"}`)).toBe(2);
      expect(said()).toEqual(["statistics dropped"]);
      expect(lines[0]?.facts).toMatchObject({ source: "acd", reason });
      expect(batches).toHaveLength(1);
      expect(waiting("sales").statistics?.now.waiting).toBe(7);
    },
  );

  it("takes what can be read of a message and names the figure that cannot", async () => {
    const { say, lines, metrics, waiting } = intakeOf();
    say("sales", { v: 1, queue: { id: "sales" }, now: { waiting: -3, ringing: 1 } });
    await turn();
    expect(waiting("sales").statistics?.now).toMatchObject({ waiting: null, ringing: 1 });
    expect(metrics.value('statistics_problems_total{source="acd"}')).toBe(1);
    expect(lines[0]).toMatchObject({ text: "a figure could not be read", facts: { path: "now.waiting" } });
    say("sales", { v: 1, queue: { id: "sales" }, now: { waiting: -3 } });
    await turn();
    expect(lines).toHaveLength(1);
  });

  it("does not believe a retained message that nothing dates until a live one comes", async () => {
    const { say, waiting } = intakeOf();
    say("sales", stats("sales", 7), true);
    await turn();
    expect(waiting("sales").stale).toBe(true);
    say("sales", stats("sales", 8));
    await turn();
    expect(waiting("sales")).toMatchObject({ stale: false, statistics: { now: { waiting: 8 } } });
  });

  it("drops what is older than what it has", async () => {
    const { say, metrics, waiting } = intakeOf();
    const at = (second: number) => `2026-02-14T10:18:0${second}Z`;
    vi.setSystemTime(new Date(at(5)));
    say("sales", { ...stats("sales", 7), at: at(5), observedAt: at(4) });
    await turn();
    say("sales", { ...stats("sales", 3), at: at(5), observedAt: at(2) });
    await turn();
    expect(metrics.value('statistics_dropped_total{source="acd",reason="older"}')).toBe(1);
    expect(waiting("sales").statistics?.now.waiting).toBe(7);
  });

  it("makes all queues of a lost source stale at once, and fresh with the first message after its return", async () => {
    const { say, hear, waiting, sourceChanges } = intakeOf();
    say("sales", stats("sales", 7));
    await turn();
    hear({ v: 1, state: "ready", session: 1, sourceReachable: false });
    expect(sourceChanges()).toBe(1);
    expect(waiting("sales").stale).toBe(true);
    hear({ v: 1, state: "ready", session: 1, sourceReachable: true });
    expect(waiting("sales").stale).toBe(true);
    say("sales", stats("sales", 1));
    await turn();
    expect(waiting("sales").stale).toBe(false);
  });

  it("ignores the late will of an older session and counts a status it cannot read", () => {
    const { hear, sourceChanges, metrics } = intakeOf();
    hear({ v: 1, state: "ready", session: 2 });
    hear({ v: 1, state: "lost", session: 1 });
    hear("nonsense");
    expect(sourceChanges()).toBe(1);
    expect(metrics.value('statistics_dropped_total{source="acd",reason="status"}')).toBe(1);
  });

  it("reads every message of a topic named in full, which may carry one queue after the other", async () => {
    const { say, waiting, metrics } = intakeOf(true, { ...plan, statistics: ["acd/uccx"] });
    say("all", stats("sales", 7));
    say("all", stats("service", 2));
    await turn();
    expect(waiting("sales").statistics?.now.waiting).toBe(7);
    expect(waiting("service").statistics?.now.waiting).toBe(2);
    expect(metrics.value("statistics_coalesced_total")).toBe(0);
  });

  it("reads every message of a source that sends only what changed", async () => {
    const { say, waiting } = intakeOf(true, { ...plan, reader: { ...native, partial: true } });
    say("sales", stats("sales", 7));
    say("sales", { v: 1, queue: { id: "sales" }, agents: { ready: 3 } });
    await turn();
    expect(waiting("sales").statistics).toMatchObject({ now: { waiting: 7 }, agents: { ready: 3 } });
  });

  it("reads every message of a source whose messages are events", async () => {
    const heard: string[] = [];
    const reader = {
      ...native,
      remembers: true,
      read: (text: string, context: ReadContext) => {
        heard.push(text);
        return native.read(text, context);
      },
    };
    const { say } = intakeOf(true, { ...plan, reader });
    for (const waiting of [1, 2, 3]) say("sales", stats("sales", waiting));
    await turn();
    expect(heard).toHaveLength(3);
  });

  it("reads a flood some two hundred times a second, its last word included", async () => {
    const { say, metrics, waiting } = intakeOf();
    for (let waitingNow = 0; waitingNow < 1_000; waitingNow += 1) {
      say("sales", stats("sales", waitingNow));
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(READ_EVERY_MS);
    expect(metrics.value('statistics_messages_total{source="acd"}')).toBeLessThan(220);
    expect(metrics.value('statistics_messages_total{source="acd"}')).toBeGreaterThan(180);
    expect(waiting("sales").statistics?.now.waiting).toBe(999);
  });

  it("reads what comes after a flood at once again", async () => {
    const { say, waiting } = intakeOf();
    for (let waitingNow = 0; waitingNow < 100; waitingNow += 1) {
      say("sales", stats("sales", waitingNow));
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    say("sales", stats("sales", 7));
    await turn();
    expect(waiting("sales").statistics?.now.waiting).toBe(7);
  });

  it("reads one message of a queue that nobody shows, and counts all", async () => {
    const { say, said, metrics, waiting } = intakeOf();
    for (const waitingNow of [1, 2, 3]) {
      say("other", stats("other", waitingNow));
      await turn();
    }
    expect(metrics.value('statistics_messages_total{source="acd"}')).toBe(1);
    expect(metrics.value('statistics_dropped_total{source="acd",reason="unknown_queue"}')).toBe(3);
    expect(said()).toEqual(["statistics dropped"]);
    say("other", stats("sales", 7));
    await turn();
    expect(waiting("sales").statistics?.now.waiting).toBe(7);
  });

  it("is not misled by a name that stands in the message for something else", async () => {
    const { say, waiting } = intakeOf();
    for (const queue of ["another", "sales"]) {
      say("other", { from: { queue: { id: "other" } }, ...stats(queue, 7) });
      await turn();
    }
    expect(waiting("sales").statistics?.now.waiting).toBe(7);
  });

  it("reads every message of a source whose form has no place for the name of its only queue", async () => {
    const { namePiece: _, ...reader } = native;
    const { say, metrics } = intakeOf(true, { ...plan, reader });
    for (const waitingNow of [1, 2]) {
      say("other", stats("other", waitingNow));
      await turn();
    }
    expect(metrics.value('statistics_messages_total{source="acd"}')).toBe(2);
  });

  it("bounds the bytes that may wait for the end of a turn", async () => {
    const { say, batches } = intakeOf();
    const padding = " ".repeat(6 * 1_048_576);
    for (const queue of ["q1", "q2", "q3"]) say(queue, `${JSON.stringify(stats(queue, 1))}${padding}`);
    say("sales", stats("sales", 7));
    expect(batches).toEqual([]);
    say("service", stats("service", 2));
    await turn();
    expect(batches.flat()).toEqual(["acd/sales", "acd/service"]);
  });

  describe("with agents in its messages", () => {
    const telling: SourcePlan = {
      ...plan,
      reader: { ...native, agents: "repeated", read: (text, context) => native.read(text, context) },
    };

    it("hands on what each message told of them, nobody included", async () => {
      const { say, told } = intakeOf(true, telling);
      say("sales", stats("sales", 7), true);
      say("service", "{");
      await turn();
      expect(told).toEqual([["acd", { agents: [], retained: true, monotonic: expect.any(Number) }]]);
    });

    it("names the filter in its log and not the topic, which may hold somebody's id", async () => {
      const { say, lines } = intakeOf(true, telling);
      say("canary", "{");
      say("canary-2", { ...stats("sales", 7), now: { waiting: "many" } });
      await turn();
      expect(lines).toHaveLength(2);
      expect(JSON.stringify(lines)).toContain("cc/1/demo/acd/acd/queue/+/stats");
      expect(JSON.stringify(lines)).not.toContain("canary");
    });
  });

  it("works without a right clock", async () => {
    const { say, waiting } = intakeOf(false);
    say("sales", stats("sales", 7));
    await turn();
    expect(waiting("sales")).toMatchObject({ stale: false, lastGood: null });
  });

  it("bounds what may wait for the end of a turn, and loses nothing by it", async () => {
    const { say, metrics, batches, waiting } = intakeOf();
    say("sales", stats("sales", 7));
    for (let topic = 1; topic < MOST_WAITING; topic += 1) say(`q${topic}`, "{");
    expect(batches).toEqual([]);
    say("service", stats("service", 2));
    expect(batches).toEqual([["acd/sales"]]);
    await turn();
    expect(waiting("service").statistics?.now.waiting).toBe(2);
    expect(metrics.value('statistics_dropped_total{source="acd",reason="not_json"}')).toBe(MOST_WAITING - 1);
  });

  it("asks for no status where the site says that there is none", () => {
    const filters: string[] = [];
    const { log } = recordingLog();
    const intake = new StatisticsIntake(
      {
        floor: new Floor(),
        clock: { wall: () => 0, monotonic: () => 0, isSynced: () => true },
        log,
        metrics: recordingMetrics(),
        changed: () => undefined,
        sourceChanged: () => undefined,
        after,
      },
      [{ ...plan, status: null }],
    );
    intake.attach({ onMessage: (filter) => void filters.push(filter) });
    expect(filters).toEqual(["cc/1/demo/acd/acd/queue/+/stats"]);
  });
});
