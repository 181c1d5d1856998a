import { describe, expect, it } from "vitest";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { measureBytes } from "./measureBytes.ts";

const results = measureBytes(200, 7);
const byProtocol = new Map(results.map((result) => [result.protocol, result]));

describe("the bytes that a changed figure costs", () => {
  it("are counted for every driver", () => {
    expect(new Set(byProtocol.keys())).toEqual(new Set(displayDrivers.keys()));
  });

  it.each([
    { protocol: "alpha", most: 0.35, frames: 1 },
    { protocol: "amplus", most: 0.55, frames: 1 },
    { protocol: "alcatel", most: 0.55, frames: 1 },
    { protocol: "modbus", most: 0.55, frames: 1 },
    { protocol: "template", most: 0.55, frames: 1 },
  ])("are at most $most of the whole message with $protocol, in one frame", ({ protocol, most, frames }) => {
    const result = byProtocol.get(protocol);
    expect(result?.figureRatio).toBeGreaterThan(0);
    expect(result?.figureRatio).toBeLessThanOrEqual(most);
    expect(result?.figure.frames).toBe(frames);
  });

  it("are the same for the same seed", () => {
    expect(measureBytes(10, 3)).toEqual(measureBytes(10, 3));
    expect(measureBytes(10, 4)).not.toEqual(measureBytes(10, 3));
  });
});
