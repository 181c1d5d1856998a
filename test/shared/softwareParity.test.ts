import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutParity, withParity } from "../../src/shared/softwareParity.ts";

const ones = (byte: number): number => byte.toString(2).replaceAll("0", "").length;

describe("parity in software", () => {
  it("sets bit 7 so that the ones are even: A has two, C has three", () => {
    expect(withParity(Uint8Array.of(0x41, 0x43, 0x00, 0x7f, 0x01), "even")).toEqual(
      Uint8Array.of(0x41, 0xc3, 0x00, 0xff, 0x81),
    );
  });

  it("makes every character even, odd or seven bits wide, and loses none of the seven", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const byte of withParity(bytes, "even")) expect(ones(byte) % 2).toBe(0);
        for (const byte of withParity(bytes, "odd")) expect(ones(byte) % 2).toBe(1);
        for (const byte of withParity(bytes, "none")) expect(byte).toBeLessThan(128);
        for (const parity of ["none", "even", "odd"] as const) {
          expect(withoutParity(withParity(bytes, parity))).toEqual(bytes.map((byte) => byte % 128));
        }
      }),
    );
  });
});
