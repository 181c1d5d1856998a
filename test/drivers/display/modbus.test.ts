import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noDataId } from "../../../src/domain/builtInPages.ts";
import { linesOf, type Part, type Run, type Show } from "../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../src/drivers/defineDisplayDriver.ts";
import { driver } from "../../../src/drivers/display/modbus.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { Bench, cell, fixed, layout, run } from "./bench.ts";
import { modelOf } from "./modbus/digits.ts";

const text = { encode: "ascii1", register: 0, blinkRegister: 8, neverWrite: [0xfb, 0xfd, 0xfe, 0xff] };
const number = { encode: "u16", register: 7, unknown: { value: 65_535 } };

const bench = (settings: Record<string, unknown> = text, columns = 4, rows = 1): Bench =>
  new Bench(defineDisplayDriver(driver).bind(modelOf(columns, rows), settings));

const hex = (bytes: Uint8Array | undefined): string =>
  Array.from(bytes ?? [], (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");

const showOf = (
  rows: Part[][],
  values: Readonly<Record<string, Run>> = {},
  change: Partial<Show> = {},
): Show => ({
  layouts: [layout("page", ...rows), layout("other", [cell("ready", 3)])],
  alarms: [layout("alarm", [cell("waiting", 4)])],
  page: "page",
  alarm: null,
  values: new Map(Object.entries(values)),
  ...change,
});

/** A page of one figure. */
const waiting = (figure: string, blink = false, change: Partial<Show> = {}): Show =>
  showOf([[cell("waiting", figure.length)]], { waiting: run(figure, "red", blink) }, change);

/** What a display shows of a figure's text. */
const shown = (figure: string, settings: Record<string, unknown> = text, columns = 4): string => {
  const b = bench(settings, columns);
  b.drive(waiting(figure));
  return linesOf(b.sign.glass(b.at))[0] ?? "";
};

describe("a display of characters", () => {
  it("gets its number in one frame, and says that it took it", () => {
    const b = bench();
    const [frame] = b.drive(waiting("  42"));
    expect(hex(frame?.bytes)).toBe("01 10 00 00 00 04 08 00 20 00 20 00 34 00 32 D6 64");
    const answer = Uint8Array.from([0x01, 0x10, 0x00, 0x00, 0x00, 0x04, 0xc1, 0xca]);
    expect(b.sign.feed(frame?.bytes ?? new Uint8Array(), b.at)).toEqual([answer]);
    expect(frame?.answer?.read(answer)).toEqual({ kind: "taken" });
  });

  it("has two characters a register where its manual says so, and 00H behind an odd last one", () => {
    const ditel = { encode: "ascii2", register: 0, writeSingle: false };
    const [frame] = bench(ditel, 5).drive(waiting("  523"));
    expect(hex(frame?.bytes.subarray(0, 13))).toBe("01 10 00 00 00 03 06 20 20 35 32 33 00");
    expect(shown("523", ditel, 5)).toBe("  523");
  });

  it.each([
    ["  42", "  42"],
    ["42  ", "  42"],
    ["   0", "   0"],
    ["57%", "  57"],
    ["57 %", "  57"],
    ["92.5", "92.5"],
    ["92,5", "92.5"],
    ["123.45", " 123"],
    ["12.345", "12.3"],
    ["1 234", "1234"],
    ["-7", "  -7"],
    ["99+", "  99"],
    ["12345", "9999"],
    ["-12345", "-999"],
    ["  --", "----"],
    ["1:04", "----"],
    ["1h04", "----"],
    ["12h", "----"],
    ["45s", "----"],
    ["12 34", "----"],
    ["1.2.3", "----"],
    ["1e3", "----"],
    ["    ", ""],
  ])("shows %j as %j", (figure, glass) => {
    expect(shown(figure)).toBe(glass);
  });

  it("shows dashes for what does not fit, where the technician wants that", () => {
    const strict = { ...text, onOverflow: "dashes" };
    expect(["12345", "99+", "-12345", "1234"].map((figure) => shown(figure, strict))).toEqual([
      "----",
      "----",
      "----",
      "1234",
    ]);
  });
});

describe("a display of numbers", () => {
  it("gets the golden frame for 42 in register 7", () => {
    const [frame] = bench(number).drive(waiting("42"));
    expect(hex(frame?.bytes)).toBe("01 06 00 07 00 2A B9 D4");
    expect(frame?.answer?.read(frame.bytes)).toEqual({ kind: "taken" });
  });

  it("gets function 16 for a single register where it knows no other", () => {
    const [frame] = bench({ ...number, writeSingle: false }).drive(waiting("42"));
    expect(hex(frame?.bytes.subarray(0, 9))).toBe("01 10 00 07 00 01 02 00 2A");
  });

  it("gets sign, decimals and 24 bits in two registers written together", () => {
    const dm24 = { encode: "dm24", register: 6, decimals: 2, unknown: { value: 16_777_215 } };
    const [frame] = bench(dm24, 6).drive(waiting("-3,2"));
    expect(hex(frame?.bytes)).toBe("01 10 00 06 00 02 04 12 00 01 40 76 9D");
    expect(shown("-3,2", dm24, 6)).toBe(" -3.20");
    expect(shown("70000", { ...dm24, decimals: 0 }, 6)).toBe(" 70000");
  });

  it.each([
    ["u16", 4, "9999", "9999"],
    ["u16", 4, "12345", "9999"],
    ["u16", 6, "70000", " 65535"],
    ["u16", 4, "-5", " OvL"],
    ["i16", 4, "-5", "  -5"],
    ["i16", 4, "-0", "   0"],
    ["i16", 4, "-1234", "-999"],
    ["u32", 8, "123456", "  123456"],
    ["u32", 8, "99+", "      99"],
  ])("of %s with %i digits shows %j as %j", (encode, columns, figure, glass) => {
    const value = encode === "u32" ? 4_294_967_295 : encode === "i16" ? 32_767 : 65_535;
    expect(shown(figure, { encode, register: 0, unknown: { value } }, columns)).toBe(glass);
  });

  it("cuts off decimals that it has no digits for, so that a missed goal never looks met", () => {
    expect(shown("79.96", { ...number, decimals: 1 })).toBe("79.9");
    expect(shown("79.96", number)).toBe("  79");
    expect(shown("79", { ...number, decimals: 1 })).toBe("79.0");
  });

  it("never shows an old number or a zero for what is unknown", () => {
    const b = bench(number);
    b.drive(waiting("42"));
    for (const figure of ["--", "1:04", "  "]) {
      b.drive(waiting(figure));
      expect(linesOf(b.sign.glass(b.at))).toEqual([" OvL"]);
    }
  });

  it("shows its sign of overflow for what does not fit, where the technician wants that", () => {
    const strict = { ...number, onOverflow: "dashes" };
    expect(shown("12345", strict)).toBe(" OvL");
    expect(shown("99+", strict)).toBe(" OvL");
  });

  it("shows the largest value there is for what is unknown, unless told otherwise", () => {
    const b = bench({ encode: "u16", register: 7 });
    expect(hex(b.drive(waiting("--"))[0]?.bytes.subarray(2, 6))).toBe("00 07 FF FF");
  });

  it("blinks for what is unknown where it has no other way, and the blinking goes out first", () => {
    const blinking = { ...number, unknown: { value: 8_888, blink: true }, blinkRegister: 8 };
    const b = bench(blinking);
    expect(b.drive(waiting("--")).map(({ bytes }) => hex(bytes.subarray(2, 6)))).toEqual([
      "00 08 00 0F",
      "00 07 22 B8",
    ]);
    expect(b.seen()).toEqual(["8[red!]8[red!]8[red!]8[red!]"]);
    expect(b.drive(waiting("42")).map(({ bytes }) => hex(bytes.subarray(2, 6)))).toEqual([
      "00 07 00 2A",
      "00 08 00 00",
    ]);
    expect(b.seen()).toEqual(["  4[red]2[red]"]);
  });
});

describe("a row of a page", () => {
  const of = (rows: Part[][], values: Readonly<Record<string, Run>>): string => {
    const b = bench(text, 6);
    b.drive(showOf(rows, values));
    return linesOf(b.sign.glass(b.at))[0] ?? "";
  };

  it("shows its figure without the words around it", () => {
    expect(of([[fixed("L1: "), cell("a", 2), fixed("%")]], { a: run("42") })).toBe("    42");
  });

  it("with two figures would read as a wrong number, and shows dashes", () => {
    expect(of([[cell("a", 3), cell("b", 3)]], { a: run(" 12"), b: run("345") })).toBe("------");
    expect(of([[cell("a", 3), cell("b", 3)]], { a: run(" 12"), b: run("   ") })).toBe("    12");
  });

  it("without a figure shows a number that is written there, and dashes for words", () => {
    expect(of([[fixed("  12")]], {})).toBe("    12");
    expect(of([[fixed("ALERTE")]], {})).toBe("------");
  });

  it("of nothing is dark, and so is a figure without a value", () => {
    expect(of([[fixed("    ")]], {})).toBe("");
    expect(of([[cell("a", 3)]], {})).toBe("");
    expect(of([], {})).toBe("");
  });

  it("of the page NO DATA shows dashes, though its words are gone", () => {
    const b = bench();
    b.drive({ ...showOf([]), layouts: [layout(noDataId, [fixed("    ")])], page: noDataId });
    expect(linesOf(b.sign.glass(b.at))).toEqual(["----"]);
  });
});

describe("a display in service", () => {
  it("gets nothing for a figure that stays", () => {
    const b = bench();
    b.drive(waiting("  42"));
    expect(b.drive(waiting("  42"))).toEqual([]);
    expect(b.drive(waiting("  43"))).toHaveLength(1);
  });

  it("blinks with a figure that blinks", () => {
    const b = bench();
    b.drive(waiting("  42"));
    expect(b.drive(waiting("  42", true)).map(({ bytes }) => hex(bytes.subarray(0, 6)))).toEqual([
      "01 06 00 08 00 0F",
    ]);
    expect(b.seen()).toEqual(["  4[red!]2[red!]"]);
    b.drive(waiting("  42"));
    expect(b.seen()).toEqual(["  4[red]2[red]"]);
  });

  it("says why a frame goes out", () => {
    const b = bench({ ...text, brightness: { register: 9, level: 4 } });
    const purposes = (show: Show): string[] => b.drive(show).map((frame) => frame.purpose);
    expect(purposes(waiting("  42"))).toEqual(["initialise", "page", "page"]);
    expect(purposes(waiting("  43"))).toEqual(["value"]);
    expect(purposes(waiting("  44", false, { page: "other" }))).toEqual(["page"]);
    expect(purposes(waiting("  45", true, { alarm: "alarm" }))).toEqual(["alarm", "alarm"]);
  });

  it("has its brightness set once, and again when it may have lost it", () => {
    const b = bench({ ...text, brightness: { register: 9, level: 4 } });
    const [first] = b.drive(waiting("  42"));
    expect(hex(first?.bytes.subarray(0, 6))).toBe("01 06 00 09 00 04");
    b.sign.powerCycle();
    b.session.forget("values");
    expect(b.drive(waiting("  42"))).toHaveLength(3);
    expect(linesOf(b.sign.glass(b.at))).toEqual(["  42"]);
  });

  it("is left alone for three and a half characters after each frame", () => {
    expect(bench().drive(waiting("42"))[0]?.pauseAfterMs).toBe(4);
    const fast = { ...modelOf(4), serial: { ...modelOf(4).serial, baudRate: 115_200 } };
    const b = new Bench(defineDisplayDriver(driver).bind(fast, text));
    expect(b.drive(waiting("42"))[0]?.pauseAfterMs).toBe(2);
  });

  it("starves no row when all change faster than the line", () => {
    const b = bench({ encode: "u16", register: 0, rowStep: 1, unknown: { value: 65_535 } }, 4, 3);
    const ticking = (tick: number): Show =>
      showOf(
        ["a", "b", "c"].map((key) => [cell(key, 4)]),
        Object.fromEntries(["a", "b", "c"].map((key) => [key, run(String(tick).padStart(4))])),
      );
    b.drive(ticking(0));
    for (let tick = 1; tick <= 99; tick++) b.step(ticking(tick));
    expect(linesOf(b.sign.glass(b.at)).map(Number)).toEqual([97, 98, 99]);
  });

  it("never has a register written that is not in its map", () => {
    const b = bench({ ...text, brightness: { register: 9, level: 4 } });
    const registers = new Set<number>();
    for (const figure of ["  42", "----", "12345", "    "])
      for (const blink of [true, false])
        for (const { bytes } of b.drive(waiting(figure, blink)))
          registers.add((bytes[2] ?? 0) * 256 + (bytes[3] ?? 0));
    expect([...registers].toSorted((one, other) => one - other)).toEqual([0, 8, 9]);
  });
});

describe("a plan", () => {
  const problems = (settings: Record<string, unknown>, columns = 4, rows = 1): string[] =>
    bench(settings, columns, rows)
      .display.plan({ layouts: [layout("page", [cell("a", 4)])], alarms: [] })
      .map(({ message }) => message);

  it("is in order for what fits", () => {
    expect(problems(text)).toEqual([]);
    expect(problems(number)).toEqual([]);
    expect(problems({ encode: "ascii2", register: 0, rowStep: 2 }, 4, 2)).toEqual([]);
  });

  it.each([
    [
      { ...number, unknown: { value: 9_999 } },
      "9999 stands for unknown, and looks like a figure on 4 digits",
    ],
    [
      { ...number, encode: "i16", unknown: { value: -1 } },
      "-1 stands for unknown, and looks like a figure on 4 digits",
    ],
    [
      { ...number, unknown: { value: 50 }, encode: "u32" },
      "50 stands for unknown, and looks like a figure on 4 digits",
    ],
    [{ ...text, neverWrite: [3] }, "the rows reach register 3, which must never be written"],
  ])("%j is refused: %s", (settings, message) => {
    expect(problems(settings)).toEqual([message]);
  });

  it("refuses rows that share registers, and pages that are too wide", () => {
    expect(problems({ ...text, rowStep: 3 }, 4, 2)).toEqual([
      "rows of 4 registers, 3 apart, lie over each other or their blinking",
    ]);
    expect(problems({ ...text, blinkRegister: 2 })).toHaveLength(1);
    expect(problems({ ...text, register: 65_533 })).toEqual([
      "the rows reach beyond register 65535, which is the last one",
    ]);
    expect(problems(text, 3)).toEqual(["row 1 is 4 characters wide, the display has 3"]);
  });

  it("takes a value that looks like a figure when it blinks", () => {
    expect(problems({ ...number, unknown: { value: 8_888, blink: true }, blinkRegister: 8 })).toEqual([]);
  });
});

describe("text from outside", () => {
  const anything = fc.string({ unit: "binary", maxLength: 30 });

  it("becomes digits, dashes or nothing, whatever it is", () => {
    fc.assert(
      fc.property(anything, anything, (label, figure) => {
        const b = bench(text, 6);
        b.drive(showOf([[fixed(label), cell("figure", 6)]], { figure: run(figure) }));
        const [row = ""] = linesOf(b.sign.glass(b.at));
        expect(row).toMatch(/^( *-?\d+(\.\d+)?|------)?$/);
        expect(b.count("refused") + b.count("badCrc")).toBe(0);
        if (figure.trim() !== "" && !/\d/.test(figure)) expect(row).toBe("------");
      }),
      { numRuns: 200 },
    );
  });

  it("shows every number that fits as it is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999 }),
        fc.constantFrom("ascii1", "ascii2", "u32", "dm24"),
        (value, encode) => {
          const numeric = encode === "u32" || encode === "dm24" ? { unknown: { value: 16_000_000 } } : {};
          expect(shown(String(value), { encode, register: 0, ...numeric }, 6)).toBe(
            String(value).padStart(6),
          );
        },
      ),
    );
  });
});

describe("the way from any show to any other", () => {
  it("ends, with the glass as wanted", () => {
    const wish = fc.record({
      figure: fc.constantFrom("   1", "  --", "9999", "    ", "12345"),
      blink: fc.boolean(),
      forget: fc.constantFrom(null, "values" as const, "everything" as const),
      steps: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), (wishes) => {
        const b = bench();
        let show = waiting("   0");
        for (const { figure, blink, forget, steps } of wishes) {
          show = waiting(figure, blink);
          if (forget !== null) b.session.forget(forget);
          for (let step = 0; step < steps; step++) b.step(show);
        }
        b.drive(show);
        const fresh = bench();
        fresh.drive(show);
        expect(b.seen()).toEqual(fresh.seen());
        expect(b.session.next(show)).toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it("leaves no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
