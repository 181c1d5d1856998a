import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { glassOf, type Show } from "../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../src/drivers/defineDisplayDriver.ts";
import { driver } from "../../../src/drivers/display/alpha.ts";
import type { Answer } from "../../../src/ports/displayDriver.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { Bench, cell, changed, fixed, layout, model4120, run, seen, twoPages } from "./bench.ts";

const bench = (settings: Record<string, unknown> = {}, change: Partial<typeof model4120> = {}): Bench =>
  new Bench(defineDisplayDriver(driver).bind({ ...model4120, ...change }, settings));

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const figures = { waiting: run(" 12"), longest: run(" 4:05", "red"), ready: run("  7") };
const sync = "\0\0\0\0\0\x01Z00\x02";

describe("a sign of which nothing is known", () => {
  it("is wiped, laid out and filled, and shows the wanted page as soon as it is whole", () => {
    const frames = bench().drive(twoPages(figures));
    expect(frames.map((frame) => frame.purpose)).toEqual([
      "initialise",
      "initialise",
      "layout",
      "value",
      "value",
      "page",
      "alarm",
      "layout",
    ]);
    expect(frames.map((frame) => text(frame.bytes).replace(sync, ""))).toEqual([
      "E$\x04",
      "E$AAL0010FF00BAL0010FF00aBL000C0000bBL00100000cBL000C0000\x04",
      "AA\x1b0b\x1e1\x1c3Att \x10a \x10b\x04",
      "Ga\x1c2 12\x04",
      "Gb\x1c1 4:05\x04",
      "E.SUA\x04",
      "A0\x04",
      "AB\x1b0b\x1e1\x1c2Pr\x08\x28ts \x10c\x04",
    ]);
  });

  it("is left alone for two seconds after the wipe", () => {
    const frames = bench().drive(twoPages(figures));
    expect(frames.map((frame) => frame.pauseAfterMs)).toEqual([2_000, 500, 0, 0, 0, 0, 0, 0]);
  });

  it("is not wiped where the technician says that it need not be", () => {
    const b = bench({ needsClear: false });
    const frames = b.drive(twoPages(figures));
    expect(text(frames[0]?.bytes ?? new Uint8Array())).toContain("E$AAL");
    expect(b.seen()).toEqual(seen(glassOf(twoPages(figures))));
  });

  it("is laid out anew when the pages change, and not when only their objects do", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    expect(b.drive({ ...show, layouts: structuredClone(show.layouts) })).toEqual([]);
    const other: Show = { ...show, layouts: [layout("queue", [fixed("Appels "), cell("waiting", 3)])] };
    const frames = b.drive(other);
    expect(frames.slice(0, 2).map((frame) => frame.purpose)).toEqual(["initialise", "initialise"]);
    expect(b.seen()).toEqual(seen(glassOf(other)));
  });

  it("keeps the page it has when the wanted one is not among the layouts", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    expect(b.drive({ ...show, page: "nowhere", alarm: "nothing" })).toEqual([]);
    expect(b.seen()).toEqual(seen(glassOf(show)));
  });
});

describe("a sign in service", () => {
  it("gets one STRING file for one figure that changed", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const frames = b.drive(changed(show, { waiting: run(" 13", "amber") }));
    expect(frames.map((frame) => text(frame.bytes))).toEqual([`${sync}Ga\x1c3 13\x04`]);
  });

  it("gets nothing for a figure of a page that is not on", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    expect(b.drive(changed(show, { ready: run("  8") }))).toEqual([]);
  });

  it("brings a page's figures up to date before it turns to it", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const frames = b.drive(changed(show, { ready: run("  8") }, { page: "agents" }));
    expect(frames.map((frame) => text(frame.bytes).replace(sync, ""))).toEqual([
      "Gc\x1c2  8\x04",
      "E.SUB\x04",
    ]);
    expect(b.seen()).toEqual(["P[green]r[green]ê[green]t[green]s[green]   8[green]"]);
  });

  it("never blanks for a thousand figures", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const before = { texts: b.count("texts"), blanked: b.count("blanked") };
    for (let waiting = 0; waiting < 1_000; waiting++) {
      b.drive(changed(show, { waiting: run(String(waiting).padStart(3)) }));
    }
    expect({ texts: b.count("texts"), blanked: b.count("blanked") }).toEqual(before);
    expect(b.count("strings")).toBeGreaterThanOrEqual(1_000);
  });

  it("starves no figure when they change faster than the line", () => {
    const b = bench();
    const keys = ["a", "b", "c", "d"];
    const show = (tick: number): Show => ({
      ...ticking,
      values: new Map(keys.map((key) => [key, run(String(tick).padStart(4))])),
    });
    const ticking: Show = {
      layouts: [
        layout(
          "page",
          keys.map((key) => cell(key, 4)),
        ),
      ],
      alarms: [],
      page: "page",
      alarm: null,
      values: new Map(),
    };
    b.drive(show(0));
    for (let tick = 1; tick <= 100; tick++) b.step(show(tick));
    const oldest =
      b.sign
        .glass(b.at)[0]
        ?.map((part) => part.text)
        .join("") ?? "";
    expect(
      oldest
        .match(/.{4}/g)
        ?.map(Number)
        .filter((tick) => tick > 96),
    ).toHaveLength(4);
  });

  it("shows a blinking figure blinking, and what stands behind it not", () => {
    const b = bench();
    const show = twoPages({ ...figures, waiting: run("!!!", "red", true) });
    b.drive(show);
    expect(b.seen()).toEqual(seen(glassOf(show)));
    expect(b.drive(show)).toEqual([]);
  });

  it("shows blanks for a figure without a value, at its full width", () => {
    const b = bench();
    const show = twoPages({ longest: run(" 0:42") });
    b.drive(show);
    expect(b.seen()).toEqual(seen(glassOf(show)));
  });

  it("cuts a figure that is too long, and fills one that is too short", () => {
    const b = bench();
    b.drive(twoPages({ waiting: run("123456"), longest: run("1") }));
    expect(b.seen()).toEqual(["A[amber]t[amber]t[amber] 1[green]2[green]3[green] 1[green]"]);
    expect(b.count("emptied")).toBe(0);
  });
});

describe("an alarm", () => {
  const raised = (show: Show, alarm: string | null): Show => ({ ...show, alarm });

  it("interrupts with its figures up to date, and gives way to the page with a bare A0", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const on = b.drive(changed(show, { longest: run(" 9:59", "red") }, { alarm: "long" }));
    expect(on.map((frame) => text(frame.bytes).replace(sync, ""))).toEqual([
      "Gb\x1c1 9:59\x04",
      "A0\x1b0b\x1e1\x071\x1c1ALERT \x070\x10b\x04",
    ]);
    expect(b.seen()[0]).toBe("A[red!]L[red!]E[red!]R[red!]T[red!]  9[red]:[red]5[red]9[red]");
    const off = b.drive(changed(show, { longest: run(" 9:59", "red") }));
    expect(off.map((frame) => text(frame.bytes).replace(sync, ""))).toEqual(["A0\x04"]);
    expect(b.count("released")).toBe(1);
  });

  it("keeps the page under it up to date, so that it gives way to a page that is right", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(raised(show, "full"));
    const later = changed(show, { ready: run("  1") }, { alarm: "full", page: "agents" });
    expect(b.drive(later).map((frame) => frame.purpose)).toEqual(["value", "page"]);
    expect(b.drive(raised(later, null)).map((frame) => frame.purpose)).toEqual(["alarm"]);
    expect(b.seen()).toEqual(seen(glassOf(raised(later, null))));
  });

  it("follows another alarm directly", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(raised(show, "long"));
    expect(b.drive(raised(show, "full")).map((frame) => frame.purpose)).toEqual(["alarm"]);
    expect(b.count("released")).toBe(0);
    expect(b.seen()).toEqual(["F[red!]U[red!]L[red!]L[red!]"]);
  });

  it("has its release said once more at the next refresh, and then no more", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(raised(show, "full"));
    b.drive(show);
    const refreshes = [0, 1].map(() => {
      b.session.forget("values");
      return b.drive(show).filter((frame) => frame.purpose === "alarm").length;
    });
    expect(refreshes).toEqual([1, 0]);
  });
});

describe("a refresh", () => {
  it("of the figures says the page's figures and the page again", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    b.session.forget("values");
    b.drive(show);
    b.session.forget("values");
    expect(b.drive(show).map((frame) => frame.purpose)).toEqual(["value", "value", "page"]);
  });

  it("of the figures says a running alarm again", () => {
    const b = bench();
    const show: Show = { ...twoPages(figures), alarm: "full" };
    b.drive(show);
    b.session.forget("values");
    expect(b.drive(show).map((frame) => frame.purpose)).toEqual(["alarm", "value", "value", "page"]);
  });

  it("of the layouts writes the TEXT files too", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    b.session.forget("layouts");
    const purposes = b.drive(show).map((frame) => frame.purpose);
    expect(purposes).toEqual(["layout", "value", "value", "page", "alarm", "layout"]);
  });

  it("of everything mends a sign that lost its power", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    b.sign.powerCycle();
    b.at += 60_000;
    expect(b.seen()).toEqual([]);
    b.session.forget("everything");
    b.drive(show);
    expect(b.seen()).toEqual(seen(glassOf(show)));
  });

  it("that comes while a frame is on its way is not forgotten", () => {
    const b = bench();
    const show = twoPages(figures);
    b.drive(show);
    const next = b.session.next(changed(show, { waiting: run(" 13") }));
    b.session.forget("everything");
    next?.commit();
    expect(b.step(show)?.purpose).toBe("initialise");
  });
});

describe("a sign that is asked for errors", () => {
  const question = `${sync}F*\x04`;
  const show = twoPages(figures);
  const asked = (everySeconds: number | null, change: Partial<typeof model4120> = {}): Bench => {
    const sign = bench({ verify: { everySeconds } }, change);
    sign.drive(show);
    return sign;
  };
  const purposes = (sign: Bench): string[] => sign.drive(show).map((frame) => text(frame.bytes));

  it("is asked at the refresh of its figures that comes when the time is up, before they are written", () => {
    const sign = asked(120);
    expect(purposes(sign)).toEqual([]);
    sign.session.forget("values");
    expect(purposes(sign)).not.toContain(question);
    sign.session.forget("values");
    expect(purposes(sign)[0]).toBe(question);
    sign.session.forget("values");
    expect(purposes(sign)).not.toContain(question);
    sign.session.forget("layouts");
    expect(purposes(sign)).not.toContain(question);
  });

  it.each([
    ["nobody wants it", null, {}],
    ["its figures are never refreshed", 60, { refresh: { ...model4120.refresh, valuesSeconds: null } }],
  ])("is never asked where %s", (_, everySeconds, change) => {
    const sign = asked(everySeconds, change);
    sign.session.forget("values");
    expect(purposes(sign)).not.toContain(question);
  });

  it("is not asked while an alarm is on", () => {
    const sign = asked(60);
    sign.drive({ ...show, alarm: "full" });
    sign.session.forget("values");
    expect(sign.drive({ ...show, alarm: "full" }).map((frame) => text(frame.bytes))).not.toContain(question);
    expect(purposes(sign)).toContain(question);
  });

  /** What the sign says to the question, and the judge of it. */
  const conversation = (
    change: Partial<typeof model4120> = {},
  ): { hears: (bytes: string) => readonly Uint8Array[]; answer: Answer } => {
    const sign = asked(60, change);
    sign.session.forget("values");
    const frame = sign.session.next(show)?.frame;
    if (!frame?.answer) throw new Error("the sign is not asked");
    return {
      answer: frame.answer,
      hears: (bytes) =>
        sign.sign.feed(
          Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)),
          sign.at + 60_000,
        ),
    };
  };

  it("is believed when its register is empty", () => {
    const { answer, hears } = conversation();
    const [said = new Uint8Array()] = hears(question);
    expect(answer.read(said)).toEqual({ kind: "taken" });
    for (let end = 0; end < said.length; end++) expect(answer.read(said.subarray(0, end)).kind).toBe("more");
    const parity = said.map((byte) => byte | 0x80);
    expect(answer.read(parity)).toEqual({ kind: "taken" });
    const eight = conversation({ serial: { ...model4120.serial, dataBits: 8, parity: "none" } });
    expect(eight.answer.read(said)).toEqual({ kind: "taken" });
    expect(eight.answer.read(parity)).toEqual({ kind: "more" });
  });

  it("tells what went wrong once, and is asked again", () => {
    const { answer, hears } = conversation();
    hears(`${sync}Ga123\x030000\x04${sync}Q?\x04`);
    const [said = new Uint8Array()] = hears(question);
    expect(answer.read(said)).toMatchObject({
      kind: "refused",
      reason: "the sign reports errors of what it got: illegal, checksum",
    });
    expect([answer.retries > 0, answer.read(hears(question)[0] ?? said)]).toEqual([true, { kind: "taken" }]);
  });

  it("is not believed when its answer is damaged, and neither are our own words", () => {
    const { answer, hears } = conversation();
    const [said = new Uint8Array()] = hears(question);
    const damaged = said.map((byte, index) => (index === 27 ? byte ^ 1 : byte));
    expect(answer.read(damaged)).toEqual({ kind: "more" });
    expect(answer.read(Uint8Array.from(question, (letter) => letter.charCodeAt(0)))).toEqual({
      kind: "more",
    });
    expect(answer.read(Uint8Array.from([...damaged, ...said]))).toEqual({ kind: "taken" });
  });
});

describe("dimming", () => {
  it("is told once the sign is laid out, and again when nothing of it is known", () => {
    const sign = bench({ dimming: "0A8F" });
    const dim = `${sync}E/0A8F\x04`;
    const frames = (): string[] => sign.drive(twoPages(figures)).map((frame) => text(frame.bytes));
    expect(frames().indexOf(dim)).toBe(2);
    sign.session.forget("layouts");
    expect(frames()).not.toContain(dim);
    sign.session.forget("everything");
    expect(frames()).toContain(dim);
    expect(sign.count("dimmed")).toBe(2);
  });
});

describe("a page of nothing", () => {
  it.each(["lines", "split"])("makes the glass dark when rows are written as %s", (how) => {
    const b = bench({ rows: how });
    const show: Show = {
      ...twoPages(figures),
      layouts: [layout("queue", [fixed("X")]), layout("stop", [], [])],
    };
    b.drive(show);
    expect(b.seen()).toEqual(["X[green]"]);
    b.drive({ ...show, page: "stop" });
    expect(b.seen()).toEqual([]);
    expect(b.drive({ ...show, page: "stop" })).toEqual([]);
  });
});

describe("two rows", () => {
  const rows = layout(
    "rows",
    [fixed("ATTENTE ", "green"), cell("waiting", 3), fixed("         ")],
    [fixed("PLUS LONG", "amber"), fixed("      "), cell("longest", 5)],
  );
  const show: Show = { ...twoPages(figures), layouts: [rows], page: "rows" };

  it.each(["lines", "split"])("are shown when written as %s", (how) => {
    const b = bench({ rows: how });
    b.drive(show);
    expect(b.seen()).toEqual(seen(glassOf(show)));
  });

  it("are written without the blanks at their ends", () => {
    const frame = bench()
      .drive(show)
      .find(({ purpose }) => purpose === "layout");
    expect(text(frame?.bytes ?? new Uint8Array())).toContain("\x10a\r\x1c3PLUS LONG      \x10b\x04");
  });

  it("name a colour once for neighbours that share it", () => {
    const row = [fixed("A", "red"), fixed("B", "red"), fixed(" "), fixed("C", "red"), fixed("D")];
    const frames = bench().drive({ ...show, layouts: [layout("rows", row)] });
    const file = frames.find(({ purpose }) => purpose === "layout");
    expect(text(file?.bytes ?? new Uint8Array())).toContain("\x1c1AB C\x1c2D\x04");
  });

  it("may leave the first or the second one empty", () => {
    const lower: Show = { ...show, layouts: [layout("rows", [fixed(" ")], [fixed("BAS")])] };
    const upper: Show = { ...show, layouts: [layout("rows", [fixed("HAUT")], [fixed("   ")])] };
    for (const how of ["lines", "split"]) {
      for (const wanted of [lower, upper]) {
        const b = bench({ rows: how });
        b.drive(wanted);
        expect(b.seen()).toEqual(seen(glassOf(wanted)));
      }
    }
  });
});

describe("text from outside", () => {
  const anything = fc.string({ unit: "binary", maxLength: 40 });

  it("never carries a command, whatever it is", () => {
    fc.assert(
      fc.property(anything, anything, fc.constantFrom("escape", "raw", "none"), (label, value, extended) => {
        const b = bench({ extended });
        const show: Show = {
          layouts: [layout("page", [fixed(label), cell("figure", 9)], [fixed("BELOW", "amber")])],
          alarms: [layout("alarm", [fixed(label.slice(0, 20))])],
          page: "page",
          alarm: null,
          values: new Map([["figure", run(value)]]),
        };
        const frames = b.drive(show);
        expect(frames.every((frame) => frame.bytes.every((byte) => byte < 0x80))).toBe(true);
        expect(["illegal", "ignored", "emptied", "badChecksum"].map((event) => b.count(event))).toEqual([
          0, 0, 0, 0,
        ]);
        expect(b.seen()[1]).toBe("B[amber]E[amber]L[amber]O[amber]W[amber]");
        b.drive({ ...show, alarm: "alarm" });
        expect(b.count("illegal")).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it("loses what the sign draws as something else", () => {
    const b = bench();
    b.drive(twoPages({ waiting: run("^~\u0002") }));
    expect(b.seen()).toEqual(["A[amber]t[amber]t[amber]"]);
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
      forget: fc.constantFrom(null, "values" as const, "layouts" as const, "everything" as const),
      steps: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), fc.boolean(), (wishes, checksum) => {
        const b = bench({ checksum });
        const base = twoPages(figures);
        let show = base;
        for (const { page, alarm, waiting, longest, forget, steps } of wishes) {
          show = changed(
            base,
            { waiting: run(waiting), longest: run(`${longest}  `, "amber") },
            { page, alarm },
          );
          if (forget !== null) b.session.forget(forget);
          for (let step = 0; step < steps; step++) b.step(show);
        }
        b.drive(show);
        expect(b.seen()).toEqual(seen(glassOf(show)));
        expect(b.session.next(show)).toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it("leaves no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
