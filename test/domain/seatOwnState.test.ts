import { describe, expect, it } from "vitest";
import { gestureStep, gesturesDue, intentionsOf, noGesture } from "../../src/domain/gestures.ts";
import { seatStep } from "../../src/domain/seatSession.ts";
import type { SeatInput } from "../../src/domain/seatState.ts";
import { because, changesIn, decidingSeat, TestSeat, wallAt } from "./seatFixtures.ts";

const names = (seat: TestSeat): (string | null)[] => [seat.look.state, seat.look.pending];

describe("a seat that decides", () => {
  it("tells facts with an id, a number, a time, and where they come from", () => {
    const seat = decidingSeat();
    seat.wants(10, { kind: "notReady", reason: because("break", "PAUSE") });
    expect(seat.changes).toEqual([
      {
        id: "p14-b7-1",
        seq: 1,
        at: wallAt(0),
        agentId: "4212",
        state: "notReady",
        callKind: null,
        pending: null,
        reason: null,
        origin: "login",
        confidence: "local",
      },
      {
        id: "p14-b7-2",
        seq: 2,
        at: wallAt(10),
        agentId: "4212",
        state: "notReady",
        callKind: null,
        pending: null,
        reason: { code: "PAUSE", label: null, class: "break" },
        origin: "gesture",
        confidence: "local",
      },
    ]);
  });

  it("says of a timer that it guesses, and when it ran out, even if the clock came late", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(10, true);
    seat.hook(20, false);
    const [ended, begun] = changesIn(seat.hook(50, true));
    expect(ended).toMatchObject({ state: "ready", at: wallAt(35), origin: "timer", confidence: "inferred" });
    expect(begun).toMatchObject({ state: "busy", at: wallAt(50), origin: "hook", confidence: "local" });
  });

  it("has no time where the machine does not know it", () => {
    const { state, plan } = decidingSeat({ afterLogin: "ready" });
    const lifted: SeatInput = { kind: "headset", act: { kind: "hook", offHook: true } };
    const talking = seatStep(state, lifted, { monotonic: 10_000, wall: null }, plan);
    const laidDown: SeatInput = { kind: "headset", act: { kind: "hook", offHook: false } };
    const ended = seatStep(talking.state, laidDown, { monotonic: 20_000, wall: null }, plan);
    const ready = seatStep(ended.state, { kind: "due" }, { monotonic: 35_000, wall: null }, plan);
    expect(changesIn([talking, ended, ready].flatMap(({ effects }) => effects)).map(({ at }) => at)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("goes straight to what comes next where there is no wrap-up", () => {
    const seat = decidingSeat({ wrapUpSeconds: 0, afterLogin: "ready" });
    seat.hook(1, true);
    seat.hook(2, false);
    seat.hook(3, true);
    seat.wants(4, { kind: "notReady", reason: because("lunch") });
    seat.hook(5, false);
    expect(seat.changes.map(({ state }) => state)).toEqual([
      "ready",
      "busy",
      "ready",
      "busy",
      "busy",
      "notReady",
    ]);
  });

  it("leaves the wrap-up early by a gesture, or with a new call", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(1, true);
    seat.hook(2, false);
    seat.wants(3, { kind: "ready" });
    expect([seat.look.state, seat.nextAt]).toEqual(["ready", null]);
    seat.hook(4, true);
    seat.hook(5, false);
    seat.hook(6, true);
    expect([seat.look.state, seat.nextAt]).toEqual(["busy", null]);
  });

  it("goes back to the pause in which a call of the agent's own was made", () => {
    const seat = decidingSeat({ wrapUpSeconds: 0 });
    seat.wants(1, { kind: "notReady", reason: because("backOffice") });
    seat.hook(2, true);
    expect(seat.look).toMatchObject({ state: "busy", callKind: "unknown", reason: null, pending: null });
    seat.hook(3, false);
    expect(seat.look).toMatchObject({ state: "notReady", reason: because("backOffice") });
  });

  it("learns from the ACD only that a call is offered", () => {
    const seat = decidingSeat({ afterLogin: "ready", callKind: "unknown" });
    seat.acd(1, "notReady");
    expect(seat.look.state).toBe("ready");
    seat.acd(2, "reserved");
    expect([seat.look.state, seat.state.wish.ringing]).toEqual(["ready", true]);
    seat.hook(3, true);
    expect([seat.look.callKind, seat.state.wish.ringing]).toEqual(["queue", false]);
    seat.acd(4, "ready");
    seat.at(5, { kind: "acdSilent" });
    expect(seat.look).toMatchObject({ state: "busy", confidence: "local", notice: null });
  });

  it("does not ring again for a call that the agent does not want", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.acd(1, "reserved");
    seat.at(2, { kind: "headset", act: { kind: "reject" } });
    seat.acd(3, "reserved");
    expect(seat.state.wish.ringing).toBe(false);
    seat.acd(4, "ready");
    seat.acd(5, "reserved");
    expect(seat.state.wish.ringing).toBe(true);
  });

  it("holds a call and takes it back", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.wants(0.5, { kind: "hold" });
    expect(seat.state.wish.held).toBe(false);
    seat.hook(1, true);
    seat.wants(2, { kind: "hold" });
    expect([seat.look.callPhase, seat.state.wish.held]).toEqual(["held", true]);
    seat.wants(3, { kind: "hold" });
    expect(seat.look.callPhase).toBe("talking");
    seat.wants(4, { kind: "hold" });
    seat.hook(5, false);
    expect([seat.look.callPhase, seat.state.wish.held]).toEqual([null, false]);
  });

  it("is answered and ended by gestures as by the hook", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.wants(1, { kind: "answer" });
    seat.wants(2, { kind: "end" });
    expect(seat.changes.slice(1).map(({ state, origin }) => [state, origin])).toEqual([
      ["busy", "gesture"],
      ["wrapUp", "gesture"],
    ]);
  });

  it("lets an agent log out after the call", () => {
    const seat = decidingSeat({ afterLogin: "ready", wrapUpSeconds: 0 });
    seat.hook(1, true);
    seat.wants(2, { kind: "logOut" });
    expect(names(seat)).toEqual(["busy", "loggedOut"]);
    seat.hook(3, false);
    expect(names(seat)).toEqual(["loggedOut", null]);
    expect(seat.hook(4, true).filter(({ kind }) => kind === "fact")).toEqual([]);
    seat.wants(5, { kind: "ready" });
    expect(seat.look.state).toBe("ready");
  });

  it("passes on what needs no agent, and warns of another program", () => {
    const seat = new TestSeat({ authority: "seat" });
    expect(seat.wants(1, { kind: "acknowledgeAlarm" })).toEqual([{ kind: "acknowledgeAlarm" }]);
    expect(seat.wants(2, { kind: "callSupervisor" })).toEqual([{ kind: "callSupervisor" }]);
    expect(seat.at(3, { kind: "headset", act: { kind: "foreignControl" } })).toEqual([
      { kind: "warning", code: "FOREIGN_CONTROL" },
    ]);
    expect(seat.at(4, { kind: "headset", act: { kind: "redial" } })).toEqual([]);
  });
});

describe("a headset that is pulled out of a seat that decides", () => {
  it("changes nothing by itself: the call goes on when it is back", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(1, true);
    seat.plugIn(2, false);
    seat.due(600);
    expect([seat.look.state, seat.look.isPresent]).toEqual(["busy", false]);
    seat.plugIn(601);
    expect(seat.effects.at(-1)).toMatchObject({ kind: "wish", wish: { offHook: true } });
    seat.hook(610, false);
    expect(seat.look.state).toBe("wrapUp");
  });

  const onUnplug = { kind: "notReady", afterSeconds: 20, reason: because("technical") } as const;

  it("makes the agent not ready after a while where the site wants that", () => {
    const seat = decidingSeat({ afterLogin: "ready", onUnplug });
    seat.hook(1, true);
    seat.plugIn(10, false);
    expect(seat.nextAt).toBe(30);
    const told = changesIn(seat.due(31));
    expect(told).toMatchObject([
      { state: "notReady", reason: because("technical"), origin: "device", at: wallAt(30) },
    ]);
    expect([seat.state.wish.offHook, seat.nextAt]).toEqual([false, null]);
  });

  it("has no more time when its absence is told again", () => {
    const seat = decidingSeat({ afterLogin: "ready", onUnplug });
    seat.plugIn(10, false).plugIn(25, false);
    expect(seat.nextAt).toBe(30);
  });

  it("has time until then", () => {
    const seat = decidingSeat({ afterLogin: "ready", onUnplug });
    seat.plugIn(10, false).plugIn(29);
    seat.due(60);
    expect([seat.look.state, seat.nextAt]).toEqual(["ready", null]);
  });

  it("leaves a pause and its reason as they are", () => {
    const seat = decidingSeat({ onUnplug });
    seat.wants(1, { kind: "notReady", reason: because("lunch") });
    seat.plugIn(10, false);
    seat.due(60);
    expect(seat.look).toMatchObject({ state: "notReady", reason: because("lunch") });
  });
});

describe("a gesture at a seat", () => {
  it("is an intention, and the fact of a hook that waited has the time of the hand", () => {
    const plan = { doubleHook: { kind: "callSupervisor" } } as const;
    const seat = decidingSeat({ afterLogin: "ready" });
    const lifted = gestureStep(noGesture, { act: { kind: "hook", offHook: true }, at: 10_000 }, plan);
    expect(intentionsOf(lifted.gestures, plan)).toEqual([]);
    const told = gesturesDue(lifted.state, 10_400);
    for (const { act, at } of told.acts) seat.at(at / 1_000, { kind: "headset", act });
    expect(seat.changes.at(-1)).toMatchObject({ state: "busy", at: wallAt(10) });
  });
});
