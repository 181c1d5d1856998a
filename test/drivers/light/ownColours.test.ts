import { describe, expect, it } from "vitest";
import { lampWords } from "../../../src/domain/lightWords.ts";
import { litLamp } from "../../../src/drivers/light/ownColours.ts";

describe("a lamp that is switched on", () => {
  it("burns in the colour of its own, and in white where it has none", () => {
    expect(lampWords(litLamp("amber"))).toBe("amber");
    expect(lampWords(litLamp("any"))).toBe("white");
  });
});
