import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

function read(changes: object, row: object): QueueStatistics {
  const profile = profileSchema.parse({
    schema: 1,
    id: "acme",
    reader: "json-object",
    queue: { id: "name" },
    samples: [{ payload: {} }],
    source: "a test",
    ...changes,
  });
  const text = JSON.stringify({ name: "q", ...row });
  const result = compileProfile(profile, {}).read(text, { receivedAt: null, listIgnored: false });
  if (!result.ok || result.statistics[0] === undefined) throw new Error("not read");
  return result.statistics[0];
}

describe("a figure that is one field by another", () => {
  const answer = (row: object, changes: object = {}) =>
    read({ averages: { answerSeconds: { over: ["delay", "calls"] } }, ...changes }, row).averages
      .answerSeconds;

  it("is a mean in seconds, in the unit of the first", () => {
    expect(answer({ delay: "250", calls: "10" })).toBe(25);
    expect(answer({ delay: 25_000, calls: 10 }, { options: { timeUnit: "ms" } })).toBe(2.5);
    const inMinutes = { averages: { answerSeconds: { over: [{ from: "delay", unit: "min" }, "calls"] } } };
    expect(answer({ delay: 5, calls: 10 }, inMinutes)).toBe(30);
  });

  it("is unknown over nothing and over what nobody knows", () => {
    expect(answer({ delay: 0, calls: 0 })).toBeNull();
    expect(answer({ delay: 250, calls: 0 })).toBeNull();
    expect(answer({ delay: 250 })).toBeNull();
    expect(answer({ delay: 250 }, { absent: 0 })).toBeNull();
    expect(answer({ calls: 10 }, { absent: 0 })).toBeNull();
    expect(answer({ delay: 250, calls: -1 })).toBeNull();
  });

  it("is a share of a hundred where a percentage is asked for", () => {
    const share = { serviceLevel: { vendorPercent: { over: ["in", "all"] } } };
    expect(read(share, { in: 3, all: 4 }).serviceLevel.vendorPercent).toBe(75);
    expect(read(share, { in: 5, all: 4 }).serviceLevel.vendorPercent).toBeNull();
  });

  it("is never infinite nor negative", () => {
    const anything = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null));
    fc.assert(
      fc.property(anything, anything, (delay, calls) => {
        const mean = answer({ delay, calls });
        return mean === null || (Number.isFinite(mean) && mean >= 0);
      }),
    );
  });
});

describe("a time since 1970 of which nobody says whether it is in seconds or milliseconds", () => {
  const at = (t: unknown) => read({ observedAt: { from: "t", unit: "epoch" } }, { t }).observedAt;
  const nine = Date.UTC(2026, 0, 12, 9);

  it("is told by its size", () => {
    for (const t of [nine, String(nine), nine / 1_000, String(nine / 1_000)]) expect(at(t)).toBe(nine);
  });

  it.each(["soon", -5, {}, "1e99", 1e30])("is not guessed from %j", (t) => {
    expect(at(t)).toBeNull();
  });
});
