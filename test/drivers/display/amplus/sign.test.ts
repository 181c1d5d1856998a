import { describe, expect, it } from "vitest";
import { linesOf } from "../../../../src/domain/glass.ts";
import { encodeFrame } from "../../../../src/drivers/display/amplus/encodeFrame.ts";
import { amplusOptions } from "../../../../src/drivers/display/amplus/options.ts";
import { AmplusSign, asDocumented, type SignConduct } from "../../../../src/drivers/display/amplus/sign.ts";
import type { DisplayModel } from "../../../../src/ports/displayModel.ts";
import { ascii, seen } from "../bench.ts";

const model: DisplayModel = {
  id: "amplus-16x80",
  name: "Amplus with two lines",
  driver: "amplus",
  rows: 2,
  columns: 13,
  colours: ["red", "green", "orange", "yellow"],
  serial: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
  pacing: { betweenFramesMs: 100 },
  refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null },
};

/** A sign with a keyboard to its line: every frame comes a second after the one before. */
class Keyed {
  readonly sign: AmplusSign;
  at = 1_000_000;

  constructor(
    settings: Record<string, unknown> = {},
    conduct: Partial<SignConduct> = {},
    change: Partial<DisplayModel> = {},
  ) {
    this.sign = new AmplusSign({ ...model, ...change }, amplusOptions.parse(settings), {
      ...asDocumented,
      ...conduct,
    });
  }

  raw(bytes: string | Uint8Array, waitMs = 1_000): string {
    const answers = this.sign.feed(typeof bytes === "string" ? ascii(bytes) : bytes, this.at);
    this.at += waitMs;
    return answers.map((answer) => String.fromCharCode(...answer)).join(" ");
  }

  key(payload: string, id = 1): string {
    return this.raw(encodeFrame(id, payload));
  }

  /** Writes a page of one line that appears at once, and says what is seen then. */
  shows(text: string): string[] {
    this.key(`<L1><PA><FA><MA><WC><FK>${text}`);
    return this.lines();
  }

  lines(): string[] {
    return linesOf(this.sign.glass(this.at));
  }

  count(event: string): number {
    return this.sign.events.get(event) ?? 0;
  }
}

const page = (letter: string, text: string, tags = "<FA><MA><WC><FK>"): string =>
  `<L1><P${letter}>${tags}${text}`;
const always = "00010100009912312359";

describe("what a sign answers", () => {
  it("is ACK, NACK, or nothing to what it does not understand", () => {
    const sign = new Keyed();
    expect(sign.raw("<ID01><D*>6C<E>")).toBe("ACK");
    expect(sign.raw("<ID01><D*>6D<E>")).toBe("NACK");
    expect(sign.raw("<ID01><D*><E>")).toBe("");
    expect(sign.key("<XY>")).toBe("");
    expect(sign.raw("noise")).toBe("");
    expect(sign.raw("<ID01><D*>6C<E>")).toBe("ACK");
    expect(["frames", "badChecksum", "ignored", "illegal"].map((event) => sign.count(event))).toEqual([
      4, 1, 2, 1,
    ]);
  });

  it("is nothing to a broadcast, which it obeys, and to another's number, which it does not", () => {
    const sign = new Keyed();
    expect(sign.key(page("A", "ALL"), 0)).toBe("");
    expect(sign.lines()).toEqual(["ALL", ""]);
    expect(sign.key(page("A", "TWO"), 2)).toBe("");
    expect(sign.raw("<ID00><D*>00<E>")).toBe("");
    expect(sign.lines()).toEqual(["ALL", ""]);
  });

  it("is its new number, in whichever way that is set", () => {
    const sign = new Keyed({ id: 5 });
    expect(sign.key("<D*>", 1)).toBe("");
    expect(sign.key("<D*>", 5)).toBe("ACK");
    expect(sign.raw("<ID><01><E>")).toBe("01");
    expect(sign.key("<D*>", 1)).toBe("ACK");
    expect(sign.raw("<ID>0b<E>")).toBe("0B");
    expect(sign.key("<D*>", 11)).toBe("ACK");
    sign.sign.powerCycle();
    expect(sign.key("<D*>", 5)).toBe("ACK");
  });

  it("is the same for digits that are not capitals, unless the sign is strict", () => {
    const small = "<ID0a><D*>6c<E>";
    expect(new Keyed({ id: 10 }).raw(small)).toBe("ACK");
    expect(new Keyed({ id: 10 }, { capitalsOnly: true }).raw(small)).toBe("");
    expect(new Keyed({ id: 10 }, { capitalsOnly: true }).raw("<ID0A><D*>6C<E>")).toBe("ACK");
  });

  it("is nothing at all where the model never answers", () => {
    const sign = new Keyed({ answers: false });
    expect(sign.key(page("A", "QUIET"))).toBe("");
    expect(sign.raw("<ID01><D*>6D<E>")).toBe("");
    expect(sign.lines()).toEqual(["QUIET", ""]);
  });

  it("is nothing to the first frame after a long silence, where the sign sleeps", () => {
    const sign = new Keyed({}, { sleepsAfterMs: 60_000 });
    expect(sign.key("<D*>")).toBe("");
    expect(sign.key("<D*>")).toBe("ACK");
    sign.at += 60_001;
    expect(sign.raw("<ID><02><E>")).toBe("");
    expect(sign.raw("<ID><02><E>")).toBe("02");
    expect(sign.count("slept")).toBe(2);
  });

  it("comes once for a frame in pieces, and not for one with a pause in it", () => {
    const sign = new Keyed();
    expect(sign.raw("<ID01><D", 900)).toBe("");
    expect(sign.raw("*>6C<E>")).toBe("ACK");
    expect(sign.raw("<ID01><D", 1_001)).toBe("");
    expect(sign.raw("")).toBe("");
    expect(sign.raw("*>6C<E>")).toBe("");
    expect(sign.count("timeout")).toBe(1);
  });
});

describe("pages", () => {
  it("show the published example on the default page", () => {
    const sign = new Keyed();
    expect(sign.lines()).toEqual(["", ""]);
    expect(sign.raw("<ID01><L1><PA><FE><MA><WC><FE>Hello36<E>")).toBe("ACK");
    expect(sign.lines()).toEqual(["Hello", ""]);
    sign.sign.powerCycle();
    expect(sign.lines()).toEqual(["", ""]);
  });

  it("are drawn over when they are on and appear at once, and go dark when they come in by an effect", () => {
    const sign = new Keyed();
    sign.key(page("A", "ONE"));
    sign.key(page("A", "TWO"));
    sign.key(page("A", "TWO", "<FK><MA><WC><FK>"));
    expect([sign.count("redrawn"), sign.count("blanked")]).toEqual([2, 0]);
    sign.key(page("A", "SLOW", "<FE><MA><WC><FK>"));
    sign.key(page("B", "HIDDEN", "<FE><MA><WC><FK>"));
    expect([sign.count("redrawn"), sign.count("blanked"), sign.count("texts")]).toEqual([3, 1, 5]);
  });

  it("go when they are deleted, line by line or all at once", () => {
    const sign = new Keyed();
    sign.key(page("A", "ONE"));
    sign.key("<L2><PA><FA><MA><WC><FK>TWO");
    expect(sign.lines()).toEqual(["ONE", "TWO"]);
    sign.key("<DL1PA>");
    expect(sign.lines()).toEqual(["", "TWO"]);
    sign.key("<DL2PA>");
    expect(sign.lines()).toEqual(["", ""]);
    sign.key(page("A", "ONE"));
    sign.key("<D*>");
    expect(sign.lines()).toEqual(["", ""]);
    expect(sign.count("blanked")).toBe(1);
  });

  it("follow the default page, where the sign cares for it", () => {
    for (const [ignoresDefaultPage, shown] of [
      [false, "TWO"],
      [true, "ONE"],
    ] as const) {
      const sign = new Keyed({}, { ignoresDefaultPage });
      sign.key(page("A", "ONE"));
      sign.key(page("B", "TWO"));
      expect(sign.key("<RPB>")).toBe("ACK");
      expect(sign.lines()).toEqual([shown, ""]);
    }
  });

  it("are dark during an update, where the sign knows that", () => {
    const sign = new Keyed();
    sign.key(page("A", "ONE"));
    expect(sign.raw("<ID01><BE>05<E>")).toBe("ACK");
    expect(sign.lines()).toEqual(["", ""]);
    expect(sign.raw("<ID01><BF>06<E>")).toBe("ACK");
    expect(sign.lines()).toEqual(["ONE", ""]);
    expect(new Keyed({}, { knowsUpdates: false }).raw("<ID01><BE>05<E>")).toBe("");
  });

  it("blink as their first line says in capitals, and each for itself else", () => {
    const blinking = (first: string): boolean[] => {
      const sign = new Keyed();
      sign.key(page("A", "ONE", first));
      sign.key("<L2><PA><FA><MA><WC><FK>TWO");
      return sign.sign.glass(sign.at).map((row) => row.every((part) => part.blink));
    };
    expect(blinking("<FA><MB><WC><FK>")).toEqual([true, true]);
    expect(blinking("<Fa><MB><WC><Fk>")).toEqual([true, false]);
    expect(blinking("<FA><MA><WC><FK>")).toEqual([false, false]);
  });
});

describe("schedules", () => {
  const two = (): Keyed => {
    const sign = new Keyed();
    sign.key(page("A", "ONE"));
    sign.key(page("B", "TWO", "<FA><MA><WE><FK>"));
    return sign;
  };

  it("show their pages in turn, each as long as it says", () => {
    const sign = two();
    sign.raw(encodeFrame(1, `<TA>${always}ABZ`), 0);
    const shown = [0, 1_999, 2_000, 5_999, 6_000, 8_000].map(
      (ms) => linesOf(sign.sign.glass(sign.at + ms))[0],
    );
    expect(shown).toEqual(["ONE", "ONE", "TWO", "TWO", "ONE", "TWO"]);
  });

  it("come before the default page, the first in force before the others, and go when deleted", () => {
    const sign = two();
    sign.key(`<TB>${always}B`);
    expect(sign.lines()[0]).toBe("TWO");
    sign.key(`<TA>${always}A`);
    expect(sign.lines()[0]).toBe("ONE");
    sign.key("<DTA>");
    expect(sign.lines()[0]).toBe("TWO");
    expect(sign.key(`<TA>${always}${"A".repeat(32)}`)).toBe("");
  });

  it("begin and end by the sign's clock", () => {
    const sign = two();
    expect(sign.key("<SC>24050301235800")).toBe("ACK");
    sign.key("<TA>24030200002403022359B");
    sign.at -= 2_000;
    expect(sign.lines()[0]).toBe("ONE");
    sign.at += 120_000;
    expect(sign.lines()[0]).toBe("TWO");
    sign.at += 86_400_000;
    expect(sign.lines()[0]).toBe("ONE");
  });

  it.each([
    ["00000008000000001800", "24050301120000", "TWO"],
    ["00000008000000001800", "24050301190000", "ONE"],
    ["00000022000000000600", "24050301230000", "TWO"],
    ["00000022000000000600", "24050301050000", "TWO"],
    ["00000022000000000600", "24050301120000", "ONE"],
  ])("recur daily without dates: %s at %s", (hours, time, shown) => {
    const sign = two();
    sign.key(`<SC>${time}`);
    sign.key(`<TA>${hours}B`);
    expect(sign.lines()[0]).toBe(shown);
  });

  it("refuse a time that there is not", () => {
    const sign = new Keyed();
    for (const time of ["24080301120000", "24051301120000", "24050332120000", "24050301246000"])
      expect(sign.key(`<SC>${time}`)).toBe("");
    expect(sign.count("illegal")).toBe(4);
  });
});

describe("what stands in a text", () => {
  it("is coloured by its tags, on a sign that has the colour", () => {
    const sign = new Keyed();
    sign.key(page("A", "a<CB>b<CE>c<CH>d<CJ>e<CR>f"));
    expect(seen(sign.sign.glass(sign.at))).toEqual(["a[red]b[red]c[green]d[orange]e[yellow]f[orange]"]);
    const red = new Keyed({}, {}, { colours: ["red"] });
    red.key(page("A", "a<CE>b<CS>c"));
    expect(seen(red.sign.glass(red.at))).toEqual(["a[red]b[red]c[red]"]);
    const bare = new Keyed({}, {}, { colours: [] });
    bare.key(page("A", "a"));
    expect(seen(bare.sign.glass(bare.at))).toEqual(["a[red]"]);
  });

  it("may be an extended character, a raw byte or a control byte", () => {
    expect(new Keyed().shows("<U60><U6a><U24><UBC><UFF>")).toEqual(["àê?<?", ""]);
    expect(new Keyed().shows("a\x01\x7f\x80\xad\xe9b")).toEqual(["a??éb", ""]);
  });

  it("may be a place, a font, a bell, a picture, and what is no tag at all", () => {
    expect(new Keyed().shows("<N0C>a<N1E>b<N00>c")).toEqual(["c a  b", ""]);
    expect(new Keyed().shows("<AC>a<BZ>b<GA1>c")).toEqual(["ab█████c", ""]);
    expect(new Keyed().shows("1<2 <XX> >")).toEqual(["1<2 <XX> >", ""]);
  });

  it("may be the date and the time of the sign's clock", () => {
    const sign = new Keyed();
    sign.key("<SC>24050301235930");
    sign.at -= 1_000;
    expect(sign.shows("<KT>")).toEqual(["23:59", ""]);
    expect(sign.shows("<KD>")).toEqual(["01/03/24", ""]);
    sign.at += 30_000;
    expect(sign.lines()).toEqual(["02/03/24", ""]);
  });

  it("is cut at the edge of the display", () => {
    expect(new Keyed().shows("ABCDEFGHIJKLMNOP")).toEqual(["ABCDEFGHIJKLM", ""]);
  });
});

describe("pictures, glyphs and brightness", () => {
  it("are taken, whatever their bytes are", () => {
    const sign = new Keyed();
    const picture = "<E>".repeat(21).padEnd(64, "\xff");
    expect(sign.key(`<GA1>${picture}`)).toBe("ACK");
    expect(sign.key("<FA40><E><E>12")).toBe("ACK");
    expect(sign.key("<DU>")).toBe("ACK");
    expect(sign.key("<BB>")).toBe("ACK");
    expect([sign.count("drawings"), sign.count("brightness75")]).toEqual([3, 1]);
    expect(sign.raw("<ID01><L1><PA><FA><MA><WC><FA><GA1>41<E>")).toBe("ACK");
    expect(sign.lines()[0]).toBe("█████");
  });
});
