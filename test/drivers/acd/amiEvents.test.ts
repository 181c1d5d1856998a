import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amiSource, caller, complete, member, params, pushed } from "./ami/amiBench.ts";

const T = 1_768_208_400;

/** The events as the manager interface sends them. */
const rawOf = (...events: readonly Readonly<Record<string, string | number>>[]): string =>
  events
    .map((event) => Object.entries(event).map(([name, value]) => `${name}: ${value}\r\n`))
    .map((lines) => `${lines.join("")}\r\n`)
    .join("");

const whole = [
  params("sales", 1),
  member("sales", "PJSIP/101"),
  member("sales", "PJSIP/102", { Paused: 1, PausedReason: "PAUSE", LastPause: T - 60 }),
  caller("QueueEntry", "sales", "a", { Wait: 30 }),
  complete(4),
];

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

describe("callers of an Asterisk queue", () => {
  it("are as old as Asterisk said, and older by the time since", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    source.hears(T + 5, caller("QueueCallerJoin", "sales", "b", { Count: 2 }));
    source.hears(T + 15, pushed("sales", "PJSIP/101"));
    expect(source.queue("sales").now).toMatchObject({
      waiting: 2,
      longestWaitSeconds: 45,
      averageWaitSeconds: 27.5,
      waitingOverTarget: 1,
    });
    source.hears(T + 15, caller("QueueCallerLeave", "sales", "a", { Count: 1 }));
    expect(source.queue("sales").now).toMatchObject({ waiting: 1, longestWaitSeconds: 10, ringing: 0 });
    source.hears(T + 16, caller("QueueCallerAbandon", "sales", "b"));
    source.hears(T + 16, caller("QueueCallerLeave", "sales", "b", { Count: 0 }));
    expect(source.queue("sales").now).toMatchObject({
      waiting: 0,
      longestWaitSeconds: 0,
      averageWaitSeconds: null,
      waitingOverTarget: 0,
      ringing: 0,
    });
  });

  it("are over the limit that the site sets, whatever the queue's own is", () => {
    const source = amiSource({ thresholdSeconds: 40 });
    source.hears(T, ...whole);
    expect(source.queue("sales").now.waitingOverTarget).toBe(0);
  });

  it("ring as long as one agent is called for them", () => {
    const source = amiSource();
    const call = (kind: string, device: string) => caller(kind, "sales", "a", { Interface: device });
    source.hears(T, caller("QueueCallerJoin", "sales", "a", { Count: 1 }));
    expect(source.queue("sales").now.ringing).toBe(0);
    source.hears(T, call("AgentCalled", "PJSIP/101"), call("AgentCalled", "PJSIP/102"));
    expect(source.queue("sales").now.ringing).toBe(1);
    source.hears(T, call("AgentRingNoAnswer", "PJSIP/101"));
    expect(source.queue("sales").now.ringing).toBe(1);
    source.hears(T, call("AgentDump", "PJSIP/102"));
    expect(source.queue("sales").now.ringing).toBe(0);
    source.hears(T, call("AgentCalled", "PJSIP/101"));
    source.hears(
      T,
      caller("QueueCallerLeave", "sales", "a", { Count: 0 }),
      call("AgentConnect", "PJSIP/101"),
    );
    expect(source.queue("sales").now).toMatchObject({ waiting: 0, ringing: 0 });
  });

  it("may ring or not where we came later than they did", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    expect(source.queue("sales").now.ringing).toBeNull();
    source.hears(T, caller("AgentCalled", "sales", "a", { Interface: "PJSIP/101" }));
    expect(source.queue("sales").now.ringing).toBe(1);
    source.hears(T, caller("AgentRingNoAnswer", "sales", "a", { Interface: "PJSIP/101" }));
    expect(source.queue("sales").now.ringing).toBeNull();
    source.hears(
      T,
      caller("Join", "sales", "old", { Count: 2 }),
      caller("Leave", "sales", "a", { Count: 1 }),
    );
    expect(source.queue("sales").now).toMatchObject({ waiting: 1, ringing: null });
  });

  it("are counted by Asterisk itself; where an old one does not, by ourselves, from a known number on", () => {
    const source = amiSource();
    source.hears(T, caller("Join", "sales", "a"));
    expect(source.queue("sales").now.waiting).toBeNull();
    source.hears(T, params("sales", 1), caller("Join", "sales", "b"));
    expect(source.queue("sales").now.waiting).toBe(2);
    source.hears(
      T,
      caller("Leave", "sales", "a"),
      caller("Leave", "sales", "b"),
      caller("Leave", "sales", "c"),
    );
    expect(source.queue("sales").now.waiting).toBe(0);
    source.hears(
      T,
      { Event: "Join", Queue: "sales", Count: 1 },
      { Event: "Leave", Queue: "sales", Count: 0 },
    );
    source.hears(T, { Event: "QueueCallerAbandon", Queue: "sales" });
    expect(source.queue("sales").now.waiting).toBe(0);
  });

  it("have no age that we know when some of them were never told of", () => {
    const source = amiSource();
    source.hears(T, params("sales", 2), caller("QueueEntry", "sales", "a", { Wait: 30 }));
    expect(source.queue("sales").now).toMatchObject({ waiting: 2, longestWaitSeconds: null, ringing: null });
    const summary = { Event: "QueueSummary", Queue: "sales", Callers: 2, LongestHoldTime: 40 };
    source.hears(T + 1, summary);
    source.hears(T + 4, pushed("sales", "PJSIP/101"));
    expect(source.queue("sales").now).toMatchObject({ waiting: 2, longestWaitSeconds: 43 });
    source.hears(T + 5, caller("QueueCallerLeave", "sales", "z", { Count: 1 }), params("sales", 2));
    expect(source.queue("sales").now).toMatchObject({ waiting: 2, longestWaitSeconds: null });
  });

  it("have the ages of one message without any clock, and none after it", () => {
    const source = amiSource();
    source.read(JSON.stringify(whole), null);
    expect(source.queue("sales").now.longestWaitSeconds).toBe(30);
    source.hears(null, { Event: "QueueSummary", Queue: "sales", Callers: 5, LongestHoldTime: 40 });
    expect(source.queue("sales").now.longestWaitSeconds).toBe(40);
    source.hears(null, pushed("sales", "PJSIP/101"));
    expect(source.queue("sales").now.longestWaitSeconds).toBeNull();
    source.hears(null, { Event: "QueueSummary", Queue: "sales", Callers: 1 });
    expect(source.queue("sales").now.longestWaitSeconds).toBeNull();
  });

  it("age by Asterisk's own stamps, with our clock or without", () => {
    for (const received of [null, T + 7]) {
      const source = amiSource();
      source.hears(received, caller("QueueCallerJoin", "sales", "a", { Count: 1, Timestamp: `${T}.250000` }));
      source.hears(received, pushed("sales", "PJSIP/101", { Timestamp: `${T + 12}.500000` }));
      expect(source.queue("sales").now.longestWaitSeconds).toBe(12);
    }
  });

  it("are no more than any queue takes", () => {
    const source = amiSource();
    const callers = Array.from({ length: 1_200 }, (_, index) =>
      caller("QueueCallerJoin", "sales", `c${index}`),
    );
    source.read(JSON.stringify([params("sales", 0), ...callers]), T);
    expect(source.queue("sales").now).toMatchObject({ waiting: 1_200, longestWaitSeconds: null });
    const rings = Array.from({ length: 300 }, (_, index) =>
      caller("AgentCalled", "sales", "c1", { Interface: `PJSIP/${index}` }),
    );
    expect(source.read(JSON.stringify(rings), T)).toMatchObject({ ok: true });
  });
});

describe("agents of an Asterisk queue", () => {
  it.each([
    [{ Status: 5, Paused: 1, PausedReason: "Basket", InCall: 1 }, "unreachable"],
    [{ Status: 4 }, "unreachable"],
    [{ Status: 6, InCall: 1 }, "onCall"],
    [{ Status: 2, InCall: 1, Paused: 1 }, "onCall"],
    [{ Status: 6, Paused: 1 }, "reserved"],
    [{ Status: 7 }, "reserved"],
    [{ Status: 2 }, "onOtherCall"],
    [{ Status: 3, Paused: 1 }, "onOtherCall"],
    [{ Status: 8 }, "onOtherCall"],
    [{ Status: 1, Paused: 1, Wrapuptime: 15, LastCall: T - 1 }, "notReady"],
    [{ Status: 1, Wrapuptime: 15, LastCall: T - 14 }, "wrapUp"],
    [{ Status: 1, Wrapuptime: 15, LastCall: T + 4 }, "wrapUp"],
    [{ Status: 1, Wrapuptime: 15, LastCall: T + 6 }, "ready"],
    [{ Status: 1, Wrapuptime: 15, LastCall: T - 15 }, "ready"],
    [{ Status: 0 }, "ready"],
  ])("%o is %s", (said, state) => {
    const source = amiSource();
    source.hears(T, params("sales", 0), member("sales", "PJSIP/101", said), complete(2));
    const { agents } = source.queue("sales");
    expect(agents).toEqual({
      ...{ ready: 0, reserved: 0, onCall: 0, onOtherCall: 0, wrapUp: 0, notReady: 0, unreachable: 0 },
      loggedIn: state === "unreachable" ? 0 : 1,
      [state]: 1,
    });
  });

  it("rest after a call as long as the queue says, and no longer, without any event", () => {
    const source = amiSource();
    const wrapUp = { LastCall: 100, Wrapuptime: 15 };
    source.hears(50, params("sales", 0), member("sales", "PJSIP/101", { Status: 2, InCall: 1 }), complete(2));
    source.hears(101, pushed("sales", "PJSIP/101", wrapUp));
    expect(source.agents.get("PJSIP/101")).toMatchObject({
      state: "wrapUp",
      confidence: "inferred",
      since: 100_000,
    });
    source.hears(116, { Event: "Newchannel" });
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "ready", confidence: "authoritative" });
    expect(source.queue("sales").agents).toMatchObject({ ready: 1, wrapUp: 0 });
  });

  it("are taken by a ring in their rest", () => {
    const source = amiSource();
    source.hears(101, pushed("sales", "PJSIP/101", { LastCall: 100, Wrapuptime: 15 }));
    source.hears(108, pushed("sales", "PJSIP/101", { LastCall: 100, Wrapuptime: 15, Status: 6 }));
    expect(source.agents.get("PJSIP/101")?.state).toBe("reserved");
  });

  it("do not rest by a clock that we have not", () => {
    const source = amiSource();
    source.hears(
      null,
      params("sales", 0),
      member("sales", "PJSIP/1", { Wrapuptime: 15, LastCall: T }),
      complete(2),
    );
    expect(source.queue("sales").agents).toMatchObject({ ready: 1, wrapUp: 0 });
  });

  it("come to a call and from it by the events of the call too", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    source.hears(T, caller("AgentConnect", "sales", "a", { Interface: "PJSIP/101", HoldTime: 3 }));
    expect(source.queue("sales").agents).toMatchObject({ onCall: 1, ready: 0 });
    expect(source.queue("sales").now.inService).toBe(1);
    source.hears(T + 1, pushed("sales", "PJSIP/101", { InCall: 1, Status: 8, Wrapuptime: 15 }));
    expect(source.agents.get("PJSIP/101")).toMatchObject({
      state: "busy",
      callKind: "queue",
      callPhase: "held",
    });
    source.hears(T + 60, caller("AgentComplete", "sales", "a", { Interface: "PJSIP/101", Reason: "caller" }));
    source.hears(T + 60, { Event: "QueueMemberStatus", Queue: "sales", Interface: "PJSIP/101", Status: 1 });
    expect(source.queue("sales").agents).toMatchObject({ onCall: 0, wrapUp: 1 });
    source.hears(null, caller("AgentComplete", "sales", "a", { Interface: "PJSIP/102" }));
    source.hears(T, caller("AgentConnect", "sales", "a", { Interface: "PJSIP/999" }));
    expect(source.agents.get("PJSIP/999")?.state).toBe("loggedOut");
  });

  it("are one agent in several queues: free in one of them is free", () => {
    const source = amiSource();
    const paused = { Paused: 1, PausedReason: "FORMATION", LastPause: T };
    source.hears(T, member("sales", "PJSIP/101", paused), member("support", "PJSIP/101"));
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "ready", reason: null, pending: null });
    source.hears(T, pushed("support", "PJSIP/101", { Status: 2, InCall: 1 }));
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "busy", callKind: "queue", pending: null });
    source.hears(T, pushed("support", "PJSIP/101", { Status: 2, InCall: 1, Paused: 1 }));
    expect(source.agents.get("PJSIP/101")).toMatchObject({
      pending: "notReady",
      reason: { code: "FORMATION" },
    });
    source.hears(T, pushed("support", "PJSIP/101", { Paused: 1, PausedReason: "PAUSE", LastPause: T + 9 }));
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "notReady", since: T * 1_000 });
    source.hears(T, { Event: "QueueMemberRemoved", Queue: "sales", Interface: "PJSIP/101" });
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "notReady", reason: { code: "PAUSE" } });
    source.hears(T, { Event: "QueueMemberRemoved", Queue: "support", Interface: "PJSIP/101" });
    expect(source.agents.get("PJSIP/101")).toMatchObject({ state: "loggedOut", extension: "101" });
    source.hears(T, { Event: "QueueMemberRemoved", Queue: "support", Interface: "PJSIP/101" });
  });

  it("keep what an event leaves out, and lose the reason with the pause", () => {
    const source = amiSource();
    source.hears(T, {
      Event: "QueueMemberPaused",
      Queue: "s",
      Location: "SIP/1",
      Paused: 1,
      Reason: "PAUSE",
    });
    expect(source.agents.get("SIP/1")).toMatchObject({ state: "unknown" });
    source.hears(T, { Event: "QueueMemberStatus", Queue: "s", Interface: "SIP/1", Status: 1 });
    expect(source.agents.get("SIP/1")).toMatchObject({ state: "notReady", reason: { code: "PAUSE" } });
    source.hears(T, { Event: "QueueMemberPause", Queue: "s", Interface: "SIP/1", Paused: 0 });
    expect(source.agents.get("SIP/1")).toMatchObject({ state: "ready", reason: null });
  });

  it("of an old Asterisk are on a call of which nobody says whose it is", () => {
    const source = amiSource();
    const old = { Event: "QueueMember", Queue: "sales", Location: "SIP/1", Status: 2, Paused: 0 };
    source.hears(T, params("sales", 0), old, complete(2));
    expect(source.queue("sales").agents).toMatchObject({
      loggedIn: 1,
      ready: 0,
      onCall: null,
      onOtherCall: null,
    });
    expect(source.agents.get("SIP/1")).toMatchObject({ state: "busy", callKind: "unknown", callPhase: null });
  });

  it("make all counts unknown when the state of one is", () => {
    for (const strange of [{ Status: 99 }, { Status: "x" }, { Status: 1, Paused: "" }]) {
      const source = amiSource();
      source.hears(T, params("sales", 0), member("sales", "PJSIP/1"), member("sales", "PJSIP/2", strange));
      source.hears(T, complete(3));
      expect(source.queue("sales").agents).toMatchObject({ loggedIn: null, ready: null, unreachable: null });
    }
  });

  it("have an extension only where the device's name holds one", () => {
    const source = amiSource();
    source.hears(T, member("sales", "Local/204@agents/n"), member("sales", "a-7f3"));
    expect(source.agents.get("Local/204@agents/n")?.extension).toBe("204");
    expect(source.agents.get("a-7f3")?.extension).toBeNull();
  });
});

describe("an answer to QueueStatus", () => {
  it("tells who is gone when it is whole", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    source.hears(T, params("sales", 0), member("sales", "PJSIP/101"), complete(2));
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: 0 },
      agents: { loggedIn: 1, notReady: 0 },
    });
    expect(source.agents.get("PJSIP/102")?.state).toBe("loggedOut");
  });

  it("takes nobody away when a part of it was lost", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    source.hears(T, params("sales", 1), member("sales", "PJSIP/101"), complete(4));
    expect(source.queue("sales").agents).toMatchObject({ loggedIn: 2, notReady: 1 });
    source.hears(T, params("sales", 1), member("sales", "PJSIP/101"), params("sales", 1));
    source.hears(T, member("sales", "PJSIP/101"), { Event: "QueueStatusComplete" });
    expect(source.queue("sales").agents).toMatchObject({ loggedIn: 1 });
    source.hears(T, complete(0));
    expect(source.queue("sales").agents).toMatchObject({ loggedIn: 1 });
  });

  it("does not take away who came while it was on its way", () => {
    const source = amiSource();
    source.hears(T, params("sales", 0), pushed("sales", "PJSIP/103"));
    source.hears(T, caller("QueueCallerJoin", "sales", "n", { Count: 1 }), complete(1));
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: 1, longestWaitSeconds: 0 },
      agents: { ready: 1 },
    });
  });

  it("counts agents of a queue only when all of its members have been named", () => {
    const source = amiSource();
    source.hears(T, params("sales", 0), member("sales", "PJSIP/101"));
    expect(source.queue("sales").agents.ready).toBeNull();
    source.hears(T, complete(2));
    expect(source.queue("sales").agents.ready).toBe(1);
  });

  it("has figures that nobody believes for ever", () => {
    const source = amiSource();
    source.hears(T, ...whole);
    source.hears(T + 120, pushed("sales", "PJSIP/101"));
    expect(source.queue("sales").totals.answered).toBe(18);
    source.hears(T + 121, pushed("sales", "PJSIP/101"));
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: 1 },
      totals: { answered: null },
      averages: { answerSeconds: null },
    });
  });

  it.each([
    [{ ServiceLevel: 0 }, { thresholdSeconds: null, vendorPercent: null }],
    [
      { Completed: 0, ServicelevelPerf: 0 },
      { thresholdSeconds: 20, vendorPercent: null },
    ],
    [
      { Completed: 0, Abandoned: 0, ServicelevelPerf: 0 },
      { thresholdSeconds: 20, vendorPercent: null },
    ],
  ])("has no percentage of nothing: %o", (said, level) => {
    const source = amiSource();
    source.hears(T, params("sales", 1, said), caller("QueueEntry", "sales", "a", { Wait: 1 }));
    expect(source.queue("sales").serviceLevel).toMatchObject(level);
    expect(source.queue("sales").now.waitingOverTarget).toBe(level.thresholdSeconds === null ? null : 0);
  });

  it("has no averages of no calls", () => {
    const source = amiSource();
    source.hears(T, { Event: "QueueSummary", Queue: "sales", Callers: 0, HoldTime: 0, TalkTime: 0 });
    expect(source.queue("sales").averages).toMatchObject({ answerSeconds: null, talkSeconds: null });
  });
});

describe("an Asterisk that was restarted", () => {
  it.each([
    { Event: "FullyBooted" },
    { Event: "Shutdown" },
    { Event: "Reload" },
    { Event: "Reload", Module: "app_queue.so" },
    { Event: "Reload", Module: "All" },
  ])("has told nothing yet: %o", (event) => {
    const source = amiSource();
    source.hears(
      T,
      params("sales", 0),
      member("sales", "PJSIP/101", { Wrapuptime: 99, LastCall: T }),
      complete(2),
    );
    source.hears(T, event);
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: null },
      agents: { loggedIn: null, wrapUp: null },
      totals: { answered: null },
    });
  });

  it("has not, when another module was loaded anew", () => {
    const source = amiSource();
    source.hears(T, ...whole, { Event: "Reload", Module: "chan_pjsip.so" });
    expect(source.queue("sales").now.waiting).toBe(1);
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
