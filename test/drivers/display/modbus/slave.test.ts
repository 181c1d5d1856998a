import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Colour, linesOf } from "../../../../src/domain/glass.ts";
import { encodeModbus, type ModbusFrame } from "../../../../src/drivers/display/modbus/frames.ts";
import { modbusOptions } from "../../../../src/drivers/display/modbus/options.ts";
import { ModbusSlave } from "../../../../src/drivers/display/modbus/slave.ts";
import { seen } from "../bench.ts";
import { modelOf } from "./digits.ts";

const numbers = { encode: "u16", register: 7, unknown: { value: 65_535 }, blinkRegister: 8 };
const slave = (settings: Record<string, unknown> = numbers, columns = 4, rows = 1): ModbusSlave =>
  new ModbusSlave(modelOf(columns, rows), modbusOptions.parse(settings));

const ask = (to: ModbusSlave, frame: ModbusFrame, at = 0): number[][] =>
  to.feed(encodeModbus(frame), at).map((answer) => [...answer]);
const says = (frame: ModbusFrame): number[][] => [[...encodeModbus(frame)]];

const write = (register: number, ...values: number[]): ModbusFrame => ({
  name: "writeRegisters",
  slave: 1,
  register,
  values,
});
const exception = (code: number, of = 16): number[][] =>
  says({ name: "exception", slave: 1, function: of, code });

describe("a slave", () => {
  it("answers the golden frame with its echo, and shows the number", () => {
    const display = slave();
    const golden = Uint8Array.from([0x01, 0x06, 0x00, 0x07, 0x00, 0x2a, 0xb9, 0xd4]);
    expect(display.feed(golden, 0)).toEqual([golden]);
    expect(linesOf(display.glass())).toEqual(["  42"]);
  });

  it("answers several registers with their count, and a question with their content", () => {
    const display = slave();
    expect(ask(display, write(7, 1_234, 1))).toEqual(
      says({ name: "registersWritten", slave: 1, register: 7, count: 2 }),
    );
    expect(ask(display, { name: "readRegisters", slave: 1, register: 7, count: 2 })).toEqual(
      says({ name: "registers", slave: 1, values: [1_234, 1] }),
    );
  });

  it("refuses a function that it does not know", () => {
    expect(ask(slave(), { name: "other", slave: 1, function: 5, data: "0000ff00" })).toEqual(exception(1, 5));
  });

  it("refuses registers that it does not have", () => {
    const display = slave();
    expect(ask(display, { name: "writeRegister", slave: 1, register: 9, value: 1 })).toEqual(exception(2, 6));
    expect(ask(display, write(8, 1, 2))).toEqual(exception(2));
    expect(ask(display, { name: "readRegisters", slave: 1, register: 8, count: 2 })).toEqual(exception(2, 3));
    expect(display.events.get("refused")).toBe(3);
  });

  it("refuses counts that cannot be", () => {
    const display = slave();
    expect(ask(display, write(7))).toEqual(exception(3));
    expect(ask(display, write(7, ...new Array<number>(123).fill(0)))).toEqual(exception(2));
    expect(ask(display, { name: "other", slave: 1, function: 16, data: "000700020200010002" })).toEqual([]);
    expect(ask(display, { name: "other", slave: 1, function: 16, data: "00070002020001" }, 100)).toEqual(
      exception(3),
    );
    for (const count of [0, 126])
      expect(ask(display, { name: "readRegisters", slave: 1, register: 7, count }, 200)).toEqual(
        exception(3, 3),
      );
  });

  it("refuses every write while it is defective", () => {
    const display = slave();
    display.breakDown(true);
    expect(ask(display, write(7, 1))).toEqual(exception(4));
    display.breakDown(false);
    expect(ask(display, write(7, 1))).toHaveLength(1);
  });

  it("is silent about a wrong checksum and about other slaves, and obeys what is for all", () => {
    const display = slave();
    const damaged = encodeModbus(write(7, 9));
    damaged[8] = 7;
    expect(display.feed(damaged, 0)).toEqual([]);
    expect(ask(display, { ...write(7, 9), slave: 2 }, 100)).toEqual([]);
    expect(linesOf(display.glass())).toEqual(["   0"]);
    expect(ask(display, { ...write(7, 9), slave: 0 }, 200)).toEqual([]);
    expect(linesOf(display.glass())).toEqual(["   9"]);
    expect(display.events.get("others")).toBe(1);
    expect(display.events.get("badCrc")).toBeGreaterThan(0);
  });

  it("takes a frame in pieces, and drops one in which the line falls silent", () => {
    const display = slave();
    const bytes = encodeModbus(write(7, 42));
    expect(display.feed(bytes.subarray(0, 5), 0)).toEqual([]);
    expect(display.feed(bytes.subarray(5), 50)).toHaveLength(1);
    display.feed(bytes.subarray(0, 5), 1_000);
    expect(display.feed(bytes.subarray(5), 1_051)).toEqual([]);
    expect(display.events.get("ignored")).toBe(1);
    expect(ask(display, write(7, 43), 2_000)).toHaveLength(1);
  });

  it("shows zeros, and has nothing of what was on its way, after a power cut", () => {
    const display = slave();
    ask(display, write(7, 42, 15));
    display.feed(Uint8Array.of(1), 0);
    display.powerCycle();
    expect(seen(display.glass())).toEqual(["   0[red]"]);
    expect([...display.events]).toEqual([]);
    expect(ask(display, write(7, 42))).toHaveLength(1);
  });

  it("survives any bytes without keeping them", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (pieces) => {
        const display = slave();
        for (const piece of pieces) display.feed(piece, 0);
        expect(ask(display, write(7, 42), 1_000).length).toBe(1);
        expect(linesOf(display.glass())).toEqual(["  42"]);
      }),
    );
  });
});

describe("the digits of a slave", () => {
  const shows = (settings: Record<string, unknown>, columns: number, ...words: number[]): string[] => {
    const display = slave(
      { register: 0, unknown: { value: 1, blink: true }, blinkRegister: 20, ...settings },
      columns,
    );
    ask(display, write(0, ...words));
    return linesOf(display.glass());
  };

  it.each([
    ["u16", {}, 4, [9_999], "9999"],
    ["u16", {}, 4, [10_000], " OvL"],
    ["u16", {}, 2, [100], "Ov"],
    ["u16", { decimals: 1 }, 4, [925], "92.5"],
    ["u16", { decimals: 1 }, 4, [9_255], "925.5"],
    ["u16", { decimals: 2 }, 4, [5], "0.05"],
    ["i16", {}, 4, [0xffff], "  -1"],
    ["i16", {}, 4, [0x7fff], " OvL"],
    ["i16", { decimals: 1 }, 4, [0x10000 - 32], "-3.2"],
    ["u32", {}, 6, [1, 0], " 65536"],
    // Ditel's manual: four thousand million and more need ten digits, else the display shows OvL.
    ["u32", {}, 10, [0xffff, 0xf33a], "4294964026"],
    ["u32", {}, 9, [0xffff, 0xf33a], "      OvL"],
    ["dm24", {}, 6, [0x1200, 0x0140], "-3.20"],
    ["dm24", {}, 8, [0x00ff, 0xffff], "16777215"],
  ] as const)("show %s %j on %i digits: %j as %s", (encode, settings, columns, words, text) => {
    expect(shows({ encode, ...settings }, columns, ...words)).toEqual([
      encode === "dm24" && text === "-3.20" ? " -3.20" : text,
    ]);
  });

  it("show characters one by one, and nothing for what is none", () => {
    const one = { encode: "ascii1", unknown: undefined };
    expect(shows(one, 4, 0x20, 0x34, 0x132, 0x07)).toEqual([" 42"]);
    // The example of Ditel's manual: an error E 523 on five digits.
    const two = { encode: "ascii2", unknown: undefined };
    expect(shows(two, 5, 0x4520, 0x3532, 0x3300)).toEqual(["E 523"]);
  });

  it("blink where the mask has a bit, the lowest for the rightmost", () => {
    const display = slave();
    ask(display, write(7, 1_234, 0b0101));
    expect(seen(display.glass())).toEqual(["1[red]2[red!]3[red]4[red!]"]);
    expect(seen(slave({ encode: "ascii1", register: 0 }).glass())).toEqual([]);
  });

  it("are red unless their model says otherwise", () => {
    const colours = (has: readonly Colour[]): string[] =>
      seen(new ModbusSlave({ ...modelOf(1), colours: has }, modbusOptions.parse(numbers)).glass());
    expect([colours(["green"]), colours([])]).toEqual([["0[green]"], ["0[red]"]]);
  });

  it("stand in rows of their own", () => {
    const display = slave({ encode: "ascii1", register: 1_000, rowStep: 1_000 }, 2, 2);
    ask(display, write(1_000, 0x31, 0x32));
    ask(display, write(2_000, 0x33, 0x34));
    expect(linesOf(display.glass())).toEqual(["12", "34"]);
  });
});
