import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../../../src/domain/glass.ts";
import { alphaOptions } from "../../../../src/drivers/display/alpha/options.ts";
import { AlphaSign } from "../../../../src/drivers/display/alpha/sign.ts";
import { ascii, model4120, seen } from "../bench.ts";

/** A sign with a keyboard to its line: every frame comes a second after the one before. */
class Keyed {
  readonly sign: AlphaSign;
  at = 1_000_000;

  constructor(settings: Record<string, unknown> = {}, change: Partial<typeof model4120> = {}) {
    this.sign = new AlphaSign({ ...model4120, ...change }, alphaOptions.parse(settings));
  }

  raw(bytes: string, waitMs = 1_000): string[] {
    const answers = this.sign.feed(ascii(bytes), this.at);
    this.at += waitMs;
    return answers.map((answer) => String.fromCharCode(...answer));
  }

  key(body: string, receiver = "Z00"): string[] {
    return this.raw(`\0\0\0\0\0\x01${receiver}\x02${body}\x04`);
  }

  /** The sign laid out with these files. */
  laidOut(table: string): this {
    this.key("E$");
    this.at += 5_000;
    this.key(`E$${table}`);
    return this;
  }

  lines(): string[] {
    return linesOf(this.sign.glass(this.at));
  }

  count(event: string): number {
    return this.sign.events.get(event) ?? 0;
  }

  errors(): number {
    return (this.key("F*")[0] ?? "").split("E*")[1]?.charCodeAt(0) ?? 0;
  }
}

const oneText = "AAU0100FF00";

describe("a sign that was just plugged in", () => {
  it("is dark, has the one file A, and takes the maker's first example", () => {
    const sign = new Keyed();
    expect(sign.lines()).toEqual(["", ""]);
    sign.key("AAHELLO");
    expect(sign.lines()).toEqual(["HELLO", ""]);
    expect(sign.count("blanked")).toBe(1);
  });

  it("shows the maker's counter, and a new number without blanking", () => {
    const sign = new Keyed().laidOut("AAU0400FF001BL00200000");
    sign.key("AA\x1b bThe count is \x101");
    const before = sign.count("blanked");
    sign.key("G1364");
    expect(sign.lines()).toEqual(["The count is 364", ""]);
    expect(sign.count("blanked")).toBe(before);
  });

  it("forgets everything at a power cut", () => {
    const sign = new Keyed().laidOut(oneText);
    sign.key("AAHELLO");
    sign.sign.powerCycle();
    expect(sign.lines()).toEqual(["", ""]);
    expect(sign.sign.events.size).toBe(0);
    sign.key("ABHELLO");
    expect(sign.count("illegal")).toBe(1);
  });

  it("shows nothing after a table that no wipe came before, where the model is of that kind", () => {
    const strict = new Keyed();
    strict.key(`E$${oneText}`);
    strict.key("AAHELLO");
    expect([strict.lines(), strict.count("texts")]).toEqual([["", ""], 1]);
    const lenient = new Keyed({ needsClear: false });
    lenient.key(`E$${oneText}`);
    lenient.key("AAHELLO");
    expect(lenient.lines()).toEqual(["HELLO", ""]);
  });
});

describe("who is meant", () => {
  const hears = (receiver: string, settings: Record<string, unknown> = {}): boolean => {
    const sign = new Keyed(settings);
    sign.key("AAHELLO", receiver);
    return sign.lines()[0] === "HELLO";
  };

  it.each(["Z00", "Z??", "?00", "!00", "200", "a01,Z00", "a01,b02,Z??"])("%s is everybody", (receiver) => {
    expect(hears(receiver)).toBe(true);
  });

  it.each(["a00", "^00", "100", "Z01", "Z0?", "Z?0"])("%s is somebody else", (receiver) => {
    expect(hears(receiver)).toBe(false);
  });

  it("a sign with a type and an address hears its own", () => {
    const settings = { type: "a", address: "0A" };
    expect(["a0A", "a0?", "Z?A", "Z00", "b0A,a0A"].map((receiver) => hears(receiver, settings))).toEqual(
      new Array(5).fill(true),
    );
    expect(["b0A", "a0B", "a1?"].map((receiver) => hears(receiver, settings))).toEqual(
      new Array(3).fill(false),
    );
    expect(hears("a11", { type: "a", address: "1?" })).toBe(true);
  });

  it("type z makes 26 files of 150 bytes first", () => {
    const sign = new Keyed({ needsClear: false });
    sign.key("AQHELLO", "z00");
    expect(sign.key("BQ")[0]).toContain("AQHELLO");
    expect(sign.count("initialised")).toBe(1);
  });
});

describe("errors on the line", () => {
  it("drop the command with the wrong checksum alone", () => {
    const sign = new Keyed();
    sign.raw("\0\0\0\0\0\x01Z00\x02AAHELLO\x0301FB\x02AAHOLLE\x030000\x04");
    expect(sign.lines()[0]).toBe("HELLO");
    expect(sign.count("badChecksum")).toBe(1);
    expect(sign.errors()).toBe(0x50);
    expect(sign.errors()).toBe(0x40);
  });

  it("drop a frame that stops for more than a second", () => {
    const sign = new Keyed();
    sign.raw("\0\0\0\0\0\x01Z00\x02AAHEL", 1_000);
    sign.raw("LO", 1_001);
    expect(sign.raw("!\x04")).toEqual([]);
    expect(sign.lines()[0]).toBe("");
    expect(sign.count("timeout")).toBe(1);
    expect(sign.errors()).toBe(0x44);
  });

  it("are cleared by their own command", () => {
    const sign = new Keyed();
    sign.key("Q?");
    sign.key("E4");
    expect(sign.errors()).toBe(0x40);
  });

  it.each([
    "Q?",
    "A",
    "",
    "Gx1",
    "AxHI",
    "Ix0101",
    "E.X",
    "E~",
    "E&9",
    "E 2500",
    "F~",
    "Bx",
    "Jx",
    "E$nonsense",
  ])("raise the illegal bit for %j", (body) => {
    const sign = new Keyed();
    sign.key(body);
    expect(sign.count("illegal")).toBe(1);
    expect(sign.errors()).toBe(0x60);
  });

  it("raise the overflow bit when a command never ends", () => {
    const sign = new Keyed();
    sign.raw(`\0\0\0\0\0\x01Z00\x02AA${"x".repeat(33_000)}`);
    expect(sign.errors()).toBe(0x48);
  });

  it("strip the eighth bit on a line of seven", () => {
    const seven = new Keyed();
    const parity = Array.from("\0\0\0\0\0\x01Z00\x02AAHELLO\x04", (letter) =>
      String.fromCharCode(letter.charCodeAt(0) | 0x80),
    );
    seven.raw(parity.join(""));
    expect(seven.lines()[0]).toBe("HELLO");
  });
});

describe("memory", () => {
  it.each([
    ["more than there is", "AAU7FFFFF00"],
    ["a STRING that the keyboard may change", "AAU0100FF00aBU00100000"],
    ["a label twice", "AAU0100FF00ABL00100000"],
    ["the rest for a file that is not the last", "AAU0000FF00BAU0100FF00"],
    ["the rest for a STRING", "aBL00000000"],
    ["a picture of more than 31 rows", "PDU20011000"],
  ])("refuses a table with %s", (_, table) => {
    const sign = new Keyed().laidOut(oneText);
    sign.key(`E$${table}`);
    expect([sign.count("illegal"), sign.count("initialised")]).toEqual([1, 1]);
  });

  it("gives what is left to the first text, or to the last one that asked for the rest", () => {
    const first = new Keyed().laidOut("aBL00100000AAU0100FF00");
    expect(first.key("F$")[0]).toContain("E$aBL00100000AAU1B32FF00\x03");
    expect(first.key("F#")[0]).toContain("E#1B58,0000\x03");
    const last = new Keyed().laidOut("AAU0100FF00BAL0000FF00");
    expect(last.key("F$")[0]).toContain("E$AAU0100FF00BAL1A42FF00\x03");
    expect(new Keyed().laidOut("aBL00100000").key("F#")[0]).toContain("E#1B58,1B3D\x03");
  });

  it("empties a STRING that is too long, and cuts a TEXT", () => {
    const sign = new Keyed().laidOut("aBL00030000BAU0005FF00AAU0000FF00");
    sign.key("AA[\x10a]");
    sign.key("Ga123");
    expect(sign.lines()[0]).toBe("[123]");
    sign.key("Ga1234");
    expect([sign.lines()[0], sign.count("emptied")]).toEqual(["[]", 1]);
    sign.key("AB1234567");
    expect(sign.key("BB")[0]).toContain("AB12345\x03");
    expect(sign.errors()).toBe(0x48);
  });

  it("keeps no STRING of more than 125 bytes, whatever its file's size", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00FF0000");
    sign.key(`Ga${"1".repeat(126)}`);
    expect(sign.key("Ha")[0]).toContain("Ga\x03");
  });

  it("has room for pictures, which blank the display", () => {
    const sign = new Keyed().laidOut("AAU0100FF00PDU0A101000");
    const before = sign.count("blanked");
    sign.key("IP0A101234\r\n5");
    expect([sign.count("pictures"), sign.count("blanked") - before]).toEqual([1, 1]);
    const rows = ["1234", "5", ...new Array<string>(8).fill("")].map((row) => `${row.padEnd(16, "0")}\r`);
    expect(sign.key("JP")[0]).toContain(`IP0A10${rows.join("")}\x03`);
    sign.key("IP0101123");
    expect([sign.count("pictures"), sign.errors()]).toEqual([1, 0x60]);
  });

  it("is deaf for a second after a wipe and answers nothing for five", () => {
    const sign = new Keyed();
    sign.key("AAHELLO");
    sign.raw("\0\0\0\0\0\x01Z00\x02E$\x04", 500);
    sign.raw("\0\0\0\0\0\x01Z00\x02AALOST\x04", 600);
    expect(sign.key("F&")).toEqual([]);
    sign.key("AAKEPT");
    expect(sign.lines()[0]).toBe("KEPT");
  });
});

describe("the priority file", () => {
  const running = (): Keyed => {
    const sign = new Keyed();
    sign.key("AAHELLO");
    sign.key("A0\x1b0c\x1a9EMERGENCY");
    return sign;
  };

  it("interrupts, blinking when it says so, and is released by a bare A0", () => {
    const sign = running();
    expect(seen(sign.sign.glass(sign.at))[0]).toMatch(/^E\[red!\]M\[red!\]/);
    sign.key("A0");
    expect(sign.lines()[0]).toBe("HELLO");
  });

  it("keeps a blank screen for a mode field without text", () => {
    const sign = running();
    sign.key("A0\x1b0b");
    expect([sign.lines()[0], sign.count("released")]).toEqual(["", 0]);
  });

  it.each(["E)A008F", "E2A01"])("is released by the table %j", (body) => {
    const sign = running();
    sign.key(body);
    expect(sign.lines()[0]).toBe("HELLO");
  });

  it("is released by a wrong checksum in its own write", () => {
    const sign = running();
    sign.raw("\0\0\0\0\0\x01Z00\x02A0FIRE\x030000\x04");
    expect(sign.lines()[0]).toBe("HELLO");
  });

  it("is not released by a run sequence", () => {
    const sign = running();
    sign.key("E.SUA");
    expect(sign.lines()[0]).toBe("EMERGENCY");
  });

  it("never holds more than 125 bytes", () => {
    const sign = running();
    sign.key(`A0${"x".repeat(126)}`);
    expect([sign.lines()[0], sign.errors()]).toEqual(["EMERGENCY", 0x68]);
  });

  it("follows its STRING files live, and is answered when asked for", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00200000");
    expect(sign.key("B0")[0]).toContain("A0\x03");
    sign.key("Ga1");
    sign.key("A0WAIT \x10a");
    sign.key("Ga2");
    expect(sign.lines()[0]).toBe("WAIT 2");
    expect(sign.key("B0")[0]).toContain("A0WAIT \x10a\x03");
  });
});

describe("answers", () => {
  it("to the weekday are the maker's bytes", () => {
    const sign = new Keyed();
    sign.key("E&6");
    expect(sign.key("F&")).toEqual([`${"\0".repeat(20)}\x01000\x02E&6\x0300A6\x04`]);
  });

  it("to a STRING file that was never made are those to an empty one", () => {
    expect(new Keyed().key("Hx")[0]).toContain("\x02Gx\x03");
  });

  it("to clock and run sequence tell what was set", () => {
    const sign = new Keyed();
    sign.key("E 2359");
    sign.at += 120_000;
    expect(sign.key("F ")[0]).toContain("E 0001\x03");
    sign.key("E.TLA");
    expect(sign.key("F.")[0]).toContain("E.TLA\x03");
  });
});

describe("what a sign was told", () => {
  const answers = (sign: Keyed, question: string): string =>
    (sign.key(question)[0] ?? "").split("\x02")[1] ?? "";

  it.each([
    ["E!FF", "F!", "E!FF"],
    ["E'M", "F'", "E'M"],
    ["E)A008F", "F)", "E)0FE00A008F"],
    ["E2A26", "F2", "E2A26"],
    [`E51${"0".repeat(44)}`, "F5", `E51${"0".repeat(44)}`],
    ["E 0921", "F ", "E 0921"],
    ["E;112226", "F;", "E;112226"],
  ])("by %j it answers when asked", (body, question, answer) => {
    const sign = new Keyed();
    sign.key(body);
    expect(answers(sign, question)).toMatch(
      new RegExp(`^${answer.replace(")", "\\)")}\\x03[0-9A-F]{4}\\x04$`),
    );
  });

  it("says that its priority file runs", () => {
    const sign = new Keyed();
    sign.key("A0FIRE");
    expect(answers(sign, "F)")).toContain("E)0FF00\x03");
  });

  it("takes another address and answers under it, with its errors, which are cleared by that", () => {
    const sign = new Keyed({ type: "a", address: "01" });
    sign.key("E70B", "a01");
    sign.key("AAOLD", "a01");
    sign.key("AANEW", "a0b");
    expect(sign.lines()[0]).toBe("NEW");
    sign.key("Q?");
    const before = sign.count("blanked");
    expect(sign.key("F-", "a0B")[0]).toContain("E-a0B\x60\x03");
    expect(sign.count("blanked")).toBe(before);
    expect(sign.key("F-")[0]).toContain("E-a0B@\x03");
    expect(sign.count("blanked")).toBe(before + 1);
  });

  it("remembers its dimming until the power is cut", () => {
    const sign = new Keyed();
    expect(sign.sign.dimming).toBeNull();
    sign.key("E/0A8F");
    expect([sign.sign.dimming, sign.count("dimmed")]).toEqual(["0A8F", 1]);
    sign.sign.powerCycle();
    expect(sign.sign.dimming).toBeNull();
    sign.key("E/xx");
    sign.key("E#0000,0000");
    expect(sign.count("illegal")).toBe(2);
  });

  it("takes functions of newer signs without a word", () => {
    const sign = new Keyed();
    for (const body of ["E:A", "E8", "E9", "ET+3"]) sign.key(body);
    expect(sign.count("illegal")).toBe(0);
  });

  it("tells about itself", () => {
    const sign = new Keyed();
    sign.key("E 0921");
    expect(answers(sign, 'F"')).toMatch(/^E"\0BANDEAU A01000921S001B58,0000\x03/);
  });

  it("is dumped as the commands that would bring it back", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00200000PDU01021000");
    sign.key("E 0921");
    sign.key("E&6");
    sign.key("AAN=\x10a");
    sign.key("Ga12");
    sign.key("IP010212\r");
    const bodies = (sign.key("F%")[0] ?? "").split("\x02").slice(1);
    expect(bodies.map((body) => body.split("\x03")[0])).toEqual([
      "E 0921",
      "E$AAU1B16FF00aBL00200000PDU01021000",
      "AAN=\x10a",
      "Ga12",
      "IP010212\r",
      "E.TUA",
      "E2",
      "E&6",
      "E5",
    ]);
    const copy = new Keyed({ needsClear: false });
    for (const body of bodies) copy.key(body.split("\x03")[0] ?? "");
    expect(copy.lines()[0]).toBe("N=12");
  });
});

describe("a host in a hurry", () => {
  const head = "\0\0\0\0\0\x01Z00\x02";

  it.each([
    [[`${head}AAHI\x04`], 0],
    [[`${head}AAHI\x03\x02E&6\x04`], 1],
    [[`${head}AAHI\x03\x02`, "E&6\x03\x02", "F&\x04"], 0],
    [[`${head}IP0101`, "1\r\x04"], 0],
    [[`${head}IP01011\r\x04`], 1],
    [["\0\0\0\0\0\x01a01\x02AAHI\x03\x02E&6\x04"], 0],
  ])("is counted where it gives the sign no rest: %j", (pieces, hurried) => {
    const sign = new Keyed();
    for (const bytes of pieces) sign.raw(bytes, 100);
    expect(sign.count("hurried")).toBe(hurried);
  });

  it("needs no more than a tenth of a second", () => {
    const sign = new Keyed();
    sign.raw(`${head}AAHI\x03\x02`, 99);
    sign.raw("E&6\x04");
    expect(sign.count("hurried")).toBe(1);
  });
});

describe("what is on", () => {
  const two = (): Keyed => {
    const sign = new Keyed().laidOut("AAU0100FF00BAU0100FF00");
    sign.key("AAONE");
    sign.key("ABTWO");
    return sign;
  };

  it("takes turns when several files run", () => {
    const sign = two();
    sign.key("E.TUAxB");
    const shown = [0, 3_000, 6_000].map((ms) => linesOf(sign.sign.glass(sign.at - 1_000 + ms))[0]);
    expect(shown).toEqual(["ONE", "TWO", "ONE"]);
  });

  it("stays when the sequence becomes empty", () => {
    const sign = two();
    sign.key("E.SUB");
    sign.key("E.SU");
    expect(sign.lines()[0]).toBe("TWO");
  });

  it("is nothing when no file of the sequence is there", () => {
    const sign = two();
    sign.key("E.SUx");
    expect(sign.lines()).toEqual(["", ""]);
  });

  it("comes back after a soft reset, which is deaf and dark for ten seconds", () => {
    const sign = two();
    sign.key("E,");
    expect(sign.lines()[0]).toBe("");
    sign.key("ABLOST");
    sign.at += 9_000;
    expect(sign.lines()[0]).toBe("ONE");
    sign.key("E.SUB");
    expect(sign.lines()[0]).toBe("TWO");
  });

  it("hears on while a tone switches a port", () => {
    const sign = two();
    sign.key("E(A");
    sign.key("AAHEARD");
    expect([sign.lines()[0], sign.count("tones")]).toEqual(["HEARD", 1]);
  });

  it("stays on during a tone, which is deaf for three seconds", () => {
    const sign = two();
    sign.key("E.SUA");
    sign.key("E(0");
    expect(sign.lines()[0]).toBe("ONE");
    sign.key("AALOST");
    sign.at += 1_000;
    expect(sign.lines()[0]).toBe("ONE");
    sign.key("AAHEARD");
    expect(sign.lines()[0]).toBe("HEARD");
  });
});

describe("text", () => {
  const shown = (body: string, change: Partial<typeof model4120> = {}): string[] => {
    const sign = new Keyed({}, change);
    sign.key(`AA${body}`);
    return sign.lines();
  };

  it.each([
    ["HELLO\rWORLD", ["HELLO", "WORLD"]],
    ["\x1b bMIDDLE", ["MIDDLE", ""]],
    ['\x1b"bTOP\x1b&bBOTTOM', ["TOP", "BOTTOM"]],
    ["\x1b&bBOTTOM", ["", "BOTTOM"]],
    ["\x1b0n2SNOW", ["SNOW", ""]],
    ["one two three four five", ["one two three four", "five"]],
    ["12345678901234567890 x", ["12345678901234567890", "x"]],
    ["123456789012345678901234", ["12345678901234567890", "1234"]],
    ["\x08\x22t\x08\x22 \x08\x08\x20 ^~_", ["été á ¢ _", ""]],
    ["\x05\x31\x06\x31\x0e\x11\x12\x15\x1a\x35\x1d\x31\x31\x1e\x30X", ["X", ""]],
    [`\x1f${"C".repeat(14)}X`, ["X", ""]],
    ["\x1cZFF0000X", ["X", ""]],
    ["\x14PX\n\x09Y", ["XY", ""]],
  ])("%j is seen as a person would", (body, lines) => {
    expect(shown(body)).toEqual(lines);
  });

  it("stands in the middle of a tall sign when it shall", () => {
    expect(shown("\x1b bMID\x1b bDLE", { rows: 4 })).toEqual(["", "MID", "", ""]);
  });

  it("takes single bytes for accented letters on a line of eight bits", () => {
    expect(shown("\x82t\x82 \xc5", { serial: { ...model4120.serial, dataBits: 8 } })[0]).toBe("été ?");
  });

  it("turns its pages", () => {
    const sign = new Keyed();
    sign.key("AAONE\x0cTWO\rTHREE\rFOUR");
    const pages = [0, 3_000, 6_000, 9_000].map((ms) => linesOf(sign.sign.glass(1_000_000 + ms)));
    expect(pages).toEqual([
      ["ONE", ""],
      ["TWO", "THREE"],
      ["FOUR", ""],
      ["ONE", ""],
    ]);
  });

  it("wanders through when it rotates", () => {
    const sign = new Keyed();
    sign.key("AA\x1b0aHELLO\rYOU");
    const at = (ms: number): string | undefined => linesOf(sign.sign.glass(1_000_000 + ms))[0];
    expect([at(0), at(100), at(2_000), at(2_400), at(2_500 + 300)]).toEqual([
      "",
      `${" ".repeat(19)}H`,
      "HELLO",
      "O",
      `${" ".repeat(17)}YOU`,
    ]);
  });

  it("has its colours and its blinking", () => {
    const sign = new Keyed();
    sign.key("AA\x1c1r\x1c2g\x071\x1c3a\x070\x1c4d\x1c7o\x1c8y\x1cBm\x1cCx");
    expect(seen(sign.sign.glass(sign.at))[0]).toBe(
      "r[red]g[green]a[amber!]d[red]o[orange]y[yellow]m[amber]x[red]",
    );
  });

  it("shows the sign's own clock, in the format it was told", () => {
    const sign = new Keyed();
    sign.key("E 0930");
    sign.key("AA\x13");
    expect(sign.lines()[0]).toBe("9:30AM");
    sign.key("E 1205");
    expect(sign.lines()[0]).toBe("12:05PM");
    sign.key("E 0000");
    sign.key("E'M");
    expect(sign.lines()[0]).toBe("00:00");
    sign.at += 61_000;
    expect(sign.lines()[0]).toBe("00:01");
  });

  it.each([
    ["0", "11/22/26"],
    ["1", "22/11/26"],
    ["2", "11-22-26"],
    ["3", "22-11-26"],
    ["4", "11.22.26"],
    ["5", "22.11.26"],
    ["6", "11 22 26"],
    ["7", "22 11 26"],
    ["8", "NOV.22,2026"],
    ["9", "SUNDAY"],
    ["x", ""],
  ])("shows the date in the form %s", (form, date) => {
    const sign = new Keyed();
    sign.key("E;112226");
    sign.key("E&1");
    sign.key(`AA\x0b${form}`);
    expect(sign.lines()[0]).toBe(date);
  });

  it("goes on to the next day at midnight, weekday and all", () => {
    const sign = new Keyed();
    sign.key("E;123126");
    sign.key("E 2359");
    sign.key("E&7");
    sign.key("AA\x0b0 \x0b9");
    expect(sign.lines()[0]).toBe("12/31/26 SATURDAY");
    sign.at += 60_000;
    expect(sign.lines()[0]).toBe("01/01/27 SUNDAY");
    expect([sign.key("F;")[0], sign.key("F&")[0]].join()).toMatch(/E;010127\x03.*E&1\x03/s);
    sign.key("E;022926");
    expect(sign.errors()).toBe(0x60);
  });

  it("draws no dates and no pictures that a STRING file asks for", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00200000PDU01011000");
    sign.key("IP01011\r");
    sign.key("Ga[\x0b0\x14P]");
    sign.key("AA\x10a");
    expect(sign.lines()[0]).toBe("[]");
  });

  it("draws a picture as blocks, one for six columns of dots, in the colour of most of them", () => {
    const sign = new Keyed().laidOut("AAU0100FF00PDU020D4000");
    sign.key("IP020D1112221111100\r1110002222222\r");
    sign.key("AA\x1c3[\x14P\x14Q]");
    expect(seen(sign.sign.glass(sign.at))[0]).toBe("[[amber]\u2588[red]\u2588[green]\u2588[green]][amber]");
    sign.key("IP020D\r");
    expect(sign.lines()[0]).toBe("[   ]");
    sign.key("AA1234567890123456789\x14P!");
    expect(sign.lines()).toEqual(["1234567890123456789", "  !"]);
  });

  it.each([
    ["\x12AB\x11CD", "A B CD"],
    ["\x1d11AB\x1d10CD", "A B CD"],
    ["\x1a5AB\x1a3CD", "A B CD"],
    ["\x12\x1a8A\x11B\x1a1C\x1d01D", "A B CD"],
    ["\x08\x1c \x08\x1d \x08z", "--C --F --"],
  ])("%j takes its width", (body, line) => {
    expect(shown(body)[0]).toBe(line);
  });

  it("wraps wide words as a whole", () => {
    expect(shown("ABCD \x12EFGHIJK LM")).toEqual(["ABCD E F G H I J K", "L M"]);
    expect(shown("\x12ABCDE FGHIJK")).toEqual(["A B C D E", "F G H I J K"]);
    expect(shown("\x12ABCDEFGHIJK")).toEqual(["A B C D E F G H I J", "K"]);
  });

  it("draws nothing for a STRING that calls another one, and for one that is not there", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00200000bBL00200000");
    sign.key("Ga1\x10b");
    sign.key("Gb2");
    sign.key("AA[\x10a][\x10x]");
    expect(sign.lines()[0]).toBe("[1][]");
  });

  it("is coloured by what leaks out of a STRING file", () => {
    const sign = new Keyed().laidOut("AAU0100FF00aBL00200000");
    sign.key("Ga\x1c21");
    sign.key("AA\x1c1a\x10ab");
    expect(seen(sign.sign.glass(sign.at))[0]).toBe("a[red]1[green]b[green]");
  });
});

describe("anything on the line", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((bytes) => String.fromCharCode(...bytes)),
    fc
      .tuple(
        fc.constantFrom("A", "A0", "AA", "G", "E$", "E.", "E", "F", "I", "Z", "B", "H", "J"),
        fc.uint8Array({ maxLength: 20 }),
      )
      .map(([code, rest]) => `\0\0\0\0\0\x01Z00\x02${code}${String.fromCharCode(...rest)}\x04`),
  );

  it("never makes it throw, and the glass keeps its size", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 0, max: 1_500 }),
        (pieces, waitMs) => {
          const sign = new Keyed({}, { serial: { ...model4120.serial, dataBits: 8 } });
          for (const bytes of pieces) sign.raw(bytes, waitMs);
          const glass = sign.sign.glass(sign.at);
          expect(glass.map((row) => row.flatMap((part) => Array.from(part.text)).length)).toEqual([20, 20]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("does nothing for no bytes at all", () => {
    expect(new Keyed().raw("")).toEqual([]);
  });
});
