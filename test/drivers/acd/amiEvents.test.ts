import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amiSource, caller, params, T, whole } from "./ami/amiBench.ts";

/** The events as the manager interface sends them. */
const rawOf = (...events: readonly Readonly<Record<string, string | number>>[]): string =>
  events
    .map((event) => Object.entries(event).map(([name, value]) => `${name}: ${value}\r\n`))
    .map((lines) => `${lines.join("")}\r\n`)
    .join("");

describe("messages of Asterisk's manager interface", () => {
  const forms = {
    "text as it is sent": `Asterisk Call Manager/9.0.0\r\n\r\n${rawOf(...whole)}`,
    "text with bare line feeds": rawOf(...whole).replaceAll("\r", ""),
    "text with lines that are no headers": rawOf(...whole).replaceAll("Event:", "no header\r\nEvent:"),
    "a list of JSON objects": JSON.stringify(whole),
    "lines of JSON": whole.map((event) => JSON.stringify(event)).join("\n"),
    "headers in another case": JSON.stringify(
      whole.map((event) =>
        Object.fromEntries(Object.entries(event).map(([name, value]) => [name.toUpperCase(), value])),
      ),
    ),
    "booleans and numbers in JSON": JSON.stringify(
      whole.map((event) =>
        "Paused" in event ? { ...event, Paused: event.Paused === 1, Variables: {} } : event,
      ),
    ),
  };

  it.each(Object.entries(forms))("are understood as %s", (_, text) => {
    const source = amiSource();
    expect(source.read(text, T)).toMatchObject({ ok: true, problems: [] });
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: 1, longestWaitSeconds: 30, averageWaitSeconds: 30, waitingOverTarget: 1 },
      agents: { loggedIn: 2, ready: 1, notReady: 1, reserved: 0, onCall: 0, onOtherCall: 0, wrapUp: 0 },
      totals: { answered: 18, abandoned: 2, offered: 20 },
    });
    expect(source.agents.get("PJSIP/102")).toMatchObject({
      state: "notReady",
      reason: { code: "PAUSE", class: "break" },
      since: (T - 60) * 1_000,
      extension: "102",
    });
  });

  it("are cut out of a capture one by one, and come to the same", () => {
    for (const text of [rawOf(...whole), JSON.stringify(whole), forms["lines of JSON"]]) {
      const source = amiSource();
      const messages = source.reader.messagesOf(text);
      expect(messages).toHaveLength(whole.length);
      for (const message of messages) source.read(message, T);
      expect(source.queue("sales").agents).toMatchObject({ loggedIn: 2, ready: 1, notReady: 1 });
    }
    expect(amiSource().reader.messagesOf("nothing")).toEqual(["nothing"]);
  });

  it.each([
    ["nothing of the kind", "not_json"],
    ["[1]", "wrong_shape"],
    ["{", "not_json"],
  ])("are refused when they are %s", (text, reason) => {
    expect(amiSource().read(text, T)).toMatchObject({ ok: false, reason });
  });

  it("say nothing when they are events of something else", () => {
    const source = amiSource();
    source.hears(
      T,
      { Event: "Newchannel", Queue: "sales" },
      { Event: "QueueParams" },
      { Response: "Success" },
    );
    source.hears(
      T,
      { Event: "QueueMember", Queue: "sales" },
      { Event: "QueueMemberRemoved", Queue: "sales" },
    );
    source.hears(T, { Event: "QueueEntry", Queue: "sales" }, { Event: "AgentConnect", Queue: "sales" });
    source.hears(T, { Event: "QueueCallerJoin" }, { Event: "AgentCalled", Queue: "sales" });
    expect([...source.queues.keys()]).toEqual(["sales"]);
    expect(source.queue("sales").now.waiting).toBeNull();
    expect(source.agents.size).toBe(0);
  });

  it("name what nobody reads, and never say it: callers' numbers are among it", () => {
    const source = amiSource();
    const event = caller("QueueCallerJoin", "sales", "a", { Count: 1, CallerIDName: "Jeanne" });
    const result = source.read(JSON.stringify(event), T, true);
    expect(result).toMatchObject({
      ok: true,
      ignored: expect.arrayContaining(["CallerIDNum", "CallerIDName"]),
    });
    expect(JSON.stringify(result)).not.toMatch(/0612345678|Jeanne|trunk/);
    expect(source.read(JSON.stringify({ Event: "Newchannel" }), T, true)).toMatchObject({ statistics: [] });
  });
});

describe("too much of everything", () => {
  it("is left out and told", () => {
    const source = amiSource();
    const queues = Array.from({ length: 501 }, (_, index) => params(`q${index}`, 0));
    expect(source.read(JSON.stringify(queues), T)).toMatchObject({
      problems: [{ message: expect.stringContaining("500 queues") }],
    });
    expect(source.queues.size).toBe(500);
    const crowd = amiSource();
    const members = Array.from({ length: 50_001 }, (_, index) => ({
      Event: "QueueMember",
      Queue: "s",
      Location: `SIP/${index}`,
    }));
    expect(crowd.read(JSON.stringify(members), T)).toMatchObject({
      problems: [{ message: expect.stringContaining("50000 members") }],
    });
  });

  it("in one event does no harm", () => {
    const source = amiSource();
    const headers = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`H${index}`, "x"]));
    source.hears(T, {
      Event: "QueueParams",
      Queue: "sales",
      Calls: 1,
      Holdtime: "9".repeat(600),
      ...headers,
    });
    expect(source.queue("sales")).toMatchObject({ now: { waiting: 1 }, averages: { answerSeconds: null } });
  });

  it("is heard in any order without harm: counts are never negative, and agents add up", () => {
    const kinds = [
      ...["QueueSummary", "QueueParams", "QueueMember", "QueueEntry", "QueueStatusComplete"],
      ...["QueueMemberStatus", "QueueMemberRemoved", "QueueMemberPause", "QueueCallerJoin"],
      ...["QueueCallerLeave", "QueueCallerAbandon", "AgentCalled", "AgentConnect", "AgentComplete"],
      ...["AgentRingNoAnswer", "FullyBooted", "Reload", "Leave", "nothing"],
    ];
    const small = fc.integer({ min: -1, max: 9 }).map(String);
    const event = fc.record(
      {
        Event: fc.constantFrom(...kinds),
        Queue: fc.constantFrom("sales", "support"),
        Interface: fc.constantFrom("PJSIP/1", "PJSIP/2", "PJSIP/3"),
        Uniqueid: fc.constantFrom("a", "b", "c"),
        ...{ Status: small, InCall: fc.constantFrom("0", "1"), Paused: fc.constantFrom("0", "1", "") },
        ...{ Wait: small, Count: small, Calls: small, Callers: small, LoggedIn: small, Available: small },
        ...{
          LastCall: small,
          Wrapuptime: small,
          Completed: small,
          LongestHoldTime: fc.string(),
          ListItems: small,
        },
      },
      { requiredKeys: ["Event"] },
    );
    const step = fc.tuple(event, fc.option(fc.integer({ min: 0, max: 30 })));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const source = amiSource();
        for (const [said, at] of steps) {
          source.hears(at, said);
          for (const { now, agents, quality } of source.queues.values()) {
            const figures = [...Object.values(now), ...Object.values(agents)];
            expect(figures.every((figure) => figure === null || figure >= 0)).toBe(true);
            // Our own counts add up; what a summary claims is not ours.
            if (agents.reserved !== null)
              expect(quality.some(({ reason }) => reason === "partition_mismatch")).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of other things than events is refused or says nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const source = amiSource();
        const result = source.read(text, T);
        expect(result.ok ? result.problems : []).toEqual([]);
        expect(source.reader.messagesOf(text).length).toBeGreaterThan(0);
      }),
    );
  });
});
