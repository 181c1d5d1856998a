import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { displayModelFileSchema } from "../../../src/config/displayModelFile.ts";
import { siteModel } from "../../../src/config/siteModel.ts";
import { glassOf, type Show } from "../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../src/drivers/defineDisplayDriver.ts";
import { driver } from "../../../src/drivers/display/template.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { Bench, cell, fixed, layout, run, seen } from "./bench.ts";
import { bench, shown, usual, withText } from "./template/templateBench.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const shipped = ["matrix-orbital-2x16", "pro-lite-m2014r", "rockwell-dl50", "siebert-sx502"];

/** A display as its file in the project says. */
function fromFile(file: string): Bench {
  const text = readFileSync(join(root, file), "utf8");
  const fitted = siteModel({ settings: {} }, displayModelFileSchema.parse(parse(text)));
  return new Bench(defineDisplayDriver(driver).bind(fitted.model, fitted.settings));
}

const ofModel = (id: string): Bench => fromFile(`devices/displays/${id}.yaml`);

const sent = (b: Bench, show: Show): string[] => b.drive(show).map((frame) => shown(frame.bytes));

/** Two pages of two rows with a figure each, and an alarm. */
const pages = (figure: string, change: Partial<Show> = {}): Show => ({
  layouts: [
    layout("one", [fixed("CALLS "), cell("waiting", 3)], [fixed("READY")]),
    layout("two", [fixed("OTHER")], []),
  ],
  alarms: [layout("full", [fixed("FULL", "red", true)])],
  page: "one",
  alarm: null,
  values: new Map([["waiting", run(figure.padStart(3), "red")]]),
  ...change,
});

describe("a display that takes a frame a line", () => {
  it("gets every line at first, and then only the one that changed", () => {
    const b = bench(withText(usual));
    // The sums are XORs of what stands between STX and the sum, made by another program.
    expect(sent(b, pages("7"))).toEqual(["\\x02011CALLS   7\\x0375\\x0D", "\\x02012READY\\x037B\\x0D"]);
    expect(b.drive(pages("7"))).toEqual([]);
    const frames = b.drive(pages("8"));
    expect(frames.map((frame) => shown(frame.bytes))).toEqual(["\\x02011CALLS   8\\x037A\\x0D"]);
    expect(frames.map((frame) => frame.purpose)).toEqual(["value"]);
  });

  it("gets all lines of another page, blank ones too", () => {
    const b = bench(withText("{line}{text}\r"));
    b.drive(pages("7"));
    const frames = b.drive(pages("7", { page: "two" }));
    expect(frames.map((frame) => [frame.purpose, shown(frame.bytes)])).toEqual([
      ["page", "1OTHER\\x0D"],
      ["value", "2\\x0D"],
    ]);
  });

  it("gets a command of its own for a blank line where it has one", () => {
    const b = bench({ frames: { text: "$L{line}{text}\r", clear: "$L{line}$E\r" } });
    expect(sent(b, pages("7", { page: "two" }))).toEqual(["$L1OTHER\\x0D", "$L2$E\\x0D"]);
    expect(b.seen()).toEqual(["O[red]T[red]H[red]E[red]R[red]"]);
  });

  it("starves no line when figures change faster than the line", () => {
    const b = bench(withText("{line}{text}\r"));
    const show = (tick: number): Show => ({
      layouts: [layout("page", [cell("a", 4)], [cell("b", 4)])],
      alarms: [],
      page: "page",
      alarm: null,
      values: new Map(["a", "b"].map((key) => [key, run(String(tick).padStart(4))])),
    });
    for (let tick = 0; tick < 20; tick++) b.step(show(tick));
    const ticks = b.sign.glass(b.at).map((row) => Number(row.map((part) => part.text).join("")));
    expect(ticks.toSorted((one, other) => one - other)).toEqual([18, 19]);
  });

  it("keeps the page it has when the wanted one is not among the layouts", () => {
    const b = bench(withText(usual));
    b.drive(pages("7"));
    expect(b.drive(pages("7", { page: "nowhere", alarm: "nothing" }))).toEqual([]);
  });
});

describe("a display that takes a page at once", () => {
  it("gets all lines when one changed", () => {
    const b = bench(withText(String.raw`\x1b{lines:sep=\r\n}{ETX}`));
    expect(sent(b, pages("7"))).toEqual(["\\x1BCALLS   7\\x0D\\x0AREADY\\x03"]);
    expect(sent(b, pages("8"))).toEqual(["\\x1BCALLS   8\\x0D\\x0AREADY\\x03"]);
    expect(b.seen()).toEqual(seen(glassOf(pages("8"))).map((row) => row.replaceAll("green", "red")));
  });

  it("gets its clear frame for a blank page", () => {
    const b = bench({ frames: { text: "{lines:pad}", clear: "{FF}" } });
    const blank = { layouts: [layout("blank", [])], page: "blank" };
    expect(sent(b, pages("7"))).toEqual(["CALLS   7 READY     "]);
    expect(sent(b, pages("7", blank))).toEqual(["\\x0C"]);
    expect(b.count("cleared")).toBe(1);
    expect(b.seen()).toEqual([]);
  });
});

describe("text of a fixed width", () => {
  it.each([
    ["{line}{text:pad12}", "1CALLS   7   "],
    ["{line}{text:pad12:right}", "1   CALLS   7"],
    ["{line}{text:centre}{ETX}", "1CALLS   7 \\x03"],
    ["{line}{text:pad12:centre}", "1 CALLS   7  "],
  ])("is filled as %s says", (text, bytes) => {
    expect(sent(bench(withText(text), { rows: 1 }), pages("7"))).toEqual([bytes]);
  });
});

describe("colours and blinking", () => {
  const codes = {
    colours: { red: "{ESC}1", green: "{ESC}2" },
    blink: { on: "{ESC}F", off: "{ESC}f" },
  };
  const coloured: Show = pages("7", {
    layouts: [
      layout("one", [
        fixed("AB", "green"),
        fixed(" C", "red", true),
        fixed("D", "red"),
        fixed("E ", "amber"),
      ]),
    ],
  });

  it("stand in front of what they change, and nowhere else", () => {
    const b = bench(withText("{line}{text}\r", codes), { colours: ["red", "green"], rows: 1 });
    expect(sent(b, coloured)).toEqual(["1\\x1B2AB \\x1BF\\x1B1C\\x1BfDE\\x0D"]);
    expect(b.seen()).toEqual(["A[green]B[green] C[red!]D[red]E[red]"]);
  });

  it("end with the line", () => {
    const b = bench(withText("{line}{text}\r", codes), { colours: ["red", "green"], rows: 1 });
    expect(sent(b, pages("7", { alarm: "full" }))).toEqual(["1\\x1BF\\x1B1FULL\\x1Bf\\x0D"]);
  });

  it("may be one code a line: that of its first character", () => {
    const settings = withText("{line}{colour}{blink}{text}\r", {
      colours: { red: "r", green: "g" },
      blink: { on: "!", off: "." },
    });
    const b = bench(settings, { colours: ["red", "green"] });
    expect(sent(b, coloured)).toEqual(["1g.AB CDE\\x0D", "2r.\\x0D"]);
    expect(sent(b, pages("7", { alarm: "full" }))).toEqual(["1r!FULL\\x0D"]);
    expect(b.seen()).toEqual(["F[red!]U[red!]L[red!]L[red!]"]);
  });

  it("may be one code a page", () => {
    const settings = withText("{colour}{lines:sep=|}\r", { colours: { red: "r", green: "g" } });
    const b = bench(settings, { colours: ["red", "green"] });
    const below = pages("7", { layouts: [layout("one", [], [fixed("LOW", "red")])] });
    expect(sent(b, below)).toEqual(["r|LOW\\x0D"]);
    expect(b.seen()).toEqual(["", "L[red]O[red]W[red]"]);
  });

  it("are left out where the display has neither", () => {
    const b = bench(withText("{line}{text}\r"), { rows: 1 });
    expect(sent(b, coloured)).toEqual(["1AB CDE\\x0D"]);
    expect(b.seen()).toEqual(["A[red]B[red] C[red]D[red]E[red]"]);
  });

  it("may be begun and ended by one code", () => {
    const b = bench(withText("{line}{text}\r", { blink: { on: "{ACK}", off: "{ACK}" } }), { rows: 1 });
    expect(sent(b, coloured)).toEqual(["1AB \\x06C\\x06DE\\x0D"]);
    expect(b.seen()).toEqual(["A[red]B[red] C[red!]D[red]E[red]"]);
  });
});

describe("an alarm", () => {
  const over = { alarm: "full" };

  it("is text like any other where the display knows no better", () => {
    const b = bench(withText("{line}{text}\r"));
    b.drive(pages("7"));
    expect(sent(b, pages("7", over))).toEqual(["1FULL\\x0D", "2\\x0D"]);
    expect(sent(b, pages("7"))).toEqual(["1CALLS   7\\x0D", "2READY\\x0D"]);
  });

  it("has its own frame, and the page comes back after it", () => {
    const b = bench({ frames: { text: "T{line}{text}\r", alarm: "A{line}{text}\r" } });
    b.drive(pages("7"));
    const frames = b.drive(pages("7", over));
    expect(frames.map((frame) => [frame.purpose, shown(frame.bytes)])).toEqual([
      ["alarm", "A1FULL\\x0D"],
      ["alarm", "A2\\x0D"],
    ]);
    expect(b.seen()).toEqual(["F[red]U[red]L[red]L[red]"]);
    expect(b.drive(pages("8", over))).toEqual([]);
    expect(sent(b, pages("8"))).toEqual(["T1CALLS   8\\x0D", "T2READY\\x0D"]);
  });

  it("is ended where the display must be told, at the start as well", () => {
    const b = bench({ frames: { text: "T{line}{text}\r", alarm: "A{lines:sep=|}\r", alarmEnd: "E\r" } });
    expect(sent(b, pages("7"))).toEqual(["E\\x0D", "T1CALLS   7\\x0D", "T2READY\\x0D"]);
    expect(sent(b, pages("7", over))).toEqual(["AFULL|\\x0D"]);
    expect(b.seen()).toEqual(["F[red]U[red]L[red]L[red]"]);
    expect(sent(b, pages("7"))).toEqual(["E\\x0D", "T1CALLS   7\\x0D", "T2READY\\x0D"]);
    expect(b.seen()).toHaveLength(2);
  });

  it("that is not among the alarms is none", () => {
    const b = bench({ frames: { text: "T{line}{text}\r", alarm: "A{line}{text}\r" } });
    expect(sent(b, pages("7", { alarm: "nothing" }))).toEqual(["T1CALLS   7\\x0D", "T2READY\\x0D"]);
  });
});

describe("frames in several pieces", () => {
  const settings = {
    frames: { init: ["{ESC}@{pause:500}", "{ESC}A"], text: ["{line}{pause:20}{text}{pause:30}\r", "{ETX}"] },
    reply: { expect: "{ACK}", nak: "{NAK}", timeoutMs: 300, retries: 3 },
  };

  it("go out one after the other, with the silence between them", () => {
    const b = bench(settings, { rows: 1 });
    const frames = b.drive(pages("7"));
    expect(frames.map((frame) => [shown(frame.bytes), frame.pauseAfterMs, frame.purpose])).toEqual([
      ["\\x1B@", 500, "initialise"],
      ["\\x1BA", 0, "initialise"],
      ["1", 20, "page"],
      ["CALLS   7", 30, "page"],
      ["\\x0D", 0, "page"],
      ["\\x03", 0, "page"],
    ]);
    expect(b.seen()).toEqual(["C[red]A[red]L[red]L[red]S[red]   7[red]"]);
  });

  it("are answered once they are whole", () => {
    const frames = bench(settings, { rows: 1 }).drive(pages("7"));
    expect(frames.map((frame) => frame.answer?.retries ?? null)).toEqual([3, 3, null, null, 3, 3]);
    expect(frames.at(-1)?.answer?.read(Uint8Array.of(6))).toEqual({ kind: "taken" });
  });

  it("are ended as they were begun, whatever changes meanwhile", () => {
    const b = bench(settings, { rows: 1 });
    b.drive(pages("7"));
    expect(b.step(pages("8"))?.bytes).toEqual(Uint8Array.of(0x31));
    expect(sent(b, pages("9"))).toEqual(["CALLS   8", "\\x0D", "\\x03", "1", "CALLS   9", "\\x0D", "\\x03"]);
  });
});

describe("bytes that are replaced on the line", () => {
  const escapes = { "\\xFF": "\\xFE\\x01", "\\xFE": "\\xFE\\x00" };
  const frame = "\\xFF{escape}{line:first=0xFE:raw}{text}{ETX}{sum:sum8:from=1:raw}{plain}\\xFF";

  it("are replaced after the sum was made", () => {
    const b = bench(withText(frame, { escapes }));
    const show = pages("7", { layouts: [layout("one", [fixed("A")], [fixed("B")])] });
    // FE + 41 + 03 = 142H, FF + 42 + 03 = 144H.
    expect(sent(b, show)).toEqual(["\\xFF\\xFE\\x00A\\x03B\\xFF", "\\xFF\\xFE\\x01B\\x03D\\xFF"]);
    expect(b.seen()).toEqual(["A[red]", "B[red]"]);
  });
});

describe("a definition that does not suit its model", () => {
  it("still sends something sensible", () => {
    const codes = { colours: { red: "r" } };
    const strange = bench(withText("{line}{colour}{text}\r", codes), { colours: ["blue"], rows: 1 });
    expect(sent(strange, pages("7"))).toEqual(["1CALLS   7\\x0D"]);
    const none = bench(withText("{line}{text}\r"), { colours: [], rows: 1 });
    expect(sent(none, pages("7"))).toEqual(["1CALLS   7\\x0D"]);
    expect(none.seen()).toEqual(["C[red]A[red]L[red]L[red]S[red]   7[red]"]);
  });

  it("has the colour of its first letter, and else of nothing, in frames without a text", () => {
    const settings = {
      frames: { text: "{line}{text}\r", init: "{colour}{blink}" },
      colours: { red: "{ESC}r", green: "{ESC}g" },
      blink: { on: "{ESC}!", off: "{ESC}." },
    };
    const b = bench(settings, { colours: ["red", "green"], rows: 1 });
    expect(sent(b, pages("7"))[0]).toBe("\\x1Bg\\x1B.");
  });
});

describe("doubt", () => {
  const settings = {
    frames: { init: "{FF}", text: "{line}{text}\r", alarm: "A{lines:sep=|}\r", alarmEnd: "E\r" },
  };

  it("about figures sends the lines again", () => {
    const b = bench(settings);
    b.drive(pages("7"));
    b.session.forget("values");
    expect(sent(b, pages("7"))).toEqual(["1CALLS   7\\x0D", "2READY\\x0D"]);
  });

  it("about layouts ends an alarm once more", () => {
    const b = bench(settings);
    b.drive(pages("7"));
    b.session.forget("layouts");
    expect(sent(b, pages("7"))[0]).toBe("E\\x0D");
  });

  it("about everything begins anew", () => {
    const b = bench(settings);
    b.drive(pages("7"));
    b.session.forget("everything");
    expect(sent(b, pages("7"))).toEqual(["\\x0C", "E\\x0D", "1CALLS   7\\x0D", "2READY\\x0D"]);
  });

  it("during an alarm says the alarm again", () => {
    const b = bench(settings);
    b.drive(pages("7", { alarm: "full" }));
    b.session.forget("values");
    expect(sent(b, pages("7", { alarm: "full" }))).toEqual(["AFULL|\\x0D"]);
  });

  it.each(["values", "layouts", "everything"] as const)(
    "about %s in the middle of a frame ends the frame and then sends all of it again",
    (doubt) => {
      const b = bench(withText("{line}{pause:10}{text}\r"), { rows: 1 });
      b.step(pages("7"));
      b.session.forget(doubt);
      expect(sent(b, pages("7"))).toEqual(["CALLS   7\\x0D", "1", "CALLS   7\\x0D"]);
    },
  );
});

describe("letters", () => {
  it("are told to whoever writes pages", () => {
    const { display } = bench(
      withText("$L{line}{text}\r", { charset: { map: { é: "\\x82" }, reject: "<>" } }),
    );
    expect([display.letters, display.missing]).toEqual(["é", "$<>"]);
  });

  it("with accents need eight data bits", () => {
    const settings = withText("{line}{text}\r", { charset: { encode: "latin1" } });
    expect(bench(settings).display.letters).toContain("é");
    const seven = { baudRate: 9600, dataBits: 7, parity: "even", stopBits: 1 } as const;
    const b = bench(settings, { serial: seven, rows: 1 });
    expect(b.display.letters).toBe("");
    expect(sent(b, pages("7", { layouts: [layout("one", [fixed("Aé")])] }))).toEqual(["1A\\x0D"]);
  });
});

describe.each(shipped)("text from outside on %s", (id) => {
  it("is never taken for a command", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom("<", ">", "$", "\r", "\n", "\x1b", "\x06", "\xfe", "C", "A", "1"),
        maxLength: 30,
      }),
    );
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, blink) => {
        const b = ofModel(id);
        const show = (word: string): Show => ({
          layouts: [layout("page", [fixed(word, "red", blink)])],
          alarms: [],
          page: "page",
          alarm: null,
          values: new Map(),
        });
        const frames = b.drive(show(text));
        expect(b.count("frames")).toBe(frames.length);
        // A frame with this text has the control bytes that one with plain letters has, and no others.
        const controls = (bytes: Uint8Array): number[] =>
          [...bytes].filter((byte) => byte < 0x20 || byte > 0x7e);
        const kept =
          b.sign
            .glass(b.at)[0]
            ?.map((part) => part.text.replaceAll(/[^ ]/g, "A"))
            .join("") ?? "";
        const plain = ofModel(id).drive(show(kept));
        expect(frames.map(({ bytes }) => controls(bytes))).toEqual(plain.map(({ bytes }) => controls(bytes)));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the shipped definitions", () => {
  it("send the bytes that the makers' manuals have", () => {
    const show: Show = { ...pages("7"), layouts: [layout("one", [fixed("BLOWER 1 STOPPED")])] };
    // 2706-D11JS manual p. 28: BLOWER 1 STOPPED, slave 1, line 1, carriage return.
    // Before it ours: the end of whatever part of a line the display still holds.
    expect(sent(ofModel("rockwell-dl50"), show).slice(0, 2)).toEqual([
      "\\x0D",
      "BLOWER 1 STOPPED\\x01\\x01\\x0D",
    ]);
    // FE 47, column 1, row 1, and the text over what was there; FE 58 would clear the screen and flicker.
    const orbital = sent(ofModel("matrix-orbital-2x16"), show);
    expect(orbital).toEqual([
      "\\xFED",
      "\\xFER",
      "\\xFEB\\x00",
      "\\xFEG\\x01\\x01BLOWER 1 STOPPED",
      "\\xFEG\\x01\\x02                ",
    ]);
    const waiting: Show = { ...show, layouts: [layout("one", [fixed("WAITING 12")])] };
    expect(sent(ofModel("siebert-sx502"), waiting)).toEqual(["$L01WAITING 12\\x0D", "$L02$E\\x0D"]);
    expect(sent(ofModel("pro-lite-m2014r"), waiting)).toEqual([
      "<ID01>\\x0D\\x0A",
      "<ID01><PA><FD><CM>WAITING 12\\x0D\\x0A",
      "<ID01><RPA>\\x0D\\x0A",
    ]);
  });

  it("wait for a Pro-Lite sign after each line, because it crashes otherwise", () => {
    const b = ofModel("pro-lite-m2014r");
    for (const frame of b.drive(pages("7", { page: "two" }))) {
      expect(frame.answer?.read(new TextEncoder().encode("<ID01>S\r"))).toEqual({ kind: "more" });
      expect(frame.answer?.read(new TextEncoder().encode("<ID01>S\r\n"))).toEqual({ kind: "taken" });
    }
  });

  it("show the example for a sign nobody knows", () => {
    const b = fromFile("config/devices.d/unknown-sign.yaml");
    b.drive(pages("7"));
    expect(b.seen()).toEqual(["C[red]A[red]L[red]L[red]S[red]   7[red]", "R[red]E[red]A[red]D[red]Y[red]"]);
  });
});

describe("the whole driver", () => {
  it("leaves no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
