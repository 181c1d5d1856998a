import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { AgentState } from "../../../src/domain/agentState.ts";
import { nothingKnown, type QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type ProfileOptions, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import type { ReadResult } from "../../../src/drivers/acd/readStatistics.ts";

const folder = new URL("../../../devices/acds/", import.meta.url);
const nine = Date.parse("2026-01-12T09:00:00Z");

type Done = Extract<ReadResult, { ok: true }>;

function read(id: string, payload: unknown, options: ProfileOptions = {}): Done {
  const profile = profileSchema.parse(parse(readFileSync(new URL(`${id}.yaml`, folder), "utf8")));
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const result = compileProfile(profile, options).read(text, { receivedAt: nine, listIgnored: true });
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

const only = (...args: Parameters<typeof read>): QueueStatistics =>
  read(...args).statistics[0] ?? nothingKnown("", null);

/** Every figure that is known, by its path. */
function known(statistics: QueueStatistics): Record<string, unknown> {
  const { now, agents, totals, serviceLevel, averages, peaks } = statistics;
  const groups = Object.entries({ now, agents, totals, serviceLevel, averages, peaks });
  return Object.fromEntries(
    groups.flatMap(([group, figures]) =>
      Object.entries(figures)
        .filter(([, figure]) => figure !== null)
        .map(([name, figure]) => [`${group}.${name}`, figure]),
    ),
  );
}

const states = (agents: readonly AgentState[]) =>
  agents.map(({ agentId, state, callKind, reason }) => [agentId, state, callKind, reason?.class ?? null]);

describe("Genesys Cloud", () => {
  const voice = (data: readonly unknown[]) => ({ group: { queueId: "q", mediaType: "voice" }, data });
  const waiting = { metric: "oWaiting", stats: { count: 1 } };

  it("knows the oldest caller by the time at which he came: 44.5 seconds are 44", () => {
    const longest = { metric: "oLongestWaiting", stats: { calculatedMetricValue: 1_768_208_355_500 } };
    const result = read("genesys-cloud-observations", { results: [voice([waiting, longest])] });
    expect(result.statistics.map(known)).toEqual([{ "now.waiting": 1, "now.longestWaitSeconds": 44 }]);
    expect([result.ignored, result.problems]).toEqual([[], []]);
    expect(result.statistics[0]?.quality).toEqual([{ path: "observedAt", reason: "received_time" }]);
  });

  it("tells of a start that lies ahead instead of showing it", () => {
    const longest = { metric: "oLongestWaiting", stats: { calculatedMetricValue: nine + 60_000 } };
    const result = read("genesys-cloud-observations", { results: [voice([waiting, longest])] });
    expect(result.statistics[0]?.now).toMatchObject({ waiting: 1, longestWaitSeconds: null });
    expect(result.statistics[0]?.quality).toContainEqual({
      path: "now.longestWaitSeconds",
      reason: "clock_skew",
    });
    expect(result.problems).toEqual([{ path: "now.longestWaitSeconds", message: "starts in the future" }]);
  });

  it("adds the callers who ring where the site says that they are counted apart", () => {
    const results = [voice([waiting])];
    const statistics = only("genesys-cloud-observations", { results }, { ringingCountedInWaiting: false });
    expect(statistics.quality).toContainEqual({ path: "now.waiting", reason: "partial" });
  });

  it("takes the formula of the organisation's switches", () => {
    const metrics = [
      { metric: "nOffered", stats: { count: 100 } },
      { metric: "tAnswered", stats: { count: 80, sum: 800_000 } },
      { metric: "tAbandon", stats: { count: 10 } },
      { metric: "tShortAbandon", stats: { count: 5 } },
      { metric: "tFlowOut", stats: { count: 10 } },
      { metric: "nOverSla", stats: { count: 8 } },
    ];
    const payload = { results: [voice([{ interval: "a/b", metrics }])] };
    const level = (serviceLevelFormula: ProfileOptions["serviceLevelFormula"]) =>
      only("genesys-cloud-aggregates", payload, { serviceLevelFormula }).serviceLevel.percent;
    expect(only("genesys-cloud-aggregates", payload).serviceLevel.percent).toBe(80);
    expect(level("completed-plus-flow-out")).toBe(72);
    expect(level("completed-less-short")).toBeCloseTo(84.7, 1);
    expect(level("answered")).toBe(90);
  });

  it("refuses to take one of several intervals for the whole day", () => {
    const metrics = [{ metric: "nOffered", stats: { count: 1 } }];
    const result = read("genesys-cloud-aggregates", { results: [voice([{ metrics }, { metrics }])] });
    expect(result.problems).toEqual([{ path: "results.0", message: "is not of one interval" }]);
    expect(result.statistics.map(known)).toEqual([
      { "serviceLevel.formula": "completed", "averages.method": "mean" },
    ]);
  });

  it("knows that somebody who went home is not on a break", () => {
    const person = (id: string, systemPresence: string) => ({
      id,
      routingStatus: { status: "OFF_QUEUE" },
      presence: { presenceDefinition: { systemPresence } },
    });
    const { agents } = read("genesys-cloud-agents", {
      entities: [person("a", "OFFLINE"), person("b", "Break")],
    });
    expect(states(agents)).toEqual([
      ["a", "loggedOut", null, null],
      ["b", "notReady", null, "break"],
    ]);
  });
});

describe("Amazon Connect", () => {
  const metric = (Name: string, Value?: number) => ({ Metric: { Name, Unit: "COUNT" }, Value });
  const grouped = (Collections: readonly unknown[]) => ({
    MetricResults: [{ Dimensions: { Queue: { Id: "q" }, Channel: "VOICE" }, Collections }],
    DataSnapshotTime: "2026-01-12T08:59:58Z",
  });

  it("reads what it sends for a queue, and nothing else is known", () => {
    const payload = grouped([
      metric("CONTACTS_IN_QUEUE", 2.0),
      metric("OLDEST_CONTACT_AGE", 47.0),
      metric("AGENTS_AVAILABLE", 0.0),
    ]);
    const result = read("amazon-connect", payload);
    expect(result.statistics.map(known)).toEqual([
      { "now.waiting": 2, "now.longestWaitSeconds": 47, "agents.ready": 0 },
    ]);
    expect(result.statistics[0]?.observedAt).toBe(Date.parse("2026-01-12T08:59:58Z"));
  });

  it("does not take contacts in after-contact work, or agents on a contact, for agents", () => {
    const payload = grouped([metric("AGENTS_AFTER_CONTACT_WORK", 3), metric("AGENTS_ON_CONTACT", 4)]);
    const result = read("amazon-connect", payload);
    expect(result.statistics.map(known)).toEqual([{ "now.inWrapUp": 3 }]);
    expect(result.statistics[0]?.quality).toContainEqual({ path: "now.inWrapUp", reason: "counts_contacts" });
    expect(result.ignored).toEqual(["AGENTS_ON_CONTACT"]);
  });

  it("knows the age of an answer that is not grouped in the unit that the site says", () => {
    const payload = {
      MetricResults: [
        { Collections: [metric("CONTACTS_IN_QUEUE", 1), metric("OLDEST_CONTACT_AGE", 47_900)] },
      ],
    };
    expect(only("amazon-connect", payload, { timeUnit: "ms" })).toMatchObject({
      queue: { id: "all" },
      now: { longestWaitSeconds: 47 },
    });
  });

  it("keeps a metric without a value unknown, also where what is left out counts as zero", () => {
    const payload = grouped([metric("CONTACTS_IN_QUEUE")]);
    expect(only("amazon-connect", payload, { absent: 0 }).now.waiting).toBeNull();
  });

  it("has nothing to say where there is no data", () => {
    expect(read("amazon-connect", { MetricResults: [] }).statistics).toEqual([]);
  });

  it("shows its service level as received, and says that its formula is not known", () => {
    const level = {
      Metric: { Name: "SERVICE_LEVEL", Threshold: { Comparison: "LT", ThresholdValue: 20 } },
      Value: 85,
    };
    const statistics = only("amazon-connect-historical", { MetricResults: [{ Collections: [level] }] });
    expect(statistics.serviceLevel).toEqual({
      percent: null,
      vendorPercent: 85,
      thresholdSeconds: 20,
      formula: "vendor",
    });
    expect(statistics.quality).toContainEqual({
      path: "serviceLevel.vendorPercent",
      reason: "formula_unknown",
    });
  });

  it("takes an agent's contact before the status, and any status of the account for not ready", () => {
    const user = (Id: string, StatusName: string, ...contacts: readonly string[]) => ({
      User: { Id },
      Status: { StatusName },
      Contacts: contacts.map((AgentContactState) => ({ AgentContactState })),
    });
    const UserDataList = [
      user("a", "Available"),
      user("b", "Available", "CONNECTED_ONHOLD"),
      user("c", "Syndicat"),
      user("d", "Available", "SOMETHING_NEW"),
      user("e", "On Contact"),
    ];
    const { agents, problems } = read("amazon-connect-agents", { UserDataList });
    expect(states(agents)).toEqual([
      ["a", "ready", null, null],
      ["b", "busy", "queue", null],
      ["c", "notReady", null, null],
      ["d", "ready", null, null],
      ["e", "busy", "queue", null],
    ]);
    expect(problems).toEqual([]);
  });
});

describe("Twilio", () => {
  it("has no oldest caller where nobody is pending, whatever age is sent", () => {
    const payload = {
      task_queue_sid: "WQ1",
      longest_task_waiting_age: 100,
      tasks_by_status: { pending: 0, reserved: 0 },
    };
    expect(only("twilio-taskrouter", payload).now).toMatchObject({ waiting: 0, longestWaitSeconds: 0 });
  });

  it("marks ready as counting busy workers, and gives the account's activities by their names", () => {
    const payload = {
      task_queue_sid: "WQ1",
      total_available_workers: 4,
      activity_statistics: [{ friendly_name: "Pause café", workers: 2 }],
    };
    const result = read("twilio-taskrouter", payload);
    expect(result.statistics[0]?.agents.ready).toBe(4);
    expect(result.statistics[0]?.quality).toContainEqual({
      path: "agents.ready",
      reason: "available_includes_busy",
    });
    expect(result.ignored).toContain("Pause café");
  });

  it("says whose reservation it is before it says which activity", () => {
    const event = (EventType: string, WorkerActivityName: string) =>
      read("twilio-workers", { EventType, WorkerSid: "WK1", WorkerActivityName, Timestamp: 1_768_208_400 });
    expect(states(event("reservation.accepted", "Available").agents)).toEqual([
      ["WK1", "busy", "queue", null],
    ]);
    expect(states(event("reservation.timeout", "Unavailable").agents)).toEqual([
      ["WK1", "notReady", null, null],
    ]);
    expect(event("task.created", "Available").agents).toEqual([]);
  });
});

describe("3CX", () => {
  it("knows that a counter which its totals leave out is zero, and divides by none", () => {
    const { statistics } = read("3cx-queue-totals", { value: [{ QueueDn: "800" }] });
    expect(statistics.map(known)).toEqual([
      { "totals.offered": 0, "totals.answered": 0, "totals.abandoned": 0 },
    ]);
  });

  it("counts as within the agreement what did not break it", () => {
    const value = [{ QueueDnNumber: "800", ReceivedCount: 50, BadSlaCallsCount: 4 }];
    expect(only("3cx-queue-sla", { value }).serviceLevel).toMatchObject({
      percent: 92,
      formula: "not-breached",
    });
    const broken = [{ QueueDnNumber: "800", ReceivedCount: 3, BadSlaCallsCount: 4 }];
    const result = read("3cx-queue-sla", { value: broken });
    expect(result.statistics[0]?.serviceLevel.percent).toBeNull();
    expect(result.problems).toEqual([{ path: "totals.answeredInTarget", message: "is negative" }]);
  });
});

describe("8x8", () => {
  it("reads the limit of its service level in milliseconds, and takes short abandons off", () => {
    const metrics = [
      { key: "slaTimeThreshold.today", value: 30_000 },
      { key: "entered.today", value: 22 },
      { key: "shortAbandoned.today", value: 2 },
      { key: "acceptedInSla.today", value: 15 },
      { key: "acceptedInSla.int-15m", value: 3 },
    ];
    const result = read("8x8-queues", [{ id: "103", name: "Appointments", metrics }]);
    expect(result.statistics[0]?.serviceLevel).toMatchObject({ percent: 75, thresholdSeconds: 30 });
    expect(result.ignored).toEqual(["acceptedInSla.int-15m"]);
  });

  it("passes over the row of totals and says so", () => {
    const result = read("8x8-queues", [{ id: null, name: "totals", metrics: [] }]);
    expect(result.statistics).toEqual([]);
    expect(result.problems).toEqual([{ path: "0", message: "names no queue" }]);
  });
});

describe("Cisco", () => {
  it("does not know the figures of a queue that nobody is assigned to", () => {
    const statistics = { callsInQueue: -1, startTimeOfLongestCallInQueue: "", agentsReady: "-1" };
    const result = read("cisco-finesse-queue", {
      Queue: { uri: "/finesse/api/Queue/1", name: "Sales", statistics },
    });
    expect(result.statistics.map(known)).toEqual([{}]);
    expect(result.statistics[0]?.quality).toContainEqual({ path: "now.waiting", reason: "sentinel" });
    expect(result.problems).toEqual([]);
  });

  it("has three service levels for the same calls", () => {
    const row = {
      CallTypeID: 1,
      ServiceLevelCallsToday: 70,
      ServiceLevelAbandToday: 10,
      ServiceLevelCallsOfferedToday: 100,
    };
    expect(only("cisco-icm", [row]).serviceLevel.percent).toBe(70);
    const ignored = { serviceLevelFormula: "offered-less-early-abandons" } as const;
    expect(only("cisco-icm", [row], ignored).serviceLevel.percent).toBeCloseTo(77.8, 1);
  });

  it("knows where work after a call will end", () => {
    const user = (state: string) =>
      read("cisco-finesse-user", { User: { loginId: "4212", state } }).agents[0];
    expect(user("WORK")).toMatchObject({ state: "wrapUp", pending: "notReady" });
    expect(user("WORK_READY")).toMatchObject({ state: "wrapUp", pending: "ready" });
    expect(user("HOLD")).toMatchObject({ state: "busy", callPhase: "held" });
    expect(user("LOGIN")).toMatchObject({ state: "notReady" });
  });
});
