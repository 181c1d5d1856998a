import { describe, expect, it } from "vitest";
import { complaints, dialect, usual, withText } from "./templateBench.ts";

describe("a definition", () => {
  it("needs its text frame and nothing else", () => {
    expect(complaints(withText(usual))).toEqual([]);
    expect(complaints({})).toHaveLength(1);
    expect(complaints({ frames: {} })).toHaveLength(1);
  });

  it("takes one frame or a list of them", () => {
    expect(dialect(withText(usual)).frames.text).toHaveLength(1);
    expect(dialect(withText([usual, "{STX}"])).frames.text).toHaveLength(2);
    expect(complaints(withText([]))).toHaveLength(1);
  });

  it("tells every problem of its texts, with path, column and advice", () => {
    const settings = {
      frames: { text: "{STX}{txt}\r", alarm: "\\q{text}\r" },
      colours: { red: "{text}" },
      reply: { expect: "€" },
    };
    expect(complaints(settings)).toEqual([
      "frames.text:7 there is no field 'txt' | did you mean 'text'?",
      "frames.alarm:1 '\\q' means nothing | write \\x and two hexadecimal digits, or \\r, \\n, \\t, \\e, \\\\",
      "colours.red:1 '{text}' cannot stand here | write plain characters, \\x and two hexadecimal digits, or a control's name such as {ESC}",
      "reply.expect:1 '€' is not one byte | write the bytes that the sign takes for it as \\x and two hexadecimal digits",
    ]);
  });

  it("knows its own keys only", () => {
    expect(complaints({ ...withText(usual), adress: 1 })).toHaveLength(1);
    expect(complaints({ ...withText(usual), colours: { pink: "\\x1B" } })).toHaveLength(1);
  });

  it("shows text in text frames and alarms, and in no others", () => {
    expect(complaints({ frames: { text: "{STX}\r" } })).toEqual([
      "frames.text shows no text: it holds neither {text} nor {lines} | put {text} where the text of a line goes, or {lines} where all lines go",
    ]);
    expect(
      complaints({ frames: { text: usual, alarm: "!", clear: "{text}\r", init: "{lines:pad}" } }),
    ).toEqual([
      "frames.init has no text of its own | take {text} and {lines} out of it",
      "frames.alarm shows no alarm: it holds neither {text} nor {lines} | put {text} where the text of a line goes, or {lines} where all lines go",
      "frames.clear has no text of its own | take {text} and {lines} out of it",
    ]);
  });

  it("has a setting for each field that needs one", () => {
    expect(complaints(withText("{colour}{blink}{escape}{text}\r"))).toEqual([
      "frames.text {colour} needs the setting 'colours' | write for example colours: { red: '\\x1B1', green: '\\x1B2' }",
      "frames.text {blink} needs the setting 'blink' | write for example blink: { on: '\\x1BF1', off: '\\x1BF0' }",
      "frames.text {escape} needs the setting 'escapes' | write for example escapes: { '\\xFF': '\\xFE\\x01' }",
    ]);
  });

  it("has room for its address", () => {
    const advice = "give {addr} more digits, such as {addr:d3} or {addr:hex4}, or write another address";
    expect(complaints(withText("{addr:d2}{text}\r", { address: 100 }))).toEqual([
      `address 100 does not fit where {addr} stands | ${advice}`,
    ]);
    expect(complaints(withText("{addr:hex2}{text}\r", { address: 100 }))).toEqual([]);
  });

  it("has codes within a text that the sign can tell from it", () => {
    const codes = { colours: { red: "R" }, blink: { on: "{ESC}B", off: "b" } };
    expect(complaints(withText("{text}\r", codes))).toEqual([
      "colours.red begins with 'R', which may stand in a text as well | write the byte that begins the command, such as {ESC}; or put {colour} into the frame, if it is one code a line",
      "blink.off begins with 'b', which may stand in a text as well | write the byte that begins the command, such as {ESC}; or put {blink} into the frame, if it is one code a line",
    ]);
    expect(complaints(withText("{colour}{blink}{text}\r", codes))).toEqual([]);
  });

  it("has letters that cannot end the text they stand in", () => {
    const map = { é: "e\\r", è: "\\x82" };
    expect(complaints(withText("{text}\r", { charset: { map } }))).toEqual([
      "charset.map.é holds the byte 0D, by which the sign knows that text ends or a command begins | take the letter out",
    ]);
    expect(complaints(withText("{text}\r", { charset: { map: { ab: "c", "\u0007": "d" } } }))).toHaveLength(
      2,
    );
    expect(complaints(withText("{text}\r", { charset: { reject: "a b" } }))).toEqual([
      "charset.reject a blank cannot be left out",
    ]);
  });

  it("replaces single bytes by what the sign can tell from others", () => {
    const escapes = (map: Record<string, string>): string[] =>
      complaints(withText("{text}\r", { escapes: map }));
    expect(escapes({ "\\xFF": "\\xFE\\x01", "\\xFE": "\\xFE\\x00" })).toEqual([]);
    expect(escapes({ "\\xFF": "\\xFE\\x01" })).toEqual([
      "escapes.\\xFF FF is sent as bytes that begin like any other | begin with a byte that is replaced as well, so that the sign can tell",
    ]);
    expect(escapes({ ab: "c", "\\q": "d" })).toEqual([
      "escapes.ab is not one byte | write for example '\\xFF'",
      "escapes.\\q is not one byte | write for example '\\xFF'",
    ]);
  });
});

describe("the bytes that no text holds", () => {
  it.each([
    ["the end of a text", "{STX}{text}|\r", "|"],
    ["the end of a text behind a number", "{STX}{text}{addr}*", "*"],
    ["the end between lines", "{STX}{lines:sep=/}\r", "/"],
    ["the beginning of a frame", "$L{line}{text}\r", "$"],
  ])("are those of %s", (_, text, byte) => {
    const { marks, glyphs } = dialect(withText(text));
    expect(marks.has(byte.charCodeAt(0))).toBe(true);
    expect(glyphs.has(byte)).toBe(false);
  });

  it("are those that begin a code within the text", () => {
    const codes = { colours: { red: "<CB>" }, blink: { on: "~1", off: "~0" } };
    expect([...dialect(withText("{text}\r", codes)).marks].map((byte) => String.fromCharCode(byte))).toEqual([
      "\r",
      "<",
      "~",
    ]);
    expect([...dialect(withText("{colour}{blink}{text}\r", codes)).marks]).toEqual([13]);
  });

  it("are never letters, digits or blanks", () => {
    expect([...dialect(withText(["A{text}\r", "1{ETX}", " B"])).marks]).toEqual([13]);
  });
});
