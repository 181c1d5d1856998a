import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../../../src/domain/glass.ts";
import { decodeAlcatel, encodeAlcatel } from "../../../../src/drivers/display/alcatel/decodeAlcatel.ts";
import { AlcatelSign } from "../../../../src/drivers/display/alcatel/sign.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").map((pair) => Number.parseInt(pair, 16)));

const waiting = "88 00 87 8B 41 54 54 45 4E 54 45 20 31 32 8F";
const inWords = { board: 0, line: 1, runs: [{ colour: "green" as const, blink: false, text: "ATTENTE 12" }] };

describe("a line of a board", () => {
  it("is encoded as the page about the board has it", () => {
    expect(encodeAlcatel(inWords)).toEqual(hex(waiting));
  });

  it("is decoded into the same words", () => {
    expect(decodeAlcatel(hex(waiting))).toEqual({ frames: [inWords], errors: [] });
  });

  it("keeps codes where they stand, also in an unusual order", () => {
    const bytes = hex("A9 C8 01 CC C0 41 C0 42 CB 43 CC CB C7 CF");
    const { frames, errors } = decodeAlcatel(bytes);
    expect(frames).toEqual([
      {
        board: 4,
        line: 2,
        runs: [
          { blink: true, text: "" },
          { colour: "red", text: "A" },
          { colour: "red", text: "B" },
          { blink: false, text: "C" },
          { blink: true, text: "" },
          { blink: false, text: "" },
          { colour: "green", text: "" },
        ],
      },
    ]);
    expect(errors).toEqual(["bytes outside of a line"]);
    expect(frames.map(encodeAlcatel)).toEqual([bytes.subarray(1)]);
  });

  it("without a colour keeps the one before, which nobody knows", () => {
    expect(decodeAlcatel(hex("88 00 41 42 8F")).frames).toEqual([
      { board: 0, line: 1, runs: [{ text: "AB" }] },
    ]);
  });

  it("has a blank for a character that no board has", () => {
    expect(encodeAlcatel({ board: 0, line: 2, runs: [{ text: "A\u0088\u20acB" }] })).toEqual(
      hex("88 01 41 20 20 42 8F"),
    );
  });
});

describe("what is no line", () => {
  it.each([
    ["88 00 41", "a line has no end"],
    ["88 88 00 41 8F", "a line has no end"],
    ["41 42 43", "bytes outside of a line"],
    ["88 02 41 8F", "there is no line 3"],
    ["88 8F", "a line without its number"],
    ["88 00 8F", "a line without characters"],
    ["88 00 0D 8F", "a control character in a line"],
    ["88 00 41 98 00 42 9F", "a line has no end"],
    ["88 00 41 9F", "a code of board 1 in a line of board 0"],
    ["88 00 41 82 8F", "unknown code 2H in a line"],
    [`88 00 ${"41 ".repeat(17)}8F`, "a line has more than 16 characters"],
  ])("%s is told as such", (bytes, error) => {
    expect(decodeAlcatel(hex(bytes)).errors).toEqual([error]);
  });

  it("is told a hundred times at most", () => {
    expect(decodeAlcatel(Array.from({ length: 500 }, () => [0x88, 0x07]).flat()).errors).toHaveLength(100);
  });
});

describe("any bytes", () => {
  it("never make it throw, and give the same bytes again where they are lines", () => {
    const line = fc.array(fc.constantFrom(0x80, 0x83, 0x87, 0x8b, 0x8c, 0x41, 0x20, 0x7e), { maxLength: 12 });
    fc.assert(
      fc.property(line, fc.uint8Array({ maxLength: 40 }), (body, noise) => {
        expect(decodeAlcatel(noise).frames.every((frame) => encodeAlcatel(frame).length > 3)).toBe(true);
        const bytes = Uint8Array.from([0x88, 1, ...body, 0x8f]);
        const { frames, errors } = decodeAlcatel(bytes);
        expect(frames.length + errors.length).toBe(1);
        expect(frames.map(encodeAlcatel)).toEqual(frames.length === 1 ? [bytes] : []);
      }),
    );
  });
});

describe("a virtual board", () => {
  it("keeps the rest of a line that is overwritten by a short one", () => {
    const sign = new AlcatelSign(0);
    sign.feed(hex(waiting));
    sign.feed(hex("88 00 80 43 44 8F"));
    expect(linesOf(sign.glass())).toEqual(["CDTENTE 12", ""]);
    expect(sign.glass()[0]?.map((part) => part.colour)).toEqual(["red", "green"]);
  });

  it("never answers", () => {
    expect(new AlcatelSign(0).feed(hex(waiting))).toEqual([]);
  });
});
