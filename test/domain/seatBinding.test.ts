import { describe, expect, it } from "vitest";
import { seatStep } from "../../src/domain/seatSession.ts";
import { freshSeat, type SeatMemory } from "../../src/domain/seatState.ts";
import { decidingSeat, TestSeat, wallAt } from "./seatFixtures.ts";

describe("who sits there", () => {
  it("is nobody until somebody says so: then nothing is a fact", () => {
    const seat = new TestSeat({ authority: "seat" }).plugIn(0);
    seat.hook(1, true);
    seat.hook(2, false);
    expect(seat.wants(3, { kind: "ready" })).toEqual([
      { kind: "hint", hint: "failed" },
      { kind: "warning", code: "UNBOUND" },
    ]);
    expect(seat.changes).toEqual([]);
  });

  it("is still nobody when a card is taken away that nobody had put there", () => {
    const seat = new TestSeat({ authority: "seat" }).plugIn(0).bind(1, null, "login");
    expect([seat.changes, seat.look.state]).toEqual([[], "loggedOut"]);
  });

  it("begins as the site says, once", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.bind(1, "4212", "config").bind(2, "4212", "acd");
    expect(seat.changes.map(({ state, origin }) => [state, origin])).toEqual([["ready", "login"]]);
  });

  it("changes by the one leaving and the other coming", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(1, true);
    seat.bind(2, "4300", "login");
    expect(seat.changes.slice(2).map(({ state, agentId }) => [state, agentId])).toEqual([
      ["loggedOut", "4212"],
      ["ready", "4300"],
    ]);
    seat.bind(3, null, "login");
    expect(seat.changes.at(-1)).toMatchObject({ state: "loggedOut", agentId: "4300" });
    expect(seat.state.agentId).toBeNull();
  });

  it("is forgotten with the logout where it came by a login, for the next gesture may be somebody else's", () => {
    const seat = new TestSeat({ authority: "seat" }).plugIn(0).bind(0, "4212", "login");
    seat.wants(1, { kind: "logOut" });
    expect(seat.changes.at(-1)).toMatchObject({ state: "loggedOut", agentId: "4212" });
    expect(seat.wants(2, { kind: "ready" })).toContainEqual({ kind: "warning", code: "UNBOUND" });
    seat.bind(3, "4212", "login");
    expect(seat.look.state).toBe("notReady");
  });

  it("may log in again where the configuration says who it is", () => {
    const seat = decidingSeat();
    seat.wants(1, { kind: "logOut" });
    seat.bind(2, "4212", "config");
    expect(seat.look.state).toBe("loggedOut");
    seat.bind(3, "4212", "login");
    expect(seat.look.state).toBe("notReady");
  });
});

describe("a seat after a restart", () => {
  const interrupted = (): TestSeat => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(1, true);
    return seat;
  };
  const again = (changes = {}): TestSeat => new TestSeat({ authority: "seat", bootId: "b8", ...changes });

  it("goes on in the middle of a call, without hanging up and without a word", () => {
    const seat = again();
    seat.at(0, { kind: "restart", memory: interrupted().memory, ageMs: 2_000 });
    seat.plugIn(1).bind(1, "4212", "config");
    expect(seat.changes).toEqual([]);
    expect(seat.effects).toContainEqual({
      kind: "wish",
      wish: { offHook: true, ringing: false, muted: false, held: false },
    });
    seat.hook(30, false);
    expect(seat.changes).toMatchObject([{ id: "p14-b8-3", seq: 3, state: "wrapUp", agentId: "4212" }]);
  });

  const wrappingUp = (): SeatMemory => {
    const ended = interrupted();
    ended.hook(2, false);
    return ended.memory;
  };

  it("ends the wrap-up at its time", () => {
    const seat = again();
    seat.at(12, { kind: "restart", memory: wrappingUp(), ageMs: 2_000 });
    expect([seat.look.state, seat.nextAt]).toEqual(["wrapUp", 17]);
    const late = again();
    late.at(100, { kind: "restart", memory: wrappingUp(), ageMs: 90_000 });
    expect(late.changes).toMatchObject([{ state: "ready", at: wallAt(17), origin: "timer" }]);
  });

  it.each([
    ["when it began", { ...wrappingUp(), own: { ...wrappingUp().own, since: null } }, wallAt(100)],
    ["what time it is", wrappingUp(), null],
    ["that the clock is right", wrappingUp(), wallAt(-500)],
  ])("begins the wrap-up anew where nobody knows %s", (_, memory, wall) => {
    const { plan } = again();
    const now = { monotonic: 100_000, wall };
    const { state, nextAt } = seatStep(freshSeat(), { kind: "restart", memory, ageMs: 1_000 }, now, plan);
    expect([state.own.state, nextAt]).toEqual(["wrapUp", 115_000]);
  });

  it("gives a headset that is not there the time it has, where that matters", () => {
    const seat = again({ onUnplug: { kind: "notReady", afterSeconds: 20, reason: null } });
    seat.at(0, { kind: "restart", memory: interrupted().memory, ageMs: 2_000 });
    seat.due(20);
    expect(seat.changes).toMatchObject([{ state: "notReady", origin: "device" }]);
  });

  it.each([[15 * 60_000 + 1], [null]])("does not believe who sat there %s ms ago", (ageMs) => {
    const seat = again();
    seat.at(0, { kind: "restart", memory: interrupted().memory, ageMs });
    expect(seat.changes).toMatchObject([
      { seq: 3, state: "loggedOut", agentId: "4212", origin: "restart", confidence: "inferred" },
    ]);
    expect([seat.state.agentId, seat.state.wish.offHook]).toEqual([null, false]);
    seat.bind(1, "4300", "login");
    expect(seat.changes.at(-1)).toMatchObject({ seq: 4, state: "notReady", agentId: "4300" });
  });

  it("has nothing to say when nothing was kept, nor where the ACD decides", () => {
    const fresh = again();
    fresh.at(0, { kind: "restart", memory: null, ageMs: null });
    const asking = again({ authority: "acd" });
    asking.at(0, { kind: "restart", memory: interrupted().memory, ageMs: 1_000 });
    expect([fresh.effects, asking.effects]).toEqual([[], []]);
    expect([asking.look.state, asking.state.seq]).toEqual(["unknown", 2]);
  });
});
