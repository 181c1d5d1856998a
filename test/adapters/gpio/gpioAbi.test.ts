import { describe, expect, it } from "vitest";
import {
  grantedLines,
  lineFlags,
  newChipInfo,
  newLineInfo,
  newLinesRequest,
  newValues,
  readChipInfo,
  readEvents,
  readLineInfo,
  readValues,
  requests,
} from "../../../src/adapters/gpio/gpioAbi.ts";

/** Numbers and places of linux/gpio.h, as a C program printed them on Debian 12. */
describe("the kernel's structs for GPIO", () => {
  it("are asked for by these numbers, which carry their sizes", () => {
    expect(requests).toEqual({
      chipInfo: 0x8044b401,
      lineInfo: 0xc100b405,
      getLines: 0xc250b407,
      getValues: 0xc010b40e,
      setValues: 0xc010b40f,
    });
    const sizes = [newChipInfo(), newLineInfo(0), newLinesRequest(outputs), newValues([])].map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([0x44, 0x100, 0x250, 0x10]);
  });

  const outputs = {
    offsets: [17, 27],
    consumer: "bandeau",
    flags: lineFlags.output | lineFlags.activeLow,
    values: [false, true],
    debounceMicroseconds: 0,
  };

  it("request outputs with their first values", () => {
    const bytes = Buffer.from(newLinesRequest(outputs));
    expect(bytes.subarray(0, 8).toString("hex")).toBe("110000001b000000");
    expect(bytes.subarray(256, 264).toString("latin1")).toBe("bandeau\0");
    expect(bytes.subarray(288, 300).toString("hex")).toBe("0a0000000000000001000000");
    expect(bytes.subarray(320, 344).toString("hex")).toBe("020000000000000002000000000000000300000000000000");
    expect(bytes.readUInt32LE(560)).toBe(2);
    expect(bytes.subarray(300, 320).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(344, 560).every((byte) => byte === 0)).toBe(true);
  });

  it("request inputs with debouncing", () => {
    const bytes = Buffer.from(
      newLinesRequest({
        offsets: [5],
        consumer: "a name that is longer than the field for it",
        flags: lineFlags.input | lineFlags.risingEdge | lineFlags.fallingEdge | lineFlags.pullUp,
        values: null,
        debounceMicroseconds: 30_000,
      }),
    );
    expect(bytes.readUInt32LE(288)).toBe(0x134);
    expect(bytes.subarray(320, 344).toString("hex")).toBe("030000000000000030750000000000000100000000000000");
    expect(bytes[287]).toBe(0);
  });

  it("request without anything more", () => {
    const bytes = Buffer.from(newLinesRequest({ ...outputs, values: null }));
    expect(bytes.readUInt32LE(296)).toBe(0);
  });

  it("tell of a chip, of a line, and of a request that was granted", () => {
    const chip = Buffer.alloc(68);
    chip.write("gpiochip0", 0);
    chip.write("pinctrl-bcm2711", 32);
    chip.writeUInt32LE(58, 64);
    expect(readChipInfo(chip)).toEqual({ name: "gpiochip0", label: "pinctrl-bcm2711", lines: 58 });
    const line = Buffer.from(newLineInfo(7));
    expect(line.readUInt32LE(64)).toBe(7);
    line.write("GPIO7", 0);
    line.write("spi0 CS1", 32);
    line.writeUInt32LE(0x9, 72);
    expect(readLineInfo(line)).toEqual({ name: "GPIO7", consumer: "spi0 CS1", isUsed: true });
    const request = newLinesRequest(outputs);
    new DataView(request.buffer).setInt32(588, 23, true);
    expect(grantedLines(request)).toBe(23);
  });

  it("carry up to 64 values", () => {
    const levels = Array.from({ length: 64 }, (_, index) => index % 3 === 0);
    expect(readValues(newValues(levels), 64)).toEqual(levels);
    expect(Buffer.from(newValues([true, false, true])).toString("hex")).toBe(
      "05000000000000000700000000000000",
    );
  });

  it("tell of edges, whole ones only", () => {
    const bytes = Buffer.alloc(48 + 20);
    bytes.writeUInt32LE(2, 8);
    bytes.writeUInt32LE(5, 12);
    bytes.writeUInt32LE(9, 16);
    expect(readEvents(bytes)).toEqual([{ isRising: false, offset: 5, sequence: 9 }]);
  });
});
