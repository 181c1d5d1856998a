import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OncePerHour } from "../../src/app/oncePerHour.ts";
import { MOST_RETAINED_TOPICS, RETRY_MS, RetainedTopics } from "../../src/app/retainedTopics.ts";
import type { OutgoingMessage } from "../../src/ports/broker.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { later, recordingLog, recordingMetrics, ScriptedConnection } from "./busDoubles.ts";

const wanted = (payload: string) => ({ payload, content: payload, qos: 1 as const });
const nobody = {
  url: "",
  clientId: "",
  will: {
    topic: "",
    payload: "",
    qos: 1,
    retain: true,
    expirySeconds: null,
    correlation: null,
    delaySeconds: 0,
  },
  onMessage: () => undefined,
  signal: new AbortController().signal,
} as const;

function keeping() {
  const record = recordingLog();
  const metrics = recordingMetrics();
  const hourly = new OncePerHour({ monotonic: () => performance.now() });
  const retained = new RetainedTopics({ log: record.log, metrics, hourly });
  const connect = (answer?: (message: OutgoingMessage) => Promise<void>): ScriptedConnection => {
    const connection = new ScriptedConnection(nobody);
    if (answer !== undefined) connection.answer = answer;
    retained.connected(connection, "status");
    return connection;
  };
  return { ...record, metrics, retained, connect };
}

const sent = (connection: ScriptedConnection): string[] =>
  connection.published.map(({ topic, payload }) => `${topic}=${payload}`);

describe("RetainedTopics", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("publishes all it knows on each connection, the first topic first", async () => {
    const { retained, connect } = keeping();
    retained.set("a", wanted("1"));
    retained.set("status", wanted("ready"));
    expect(sent(connect())).toEqual(["status=ready", "a=1"]);
    retained.disconnected();
    retained.set("a", wanted("2"));
    const second = connect();
    expect(sent(second)).toEqual(["status=ready", "a=2"]);
    expect(second.published[0]).toMatchObject({
      qos: 1,
      retain: true,
      expirySeconds: null,
      correlation: null,
    });
  });

  it("publishes without a first topic as well", () => {
    const { retained, connect } = keeping();
    retained.set("a", wanted("1"));
    expect(sent(connect())).toEqual(["a=1"]);
  });

  it("sends a change at once, and the same thing not again", async () => {
    const { retained, connect } = keeping();
    const connection = connect();
    for (const payload of ["1", "1", "2", "2"]) retained.set("a", wanted(payload));
    await retained.idle();
    retained.set("a", wanted("2"));
    expect(sent(connection)).toEqual(["a=1", "a=2"]);
  });

  it("sends only the newest of what changed while a message was on the way", async () => {
    const { retained, connect } = keeping();
    const first = later<void>();
    const connection = connect(({ payload }) => (payload === "1" ? first.promise : Promise.resolve()));
    for (let payload = 1; payload <= 100; payload++) retained.set("a", wanted(`${payload}`));
    first.resolve();
    await retained.idle();
    expect(sent(connection)).toEqual(["a=1", "a=100"]);
  });

  it("keeps at most three quarters of what the broker allows on the way", async () => {
    const { retained, connect } = keeping();
    const gate = later<void>();
    const connection = connect(() => gate.promise);
    for (let topic = 0; topic < 50; topic++) retained.set(`t/${topic}`, wanted("1"));
    expect(connection.published).toHaveLength(15);
    expect(retained.isIdle).toBe(false);
    gate.resolve();
    await retained.idle();
    expect(connection.published).toHaveLength(50);
    expect(retained.isIdle).toBe(true);
  });

  it("tries again later what the broker did not take in time", async () => {
    const { retained, connect, said, metrics } = keeping();
    let fails = 2;
    const connection = connect(async () => {
      if (fails-- > 0) throw new Fault("BUS_PUBLISH_LATE", "late", "wait");
    });
    retained.set("a", wanted("1"));
    await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
    expect(sent(connection)).toEqual(["a=1", "a=1", "a=1"]);
    expect(said()).toEqual(["state not published"]);
    expect(metrics.value('bus_publish_failures_total{code="BUS_PUBLISH_LATE"}')).toBe(2);
  });

  it("does not put an old value after a newer one when the old one failed", async () => {
    const { retained, connect } = keeping();
    const first = later<void>();
    const connection = connect(({ payload }) => (payload === "1" ? first.promise : Promise.resolve()));
    retained.set("a", wanted("1"));
    retained.set("a", wanted("2"));
    first.reject(new Fault("BUS_PUBLISH_LATE", "late", "wait"));
    await retained.idle();
    await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
    expect(sent(connection)).toEqual(["a=1", "a=2"]);
  });

  it("forgets a retry when a newer value has gone meanwhile", async () => {
    const { retained, connect } = keeping();
    const connection = connect(async ({ payload }) => {
      if (payload === "1") throw new Fault("BUS_BUSY", "busy", "wait");
    });
    retained.set("a", wanted("1"));
    await vi.advanceTimersByTimeAsync(1);
    retained.set("a", wanted("2"));
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(sent(connection)).toEqual(["a=1", "a=2"]);
  });

  it("does not repeat what would fail the same way, until there is another value or connection", async () => {
    const { retained, connect, lines } = keeping();
    const refuse = async (): Promise<void> => {
      throw new Fault("BROKER_NOT_AUTHORISED", "no", "ask");
    };
    const connection = connect(refuse);
    retained.set("a", wanted("1"));
    await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
    expect(sent(connection)).toEqual(["a=1"]);
    retained.set("a", wanted("2"));
    expect(sent(connection)).toEqual(["a=1", "a=2"]);
    expect(sent(connect(refuse))).toEqual(["a=2"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(lines[0]?.facts).toEqual({ topic: "a", code: "BROKER_NOT_AUTHORISED", reason: "no: ask" });
  });

  it("survives a failure that is no Fault, and one that comes after the connection went", async () => {
    const { retained, connect, metrics } = keeping();
    const gate = later<void>();
    connect(() => gate.promise);
    retained.set("a", wanted("1"));
    retained.disconnected();
    gate.reject(new Error("gone"));
    await vi.advanceTimersByTimeAsync(0);
    expect(metrics.value('bus_publish_failures_total{code="UNEXPECTED"}')).toBe(0);
    connect(() => Promise.reject(new Error("bug")));
    await vi.advanceTimersByTimeAsync(0);
    expect(metrics.value('bus_publish_failures_total{code="UNEXPECTED"}')).toBe(1);
    retained.disconnected();
  });

  it("ends the wait for the last word when the connection goes", async () => {
    const { retained, connect } = keeping();
    await retained.idle();
    connect(() => new Promise(() => undefined));
    retained.set("a", wanted("1"));
    const idle = retained.idle();
    retained.disconnected();
    await idle;
  });

  it("takes a bounded number of topics, and forgets cleared ones to make room", async () => {
    const { retained, connect, said, metrics } = keeping();
    for (let topic = 0; topic < MOST_RETAINED_TOPICS; topic++) retained.set(`t/${topic}`, wanted("1"));
    retained.set("t/7", wanted(""));
    retained.set("new/1", wanted("1"));
    retained.set("new/2", wanted("1"));
    retained.set("new/3", wanted("1"));
    expect(said()).toEqual(["too many retained topics"]);
    expect(metrics.value('bus_dropped_total{reason="too_many_topics"}')).toBe(2);
    const connection = connect();
    await retained.idle();
    expect(connection.published).toHaveLength(MOST_RETAINED_TOPICS);
    expect(sent(connection)).toContain("new/1=1");
    expect(sent(connection)).not.toContain("t/7=");
  });

  it("leaves every topic at its last value, whatever fails and whenever the connection goes", async () => {
    const set = fc.record({
      topic: fc.constantFrom("a", "b", "c"),
      payload: fc.constantFrom("", "1", "2", "3"),
    });
    const event = fc.oneof(
      { weight: 4, arbitrary: set },
      fc.constantFrom("fail", "lose", "wait") as fc.Arbitrary<string>,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event), async (events) => {
        const { retained, connect } = keeping();
        const last = new Map<string, string>();
        const kept = new Map<string, string>();
        let failing = false;
        const answer = async ({ topic, payload }: OutgoingMessage): Promise<void> => {
          if (failing) throw new Fault("BUS_PUBLISH_LATE", "late", "wait");
          kept.set(topic, payload);
        };
        connect(answer);
        for (const one of events) {
          if (one === "fail") failing = !failing;
          else if (one === "lose") connect(answer);
          else if (typeof one === "string") await vi.advanceTimersByTimeAsync(RETRY_MS);
          else {
            retained.set(one.topic, { payload: one.payload, content: one.payload, qos: 1 });
            last.set(one.topic, one.payload);
          }
        }
        failing = false;
        await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
        retained.disconnected();
        expect(kept).toEqual(last);
      }),
      { numRuns: 50 },
    );
  });
});
