import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LightColour, lightColours } from "../../src/domain/light.ts";
import { type LampPlan, lampsOf, standIn, type WantedLamps } from "../../src/domain/lightLamps.ts";
import { ball, tower, wordsOf } from "./lightFixtures.ts";

const seen = (lamps: readonly LampPlan[], wanted: WantedLamps): string =>
  lampsOf(lamps, wanted)
    .map((lamp) => (lamp === null ? "as it is" : wordsOf({ lamps: [lamp], buzzer: false })))
    .join(", ");

const colours = Object.keys(lightColours) as LightColour[];

describe("what a rule makes of lamps", () => {
  it("is any colour where they mix it", () => {
    expect(seen(ball, { colour: "orange" })).toBe("orange");
    expect(lampsOf(ball, { colour: "#0a0B0c" })[0]?.rgb).toEqual({ red: 10, green: 11, blue: 12 });
    expect(seen(ball, { colour: "red", flash: "fast", dim: 20 })).toBe("red fast 20%");
    expect(lampsOf(ball, { colour: "red", fadeMs: 300 })[0]?.fadeMs).toBe(300);
    expect(seen(ball, {})).toBe("white");
    expect(seen(ball, { colour: "mauve" })).toBe("white");
  });

  it("lights those of its colour on a tower, and darkens the others", () => {
    expect(seen(tower, { colour: "amber", flash: "slow" })).toBe("dark, amber slow, dark");
    expect(seen(tower, { colour: "yellow" })).toBe("dark, amber, dark");
    expect(seen(tower, { colour: "orange" })).toBe("dark, amber, dark");
    expect(seen(tower, { colour: "#ff1000" })).toBe("red, dark, dark");
    expect(seen(tower, {})).toBe("red, amber, green");
  });

  it("is dark on a tower that has nothing for its colour", () => {
    expect(seen(tower, { colour: "blue" })).toBe("dark, dark, dark");
    expect(seen([{ name: "beacon", colour: "red" }], { colour: "green" })).toBe("dark");
  });

  it("is dark for what is off, and fades there", () => {
    expect(seen(tower, { off: true })).toBe("dark, dark, dark");
    expect(lampsOf(ball, { off: true, fadeMs: 500 })[0]).toMatchObject({ fadeMs: 500, rhythm: "steady" });
  });

  it("is only about the lamp that it names, in the colour of that", () => {
    expect(seen(tower, { lamp: "red", flash: "fast" })).toBe("red fast, as it is, as it is");
    expect(seen(tower, { lamp: "red", colour: "blue" })).toBe("red, as it is, as it is");
    expect(seen(tower, { lamp: "green", off: true })).toBe("as it is, as it is, dark");
    expect(seen(tower, { lamp: "blue" })).toBe("as it is, as it is, as it is");
    const two: readonly LampPlan[] = [...ball, { name: "beacon", colour: "red" }];
    expect(seen(two, { colour: "red" })).toBe("red, red");
    expect(seen(two, { colour: "green" })).toBe("green, dark");
    expect(seen(two, { lamp: "all", colour: "green" })).toBe("green, as it is");
  });

  it("never lights green for a warning, nor a warning because all is well", () => {
    const warnings: readonly LightColour[] = ["red", "orange", "amber", "yellow"];
    fc.assert(
      fc.property(fc.constantFrom(...colours), fc.subarray(colours), (wanted, has) => {
        const burning = standIn(wanted, has);
        if (has.includes(wanted)) expect(burning).toBe(wanted);
        if (burning === null) return;
        expect(has).toContain(burning);
        expect(warnings.includes(burning)).toBe(warnings.includes(wanted));
      }),
    );
  });
});
