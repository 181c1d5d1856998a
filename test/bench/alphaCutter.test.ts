import { describe, expect, it } from "vitest";
import { AlphaCutter } from "./floor/alphaCutter.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
/** As in the maker's document: zeros, SOH, type, address, STX, the command, EOT. */
const frame = (body: string): string => `\0\0\0\0\0\x01Z00\x02${body}\x04`;

describe("AlphaCutter", () => {
  it("finds the number in a frame, its length, and where it ended", () => {
    const whole = frame("Ga\x1c212345");
    expect(new AlphaCutter().take(bytes(whole))).toEqual([
      { bytes: whole.length, value: 12_345, endsAfter: whole.length },
    ]);
  });

  it("gives a frame when its last byte is there and not before", () => {
    const cutter = new AlphaCutter();
    const whole = frame("Ga12345");
    expect(cutter.take(bytes(whole.slice(0, -1)))).toEqual([]);
    expect(cutter.take(bytes("\x04"))).toEqual([{ bytes: whole.length, value: 12_345, endsAfter: 1 }]);
    expect(cutter.torn).toBe(0);
  });

  it("cuts several frames out of one piece", () => {
    const cutter = new AlphaCutter();
    const [one, other] = [frame("Ga10001"), frame("Gb    7")];
    expect(cutter.take(bytes(one + other)).map(({ value, endsAfter }) => [value, endsAfter])).toEqual([
      [10_001, one.length],
      [null, one.length + other.length],
    ]);
  });

  it("takes the digit of a colour for no part of a number", () => {
    const [only] = new AlphaCutter().take(bytes(frame("AA\x1b b\x1c2W\x1c11234")));
    expect(only?.value).toBeNull();
  });

  it("counts a frame that began inside another one, and one that has no begin, as torn", () => {
    const cutter = new AlphaCutter();
    cutter.take(bytes(`\0\0\x01Z00\x02Ga123${frame("Ga12345")}`));
    cutter.take(bytes("45\x04"));
    expect(cutter.torn).toBe(2);
  });

  it("forgets what a program began that was ended", () => {
    const cutter = new AlphaCutter();
    cutter.take(bytes(`\0\0\x01Z00\x02Ga1`));
    cutter.forget();
    cutter.take(bytes(frame("Ga12345")));
    expect(cutter.torn).toBe(0);
  });
});
