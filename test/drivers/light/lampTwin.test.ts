import { describe, expect, it } from "vitest";
import { darkLook, type Lamp } from "../../../src/domain/light.ts";
import { LampTwin, type Understood } from "../../../src/drivers/light/lampTwin.ts";
import { lamp, report } from "./lightBench.ts";

const command = { name: "set", facts: {}, problems: [] };
const red = lamp("red");

/** A twin that takes these meanings one after the other, whatever the frames. */
function twinOf(meanings: readonly Omit<Understood, "command">[], lamps = 1): LampTwin {
  const left = [...meanings];
  return new LampTwin({
    lamps,
    rhythms: { slow: { hz: 0.25 }, fast: { hz: null } },
    staysMs: null,
    understand: () => ({ command, ...left.shift() }),
    press: () => [{ kind: "report", bytes: Uint8Array.of(1) }],
  });
}

const sets = (...pairs: readonly (readonly [number, Lamp])[]): { sets: ReadonlyMap<number, Lamp> } => ({
  sets: new Map(pairs),
});
const frame = report("00");

describe("the twin of a light that mixes colours", () => {
  it("begins a new fade where the last one was", () => {
    const twin = twinOf([sets([0, { ...red, fadeMs: 1_000 }]), sets([0, { ...lamp("off"), fadeMs: 1_000 }])]);
    twin.take(frame, 0);
    twin.take(frame, 500);
    expect(twin.burning(500)[0]?.red).toBe(128);
    expect(twin.burning(1_000)[0]?.red).toBe(64);
    expect(twin.look(600)).toEqual(darkLook(1));
  });

  it("flashes at its own rates, and at the usual one where nobody knows it", () => {
    const twin = twinOf([sets([0, lamp("red slow")], [1, lamp("red fast 50%")])], 2);
    twin.take(frame, 0);
    const reds = (at: number) => twin.burning(at).map((rgb) => rgb.red);
    expect([0, 500, 1_000, 2_000, 2_500].map(reds)).toEqual([
      [255, 128],
      [255, 0],
      [255, 128],
      [0, 128],
      [0, 0],
    ]);
  });

  it("has no lamps but its own", () => {
    const twin = twinOf([sets([3, red])]);
    twin.take(frame, 0);
    expect(twin.look(0)).toEqual(darkLook(1));
  });

  it("is dark, deaf and mute once it is broken", () => {
    const twin = twinOf([sets([0, red]), { breaks: "it was told to" }, sets([0, red])]);
    twin.take(frame, 0);
    expect(twin.press?.(true)).toHaveLength(1);
    twin.take(frame, 1);
    expect(twin.take(frame, 2)).toEqual([]);
    expect(twin.bricked).toBe("it was told to");
    expect(twin.press?.(true)).toEqual([]);
    twin.powerCycle();
    expect(twin.look(3)).toEqual(darkLook(1));
    expect(twin.bricked).not.toBeNull();
  });

  it("stays only as long as it was told, its buzzer too, and what it drops keeps nothing alive", () => {
    const twin = twinOf([
      { ...sets([0, lamp("off")]), buzzer: true, staysMs: 1_000 },
      { event: "dropped" },
      { event: "dropped" },
    ]);
    twin.take(frame, 0);
    twin.take(frame, 900);
    expect(twin.look(999).buzzer).toBe(true);
    expect(twin.look(1_000).buzzer).toBe(false);
    twin.take(frame, 2_000);
    expect([...twin.events]).toEqual([
      ["frames", 3],
      ["dropped", 2],
      ["timedOut", 1],
    ]);
  });
});
