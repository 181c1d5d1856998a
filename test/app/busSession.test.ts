import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BusOptions, BusSession, type BusState } from "../../src/app/busSession.ts";
import type { ArrivedMessage, Broker } from "../../src/ports/broker.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { later, recordingLog, recordingMetrics, ScriptedConnection } from "./busDoubles.ts";

const START = Date.UTC(2026, 1, 14, 7, 55);
const STATUS = "cc/1/fr-lux/node/floor2/status";
const DESCRIPTION = "cc/1/fr-lux/node/floor2/description";
const away = new Fault("BROKER_UNREACHABLE", "no connection", "is it running?");
const facts = { clock: "synced", configHash: "9f2c", devices: { ready: 3, failing: 1 } } as const;

function world(options: Partial<BusOptions> = {}) {
  const record = recordingLog();
  const metrics = recordingMetrics();
  const connections: ScriptedConnection[] = [];
  const attempts: string[] = [];
  const outcome: { next: (connection: ScriptedConnection) => Promise<ScriptedConnection> } = {
    next: async (connection) => connection,
  };
  const broker: Broker = {
    connect: async (request) => {
      attempts.push(request.url);
      const connection = await outcome.next(new ScriptedConnection(request));
      connections.push(connection);
      return connection;
    },
  };
  const bus = new BusSession(
    {
      broker,
      clock: { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true },
      log: record.log,
      metrics,
      random: () => 0.5,
      beat: () => undefined,
    },
    {
      urls: ["mqtt://one:1883"],
      clientId: "bandeau-fr-lux-floor2",
      site: "fr-lux",
      node: "floor2",
      version: "0.4.0",
      ...options,
    },
  );
  const states: BusState[] = [];
  bus.state$.subscribe((state) => states.push(state));
  const last = (): ScriptedConnection => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error("no connection was made");
    return connection;
  };
  return { ...record, metrics, bus, connections, attempts, outcome, states, last };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const arriving = (topic: string, payload = "{}"): ArrivedMessage => ({
  topic,
  payload: new TextEncoder().encode(payload),
  retained: false,
  responseTopic: null,
  correlation: null,
  qos: 1,
  expirySeconds: null,
});
const now = { qos: 1, expirySeconds: 10, correlation: null } as const;

describe("BusSession", () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }));
  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("subscribes, announces itself, then publishes all that is retained", async () => {
    const { bus, last, states } = world();
    bus.onMessage("cc/1/fr-lux/acd/+/status", () => undefined);
    bus.onMessage("cc/1/fr-lux/acd/alcatel-1/queue/commandes/stats", () => undefined);
    bus.setRetained("cc/1/fr-lux/node/floor2/device/board-1/status", { state: "up" }, { qos: 1 });
    bus.describe(facts);
    bus.setDescription({ displays: ["board-1"] });
    bus.start();
    await pass(0);
    expect(last().story).toEqual([
      "subscribe cc/1/fr-lux/acd/+/status cc/1/fr-lux/acd/alcatel-1/queue/commandes/stats",
      `publish ${STATUS}`,
      "publish cc/1/fr-lux/node/floor2/device/board-1/status",
      `publish ${DESCRIPTION}`,
    ]);
    const session = START;
    const at = "2026-02-14T07:55:00.000Z";
    expect(last().said(STATUS)).toEqual([{ v: 1, at, state: "ready", session, version: "0.4.0", ...facts }]);
    expect(last().said(DESCRIPTION)).toEqual([
      { v: 1, at, displays: ["board-1"], bus: { protocol: "5", lacks: [] } },
    ]);
    expect(states).toEqual([
      { up: false, fault: null },
      { up: true, url: "mqtt://one:1883", protocol: "5" },
    ]);
    await bus.stop();
  });

  it("writes the number of the session in the will before it connects, and a greater one each time", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    const first = last();
    expect(first.request.will).toMatchObject({ topic: STATUS, qos: 1, retain: true, delaySeconds: 10 });
    expect(JSON.parse(first.request.will?.payload ?? "")).toMatchObject({
      v: 1,
      state: "lost",
      session: START,
    });
    first.lose(away);
    vi.setSystemTime(0);
    await pass(1_000);
    expect(JSON.parse(last().request.will?.payload ?? "")).toMatchObject({ session: START + 1 });
    expect(last().said(STATUS)).toMatchObject([{ state: "ready", session: START + 1 }]);
    await bus.stop();
  });

  it("publishes everything again after the broker lost its memory", async () => {
    const { bus, last, connections } = world();
    bus.setRetained("a", { n: 1 }, { qos: 1 });
    bus.start();
    await pass(0);
    last().lose(away);
    bus.setRetained("a", { n: 2 }, { qos: 0 });
    await pass(1_000);
    expect(connections).toHaveLength(2);
    expect(last().said("a")).toMatchObject([{ n: 2 }]);
    expect(last().published.find(({ topic }) => topic === "a")).toMatchObject({ qos: 0, retain: true });
    await bus.stop();
  });

  it("does not send again what differs only in its date, and clears a topic with nothing", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    bus.setRetained("a", { n: 1 }, { qos: 1 });
    await pass(5_000);
    bus.setRetained("a", { n: 1 }, { qos: 1 });
    await pass(0);
    bus.setRetained("a", "", { qos: 1 });
    await pass(0);
    expect(last().said("a")).toEqual([{ v: 1, at: "2026-02-14T07:55:00.000Z", n: 1 }, ""]);
    await bus.stop();
  });

  it("tells changes of the node while it is up", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    bus.describe(facts);
    bus.describe(facts);
    bus.setDescription({ displays: [] });
    await pass(0);
    expect(last().said(STATUS)).toHaveLength(2);
    expect(last().said(STATUS)[1]).toMatchObject({ state: "ready", devices: { ready: 3, failing: 1 } });
    expect(last().said(DESCRIPTION)).toHaveLength(2);
    await bus.stop();
  });

  it("sends what matters only now when it is up, and never late", async () => {
    const { bus, last, metrics } = world();
    expect(bus.send("a", { id: 1 }, now)).toBe(false);
    bus.start();
    await pass(0);
    expect(bus.send("a", { id: 2 }, { ...now, correlation: new Uint8Array([1]) })).toBe(true);
    last().lose(away);
    await pass(0);
    expect(bus.send("a", { id: 3 }, now)).toBe(false);
    await pass(1_000);
    expect(last().said("a")).toEqual([]);
    expect(metrics.value('bus_dropped_total{reason="down"}')).toBe(2);
    await bus.stop();
  });

  it("stamps what it sends and hands on its life and correlation", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    const correlation = new Uint8Array([1]);
    bus.send("a", { id: 2 }, { qos: 0, expirySeconds: 30, correlation });
    const payload = '{"v":1,"at":"2026-02-14T07:55:00.000Z","id":2}';
    expect(last().published.at(-1)).toEqual({
      topic: "a",
      payload,
      qos: 0,
      retain: false,
      expirySeconds: 30,
      correlation,
    });
    await bus.stop();
  });

  it("says where an answer should go", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    bus.send("a", { id: 2 }, { ...now, responseTopic: "b" });
    expect(last().published.at(-1)).toMatchObject({ topic: "a", responseTopic: "b" });
    await bus.stop();
  });

  it("delivers what must arrive, and says when it did not", async () => {
    const { bus, last } = world();
    await expect(bus.deliver("a", { id: 1 })).rejects.toMatchObject({ code: "BUS_DOWN" });
    bus.start();
    await pass(0);
    await bus.deliver("a", { id: 2 });
    expect(last().said("a")).toMatchObject([{ v: 1, id: 2 }]);
    last().answer = () => Promise.reject(new Fault("BUS_PUBLISH_LATE", "no answer for a", "wait"));
    await expect(bus.deliver("a", { id: 3 })).rejects.toMatchObject({ message: "no answer for a" });
    last().answer = () => Promise.reject(new Error("bug"));
    await expect(bus.deliver("cc/1/s/node/n/seat/p1/state", {})).rejects.toThrow("bug");
    await bus.stop();
  });

  it("names no person's topic in a failure or in the log", async () => {
    const { bus, last, lines } = world();
    bus.start();
    await pass(0);
    const topic = "cc/1/s/acd/a/agent/a-7f3/request";
    last().answer = () => Promise.reject(new Fault("BUS_PUBLISH_LATE", `no answer for ${topic}`, "wait"));
    const failure = await bus.deliver(topic, {}).catch((error: unknown) => String(error));
    bus.send(topic, {}, now);
    await pass(0);
    expect(lines.map(({ text }) => text)).toContain("message not sent");
    expect(`${failure} ${JSON.stringify(lines)}`).not.toContain("a-7f3");
    await bus.stop();
  });

  it("refuses more than a few of them at a time, and says when one failed", async () => {
    const { bus, last, metrics, said } = world();
    bus.start();
    await pass(0);
    const gate = later<void>();
    last().answer = () => gate.promise;
    const taken = Array.from({ length: 7 }, (_, id) => bus.send("a", { id }, now));
    expect(taken).toEqual([true, true, true, true, true, false, false]);
    expect(metrics.value('bus_dropped_total{reason="slow"}')).toBe(2);
    gate.reject(new Fault("BUS_PUBLISH_LATE", "late", "wait"));
    await pass(0);
    expect(metrics.value('bus_publish_failures_total{code="BUS_PUBLISH_LATE"}')).toBe(5);
    expect(said()).toEqual(["broker up", "message not sent"]);
    last().answer = () => Promise.reject(new Error("bug"));
    expect(bus.send("a", {}, now)).toBe(true);
    await pass(0);
    expect(metrics.value('bus_publish_failures_total{code="UNEXPECTED"}')).toBe(1);
    last().answer = async () => undefined;
    await bus.stop();
  });

  it("brings messages to those who asked", async () => {
    const { bus, last } = world();
    const heard: string[] = [];
    bus.onMessage("a/+", ({ topic }) => void heard.push(topic));
    bus.start();
    expect(() => bus.onMessage("b", () => undefined)).toThrow("before the bus is started");
    await pass(0);
    last().request.onMessage(arriving("a/1"));
    last().request.onMessage(arriving("b"));
    expect(heard).toEqual(["a/1"]);
    await bus.stop();
  });

  it("goes from one broker of the list to the next", async () => {
    const { bus, attempts, outcome, last, states } = world({ urls: ["mqtt://one", "mqtt://two"] });
    outcome.next = async (connection) => {
      if (connection.request.url === "mqtt://one") throw new Fault("BROKER_REFUSED_LOGIN", "no", "password");
      return connection;
    };
    bus.start();
    await pass(1_000);
    expect(states.at(-1)).toMatchObject({ up: true, url: "mqtt://two" });
    last().lose(away);
    await pass(60_000);
    expect(attempts.slice(0, 4)).toEqual(["mqtt://one", "mqtt://two", "mqtt://one", "mqtt://two"]);
    await bus.stop();
  });

  it("does not hammer the only broker with a password that it refuses", async () => {
    const { bus, attempts, outcome, said } = world();
    outcome.next = () => Promise.reject(new Fault("BROKER_REFUSED_LOGIN", "no", "password"));
    bus.start();
    await pass(3_540_000);
    expect(attempts).toHaveLength(60);
    expect(said()).toEqual(["broker down"]);
    await pass(120_000);
    expect(said()).toEqual(["broker down", "broker still down"]);
    await bus.stop();
  });

  it("says when the broker is back, and how long it was away", async () => {
    const { bus, last, lines, metrics } = world();
    bus.start();
    await pass(0);
    expect(metrics.value("bus_up")).toBe(1);
    last().lose(away);
    await pass(0);
    expect(metrics.value("bus_up")).toBe(0);
    await pass(1_000);
    expect(lines.map(({ text, facts: told }) => `${text} ${told["awaySeconds"]}`)).toEqual([
      "broker up undefined",
      "broker down 0",
      "broker up 1",
    ]);
    expect(metrics.value("bus_connections_total")).toBe(2);
    await bus.stop();
  });

  it("goes on with what the broker lets it read, and says once what not", async () => {
    const { bus, outcome, last, said, states } = world();
    bus.onMessage("a", () => undefined);
    bus.onMessage("b", () => undefined);
    outcome.next = async (connection) => {
      connection.refuse = ["b"];
      return connection;
    };
    bus.start();
    await pass(0);
    expect(states.at(-1)).toMatchObject({ up: true });
    last().lose(away);
    await pass(1_000);
    expect(said().filter((text) => text === "the broker refused a subscription")).toHaveLength(1);
    await bus.stop();
  });

  it("gives a broker up that does not answer the subscription, and one that goes in between", async () => {
    const { bus, outcome, states, connections } = world();
    bus.onMessage("a", () => undefined);
    const answers = [
      () => Promise.reject(new Fault("BUS_SUBSCRIBE_LATE", "late", "wait")),
      () => new Promise<readonly string[]>(() => undefined),
    ];
    outcome.next = async (connection) => {
      const answer = answers.shift();
      if (answer !== undefined) connection.subscribe = answer;
      return connection;
    };
    bus.start();
    await pass(0);
    expect(states.at(-1)).toMatchObject({ up: false, fault: { code: "BUS_SUBSCRIBE_LATE" } });
    await pass(1_000);
    connections[1]?.lose(away);
    await pass(2_000);
    expect(states.at(-1)).toMatchObject({ up: true });
    expect(states).toHaveLength(4);
    await bus.stop();
  });

  it("does not come up on a connection that went while its subscription was answered", async () => {
    const { bus, outcome, states, last } = world();
    bus.onMessage("a", () => undefined);
    const slow = later<readonly string[]>();
    outcome.next = async (connection) => {
      connection.subscribe = () => slow.promise;
      return connection;
    };
    bus.start();
    await pass(0);
    outcome.next = () => Promise.reject(away);
    last().lose(away);
    await pass(0);
    slow.resolve([]);
    await pass(0);
    expect(states.map(({ up }) => up)).toEqual([false, false]);
    await bus.stop();
  });

  it("says that it leaves on purpose, after the last state is told", async () => {
    const { bus, last, states } = world();
    bus.start();
    await pass(0);
    bus.setRetained("a", { n: 1 }, { qos: 1 });
    const stopping = bus.stop();
    await pass(0);
    await stopping;
    expect(last().story.slice(-2)).toEqual(["publish a", `publish ${STATUS}`]);
    expect(last().said(STATUS).at(-1)).toMatchObject({ state: "disconnected", session: START });
    expect(last().closed).toBe(true);
    expect(states.at(-1)).toMatchObject({ up: false, fault: { code: "BUS_CLOSED" } });
    expect(bus.send("a", {}, now)).toBe(false);
  });

  it("leaves in time although the broker does not answer, and twice if asked", async () => {
    const { bus, last } = world();
    bus.start();
    await pass(0);
    last().answer = () => new Promise(() => undefined);
    const stopping = bus.stop();
    await pass(2_000);
    await stopping;
    expect(last().closed).toBe(true);
    await bus.stop();
  });

  it("can be stopped before it was started, and starts only once", async () => {
    const idle = world();
    await idle.bus.stop();
    const { bus, attempts } = world();
    bus.start();
    bus.start();
    await pass(0);
    expect(attempts).toHaveLength(1);
    await bus.stop();
  });
});
