import { describe, expect, it } from "vitest";
import { sumOf } from "../../../../src/drivers/display/template/checksum.ts";
import { fromHex } from "./templateBench.ts";

const check = [...fromHex("31 32 33 34 35 36 37 38 39")];

describe("sums over bytes", () => {
  it("have the published check values for 123456789", () => {
    // The catalogue of CRCs gives 4B37H for CRC-16/MODBUS; the plain sum of the nine digits is 477.
    expect(sumOf("crc16", check)).toBe(0x4b37);
    expect(sumOf("sum16", check)).toBe(477);
    expect(sumOf("sum24", check)).toBe(477);
    expect(sumOf("sum8", check)).toBe(0xdd);
    expect(sumOf("xor", check)).toBe(0x31);
  });

  it("make all bytes zero together with their negative", () => {
    expect((sumOf("neg8", check) + sumOf("sum8", check)) & 0xff).toBe(0);
    expect(sumOf("neg8", [0, 0])).toBe(0);
  });

  it("keep as many bits as their name says", () => {
    const many = new Array<number>(70_000).fill(0xff);
    expect(sumOf("sum8", many)).toBe((70_000 * 0xff) % 0x100);
    expect(sumOf("sum16", many)).toBe((70_000 * 0xff) % 0x1_0000);
    expect(sumOf("sum24", many)).toBe((70_000 * 0xff) % 0x100_0000);
  });

  it("agree with a worked Modbus frame", () => {
    // 01 06 00 07 00 2A B9 D4: the least byte first.
    expect(sumOf("crc16", [...fromHex("01 06 00 07 00 2A")])).toBe(0xd4b9);
  });
});
