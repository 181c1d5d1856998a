import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Glass, glassOf, linesOf, type Show } from "../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../src/drivers/defineDisplayDriver.ts";
import { readAnswer } from "../../../src/drivers/display/amplus/answer.ts";
import { driver } from "../../../src/drivers/display/amplus.ts";
import type { Frame, Verdict } from "../../../src/ports/displayDriver.ts";
import type { DisplayModel } from "../../../src/ports/displayModel.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { ascii, Bench, cell, changed, fixed, layout, run, seen, twoPages } from "./bench.ts";

const model7x80: DisplayModel = {
  id: "amplus-am03127-7x80",
  name: "Amplus AM03127",
  driver: "amplus",
  rows: 1,
  columns: 13,
  colours: ["red", "green", "amber"],
  serial: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
  pacing: { betweenFramesMs: 100 },
  refresh: { valuesSeconds: 300, layoutsSeconds: 21_600, everythingSeconds: 86_400 },
};

const bench = (settings: Record<string, unknown> = {}, change: Partial<DisplayModel> = {}): Bench =>
  new Bench(defineDisplayDriver(driver).bind({ ...model7x80, ...change }, settings));

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
/** What stands between number and checksum. */
const payload = ({ bytes }: Frame): string => text(bytes).slice(6, -5);
const figures = { waiting: run(" 12"), longest: run(" 4:05", "red"), ready: run("  7") };

/** A sign blinks a whole page or none of it. */
function blinkingWhole(glass: Glass): Glass {
  const blink = glass.some((row) => row.some((part) => part.blink && part.text.trim() !== ""));
  return glass.map((row) => row.map((part) => ({ ...part, blink })));
}

const wanted = (show: Show): string[] => seen(blinkingWhole(glassOf(show)));

describe("a sign of which nothing is known", () => {
  it("is emptied, gets the wanted page and turns to it", () => {
    const b = bench();
    const frames = b.drive(twoPages(figures));
    expect(frames.map((frame) => [frame.purpose, text(frame.bytes)])).toEqual([
      ["initialise", "<ID01><D*>6C<E>"],
      ["layout", "<ID01><L1><PA><FA><MA><WC><FK><CI>Att  <CF>12  <CC>4:053A<E>"],
      ["page", "<ID01><TA>00010100009912312359A5A<E>"],
    ]);
    expect(b.seen()).toEqual(wanted(twoPages(figures)));
    expect(b.count("blanked")).toBe(1);
  });

  it("is left alone for half a second after it was emptied", () => {
    expect(
      bench()
        .drive(twoPages(figures))
        .map((frame) => frame.pauseAfterMs),
    ).toEqual([500, 0, 0]);
  });

  it("gets its brightness before its pages", () => {
    const frames = bench({ brightness: "c" }).drive(twoPages(figures));
    expect(
      frames
        .slice(0, 3)
        .map(payload)
        .map((sent) => sent.slice(0, 8)),
    ).toEqual(["<D*>", "<BC>", "<L1><PA>"]);
  });

  it("is called by its number in two capital digits", () => {
    const frames = bench({ id: 171 }).drive(twoPages(figures));
    expect(frames.map((frame) => text(frame.bytes).slice(0, 6))).toEqual(["<IDAB>", "<IDAB>", "<IDAB>"]);
  });

  it("keeps the page it has when the wanted one is not among the layouts", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    expect(b.drive({ ...show, page: "nowhere", alarm: "nothing" })).toEqual([]);
    expect(b.seen()).toEqual(wanted(show));
  });
});

describe("a sign in service", () => {
  it("gets the line on show again for a figure that changed, and then a second of peace", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const frames = b.drive(changed(show, { waiting: run(" 13", "amber") }));
    expect(frames.map(payload)).toEqual(["<L1><PA><FA><MA><WC><FK><CI>Att  13  <CC>4:05"]);
    expect(frames.map(({ purpose, pauseAfterMs }) => [purpose, pauseAfterMs])).toEqual([["value", 900]]);
  });

  it("gets nothing for a figure of a page that is not on", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    expect(b.drive(changed(show, { ready: run("  8") }))).toEqual([]);
  });

  it("turns to another page when that is whole, and back by the schedule alone", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const there = b.drive({ ...show, page: "agents" });
    expect(there.map(payload)).toEqual([
      "<L1><PB><FA><MA><WC><FK><CF>Pr<U6A>ts   7    ",
      "<TA>00010100009912312359B",
    ]);
    expect(b.seen()).toEqual(wanted({ ...show, page: "agents" }));
    expect(b.count("redrawn")).toBe(0);
    expect(b.drive(show).map(payload)).toEqual(["<TA>00010100009912312359A"]);
  });

  it("is never written more than the one line for each of a thousand figures, and never blanks", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const before = { texts: b.count("texts"), blanked: b.count("blanked"), schedules: b.count("schedules") };
    for (let waiting = 0; waiting < 1_000; waiting++) {
      const frames = b.drive(changed(show, { waiting: run(String(waiting).padStart(3)) }));
      expect(frames.every((frame) => payload(frame).startsWith("<L1><PA>"))).toBe(true);
      expect(frames).toHaveLength(1);
    }
    expect({ ...before, texts: before.texts + 1_000 }).toEqual({
      texts: b.count("texts"),
      blanked: b.count("blanked"),
      schedules: b.count("schedules"),
    });
  });

  it("turns to a page although its figures never rest", () => {
    for (const rows of [1, 2]) {
      const b = bench({}, { rows });
      const show = (tick: number, alarm: string | null): Show => ({
        ...twoPages({ waiting: run(String(tick)), longest: run(String(tick)) }),
        alarms: [layout("long", [fixed("LONG "), cell("longest", 5)], [cell("waiting", 3)])],
        alarm,
      });
      b.drive(show(0, null));
      const sent = [1, 2, 3, 4].map((tick) => b.step(show(tick, "long"))?.purpose);
      expect(sent.slice(0, rows + 1)).toEqual([...new Array<string>(rows).fill("layout"), "alarm"]);
      expect(linesOf(b.sign.glass(b.at))[0]).toMatch(/^LONG [234]$/);
    }
  });

  it("uses letters again when there are more pages than letters, never the one on show", () => {
    const b = bench();
    const layouts = Array.from({ length: 40 }, (_, index) =>
      layout(`page${index}`, [fixed(`Page ${index}`)]),
    );
    for (let turn = 0; turn < 3; turn++) {
      for (const { id } of layouts) {
        const show: Show = { layouts, alarms: [], page: id, alarm: null, values: new Map() };
        b.drive(show);
        expect(b.seen()).toEqual(wanted(show));
      }
    }
    expect(b.count("redrawn")).toBe(0);
  });

  it("shows blanks for a figure without a value, cuts one that is too long and fills one that is too short", () => {
    const b = bench();
    b.drive(twoPages({ longest: run("1") }));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["Att     1"]);
    b.drive(twoPages({ waiting: run("123456"), longest: run("1") }));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["Att 123 1"]);
  });

  it("leaves half a figure out, and cuts fixed text at the edge", () => {
    const b = bench();
    const show = (...parts: ReturnType<typeof fixed>[]): Show => ({
      ...twoPages(figures),
      layouts: [layout("queue", parts)],
    });
    b.drive(show(fixed("ABCDEFGHIJKL"), cell("waiting", 3), fixed("X")));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["ABCDEFGHIJKL"]);
    b.drive(show(fixed("ABCDEFGHIJKLMNOP")));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["ABCDEFGHIJKLM"]);
  });

  it("names no colour that the protocol has no letter for", () => {
    const b = bench({}, { colours: ["white"] });
    expect(b.drive(twoPages(figures)).map(payload).join("")).not.toContain("<C");
    expect(linesOf(b.sign.glass(b.at))).toEqual(["Att  12  4:05"]);
  });
});

describe("a sign of two lines", () => {
  const show: Show = {
    layouts: [
      layout("both", [fixed("Attente "), cell("waiting", 3)], [fixed("Max     "), cell("longest", 5)]),
    ],
    alarms: [],
    page: "both",
    alarm: null,
    values: new Map(Object.entries(figures)),
  };

  it("gets only the line that changed", () => {
    const b = bench({}, { rows: 2 });
    expect(b.drive(show).map(({ purpose }) => purpose)).toEqual(["initialise", "layout", "layout", "page"]);
    const frames = b.drive(changed(show, { longest: run(" 4:06", "red") }));
    expect(frames.map(payload)).toEqual(["<L2><PA><FA><MA><WC><FK><CF>Max      <CC>4:06"]);
    expect(b.seen()).toEqual(wanted(changed(show, { longest: run(" 4:06", "red") })));
  });

  it("blinks as a whole, because the first line decides for the display", () => {
    const b = bench({}, { rows: 2 });
    const blinking = changed(show, { longest: run("99:99", "red", true) });
    b.drive(blinking);
    expect(b.seen()).toEqual(wanted(blinking));
    expect(b.seen()[0]).toContain("A[green!]");
  });

  it("starves no line when figures change faster than the line", () => {
    const b = bench({}, { rows: 2 });
    b.drive(show);
    for (let tick = 1; tick <= 20; tick++)
      b.step(changed(show, { waiting: run(String(tick).padStart(3)), longest: run(`  :${tick}`) }));
    expect(linesOf(b.sign.glass(b.at))).toEqual(["Attente  19", "Max       :20"]);
  });
});

describe("an alarm", () => {
  it("is written hidden, turned to, kept up to date and left by the schedule", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const on = { ...show, alarm: "long" };
    expect(b.drive(on).map((frame) => [frame.purpose, payload(frame)])).toEqual([
      ["layout", "<L1><PB><FA><MB><WC><FK><CC>ALERT  4:05  "],
      ["alarm", "<TA>00010100009912312359B"],
    ]);
    expect(b.seen()).toEqual(wanted(on));
    const worse = changed(on, { longest: run(" 9:59", "red") });
    expect(b.drive(worse).map(({ purpose }) => purpose)).toEqual(["value"]);
    expect(b.drive({ ...worse, alarm: null }).map(({ purpose }) => purpose)).toEqual(["layout", "page"]);
    expect(b.seen()).toEqual(wanted({ ...worse, alarm: null }));
  });

  it("may have the id of a page", () => {
    const b = bench();
    const show: Show = { ...twoPages(figures), alarms: [layout("queue", [fixed("FULL", "red")])] };
    b.drive(show);
    b.drive({ ...show, alarm: "queue" });
    expect(b.seen()).toEqual(["F[red]U[red]L[red]L[red]"]);
  });
});

describe("a refresh", () => {
  it.each([
    ["values", ["<L1><PA>", "<TA>0001"]],
    ["layouts", ["<BB>", "<L1><PA>", "<TA>0001"]],
    ["everything", ["<D*>", "<BB>", "<L1><PA>", "<TA>0001"]],
  ] as const)("of the %s says again what is in doubt, in its place", (doubt, expected) => {
    const b = bench({ brightness: "b" });
    const show = twoPages(figures);
    b.drive(show);
    b.session.forget(doubt);
    expect(b.drive(show).map((frame) => payload(frame).slice(0, 8))).toEqual(expected);
    expect(b.drive(show)).toEqual([]);
  });

  it("of the figures mends a sign that lost its power, all its pages too", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    b.drive({ ...show, page: "agents" });
    b.sign.powerCycle();
    expect(b.seen()).toEqual([]);
    b.session.forget("values");
    for (const page of ["queue", "agents"]) {
      b.drive({ ...show, page });
      expect(b.seen()).toEqual(wanted({ ...show, page }));
    }
  });
});

describe("what does not fit", () => {
  const plan = (rows: number, change: Partial<Show>): readonly (readonly [string | null, string])[] =>
    bench({}, { rows })
      .display.plan({ ...twoPages(figures), ...change })
      .map(({ layout: id, message }) => [id, message] as const);

  it("is told: rows, columns, and rows that the protocol cannot name", () => {
    expect(plan(1, {})).toEqual([]);
    expect(plan(1, { layouts: [layout("tall", [], [])] })).toEqual([
      ["tall", "has 2 rows, the display has 1"],
    ]);
    expect(plan(1, { alarms: [layout("wide", [fixed("ABCDEFGHIJK"), cell("x", 3)])] })).toEqual([
      ["wide", "row 1 is 14 characters wide, the display has 13"],
    ]);
    expect(plan(9, {})).toEqual([[null, "the model has 9 rows, the Amplus protocol reaches 8"]]);
  });

  it("is left out on the display", () => {
    const b = bench({}, { rows: 9 });
    b.drive({ ...twoPages(figures), layouts: [layout("queue", ...new Array(9).fill([fixed("X")]))] });
    expect(b.count("illegal")).toBe(0);
    expect(linesOf(b.sign.glass(b.at))).toEqual([...new Array<string>(8).fill("X"), ""]);
  });
});

describe("what a sign answers", () => {
  const sent = ascii("<ID01><TA>A<E>");
  const verdict = (said: string): Verdict["kind"] => readAnswer(ascii(said), sent).kind;

  it.each([
    ["", "more"],
    ["A", "more"],
    ["AC", "more"],
    ["ACK", "taken"],
    ["ACKACK", "taken"],
    ["N", "more"],
    ["NA", "more"],
    ["NAC", "more"],
    ["NACK", "refused"],
    ["NACKACK", "refused"],
    ["X", "refused"],
    ["ACX", "refused"],
    ["NAX", "refused"],
    ["<ID01>", "more"],
    ["<ID01><TA>A<E>", "more"],
    ["<ID01><TA>A<E>AC", "more"],
    ["<ID01><TA>A<E>ACK", "taken"],
    ["<ID01><TA>A<E>NACK", "refused"],
    ["<ID01><TA>B<E>ACK", "refused"],
  ])("%j is %s", (said, kind) => {
    expect(verdict(said)).toBe(kind);
  });

  it("is told apart in words, with advice", () => {
    expect(readAnswer(ascii("NACK"), sent)).toMatchObject({ reason: expect.stringContaining("checksum") });
    expect(readAnswer(ascii("NOPE"), sent)).toMatchObject({ advice: expect.stringContaining("9600 8N1") });
  });

  it("never changes once it is decided, whatever follows", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }), (bytes, more) => {
        const first = readAnswer(bytes, sent);
        if (first.kind !== "more")
          expect(readAnswer(Uint8Array.from([...bytes, ...more]), sent)).toEqual(first);
      }),
    );
  });

  it("is awaited for a second and a half with one repetition, and its own sign says ACK to every frame", () => {
    const b = bench();
    for (let next = b.session.next(twoPages(figures)); next !== null; ) {
      const { answer, bytes } = next.frame;
      expect(answer).toMatchObject({ withinMs: 1_500, retries: 1 });
      const said = b.sign.feed(bytes, b.at).flatMap((piece) => [...piece]);
      expect(answer?.read(Uint8Array.from(said))).toEqual({ kind: "taken" });
      next.commit();
      next = b.session.next(twoPages(figures));
    }
    expect(bench({ sendTwice: false }).drive(twoPages(figures))[0]?.answer?.retries).toBe(0);
  });

  it.each([{ id: 0 }, { answers: false }])(
    "is not awaited with %j, where every frame goes out twice",
    (settings) => {
      const b = bench(settings);
      const [frame] = b.drive(twoPages(figures));
      const once = settings.id === 0 ? "<ID00><D*>6C<E>" : "<ID01><D*>6C<E>";
      expect(frame?.answer).toBeNull();
      expect(text(frame?.bytes ?? new Uint8Array())).toBe(once + once);
      expect(b.sign.feed(ascii(once), b.at)).toEqual([]);
      expect(b.seen()).toEqual([]);
      const [single] = bench({ ...settings, sendTwice: false }).drive(twoPages(figures));
      expect(text(single?.bytes ?? new Uint8Array())).toBe(once);
    },
  );
});

describe("text from outside", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc
      .array(fc.constantFrom("<", ">", "E", "<E>", "<CA>", "<ID02>", "\u226e", "\u226f", "A", "é"), {
        maxLength: 20,
      })
      .map((parts) => parts.join("")),
  );
  /** Nothing but characters, colours and extended characters behind the four tags of a page. */
  const tame = /^<L\d><P[A-Z]><FA><M[AB]><WC><FK>(?:[ -;=?-~]|<C[CFI]>|<U(?:[0-7][0-9A-F]|BC|BE)>)*$/;

  it("never carries a tag, whatever it is, and never breaks the line", () => {
    fc.assert(
      fc.property(
        anything,
        anything,
        fc.constantFrom("parentheses", "extended"),
        (label, value, literalAngle) => {
          const b = bench({ literalAngle }, { rows: 2 });
          const show: Show = {
            layouts: [layout("page", [cell("figure", 5), fixed(label)], [fixed("BELOW", "amber")])],
            alarms: [],
            page: "page",
            alarm: null,
            values: new Map([["figure", run(value)]]),
          };
          const frames = b.drive(show);
          const pages = frames.map(payload).filter((sent) => sent.startsWith("<L"));
          expect(pages.every((sent) => tame.test(sent))).toBe(true);
          expect(["illegal", "ignored", "badChecksum"].map((event) => b.count(event))).toEqual([0, 0, 0]);
          expect(b.seen()[1]).toBe("B[amber]E[amber]L[amber]O[amber]W[amber]");
          expect(linesOf(b.sign.glass(b.at))[0]?.length).toBeLessThanOrEqual(13);
          expect(frames.every(({ bytes }) => bytes.length <= 2 * 31 + 13 * 9)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["parentheses", "a(b)c"],
    ["extended", "a<b>c"],
  ])("has its angle brackets shown in the way of %s", (literalAngle, shown) => {
    const b = bench({ literalAngle });
    b.drive({ ...twoPages(figures), layouts: [layout("queue", [fixed("a<b>c")])] });
    expect(linesOf(b.sign.glass(b.at))).toEqual([shown]);
  });
});

describe("the way from any show to any other", () => {
  it("ends, with the glass as wanted", () => {
    const figure = fc.stringMatching(/^[ 0-9:]{3}$/);
    const wish = fc.record({
      page: fc.constantFrom("queue", "agents"),
      alarm: fc.constantFrom(null, "long", "full"),
      waiting: figure,
      longest: figure,
      blink: fc.boolean(),
      forget: fc.constantFrom(null, "values" as const, "layouts" as const, "everything" as const),
      steps: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 2), (wishes, rows) => {
        const b = bench({}, { rows });
        const base = twoPages(figures);
        let show = base;
        for (const { page, alarm, waiting, longest, blink, forget, steps } of wishes) {
          const values = { waiting: run(waiting, "red", blink), longest: run(`${longest}  `, "amber") };
          show = changed(base, values, { page, alarm });
          if (forget !== null) b.session.forget(forget);
          for (let step = 0; step < steps; step++) b.step(show);
        }
        b.drive(show);
        expect(b.seen()).toEqual(wanted(show));
        expect(b.session.next(show)).toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it("leaves no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
