import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newestSession, nextSession, type Presence } from "../../src/domain/session.ts";

const presence = (state: Presence["state"], session: number | null): Presence => ({ state, session });

describe("newestSession", () => {
  it("ignores the will of an older session that arrives after the node is back", () => {
    const back = presence("ready", 92);
    expect(newestSession(back, presence("lost", 91))).toBe(back);
    expect(newestSession(back, presence("disconnected", 91))).toBe(back);
  });

  it("believes the end of the present session, or of one whose beginning it missed", () => {
    for (const session of [91, 92]) {
      const end = presence("lost", session);
      expect(newestSession(presence("ready", 91), end)).toBe(end);
    }
  });

  it("believes a birth whatever its number: the clock may have gone back", () => {
    const birth = presence("ready", 5);
    expect(newestSession(presence("lost", 91), birth)).toBe(birth);
  });

  it("believes the first news, and a source that has no numbers", () => {
    const end = presence("lost", null);
    expect(newestSession(null, end)).toBe(end);
    expect(newestSession(presence("ready", 91), end)).toBe(end);
    expect(newestSession(presence("ready", null), presence("lost", 1)).state).toBe("lost");
  });

  it("ends alive when the wills of older sessions come in any order after the last birth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e9 }), fc.array(fc.nat()), (session, older) => {
        let believed = presence("ready", session);
        for (const one of older) believed = newestSession(believed, presence("lost", one % session));
        expect(believed.state).toBe("ready");
      }),
    );
  });
});

describe("nextSession", () => {
  it("starts from the clock and grows, also when the clock stands still or jumps back", () => {
    expect(nextSession(0, 1_771_000_000_900)).toBe(1_771_000_000_900);
    expect(nextSession(1_771_000_000_900, 1_771_000_000_900)).toBe(1_771_000_000_901);
    expect(nextSession(1_771_000_000_900, 5_000)).toBe(1_771_000_000_901);
  });

  it("grows over a restart within the same second", () => {
    expect(nextSession(0, 1_771_000_000_950)).toBeGreaterThan(nextSession(0, 1_771_000_000_050));
  });
});
