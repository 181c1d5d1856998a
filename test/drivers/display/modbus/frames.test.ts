import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeModbus } from "../../../../src/drivers/display/modbus/decodeModbus.ts";
import {
  answerAt,
  encodeModbus,
  type ModbusFrame,
  requestAt,
} from "../../../../src/drivers/display/modbus/frames.ts";
import { crc16 } from "../../../../src/drivers/modbusCrc.ts";
import { ascii } from "../bench.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").map((pair) => Number.parseInt(pair, 16)));

/** Frames whose checksums were computed by another program than ours. */
const golden: readonly (readonly [string, ModbusFrame])[] = [
  ["01 06 00 07 00 2A B9 D4", { name: "writeRegister", slave: 1, register: 7, value: 42 }],
  [
    "01 10 00 06 00 02 04 12 00 01 40 76 9D",
    { name: "writeRegisters", slave: 1, register: 6, values: [0x1200, 0x0140] },
  ],
  ["01 03 00 00 00 02 C4 0B", { name: "readRegisters", slave: 1, register: 0, count: 2 }],
];

const goldenAnswers: readonly (readonly [string, ModbusFrame])[] = [
  ["01 10 00 00 00 04 C1 CA", { name: "registersWritten", slave: 1, register: 0, count: 4 }],
  ["01 03 04 00 2A 00 2B 9B E4", { name: "registers", slave: 1, values: [42, 43] }],
  ["01 86 02 C3 A1", { name: "exception", slave: 1, function: 6, code: 2 }],
  ["01 90 04 4D C3", { name: "exception", slave: 1, function: 16, code: 4 }],
];

describe("the checksum", () => {
  it("has the published check value", () => {
    expect(crc16(ascii("123456789"))).toBe(0x4b37);
  });
});

describe("a frame", () => {
  it.each([...golden, ...goldenAnswers])("%s is encoded from its words", (bytes, frame) => {
    expect(encodeModbus(frame)).toEqual(hex(bytes));
  });

  it.each([...golden, ...goldenAnswers])("%s is decoded into its words", (bytes, frame) => {
    expect(decodeModbus(hex(bytes))).toEqual({ frames: [frame], errors: [] });
  });

  it("of another function is told with its data", () => {
    const [frame] = decodeModbus(
      encodeModbus({ name: "other", slave: 9, function: 5, data: "000aff00" }),
    ).frames;
    expect(frame).toEqual({ name: "other", slave: 9, function: 5, data: "000aff00" });
  });

  it("whose counts do not fit its bytes is told as it is, and gives the same bytes again", () => {
    for (const data of ["0000000204002a", "000000010300002a", "00000002040000"]) {
      const bytes = encodeModbus({ name: "other", slave: 1, function: 16, data });
      for (const frame of decodeModbus(bytes).frames) expect(encodeModbus(frame)).toEqual(bytes);
    }
    const odd = encodeModbus({ name: "other", slave: 1, function: 3, data: "03aabbcc" });
    expect(decodeModbus(odd).frames.map((frame) => frame.name)).toEqual(["readRegisters"]);
    expect(decodeModbus(odd).frames.map(encodeModbus)).toEqual([odd]);
    const longer = encodeModbus({ name: "other", slave: 1, function: 3, data: "05aabbccddee" });
    expect(decodeModbus(longer).frames).toEqual([
      { name: "other", slave: 1, function: 3, data: "05aabbccddee" },
    ]);
  });

  it("may have no data at all", () => {
    expect(encodeModbus({ name: "other", slave: 1, function: 7, data: "" })).toEqual(hex("01 07 41 E2"));
  });

  it("that no serial line may carry is none", () => {
    expect(requestAt(hex("01 10 00 00 00 7F FE 00"))).toEqual({ kind: "none" });
  });

  it("is not judged before it is whole", () => {
    const bytes = hex("01 10 00 06 00 02 04 12 00 01 40 76 9D");
    for (let length = 0; length < bytes.length; length++)
      expect(requestAt(bytes.subarray(0, length))).toEqual({ kind: "more" });
    for (let length = 0; length < 9; length++)
      expect(answerAt(hex("01 03 04 00 2A 00 2B 9B E4").subarray(0, length))).toEqual({
        kind: "more",
      });
  });
});

const word = fc.integer({ min: 0, max: 0xffff });
const slave = fc.integer({ min: 0, max: 247 });
const anyFrame: fc.Arbitrary<ModbusFrame> = fc.oneof(
  fc.record({ name: fc.constant("writeRegister" as const), slave, register: word, value: word }),
  fc.record({
    name: fc.constant("writeRegisters" as const),
    slave,
    register: word,
    values: fc.array(word, { minLength: 1, maxLength: 123 }),
  }),
  fc.record({ name: fc.constant("readRegisters" as const), slave, register: word, count: word }),
  fc.record({
    name: fc.constant("exception" as const),
    slave,
    function: fc.integer({ min: 1, max: 127 }),
    code: fc.integer({ min: 0, max: 255 }),
  }),
);

describe("any bytes", () => {
  it("give the same words again that they were made of", () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(decodeModbus(encodeModbus(frame))).toEqual({ frames: [frame], errors: [] });
      }),
    );
  });

  it("never make it throw, and lose nothing that is a frame", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), anyFrame, (noise, frame) => {
        const { frames } = decodeModbus(Uint8Array.from([...noise, ...encodeModbus(frame)]));
        expect(frames.length).toBeGreaterThan(0);
        for (const one of frames) expect(encodeModbus(one).length).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  it("with one bit wrong are no frame", () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(), (frame, at) => {
        const bytes = encodeModbus(frame);
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeModbus(bytes).frames).not.toContainEqual(frame);
      }),
    );
  });

  it("that are no frame are counted where they stand", () => {
    const bytes = Uint8Array.from([1, 2, 3, ...hex("01 06 00 07 00 2A B9 D4"), 0xff]);
    expect(decodeModbus(bytes).errors).toEqual([
      "3 bytes from byte 0 are no frame with a right checksum",
      "1 bytes from byte 11 are no frame with a right checksum",
    ]);
  });

  it("are complained about a hundred times at most", () => {
    const noisy = Array.from({ length: 150 }, () => [0xff, ...hex("01 06 00 07 00 2A B9 D4")]).flat();
    const { frames, errors } = decodeModbus(Uint8Array.from(noisy));
    expect([frames.length, errors.length]).toEqual([150, 100]);
  });
});
