import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  noRotation,
  type RotationPage,
  type RotationState,
  stepRotation,
} from "../../src/domain/rotation.ts";

const page = (id: string, wanted = true, seconds = 10): RotationPage => ({ id, seconds, wanted });

/** Follows a rotation through time, one step at a time. */
function rotation() {
  let state: RotationState = noRotation;
  return (second: number, pages: readonly RotationPage[], held = false) => {
    const result = stepRotation(state, { pages, fallback: "none", held }, second * 1000);
    state = result.state;
    return [result.page, result.nextAt === null ? null : result.nextAt / 1000];
  };
}

describe("pages that take turns", () => {
  it("come in their order, each for its seconds, and go round", () => {
    const at = rotation();
    const pages = [page("a"), page("b", true, 5), page("c")];
    expect(at(0, pages)).toEqual(["a", 10]);
    expect(at(9.9, pages)).toEqual(["a", 10]);
    expect(at(10, pages)).toEqual(["b", 15]);
    expect(at(15, pages)).toEqual(["c", 25]);
    expect(at(25, pages)).toEqual(["a", 35]);
  });

  it("leave at once when their condition ends", () => {
    const at = rotation();
    at(0, [page("a"), page("b")]);
    expect(at(3, [page("a", false), page("b")])).toEqual(["b", null]);
  });

  it("appear at their turn, not before", () => {
    const at = rotation();
    at(0, [page("a"), page("b", false), page("c")]);
    expect(at(3, [page("a"), page("b"), page("c")])).toEqual(["a", 10]);
    expect(at(10, [page("a"), page("b"), page("c")])).toEqual(["b", 20]);
  });

  it("stay when they are alone, and make room once their time is over", () => {
    const at = rotation();
    expect(at(0, [page("a"), page("b", false)])).toEqual(["a", null]);
    expect(at(100, [page("a"), page("b", false)])).toEqual(["a", null]);
    expect(at(101, [page("a"), page("b")])).toEqual(["b", 111]);
  });

  it("give way to the fallback when none is wanted, and go on behind the last one", () => {
    const at = rotation();
    at(0, [page("a"), page("b")]);
    expect(at(1, [page("a", false), page("b", false)])).toEqual(["none", null]);
    expect(at(2, [page("a"), page("b")])).toEqual(["b", 12]);
    expect(rotation()(0, [])).toEqual(["none", null]);
  });

  it("begin again in front when the present page is gone from the list", () => {
    const at = rotation();
    at(0, [page("a"), page("b")]);
    expect(at(1, [page("c"), page("d")])).toEqual(["d", 11]);
  });
});

describe("an alarm", () => {
  it("stops the time of the page below it", () => {
    const at = rotation();
    const pages = [page("a"), page("b")];
    at(0, pages);
    expect(at(4, pages, true)).toEqual(["a", null]);
    expect(at(100, pages, true)).toEqual(["a", null]);
    expect(at(200, pages)).toEqual(["a", 206]);
    expect(at(206, pages)).toEqual(["b", 216]);
  });

  it("does not keep a page whose condition ended", () => {
    const at = rotation();
    at(0, [page("a"), page("b"), page("c")]);
    expect(at(4, [page("a", false), page("b"), page("c")], true)).toEqual(["b", null]);
    expect(at(50, [page("a", false), page("b"), page("c")])).toEqual(["b", 60]);
  });
});

describe("any rotation", () => {
  const flags = fc.record({
    waitMs: fc.integer({ min: 0, max: 15_000 }),
    wanted: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    held: fc.boolean(),
  });

  it("shows only wanted pages, and the fallback only when there is none", () => {
    fc.assert(
      fc.property(fc.array(flags), (steps) => {
        let state = noRotation;
        let now = 0;
        for (const { waitMs, wanted, held } of steps) {
          now += waitMs;
          const pages = wanted.map((want, index) => page(`p${index}`, want, 1 + index * 3));
          const result = stepRotation(state, { pages, fallback: "none", held }, now);
          const shown = pages.find((candidate) => candidate.id === result.page);
          expect(shown?.wanted ?? !wanted.includes(true)).toBe(true);
          if (result.nextAt !== null) expect(result.nextAt).toBeGreaterThan(now);
          state = result.state;
        }
      }),
    );
  });

  it("gives every page its turn, each exactly its seconds, when all are always wanted", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 }), (seconds) => {
        const pages = seconds.map((time, index) => page(`p${index}`, true, time));
        let state = noRotation;
        let now = 0;
        for (const expected of [...pages, ...pages]) {
          const result = stepRotation(state, { pages, fallback: "none", held: false }, now);
          expect(result.page).toBe(expected.id);
          expect(result.nextAt).toBe(now + expected.seconds * 1000);
          state = result.state;
          now = result.nextAt ?? now;
        }
      }),
    );
  });
});
