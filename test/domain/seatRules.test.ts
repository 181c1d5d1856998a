import { describe, expect, it } from "vitest";
import { agentStates } from "../../src/domain/agentState.ts";
import type { SeatLook } from "../../src/domain/seatLook.ts";
import { seatRules } from "../../src/domain/seatRules.ts";
import { coversWord, isSeat, seatAs, seatWords } from "../../src/domain/seatWords.ts";
import { shadowedRules } from "../../src/domain/shadowedRules.ts";
import { ball, FollowedLight, idleSeat, programOf, tower } from "./lightFixtures.ts";

const lightOf = (look: Partial<SeatLook>, plan = ball): string =>
  new FollowedLight(programOf(seatRules("s1"), { plan })).at(0, {
    seat: (seat) => (seat === "s1" ? { ...idleSeat, ...look } : null),
  });

describe("the light of a seat", () => {
  it("shows what ACD and headset say together", () => {
    expect(lightOf({ state: "loggedOut" })).toBe("dark");
    expect(lightOf({ state: "unknown" })).toBe("dark");
    expect(lightOf({ state: "ready" })).toBe("green 40%");
    expect(lightOf({ state: "ready", notice: "localActivity" })).toBe("green slow");
    expect(lightOf({ state: "reserved" })).toBe("green fast");
    expect(lightOf({ state: "busy", callPhase: "talking" })).toBe("red");
    expect(lightOf({ state: "busy", callPhase: "held" })).toBe("red slow");
    expect(lightOf({ state: "busy", notice: "audioLost" })).toBe("red slow");
    expect(lightOf({ state: "busy", muted: true })).toBe("blue");
    expect(lightOf({ state: "wrapUp" })).toBe("amber slow");
    expect(lightOf({ state: "notReady" })).toBe("yellow");
    expect(lightOf({ state: "unreachable" })).toBe("yellow");
    expect(lightOf({ state: "unknown", notice: "inConversation", confidence: "local" })).toBe("amber 40%");
  });

  it("answers the agent's own wishes at once", () => {
    expect(lightOf({ hint: "pending" })).toBe("white slow");
    expect(lightOf({ hint: "refused" })).toBe("red fast");
    expect(lightOf({ state: "busy", hint: "failed" })).toBe("red fast");
  });

  it("shows the state of an agent whose headset was unplugged", () => {
    expect(lightOf({ state: "busy", isPresent: false, muted: null })).toBe("red");
    expect(lightOf({ state: "unknown", isPresent: false, muted: null })).toBe("dark");
  });

  it("does not care about a microphone that is off outside of calls", () => {
    expect(lightOf({ state: "ready", muted: true })).toBe("green 40%");
    expect(lightOf({ state: "unknown", notice: "inConversation", muted: true })).toBe("blue");
  });

  it("looks the same for every reason", () => {
    const reasons = [
      null,
      { code: "9", label: "INFIRMERIE", class: "private" },
      { code: "1", label: null, class: "lunch" },
    ] as const;
    const seen = reasons.map((reason) => lightOf({ state: "notReady", reason }));
    expect(new Set(seen)).toEqual(new Set(["yellow"]));
  });

  it("tells red from green by rhythm or brightness too", () => {
    const states: readonly Partial<SeatLook>[] = [
      { state: "ready" },
      { state: "reserved" },
      { state: "busy" },
      { state: "wrapUp" },
    ];
    const seen = states.map((state) => lightOf(state).replace(/^\w+/, ""));
    expect(new Set(seen).size).toBe(states.length);
  });

  it("follows a change at once", () => {
    const light = new FollowedLight(programOf(seatRules("s1")));
    expect(light.at(0, { seat: () => ({ ...idleSeat, state: "busy" }) })).toBe("red");
    expect(light.at(0.2, { seat: () => ({ ...idleSeat, state: "wrapUp" }) })).toBe("amber slow");
    expect(light.at(0.4, { seat: () => null })).toBe("dark");
  });

  it("is shown by a small tower too", () => {
    expect(lightOf({ state: "busy" }, tower)).toBe("red, dark, dark");
    expect(lightOf({ state: "notReady" }, tower)).toBe("dark, amber, dark");
    expect(lightOf({ state: "ready" }, tower)).toBe("dark, dark, green 40%");
  });

  it("has no rule that can never win", () => {
    expect(shadowedRules(seatRules("s1"), { light: "l", lamps: ball, canClose: false })).toEqual([]);
  });

  it("stands below what the site writes", () => {
    const rules = [
      { seat: "s1", is: "wrapUp" as const, colour: "magenta", minimumSeconds: 0 },
      ...seatRules("s1"),
    ];
    const light = new FollowedLight(programOf(rules));
    expect(light.at(0, { seat: () => ({ ...idleSeat, state: "wrapUp" }) })).toBe("magenta");
    const { winners } = light.step(1, { seat: () => idleSeat });
    expect(winners[0]?.name).toBe("seat ready");
  });
});

describe("words for a seat", () => {
  it("tell what an agent does on a call", () => {
    const on = (callPhase: SeatLook["callPhase"]) => ({ ...idleSeat, state: "busy", callPhase }) as const;
    const words = (look: SeatLook) => seatWords.filter((word) => isSeat(look, word));
    expect(words(on("talking"))).toEqual(["busy", "talking"]);
    expect(words(on("consult"))).toEqual(["busy", "talking"]);
    expect(words(on(null))).toEqual(["busy", "talking"]);
    expect(words(on("dialing"))).toEqual(["busy"]);
    expect(words(on("held"))).toEqual(["busy", "held"]);
    expect(words({ ...idleSeat, isPresent: false })).toEqual(["ready", "absent"]);
    expect(words({ ...idleSeat, callPhase: "held" })).toEqual(["ready"]);
  });

  it("make a seat of which only they are known", () => {
    for (const word of seatWords) expect([word, isSeat(seatAs(word), word)]).toEqual([word, true]);
    expect(isSeat(seatAs("ready"), "absent")).toBe(false);
  });

  it("cover others only where these imply them", () => {
    const hints = ["pending", "refused", "failed", null] as const;
    const looks = agentStates.flatMap((state) =>
      hints.flatMap((hint) =>
        (["talking", "held", "dialing", null] as const).map((callPhase): SeatLook => {
          const notice = { busy: "audioLost", ready: "localActivity", unknown: "inConversation" } as const;
          const told = state === "busy" || state === "ready" || state === "unknown" ? notice[state] : null;
          return { ...idleSeat, state, hint, callPhase, notice: told, muted: true };
        }),
      ),
    );
    for (const word of seatWords)
      for (const wide of seatWords)
        if (coversWord([wide], word))
          for (const look of looks) expect(isSeat(look, word) && !isSeat(look, wide)).toBe(false);
  });
});
