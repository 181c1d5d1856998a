import { describe, expect, it } from "vitest";
import { nearestColour } from "../../src/drivers/nearestColour.ts";

describe("a colour that a display lacks", () => {
  it("has its nearest relative stand in for it", () => {
    const all = ["red", "green", "amber", "yellow", "orange"] as const;
    expect(nearestColour("white", all)).toBe("amber");
    expect(nearestColour("blue", all)).toBe("green");
    expect(nearestColour("orange", ["red", "green"])).toBe("red");
  });

  it("becomes whatever colour there is, and stays itself where there is none", () => {
    expect(nearestColour("red", ["white"])).toBe("white");
    expect(nearestColour("red", [])).toBe("red");
  });
});
