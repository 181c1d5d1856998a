import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothingKnown } from "../../../src/domain/queueStatistics.ts";
import { settle } from "../../../src/domain/statisticsRules.ts";
import { native } from "../../../src/drivers/acd/native.ts";
import type { ReadResult } from "../../../src/drivers/acd/readStatistics.ts";
import { writeNative } from "../../../src/drivers/acd/writeNative.ts";
import { anyStatistics, queueOf } from "../../domain/queueFixtures.ts";

const context = { receivedAt: null, listIgnored: false };
const read = (message: unknown): ReadResult =>
  native.read(typeof message === "string" ? message : JSON.stringify(message), context);

function readWell(message: unknown): Extract<ReadResult, { ok: true }> {
  const result = read(message);
  if (!result.ok) throw new Error(`refused: ${result.problem.path} ${result.problem.message}`);
  return result;
}

const only = (message: unknown) => readWell(message).statistics[0] ?? nothingKnown("", null);

/** As bridges publish it on `cc/1/…/acd/alcatel-1/queue/commandes/stats`. */
const commandes = {
  v: 1,
  at: "2026-02-14T10:18:00Z",
  validForSeconds: 60,
  queue: { id: "60100", name: "COMMANDES", state: "open" },
  observedAt: "2026-02-14T10:17:58Z",
  now: { waiting: 7, longestWaitSeconds: 52, expectedWaitSeconds: 70 },
  agents: { loggedIn: 24, ready: 2, reserved: 1, onCall: 14, onOtherCall: 1, wrapUp: 3, notReady: 3 },
  totals: { window: "day", offered: 500, answered: 440, abandoned: 41, answeredInTarget: 390 },
  serviceLevel: { percent: 78.0, thresholdSeconds: 30, formula: "offered", vendorPercent: null },
  quality: [],
};

describe("native statistics", () => {
  it("are read as they are written down", () => {
    const blank = nothingKnown("60100", "COMMANDES");
    expect(readWell(commandes)).toEqual({
      ok: true,
      agents: [],
      publishedAt: Date.UTC(2026, 1, 14, 10, 18),
      validForSeconds: 60,
      ignored: [],
      leftOut: [],
      problems: [],
      statistics: [
        {
          ...blank,
          queue: { id: "60100", name: "COMMANDES", state: "open" },
          observedAt: Date.UTC(2026, 1, 14, 10, 17, 58),
          now: { ...blank.now, waiting: 7, longestWaitSeconds: 52, expectedWaitSeconds: 70 },
          agents: { ...blank.agents, ...commandes.agents },
          totals: {
            ...blank.totals,
            ...commandes.totals,
            answeredPercent: 88,
            abandonedPercent: 8.2,
          },
          serviceLevel: { percent: 78, vendorPercent: null, thresholdSeconds: 30, formula: "offered" },
        },
      ],
    });
    expect(native).toMatchObject({ partial: false, remembers: false });
  });

  it("with only a queue know nothing else", () => {
    const bare = readWell({ queue: { id: "60100" } });
    expect(bare).toMatchObject({ publishedAt: null, validForSeconds: null, problems: [] });
    expect(bare.statistics).toEqual([
      { ...queueOf(), quality: [{ path: "observedAt", reason: "received_time" }] },
    ]);
  });

  it("keep what the bridge says of their quality", () => {
    const remark = { path: "agents.ready", reason: "may_include_wrap_up" };
    expect(only({ ...commandes, quality: [remark, remark] }).quality).toEqual([remark]);
  });

  it("take a whole number as the text of an id", () => {
    expect(only({ ...commandes, queue: { id: 60100 } }).queue.id).toBe("60100");
    expect(only({ ...commandes, queue: { id: "0012" } }).queue.id).toBe("0012");
  });

  it("take a percentage without a formula as the vendor's own", () => {
    const result = readWell({ ...commandes, serviceLevel: { percent: 78 } });
    expect(result.statistics[0]).toMatchObject({
      serviceLevel: { percent: null, vendorPercent: 78 },
      quality: [{ path: "serviceLevel.vendorPercent", reason: "formula_unknown" }],
    });
    expect(result.problems).toHaveLength(1);
    const both = only({ ...commandes, serviceLevel: { percent: 78, vendorPercent: 71 } });
    expect(both.serviceLevel.vendorPercent).toBe(71);
  });

  it.each([
    ["not JSON", '{"v":1', "not_json", ""],
    ["an endless number of brackets", "[".repeat(60_000), "too_deep", ""],
    ["null", "null", "wrong_shape", ""],
    ["a list", "[]", "wrong_shape", ""],
    ["another version", { ...commandes, v: 2 }, "wrong_version", "v"],
    ["no queue", { v: 1 }, "no_queue", "queue.id"],
    ["a queue that is a name", { queue: "60100" }, "no_queue", "queue.id"],
    ["a queue without an id", { queue: { name: "x" } }, "no_queue", "queue.id"],
    ["an empty id", { queue: { id: "" } }, "no_queue", "queue.id"],
    ["half an id", { queue: { id: 1.5 } }, "no_queue", "queue.id"],
    ["an endless id", { queue: { id: "x".repeat(129) } }, "no_queue", "queue.id"],
    ["an id by way of the prototype", '{"queue":{"__proto__":{"id":"60100"}}}', "no_queue", "queue.id"],
  ])("are refused when the message is %s", (_, message, reason, path) => {
    expect(read(message)).toMatchObject({ ok: false, reason, problem: { path } });
  });

  it.each([
    ["text", '"7"', "is not a number"],
    ["negative", "-1", "is negative"],
    ["infinite", "1e400", "is not a finite number"],
    ["absurd", "100001", "is beyond 100000"],
    ["half a caller", "2.5", "is not a whole number"],
    ["true", "true", "is not a number"],
    ["an object", "{}", "is not a number"],
  ])("lose one figure that is %s, which is told, and keep the others", (_, value, message) => {
    const result = readWell(`{"queue":{"id":"60100"},"now":{"waiting":${value},"ringing":2}}`);
    expect(result.statistics[0]?.now).toMatchObject({ waiting: null, ringing: 2 });
    expect(result.problems).toEqual([{ path: "now.waiting", message }]);
  });

  it.each([
    [{ now: 3 }, "now"],
    [{ agents: [] }, "agents"],
    [{ at: "yesterday" }, "at"],
    [{ at: "2026-02-14T10:18:00" }, "at"],
    [{ observedAt: 1_771_064_278 }, "observedAt"],
    [{ observedAt: "2026-02-30T10:18:00Z" }, "observedAt"],
    [{ validForSeconds: 0 }, "validForSeconds"],
    [{ validForSeconds: -5 }, "validForSeconds"],
    [{ queue: { id: "60100", name: 5 } }, "queue.name"],
    [{ queue: { id: "60100", name: "x".repeat(129) } }, "queue.name"],
    [{ queue: { id: "60100", state: "ajar" } }, "queue.state"],
    [{ totals: { window: 1 } }, "totals.window"],
    [{ totals: { since: "x" } }, "totals.since"],
    [{ serviceLevel: { formula: "best" } }, "serviceLevel.formula"],
    [{ serviceLevel: { vendorPercent: 101 } }, "serviceLevel.vendorPercent"],
    [{ averages: { method: "guess" } }, "averages.method"],
    [{ averages: { talkSeconds: 604_801 } }, "averages.talkSeconds"],
    [{ quality: "good" }, "quality"],
    [{ quality: Array.from({ length: 33 }, () => ({ path: "", reason: "reset" })) }, "quality"],
    [{ quality: [7] }, "quality"],
    [{ quality: [{ path: 7, reason: "reset" }] }, "quality"],
    [{ quality: [{ path: "x".repeat(65), reason: "reset" }] }, "quality"],
    [{ quality: [{ path: "", reason: "sorcery" }] }, "quality"],
  ])("name the place of %j", (wrong, path) => {
    const result = readWell({ v: 1, queue: { id: "60100" }, ...wrong });
    expect(result.problems.map((problem) => problem.path)).toEqual([path]);
    expect(result.statistics).toHaveLength(1);
  });

  it("never take a figure from a prototype, nor put one there", () => {
    const result = readWell(
      '{"queue":{"id":"60100"},"now":{"__proto__":{"waiting":7}},"__proto__":{"now":{"waiting":7}}}',
    );
    expect(result.statistics[0]?.now.waiting).toBeNull();
    expect(Object.hasOwn(Object.prototype, "waiting")).toBe(false);
  });

  it("list what nobody reads for who asks", () => {
    const message = { ...commandes, mood: 3, now: { waiting: 7, weather: { rain: 1 } }, peaks: 4 };
    const result = native.read(JSON.stringify(message), { receivedAt: null, listIgnored: true });
    expect(result).toMatchObject({ ok: true, ignored: ["mood", "now.weather"] });
    expect(readWell(message).ignored).toEqual([]);
  });

  it("are what was written, once settled", () => {
    const published = { at: Date.UTC(2026, 1, 14), validForSeconds: 60 };
    fc.assert(
      fc.property(anyStatistics, (statistics) => {
        // A percentage without a formula is taken as the vendor's, which changes it once.
        fc.pre(statistics.serviceLevel.formula !== null || statistics.serviceLevel.percent === null);
        const dated = { ...statistics, observedAt: statistics.observedAt ?? 0 };
        const { statistics: back, publishedAt, problems } = readWell(writeNative(dated, published));
        expect(back).toEqual([settle(dated)]);
        expect(publishedAt).toBe(published.at);
        expect(problems).toEqual([]);
      }),
    );
  });

  it("never make a reader throw, and hold only figures that make sense, whatever JSON comes", () => {
    const wild = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom(-1, 1e300, "7", null, [], {}));
    const group = fc.dictionary(fc.constantFrom(...Object.keys(nothingKnown("", null).now)), wild);
    const message = fc.record({
      v: fc.constant(1),
      queue: fc.constant({ id: "q" }),
      now: group,
      totals: wild,
    });
    fc.assert(
      fc.property(message, (one) => {
        for (const figure of Object.values(only(one).now)) {
          expect(figure === null || (Number.isFinite(figure) && figure >= 0)).toBe(true);
        }
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof read(text).ok).toBe("boolean");
      }),
    );
  });

  it("bound their remarks", () => {
    const wrong = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, "?"]));
    const blank = nothingKnown("", null);
    const { problems } = readWell({
      queue: { id: "q" },
      now: wrong(Object.keys(blank.now)),
      agents: wrong(Object.keys(blank.agents)),
      totals: wrong(Object.keys(blank.totals)),
      serviceLevel: wrong(Object.keys(blank.serviceLevel)),
      averages: wrong(Object.keys(blank.averages)),
      quality: Array.from({ length: 32 }, () => 0),
    });
    expect(problems).toHaveLength(50);
  });

  it("say which piece of them names their queue, where it is written as bridges do", () => {
    expect(native.namePiece?.(JSON.stringify(commandes))).toBe('"queue":{"id":"60100"');
    expect(native.namePiece?.('{ "queue" : {\n "id": "a b", "name": "x" } }')).toBe(
      '"queue" : {\n "id": "a b"',
    );
    for (const text of [
      '{"queue":{"name":"x","id":"a"}}',
      '{"queue":{"id":"a\\"b"}}',
      '{"queue":{"id":7}}',
      "",
    ])
      expect(native.namePiece?.(text)).toBeNull();
  });

  it("may hold any brackets within texts, and many side by side", () => {
    for (const name of ["[".repeat(100), '["'.repeat(60)])
      expect(only({ queue: { id: "q", name }, now: { waiting: 3 } }).now.waiting).toBe(3);
    const remarks = Array.from({ length: 40 }, () => ({ path: "x", reason: "partial" }));
    expect(read({ queue: { id: "q" }, quality: remarks }).ok).toBe(true);
  });
});
