import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, patient } from "../../src/shared/backoff.ts";
import { seeded } from "../suites/seeded.ts";

const CONTROLLERS = 500;
const SLICE_MS = 100;

/** The largest part of a fleet that makes its n-th attempt within the same tenth of a second. */
function fullest(attempt: number): number {
  const random = seeded(7);
  const slices = new Map<number, number>();
  for (let controller = 0; controller < CONTROLLERS; controller++) {
    let at = 0;
    for (let before = 0; before <= attempt; before++) at += backoffMs(before, patient, random);
    const slice = Math.floor(at / SLICE_MS);
    slices.set(slice, (slices.get(slice) ?? 0) + 1);
  }
  return Math.max(...slices.values()) / CONTROLLERS;
}

describe("waiting before the next attempt", () => {
  it("is never more than a quarter off its step, and never beyond the longest wait and a quarter", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(100), chance, (attempt, random) => {
        const wait = backoffMs(attempt, patient, () => random);
        const step = Math.min(patient.mostMs, patient.firstMs * 2 ** attempt);
        expect(wait).toBeGreaterThanOrEqual(step * 0.75 - 1);
        expect(wait).toBeLessThanOrEqual(step * 1.25 + 1);
      }),
    );
  });

  it("spreads five hundred controllers that lost the same broker, wider with each attempt", () => {
    const parts = [0, 1, 2, 3, 4, 5].map(fullest);
    expect(parts[0]).toBeLessThan(0.3);
    expect(parts[2]).toBeLessThan(0.1);
    expect(parts[5]).toBeLessThan(0.03);
    expect(parts).toEqual(parts.toSorted((one, other) => other - one));
  });
});
