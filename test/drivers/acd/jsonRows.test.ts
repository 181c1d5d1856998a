import { describe, expect, it } from "vitest";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const shape = {
  schema: 1,
  id: "acme",
  reader: "json-rows",
  samples: [{ payload: {} }],
  source: "a test",
};

function read(changes: object, payload: unknown, listIgnored = true) {
  const profile = profileSchema.parse({ ...shape, ...changes });
  return compileProfile(profile, {}).read(JSON.stringify(payload), { receivedAt: 0, listIgnored });
}

const keyed = {
  rows: "acd.splits",
  layout: { keyed: "name", message: ["made"] },
  queue: { id: "name" },
  observedAt: { from: "message.made", unit: "epoch" },
  now: { waiting: "w" },
};

describe("rows that stand under their names", () => {
  const splits = { "12": { w: 3 }, "0013": { w: 0 }, note: "none" };

  it("are each a queue with that name, dated by what the message says once for all", () => {
    expect(read(keyed, { made: 1_768_208_405, acd: { splits } })).toMatchObject({
      ok: true,
      statistics: [
        { queue: { id: "12" }, now: { waiting: 3 }, observedAt: 1_768_208_405_000 },
        { queue: { id: "0013" }, now: { waiting: 0 }, observedAt: 1_768_208_405_000 },
      ],
      ignored: [],
    });
  });

  it("may be a list all the same, and may say themselves what the message does not", () => {
    const rows = [{ name: "12", w: 3, message: { made: 1_768_208_405 } }];
    expect(read(keyed, { acd: { splits: rows } })).toMatchObject({
      statistics: [{ queue: { id: "12" }, observedAt: 1_768_208_405_000 }],
    });
  });

  it("may be agents", () => {
    const profile = {
      layout: { keyed: "login" },
      agent: { rows: "people", id: "login", state: { from: "st", map: { FREE: "ready" } } },
    };
    expect(read(profile, { people: { "4212": { st: "FREE" } } })).toMatchObject({
      agents: [{ agentId: "4212", state: "ready" }],
    });
  });

  it("never lend a key of all objects", () => {
    const result = read(keyed, JSON.parse('{"acd":{"splits":{"__proto__":{"w":3},"constructor":{"w":1}}}}'));
    expect(result).toMatchObject({
      statistics: [{ queue: { id: "__proto__" } }, { queue: { id: "constructor" } }],
    });
    expect("w" in {}).toBe(false);
  });

  it.each([5, "x", null])("are refused with their place where %j stands there", (wrong) => {
    expect(read(keyed, { acd: { splits: wrong } })).toMatchObject({
      ok: false,
      problem: { message: "acd.splits is not a list of objects" },
    });
  });
});

describe("what stands beside the rows", () => {
  const profile = { rows: "rows", queue: { id: "q" }, now: { waiting: "n" } };

  it("and is read by nobody is told, to those who write a profile", () => {
    const payload = { time: 5, rows: [{ q: "a", n: 1 }], nested: { x: 1 } };
    expect(read(profile, payload)).toMatchObject({ ignored: ["time"] });
    expect(read(profile, payload, false)).toMatchObject({ ignored: [] });
  });
});

describe("a number with a comma", () => {
  const profile = { queue: { id: "q" }, serviceLevel: { vendorPercent: "p", formula: "vendor" } };
  const percent = (p: string) => {
    const result = read(profile, [{ q: "a", p }]);
    return result.ok ? result.statistics[0]?.serviceLevel.vendorPercent : null;
  };

  it.each([
    ["83,3 %", 83.3],
    ["83,25", 83.25],
    [" 7,5*", 7.5],
    ["8,333", null],
    ["1,2,3", null],
    [",5", null],
  ])("%j is %j: what may be thousands is not guessed", (text, value) => {
    expect(percent(text)).toBe(value);
  });
});
