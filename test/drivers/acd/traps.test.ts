import { describe, expect, it } from "vitest";
import { Floor, queueKey } from "../../../src/domain/floor.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const profile = profileSchema.parse({
  schema: 1,
  id: "acme",
  reader: "json-object",
  queue: { id: "q" },
  now: { waiting: "n" },
  serviceLevel: { vendorPercent: { from: "sl.ratio", unit: "ratio" }, thresholdSeconds: "sl.threshold" },
  samples: [{ payload: {} }],
  source: "a test",
});

function read(payload: object) {
  const result = compileProfile(profile, {}).read(JSON.stringify(payload), {
    receivedAt: 0,
    listIgnored: true,
  });
  const [statistics] = result.ok ? result.statistics : [];
  if (!result.ok || statistics === undefined) throw new Error("refused");
  return { statistics, ignored: result.ignored };
}

describe("a share of one", () => {
  it("is shown as a share of a hundred, and the goal beside it is no threshold", () => {
    const { statistics, ignored } = read({ q: "a", sl: { ratio: 0.729, target: 0.8 } });
    expect(statistics.serviceLevel.vendorPercent).toBeCloseTo(72.9, 9);
    expect(statistics.serviceLevel.thresholdSeconds).toBeNull();
    expect(ignored).toEqual(["sl.target"]);
  });
});

describe("a source that is silent between two polls", () => {
  const floor = new Floor();
  const moment = (monotonic: number) => ({ monotonic, wall: monotonic, clockSynced: true });
  const subject = (at: number) =>
    floor.subject(
      [queueKey("acd", "a")],
      { agents: "none", staleAfterMs: () => 60_000, name: null },
      moment(at),
    );

  it("leaves the last figures where they are until they are stale, and never makes them zero", () => {
    const { statistics } = read({ q: "a", n: 4 });
    const arrival = { retained: false, publishedAt: null, validForSeconds: null, partial: false };
    floor.accept("acd", statistics, { ...moment(0), ...arrival });
    expect(subject(10_000)).toMatchObject({ stale: false, statistics: { now: { waiting: 4 } } });
    expect(subject(61_000)).toMatchObject({ stale: true, statistics: { now: { waiting: 4 } } });
  });
});
