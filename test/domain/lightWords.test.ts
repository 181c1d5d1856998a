import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { darkLook, type Lamp, lightColours, sameLamp, sameLook } from "../../src/domain/light.ts";
import {
  colourWord,
  lampWords,
  lookWords,
  readColour,
  readLampWords,
  readLookWords,
} from "../../src/domain/lightWords.ts";

const lamp = (changes: Partial<Lamp>): Lamp => ({
  rgb: lightColours.red,
  rhythm: "steady",
  dim: 100,
  fadeMs: 0,
  ...changes,
});

const part = fc.integer({ min: 0, max: 255 });
const rgb = fc.record({ red: part, green: part, blue: part });
const anyLamp: fc.Arbitrary<Lamp> = fc.record({
  rgb,
  rhythm: fc.constantFrom("steady", "slow", "fast"),
  dim: fc.integer({ min: 1, max: 100 }),
  fadeMs: fc.constantFrom(0, 300),
});

describe("a lamp in words", () => {
  it.each<[Partial<Lamp>, string]>([
    [{}, "red"],
    [{ rgb: { red: 255, green: 128, blue: 0 } }, "amber"],
    [{ rgb: { red: 1, green: 2, blue: 254 } }, "#0102fe"],
    [{ rhythm: "slow" }, "red slow"],
    [{ rgb: lightColours.green, dim: 20 }, "green 20%"],
    [{ rhythm: "fast", dim: 5 }, "red fast 5%"],
    [{ rgb: { red: 0, green: 0, blue: 0 }, rhythm: "fast", dim: 5 }, "off"],
  ])("%j is %s", (changes, words) => {
    expect(lampWords(lamp(changes))).toBe(words);
  });

  it("has a word for its colour alone, and none that is black", () => {
    expect(colourWord(lightColours.amber)).toBe("amber");
    expect(colourWord({ red: 1, green: 2, blue: 254 })).toBe("#0102fe");
    expect(colourWord({ red: 0, green: 0, blue: 0 })).toBe("off");
  });

  it("is read back as the same lamp, whatever it is", () => {
    fc.assert(
      fc.property(anyLamp, (one) => {
        const read = readLampWords(lampWords(one));
        expect(read !== null && sameLamp(read, one)).toBe(true);
      }),
    );
  });

  it.each([
    ["Red slow", "red slow"],
    [" Red ", "red"],
    ["#FF8000", "amber"],
    ["#000000 fast", "off"],
    ["off", "off"],
    ["green steady 20 %", "green 20%"],
  ])("may be written as %s", (written, words) => {
    const read = readLampWords(written);
    expect(read && lampWords(read)).toBe(words);
  });

  it.each(["", "pink", "red quick", "#ff80", "red 0%", "red 101%", "red red", "20%"])(
    "is not told by %j",
    (written) => {
      expect(readLampWords(written)).toBeNull();
    },
  );
});

describe("a colour's name", () => {
  it("is read as what it stands for, and #RRGGBB as itself", () => {
    expect(readColour("Amber")).toEqual({ red: 255, green: 128, blue: 0 });
    expect(readColour("#0A0b0C")).toEqual({ red: 10, green: 11, blue: 12 });
    expect(readColour("toString")).toBeNull();
    expect(colourWord({ red: 255, green: 0, blue: 255 })).toBe("magenta");
  });
});

describe("a light in words", () => {
  it("is its lamps from the top down, and the buzzer", () => {
    const look = { lamps: [lamp({}), lamp({ rgb: { red: 0, green: 0, blue: 0 } })], buzzer: true };
    expect(lookWords(look)).toEqual(["red", "off", "buzzer"]);
    expect(readLookWords(["red", "off", "buzzer"], 2)).toEqual({
      lamps: [lamp({}), { rgb: { red: 0, green: 0, blue: 0 }, rhythm: "steady", dim: 100, fadeMs: 0 }],
      buzzer: true,
    });
  });

  it("may be one word for all lamps", () => {
    expect(readLookWords(["off"], 3)).toEqual(darkLook(3));
  });

  it("says what is wrong with words that are none, or too few", () => {
    expect(readLookWords(["red", "pnk"], 2)).toContain('"pnk" is no lamp');
    expect(readLookWords(["red", "off"], 3)).toBe("it has 3 lamps, and 2 are told");
    expect(readLookWords([], 1)).toBe("it has one lamp, and 0 are told");
  });

  it("is read back as the same look", () => {
    fc.assert(
      fc.property(fc.array(anyLamp, { minLength: 1, maxLength: 8 }), fc.boolean(), (lamps, buzzer) => {
        const look = { lamps, buzzer };
        const read = readLookWords(lookWords(look), lamps.length);
        expect(typeof read !== "string" && sameLook(read, look)).toBe(true);
      }),
    );
  });
});
