import { describe, expect, it } from "vitest";
import { amiSource, caller, params, pushed, T, whole } from "./amiBench.ts";

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
