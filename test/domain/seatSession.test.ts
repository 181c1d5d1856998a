import { describe, expect, it } from "vitest";
import { askingSeat, because, decidingSeat, type TestSeat, wallAt } from "./seatFixtures.ts";

const names = (seat: TestSeat): (string | null)[] => [seat.look.state, seat.look.pending];

describe("the twelve stories of agents", () => {
  it("1: login, ready, offered, answered, ended, and a wrap-up with a timer", () => {
    const seat = askingSeat();
    const told = (["notReady", "ready", "reserved", "busy", "wrapUp", "ready"] as const).map(
      (state, index) => {
        seat.acd([0, 1, 5, 8, 60, 75][index] ?? 0, state);
        return [seat.look.state, seat.look.callKind];
      },
    );
    expect(told).toEqual([
      ["notReady", null],
      ["ready", null],
      ["reserved", null],
      ["busy", "queue"],
      ["wrapUp", null],
      ["ready", null],
    ]);
  });

  it("1, where the seat decides: hook and timer make the same day", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(8, true);
    seat.hook(60, false);
    expect(seat.nextAt).toBe(75);
    seat.due(75);
    expect(seat.changes.map(({ state, callKind, at }) => [state, callKind, at])).toEqual([
      ["ready", null, wallAt(0)],
      ["busy", "queue", wallAt(8)],
      ["wrapUp", null, wallAt(60)],
      ["ready", null, wallAt(75)],
    ]);
  });

  it("2: a pause asked for during a call comes after the wrap-up", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    seat.hook(0, true);
    const told = [names(seat)];
    seat.wants(10, { kind: "notReady", reason: because("break") });
    told.push(names(seat));
    seat.hook(30, false);
    told.push(names(seat));
    seat.due(45);
    told.push(names(seat));
    expect(told).toEqual([
      ["busy", null],
      ["busy", "notReady"],
      ["wrapUp", "notReady"],
      ["notReady", null],
    ]);
    expect(seat.look.reason).toEqual(because("break"));
  });

  it("2, where the ACD decides: it is asked, and its word that the pause is pending is the answer", () => {
    const seat = askingSeat();
    seat.acd(0, "busy");
    seat.wants(10, { kind: "notReady", reason: because("break") });
    expect(names(seat)).toEqual(["busy", null]);
    expect(seat.look.hint).toBe("pending");
    seat.acd(11, "busy", { pending: "notReady" });
    expect([...names(seat), seat.look.hint]).toEqual(["busy", "notReady", null]);
  });

  it("3: a call that is not answered makes the agent not ready, and never says why on the seat's behalf", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.acd(2, "reserved");
    seat.acd(20, "notReady", { reason: because("noAnswer") });
    expect(seat.look).toMatchObject({ state: "notReady", reason: { class: "noAnswer" } });
    expect(seat.changes).toEqual([]);
  });

  it("4: a new ring in an inferred wrap-up wins over the arithmetic", () => {
    const seat = askingSeat();
    seat.acd(100, "busy");
    seat.acd(101, "wrapUp", { confidence: "inferred" });
    expect([seat.look.state, seat.look.confidence]).toEqual(["wrapUp", "inferred"]);
    seat.acd(108, "reserved");
    expect([seat.look.state, seat.look.confidence]).toEqual(["reserved", "authoritative"]);
    seat.acd(110, "wrapUp", { confidence: "local" });
    expect(seat.look.state).toBe("reserved");
  });

  it("5: silence of the ACD is unknown, and its next word is believed", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.at(40, { kind: "acdSilent" });
    expect(seat.look.state).toBe("unknown");
    seat.acd(60, "busy");
    expect(seat.look.state).toBe("busy");
  });

  it("6: an open link while ready is ready, with a word on the agent's light after 3 s", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.hook(10, true);
    expect([seat.look.state, seat.look.notice, seat.nextAt]).toEqual(["ready", null, 13]);
    seat.due(13);
    expect([seat.look.state, seat.look.notice, seat.nextAt]).toEqual(["ready", "localActivity", null]);
    seat.acd(15, "busy", { callKind: "direct" });
    expect([seat.look.state, seat.look.callKind, seat.look.notice]).toEqual(["busy", "direct", null]);
  });

  it("7: what the headset repeats of our own writing is no event", () => {
    const seat = decidingSeat({ afterLogin: "ready" });
    const before = seat.changes.length;
    expect(seat.hook(1, false)).toEqual([]);
    seat.hook(2, true);
    expect(seat.hook(2.1, true)).toEqual([]);
    expect(seat.changes).toHaveLength(before + 1);
  });

  it("8: mute is unknown until it is told, and then told once", () => {
    const seat = askingSeat();
    expect(seat.look.muted).toBeNull();
    const told = seat.at(1, { kind: "headset", act: { kind: "mute", muted: true } });
    expect(seat.at(1.05, { kind: "headset", act: { kind: "mute", muted: true } })).toEqual([]);
    expect(seat.look.muted).toBe(true);
    expect(told).toEqual([
      { kind: "wish", wish: { offHook: false, ringing: false, muted: true, held: false } },
    ]);
  });

  it("9: the same word a hundred times changes nothing", () => {
    const seat = askingSeat();
    seat.acd(0, "ready", { since: wallAt(0) });
    const before = seat.effects.length;
    for (let second = 1; second <= 100; second++) seat.acd(second, "ready", { since: wallAt(0) });
    expect(seat.effects).toHaveLength(before);
    expect(seat.look.since).toBe(wallAt(0));
  });

  it("9, where the seat decides: pressing ready a hundred times is one fact", () => {
    const seat = decidingSeat();
    for (let second = 1; second <= 100; second++) seat.wants(second, { kind: "ready" });
    expect(seat.changes.map(({ state }) => state)).toEqual(["notReady", "ready"]);
    expect(seat.look.since).toBe(wallAt(1));
  });

  it("10: another reason is another reason, not another pause", () => {
    const seat = decidingSeat();
    seat.wants(10, { kind: "notReady", reason: because("break", "PAUSE") });
    seat.wants(20, { kind: "notReady", reason: because("training", "FORMATION") });
    expect(seat.changes.map(({ state, reason }) => [state, reason?.code ?? null])).toEqual([
      ["notReady", null],
      ["notReady", "PAUSE"],
      ["notReady", "FORMATION"],
    ]);
    expect(seat.look.since).toBe(wallAt(0));
  });

  it("11: an older word that comes late is not believed", () => {
    const seat = askingSeat();
    seat.acd(6, "ready", { observedAt: wallAt(5) });
    seat.acd(7, "notReady", { observedAt: wallAt(3) });
    expect(seat.look.state).toBe("ready");
  });

  it("12: a private reason counts as not ready and is nowhere to be found", () => {
    const reason = because("private", "INFIRMERIE");
    const deciding = decidingSeat({ onUnplug: { kind: "notReady", afterSeconds: 1, reason } });
    deciding.wants(1, { kind: "notReady", reason });
    deciding.wants(2, { kind: "ready" });
    deciding.plugIn(3, false).due(9);
    const asking = askingSeat();
    asking.acd(0, "ready");
    asking.wants(1, { kind: "notReady", reason });
    asking.acd(2, "notReady", { reason });
    expect([deciding.look.state, asking.look.state]).toEqual(["notReady", "notReady"]);
    const said = [deciding.effects, deciding.look, deciding.memory, asking.effects, asking.look];
    expect(JSON.stringify(said)).not.toMatch(/INFIRMERIE|private/);
  });
});
