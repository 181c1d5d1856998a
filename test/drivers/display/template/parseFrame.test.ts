import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Element } from "../../../../src/drivers/display/template/frameTemplate.ts";
import { readBytes } from "../../../../src/drivers/display/template/literalBytes.ts";
import { parseFrame } from "../../../../src/drivers/display/template/parseFrame.ts";

const raw = String.raw;

/** What is wrong with a frame: `column message | advice`. */
const wrong = (source: string): string[] =>
  parseFrame(source).problems.map(({ column, message, advice }) => `${column} ${message} | ${advice}`);

const elements = (source: string): readonly Element[] => {
  const { template, problems } = parseFrame(source);
  expect(problems).toEqual([]);
  return template;
};

describe("bytes of a frame", () => {
  it.each([
    ["AB", [0x41, 0x42]],
    [raw`\x02\x1b@\xFF`, [2, 0x1b, 0x40, 0xff]],
    [raw`\r\n\t\e\\`, [13, 10, 9, 27, 0x5c]],
    ["{STX}{ETX}{CR}{LF}{ESC}{DEL}{NUL}{ TAB }", [2, 3, 13, 10, 27, 127, 0, 9]],
    ["{{}}", [0x7b, 0x7d]],
    ["\u0002é\u0080", [2, 0xe9, 0x80]],
  ])("%s are what they stand for", (source, bytes) => {
    expect(elements(source)).toEqual([{ kind: "bytes", bytes }]);
  });

  it.each([
    [raw`a\q`, raw`2 '\q' means nothing | write \x and two hexadecimal digits, or \r, \n, \t, \e, \\`],
    [raw`\x4`, raw`1 '\x' means nothing | write \x and two hexadecimal digits, or \r, \n, \t, \e, \\`],
    ["ab\\", raw`3 '\' means nothing | write \x and two hexadecimal digits, or \r, \n, \t, \e, \\`],
    [
      "a€",
      raw`2 '€' is not one byte | write the bytes that the sign takes for it as \x and two hexadecimal digits`,
    ],
    ["a{text", "2 this { is never closed | close it with }, or write {{ for the character"],
    ["a}", "2 this } closes nothing | write }} for the character"],
    [
      "📞",
      raw`1 '📞' is not one byte | write the bytes that the sign takes for it as \x and two hexadecimal digits`,
    ],
  ])("%s cannot be taken, and the column is told", (source, problem) => {
    expect(wrong(source)).toContain(problem);
  });

  it("alone may stand where no field can", () => {
    expect(readBytes("{ESC}1").bytes).toEqual([27, 0x31]);
    expect(readBytes("1{text}").problems).toEqual([
      {
        column: 2,
        message: "'{text}' cannot stand here",
        advice: "write plain characters, \\x and two hexadecimal digits, or a control's name such as {ESC}",
      },
    ]);
  });
});

describe("fields of a frame", () => {
  const decimal = { base: "decimal", size: 1, lower: false, leastFirst: false };
  it.each([
    ["{text}\r", { kind: "text", row: null, pad: null }],
    ["{text:pad}", { kind: "text", row: null, pad: { width: null, align: "left" } }],
    ["{text:pad16:right}", { kind: "text", row: null, pad: { width: 16, align: "right" } }],
    ["{text:centre}", { kind: "text", row: null, pad: { width: null, align: "centre" } }],
    ["{ text : pad = 8 }", null],
    [raw`{lines:sep=\r\n}{ETX}`, { kind: "lines", pad: null, separator: [13, 10] }],
    ["{lines:pad20}", { kind: "lines", pad: { width: 20, align: "left" }, separator: [] }],
    ["{line}", { kind: "line", form: decimal, first: 1, step: 1 }],
    ["{line:first=0:d2}", { kind: "line", form: { ...decimal, size: 2 }, first: 0, step: 1 }],
    [
      "{line:first=0x80:step=0x40:raw}",
      { kind: "line", form: { ...decimal, base: "raw" }, first: 0x80, step: 0x40 },
    ],
    ["{line:hex}", { kind: "line", form: { ...decimal, base: "hex", size: 2 }, first: 1, step: 1 }],
    ["{addr}", { kind: "address", form: { ...decimal, size: 2 } }],
    [
      "{addr:hex4:le:lower}",
      { kind: "address", form: { base: "hex", size: 4, lower: true, leastFirst: true } },
    ],
    ["{addr:raw2}", { kind: "address", form: { ...decimal, base: "raw", size: 2 } }],
    [
      "{sum:xor:from=1:to=-1}",
      { kind: "sum", sum: "xor", form: { ...decimal, base: "hex", size: 2 }, from: 1, to: -1 },
    ],
    [
      "{sum:sum24:raw}",
      { kind: "sum", sum: "sum24", form: { ...decimal, base: "raw", size: 3 }, from: 0, to: null },
    ],
    ["{sum:crc16:raw:le}", null],
    [
      "{sum:sum16:hex}",
      { kind: "sum", sum: "sum16", form: { ...decimal, base: "hex", size: 4 }, from: 0, to: null },
    ],
    ["{colour}", { kind: "colour" }],
    ["{blink}", { kind: "blink" }],
    ["{escape}A{plain}", { kind: "escape", on: true }],
    ["A{pause:200}B", { kind: "bytes", bytes: [0x41] }],
  ])("%s is understood", (source, element) => {
    const { template, problems } = parseFrame(source);
    if (source.includes(" = ")) expect(problems).toHaveLength(1);
    else expect(problems).toEqual([]);
    if (element !== null) expect(template[0]).toEqual(element);
  });

  it.each([
    ["{}", "2 nothing stands between the braces | write for example {text}, or {{ and }} for the characters"],
    ["{txt}", "2 there is no field 'txt' | did you mean 'text'?"],
    ["{stx}", "2 there is no field 'stx' | write it in capitals: {STX}"],
    ["{text:pda16}\r", "7 {text} knows no 'pda16' | did you mean 'pad'?"],
    ["{text:}\r", "7 nothing stands behind the colon | write one of: pad, left, right, centre"],
    ["{text:16}\r", "7 {text} knows no '16' | use one of: pad, left, right, centre"],
    ["{text:pad0}\r", "7 'pad' needs a number from 1 to 240 | write for example pad2"],
    ["{text:pad=8}\r", "7 'pad=8' is written otherwise | write for example pad8"],
    ["{text:leftx}\r", "7 {text} knows no 'leftx' | did you mean 'left'?"],
    ["{text:left3}\r", "7 'left' takes nothing behind it | write only left"],
    ["{line:first2}", "7 'first2' is written otherwise | write for example first=2"],
    ["{line:first}", "7 'first' needs a number from 0 to 65535 | write for example first=1"],
    ["{addr:d9}", "7 'd' needs a number from 1 to 5 | write for example d2"],
    ["{addr:d2:hx}", "10 {addr} knows no 'hx' | did you mean 'hex'?"],
    [
      "{sum}",
      "1 {sum} does not say which sum | write one of: {sum:xor}, {sum:sum8}, {sum:neg8}, {sum:sum16}, {sum:sum24}, {sum:crc16}",
    ],
    ["{sum:crc32}", "6 {sum} knows no 'crc32' | did you mean 'crc16'?"],
    ["{addr:xor}", null],
    [
      "{addr:d2:le}",
      "1 'le' needs whole bytes | write raw, or hex with an even number of digits, such as hex4",
    ],
    [
      "{addr:hex3:le}",
      "1 'le' needs whole bytes | write raw, or hex with an even number of digits, such as hex4",
    ],
    ["A{pause}", "2 {pause} does not say how long | write the milliseconds, such as {pause:200}"],
    ["A{pause:0}", "9 a pause takes 1 to 10000 milliseconds, not '0' | write for example {pause:200}"],
    ["A{pause:soon}", "9 a pause takes 1 to 10000 milliseconds, not 'soon' | write for example {pause:200}"],
    ["{colour:2}", "9 {colour} takes nothing behind it, not '2' | write only {colour}"],
    ["{lines:sep=}\r", "8 'sep' needs the bytes between lines | write for example sep=\\r\\n"],
    [
      `${raw`{lines:sep=\q}`}\r`,
      raw`8 '\q' means nothing | write \x and two hexadecimal digits, or \r, \n, \t, \e, \\`,
    ],
  ])("%s cannot be taken, and the error says what to write", (source, problem) => {
    if (problem === null) expect(wrong(source)).toHaveLength(1);
    else expect(wrong(source)).toEqual([problem]);
  });
});

describe("a frame as a whole", () => {
  it("must tell the sign where its text ends", () => {
    const how = "write the byte that ends it behind it, such as \\r or {ETX}, or give it a width: {text:pad}";
    expect(wrong("{STX}{text}")).toEqual([`6 nothing tells the sign where {text} ends | ${how}`]);
    expect(wrong("{text}{colour}\r")).toEqual([`1 nothing tells the sign where {text} ends | ${how}`]);
    expect(wrong("{text}END\r")).toEqual([
      `1 'E' behind {text} may stand in the text as well, so the sign could not tell where it ends | ${how}`,
    ]);
    expect(wrong("{text}{addr}{sum:xor}\r")).toEqual([]);
    expect(wrong("{text:pad}END")).toEqual([]);
  });

  it("must tell the sign where each line ends", () => {
    const message =
      "1 nothing tells where one line of {lines} ends and the next begins | name the bytes between lines, such as {lines:sep=\\r\\n}, or give them a width: {lines:pad}";
    expect(wrong("{lines}\r")).toEqual([message]);
    expect(wrong("{lines:sep=x}\r")).toEqual([message]);
    expect(wrong("{lines:sep=|}\r")).toEqual([]);
    expect(wrong("{lines:sep=|}")).toHaveLength(1);
  });

  it("holds one text, sends something, and does not begin with silence", () => {
    expect(wrong("{text}\r{lines:pad}")).toEqual([
      "8 a frame holds {text} or {lines} once | take one of them away, or make two frames of it, as a list",
    ]);
    expect(wrong("{escape}{plain}")).toEqual([
      "1 there is nothing to send in it | write the bytes of the frame",
    ]);
    expect(wrong("{escape}{pause:10}A")).toEqual([
      "9 a frame cannot begin with {pause} | put the pause behind the bytes that the sign needs time for",
    ]);
  });

  it("never makes the parser throw, and every problem has a column inside it", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "{text",
      ":pad",
      ":",
      "=",
      "\\",
      "\\x1",
      "{sum:xor}",
      "{STX}",
      "é",
      "€",
      "A",
    );
    const source = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(source, (text) => {
        for (const { column, message, advice } of parseFrame(text).problems) {
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(Math.max(1, text.length + 1));
          expect(message.length * advice.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
