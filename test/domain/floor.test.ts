import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrival } from "../../src/domain/arrival.ts";
import { Floor, mostQueuesPerSource, mostSources, queueKey } from "../../src/domain/floor.ts";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { settle } from "../../src/domain/statisticsRules.ts";
import { queueOf } from "./queueFixtures.ts";

const noon = Date.UTC(2026, 1, 14, 12);
const day = 86_400_000;
const fortyYears = 40 * 365 * day;
const staleAfterMs = 60_000;

/** A message as somebody sends it: what it counts, when it was measured and published, when and how it comes in. */
interface Telling {
  readonly waiting?: number;
  readonly observedAt?: number | null;
  readonly publishedAt?: number | null;
  readonly at: number;
  readonly arrival?: Partial<Arrival>;
  readonly quality?: QueueStatistics["quality"];
  readonly queue?: Partial<Parameters<typeof queueOf>[0]>;
  readonly id?: string;
}

/** A floor with one source; moments are milliseconds of the monotonic clock, and noon is zero. */
function aFloor({ clockSynced = true, wallOffset = 0 } = {}) {
  const floor = new Floor();
  const moment = (at: number) => ({ monotonic: at, wall: noon + wallOffset + at, clockSynced });
  const tell = (telling: Telling) => {
    const known = queueOf({ now: { waiting: telling.waiting ?? 7 }, ...telling.queue }, telling.id);
    const quality = telling.quality ?? known.quality;
    const statistics: QueueStatistics = settle({ ...known, observedAt: telling.observedAt ?? null, quality });
    return floor.accept("acd", statistics, {
      ...moment(telling.at),
      retained: false,
      publishedAt: telling.publishedAt ?? null,
      validForSeconds: null,
      partial: false,
      ...telling.arrival,
    });
  };
  const options = { agents: "none", staleAfterMs: () => staleAfterMs, name: null } as const;
  const read = (at: number, ...ids: string[]) =>
    floor.subject(
      (ids.length === 0 ? ["60100"] : ids).map((id) => queueKey("acd", id)),
      options,
      moment(at),
    );
  return { floor, tell, read, options, moment };
}

const retained = { retained: true };

describe("the age of figures", () => {
  it("is unknown and they are stale before anything came", () => {
    expect(aFloor().read(0)).toEqual({
      statistics: null,
      stale: true,
      partlyStale: false,
      everSeen: false,
      ageMs: null,
      lastGood: null,
      staleAt: null,
    });
  });

  it("counts from reception when nothing dates them", () => {
    const { tell, read } = aFloor();
    tell({ at: 1_000 });
    expect(read(31_000)).toMatchObject({
      stale: false,
      everSeen: true,
      ageMs: 30_000,
      lastGood: noon + 1_000,
      staleAt: 61_001,
      statistics: { now: { waiting: 7 } },
    });
    expect(read(61_000).stale).toBe(false);
    expect(read(61_001)).toMatchObject({ stale: true, staleAt: null, ageMs: 60_001, lastGood: noon + 1_000 });
    expect(read(61_001).statistics?.now.waiting).toBe(7);
  });

  it("includes the time from measure to publication, by the source's own clocks", () => {
    const { tell, read } = aFloor({ wallOffset: fortyYears });
    tell({ at: 0, observedAt: noon - 20_000, publishedAt: noon });
    expect(read(10_000).ageMs).toBe(30_000);
  });

  it("is never negative when the source's clock is ahead of its bridge's", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon + 20_000, publishedAt: noon });
    expect(read(0).ageMs).toBe(0);
  });

  it("counts from the time of measure by our clock when the bridge does not say when it published", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon - 25_000 });
    expect(read(0).ageMs).toBe(25_000);
  });

  it("trusts reception only while our clock is not synced", () => {
    const { tell, read } = aFloor({ clockSynced: false, wallOffset: fortyYears });
    tell({ at: 0, observedAt: noon - 25_000 });
    expect(read(5_000)).toMatchObject({ stale: false, ageMs: 5_000, lastGood: null });
  });

  it("grows by how long the broker kept a retained message", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon - 50_000, publishedAt: noon - 45_000, arrival: retained });
    expect(read(0)).toMatchObject({ stale: false, ageMs: 50_000 });
  });

  it("makes yesterday's retained figures stale", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon - day, arrival: retained });
    expect(read(0)).toMatchObject({ stale: true, ageMs: day, lastGood: noon - day });
  });

  it.each([
    ["nothing dates it", true, {}],
    ["our clock is not synced", false, { observedAt: noon, publishedAt: noon }],
  ])("is unknown for a retained message when %s, until a live one comes", (_, clockSynced, dates) => {
    const { tell, read } = aFloor({ clockSynced });
    expect(tell({ at: 0, ...dates, arrival: retained })).toBe("accepted");
    expect(read(0)).toMatchObject({
      stale: true,
      everSeen: true,
      ageMs: null,
      lastGood: null,
      staleAt: null,
    });
    tell({ at: 1_000, ...dates });
    expect(read(1_000).stale).toBe(false);
  });

  it("is limited by what the message itself says", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, arrival: { validForSeconds: 5 } });
    expect(read(5_000).stale).toBe(false);
    expect(read(5_001).stale).toBe(true);
    tell({ at: 10_000, arrival: { validForSeconds: 600 } });
    expect(read(70_001).stale).toBe(true);
  });

  it.each([fortyYears, -fortyYears])("does not change when the wall clock jumps by %d ms", (jump) => {
    const { floor, tell, read, options } = aFloor();
    tell({ at: 0, observedAt: noon - 10_000, publishedAt: noon });
    const before = read(20_000);
    const jumped = { monotonic: 20_000, wall: noon + 20_000 + jump, clockSynced: true };
    const after = floor.subject([queueKey("acd", "60100")], options, jumped);
    expect(after).toEqual({ ...before, lastGood: noon - 10_000 + jump });
    expect(read(50_001).stale).toBe(true);
  });
});

describe("a frozen source", () => {
  it("turns stale although its messages keep coming", () => {
    const { tell, read } = aFloor();
    for (let at = 0; at <= 60_000; at += 5_000) {
      tell({ at, observedAt: noon, publishedAt: noon + at });
      expect(read(at)).toMatchObject({ stale: false, ageMs: at });
    }
    tell({ at: 65_000, observedAt: noon, publishedAt: noon + 65_000 });
    const reading = read(65_000);
    expect(reading).toMatchObject({ stale: true, lastGood: noon });
    expect(reading.statistics?.quality).toContainEqual({ path: "", reason: "source_frozen" });
  });

  it("is noticed without a wall clock and without dates of publication", () => {
    const { tell, read } = aFloor({ clockSynced: false, wallOffset: fortyYears });
    for (let at = 0; at <= 65_000; at += 5_000) tell({ at, observedAt: noon });
    expect(read(65_000).stale).toBe(true);
    tell({ at: 70_000, observedAt: noon + 70_000 });
    expect(read(70_000).stale).toBe(false);
    expect(read(70_000).statistics?.quality).not.toContainEqual({ path: "", reason: "source_frozen" });
  });

  it("is not one that was only asked twice within a second", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon, waiting: 1 });
    tell({ at: 900, observedAt: noon, waiting: 2 });
    expect(read(900).statistics).toMatchObject({ now: { waiting: 2 } });
    expect(read(900).statistics?.quality).toEqual([]);
  });

  it("is dated by its first live message when the one before was of unknown age", () => {
    const { tell, read } = aFloor({ clockSynced: false });
    tell({ at: 0, observedAt: noon, arrival: retained });
    tell({ at: 20_000, observedAt: noon });
    expect(read(25_000)).toMatchObject({ stale: false, ageMs: 5_000 });
    expect(read(25_000).statistics?.quality).toEqual([]);
  });
});

describe("messages out of order", () => {
  it("do not replace what was measured later", () => {
    const { floor, tell, read } = aFloor();
    tell({ at: 0, observedAt: noon, waiting: 7 });
    const { revision } = floor;
    expect(tell({ at: 1_000, observedAt: noon - 1, waiting: 3 })).toBe("older");
    expect(tell({ at: 2_000, observedAt: noon - day, arrival: retained })).toBe("older");
    expect(read(2_000).statistics?.now.waiting).toBe(7);
    expect(floor.revision).toBe(revision);
  });

  it("are told by their date of publication where the source has no clock", () => {
    const { tell } = aFloor();
    tell({ at: 0, publishedAt: noon });
    expect(tell({ at: 1_000, publishedAt: noon - 1 })).toBe("older");
    expect(tell({ at: 1_000, publishedAt: noon })).toBe("accepted");
  });

  it("are believed again when a source's clock was set back and it keeps talking", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, observedAt: noon, publishedAt: noon });
    expect(tell({ at: 120_000, observedAt: noon - 3_600_000 })).toBe("older");
    expect(tell({ at: 120_001, observedAt: noon - 3_600_000, arrival: retained })).toBe("older");
    expect(
      tell({ at: 120_001, observedAt: noon - 3_600_000, publishedAt: noon - 3_600_000, waiting: 1 }),
    ).toBe("accepted");
    expect(read(120_001)).toMatchObject({ stale: false, statistics: { now: { waiting: 1 } } });
  });

  it("do not take the date away from what is held", () => {
    const { tell, read } = aFloor({ clockSynced: false });
    tell({ at: 0, publishedAt: noon });
    expect(tell({ at: 30_000, arrival: retained })).toBe("undated");
    expect(tell({ at: 30_000, publishedAt: noon, arrival: retained })).toBe("accepted");
    expect(read(30_000)).toMatchObject({ stale: false, ageMs: 30_000 });
  });
});

describe("counters", () => {
  const told = (offered: number, window: string | null = "day", since: number | null = null) => ({
    totals: { window, offered, since },
  });

  it("that go down begin a new window, which is said once", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, queue: told(500), observedAt: noon });
    tell({ at: 1_000, queue: told(0), observedAt: noon + 1_000 });
    expect(read(1_000).statistics).toMatchObject({
      totals: { since: noon + 1_000, offered: 0 },
      quality: [{ path: "totals", reason: "reset" }],
    });
    tell({ at: 2_000, queue: told(3), observedAt: noon + 2_000 });
    expect(read(2_000).statistics).toMatchObject({ totals: { since: noon + 1_000 }, quality: [] });
  });

  it("that go down are dated by the source, else by the bridge, else not at all", () => {
    const since = (second: Partial<Telling>) => {
      const { tell, read } = aFloor();
      tell({ at: 0, queue: told(500) });
      tell({ at: 1_000, queue: told(1), ...second });
      return read(1_000).statistics?.totals.since;
    };
    expect(since({ queue: told(1, "day", noon - 5) })).toBe(noon - 5);
    expect(since({ publishedAt: noon + 9 })).toBe(noon + 9);
    expect(since({})).toBeNull();
  });

  it("of another or a moving window may go down", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, queue: told(500), observedAt: noon });
    tell({ at: 1_000, queue: told(5, "moving:10m"), observedAt: noon + 1_000 });
    tell({ at: 2_000, queue: told(3, "moving:10m"), observedAt: noon + 2_000 });
    expect(read(2_000).statistics).toMatchObject({ totals: { since: null }, quality: [] });
  });
});

describe("a source that sends only what changed", () => {
  const partial = { partial: true };

  it("is merged, and each group of figures keeps its own age", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, waiting: 7, queue: { agents: { ready: 3 } }, arrival: partial });
    tell({ at: 40_000, queue: { now: { waiting: 2, ringing: 1 } }, arrival: partial });
    expect(read(50_000)).toMatchObject({
      stale: false,
      ageMs: 50_000,
      staleAt: 60_001,
      statistics: { now: { waiting: 2, ringing: 1 }, agents: { ready: 3 } },
    });
    expect(read(60_001)).toMatchObject({
      stale: false,
      ageMs: 20_001,
      staleAt: 100_001,
      statistics: { now: { waiting: 2 }, agents: { ready: null } },
    });
    expect(read(100_001).stale).toBe(true);
  });

  it("keeps a name and a state that a change does not repeat", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, queue: { queue: { name: "SAV", state: "open" } }, observedAt: noon, arrival: partial });
    tell({ at: 1, arrival: partial });
    expect(read(1).statistics).toMatchObject({ queue: { name: "SAV", state: "open" }, observedAt: noon });
    tell({ at: 2, queue: { queue: { name: "S.A.V.", state: "closed" } }, arrival: partial });
    expect(read(2).statistics?.queue).toMatchObject({ name: "S.A.V.", state: "closed" });
  });

  it("forgets a figure that is given as unknown, and no other", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, queue: { now: { waiting: 2, longestWaitSeconds: 50 } }, arrival: partial });
    const quality = [{ path: "now.longestWaitSeconds", reason: "sentinel" as const }];
    tell({ at: 1, queue: { now: { ringing: 1 } }, quality, arrival: partial });
    expect(read(1).statistics?.now).toMatchObject({ waiting: 2, longestWaitSeconds: null, ringing: 1 });
    tell({ at: 2, queue: { now: { longestWaitSeconds: 7 } }, arrival: partial });
    expect(read(2).statistics?.now.longestWaitSeconds).toBe(7);
  });

  it("has no oldest caller once it says that nobody waits", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, queue: { now: { waiting: 2, longestWaitSeconds: 50 } }, arrival: partial });
    tell({ at: 1, waiting: 0, arrival: partial });
    expect(read(1).statistics?.now.longestWaitSeconds).toBe(0);
  });
});

describe("the bridge's word about itself", () => {
  const status = (state: "init" | "ready" | "disconnected" | "lost", session = 1) => ({
    state,
    session,
    sourceReachable: null,
  });

  it.each([
    ["lost", status("lost")],
    ["stopped", status("disconnected")],
    ["starting", status("init")],
    ["cut off from its ACD", { ...status("ready"), sourceReachable: false }],
  ])("makes all queues stale at once when it is %s", (_, word) => {
    const { floor, tell, read } = aFloor();
    tell({ at: 0 });
    tell({ at: 0, id: "60200" });
    expect(floor.acceptSource("acd", word)).toBe(true);
    expect(read(3_000)).toMatchObject({ stale: true, ageMs: 3_000, lastGood: noon, staleAt: null });
    expect(read(3_000, "60200").stale).toBe(true);
  });

  it("brings figures back only with a new message after the return", () => {
    const { floor, tell, read } = aFloor();
    floor.acceptSource("acd", status("ready", 1));
    tell({ at: 0 });
    expect(read(0).stale).toBe(false);
    floor.acceptSource("acd", status("lost", 1));
    tell({ at: 1_000 });
    expect(read(1_000).stale).toBe(true);
    floor.acceptSource("acd", status("ready", 2));
    expect(read(2_000).stale).toBe(true);
    tell({ at: 3_000 });
    expect(read(3_000).stale).toBe(false);
  });

  it("is ignored when it is the late will of an older session", () => {
    const { floor, tell, read } = aFloor();
    floor.acceptSource("acd", status("ready", 418));
    tell({ at: 0 });
    const { revision } = floor;
    expect(floor.acceptSource("acd", status("lost", 417))).toBe(false);
    expect(read(0).stale).toBe(false);
    expect(floor.revision).toBe(revision);
  });

  it("does not touch other sources", () => {
    const { floor, tell, read } = aFloor();
    tell({ at: 0 });
    floor.acceptSource("other", status("lost"));
    expect(read(0).stale).toBe(false);
  });
});

describe("a group of queues", () => {
  it("is as old as its oldest fresh queue, and a lower bound without the stale ones", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, id: "a", waiting: 1 });
    tell({ at: 40_000, id: "b", waiting: 2 });
    expect(read(50_000, "a", "b")).toMatchObject({
      stale: false,
      ageMs: 50_000,
      staleAt: 60_001,
      statistics: { now: { waiting: 3 }, quality: [] },
    });
    expect(read(70_000, "a", "b")).toMatchObject({
      stale: false,
      ageMs: 30_000,
      partlyStale: true,
      lastGood: noon,
      staleAt: 100_001,
      statistics: { now: { waiting: 2 }, quality: [{ path: "now.waiting", reason: "partial" }] },
    });
  });

  it("is stale when all of it is, with the last figures and the last good time", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, id: "a", waiting: 1 });
    tell({ at: 10_000, id: "b", waiting: 2 });
    expect(read(100_000, "a", "b")).toMatchObject({
      stale: true,
      everSeen: true,
      lastGood: noon + 10_000,
      staleAt: null,
      statistics: { now: { waiting: 3 } },
    });
  });

  it("does not know since when a part is missing that was never heard of", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, id: "a", waiting: 1 });
    expect(read(1_000, "a", "b")).toMatchObject({ stale: false, partlyStale: true, lastGood: null });
  });

  it("asks each source how long its figures may be shown", () => {
    const { floor, options, moment } = aFloor();
    const arrival = {
      ...moment(0),
      retained: false,
      publishedAt: null,
      validForSeconds: null,
      partial: false,
    };
    for (const source of ["quick", "slow"]) floor.accept(source, queueOf({ now: { waiting: 1 } }), arrival);
    const limits = { ...options, staleAfterMs: (source: string) => (source === "slow" ? 60_000 : 5_000) };
    const keys = [queueKey("quick", "60100"), queueKey("slow", "60100")];
    expect(floor.subject(keys, limits, moment(10_000)).statistics?.now.waiting).toBe(1);
    expect(floor.subject(keys, limits, moment(5_000)).statistics?.now.waiting).toBe(2);
  });
});

describe("the floor's memory", () => {
  it("holds a bounded number of queues of a source, and goes on with those", () => {
    const { tell } = aFloor();
    for (let queue = 0; queue < mostQueuesPerSource; queue += 1) tell({ at: 0, id: `q${queue}` });
    expect(tell({ at: 1, id: "one more" })).toBe("too_many_queues");
    expect(tell({ at: 1, id: "q7" })).toBe("accepted");
  });

  it("holds a bounded number of sources", () => {
    const { floor, moment } = aFloor();
    const arrival = {
      ...moment(0),
      retained: false,
      publishedAt: null,
      validForSeconds: null,
      partial: false,
    };
    for (let source = 0; source < mostSources; source += 1) floor.accept(`s${source}`, queueOf(), arrival);
    expect(floor.accept("one-more", queueOf(), arrival)).toBe("too_many_sources");
    const word = { state: "lost", session: null, sourceReachable: null } as const;
    expect(floor.acceptSource("one-more", word)).toBe(false);
  });

  it("tells queues of two sources with the same id apart, and ids with slashes", () => {
    const { tell, read } = aFloor();
    tell({ at: 0, id: "sales/fr", waiting: 4 });
    expect(read(0, "sales/fr").statistics?.now.waiting).toBe(4);
    expect(read(0, "sales").everSeen).toBe(false);
  });

  it("grows its revision with every message it takes", () => {
    const { floor, tell } = aFloor();
    tell({ at: 0 });
    const { revision } = floor;
    tell({ at: 1 });
    expect(floor.revision).toBe(revision + 1);
  });
});

describe("whatever is told", () => {
  const telling = fc.record({
    after: fc.integer({ min: 0, max: 90_000 }),
    waiting: fc.integer({ min: 0, max: 50 }),
    observed: fc.option(fc.integer({ min: -200_000, max: 200_000 }), { nil: null }),
    published: fc.option(fc.integer({ min: -200_000, max: 200_000 }), { nil: null }),
    retained: fc.boolean(),
    clockSynced: fc.boolean(),
    partial: fc.boolean(),
  });

  it("figures are never shown as fresh beyond the limit since their last reception, nor with a negative age", () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 12 }), fc.integer({ min: 0, max: 200_000 }), (all, wait) => {
        const { tell, read } = aFloor();
        let at = 0;
        let lastTaken = Number.NEGATIVE_INFINITY;
        for (const one of all) {
          at += one.after;
          const acceptance = tell({
            at,
            waiting: one.waiting,
            observedAt: one.observed === null ? null : noon + at + one.observed,
            publishedAt: one.published === null ? null : noon + at + one.published,
            arrival: { retained: one.retained, clockSynced: one.clockSynced, partial: one.partial },
          });
          if (acceptance === "accepted") lastTaken = at;
        }
        const now = at + wait;
        const reading = read(now);
        if (!reading.stale) expect(now - lastTaken).toBeLessThanOrEqual(staleAfterMs);
        if (reading.ageMs !== null) expect(reading.ageMs).toBeGreaterThanOrEqual(0);
        if (reading.staleAt !== null) {
          expect(read(reading.staleAt - 1).statistics).toEqual(reading.statistics);
          const later = read(reading.staleAt);
          expect(later.stale || (later.staleAt ?? 0) > reading.staleAt).toBe(true);
        }
      }),
    );
  });
});
