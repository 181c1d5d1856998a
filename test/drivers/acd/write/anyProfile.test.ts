import { describe, expect, it } from "vitest";
import type { AgentState } from "../../../../src/domain/agentState.ts";
import { nothingKnown, type QueueStatistics } from "../../../../src/domain/queueStatistics.ts";
import { compileProfile } from "../../../../src/drivers/acd/profile.ts";
import { type ProfileOptions, profileSchema } from "../../../../src/drivers/acd/profileSchema.ts";
import { writerFor } from "../../../../src/drivers/acd/write/writeProfile.ts";
import { AT } from "./truth.ts";

const nothing = nothingKnown("q", "Queue");

interface Case {
  readonly profile: object;
  readonly options?: ProfileOptions;
  readonly statistics?: readonly QueueStatistics[];
  readonly agents?: readonly AgentState[];
}

/** What a profile of nobody's makes of figures, and what it reads out of that. */
function through({ profile: form, options = {}, statistics = [], agents = [] }: Case) {
  const base = {
    schema: 1,
    id: "any",
    reader: "json-object",
    samples: [{ payload: {} }],
    source: "this test",
  };
  const profile = profileSchema.parse({ ...base, ...form });
  const messages = writerFor(profile, options)({ statistics, agents, at: AT });
  const reader = compileProfile(profile, options);
  const results = messages.map((text) => reader.read(text, { receivedAt: AT, listIgnored: false }));
  const read = results.flatMap((result) => (result.ok ? result.statistics : []));
  const people = results.flatMap((result) => (result.ok ? result.agents : []));
  return {
    messages,
    read,
    people,
    problems: results.flatMap((result) => (result.ok ? result.problems : [result.problem])),
  };
}

const queue = { id: "id" };
const withNow = (now: Partial<QueueStatistics["now"]>) => ({ ...nothing, now: { ...nothing.now, ...now } });

describe("writing figures by a profile", () => {
  it.each([
    ["s", 3_725],
    ["ms", 3_725_000],
    ["min", 62.083333333333336],
    ["hms", "01:02:05"],
    ["ms-text", "62:05"],
    ["m-s-text", "62m05"],
    ["iso-duration", "PT3725S"],
    ["start-instant", "2026-01-12T06:27:55.000Z"],
    ["start-epoch-ms", AT - 3_725_000],
  ])("writes a wait in unit %s", (unit, raw) => {
    const profile = { queue, now: { longestWaitSeconds: { from: "wait", unit } } };
    const { messages, read, problems } = through({
      profile,
      statistics: [withNow({ longestWaitSeconds: 3_725 })],
    });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", wait: raw });
    expect(read[0]?.now.longestWaitSeconds).toBe(3_725);
    expect(problems).toEqual([]);
  });

  it.each([
    ["instant", "2026-01-12T07:30:00.000Z"],
    ["epoch", AT],
    ["epoch-ms", AT],
    ["epoch-s", AT / 1_000],
    ["local-datetime", "2026-01-12 02:30:00"],
  ])("writes the time of measure as %s", (unit, raw) => {
    const zone = unit === "local-datetime" ? { zone: "America/New_York" } : {};
    const profile = { queue, observedAt: { from: "at", unit, ...zone } };
    const { messages, read } = through({ profile, statistics: [{ ...nothing, observedAt: AT }] });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", at: raw });
    expect(read[0]?.observedAt).toBe(AT);
  });

  it("takes a local time for UTC where nobody names a zone, and a plain path for a time with its zone", () => {
    const statistics = [{ ...nothing, observedAt: AT }];
    const local = through({
      profile: { queue, observedAt: { from: "at", unit: "local-datetime" } },
      statistics,
    });
    expect(JSON.parse(local.messages[0] ?? "").at).toBe("2026-01-12 07:30:00");
    expect(through({ profile: { queue, observedAt: "at" }, statistics }).read[0]?.observedAt).toBe(AT);
  });

  it("leaves out the start of a wait by a clock that stands still", () => {
    const profile = {
      queue,
      observedAt: "at",
      now: { longestWaitSeconds: { from: "since", unit: "start-instant" } },
    };
    const { messages } = through({ profile, statistics: [withNow({ longestWaitSeconds: 60 })] });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", at: null, since: "2026-01-12T07:29:00.000Z" });
  });

  it("translates words and numbers back", () => {
    const profile = {
      queue: { id: "id", state: { from: "state", map: { Opened: "open" } } },
      now: { waiting: { from: "load", map: { low: 0, high: 9 } } },
    };
    const open = { ...withNow({ waiting: 9 }), queue: { ...nothing.queue, state: "open" as const } };
    const said = through({ profile, statistics: [open] });
    expect(JSON.parse(said.messages[0] ?? "")).toEqual({ id: "q", state: "Opened", load: "high" });
    expect(said.read[0]).toMatchObject({ queue: { state: "open" }, now: { waiting: 9 } });
    const closed = { ...withNow({ waiting: 4 }), queue: { ...nothing.queue, state: "closed" as const } };
    expect(JSON.parse(through({ profile, statistics: [closed] }).messages[0] ?? "")).toEqual({
      id: "q",
      load: null,
    });
  });

  it("fills lists with as many objects as are counted, the narrow questions before the wide ones", () => {
    const agent = (where: object) => ({ count: { in: "agents", where } });
    const profile = {
      queue,
      agents: {
        loggedIn: agent({ state: ["idle", "talk", "pause"] }),
        ready: agent({ state: "idle" }),
        onCall: agent({ state: "talk", "call.kind": "queue" }),
        notReady: agent({ state: "pause" }),
      },
    };
    const agents = { ...nothing.agents, loggedIn: 9, ready: 2, onCall: 3, notReady: 4 };
    const { read, problems } = through({ profile, statistics: [{ ...nothing, agents }] });
    expect(read[0]?.agents).toEqual(agents);
    expect(problems).toEqual([]);
    const unknown = through({ profile, statistics: [{ ...nothing, agents: { ...agents, ready: null } }] });
    expect(JSON.parse(unknown.messages[0] ?? "")).toEqual({ id: "q" });
    expect(unknown.read[0]?.agents.onCall).toBeNull();
  });

  it("finds an object for a wide question that the narrow ones do not count, or else one that they do", () => {
    const agent = (where: object) => ({ count: { in: "agents", where } });
    const profile = {
      queue,
      agents: {
        loggedIn: agent({ on: [true, 1] }),
        ready: agent({ on: true }),
        notReady: agent({ on: true }),
      },
    };
    const agents = { ...nothing.agents, loggedIn: 5, ready: 2, notReady: 2 };
    expect(through({ profile, statistics: [{ ...nothing, agents }] }).read[0]?.agents).toEqual(agents);
  });

  it.each(["exclusive", "cumulative"] as const)("puts counts into classes that are %s", (buckets) => {
    const classes = [
      { seconds: 5, from: "t5" },
      { seconds: 20, from: "t20" },
      { seconds: 60, from: "t60" },
    ];
    const profile = {
      queue,
      totals: {
        answeredInTarget: { below: { limit: "threshold", classes } },
        abandonedShort: {
          below: { limit: "short", classes: classes.map((one) => ({ ...one, from: `a${one.from}` })) },
        },
      },
    };
    const totals = { ...nothing.totals, answeredInTarget: 30, abandonedShort: 4 };
    const options = { buckets, thresholdSeconds: 20, shortAbandonSeconds: 5 };
    const { messages, read, problems } = through({ profile, options, statistics: [{ ...nothing, totals }] });
    const [over, early] = buckets === "cumulative" ? [30, 4] : [0, 0];
    expect(JSON.parse(messages[0] ?? "")).toEqual({
      id: "q",
      t5: 0,
      t20: 30,
      t60: over,
      at5: 4,
      at20: early,
      at60: early,
    });
    expect(read[0]?.totals).toMatchObject({ answeredInTarget: 30, abandonedShort: 4 });
    expect(problems).toEqual([]);
    const none = through({ profile, statistics: [{ ...nothing, totals }] });
    expect(JSON.parse(none.messages[0] ?? "")).toMatchObject({ t5: 0, t20: 0, t60: 0 });
  });

  it.each([
    { over: ["part", "whole"], given: { totals: { answered: "whole" } }, expected: { whole: 80, part: 60 } },
    {
      over: ["part", "whole"],
      given: { totals: { answered: "part" } },
      expected: { part: 80, whole: 106.666667 },
    },
    { over: ["part", "whole"], given: {}, expected: { part: 0.75, whole: 1 } },
  ])("finds the missing one of a share's parts: $expected", ({ over, given, expected }) => {
    const profile = { queue, ...given, serviceLevel: { formula: "vendor", vendorPercent: { over } } };
    const totals = { ...nothing.totals, answered: 80 };
    const serviceLevel = { ...nothing.serviceLevel, vendorPercent: 75 };
    const { messages } = through({ profile, statistics: [{ ...nothing, totals, serviceLevel }] });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", ...expected });
  });

  it.each([
    { given: { answered: "a" }, expected: { a: 80, b: 30 } },
    { given: { abandoned: "b" }, expected: { a: 70, b: 20 } },
    { given: {}, expected: { a: 50, b: 0 } },
    { given: { answered: "a", abandoned: "b" }, expected: { a: 80, b: 20 } },
  ])("finds the missing one of a difference: $expected", ({ given, expected }) => {
    const profile = { queue, totals: { ...given, answeredInTarget: { minus: ["a", "b"] } } };
    const totals = { ...nothing.totals, answered: 80, abandoned: 20, answeredInTarget: 50 };
    const { messages } = through({ profile, statistics: [{ ...nothing, totals }] });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", ...expected });
  });

  it("takes an unknown part of a sum for nothing", () => {
    const profile = { queue, now: { ringing: "r", waiting: { sum: ["w", "r"] } } };
    const { messages } = through({ profile, statistics: [withNow({ waiting: 4 })] });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", r: null, w: 4 });
  });

  it("divides nothing by nothing for a share of nothing, and by what is unknown not at all", () => {
    const share = (vendorPercent: number, answered: number | null) => {
      const profile = {
        queue,
        totals: { answered: "part" },
        serviceLevel: { formula: "vendor", vendorPercent: { over: ["part", "whole"] } },
      };
      const totals = { ...nothing.totals, answered };
      const serviceLevel = { ...nothing.serviceLevel, vendorPercent };
      return JSON.parse(
        through({ profile, statistics: [{ ...nothing, totals, serviceLevel }] }).messages[0] ?? "",
      );
    };
    expect(share(0, 0)).toEqual({ id: "q", part: 0, whole: 0 });
    expect(share(50, null)).toEqual({ id: "q", part: null, whole: 0 });
  });

  it("keeps what it cannot say from becoming less than nothing", () => {
    const profile = { queue, now: { ringing: "r", waiting: { sum: ["w", "r"] } } };
    const { read } = through({ profile, statistics: [withNow({ waiting: 1, ringing: 3 })] });
    expect(read[0]?.now).toMatchObject({ waiting: 3, ringing: 3 });
  });

  it("lets the first of two figures have a field that both want, and a path lead nowhere through a figure", () => {
    const profile = {
      queue,
      now: { waiting: "n", ringing: "n", inService: "n.deep", inWrapUp: { from: ["N"] } },
    };
    const { messages } = through({
      profile,
      statistics: [withNow({ waiting: 1, ringing: 2, inService: 3, inWrapUp: 4 })],
    });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", n: 1 });
    const deep = { queue, now: { waiting: "n.deep", ringing: "n" } };
    const kept = through({ profile: deep, statistics: [withNow({ waiting: 1, ringing: 2 })] });
    expect(JSON.parse(kept.messages[0] ?? "")).toEqual({ id: "q", n: { deep: 1 } });
  });

  it("sets callers who ring apart where the source does, and cannot where it is not known how many do", () => {
    const profile = {
      queue,
      now: { waiting: "w", ringing: "r" },
      options: { ringingCountedInWaiting: false },
    };
    const known = through({ profile, statistics: [withNow({ waiting: 5, ringing: 2 })] });
    expect(JSON.parse(known.messages[0] ?? "")).toEqual({ id: "q", w: 3, r: 2 });
    expect(known.read[0]?.now).toMatchObject({ waiting: 5, ringing: 2 });
    const unknown = through({ profile, statistics: [withNow({ waiting: 5 })] });
    expect(JSON.parse(unknown.messages[0] ?? "")).toEqual({ id: "q", w: 5, r: null });
  });

  it("says what makes the profile take a row: its kind and its channel", () => {
    const form = { queue, keep: { type: ["csq", "x"] }, channel: "media", now: { waiting: "w" } };
    const statistics = [withNow({ waiting: 5 })];
    const voice = through({ profile: form, statistics });
    expect(JSON.parse(voice.messages[0] ?? "")).toEqual({ id: "q", w: 5, type: "csq", media: "voice" });
    expect(voice.read).toHaveLength(1);
    const mail = through({ profile: form, statistics, options: { channels: ["mail"] } });
    expect(JSON.parse(mail.messages[0] ?? "").media).toBe("mail");
    expect(mail.read).toHaveLength(1);
  });

  it("writes durations that name no unit in the site's own", () => {
    const profile = { queue, averages: { talkSeconds: "talk" } };
    const averages = { ...nothing.averages, talkSeconds: 90 };
    const { messages, read } = through({
      profile,
      options: { timeUnit: "min" },
      statistics: [{ ...nothing, averages }],
    });
    expect(JSON.parse(messages[0] ?? "")).toEqual({ id: "q", talk: 1.5 });
    expect(read[0]?.averages.talkSeconds).toBe(90);
  });

  it("writes lines with the names of the fields before them, and nothing for nothing", () => {
    const profile = {
      reader: "bar-line",
      layout: { header: true, separator: ";" },
      queue,
      now: { waiting: "w" },
    };
    const two = [withNow({ waiting: 5 }), { ...withNow({}), queue: { ...nothing.queue, id: "p" } }];
    const { messages, read } = through({ profile, statistics: two });
    expect(messages).toEqual(["id;w\nq;5\np;"]);
    expect(read.map(({ now }) => now.waiting)).toEqual([5, null]);
    expect(through({ profile }).messages).toEqual([]);
  });

  it("writes figures beside what a group says of itself, in the channel that the site asks for", () => {
    const profile = {
      reader: "metric-list",
      rows: "data",
      layout: {
        id: "name",
        name: "title",
        channel: { from: "media", voice: ["call"] },
        metrics: "list",
        metric: "key",
        value: "value",
        also: ["open.since"],
      },
      queue: { id: "group.id", name: "group.name" },
      observedAt: "open.since",
      now: { waiting: "calls.waiting" },
    };
    const statistics = [{ ...withNow({ waiting: 5 }), observedAt: AT }];
    const { messages, read } = through({ profile, statistics, options: { channels: ["chat"] } });
    expect(JSON.parse(messages[0] ?? "")).toEqual({
      data: [
        {
          name: "q",
          title: "Queue",
          media: "chat",
          open: { since: "2026-01-12T07:30:00.000Z" },
          list: [{ key: "calls.waiting", value: 5 }],
        },
      ],
    });
    expect(read[0]).toMatchObject({ queue: { id: "q", name: "Queue" }, observedAt: AT, now: { waiting: 5 } });
    expect(through({ profile }).messages).toEqual(['{"data":[]}']);
  });
});

const ana: AgentState = {
  agentId: "7",
  state: "busy",
  since: AT - 60_000,
  reason: null,
  pending: null,
  callKind: "queue",
  callPhase: "held",
  confidence: "authoritative",
  observedAt: AT,
  extension: "4107",
};

describe("writing agents by a profile", () => {
  const agent = {
    id: "id",
    state: {
      from: "state",
      map: {
        Out: { state: "busy", callKind: "outbound" },
        In: { state: "busy", callKind: "queue" },
        "*": "ready",
      },
    },
    callKind: { from: "kind", map: { acd: "queue" } },
    callPhase: { from: "phase", map: { hold: "held" } },
    since: "since",
    observedAt: "at",
  };

  it("chooses the word that says most, and adds what stands elsewhere", () => {
    const { messages, people } = through({ profile: { reader: "json-rows", agent }, agents: [ana] });
    expect(JSON.parse(messages[0] ?? "")).toEqual([
      {
        id: "7",
        state: "In",
        kind: "acd",
        phase: "hold",
        since: "2026-01-12T07:29:00.000Z",
        at: "2026-01-12T07:30:00.000Z",
      },
    ]);
    expect(people[0]).toEqual({ ...ana, extension: null });
  });

  it("leaves out an agent for whom it has no word, and times that nobody knows", () => {
    const unknown = { ...ana, since: null, observedAt: null };
    const { messages, people } = through({
      profile: { agent },
      agents: [{ ...ana, state: "wrapUp" }, unknown],
    });
    expect(messages).toHaveLength(1);
    expect(JSON.parse(messages[0] ?? "")).toEqual({
      id: "7",
      state: "In",
      kind: "acd",
      phase: "hold",
      at: null,
    });
    expect(people[0]).toMatchObject({ since: null, observedAt: null });
  });

  it("keeps agents out of a profile of queues, and counts for how long from the time of reception", () => {
    expect(through({ profile: { queue }, agents: [ana] }).messages).toEqual([]);
    const aged = { ...agent, since: { from: "for", age: "s" }, observedAt: "at" };
    const { messages } = through({ profile: { agent: aged }, agents: [{ ...ana, observedAt: null }] });
    expect(JSON.parse(messages[0] ?? "").for).toBe(60);
  });
});
