import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { AgentIntake } from "../../../src/app/agentIntake.ts";
import { MessageDispatch } from "../../../src/app/messageDispatch.ts";
import { MessageIntake, MOST_MESSAGES } from "../../../src/app/messageIntake.ts";
import { StatisticsIntake } from "../../../src/app/statisticsIntake.ts";
import { reasonSorter } from "../../../src/domain/agentReasons.ts";
import { Floor, queueKey } from "../../../src/domain/floor.ts";
import { native } from "../../../src/drivers/acd/native.ts";
import { readNativeAgent } from "../../../src/drivers/acd/nativeAgent.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import { readSourceStatus } from "../../../src/drivers/acd/sourceStatus.ts";
import { readMessage, readSchedule } from "../../../src/drivers/bus/readMessage.ts";
import { MOST_PAYLOAD_BYTES } from "../../../src/ports/broker.ts";
import { after, openTimers } from "../../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "../../app/busDoubles.ts";
import { damaged } from "./damaged.ts";

const folder = join(import.meta.dirname, "../../../devices/acds");
const profiles = readdirSync(folder).map((file) =>
  profileSchema.parse(parse(readFileSync(join(folder, file), "utf8"))),
);

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const statsTopic = (source: string, queue: string): string => `cc/1/demo/acd/${source}/queue/${queue}/stats`;
const good = (id: string, waiting: number) => ({
  v: 1,
  queue: { id },
  now: { waiting, longestWaitSeconds: 5 },
});

/** The queue that no noise speaks of. */
const calm = "calm-77";
const queues = new Set(["sales", calm]);

/** Everything that takes messages of a controller off the bus, as the daemon joins it. */
function controller(profile: (typeof profiles)[number]) {
  const { log, lines } = recordingLog();
  const metrics = recordingMetrics();
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };
  const deps = { log, metrics, clock };
  const floor = new Floor();
  const bus = new MessageDispatch(deps);
  const source = (name: string, reader: typeof native) => ({
    name,
    statistics: [statsTopic(name, "+")],
    status: `cc/1/demo/acd/${name}/status`,
    reader,
    readStatus: readSourceStatus,
    mostBytes: MOST_PAYLOAD_BYTES,
    queues,
  });
  const agents = new AgentIntake({ ...deps, changed: () => undefined }, [
    {
      ...{ name: "own", topic: "cc/1/demo/acd/own/agent/+/state", status: null, staleAfterMs: 60_000 },
      read: (text) => readNativeAgent(text, reasonSorter({})),
      ...{ readStatus: readSourceStatus, agentsRepeat: true, isKnownReason: () => true },
    },
  ]);
  const statistics = new StatisticsIntake(
    {
      ...{ ...deps, floor, changed: () => undefined, sourceChanged: () => undefined, after },
      agents: (name, told) => agents.take(name, told),
    },
    [source("own", native), source("theirs", compileProfile(profile, { zone: "Europe/Paris" }))],
  );
  const words = new MessageIntake({
    ...{ ...deps, read: readMessage, readSchedule, changed: () => undefined, alarm: () => undefined },
  });
  const asked = {
    onMessage: (...given: Parameters<MessageDispatch["add"]>) => bus.add(...given),
  };
  statistics.attach(asked);
  agents.attach(asked);
  words.attach(asked, ["all"], {
    messages: (zone) => `cc/1/demo/message/${zone}/+`,
    schedule: (zone) => `cc/1/demo/schedule/${zone}`,
    acks: "cc/1/demo/node/n/alarm/+/ack",
  });
  const shown = (queue: string) =>
    floor.subject(
      [queueKey("own", queue)],
      { agents: "none", staleAfterMs: () => 60_000, name: null },
      { monotonic: clock.monotonic(), wall: clock.wall(), clockSynced: true },
    );
  const held = (): number =>
    words.of(new Set(["all"]), Date.now(), { date: "2026-02-14", weekday: "sat", minutes: 600 }).length;
  const say = (topic: string, payload: Uint8Array, retained = false): void =>
    bus.deliver({ topic, payload, retained, responseTopic: null, correlation: null });
  return { say, shown, held, lines, metrics, heldAgents: () => agents.rosterOf("own")?.agents().length ?? 0 };
}

const known = [
  ...[statsTopic("own", "sales"), statsTopic("theirs", "sales"), "cc/1/demo/acd/own/status"],
  ...["cc/1/demo/acd/own/agent/4212/state", "cc/1/demo/message/all/m1", "cc/1/demo/schedule/all"],
  ...["cc/1/demo/node/n/alarm/m1/ack", "cc/1/demo/acd/theirs/status"],
];
const topic = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...known) },
  fc.tuple(fc.constantFrom(...known), fc.string({ unit: "binary" })).map(([begin, end]) => begin + end),
  fc.string({ unit: "binary" }).map((id) => `cc/1/demo/message/all/${id}`),
  fc.string({ unit: "binary" }),
);

const entry = { id: "e", days: ["mon"], from: "08:00", to: "12:00", text: { fr: "Bonjour" } };
const right = [
  ...[
    good("sales", 3),
    { v: 1, text: "Bonjour", priority: 1, until: "2026-12-24T12:00:00Z", needsAck: true },
  ],
  ...[{ entries: [entry] }, { v: 1, state: "connected" }, { v: 1, by: "somebody" }],
  { v: 1, agentId: "4212", state: "ready", since: "2026-02-14T10:20:00Z" },
];
const deep = (depth: number): string => `${'{"queue":['.repeat(depth)}1`;
const payloadFor = (samples: readonly unknown[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 4, arbitrary: damaged(fc.constantFrom(...[...right, ...samples].map(bytesOf))) },
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 6 }).map(bytesOf),
    fc.integer({ min: 1, max: 30_000 }).map((depth) => bytesOf(deep(depth))),
    fc.constant(new Uint8Array(MOST_PAYLOAD_BYTES + 1).fill(0x5b)),
  );
const noise = fc.integer({ min: 0, max: profiles.length - 1 }).chain((index) => {
  const message = fc.record({
    topic,
    payload: payloadFor((profiles[index]?.samples ?? []).map((sample) => sample.payload)),
    retained: fc.boolean(),
    turn: fc.boolean(),
  });
  return fc.record({ index: fc.constant(index), messages: fc.array(message, { maxLength: 12 }) });
});

/** Lines a controller may write about a dozen messages: nothing is said twice within the hour. */
const MOST_LINES = 40;

describe("any messages on the bus", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    expect(openTimers()).toBe(0);
  });

  it("break nothing, are counted where they are dropped, and leave the figures that were there", async () => {
    const turn = () => vi.advanceTimersByTimeAsync(0);
    await fc.assert(
      fc.asyncProperty(noise, async ({ index, messages }) => {
        const [profile] = profiles.slice(index);
        if (profile === undefined) throw new Error("no such profile");
        const { say, shown, held, lines, metrics, heldAgents } = controller(profile);
        say(statsTopic("own", calm), bytesOf(good(calm, 7)));
        await turn();
        for (const message of messages) {
          say(message.topic, message.payload, message.retained);
          if (message.turn) await turn();
        }
        await turn();
        expect(metrics.value("bus_handler_failures_total")).toBe(0);
        expect(metrics.value("bus_messages_total")).toBe(messages.length + 1);
        const big = messages.filter(
          ({ topic: on, payload }) => payload.length > MOST_PAYLOAD_BYTES && known.includes(on),
        );
        expect(metrics.value('bus_dropped_total{reason="too_big"}')).toBeGreaterThanOrEqual(big.length);
        expect(held()).toBeLessThanOrEqual(MOST_MESSAGES);
        expect(heldAgents()).toBeLessThanOrEqual(messages.length + 1);
        expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
        for (const { facts } of lines) expect(JSON.stringify(facts).length).toBeLessThan(2_000);
        expect(shown(calm).statistics?.now).toMatchObject({ waiting: 7, longestWaitSeconds: 5 });
        say(statsTopic("own", calm), bytesOf(good(calm, 8)));
        await turn();
        expect(shown(calm).statistics?.now.waiting).toBe(8);
      }),
    );
  });

  it("beyond their size or depth are refused before anything is parsed", async () => {
    const [profile] = profiles;
    if (profile === undefined) throw new Error("no profile");
    const { say, metrics } = controller(profile);
    const parsed = vi.spyOn(JSON, "parse");
    try {
      for (const on of known)
        for (const payload of [bytesOf(deep(6_000)), new Uint8Array(MOST_PAYLOAD_BYTES + 1).fill(0x5b)]) {
          say(on, payload);
          await vi.advanceTimersByTimeAsync(0);
        }
      expect(parsed).not.toHaveBeenCalled();
      say(statsTopic("own", "sales"), bytesOf(good("sales", 1)));
      await vi.advanceTimersByTimeAsync(0);
      expect(parsed).toHaveBeenCalledOnce();
    } finally {
      parsed.mockRestore();
    }
    expect(metrics.value('statistics_dropped_total{source="own",reason="too_deep"}')).toBe(1);
    expect(metrics.value('bus_dropped_total{reason="too_big"}')).toBe(known.length);
  });
});
