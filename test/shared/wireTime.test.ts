import { describe, expect, it } from "vitest";
import { bitsPerCharacter, wireMs } from "../../src/shared/wireTime.ts";

describe("time on the wire", () => {
  it.each([
    [{ baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 }, 10],
    [{ baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 }, 10],
    [{ baudRate: 4_800, dataBits: 7, parity: "even", stopBits: 2 }, 11],
    [{ baudRate: 9_600, dataBits: 7, parity: "none", stopBits: 1 }, 9],
  ] as const)("counts start, data, parity and stop bits of %o", (framing, bits) => {
    expect(bitsPerCharacter(framing)).toBe(bits);
  });

  it("carries 960 bytes a second at 9600 8N1, so that 28 bytes take 29.2 ms", () => {
    const framing = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
    expect(wireMs(960, framing)).toBe(1_000);
    expect(wireMs(28, framing)).toBeCloseTo(29.2, 1);
  });
});
