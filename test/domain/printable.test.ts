import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, sameWidth } from "../../src/domain/printable.ts";
import { languages } from "../../src/domain/vocabulary.ts";

const ascii = { letters: "", missing: "" };
/** Letters of an Alpha sign beyond ASCII that are safe to use, Alpha protocol 9708-8061-01 Rev A. */
const alpha = { letters: "éèêëàâçîïôùûüÿæÉÇÊÜÄÖÆ°ÅåäöÑñ¿¡", missing: "^~" };

describe("text for a display without accents", () => {
  it.each([
    ["fr", "ÉVACUATION À CÔTÉ Œuvre", "EVACUATION A COTE OEuvre"],
    ["da", "KØ ÅBENT Æble blå", "KOE AABENT AEble blaa"],
    ["sv", "KÖ Åtta ändå", "KO Atta anda"],
    ["es", "¿MAÑANA? ¡ESPERA MÁX!", "MANANA? ESPERA MAX!"],
    ["pt", "SAÍDA EVACUAÇÃO", "SAIDA EVACUACAO"],
    ["ro", "ÎN AȘTEPTARE ȚINTĂ", "IN ASTEPTARE TINTA"],
    ["ro", "ÎN AŞTEPTARE ŢINTĂ aşa ţi", "IN ASTEPTARE TINTA asa ti"],
    ["it", "PERCHÉ CITTÀ", "PERCHE CITTA"],
    ["en", "Straße Øl Łódź Ðe ðe đ Đ ł ı ẞ œ æ ø", "Strasse Ol Lodz De de d D l i SS oe ae o"],
  ] as const)("%s: %s", (language, text, folded) => {
    expect(printable(text, ascii, language)).toEqual({ text: folded, dropped: [] });
  });

  it("undoes what Intl and office software produce", () => {
    const text =
      "92,5\u00a0% 1\u202f234 l\u2019eau 8\u201312 h\u2026 \u00ab\u00a0oui\u00a0\u00bb \u201cok\u201d 5\u20ac 2\u00d73 \u2212 1\u2044 2";
    expect(printable(text, ascii, "fr").text).toBe(
      '92,5 % 1 234 l\'eau 8-12 h... " oui " "ok" 5EUR 2x3 - 1/ 2',
    );
  });

  it("undoes compatibility forms", () => {
    expect(printable("m² ½ ﬁn Ｎｏ №1 ™", ascii, "en").text).toBe("m2 1/2 fin No No1 TM");
  });

  it("composes before it looks: an accent that came alone belongs to its letter", () => {
    expect(printable("e\u0301", { letters: "é", missing: "" }, "fr").text).toBe("é");
    expect(printable("x\u0302", ascii, "fr")).toEqual({ text: "x", dropped: [] });
  });

  it("makes a space of a tab or a new line, and leaves soft hyphens out", () => {
    expect(printable("A\tB\nC\u2028D", ascii, "en").text).toBe("A B C D");
    expect(printable("co\u00adop", ascii, "en")).toEqual({ text: "coop", dropped: [] });
  });

  it("drops what it has nothing for, says so once, and never shows a question mark", () => {
    expect(printable("☎ 日 ☎ OK", ascii, "en")).toEqual({ text: "   OK", dropped: ["☎", "日"] });
  });

  it("never lets a control, half a pair or a private character through, even if a display claims it", () => {
    const text = "a\u0000\u001b\u0007\u009b\u200e\ud800\ue000\u{10ffff}b";
    expect(printable(text, { letters: text, missing: "" }, "en").text).toBe("ab");
  });
});

describe("text for a display with letters of its own", () => {
  it("uses them before it folds", () => {
    expect(printable("REÇUS É È", alpha, "fr")).toEqual({ text: "REÇUS É E", dropped: [] });
    expect(printable("I KÖ", alpha, "sv").text).toBe("I KÖ");
    expect(printable("Åbent Ø", alpha, "da").text).toBe("Åbent OE");
  });

  it("prefers the Romanian comma forms to the cedilla forms", () => {
    expect(printable("Ş", { letters: "Ș", missing: "" }, "ro").text).toBe("Ș");
  });

  it("replaces ASCII that it lacks", () => {
    expect(printable("a^b~c", alpha, "en")).toEqual({ text: "a'b-c", dropped: [] });
    expect(printable("Waiting", { letters: "", missing: "abcdefghijklmnopqrstuvwxyz" }, "en").text).toBe(
      "WAITING",
    );
    expect(printable("[50%] {a}", { letters: "", missing: "[]{}" }, "en").text).toBe("(50%) (a)");
  });

  it("drops ASCII that neither it nor a stand-in has", () => {
    expect(printable("5%", { letters: "", missing: "%" }, "en")).toEqual({ text: "5", dropped: ["%"] });
    expect(printable("a^b", { letters: "", missing: "^'" }, "en")).toEqual({ text: "ab", dropped: ["^"] });
    expect(printable("a b", { letters: "", missing: " " }, "en")).toEqual({ text: "ab", dropped: [" "] });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes)),
);
const charset = fc.record({
  letters: fc.oneof(fc.constant(""), fc.constant(alpha.letters), anyText),
  missing: fc.oneof(fc.constant(""), fc.constant("^~"), fc.string()),
});

describe("any text", () => {
  it("becomes printable ASCII that the display has, and letters of its own", () => {
    fc.assert(
      fc.property(anyText, charset, fc.constantFrom(...languages), (text, display, language) => {
        const { text: shown } = printable(text, display, language);
        for (const letter of shown) {
          const plain = /^[ -~]$/.test(letter) && !display.missing.includes(letter);
          const own = display.letters.includes(letter) && !/^[ -~]$/.test(letter);
          expect(plain || own).toBe(true);
          expect(/\p{C}|\p{Zl}|\p{Zp}/u.test(letter)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("changes no more when it is printed a second time", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...languages), (text, language) => {
        const once = printable(text, ascii, language).text;
        expect(printable(once, ascii, language)).toEqual({ text: once, dropped: [] });
      }),
    );
  });
});

describe("a live figure", () => {
  it("is as it is on a display with all of ASCII", () => {
    expect(sameWidth(ascii)(" 1h04")).toBe(" 1h04");
  });

  it("keeps its width on a display without some characters", () => {
    expect(sameWidth({ letters: "", missing: "h" })("1h04")).toBe("1H04");
    expect(sameWidth({ letters: "", missing: "%" })(" 93%")).toBe(" 93 ");
    expect(sameWidth({ letters: "", missing: "#" })("#1")).toBe(" 1");
  });

  it("keeps its width whatever is missing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii" }),
        fc.string({ unit: "grapheme-ascii" }),
        (text, missing) => {
          expect(sameWidth({ letters: "", missing })(text)).toHaveLength(text.length);
        },
      ),
    );
  });
});
