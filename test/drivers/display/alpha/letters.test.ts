import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colourCode, colourSeen } from "../../../../src/drivers/display/alpha/colours.ts";
import { extendedOn, glyphOf, letters, textBytes } from "../../../../src/drivers/display/alpha/letters.ts";
import { model4120 } from "../bench.ts";

describe("letters on an Alpha sign", () => {
  it.each([
    ["é", [0x08, 0x22]],
    ["É", [0x08, 0x30]],
    ["ç", [0x08, 0x27]],
    ["à", [0x08, 0x25]],
    ["°", [0x08, 0x49]],
    ["Ê", [0x08, 0x5e]],
    ["š", [0x08, 0x54]],
    ["õ", [0x08, 0x61]],
  ])("%s travels as its escape", (letter, bytes) => {
    expect(textBytes(letter, "escape")).toEqual(bytes);
  });

  it("has the safe letters of French", () => {
    for (const letter of "éèêëàâçîïôùûüÿæÉÇÊÜÄÖÆ°") expect(letters).toContain(letter);
    for (const letter of "ÈËÂÎÏÔÙÛœŒ€«»’–ß") expect(letters).not.toContain(letter);
  });

  it("travel as single bytes where the line has eight bits and the technician says so", () => {
    expect(textBytes("été", "raw")).toEqual([0x82, 0x74, 0x82]);
    const eight = { ...model4120, serial: { ...model4120.serial, dataBits: 8 } } as const;
    expect([extendedOn(eight, "raw"), extendedOn(model4120, "raw")]).toEqual(["raw", "escape"]);
  });

  it("lose their accent where the sign has not got them", () => {
    expect(textBytes("ÈÀ", "escape")).toEqual([0x45, 0x41]);
    expect(textBytes("été°", "none")).toEqual([0x65, 0x74, 0x65, 0x20]);
  });

  it("take one place each, whatever they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const places = textBytes(text, "escape").filter((byte) => byte !== 0x08);
        expect(places).toHaveLength(Array.from(text).length);
        expect(places.every((byte) => byte >= 0x20 && byte < 0x7f)).toBe(true);
      }),
    );
  });

  it("never begin a PrintPak command", () => {
    expect(String.fromCharCode(...textBytes("{{{Red}}", "escape"))).toBe("{ {Red}}");
  });

  it("come back as they went out", () => {
    for (const letter of letters) {
      const [, second = 0] = textBytes(letter, "escape");
      expect(glyphOf(second + 0x60)).toBe(letter);
    }
    expect([glyphOf(0x5e), glyphOf(0x7e), glyphOf(0xc4)]).toEqual(["¢", " ", "?"]);
  });
});

describe("colours on an Alpha sign", () => {
  it("are those of the model, or the nearest it has", () => {
    const all = model4120.colours;
    expect(all.map((colour) => String.fromCharCode(colourCode(colour, all)))).toEqual([
      "1",
      "2",
      "3",
      "8",
      "7",
    ]);
  });

  it("fall back to the sign's own choice when it has none that we can name", () => {
    expect(colourCode("white", ["blue"])).toBe(0x43);
    expect(colourSeen(0x43, ["blue"])).toBe("blue");
    expect(colourSeen(0x43, [])).toBe("red");
  });
});
