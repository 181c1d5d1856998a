import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothingKnown, type QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { checkSamples } from "../../../src/drivers/acd/checkSamples.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import {
  type Profile,
  type ProfileOptions,
  profileOptions,
  profileSchema,
} from "../../../src/drivers/acd/profileSchema.ts";
import type { ReadResult } from "../../../src/drivers/acd/readStatistics.ts";

const nine = Date.UTC(2026, 0, 12, 9);

/** A profile of one queue as one object, with what a test adds to it. */
const profileOf = (changes: object): Profile =>
  profileSchema.parse({
    schema: 1,
    id: "acme",
    reader: "json-object",
    queue: { id: "name" },
    samples: [{ payload: {}, means: {} }],
    source: "a test",
    ...changes,
  });

function read(
  changes: object,
  payload: unknown,
  options: ProfileOptions = {},
  receivedAt: number | null = nine,
): ReadResult {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return compileProfile(profileOf(changes), options).read(text, { receivedAt, listIgnored: true });
}

function readWell(...args: Parameters<typeof read>): Extract<ReadResult, { ok: true }> {
  const result = read(...args);
  if (!result.ok) throw new Error(`refused: ${result.problem.path} ${result.problem.message}`);
  return result;
}

const only = (...args: Parameters<typeof read>): QueueStatistics =>
  readWell(...args).statistics[0] ?? nothingKnown("", null);

/** Every figure that is not null, by its path. */
function known(statistics: QueueStatistics): Record<string, unknown> {
  const { now, agents, totals, averages, peaks } = statistics;
  const groups = Object.entries({ now, agents, totals, averages, peaks });
  return Object.fromEntries(
    groups.flatMap(([group, figures]) =>
      Object.entries(figures)
        .filter(([, figure]) => figure !== null)
        .map(([name, figure]) => [`${group}.${name}`, figure]),
    ),
  );
}

describe("real ACDs, by their profiles", () => {
  it("Asterisk's QueueSummary, with numbers as text and smoothed averages", () => {
    const profile = {
      queue: { id: "Queue", name: "Queue" },
      now: { waiting: "Callers", longestWaitSeconds: "LongestHoldTime" },
      agents: { loggedIn: "LoggedIn", ready: "Available" },
      averages: { method: "smoothed", answerSeconds: "HoldTime", talkSeconds: "TalkTime" },
      quality: [{ path: "agents.ready", reason: "may_include_wrap_up" }],
    };
    const statistics = only(
      profile,
      '{"Event":"QueueSummary","Queue":"sales","LoggedIn":"5","Available":"2","Callers":"1","HoldTime":"14","TalkTime":"160","LongestHoldTime":"22"}',
    );
    expect(known(statistics)).toEqual({
      "now.waiting": 1,
      "now.longestWaitSeconds": 22,
      "agents.loggedIn": 5,
      "agents.ready": 2,
      "averages.answerSeconds": 14,
      "averages.talkSeconds": 160,
      "averages.method": "smoothed",
    });
    expect(statistics.quality).toEqual([
      { path: "agents.ready", reason: "may_include_wrap_up" },
      { path: "observedAt", reason: "received_time" },
    ]);
  });

  it("Amazon Connect, grouped: what it does not say stays unknown", () => {
    const profile = {
      reader: "json-rows",
      rows: "MetricResults",
      keep: { "Dimensions.Channel": ["VOICE"] },
      queue: { id: "Dimensions.Queue" },
      now: { waiting: "CONTACTS_IN_QUEUE", longestWaitSeconds: "OLDEST_CONTACT_AGE" },
      agents: { ready: "AGENTS_AVAILABLE" },
    };
    const row = (Channel: string, waiting: number) => ({
      Dimensions: { Queue: "sales", Channel },
      CONTACTS_IN_QUEUE: waiting,
      OLDEST_CONTACT_AGE: 47.0,
      AGENTS_AVAILABLE: 0.0,
    });
    const result = readWell(profile, { MetricResults: [row("CHAT", 9), row("VOICE", 2)] });
    expect(result.statistics.map(known)).toEqual([
      { "now.waiting": 2, "now.longestWaitSeconds": 47, "agents.ready": 0 },
    ]);
  });

  it("Twilio's own sample, with an age of 100 and nobody pending", () => {
    const profile = {
      queue: { id: "sid" },
      now: {
        waiting: { sum: ["tasks_by_status.pending", "tasks_by_status.reserved"] },
        ringing: "tasks_by_status.reserved",
        inWrapUp: "tasks_by_status.wrapping",
        longestWaitSeconds: "longest_task_waiting_age",
      },
      quality: [{ path: "now.inWrapUp", reason: "counts_contacts" }],
    };
    const statistics = only(profile, {
      sid: "WQ1",
      longest_task_waiting_age: 100,
      tasks_by_status: { pending: 0, reserved: 0, wrapping: 4 },
    });
    expect(statistics.now).toMatchObject({ waiting: 0, longestWaitSeconds: 0, inWrapUp: 4 });
    expect(statistics.agents.wrapUp).toBeNull();
  });

  it("Genesys Cloud's start instant of the oldest caller, cut to the second", () => {
    const profile = { now: { longestWaitSeconds: { from: "oLongestWaiting", unit: "start-epoch-ms" } } };
    const statistics = only(profile, { name: "q", oLongestWaiting: 1_768_208_355_500 });
    expect(statistics.now.longestWaitSeconds).toBe(44);
  });

  it("Avaya's split, whose SERVICELEVEL is a threshold and no percentage", () => {
    const profile = {
      queue: { id: "SPLIT" },
      totals: {
        window: "interval:30m",
        offered: { sum: ["ACDCALLS", "ABNCALLS", "OUTFLOWCALLS", "DEQUECALLS"] },
        answered: "ACDCALLS",
        abandoned: "ABNCALLS",
        overflowOut: { sum: ["OUTFLOWCALLS", "DEQUECALLS"] },
        answeredInTarget: "ACCEPTABLE",
      },
      serviceLevel: { formula: "offered", thresholdSeconds: "SERVICELEVEL" },
    };
    const statistics = only(profile, {
      SPLIT: 12,
      ACDCALLS: 90,
      ABNCALLS: 6,
      OUTFLOWCALLS: 4,
      DEQUECALLS: 0,
      ACCEPTABLE: 72,
      SERVICELEVEL: 20,
    });
    expect(statistics.queue.id).toBe("12");
    expect(statistics.totals).toMatchObject({ offered: 100, overflowOut: 4, answeredPercent: 90 });
    expect(statistics.serviceLevel).toEqual({
      percent: 72,
      vendorPercent: null,
      thresholdSeconds: 20,
      formula: "offered",
    });
  });

  it("3CX, which leaves out counters that are zero, and calls kept agreements what did not breach", () => {
    const profile = {
      absent: 0,
      queue: { id: "QueueDnNumber" },
      totals: {
        offered: "ReceivedCount",
        answeredInTarget: { minus: ["ReceivedCount", "BadSlaCallsCount"] },
        abandoned: "ExtensionDroppedCount",
      },
      averages: { talkSeconds: { from: "AvgTalkTime", unit: "iso-duration" } },
      serviceLevel: { formula: "not-breached" },
    };
    const statistics = only(profile, { QueueDnNumber: "800", ReceivedCount: 50 });
    expect(statistics.totals).toMatchObject({ offered: 50, abandoned: 0, answeredInTarget: 50 });
    expect(statistics.serviceLevel.percent).toBe(100);
    expect(statistics.averages.talkSeconds).toBeNull();
  });

  it("Alcatel's pilot, where ringing callers are counted apart and only changes are sent", () => {
    const profile = {
      queue: { id: "number", name: "name", state: { from: "state", map: { opened: "open" } } },
      now: { waiting: "nbOfWaitingCalls", ringing: "nbOfRingingACDCalls" },
      serviceLevel: { formula: "vendor", vendorPercent: "serviceLevel" },
      options: { ringingCountedInWaiting: false, mergePartial: true, staleAfterSeconds: 30 },
    };
    const reader = compileProfile(profileOf(profile), {});
    expect(reader).toMatchObject({ partial: true });
    const pilot = { number: "60100", name: "COMMANDES", state: "Opened" };
    const both = only(profile, { ...pilot, nbOfWaitingCalls: 3, nbOfRingingACDCalls: 2, serviceLevel: "78" });
    expect(both.queue).toEqual({ id: "60100", name: "COMMANDES", state: "open" });
    expect(both.now).toMatchObject({ waiting: 5, ringing: 2 });
    expect(both.serviceLevel).toMatchObject({ vendorPercent: 78, percent: null });
    expect(both.quality).toContainEqual({ path: "serviceLevel.vendorPercent", reason: "formula_unknown" });
    const lone = only(profile, { ...pilot, nbOfWaitingCalls: 3 });
    expect(lone.now.waiting).toBe(3);
    expect(lone.quality).toContainEqual({ path: "now.waiting", reason: "partial" });
    expect(only(profile, { ...pilot, nbOfRingingACDCalls: 2 }).now.waiting).toBeNull();
    const unknown = only(profile, { ...pilot, serviceLevel: null });
    expect(unknown.quality).toContainEqual({ path: "serviceLevel.vendorPercent", reason: "sentinel" });
  });
});

describe("a field of a profile", () => {
  const waiting = (spec: unknown, payload: object, changes: object = {}) =>
    readWell({ now: { waiting: spec }, ...changes }, { name: "q", ...payload });
  const figure = (...args: Parameters<typeof waiting>) => waiting(...args).statistics[0]?.now.waiting;

  it("is found by its path, whatever the case of its keys", () => {
    expect(figure("Live.WAITING", { live: { Waiting: 3 } })).toBe(3);
    expect(figure("waiting", { Waiting: 3, waiting: 4 })).toBe(4);
    expect(figure("list.1.n", { list: [{ n: 1 }, { n: 2 }] })).toBe(2);
    expect(figure({ from: ["waiting.rt", "20"] }, { "waiting.rt": { "20": 5 } })).toBe(5);
  });

  it("is not found in a prototype, nor in the length of a list", () => {
    expect(figure("__proto__.n", {})).toBeNull();
    expect(figure("constructor.length", {})).toBeNull();
    expect(figure("list.length", { list: [1, 2] })).toBeNull();
    expect(figure("name.length", {})).toBeNull();
  });

  it("is still found when a message spells its keys in another way than the one before", () => {
    const { read: again } = compileProfile(profileOf({ now: { waiting: "Waiting" } }), {});
    const of = (payload: string) => {
      const result = again(payload, { receivedAt: null, listIgnored: false });
      return result.ok ? result.statistics[0]?.now.waiting : null;
    };
    expect(of('{"name":"q","WAITING":1}')).toBe(1);
    expect(of('{"name":"q","waiting":2}')).toBe(2);
    expect(of('{"name":"q"}')).toBeNull();
    expect(of('{"name":"q","WAITING":3}')).toBe(3);
    expect(of('{"name":"q","waiting":5,"Waiting":4}')).toBe(4);
  });

  it("is unknown when it is missing, unless the profile says zero", () => {
    expect(figure("n", {})).toBeNull();
    expect(figure("n", {}, { absent: 0 })).toBe(0);
    expect(figure({ from: "n", absent: 0 }, {})).toBe(0);
    expect(figure({ from: "n", absent: null }, {}, { absent: 0 })).toBeNull();
    expect(figure("n", { n: null }, { absent: 0 })).toBeNull();
    expect(figure("n", {}, { absent: 0, options: { absent: null } })).toBeNull();
  });

  it("is not zero when a duration is missing from a source that leaves out zero counters", () => {
    const statistics = only({ absent: 0, now: { longestWaitSeconds: "n" } }, { name: "q" });
    expect(statistics.now.longestWaitSeconds).toBeNull();
  });

  it.each([-1, "-1", "", "N/A", "n/a", " - ", "???"])(
    "is unknown, and said to be, when it is the sentinel %j",
    (n) => {
      const result = waiting("n", { n }, { absent: 0 });
      expect(result.statistics[0]?.now.waiting).toBeNull();
      expect(result.statistics[0]?.quality).toContainEqual({ path: "now.waiting", reason: "sentinel" });
      expect(result.problems).toEqual([]);
    },
  );

  it("takes no sentinel into a sum", () => {
    const result = waiting({ sum: ["a", "b"] }, { a: -1, b: 5 });
    expect(result.statistics[0]?.now.waiting).toBeNull();
    expect(result.statistics[0]?.quality).toContainEqual({ path: "now.waiting", reason: "partial" });
    expect(figure({ sum: ["a", "b"] }, { a: -1 })).toBeNull();
  });

  it("is a sum or a difference", () => {
    expect(figure({ sum: ["a", { from: "b" }, "c"] }, { a: 1, b: 2, c: 3 })).toBe(6);
    expect(figure({ minus: ["a", "b"] }, { a: 5, b: 2 })).toBe(3);
    const negative = waiting({ minus: ["a", "b"] }, { a: 2, b: 5 });
    expect(negative.statistics[0]?.now.waiting).toBeNull();
    expect(negative.problems).toEqual([{ path: "now.waiting", message: "is negative" }]);
  });

  it("counts the entries of a list that match", () => {
    const ready = { count: { in: "agents", where: { state: ["ready", "IDLE"], paused: false } } };
    const agents = [
      { state: "Ready", paused: false },
      { state: "idle", paused: false },
      { state: "ready", paused: true },
      { state: { ready: true }, paused: false },
      7,
    ];
    expect(figure(ready, { agents })).toBe(2);
    expect(figure(ready, { agents: [] })).toBe(0);
    expect(figure(ready, {})).toBeNull();
    expect(figure(ready, { agents: null })).toBeNull();
    expect(waiting(ready, { agents: "none" }).problems).toHaveLength(1);
    const crowd = Array.from({ length: 5_001 }, () => 0);
    expect(waiting(ready, { agents: crowd }).problems).toHaveLength(1);
  });

  it("is a value of the profile itself", () => {
    const statistics = only({ serviceLevel: { thresholdSeconds: { value: 20 } } }, { name: "q" });
    expect(statistics.serviceLevel.thresholdSeconds).toBe(20);
  });

  it("translates the words of the source", () => {
    const map = { none: 0, some: 3 };
    expect(figure({ from: "n", map }, { n: "NONE" })).toBe(0);
    expect(waiting({ from: "n", map }, { n: "many" }).problems).toEqual([
      { path: "now.waiting", message: "is not a number" },
    ]);
  });

  it("is unknown and told when it makes no sense", () => {
    const result = waiting("n", { n: "seven", other: 1 });
    expect(result.problems).toEqual([{ path: "now.waiting", message: "is not a number" }]);
    expect(waiting("n", { n: 2.5 }).problems[0]?.message).toBe("is not a whole number");
  });

  it("is remarked on when the vendor's threshold was changed", () => {
    const statistics = only({ serviceLevel: { vendorPercent: "sl" } }, { name: "q", sl: "70*" });
    expect(statistics.serviceLevel.vendorPercent).toBe(70);
    expect(statistics.quality).toContainEqual({
      path: "serviceLevel.vendorPercent",
      reason: "threshold_changed",
    });
  });

  it("is unknown when its clock and ours disagree by more than five seconds", () => {
    const profile = { now: { longestWaitSeconds: { from: "start", unit: "start-epoch-ms" } } };
    const late = only(profile, { name: "q", start: nine + 6_000 });
    expect(late.now.longestWaitSeconds).toBeNull();
    expect(late.quality).toContainEqual({ path: "now.longestWaitSeconds", reason: "clock_skew" });
    expect(only(profile, { name: "q", start: nine - 9_000 }, {}, null).now.longestWaitSeconds).toBeNull();
  });
});

describe("the begin of the window", () => {
  it("is where the message says it, and unknown where it is no time", () => {
    const profile = { totals: { window: "day", since: { from: "begin", unit: "instant-or-epoch" } } };
    const said = (begin: unknown) => readWell(profile, { name: "q", begin });
    expect(said(nine).statistics[0]?.totals).toMatchObject({ window: "day", since: nine });
    expect(said(null).statistics[0]?.totals.since).toBeNull();
    expect(said("midnight")).toMatchObject({
      statistics: [{ totals: { since: null } }],
      problems: [{ path: "totals.since" }],
    });
  });
});

describe("the time of measure", () => {
  const at = (observedAt: unknown, payload: object, options: ProfileOptions = {}) =>
    readWell({ observedAt }, { name: "q", ...payload }, options);
  const local = { from: "t", unit: "local-datetime" };

  it.each([
    ["t", "2026-01-12T09:00:00Z"],
    [{ from: "t", unit: "epoch-ms" }, nine],
    [{ from: "t", unit: "epoch-s" }, nine / 1_000],
    [{ from: "t", unit: "epoch-s" }, String(nine / 1_000)],
    [{ from: "t", unit: "instant-or-epoch" }, "2026-01-12T10:00:00+01:00"],
    [{ from: "t", unit: "instant-or-epoch" }, nine / 1_000],
    [{ from: "t", unit: "instant-or-epoch" }, `${nine / 1_000}.000`],
    [{ from: "t", unit: "instant-or-epoch" }, nine],
    [{ ...local, zone: "Europe/Paris" }, "2026-01-12 10:00:00"],
  ])("is read by %j", (spec, t) => {
    const result = at(spec, { t });
    expect(result.statistics[0]?.observedAt).toBe(nine);
    expect(result.statistics[0]?.quality).toEqual([]);
  });

  it.each([
    ["t", "2026-01-12 10:00:00", "with its zone"],
    ["t", 5, "with its zone"],
    [{ from: "t", unit: "epoch-ms" }, "soon", "since 1970"],
    [{ from: "t", unit: "instant-or-epoch" }, "2026-01-12 10:00:00", "with its zone"],
    [{ from: "t", unit: "instant-or-epoch" }, -5, "since 1970"],
    [{ from: "t", unit: "epoch-s" }, nine, "since 1970"],
    [{ from: "t", unit: "epoch-s" }, -5, "since 1970"],
    [local, "2026-01-12 10:00:00", "no zone is given"],
    [{ ...local, zone: "Europe/Paris" }, "12.01.2026", "is not a local time"],
    [{ ...local, zone: "Europe/Paris" }, 12, "is not a local time"],
    [{ ...local, zone: "Europe/Paris" }, "2026-03-29 02:30:00", "the clocks skip it"],
  ])("is not guessed: %j of %j", (spec, t, message) => {
    const result = at(spec, { t });
    expect(result.statistics[0]?.observedAt).toBeNull();
    expect(result.statistics[0]?.quality).toContainEqual({ path: "observedAt", reason: "received_time" });
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]?.message).toContain(message);
  });

  it.each([[{}], [{ t: null }], [{ t: "N/A" }]])("is unknown in %j, without complaint", (payload) => {
    const result = at("t", payload);
    expect(result).toMatchObject({ problems: [], statistics: [{ observedAt: null }] });
  });

  it("takes its zone from the site", () => {
    expect(at(local, { t: "2026-01-12 10:00:00" }, { zone: "Europe/Paris" }).statistics[0]?.observedAt).toBe(
      nine,
    );
  });

  it("dates the ages that are given as start times", () => {
    const profile = {
      observedAt: "t",
      now: { longestWaitSeconds: { from: "start", unit: "start-instant" } },
    };
    const payload = { name: "q", t: "2026-01-12T08:00:30Z", start: "2026-01-12T08:00:00Z" };
    expect(only(profile, payload).now.longestWaitSeconds).toBe(30);
  });
});

describe("a profile", () => {
  it("lets the site decide what only the site knows", () => {
    const profile = {
      now: { longestWaitSeconds: "age" },
      totals: { window: "day", offered: "offered", answeredInTarget: "in" },
      serviceLevel: { formula: "offered", thresholdSeconds: { value: 20 } },
    };
    const options = profileOptions.parse({
      timeUnit: "ms",
      window: "sinceReset",
      serviceLevelFormula: "answered",
      thresholdSeconds: 30,
    });
    const statistics = only(profile, { name: "q", age: 5_000, offered: 10, in: 5 }, options);
    expect(statistics.now.longestWaitSeconds).toBe(5);
    expect(statistics.totals.window).toBe("sinceReset");
    expect(statistics.serviceLevel).toMatchObject({ formula: "answered", thresholdSeconds: 30 });
  });

  it("reads rows from a list, from one object, and keeps those it wants", () => {
    const rows = { reader: "json-rows", now: { waiting: "n" }, keep: { type: ["voice"] } };
    const row = (name: string, type = "Voice") => ({ name, n: 1, type });
    const ids = (payload: unknown) => readWell(rows, payload).statistics.map(({ queue }) => queue.id);
    expect(ids([row("a"), row("b", "email"), 7, null, row("c")])).toEqual(["a", "c"]);
    expect(ids(row("a"))).toEqual(["a"]);
    expect(ids([])).toEqual([]);
  });

  it("goes on with the other rows when one has no queue", () => {
    const result = readWell({ reader: "json-rows" }, [{ name: "a" }, { x: 1 }, { name: " " }, { name: {} }]);
    expect(result.statistics.map(({ queue }) => queue.id)).toEqual(["a"]);
    expect(result.problems.map(({ path }) => path)).toEqual(["queue.id", "queue.id", "queue.id"]);
  });

  it.each([
    ["not JSON", "{", "not_json", {}],
    ["a bomb", "[".repeat(1_000), "too_deep", {}],
    ["a list for one object", [], "wrong_shape", {}],
    ["text for rows", '"rows"', "wrong_shape", { reader: "json-rows" }],
    ["nothing where the rows should be", {}, "wrong_shape", { reader: "json-rows", rows: "data.rows" }],
    ["too many rows", Array.from({ length: 20_001 }, () => ({})), "wrong_shape", { reader: "json-rows" }],
    ["without a queue", { n: 1 }, "no_queue", {}],
    ["with an endless queue id", { name: "x".repeat(129) }, "no_queue", {}],
  ])("refuses a message that is %s", (_, payload, reason, profile) => {
    expect(read(profile, payload)).toMatchObject({ ok: false, reason });
  });

  it("lists what its rows hold and it never reads", () => {
    const profile = {
      keep: { type: ["voice"] },
      queue: { id: "name", state: { from: "state", map: { up: "open" } } },
      observedAt: { from: "at.end", unit: "epoch-ms" },
      now: { waiting: { sum: ["live.a", "live.b"] } },
      agents: { ready: { count: { in: "members", where: { state: "idle" } } } },
      totals: { window: "day", offered: { minus: ["in", "out"] } },
      averages: { method: "mean" },
      serviceLevel: { formula: "offered", thresholdSeconds: { value: 20 } },
    };
    const payload = {
      name: "q",
      type: "voice",
      state: "up",
      at: { begin: 1, end: nine },
      live: { A: 1, b: 2, c: 3 },
      members: [{ state: "idle" }],
      in: 2,
      out: 1,
      empty: {},
      day: 4,
      mean: 5,
    };
    expect(readWell(profile, payload).ignored).toEqual(["at.begin", "live.c", "empty", "day", "mean"]);
    const quiet = compileProfile(profileOf(profile), {});
    expect(quiet.read(JSON.stringify(payload), { receivedAt: null, listIgnored: false })).toMatchObject({
      ignored: [],
    });
  });

  it("lists a bounded number of paths", () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, key) => [`k${key}`, key]));
    expect(readWell({}, { name: "q", ...wide }).ignored).toHaveLength(200);
  });

  it.each([
    ["an unknown key", { colour: "red" }],
    ["an unknown figure", { now: { wating: "n" } }],
    ["an unknown unit", { now: { waiting: { from: "n", unit: "hours" } } }],
    ["a zone that does not exist", { options: { zone: "Europe/Atlantis" } }],
    ["an unknown option", { options: { colour: "red" } }],
    ["an unknown reader", { reader: "magic" }],
    ["no sample", { samples: [] }],
    ["an expression", { now: { waiting: { add: ["a", "b"] } } }],
  ])("is refused with %s", (_, changes) => {
    expect(() => profileOf(changes)).toThrow();
  });

  it("never throws and gives only figures that make sense, whatever comes", () => {
    const profile = profileOf({
      reader: "json-rows",
      now: { waiting: "n", longestWaitSeconds: { from: "n", unit: "hms" } },
      totals: { offered: { sum: ["n", "m"] } },
      agents: { ready: { count: { in: "m", where: { n: 1 } } } },
    });
    const { read: readAny } = compileProfile(profile, {});
    const row = fc.dictionary(fc.constantFrom("name", "n", "m", "N", "__proto__"), fc.jsonValue());
    const payload = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(row).map((rows) => JSON.stringify(rows)),
    );
    fc.assert(
      fc.property(payload, (text) => {
        const result = readAny(text, { receivedAt: nine, listIgnored: true });
        if (!result.ok) return;
        for (const { now, totals, agents } of result.statistics) {
          for (const value of [now.waiting, now.longestWaitSeconds, totals.offered, agents.ready]) {
            expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
          }
        }
      }),
    );
  });
});

describe("the samples of a profile", () => {
  const sampled = (samples: object[]) =>
    checkSamples(profileOf({ observedAt: "t", now: { waiting: "n" }, samples }));
  const payload = { name: "q", n: 3, t: "2026-01-12T10:00:00+01:00" };

  it("say nothing when it does what they say", () => {
    const means = { q: { "now.waiting": 3, observedAt: "2026-01-12T09:00:00Z", "now.ringing": null } };
    expect(
      sampled([
        { payload, means },
        { payload: JSON.stringify(payload), means },
      ]),
    ).toEqual([]);
  });

  it("say which figure is wrong", () => {
    const means = { q: { "now.waiting": 4, observedAt: "2026-01-12T10:00:00Z", "now.wating": 3 } };
    expect(sampled([{ payload, means, receivedAt: "2026-01-12T09:00:10Z" }])).toEqual([
      "sample 1: q now.waiting: should be 4, is 3",
      "sample 1: q observedAt: should be 2026-01-12T10:00:00.000Z, is 2026-01-12T09:00:00.000Z",
      "sample 1: q now.wating: should be 3, is no figure",
    ]);
  });

  it("say when a queue is not there, or the message cannot be read", () => {
    expect(sampled([{ payload, means: { other: {} } }])).toEqual(["sample 1: queue other is not in it"]);
    expect(sampled([{ payload: "{", means: {} }])).toEqual(["sample 1: is not JSON"]);
    expect(sampled([{ payload: {}, means: {} }])).toEqual(["sample 1: queue.id is missing"]);
  });

  it("compare what cannot be a date as it stands", () => {
    expect(sampled([{ payload, means: { q: { observedAt: "soon" } } }])[0]).toContain("should be soon");
  });
});
