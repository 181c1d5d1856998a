import { describe, expect, it } from "vitest";
import { askingSeat, because, TestSeat } from "./seatFixtures.ts";

describe("what an agent asks of the ACD", () => {
  const request = {
    kind: "request",
    id: "p14-b7-1",
    agentId: "4212",
    to: "notReady",
    reason: because("break"),
    expiresAt: 11_000,
  };
  const asked = (): TestSeat => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.wants(1, { kind: "notReady", reason: because("break") });
    return seat;
  };

  it("is a request with an id and a life of ten seconds, and a word on the light", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    expect(seat.wants(1, { kind: "notReady", reason: because("break") })).toEqual([
      request,
      { kind: "hint", hint: "pending" },
    ]);
    expect([seat.look.state, seat.look.hint, seat.nextAt]).toEqual(["ready", "pending", 11]);
  });

  it("is over when the ACD says so", () => {
    const seat = asked();
    expect(seat.acd(2, "notReady", { reason: because("break") })).toEqual([{ kind: "hint", hint: null }]);
    expect([seat.look.state, seat.look.hint, seat.nextAt]).toEqual(["notReady", null, null]);
  });

  it("is not over by a promise, nor by another reason", () => {
    const seat = asked();
    seat.at(2, { kind: "reply", id: "p14-b7-1", ok: true, code: null });
    seat.acd(3, "notReady", { reason: because("lunch") });
    expect(seat.look.hint).toBe("pending");
    seat.acd(4, "notReady", { reason: null });
    expect(seat.look.hint).toBeNull();
  });

  it("may be refused, which is shown for three seconds", () => {
    const seat = asked();
    const refusal = { kind: "reply", id: "p14-b7-1", ok: false, code: "NOT_ALLOWED" } as const;
    expect(seat.at(2, refusal)).toEqual([{ kind: "hint", hint: "refused" }]);
    expect([seat.look.state, seat.nextAt]).toEqual(["ready", 5]);
    expect(seat.due(5)).toEqual([{ kind: "hint", hint: null }]);
    expect(seat.nextAt).toBeNull();
  });

  it("fails at once when it cannot be sent, and is never sent again", () => {
    const seat = asked();
    expect(seat.at(1.01, { kind: "requestFailed", id: "p14-b7-1" })).toEqual([
      { kind: "hint", hint: "failed" },
    ]);
    const later = [seat.due(4.01), seat.due(100), seat.acd(101, "ready")].flat();
    expect(later).toEqual([{ kind: "hint", hint: null }]);
  });

  it("fails when nobody has answered in ten seconds; what comes later is too late", () => {
    const seat = asked();
    expect(seat.due(11)).toEqual([{ kind: "hint", hint: "failed" }]);
    expect(seat.at(12, { kind: "reply", id: "p14-b7-1", ok: false, code: null })).toEqual([]);
    expect(seat.at(13, { kind: "requestFailed", id: "p14-b7-1" })).toEqual([]);
    expect(seat.look.state).toBe("ready");
    expect(seat.due(14)).toEqual([{ kind: "hint", hint: null }]);
  });

  it("fails at its own time even when the clock comes late", () => {
    const seat = asked();
    expect(seat.acd(60, "ready")).toEqual([
      { kind: "hint", hint: "failed" },
      { kind: "hint", hint: null },
    ]);
  });

  it("is not sent twice, but gives way to another", () => {
    const seat = asked();
    expect(seat.wants(2, { kind: "notReady", reason: because("break") })).toEqual([]);
    expect(seat.wants(3, { kind: "ready" })).toEqual([
      { kind: "request", id: "p14-b7-2", agentId: "4212", to: "ready", reason: null, expiresAt: 13_000 },
    ]);
    expect(seat.at(4, { kind: "reply", id: "p14-b7-1", ok: false, code: null })).toEqual([]);
    expect(seat.look.hint).toBe("pending");
  });

  it("is not sent when the ACD says so already", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    expect(seat.wants(1, { kind: "ready" })).toEqual([]);
  });

  it("to be ready is answered by a call, unless it was asked for during one", () => {
    const seat = askingSeat();
    seat.acd(0, "notReady");
    seat.wants(1, { kind: "ready" });
    seat.acd(2, "busy");
    expect(seat.look.hint).toBeNull();
    seat.wants(3, { kind: "ready" });
    seat.acd(4, "busy", { callPhase: "held" });
    expect(seat.look.hint).toBe("pending");
    seat.acd(5, "reserved");
    expect(seat.look.hint).toBeNull();
  });

  it("to be logged out is answered by being logged out", () => {
    const seat = askingSeat();
    seat.wants(1, { kind: "logOut" });
    expect(seat.look.hint).toBe("pending");
    seat.acd(2, "loggedOut");
    expect([seat.look.state, seat.look.hint]).toEqual(["loggedOut", null]);
  });

  it("fails at once while nobody knows who sits there", () => {
    const seat = new TestSeat().plugIn(0);
    expect(seat.wants(1, { kind: "ready" })).toEqual([
      { kind: "hint", hint: "failed" },
      { kind: "warning", code: "UNBOUND" },
    ]);
    // Pressing again shows it for longer, and says nothing new.
    expect(seat.wants(2, { kind: "ready" })).toEqual([{ kind: "warning", code: "UNBOUND" }]);
    expect(seat.nextAt).toBe(5);
  });

  it("is forgotten when somebody else sits down", () => {
    const seat = asked();
    seat.bind(2, "4300", "acd");
    expect([seat.look.state, seat.look.hint, seat.nextAt]).toEqual(["unknown", null, null]);
    seat.acd(3, "ready");
    expect(seat.look.state).toBe("unknown");
  });

  it("makes the headset's own light burn while it is pending, and flash three times when it is refused", () => {
    const seat = askingSeat({ hintLed: true });
    seat.acd(0, "ready");
    const lit = { ...seat.state.wish, signal: true };
    const dark = seat.state.wish;
    expect(seat.wants(1, { kind: "notReady", reason: because("break") })).toContainEqual({
      kind: "wish",
      wish: lit,
    });
    const refusal = { kind: "reply", id: "p14-b7-1", ok: false, code: "NOT_ALLOWED" } as const;
    seat.at(2, refusal);
    const flashes = [2, 2.5, 3, 3.5, 4, 4.5, 5].map((at) => {
      if (at > 2) expect(seat.nextAt, `before ${at}`).toBe(at);
      if (at > 2) seat.due(at);
      return seat.state.wish.signal === true;
    });
    expect(flashes).toEqual([true, false, true, false, true, false, false]);
    expect(seat.state.wish).toEqual(dark);
    expect(seat.nextAt).toBeNull();
  });

  it("does not touch the headset's light where the site does not want that", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.wants(1, { kind: "notReady", reason: because("break") });
    expect(seat.state.wish.signal).toBeUndefined();
  });
});
