import { describe, expect, it } from "vitest";
import { printable } from "../../src/domain/printable.ts";
import {
  isLabelKey,
  isShortKey,
  labelKeys,
  labelLimit,
  labelOf,
  languages,
  shortKeys,
  shortLimit,
  shortOf,
  vocabulary,
} from "../../src/domain/vocabulary.ts";

const ascii = { letters: "", missing: "" };

describe.each(languages)("the words of %s", (language) => {
  const words = vocabulary[language];

  it("have every label and short word, and no other", () => {
    expect(Object.keys(words.labels)).toEqual([...labelKeys]);
    expect(Object.keys(words.short)).toEqual([...shortKeys]);
  });

  it.each(labelKeys)("fit 12 columns, folded or not: %s", (key) => {
    const folded = printable(words.labels[key], ascii, language);
    expect(words.labels[key].length).toBeLessThanOrEqual(labelLimit);
    expect(folded.text.length).toBeLessThanOrEqual(labelLimit);
    expect(folded.text.length).toBeGreaterThan(0);
    expect(folded.dropped).toEqual([]);
  });

  it.each(shortKeys)("fit 6 columns, folded or not: %s", (key) => {
    const folded = printable(words.short[key], ascii, language);
    expect(words.short[key].length).toBeLessThanOrEqual(shortLimit);
    expect(folded.text.length).toBeLessThanOrEqual(shortLimit);
    expect(folded.dropped).toEqual([]);
  });

  it("are in capitals", () => {
    for (const word of [...Object.values(words.labels), ...Object.values(words.short)]) {
      expect(word).toBe(word.toUpperCase());
      expect(word).toBe(word.normalize("NFC").trim());
    }
  });
});

describe("labels", () => {
  it.each([
    ["en", "LONGEST WAIT", "READY", "NO DATA"],
    ["fr", "ATTENTE MAX", "DISPONIBLES", "SANS DONNÉES"],
    ["da", "MAX VENTETID", "LEDIGE", "INGEN DATA"],
    ["sv", "MAX KÖTID", "LEDIGA", "INGEN DATA"],
    ["it", "ATTESA MAX", "DISPONIBILI", "NESSUN DATO"],
    ["es", "ESPERA MÁX", "DISPONIBLES", "SIN DATOS"],
    ["pt", "ESPERA MÁX", "DISPONÍVEIS", "SEM DADOS"],
    ["ro", "AȘTEPT. MAX", "DISPONIBILI", "FĂRĂ DATE"],
  ] as const)("of %s", (language, longestWait, ready, noData) => {
    expect(labelOf("longestWait", language, {})).toBe(longestWait);
    expect(labelOf("ready", language, {})).toBe(ready);
    expect(labelOf("noData", language, {})).toBe(noData);
  });

  it.each([
    ["en", "N/RDY"],
    ["fr", "INDIS."],
    ["da", "IKKE"],
    ["sv", "EJ"],
    ["it", "NON D."],
    ["es", "NO D."],
    ["pt", "INDIS."],
    ["ro", "INDIS."],
  ] as const)("of %s, short", (language, notReady) => {
    expect(shortOf("notReady", language, {})).toBe(notReady);
  });

  it("give way to the site's own words", () => {
    const labels = { notReady: "EN RETRAIT", "short.notReady": "RETR." };
    expect(labelOf("notReady", "fr", labels)).toBe("EN RETRAIT");
    expect(shortOf("notReady", "fr", labels)).toBe("RETR.");
    expect(labelOf("ready", "fr", labels)).toBe("DISPONIBLES");
    expect(shortOf("ready", "fr", labels)).toBe("DISPO");
  });

  it("are told from other words, also from what every object has", () => {
    expect(isLabelKey("waiting")).toBe(true);
    expect(isLabelKey("constructor")).toBe(false);
    expect(isShortKey("waiting")).toBe(true);
    expect(isShortKey("offered")).toBe(false);
    expect(labelOf("waiting", "en", Object.create({ waiting: "INHERITED" }))).toBe("WAITING");
  });
});
