import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Floor, queueKey } from "../../../src/domain/floor.ts";
import type { QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { MOST_ROWS } from "../../../src/drivers/acd/jsonRows.ts";
import { o2gRti } from "../../../src/drivers/acd/o2gRti.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import type { ReaderSetting, Rows } from "../../../src/drivers/acd/profileReader.ts";
import { type ProfileOptions, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";

const shipped = (id: string) =>
  profileSchema.parse(
    parse(readFileSync(new URL(`../../../devices/acds/${id}.yaml`, import.meta.url), "utf8")),
  );

const context = { receivedAt: Date.UTC(2026, 0, 12, 9), listIgnored: false };

type Setting = ReaderSetting<ReturnType<typeof o2gRti.layout.parse>>;

function open(layout: object = {}, agentRows: Setting["agentRows"] = "") {
  const reader = o2gRti.open({ rows: "", agentRows, layout: o2gRti.layout.parse(layout), options: {} });
  const rows = (value: unknown): Rows =>
    reader.read(typeof value === "string" ? value : JSON.stringify(value), context);
  return {
    messagesOf: reader.messagesOf,
    rows,
    read: (value: unknown): Extract<Rows, { ok: true }> => {
      const result = rows(value);
      if (!result.ok) throw new Error(result.message);
      return result;
    },
  };
}

const pilot = (changes: object) => ({ eventName: "OnPilotRtiChanged", number: "60100", ...changes });
const group = (changes: object) => ({ eventName: "OnPGAgentRtiChanged", number: "60300", ...changes });
const queue = (changes: object) => ({ eventName: "OnQueueRtiChanged", number: "60200", ...changes });
const agent = (changes: object) => ({ eventName: "OnAgentRtiChanged", number: "4212", ...changes });

describe("notifications of O2G", () => {
  it.each([
    ["its name in eventName", pilot({ nbOfWaitingCalls: 3 })],
    ["its name in event", { event: "OnPilotRtiChanged", number: "60100", nbOfWaitingCalls: 3 }],
    ["what changed under data", { event: "OnPilotRtiChanged", data: { number: 60100, nbOfWaitingCalls: 3 } }],
    ["its name around it", { onpilotrtichanged: { number: "60100", nbOfWaitingCalls: 3 } }],
    ["its name around several", { OnPilotRtiChanged: [{ number: "60100", nbOfWaitingCalls: 3 }] }],
    ["others in a list", [{ eventName: "OnTelephonyStateUpdated" }, pilot({ nbOfWaitingCalls: 3 })]],
    ["others on lines", `${JSON.stringify(group({}))}\n${JSON.stringify(pilot({ nbOfWaitingCalls: 3 }))}\n`],
  ])("are read with %s", (_, message) => {
    const { rows, problems } = open().read(message);
    expect(rows.find((row) => row["kind"] === "pilot")).toMatchObject({
      number: "60100",
      nbOfWaitingCalls: 3,
    });
    expect(problems).toEqual([]);
  });

  it("know processing groups by their long name too", () => {
    const message = { eventName: "OnAgentProcessingGroupRtiChanged", number: "60300", nbOfIdleAgents: 2 };
    expect(open().read(message).rows).toMatchObject([{ kind: "group", nbOfIdleAgents: 2 }]);
  });

  it("without a name are refused, and told one by one among others", () => {
    expect(open().rows({ number: "60100" })).toMatchObject({ ok: false, reason: "wrong_shape" });
    expect(open().rows([1, null, "x", {}])).toMatchObject({ ok: false, reason: "wrong_shape" });
    const { rows, problems } = open().read([{ number: "60100", state: "Opened" }, pilot({})]);
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([
      { path: "events.0", message: "does not say which event it is: eventName is missing" },
    ]);
  });

  it.each([undefined, "", null, {}, "1".repeat(65)])("without a number (%j) are told", (number) => {
    const { rows, problems } = open().read([pilot({ number }), { OnPilotRtiChanged: "x" }]);
    expect(rows).toEqual([]);
    expect(problems).toEqual([
      { path: "events.0.number", message: "is missing" },
      { path: "events.1.number", message: "is missing" },
    ]);
  });

  it("may be none at all", () => {
    expect(open().read([])).toEqual({ ok: true, rows: [], agents: [], problems: [] });
  });

  it("that are no JSON, too deep or too many are refused", () => {
    expect(open().rows("OnPilotRtiChanged")).toMatchObject({ ok: false, reason: "not_json" });
    expect(open().rows(`${JSON.stringify(pilot({}))}\n{"eventName":`)).toMatchObject({ ok: false });
    expect(open().rows("[".repeat(50) + "]".repeat(50))).toMatchObject({ ok: false, reason: "too_deep" });
    expect(open().rows(Array(MOST_ROWS + 1).fill(pilot({})))).toMatchObject({
      ok: false,
      message: `holds more than ${MOST_ROWS} events`,
    });
  });

  it("of a capture are cut into single ones", () => {
    const two = [pilot({ nbOfWaitingCalls: 1 }), pilot({ nbOfWaitingCalls: 2 })].map((one) =>
      JSON.stringify(one),
    );
    expect(open().messagesOf(two.join("\n"))).toEqual(two);
    expect(open().messagesOf(`[${two.join(",")}]`)).toEqual(two);
  });
});

describe("what belongs together", () => {
  const together = [["nbOfWaitingCalls", "nbOfRingingACDCalls"]];

  it("goes together when one of it changes, and alone nothing else is repeated", () => {
    const reader = open({ together });
    reader.read(pilot({ nbOfWaitingCalls: 3, nbOfRingingACDCalls: 2, serviceLevel: 78, name: "COMMANDES" }));
    expect(reader.read(pilot({ nbOfWaitingCalls: 4 })).rows).toEqual([
      {
        kind: "pilot",
        number: "60100",
        nbOfWaitingCalls: 4,
        nbOfRingingACDCalls: 2,
      },
    ]);
    expect(reader.read(pilot({ serviceLevel: 80 })).rows).toEqual([
      { kind: "pilot", number: "60100", serviceLevel: 80 },
    ]);
  });

  it("is not taken from another object, nor from one that was forgotten", () => {
    const reader = open({ together });
    reader.read(pilot({ nbOfRingingACDCalls: 2 }));
    expect(reader.read(pilot({ number: "60101", nbOfWaitingCalls: 1 })).rows[0]).not.toHaveProperty(
      "nbOfRingingACDCalls",
    );
    reader.read(Array.from({ length: 10_000 }, (_, index) => pilot({ number: `n${index}` })));
    expect(reader.read(pilot({ nbOfWaitingCalls: 1 })).rows[0]).not.toHaveProperty("nbOfRingingACDCalls");
  });

  it("does not keep what is no figure", () => {
    const reader = open({ together });
    reader.read(pilot({ nbOfRingingACDCalls: { huge: [] } }));
    expect(reader.read(pilot({ nbOfWaitingCalls: 1 })).rows[0]).not.toHaveProperty("nbOfRingingACDCalls");
  });
});

describe("a pilot with its queue and group", () => {
  const links = { "60100": { queue: "60200", group: "60300" }, "60101": { group: "60300" } };

  it("is lent their figures, and nothing that it says itself", () => {
    const { rows } = open({ links }).read([
      queue({ name: "FILE", state: "Blocked", nbOfWaitingCalls: 9, currentWaitingTime: 64 }),
      group({ name: "GT", state: "Closed", nbOfIdleAgents: 2, consolidatedPilotsServiceLevel: 50 }),
    ]);
    expect(rows.filter((row) => row["kind"] === "pilot")).toEqual([
      { kind: "pilot", number: "60100", currentWaitingTime: 64 },
      { kind: "pilot", number: "60100", nbOfIdleAgents: 2 },
      { kind: "pilot", number: "60101", nbOfIdleAgents: 2 },
    ]);
  });

  it("has no row of its own where nothing of it changed", () => {
    expect(open({ links }).read(queue({ nbOfWaitingCalls: 9 })).rows).toHaveLength(1);
  });
});

describe("the profile of pilots, queues and groups", () => {
  const lastAfter = (
    messages: readonly unknown[],
    options: ProfileOptions = {},
  ): readonly QueueStatistics[] => {
    const reader = compileProfile(shipped("alcatel-ccd-rti"), options);
    let last: readonly QueueStatistics[] = [];
    for (const message of messages) {
      const result = reader.read(JSON.stringify(message), context);
      if (!result.ok) throw new Error(result.problem.message);
      last = result.statistics;
    }
    return last;
  };

  it("adds callers that ring where a site says that they are counted apart, also when only one of both changes", () => {
    const apart = { ringingCountedInWaiting: false };
    const first = pilot({ nbOfWaitingCalls: 3, nbOfRingingACDCalls: 2 });
    expect(lastAfter([first, pilot({ nbOfWaitingCalls: 4 })], apart)[0]?.now).toMatchObject({
      waiting: 6,
      ringing: 2,
    });
    expect(lastAfter([first, pilot({ nbOfRingingACDCalls: 0 })], apart)[0]?.now).toMatchObject({
      waiting: 3,
    });
    expect(lastAfter([first, pilot({ nbOfWaitingCalls: 4 })])[0]?.now).toMatchObject({ waiting: 4 });
  });

  it("adds both kinds of work after a call when one of them changes", () => {
    const first = group({ nbOfAgentsInWrapupAndTransaction: 2, nbOfAgentsInPause: 1 });
    const [statistics] = lastAfter([first, group({ nbOfAgentsInPause: 3 })]);
    expect(statistics?.agents).toMatchObject({ wrapUp: 5, ready: null, notReady: null });
  });

  it("says nothing of what did not change", () => {
    const [statistics] = lastAfter([
      pilot({ nbOfWaitingCalls: 3, serviceLevel: 78 }),
      pilot({ serviceLevel: 79 }),
    ]);
    expect(statistics?.now.waiting).toBeNull();
    expect(statistics?.serviceLevel.vendorPercent).toBe(79);
  });

  it("has every message read, also where many come on one topic", () => {
    for (const id of ["alcatel-ccd-rti", "alcatel-ccd-agents"])
      expect(compileProfile(shipped(id), {}).remembers).toBe(true);
    expect(compileProfile(shipped("alcatel-ccd-rti"), {}).partial).toBe(true);
  });

  it("lets each group of figures grow old by itself where group and pilot are one", () => {
    const links = { "60100": { queue: "60200", group: "60300" } };
    const profile = profileSchema.parse({ ...shipped("alcatel-ccd-rti"), layout: { links } });
    const reader = compileProfile(profile, {});
    const floor = new Floor();
    const key = queueKey("oxe", "60100");
    const at = (monotonic: number, ...events: readonly object[]) => {
      const result = reader.read(JSON.stringify(events), context);
      const arrival = {
        monotonic,
        wall: 0,
        clockSynced: false,
        retained: false,
        publishedAt: null,
        validForSeconds: null,
      };
      for (const statistics of result.ok ? result.statistics : [])
        floor.accept("oxe", statistics, { ...arrival, partial: reader.partial });
      const options = { agents: "none" as const, staleAfterMs: () => 60_000, name: null };
      return floor.subject([key], options, { monotonic, wall: 0, clockSynced: false }).statistics;
    };
    at(0, pilot({ nbOfWaitingCalls: 3 }), queue({ currentWaitingTime: 64 }), group({ nbOfIdleAgents: 2 }));
    const both = at(50_000, pilot({ nbOfWaitingCalls: 4 }));
    expect([both?.now.waiting, both?.now.longestWaitSeconds, both?.agents.ready]).toEqual([4, 64, 2]);
    const late = at(70_000, pilot({ serviceLevel: 80 }));
    expect([late?.now.waiting, late?.agents.ready]).toEqual([4, null]);
  });

  it("knows nothing of people", () => {
    const reader = compileProfile(shipped("alcatel-ccd-rti"), {});
    expect(reader.read(JSON.stringify(agent({ phoneState: "Idle" })), context)).toMatchObject({
      ok: true,
      statistics: [],
      agents: [],
    });
  });
});

describe("single agents", () => {
  const statesAfter = (...events: readonly object[]) => {
    const reader = open();
    return events.map((changes) => reader.read(agent(changes)).agents[0]);
  };
  const words = (...events: readonly object[]) => statesAfter(...events).map((row) => row?.["state"]);

  it("are known once both halves of their state are", () => {
    expect(
      words({ phoneState: "Idle" }, { serviceState: "Assigned" }, { serviceState: "Withdrawn" }),
    ).toEqual(["unknown", "Idle", "Withdrawn"]);
    expect(words({ serviceState: "Withdrawn" }, { phoneState: "Idle" })).toEqual(["Withdrawn", "Withdrawn"]);
    expect(words({ serviceState: "LoggedIn" }, { phoneState: "Idle" })).toEqual(["unknown", "Idle"]);
    expect(words({ phoneState: "AcdRinging" })).toEqual(["AcdRinging"]);
    expect(words({ serviceState: "LoggedOut", phoneState: "OutOfOrder" })).toEqual(["LoggedOut"]);
  });

  it("are unknown again when the exchange says that it does not know", () => {
    const ready = { serviceState: "Assigned", phoneState: "Idle" };
    expect(words(ready, { phoneState: "unknown" })).toEqual(["Idle", "unknown"]);
    expect(words(ready, { serviceState: "unknown" })).toEqual(["Idle", "unknown"]);
    expect(words({ serviceState: "Withdrawn", phoneState: "unknown" })).toEqual(["Withdrawn"]);
  });

  it("keep talking when they withdraw during a call", () => {
    const rows = statesAfter(
      { serviceState: "Assigned", phoneState: "AcdConversation" },
      { serviceState: "Withdrawn", withdrawReason: 3, currentPG: "60300" },
      { phoneState: "Idle" },
      { serviceState: "Assigned" },
    );
    expect(rows).toMatchObject([
      { state: "AcdConversation", pending: null, withdrawReason: null },
      { state: "AcdConversation", pending: "Withdrawn", withdrawReason: "3", currentPG: "60300" },
      { state: "Withdrawn", pending: null, withdrawReason: "3" },
      { state: "Idle", pending: null, withdrawReason: null },
    ]);
    expect(statesAfter({ serviceState: "Withdrawn", phoneState: "OutOfOrder" })).toMatchObject([
      { state: "OutOfOrder", pending: null },
    ]);
  });

  it("are dated by the half that changed last, in UTC even where it is not said", () => {
    const [idle, withdrawn, dated, talking, other] = statesAfter(
      {
        serviceState: "Assigned",
        serviceStateDate: "2026-01-12T08:00:00",
        phoneState: "Idle",
        phoneStateDate: "2026-01-12T09:00:00Z",
      },
      { serviceState: "Withdrawn", serviceStateDate: "2026-01-12T09:05:00Z" },
      { serviceStateDate: "2026-01-12T09:06:00Z" },
      { phoneState: "AcdConversation", phoneStateDate: "yesterday" },
      { phoneState: "AcdConversation" },
    );
    expect(idle?.["since"]).toBe(Date.parse("2026-01-12T09:00:00Z"));
    expect(withdrawn?.["since"]).toBe(Date.parse("2026-01-12T09:05:00Z"));
    expect(dated?.["since"]).toBe(Date.parse("2026-01-12T09:06:00Z"));
    expect(talking?.["since"]).toBeNull();
    expect(other?.["since"]).toBeNull();
  });

  it.each(["SupervisorDiscreteListening", "AgentDiscreteListening", "ContinuousSupervision", "Recording"])(
    "show nothing of %s",
    (monitored) => {
      const since = "2026-01-12T09:00:00Z";
      const rows = statesAfter(
        { serviceState: "Assigned", phoneState: "PrivateConference", phoneStateDate: since },
        { phoneState: monitored, phoneStateDate: "2026-01-12T09:01:00Z" },
        { phoneState: "Idle" },
        { phoneState: monitored, phoneStateDate: "2026-01-12T09:02:00Z" },
        { phoneState: monitored },
      );
      expect(rows[1]).toEqual(rows[0]);
      expect(rows[3]).toMatchObject({ state: "Conversation", since: null });
      expect(rows[4]).toEqual(rows[3]);
      expect(JSON.stringify(rows)).not.toContain(monitored);
    },
  );

  it("have no names, and are not kept for a profile that does not ask for them", () => {
    const rows = statesAfter({
      name: "DURAND",
      firstName: "Anne",
      phoneState: "Idle",
      associatedSet: "4112",
    });
    expect(JSON.stringify(rows)).not.toMatch(/DURAND|Anne/);
    expect(rows[0]).toMatchObject({ number: "4212", associatedSet: "4112" });
    expect(open({}, null).read(agent({ phoneState: "Idle" })).agents).toEqual([]);
  });

  it("are forgotten when far too many came after them", () => {
    const reader = open();
    reader.read(agent({ serviceState: "Assigned" }));
    reader.read(
      Array.from({ length: 10_000 }, (_, index) => agent({ number: `n${index}`, phoneState: "Idle" })),
    );
    expect(reader.read(agent({ phoneState: "Idle" })).agents).toMatchObject([{ state: "unknown" }]);
  });
});

describe("any notification", () => {
  const phone = fc.constantFrom(
    ...[
      "Idle",
      "AcdRinging",
      "AcdConversation",
      "WrapUp",
      "Pause",
      "OutOfOrder",
      "Recording",
      "unknown",
      "x",
    ],
  );
  const service = fc.constantFrom("LoggedOut", "LoggedIn", "Assigned", "Withdrawn", "unknown", "x");
  const event = fc.record(
    {
      eventName: fc.constantFrom("OnAgentRtiChanged", "OnPilotRtiChanged", "OnPGAgentRtiChanged", "OnOther"),
      number: fc.constantFrom("1", "2", 3, null),
      phoneState: fc.oneof(phone, fc.jsonValue()),
      serviceState: fc.oneof(service, fc.jsonValue()),
      phoneStateDate: fc.oneof(fc.constant("2026-01-12T09:00:00Z"), fc.jsonValue()),
      nbOfWaitingCalls: fc.jsonValue(),
      nbOfAgentsInPause: fc.jsonValue(),
      currentPG: fc.jsonValue(),
    },
    { requiredKeys: ["eventName"] },
  );

  it("never throws, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(event, fc.jsonValue())), fc.string(), (events, garbage) => {
        for (const id of ["alcatel-ccd-rti", "alcatel-ccd-agents"]) {
          const reader = compileProfile(shipped(id), {});
          reader.read(JSON.stringify(events), context);
          reader.read(garbage, context);
          reader.messagesOf(garbage);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leaves an idle agent ready only when he is known to be signed on and not withdrawn", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ phoneState: phone, serviceState: service }, { requiredKeys: [] })),
        (all) => {
          const rows = statesOf(all);
          const last = all.findLast((one) => one.serviceState !== undefined)?.serviceState;
          if (rows.at(-1)?.["state"] === "Idle") expect(["LoggedIn", "Assigned"]).toContain(last);
          if (rows.at(-1)?.["state"] === "Withdrawn") expect(last).toBe("Withdrawn");
        },
      ),
    );
  });

  function statesOf(changes: readonly object[]) {
    const reader = open();
    return changes.map((change) => reader.read(agent(change)).agents[0]);
  }
});
