import { describe, expect, it } from "vitest";
import { amiSource, caller, complete, member, params, pushed, T, whole } from "./amiBench.ts";

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
