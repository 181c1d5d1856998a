import { describe, expect, it } from "vitest";
import { amiSource, caller, complete, member, params, pushed, T, whole } from "./amiBench.ts";

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
