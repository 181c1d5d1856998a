import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { combineQueues } from "../../../src/domain/combineQueues.ts";
import { Floor, queueKey } from "../../../src/domain/floor.ts";
import type { Formula, QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { serviceLevelPercent } from "../../../src/domain/serviceLevel.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type ProfileOptions, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const nine = Date.parse("2026-01-12T09:00:00Z");

const profileOf = (id: string) =>
  profileSchema.parse(
    parse(readFileSync(new URL(`../../../devices/acds/${id}.yaml`, import.meta.url), "utf8")),
  );

function read(id: string, payload: unknown, options: ProfileOptions = {}, receivedAt = nine) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const result = compileProfile(profileOf(id), options).read(text, { receivedAt, listIgnored: true });
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

function queue(id: string, payload: unknown, options: ProfileOptions = {}, receivedAt = nine) {
  const [statistics] = read(id, payload, options, receivedAt).statistics;
  if (statistics === undefined) throw new Error("no queue");
  return statistics;
}

const inParis = { zone: "Europe/Paris" };
const csq = { csqname: "SAV", callswaiting: 2, enddatetime: "2026-01-12 10:00:05.0" };

/** A floor that hears one queue of one source. */
function floorOf() {
  const floor = new Floor();
  const moment = (seconds: number) => ({
    monotonic: seconds * 1_000,
    wall: nine + seconds * 1_000,
    clockSynced: true,
  });
  const arrival = { retained: false, publishedAt: null, validForSeconds: null };
  const look = (id: string, seconds: number) =>
    floor.subject(
      [queueKey("acd", id)],
      { agents: "none", staleAfterMs: () => 60_000, name: null },
      moment(seconds),
    );
  const hear = (statistics: QueueStatistics, seconds: number, partial = false) =>
    floor.accept("acd", statistics, { ...moment(seconds), ...arrival, partial });
  return { look, hear };
}

describe("rules of what an ACD says", () => {
  it("null is not zero: a missing key is unknown, unless the profile says that a missing counter is zero", () => {
    expect(queue("cisco-uccx-csq", { csqname: "SAV" }).totals.offered).toBeNull();
    expect(queue("3cx-queue-totals", { value: [{ QueueDn: "800" }] }).totals.offered).toBe(0);
    expect(queue("cisco-uccx-csq", { csqname: "SAV" }, { absent: 0 }).totals.offered).toBe(0);
  });

  it.each([-1, "-1", "", "N/A", "-", "???", null])("%j is unknown and enters no sum", (sentinel) => {
    const statistics = { callsInQueue: sentinel, agentsWrapUpReady: sentinel, agentsWrapUpNotReady: 3 };
    const { now, agents } = queue("cisco-finesse-queue", { Queue: { uri: "q", statistics } });
    expect([now.waiting, agents.wrapUp]).toEqual([null, null]);
  });

  it("numbers may be text, keys have no case, and a star says that the threshold changed", () => {
    expect(queue("cisco-uccx-csq", { CSQNAME: "SAV", CallsWaiting: "6.0" }).now.waiting).toBe(6);
    const { serviceLevel, quality } = queue("8x8-queues", [
      { id: "1", metrics: [{ key: "slaPercentage.today", value: "0.7*" }] },
    ]);
    expect(serviceLevel.vendorPercent).toBeCloseTo(70, 9);
    expect(quality).toContainEqual({ path: "serviceLevel.vendorPercent", reason: "threshold_changed" });
  });

  it("ages are cut to the second, whatever their unit", () => {
    expect(queue("cisco-uccx-csq", { ...csq, oldestcontact: 31_999 }, inParis).now.longestWaitSeconds).toBe(
      31,
    );
  });

  it.each([
    [3_000, 0],
    [-44_500, 44],
    [6_000, null],
  ])("an age is the time of measure less the start: %i ms from it are %j s", (from, seconds) => {
    const data = [
      { metric: "oWaiting", stats: { count: 1 } },
      { metric: "oLongestWaiting", stats: { calculatedMetricValue: nine + from } },
    ];
    const results = [{ group: { queueId: "q", mediaType: "voice" }, data }];
    const { now, quality } = queue("genesys-cloud-observations", { results });
    expect(now.longestWaitSeconds).toBe(seconds);
    expect(quality.some(({ reason }) => reason === "clock_skew")).toBe(seconds === null);
  });

  it("nobody waiting has no oldest caller, and nobody knows who waits leaves it open", () => {
    const twilio = (tasks_by_status: object) =>
      queue("twilio-taskrouter", { task_queue_sid: "q", longest_task_waiting_age: 100, tasks_by_status }).now;
    expect(twilio({ pending: 0, reserved: 0 })).toMatchObject({ waiting: 0, longestWaitSeconds: 0 });
    expect(queue("cisco-uccx-csq", { csqname: "SAV" }).now.longestWaitSeconds).toBeNull();
  });

  it("a ratio is a share of one, and a goal is no threshold", () => {
    const stats = { ratio: 0.729, target: 0.8 };
    const data = [{ metrics: [{ metric: "oServiceLevel", stats }] }];
    const results = [{ group: { queueId: "q", mediaType: "voice" }, data }];
    const { vendorPercent, thresholdSeconds } = queue("genesys-cloud-aggregates", { results }).serviceLevel;
    expect(vendorPercent).toBeCloseTo(72.9, 9);
    expect(thresholdSeconds).toBeNull();
  });

  it("a percentage or an average over nothing is neither 0 nor 100", () => {
    const none = { SPLIT: "1", ACDCALLS: 0, ABNCALLS: 0, OUTFLOWCALLS: 0, DEQUECALLS: 0, ACCEPTABLE: 0 };
    const { totals, serviceLevel, averages } = queue("avaya-cms", { ...none, ANSTIME: 0 });
    expect(totals).toMatchObject({ offered: 0, answeredPercent: null, abandonedPercent: null });
    expect([serviceLevel.percent, averages.answerSeconds]).toEqual([null, null]);
  });

  it("agents who do not add up are kept as they are, with a remark", () => {
    const agents = { loggedinagents: 6, availableagents: 1, reservedagents: 0, talkingagents: 3 };
    const row = { ...csq, ...agents, workingagents: 0, unavailableagents: 7 };
    const said = queue("cisco-uccx-csq", row, inParis);
    expect(said.agents).toMatchObject({ loggedIn: 6, notReady: 7, wrapUp: 0 });
    expect(said.quality).toContainEqual({ path: "agents", reason: "partition_mismatch" });
  });

  it("only voice feeds the board, unless the site names other channels", () => {
    const rows = [
      { type: "email", callswaiting: 40 },
      { type: "voice", callswaiting: 5 },
    ];
    expect(read("cisco-uccx-icd", rows).statistics).toHaveLength(1);
    expect(read("cisco-uccx-icd", rows, { channels: ["voice", "email"] }).statistics).toHaveLength(2);
  });

  it("contacts in after-call work are no agents in it", () => {
    const said = queue("twilio-taskrouter", { task_queue_sid: "q", tasks_by_status: { wrapping: 2 } });
    expect([said.now.inWrapUp, said.agents.wrapUp]).toEqual([2, null]);
    expect(said.quality).toContainEqual({ path: "now.inWrapUp", reason: "counts_contacts" });
  });

  it("several queues as one: callers are added, percentages come from counts, agents are not added unasked", () => {
    const part = (SPLIT: string, INQUEUE: number, ACDCALLS: number) =>
      queue("avaya-cms", {
        ...{ SPLIT, INQUEUE, INRING: 0, OLDESTCALL: INQUEUE * 10, AVAILABLE: 1, ACDCALLS, ABNCALLS: 10 },
        ...{ OUTFLOWCALLS: 0, DEQUECALLS: 0, ACCEPTABLE: ACDCALLS, SERVICELEVEL: 20 },
      });
    const both = [part("1", 3, 90), part("2", 4, 0)];
    const sum = combineQueues(both, { id: "all", name: null, agents: "none" });
    expect(sum.now).toMatchObject({ waiting: 7, longestWaitSeconds: 40 });
    expect(sum.serviceLevel.percent).toBeCloseTo((100 * 90) / 110, 9);
    expect(sum.agents.ready).toBeNull();
  });

  it("messages that hold only what changed are merged, and each group of figures keeps its own age", () => {
    const reader = compileProfile(profileOf("alcatel-ccd-rti"), {});
    const { look, hear } = floorOf();
    const said = (attributes: object, seconds: number) => {
      const text = JSON.stringify({ eventName: "OnPilotRtiChanged", number: "60100", ...attributes });
      const result = reader.read(text, { receivedAt: nine, listIgnored: false });
      for (const statistics of result.ok ? result.statistics : []) hear(statistics, seconds, reader.partial);
    };
    said({ nbOfWaitingCalls: 3, serviceLevel: 78 }, 0);
    said({ serviceLevel: 80 }, 50);
    expect(look("60100", 51).statistics).toMatchObject({
      now: { waiting: 3 },
      serviceLevel: { vendorPercent: 80 },
    });
    expect(look("60100", 70).statistics?.now.waiting ?? null).toBeNull();
  });

  it("windows, thresholds and formulas travel with the figure and are never mixed", () => {
    const day = queue("genesys-stat-server", [{ object: "a", statistic: "CallsEntered", value: 10 }], {
      window: "day",
    });
    const hour = { ...day, totals: { ...day.totals, window: "interval:60m" } };
    expect(day.totals.window).toBe("day");
    const mixed = combineQueues([day, hour], { id: "all", name: null, agents: "none" });
    expect(mixed.totals.offered).toBeNull();
    expect(mixed.quality).toContainEqual({ path: "totals", reason: "mixed" });
  });

  it("a row that stands still is stale although it keeps coming", () => {
    const { look, hear } = floorOf();
    for (let seconds = 10; seconds <= 90; seconds += 10)
      hear(queue("cisco-uccx-csq", csq, inParis, nine + seconds * 1_000), seconds);
    expect(look("SAV", 50).stale).toBe(false);
    expect(look("SAV", 90).stale).toBe(true);
  });

  it("nothing received is stale, never zero", () => {
    const { look, hear } = floorOf();
    hear(queue("cisco-uccx-csq", csq), 5);
    expect(look("SAV", 70)).toMatchObject({ stale: true, statistics: { now: { waiting: 2 } } });
  });

  it("counters that go down begin a new window, with a remark", () => {
    const { look, hear } = floorOf();
    const params = (Completed: number) => queue("asterisk-queue-params", { Queue: "SAV", Completed });
    hear(params(20), 0);
    hear(params(1), 10);
    const { totals, quality } = look("SAV", 11).statistics ?? params(0);
    expect(totals.answered).toBe(1);
    expect(quality).toContainEqual({ path: "totals", reason: "reset" });
  });

  it("a local clock without a zone is not guessed", () => {
    expect(queue("cisco-uccx-csq", csq).observedAt).toBeNull();
    expect(queue("cisco-uccx-csq", csq, inParis).observedAt).toBe(nine + 5_000);
    const skipped = { ...csq, enddatetime: "2026-03-29 02:30:00" };
    expect(read("cisco-uccx-csq", skipped, inParis)).toMatchObject({
      statistics: [{ observedAt: null }],
      problems: [{ path: "observedAt" }],
    });
    const twice = { ...csq, enddatetime: "2026-10-25 02:30:00" };
    const at = (receivedAt: string) =>
      queue("cisco-uccx-csq", twice, inParis, Date.parse(receivedAt)).observedAt;
    expect(at("2026-10-25T00:30:05Z")).toBe(Date.parse("2026-10-25T00:30:00Z"));
    expect(at("2026-10-25T01:30:05Z")).toBe(Date.parse("2026-10-25T01:30:00Z"));
  });
});

describe("what must be known of a figure", () => {
  const summary = { Event: "QueueSummary", Queue: "sales", LoggedIn: "5", Available: "2", Callers: "1" };

  it("is said of figures that are there", () => {
    expect(queue("asterisk-ami", summary).quality).toEqual([
      { path: "agents.ready", reason: "may_include_wrap_up" },
      { path: "observedAt", reason: "received_time" },
    ]);
  });

  it("stays with a figure that a message of changes does not repeat", () => {
    const { look, hear } = floorOf();
    const options = { mergePartial: true };
    hear(queue("asterisk-queue-summary", summary, options), 0, true);
    hear(queue("asterisk-queue-summary", { Queue: "sales", Callers: "4" }, options), 10, true);
    const merged = look("sales", 11).statistics;
    expect(merged).toMatchObject({ now: { waiting: 4 }, agents: { ready: 2 } });
    expect(merged?.quality).toContainEqual({ path: "agents.ready", reason: "may_include_wrap_up" });
  });
});

describe("callers who ring", () => {
  const option = { ringingCountedInWaiting: false };

  it("are added where the site says that the source counts them apart, and never twice", () => {
    const pilot = {
      eventName: "OnPilotRtiChanged",
      number: "1",
      nbOfWaitingCalls: 3,
      nbOfRingingACDCalls: 2,
    };
    expect(queue("alcatel-ccd-rti", pilot).now.waiting).toBe(3);
    expect(queue("alcatel-ccd-rti", pilot, option).now.waiting).toBe(5);
    const split = { SPLIT: 12, INQUEUE: 3, INRING: 1 };
    expect(queue("avaya-cms", split).now.waiting).toBe(4);
    expect(queue("avaya-cms", split, option).now.waiting).toBe(4);
  });
});

describe("the unit of durations", () => {
  it("is the site's to say, and the limit of Avaya's service level is in seconds all the same", () => {
    const split = { SPLIT: 12, INQUEUE: 1, INRING: 0, OLDESTCALL: 64_000, SERVICELEVEL: 20 };
    const { now, serviceLevel } = queue("avaya-cms", split, { timeUnit: "ms" });
    expect([now.longestWaitSeconds, serviceLevel.thresholdSeconds]).toEqual([64, 20]);
  });
});

describe("the ten formulas of one call centre", () => {
  // 70 answered in time, 10 abandoned in time, 20 over the limit, of which 14 answered and 6 abandoned; 4 of the early ones short.
  const counts = {
    ...{ offered: 105, answered: 84, abandoned: 16, abandonedShort: 4, answeredInTarget: 70 },
    ...{ abandonedInTarget: 10, flowOut: 5, waiting: 8, waitingOverTarget: 2, breached: 35 },
  };

  it.each<[Formula, number | null]>([
    ["answered", 70 / 84],
    ["offered", 70 / 105],
    ["offered-less-short", 70 / 101],
    ["completed", 70 / 100],
    ["completed-less-short", 70 / 96],
    ["completed-plus-flow-out", 70 / 105],
    ["offered-less-early-abandons", 70 / 95],
    ["early-abandons-count", 80 / 100],
    ["waiting-now", 6 / 8],
    ["not-breached", 70 / 105],
    ["vendor", null],
  ])("%s divides what it says", (formula, share) => {
    const percent = serviceLevelPercent(formula, counts);
    if (share === null) expect(percent).toBeNull();
    else expect(percent).toBeCloseTo(100 * share, 9);
  });
});

describe("an agent of Asterisk whose telephone is gone and who is paused", () => {
  it("is unreachable, and the reason of the pause is kept", () => {
    const member = { Event: "QueueMember", Queue: "sales", Location: "SIP/7", Status: "5", InCall: "0" };
    const [agent] = read("asterisk-ami", {
      ...member,
      ...{ Paused: "1", PausedReason: "Basket", Wrapuptime: "0" },
    }).agents;
    expect(agent).toMatchObject({ state: "unreachable", reason: { code: "Basket" } });
  });
});
