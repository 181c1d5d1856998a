import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { glassOf, linesOf, type Run, type Show } from "../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../src/drivers/defineDisplayDriver.ts";
import { decodeAlcatel } from "../../../src/drivers/display/alcatel/decodeAlcatel.ts";
import { driver } from "../../../src/drivers/display/alcatel.ts";
import type { DisplayModel } from "../../../src/ports/displayModel.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { Bench, cell, changed, fixed, layout, run, seen } from "./bench.ts";

const model: DisplayModel = {
  id: "alcatel-2x16",
  name: "Alcatel wallboard",
  driver: "alcatel",
  rows: 2,
  columns: 16,
  colours: ["red", "green", "orange"],
  serial: { baudRate: 4800, dataBits: 8, parity: "none", stopBits: 2 },
  pacing: { betweenFramesMs: 50 },
  refresh: { valuesSeconds: 45, layoutsSeconds: null, everythingSeconds: null },
};

const bench = (board = 0, change: Partial<DisplayModel> = {}): Bench =>
  new Bench(defineDisplayDriver(driver).bind({ ...model, ...change }, { board }));

const hex = (bytes: Uint8Array | undefined): string =>
  Array.from(bytes ?? [], (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");

const figures = { waiting: run("12"), longest: run(" 4:05", "red"), ready: run("  7") };

const board = (values: Readonly<Record<string, Run>> = figures, change: Partial<Show> = {}): Show => ({
  layouts: [
    layout("queue", [fixed("ATTENTE "), cell("waiting", 2)], [fixed("LE PLUS "), cell("longest", 5)]),
    layout("agents", [fixed("Pr\u00eats "), cell("ready", 3)]),
  ],
  alarms: [layout("alarm", [fixed("ALERTE", "red", true)])],
  page: "queue",
  alarm: null,
  values: new Map(Object.entries(values)),
  ...change,
});

describe("a board of which nothing is known", () => {
  it("gets both lines whole, with their colour and steady", () => {
    const b = bench();
    const frames = b.drive(board());
    expect(frames.map((frame) => hex(frame.bytes))).toEqual([
      "88 00 87 8B 41 54 54 45 4E 54 45 20 31 32 20 20 20 20 20 20 8F",
      "88 01 87 8B 4C 45 20 50 4C 55 53 20 20 80 34 3A 30 35 20 20 20 8F",
    ]);
    expect(frames.map((frame) => frame.answer)).toEqual([null, null]);
    expect(b.seen()).toEqual(seen(glassOf(board())));
  });

  it("is dark where its page has nothing, to the last character", () => {
    const frames = bench().drive({ ...board(), layouts: [layout("queue")] });
    expect(hex(frames[0]?.bytes)).toBe(`88 00 87 8B ${"20 ".repeat(16)}8F`);
    expect(frames).toHaveLength(2);
  });
});

describe("a board in service", () => {
  it("gets the one line in which something changed", () => {
    const b = bench();
    b.drive(board());
    const frames = b.drive(changed(board(), { waiting: run("13") }));
    expect(frames.map(({ bytes, purpose }) => [purpose, hex(bytes.subarray(0, 2))])).toEqual([
      ["value", "88 00"],
    ]);
    expect(b.drive(changed(board(), { waiting: run("13") }))).toEqual([]);
  });

  it("gets a line again when only a colour or the blinking changed", () => {
    const b = bench();
    b.drive(board());
    const red = changed(board(), { waiting: run("12", "red") });
    expect(hex(b.drive(red)[0]?.bytes)).toContain("20 80 31 32 20");
    const blinking = changed(board(), { waiting: run("12", "red", true) });
    expect(hex(b.drive(blinking)[0]?.bytes)).toContain("20 80 8C 31 32 20");
    expect(b.seen()).toEqual(seen(glassOf(blinking)));
  });

  it("is told steady again behind what blinks", () => {
    const b = bench();
    const show = board(figures, {
      layouts: [
        layout("queue", [fixed("A", "red", true), fixed("B", "red"), fixed(" "), fixed("C", "amber")]),
      ],
    });
    expect(hex(b.drive(show)[0]?.bytes)).toContain("88 00 80 8C 41 8B 42 20 83 43 20");
    expect(b.seen()).toEqual(["A[red!]B[red] C[orange]"]);
  });

  it("says why a frame goes out", () => {
    const b = bench();
    const purposes = (show: Show): string[] => b.drive(show).map((frame) => frame.purpose);
    expect(purposes(board())).toEqual(["page", "page"]);
    expect(purposes(board(figures, { page: "agents" }))).toEqual(["page", "page"]);
    expect(purposes(board(figures, { page: "agents", alarm: "alarm" }))).toEqual(["alarm"]);
    expect(purposes(board(figures, { page: "agents" }))).toEqual(["page"]);
  });

  it("starves no line when both change faster than the wire", () => {
    const b = bench();
    const ticking = (tick: number): Show =>
      board({ waiting: run(String(tick).padStart(2)), longest: run(String(tick).padStart(5)) });
    b.drive(ticking(0));
    for (let tick = 1; tick <= 50; tick++) b.step(ticking(tick));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["ATTENTE 49", "LE PLUS    50"]);
  });

  it.each(["values", "layouts", "everything"] as const)(
    "gets both lines again when its %s are in doubt",
    (doubt) => {
      const b = bench();
      b.drive(board());
      b.session.forget(doubt);
      expect(b.drive(board())).toHaveLength(2);
    },
  );

  it("shows the right thing again after it lost its power", () => {
    const b = bench();
    b.drive(board());
    b.sign.powerCycle();
    expect(b.seen()).toEqual([]);
    expect(b.count("frames")).toBe(0);
    b.session.forget("values");
    b.drive(board());
    expect(b.seen()).toEqual(seen(glassOf(board())));
  });
});

describe("several boards on one pair of wires", () => {
  it("have a number of their own, and leave the others' lines alone", () => {
    const third = bench(2);
    const frames = third.drive(board());
    expect(hex(frames[0]?.bytes)).toMatch(/^A8 00 A7 AB 41 .* AF$/);
    const first = bench(0);
    for (const { bytes } of frames) first.sign.feed(bytes, first.at);
    expect(first.seen()).toEqual([]);
    expect([...first.sign.events]).toEqual([["others", 2]]);
    expect(third.seen()).toEqual(seen(glassOf(board())));
  });

  it("are eight at most", () => {
    for (const number of [-1, 8, 1.5]) expect(() => bench(number)).toThrow(/settings\.board/);
    expect(hex(bench(7).drive(board())[0]?.bytes)).toMatch(/^F8 00 F7 FB/);
  });
});

describe("a model", () => {
  it("with fewer colours gets the nearest that it has", () => {
    const b = bench(0, { colours: ["red"] });
    b.drive(board());
    expect(b.seen()[0]).toMatch(/^A\[red\]/);
  });

  it("with no colour that a board can name gets green", () => {
    const b = bench(0, { colours: ["blue"] });
    b.drive(board(figures, { layouts: [layout("queue", [fixed("A", "blue")])] }));
    expect(b.seen()[0]).toBe("A[green]");
  });

  it.each([{ rows: 3 }, { columns: 20 }])("of another size than a board is refused: %o", (change) => {
    const [problem] = bench(0, change).display.plan({ layouts: [], alarms: [] });
    expect(problem?.message).toContain("an Alcatel wallboard 2 × 16");
  });
});

describe("pages", () => {
  it("that are too wide or too high are refused, with what to do", () => {
    const show = board(figures, {
      layouts: [layout("wide", [fixed("EN ATTENTE "), cell("waiting", 6)]), layout("high", [], [], [])],
    });
    expect(bench().display.plan(show)).toEqual([
      {
        layout: "wide",
        message: "row 1 is 17 characters wide, the display has 16",
        advice: "shorten the text, or give its figures less width",
      },
      {
        layout: "high",
        message: "has 3 rows, the display has 2",
        advice: "take rows away, or make two pages of it",
      },
    ]);
    expect(bench().display.plan(board())).toEqual([]);
  });

  it("lose accents, and nothing else of their letters", () => {
    const b = bench();
    b.drive(board(figures, { page: "agents" }));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["Prets   7", ""]);
  });
});

describe("text from outside", () => {
  it("never carries a code, and always makes a line of sixteen characters", () => {
    const anything = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(anything, anything, fc.boolean(), (label, value, blink) => {
        const b = bench(5);
        const show: Show = {
          ...board({ figure: run(value, "red", blink) }),
          layouts: [layout("queue", [fixed(label, "amber"), cell("figure", 9)], [cell("figure", 9)])],
        };
        const bytes = b.drive(show).flatMap((frame) => [...frame.bytes]);
        const { frames, errors } = decodeAlcatel(bytes);
        expect(errors).toEqual([]);
        expect(frames.map((frame) => frame.runs.reduce((sum, { text }) => sum + text.length, 0))).toEqual([
          16, 16,
        ]);
        expect(b.count("ignored")).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the way from any show to any other", () => {
  it("ends, with the glass as wanted", () => {
    const text = fc.stringMatching(/^[ -~]{2}$/);
    const colour = fc.constantFrom("red" as const, "green" as const, "orange" as const);
    const wish = fc.record({
      page: fc.constantFrom("queue", "agents"),
      alarm: fc.constantFrom(null, "alarm"),
      waiting: fc.tuple(text, colour, fc.boolean()).map((parts) => run(...parts)),
      steps: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), (wishes) => {
        const b = bench();
        let show = board();
        for (const { page, alarm, waiting, steps } of wishes) {
          show = board({ ...figures, waiting }, { page, alarm });
          for (let step = 0; step < steps; step++) b.step(show);
        }
        b.drive(show);
        expect(b.seen()).toEqual(seen(glassOf(show)).map((row) => row.replaceAll("\u00ea", "e")));
        expect(b.session.next(show)).toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it("leaves no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
