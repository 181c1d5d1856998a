import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { native } from "../../src/drivers/acd/native.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { demoFloor } from "../../src/simulated/acd/demoFloor.ts";
import { createSimulatedAcd } from "../../src/simulated/acd.ts";
import { dayText, fileOf, lost, simAcdBench } from "./simAcdBench.ts";

const START = Date.UTC(2026, 1, 14, 10, 0, 0);
const STATUS = "cc/1/demo/acd/acd/status";
const stats = (queue: string): string => `cc/1/demo/acd/acd/queue/${queue}/stats`;
const figures = (statistics: readonly object[]): object[] =>
  statistics.map((one) => ({ ...one, observedAt: null }));

const passing = async (seconds: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(seconds * 1_000);
};

/** A turn of the real loop, whatever the fake timers do. */
const realTurn = setImmediate;

/** Reading profiles is real work, during which no fake time passes. */
const begun = async (said: readonly string[]): Promise<void> => {
  for (let turn = 0; turn < 1_000_000 && said.length === 0; turn++)
    await new Promise((resolve) => {
      realTurn(resolve);
    });
  await passing(0);
};

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});

afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

describe("bandeau sim acd", () => {
  it("announces itself, with a will of the same session, before it says anything else", async () => {
    const { broker, said, abort, run } = simAcdBench();
    const ended = run();
    await passing(0);
    const [first] = broker.connections;
    const session = START;
    const status = { v: 1, at: "2026-02-14T10:00:00.000Z", session, sourceReachable: true };
    expect(first?.request).toMatchObject({ url: "mqtt://broker", clientId: "bandeau-sim-demo-acd" });
    expect(first?.request.will).toMatchObject({ topic: STATUS, qos: 1, retain: true, delaySeconds: 10 });
    expect(JSON.parse(first?.request.will?.payload ?? "")).toMatchObject({ ...status, state: "lost" });
    expect(first?.published.map(({ topic }) => topic)).toEqual([
      STATUS,
      stats("sales"),
      stats("service"),
      stats("orders"),
    ]);
    expect(broker.said(STATUS)).toEqual([{ ...status, state: "ready", lastSourceAt: status.at }]);
    expect(said).toEqual([
      "a simulated ACD on mqtt://broker: cc/1/demo/acd/acd, seed 1, speed 10, every 2 s",
    ]);
    abort.abort();
    expect(await ended).toBe(0);
    expect(broker.said(STATUS).at(-1)).toMatchObject({ state: "disconnected", session });
    expect(first?.closed).toBe(true);
    first?.request.onMessage({
      topic: "t",
      payload: new Uint8Array(),
      retained: false,
      responseTopic: null,
      correlation: null,
      qos: 1,
      expirySeconds: null,
    });
  });

  it("says each queue anew as often as it was told to, at the speed it was told to", async () => {
    const { broker, abort, run } = simAcdBench({ speed: 20, every: 3 });
    const ended = run();
    await passing(7);
    abort.abort();
    await ended;
    const acd = createSimulatedAcd({ plan: demoFloor, seed: 1, start: START });
    const expected = [0, 60, 60].map((seconds) => {
      acd.advance(seconds);
      return figures(acd.statistics());
    });
    const readings = ["sales", "service", "orders"].map((queue) =>
      broker.published
        .filter(({ topic }) => topic === stats(queue))
        .map(({ payload }) => native.read(payload, { receivedAt: null, listIgnored: true })),
    );
    for (const [queue, read] of readings.entries()) {
      expect(read).toHaveLength(3);
      for (const [round, result] of read.entries()) {
        if (!result.ok) throw new Error(result.reason);
        expect(result).toMatchObject({ problems: [], ignored: [], validForSeconds: 60 });
        expect(figures(result.statistics)).toEqual([expected[round]?.[queue]]);
        expect(result.statistics[0]?.observedAt).toBe(START + round * 3_000);
      }
    }
    expect(broker.published.at(1)).toMatchObject({ qos: 1, retain: true, expirySeconds: 120 });
  });

  it("lets figures live longer when they come seldom", async () => {
    const { broker, abort, run } = simAcdBench({ every: 100.5 });
    const ended = run();
    await passing(0);
    abort.abort();
    await ended;
    expect(broker.published.at(1)?.expirySeconds).toBe(302);
    expect(broker.said(stats("sales"))[0]).toMatchObject({ validForSeconds: 302 });
  });

  it("comes back after the broker was away, in a new session and with its newest figures at once", async () => {
    const { broker, said, abort, run } = simAcdBench({ every: 60 });
    const ended = run();
    await passing(1);
    broker.failure = lost();
    broker.connections[0]?.lose(lost());
    await passing(5);
    broker.failure = null;
    await passing(8);
    const [first, second] = broker.connections;
    expect(second?.published.map(({ topic }) => topic)).toEqual(first?.published.map(({ topic }) => topic));
    const [before, after] = broker.said(STATUS).map(({ session }) => Number(session));
    expect(after).toBeGreaterThan(before ?? Number.NaN);
    expect(said.slice(1)).toEqual(["the broker is gone: look at it", "the broker is there again"]);
    abort.abort();
    expect(await ended).toBe(0);
  });

  it("goes on when the broker does not take a message, and says so once", async () => {
    const { broker, said, abort, run } = simAcdBench();
    broker.answer = async ({ topic }) => {
      if (topic === stats("service")) throw new Fault("BUS_PUBLISH_LATE", "no answer", "look at it");
    };
    const ended = run();
    await passing(5);
    expect(said.slice(1)).toEqual(["no answer: look at it"]);
    expect(broker.said(stats("sales"))).toHaveLength(3);
    expect(broker.said(stats("orders"))).toHaveLength(0);
    abort.abort();
    expect(await ended).toBe(0);
  });

  it("ends with the reason when only a person can mend it", async () => {
    const { broker, run } = simAcdBench();
    broker.failure = new Fault("BROKER_URL", "a broker's URL cannot be read", "write mqtt://host:1883");
    const ended = run();
    ended.catch(() => undefined);
    await passing(1);
    await expect(ended).rejects.toThrow("a broker's URL cannot be read");
  });

  it("says mistakes of the program, and goes on", async () => {
    const { broker, said, abort, run } = simAcdBench();
    broker.failure = new TypeError("what a mistake");
    const ended = run();
    await passing(1);
    expect(said[1]).toContain("unexpected failure");
    expect(said[1]).toContain("what a mistake");
    broker.failure = null;
    await passing(10);
    const [connection] = broker.connections;
    if (connection !== undefined) connection.close = () => Promise.reject(new Error("will not close"));
    abort.abort();
    expect(await ended).toBe(0);
    expect(said.join("\n")).not.toContain("will not close");
  });

  it("ends within seconds when the broker has fallen silent", async () => {
    const { broker, said, abort, run } = simAcdBench();
    const ended = run();
    await passing(1);
    broker.answer = () => new Promise(() => undefined);
    await passing(2);
    abort.abort();
    await passing(2);
    expect(await ended).toBe(0);
    expect(said).toContain("too slow");
    expect(broker.said(STATUS).at(-1)).toMatchObject({ state: "disconnected" });
  });

  it("ends at once when it is told to before the broker has let it in", async () => {
    const { broker, abort, run } = simAcdBench();
    let welcome: () => void = () => undefined;
    broker.answer = () =>
      new Promise((resolve) => {
        welcome = resolve;
      });
    const ended = run();
    await passing(1);
    abort.abort();
    welcome();
    expect(await ended).toBe(0);
    expect(broker.published.map(({ topic }) => topic)).toEqual([STATUS]);
  });

  it("ends at once when it was told to before it began", async () => {
    const { abort, run } = simAcdBench();
    abort.abort();
    expect(await run()).toBe(0);
  });

  it("does not simulate a year when the machine has slept", async () => {
    const { broker, abort, run } = simAcdBench({ speed: 100_000, every: 100 });
    const ended = run();
    await passing(100);
    abort.abort();
    await ended;
    const acd = createSimulatedAcd({ plan: demoFloor, seed: 1, start: START });
    acd.advance(86_400);
    expect(broker.said(stats("sales"))[1]).toMatchObject({
      totals: { offered: acd.statistics()[0]?.totals.offered },
    });
  });

  it.each([{ site: "Demo" }, { source: "a/b" }])("refuses names that are no topics: %o", async (names) => {
    await expect(simAcdBench(names).run()).rejects.toThrow("cannot be a part of a topic");
  });
});

describe("bandeau sim acd --day", () => {
  const files: { end(): void }[] = [];

  afterEach(() => {
    for (const file of files.splice(0)) file.end();
  });

  function dayBench(changes: object = {}, date = "2001-05-07") {
    const file = fileOf(dayText(date));
    files.push(file);
    return simAcdBench({ day: file.path, from: "09:00", to: "09:10", speed: 60, ...changes });
  }

  /** Reading a file is real work that fake timers know nothing of. */
  const reading = async (said: readonly string[]): Promise<void> => {
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(0));
    await passing(0);
  };

  const offered = (said: readonly object[]): unknown[] =>
    said.map((message) => (message as { totals?: { offered?: unknown } }).totals?.offered);

  it("lets the day pass once and ends by itself", async () => {
    const { broker, said, run } = dayBench({ every: 2 });
    const ended = run();
    await reading(said);
    await passing(10);
    expect(await ended).toBe(0);
    expect(said).toEqual([
      "a recorded day on mqtt://broker: cc/1/demo/acd/acd, 2001-05-07 from 09:00:00 to 09:10:00 at speed 60",
    ]);
    expect(offered(broker.said(stats("ps")))).toEqual([1, 1, 2, 2, 2, 2]);
    expect(offered(broker.said(stats("all")))).toEqual([1, 2, 3, 3, 3, 3]);
    expect(broker.said(stats("old-new"))[1]).toMatchObject({
      queue: { id: "Old & New", name: "Old & New", state: "unknown" },
      agents: {},
      totals: { offered: 1, abandoned: 1 },
    });
    expect(broker.said(STATUS).map(({ state }) => state)).toEqual(["ready", "disconnected"]);
  });

  it("names those who published the records of 1999", async () => {
    const { said, run } = dayBench({ at: ["09:00"], holdSeconds: 1 }, "1999-08-02");
    const ended = run();
    await reading(said);
    expect(said[0]).toMatch(/at speed 60, stops: 1; Anonymous Bank .* I\. Guedj and A\. Mandelbaum/);
    await passing(20);
    await ended;
  });

  it("stands still at its stops, says so, and keeps saying the same figures as fresh", async () => {
    const { broker, said, run } = dayBench({
      at: ["09:00:20", "09:04:05"],
      holdSeconds: 5,
      every: 2,
      speed: 100_000,
    });
    const ended = run();
    await reading(said);
    await passing(0.1);
    expect(said.slice(1)).toEqual(['{"instant":"2001-05-07T09:00:20","published":true}']);
    await passing(4.8);
    const held = broker.said(stats("all")).slice(1);
    expect(held).toHaveLength(3);
    for (const message of held) {
      expect(message).toMatchObject({ now: { waiting: 2, longestWaitSeconds: 20 }, totals: { offered: 2 } });
    }
    expect(new Set(held.map(({ observedAt }) => observedAt)).size).toBe(3);
    await passing(0.2);
    expect(said.at(-1)).toBe('{"instant":"2001-05-07T09:04:05","published":true}');
    expect(broker.said(stats("all")).at(-1)).toMatchObject({ now: { waiting: 1 }, totals: { offered: 3 } });
    await passing(6);
    expect(await ended).toBe(0);
    expect(said).toHaveLength(3);
  });

  it("stops every so many minutes, and at the times named, each once", async () => {
    const { said, run } = dayBench({ stepMinutes: 5, at: ["09:05", "09:01"], speed: 100_000 });
    const ended = run();
    await reading(said);
    await passing(20);
    expect(await ended).toBe(0);
    expect(said.slice(1).map((line) => JSON.parse(line).instant.slice(11))).toEqual([
      "09:00:00",
      "09:01:00",
      "09:05:00",
      "09:10:00",
    ]);
  });

  it("does not say a stop before the broker has its figures", async () => {
    const { broker, said, run } = dayBench({ at: ["09:00"], holdSeconds: 1, to: "09:00" });
    broker.failure = lost();
    const ended = run();
    await reading(said);
    await passing(3);
    expect(said.slice(1)).toEqual(["the broker is gone: look at it"]);
    broker.failure = null;
    await passing(10);
    expect(said.slice(2)).toEqual([
      "the broker is there again",
      '{"instant":"2001-05-07T09:00:00","published":true}',
    ]);
    expect(await ended).toBe(0);
  });

  it.each([
    { when: "the day passes", options: { speed: 1 }, after: 3 },
    { when: "it stands still", options: { at: ["09:00"], holdSeconds: 60 }, after: 3 },
    {
      when: "it stands still for a moment",
      options: { at: ["09:00"], holdSeconds: 60, every: 50 },
      after: 3,
    },
  ])("ends when it is told to while $when", async ({ options, after }) => {
    const { broker, said, abort, run } = dayBench(options);
    const ended = run();
    await reading(said);
    await passing(after);
    abort.abort();
    expect(await ended).toBe(0);
    expect(broker.said(STATUS).at(-1)).toMatchObject({ state: "disconnected" });
  });

  it("ends when it is told to while it waits for the broker", async () => {
    const { broker, said, abort, run } = dayBench({ at: ["09:00", "09:05"] });
    broker.failure = lost();
    const ended = run();
    await reading(said);
    await passing(1);
    abort.abort();
    expect(await ended).toBe(0);
    expect(said.join()).not.toContain("instant");
  });

  it("ends with the reason when only a person can mend it", async () => {
    const { broker, said, run } = dayBench();
    broker.failure = new Fault("BROKER_REFUSED_LOGIN", "refused", "check the password");
    const ended = run();
    ended.catch(() => undefined);
    await reading(said);
    await passing(1);
    await expect(ended).rejects.toThrow("refused");
  });
});

describe("bandeau sim acd --format", () => {
  const zone = "Europe/Paris";

  it("speaks as another ACD does, on the source's topic for raw messages", async () => {
    const { broker, said, abort, run } = simAcdBench({ format: "cisco-uccx-csq", zone, speed: 1 });
    const ended = run();
    await begun(said);
    expect(said[0]).toBe(
      "a simulated ACD on mqtt://broker: cc/1/demo/acd/acd/raw, seed 1, speed 1, every 2 s",
    );
    await passing(5);
    const messages = broker.published.filter(({ topic }) => topic === "cc/1/demo/acd/acd/raw");
    expect(messages).toHaveLength(3);
    expect(messages[0]).toMatchObject({ retain: false, qos: 1, expirySeconds: 6 });
    const [sales] = JSON.parse(messages[0]?.payload ?? "");
    const [truth] = createSimulatedAcd({ plan: demoFloor, seed: 1, start: START }).statistics();
    expect(sales).toMatchObject({
      csqname: "sales",
      enddatetime: "2026-02-14 11:00:00",
      totalcalls: truth?.totals.offered,
      callshandled: truth?.totals.answered,
    });
    expect(broker.said(stats("sales"))).toEqual([]);
    abort.abort();
    expect(await ended).toBe(0);
  });

  it("gives the percentage that the format's formula asks for, and its own where nobody knows the formula", async () => {
    for (const [format, key] of [
      ["asterisk-queue-params", "ServicelevelPerf"],
      ["alcatel-ccd-statistics", "serviceLevel"],
    ] as const) {
      const { broker, said, abort, run } = simAcdBench({ format, topic: "acd/queues", speed: 1 });
      const ended = run();
      await begun(said);
      await passing(1);
      const [first] = broker.published.filter(({ topic }) => topic === "acd/queues");
      const [row] = [JSON.parse(first?.payload ?? "")].flat();
      const [sales] = createSimulatedAcd({ plan: demoFloor, seed: 1, start: START }).statistics();
      const { answered, answeredInTarget } = sales?.totals ?? {};
      const percent =
        key === "serviceLevel"
          ? sales?.serviceLevel.percent
          : (100 * (answeredInTarget ?? 0)) / (answered ?? 0);
      expect(row[key]).toBeCloseTo(percent ?? Number.NaN, 5);
      abort.abort();
      expect(await ended).toBe(0);
    }
  });

  it("tells of single agents when it is asked to, and by the wall clock", async () => {
    const agents = { format: "cisco-finesse-user", speed: 100, every: 10 };
    const { broker, said, abort, run } = simAcdBench({ ...agents, agents: true });
    const ended = run();
    await begun(said);
    await passing(60);
    const messages = broker.published.filter(({ topic }) => topic.endsWith("/raw"));
    const states = messages.map(({ payload }) => JSON.parse(payload).User);
    expect(new Set(states.map(({ loginId }) => loginId)).size).toBe(12);
    expect(new Set(states.map(({ state }) => state)).size).toBeGreaterThan(1);
    for (const { stateChangeTime } of states)
      expect(Date.parse(stateChangeTime)).toBeLessThanOrEqual(START + 60_000);
    abort.abort();
    expect(await ended).toBe(0);
  });

  it("stops at the first message that the broker does not take, and goes on with the next moment", async () => {
    const { broker, said, abort, run } = simAcdBench({ format: "asterisk-queue-params" });
    let refused = 0;
    broker.answer = async ({ topic }) => {
      if (topic.endsWith("/raw") && refused++ === 0)
        throw new Fault("BUS_PUBLISH_LATE", "no answer", "look at it");
    };
    const ended = run();
    const raw = () => broker.published.filter(({ topic }) => topic.endsWith("/raw"));
    await begun(said);
    await passing(0.3);
    expect(raw()).toHaveLength(1);
    await passing(0.3);
    expect(raw()).toHaveLength(4);
    expect(said.slice(1)).toEqual(["no answer: look at it"]);
    abort.abort();
    expect(await ended).toBe(0);
  });

  it("lets a recorded day pass in it", async () => {
    const file = fileOf(dayText("2001-05-07"));
    const { broker, said, run } = simAcdBench({
      format: "asterisk-queue-params",
      day: file.path,
      from: "09:00",
      to: "09:10",
      speed: 100_000,
    });
    const ended = run();
    await begun(said);
    await passing(5);
    expect(await ended).toBe(0);
    const last = broker.published.filter(({ topic }) => topic.endsWith("/raw")).at(-1);
    expect(JSON.parse(last?.payload ?? "")).toMatchObject({ Queue: "all", Completed: 2, Abandoned: 1 });
    file.end();
  });

  it.each([
    { options: { topic: "acd/queues" }, problem: "our own form has topics of its own" },
    { options: { format: "asterisk-queue-params", topic: "a/#" }, problem: "--topic a/#" },
    { options: { format: "no-such-acd" }, problem: "there is no ACD profile 'no-such-acd'" },
  ])("refuses $options", async ({ options, problem }) => {
    await expect(simAcdBench(options).run()).rejects.toThrow(problem);
  });
});

describe("bandeau sim acd --floor flowers", () => {
  it("has so many times as many calls on a peak day, and shows the outsourcer", async () => {
    const offered: number[] = [];
    for (const peak of [1, 7]) {
      const { broker, abort, run } = simAcdBench({ floor: "flowers", peak, speed: 1_000, every: 4 });
      const ended = run();
      await passing(4);
      const totals = (queue: string) =>
        broker.said(stats(queue)).at(-1)?.["totals"] as QueueStatistics["totals"];
      offered.push(totals("orders").offered ?? Number.NaN);
      expect(totals("outsourcer").overflowIn).toBe(
        (totals("orders").overflowOut ?? 0) + (totals("after-sales").overflowOut ?? 0),
      );
      abort.abort();
      expect(await ended).toBe(0);
    }
    const [usual = Number.NaN, peak] = offered;
    expect(peak).toBeGreaterThan(5 * usual);
  });
});
