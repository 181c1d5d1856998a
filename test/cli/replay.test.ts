import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openRecordings } from "../../src/cli/recording/openRecordings.ts";
import { stdinLines } from "../../src/cli/recording/stdinLines.ts";
import { type ReplayOptions, replayOnBus } from "../../src/cli/replay.ts";
import { Fault } from "../../src/ports/fault.ts";
import { monotonicMs, openTimers, wallMs } from "../../src/shared/time.ts";
import { later } from "../app/busDoubles.ts";
import { BEGIN, ended, Folder, PlayedBroker, recorded } from "./recording/bench.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.end();
  expect(openTimers()).toBe(0);
});

const clock = { wall: wallMs, monotonic: monotonicMs, isSynced: () => true };
const lost = (): Fault => new Fault("BROKER_LOST", "the broker is gone", "look at it");
const AGENT = "cc/1/flowers/acd/acd/agent/a-7f3/state";

/** Enter, as often as the test presses it. */
async function* keys(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function replaying(changes: Partial<ReplayOptions> = {}, keyboard: string | null = null) {
  const broker = new PlayedBroker();
  const sent: { topic: string; at: number }[] = [];
  const begin = monotonicMs();
  broker.prepare = (connection) => {
    connection.answer = async ({ topic }) => void sent.push({ topic, at: monotonicMs() - begin });
  };
  const abort = new AbortController();
  const { terminal, written, errors } = recordingTerminal();
  const usual = {
    speed: Number.POSITIVE_INFINITY,
    step: false,
    loop: false,
    retain: false,
    withAgents: false,
    now: false,
  };
  const options = { ...usual, mapTopic: [], ...changes };
  const run = async (...paths: string[]): Promise<number> => {
    const recordings = await openRecordings(paths, (line) => terminal.writeError(`${line}\n`));
    const next = keyboard === null ? null : stdinLines(keys(keyboard), abort.signal);
    const bus = { broker, urls: ["mqtt://broker"], site: null };
    return replayOnBus(recordings, options, { bus, clock, terminal, next, signal: abort.signal });
  };
  const published = () => broker.connections.flatMap((connection) => connection.published);
  const topics = (): string[] => published().map(({ topic }) => topic);
  return { broker, sent, abort, run, published, topics, written, errors };
}

describe("bandeau replay", () => {
  it("publishes what was recorded, byte for byte, and keeps nothing on the broker", async () => {
    const payload = Uint8Array.of(0xff, 0);
    const path = folder.recording("a", [
      recorded(1_000, "a", "{}", { retained: true, expirySeconds: 120 }),
      recorded(1_000, "b", "", { payload, qos: 0 }),
      recorded(1_001, "c", "", { qos: 2 }),
      ended(1_002),
    ]);
    const { broker, run, published, written } = replaying();
    expect(await run(path)).toBe(0);
    const plain = { retain: false, expirySeconds: null, correlation: null, payload: new Uint8Array() };
    expect(published()).toEqual(
      [
        { ...plain, topic: "a", qos: 1, payload: Buffer.from("{}"), expirySeconds: 120 },
        { ...plain, topic: "b", qos: 0, payload },
        { ...plain, topic: "c", qos: 1 },
      ].map((message) => ({ ...message, payload: Uint8Array.from(message.payload) })),
    );
    expect(written()).toBe("replaying 2026-02-14T09:00:00.000Z on mqtt://broker\nplayed 3 messages\n");
    expect(broker.last.closed).toBe(true);
  });

  it("keeps the spacing, at the speed that is asked for, from the first message on", async () => {
    const messages = [recorded(60_000, "a"), recorded(60_500, "b"), recorded(61_500, "c")];
    const { run, sent } = replaying({ speed: 10 });
    await run(folder.recording("a", [...messages, ended(99_000)]));
    const [first = 0, ...others] = sent.map(({ at }) => at);
    expect(first).toBeLessThan(2_000);
    const waits = others.map((at) => at - first);
    expect(waits[0]).toBeGreaterThanOrEqual(40);
    expect(waits[1]).toBeGreaterThanOrEqual(140);
    expect(waits[1]).toBeLessThan(1_500);
  });

  it("never waits for a message that somebody else's answer holds up", async () => {
    const gate = later<void>();
    const { broker, run, topics } = replaying();
    broker.prepare = (connection) => {
      connection.mostInFlight = 2;
      connection.answer = () => gate.promise;
    };
    const done = run(
      folder.recording(
        "a",
        [1, 2, 3].map((ms) => recorded(ms, `t${ms}`)),
      ),
    );
    await vi.waitFor(() => expect(topics()).toEqual(["t1", "t2"]));
    gate.resolve();
    expect(await done).toBe(0);
    expect(topics()).toEqual(["t1", "t2", "t3"]);
  });

  it("never has more on its way than a network takes, and a big message goes alone", async () => {
    let underway = 0;
    let most = 0;
    const { broker, run, topics } = replaying();
    broker.prepare = (connection) => {
      connection.answer = async ({ payload }) => {
        underway += payload.length;
        most = Math.max(most, underway);
        await new Promise((resolve) => setImmediate(resolve));
        underway -= payload.length;
      };
    };
    const big = [1, 2, 3, 4, 5].map((ms) => recorded(ms, `t${ms}`, "x".repeat(ms === 3 ? 300_000 : 60_000)));
    expect(await run(folder.recording("a", big))).toBe(0);
    expect([topics(), most]).toEqual([["t1", "t2", "t3", "t4", "t5"], 300_000]);
  });

  it("plays a part of it", async () => {
    const path = folder.recording(
      "a",
      [1, 2, 3, 4].map((second) => recorded(second * 1_000, `t${second}`)),
    );
    const { run, topics } = replaying({ from: BEGIN + 2_000, to: BEGIN + 3_000 });
    await run(path);
    expect(topics()).toEqual(["t2", "t3"]);
    await expect(replaying({ from: BEGIN + 9_000 }).run(path)).rejects.toMatchObject({
      code: "REPLAY_NOTHING",
    });
  });

  it("says what tells of persons only when it is asked to, and never lets a broker keep it", async () => {
    const path = folder.recording("a", [
      recorded(1, AGENT, "canary", { retained: true }),
      recorded(2, "kept", "", { retained: true }),
      recorded(3, "live"),
    ]);
    const without = replaying({ retain: true });
    await without.run(path);
    expect(without.published().map(({ topic, retain }) => [topic, retain])).toEqual([
      ["kept", true],
      ["live", false],
    ]);
    expect(without.written()).toContain(
      "played 2 messages, left out 1 about agents (--with-agents plays them)\n",
    );
    const along = replaying({ retain: true, withAgents: true });
    await along.run(path);
    expect(along.published()[0]).toMatchObject({ topic: AGENT, retain: false });
  });

  it("gives topics other names, but makes none of a person, nor one that brokers refuse", async () => {
    const path = folder.recording(
      "a",
      ["cc/1/a/x", "cc/1/a", "cc/1/ab", "p", AGENT].map((topic, ms) => recorded(ms, topic)),
    );
    const mapTopic = [
      { from: "cc/1/a", to: "test" },
      { from: "p", to: AGENT },
      { from: AGENT, to: "harmless" },
    ];
    const { run, topics, written } = replaying({ mapTopic });
    await run(path);
    expect(topics()).toEqual(["test/x", "test", "cc/1/ab"]);
    expect(written()).toContain("left out 2 about agents");
    const refused = replaying({ mapTopic: [{ from: "cc", to: "a+b" }] });
    await refused.run(path);
    expect(refused.topics()).toEqual(["p"]);
    expect(refused.written()).toContain("left out 3 with a topic that brokers refuse");
  });

  it("moves dates along when all of it is to happen now", async () => {
    const at = new Date(BEGIN + 500).toISOString();
    const path = folder.recording("a", [recorded(1_000, "a", JSON.stringify({ at }))]);
    const { run, published } = replaying({ now: true });
    const before = wallMs();
    await run(path);
    const [message] = published();
    const told = Date.parse(JSON.parse(Buffer.from(message?.payload ?? "").toString()).at);
    expect(told).toBeGreaterThanOrEqual(before - 501);
    expect(told).toBeLessThanOrEqual(wallMs() - 499);
  });

  it("plays a message for each Enter, and ends with the keyboard", async () => {
    const path = folder.recording(
      "a",
      [1, 2, 3, 4].map((ms) => recorded(ms * 3_600_000, `t${ms}`)),
    );
    const { run, topics, written } = replaying({ step: true, speed: 1 }, "\n\n");
    await run(path);
    expect(topics()).toEqual(["t1", "t2"]);
    expect(written()).toContain(
      "2026-02-14T10:00:00.000Z t1\n2026-02-14T11:00:00.000Z t2\nplayed 2 messages\n",
    );
  });

  it("begins again at the end until it is stopped", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { run, topics, abort } = replaying({ loop: true });
    const done = run(folder.recording("a", [recorded(1, "a"), recorded(2, "b")]));
    const advance = vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(topics().length).toBeGreaterThanOrEqual(4);
    });
    await advance;
    vi.useRealTimers();
    abort.abort();
    expect(await done).toBe(0);
    expect(topics().slice(0, 4)).toEqual(["a", "b", "a", "b"]);
  });

  it("does not begin again when there is nothing to play", async () => {
    await expect(replaying({ loop: true }).run(folder.recording("a", []))).rejects.toMatchObject({
      code: "REPLAY_NOTHING",
    });
  });

  it("ends at once when it is stopped while it waits, and before it began", async () => {
    const path = folder.recording("a", [recorded(1, "a"), recorded(86_400_000, "b")]);
    const { run, topics, abort } = replaying({ speed: 1 });
    const done = run(path);
    await vi.waitFor(() => expect(topics()).toEqual(["a"]));
    abort.abort();
    expect(await done).toBe(0);
    const stopped = replaying();
    stopped.abort.abort();
    expect(await stopped.run(path)).toBe(0);
    expect(stopped.topics()).toEqual([]);
  });

  it("ends when the broker is gone, also while it waits", async () => {
    const path = folder.recording("a", [recorded(1, "a"), recorded(86_400_000, "b")]);
    const { broker, run, topics } = replaying({ speed: 1 });
    const done = run(path);
    done.catch(() => undefined);
    await vi.waitFor(() => expect(topics()).toEqual(["a"]));
    broker.last.lose(lost());
    await expect(done).rejects.toMatchObject({ code: "BROKER_LOST" });
  });

  it.each([
    ["what the broker says", lost(), "BROKER_LOST"],
    ["whatever it was", new Error("odd"), "REPLAY_FAILED"],
  ])("ends when a message is refused, with %s", async (_, error, code) => {
    const { broker, run } = replaying();
    broker.prepare = (connection) => {
      connection.mostInFlight = 1;
      connection.answer = () => Promise.reject(error);
    };
    await expect(run(folder.recording("a", [recorded(1, "a"), recorded(2, "b")]))).rejects.toMatchObject({
      code,
    });
    await expect(run(folder.recording("b", [recorded(1, "a")]))).rejects.toMatchObject({ code });
    expect(broker.last.closed).toBe(true);
  });
});

describe("lines of a keyboard", () => {
  it("are counted however they come, and end with it", async () => {
    const parts = (async function* () {
      yield Buffer.from("a");
      yield Buffer.from("b\n\nc");
      yield Buffer.from("\nrest");
    })();
    const next = stdinLines(parts, new AbortController().signal);
    expect([await next(), await next(), await next(), await next()]).toEqual([true, true, true, false]);
  });

  it("are not waited for when somebody stops us", async () => {
    const abort = new AbortController();
    const silent: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const answer = stdinLines(silent, abort.signal)();
    abort.abort();
    expect(await answer).toBe(false);
    expect(await stdinLines(silent, abort.signal)()).toBe(false);
  });
});
