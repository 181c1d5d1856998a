import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerTo } from "../../../../src/drivers/display/modbus/answer.ts";
import { encodeModbus } from "../../../../src/drivers/display/modbus/frames.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").map((pair) => Number.parseInt(pair, 16)));

const single = answerTo({ name: "writeRegister", slave: 1, register: 7, value: 42 });
const several = answerTo({ name: "writeRegisters", slave: 1, register: 0, values: [32, 32, 52, 50] });
const echo = "01 06 00 07 00 2A B9 D4";
const count = "01 10 00 00 00 04 C1 CA";

describe("the answer to a write", () => {
  it("has three tenths of a second, and two more attempts", () => {
    expect([single.withinMs, single.retries]).toEqual([300, 2]);
  });

  it("is its echo for one register, and a count for several", () => {
    expect(single.read(hex(echo))).toEqual({ kind: "taken" });
    expect(several.read(hex(count))).toEqual({ kind: "taken" });
  });

  it.each([
    [single, echo],
    [several, count],
    [single, "01 86 02 C3 A1"],
  ])("is not judged before it is whole", (answer, text) => {
    const bytes = hex(text);
    for (let length = 0; length < bytes.length; length++)
      expect(answer.read(bytes.subarray(0, length))).toEqual({ kind: "more" });
  });

  it.each([
    [1, "illegal function", "writeSingle"],
    [2, "illegal data address", "manual"],
    [3, "illegal data value", "encode"],
    [4, "device failure", "defective"],
    [6, "device busy", "betweenFramesMs"],
    [99, "not in the Modbus standard", "manual"],
  ])("may be exception %i, told in plain words", (code, meaning, advice) => {
    const verdict = single.read(encodeModbus({ name: "exception", slave: 1, function: 6, code }));
    expect(verdict).toEqual({
      kind: "refused",
      reason: `the display answers exception ${code}: ${meaning}`,
      advice: expect.stringContaining(advice),
    });
  });

  it("is found behind noise, another display's answer and a late one", () => {
    const others = encodeModbus({ name: "writeRegister", slave: 2, register: 7, value: 42 });
    const late = encodeModbus({ name: "writeRegister", slave: 1, register: 7, value: 41 });
    const lateRefusal = encodeModbus({ name: "exception", slave: 1, function: 16, code: 2 });
    for (const before of [hex("00"), others, late, lateRefusal]) {
      expect(single.read(before)).toEqual({ kind: "more" });
      expect(single.read(Uint8Array.from([...before, ...hex(echo)]))).toEqual({ kind: "taken" });
    }
  });

  it("is told apart from a request that the adapter hears itself send", () => {
    const request = encodeModbus({ name: "writeRegisters", slave: 1, register: 0, values: [32, 32, 52, 50] });
    for (let length = 0; length <= request.length; length++)
      expect(several.read(request.subarray(0, length))).toEqual({ kind: "more" });
    expect(several.read(Uint8Array.from([...request, ...hex(count)]))).toEqual({ kind: "taken" });
  });

  it("of another display refuses nothing for us", () => {
    const others = encodeModbus({ name: "exception", slave: 2, function: 6, code: 2 });
    expect(single.read(others)).toEqual({ kind: "more" });
  });

  it.each(["01 06 00 07 00 2A B9 D5", "01 86 02 C3 A0"])("%s was damaged on the line", (text) => {
    expect(single.read(hex(text))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("damaged"),
    });
  });

  it("does not come any more behind more noise than a frame has bytes", () => {
    expect(single.read(new Uint8Array(256))).toEqual({ kind: "more" });
    expect(single.read(new Uint8Array(257))).toMatchObject({ kind: "refused" });
  });

  it("is never taken for good with a bit wrong", () => {
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.boolean(), (bit, isSingle) => {
        const bytes = hex(isSingle ? echo : count);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect((isSingle ? single : several).read(bytes).kind).not.toBe("taken");
      }),
    );
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(["more", "refused"]).toContain(several.read(bytes).kind);
      }),
    );
  });
});
