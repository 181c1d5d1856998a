import { describe, expect, it } from "vitest";
import { askingSeat, type TestSeat } from "./seatFixtures.ts";

describe("what headset and ACD say together", () => {
  it("is audio that was lost, when a call goes on without the link for 5 s", () => {
    const seat = askingSeat();
    seat.acd(0, "busy");
    seat.hook(1, true);
    seat.hook(20, false);
    expect([seat.look.notice, seat.nextAt]).toEqual([null, 25]);
    seat.due(25);
    expect([seat.look.state, seat.look.notice]).toEqual(["busy", "audioLost"]);
  });

  it("is a conversation of which only the seat knows, while the ACD is silent", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.at(1, { kind: "acdSilent" });
    seat.hook(2, true);
    expect(seat.look).toMatchObject({ state: "unknown", notice: "inConversation", confidence: "local" });
  });

  it("counts from when both were so", () => {
    const seat = askingSeat();
    seat.acd(0, "wrapUp");
    seat.hook(1, true);
    expect([seat.look.notice, seat.nextAt]).toEqual([null, null]);
    seat.acd(30, "ready");
    expect(seat.nextAt).toBe(33);
  });

  it("is nothing where links are always open, nor without a headset", () => {
    const permanent = askingSeat({ permanentLink: true });
    permanent.acd(0, "ready");
    permanent.hook(1, true);
    permanent.due(60);
    const unplugged = askingSeat();
    unplugged.acd(0, "busy");
    unplugged.plugIn(1, false);
    unplugged.due(60);
    expect([permanent.look.notice, unplugged.look.notice]).toEqual([null, null]);
    expect([unplugged.look.state, unplugged.look.isPresent]).toEqual(["busy", false]);
  });
});

describe("how the headset should be", () => {
  const wishes = (seat: TestSeat): string[] =>
    seat.effects.flatMap((effect) =>
      effect.kind === "wish"
        ? [
            Object.entries(effect.wish)
              .filter(([, on]) => on)
              .map(([name]) => name)
              .join("+"),
          ]
        : [],
    );

  it("rings while a call is offered, until it is lifted", () => {
    const seat = askingSeat();
    seat.acd(1, "reserved");
    seat.hook(2, true);
    seat.acd(3, "busy");
    seat.hook(60, false);
    expect(wishes(seat)).toEqual(["", "ringing", "offHook", ""]);
  });

  it("does not ring any more when the agent does not want this call, and rings with the next", () => {
    const seat = askingSeat();
    seat.acd(1, "reserved");
    seat.at(2, { kind: "headset", act: { kind: "reject" } });
    seat.acd(3, "reserved");
    seat.acd(4, "ready");
    seat.at(5, { kind: "headset", act: { kind: "reject" } });
    seat.acd(6, "reserved");
    expect(wishes(seat)).toEqual(["", "ringing", "", "ringing"]);
  });

  it("follows the calls of the ACD where the site wants that, and loses mute with them", () => {
    const seat = askingSeat({ linkFollowsCall: true });
    seat.acd(1, "reserved");
    seat.acd(2, "busy");
    seat.wants(3, { kind: "mute" });
    seat.acd(4, "busy", { callPhase: "held" });
    seat.acd(5, "busy");
    seat.acd(60, "wrapUp");
    expect(wishes(seat)).toEqual([
      "",
      "ringing",
      "offHook",
      "offHook+muted",
      "offHook+muted+held",
      "offHook+muted",
      "",
    ]);
  });

  it("does not open the link again that a hand has closed", () => {
    const seat = askingSeat({ linkFollowsCall: true });
    seat.acd(1, "busy");
    seat.hook(2, false);
    seat.acd(3, "busy", { callPhase: "consult" });
    expect(seat.state.wish.offHook).toBe(false);
  });

  it("is not closed by an ACD that loses sight of a call, but when that call is over", () => {
    const seat = askingSeat({ linkFollowsCall: true });
    seat.acd(1, "busy");
    seat.at(2, { kind: "acdSilent" });
    expect(seat.state.wish.offHook).toBe(true);
    seat.acd(2.5, "unreachable");
    expect(seat.state.wish.offHook).toBe(true);
    seat.acd(3, "ready");
    expect(seat.state.wish.offHook).toBe(false);
  });

  it("stays open after calls where links are permanent", () => {
    const seat = askingSeat({ linkFollowsCall: true, permanentLink: true });
    seat.acd(1, "busy");
    seat.acd(2, "ready");
    expect(seat.state.wish.offHook).toBe(true);
  });

  it("is said again in full to a headset that was plugged in again in the middle of a call", () => {
    const seat = askingSeat({ linkFollowsCall: true });
    seat.acd(1, "busy");
    seat.wants(2, { kind: "mute" });
    seat.plugIn(3, false).plugIn(4);
    expect(seat.effects.at(-1)).toEqual({
      kind: "wish",
      wish: { offHook: true, ringing: false, muted: true, held: false },
    });
  });

  it("is at rest for a headset that was pulled out between calls", () => {
    const seat = askingSeat();
    seat.acd(0, "ready");
    seat.hook(1, true);
    seat.plugIn(2, false).plugIn(3, false);
    expect([seat.state.wish.offHook, seat.look.muted]).toEqual([false, null]);
  });

  it("leaves what is not known of mute unknown", () => {
    const seat = askingSeat();
    seat.at(1, { kind: "headset", act: { kind: "mute", muted: null } });
    seat.hook(2, true);
    seat.hook(3, false);
    expect(seat.look.muted).toBeNull();
  });

  it("may be opened, closed and muted by gestures", () => {
    const seat = askingSeat();
    seat.wants(1, { kind: "answer" });
    seat.wants(2, { kind: "mute" });
    seat.wants(3, { kind: "mute" });
    seat.wants(4, { kind: "hold" });
    seat.wants(5, { kind: "end" });
    expect(wishes(seat)).toEqual(["", "offHook", "offHook+muted", "offHook", ""]);
  });
});
