import fc from "fast-check";
import type { Settings } from "./templateBench.ts";

const begin = fc.constantFrom("{STX}", "{ESC}L", "$L", "<ID{addr:hex2}>", "\\xFE", "T", "");
const address = fc.constantFrom(
  "",
  "{addr}",
  "{addr:hex2:lower}",
  "{addr:raw}",
  "{addr:raw2:le}",
  "{addr:d3}",
);
const line = fc.constantFrom(
  "{line}",
  "{line:d2}",
  "{line:first=0:hex2}",
  "{line:raw}",
  "{line:first=0x80:step=0x40:raw}",
);
const look = fc.constantFrom("", "", "{colour}", "{blink}", "{colour}{blink}");
const ended = fc.constantFrom("{CR}", "{ETX}{CR}", "|", "*{LF}", "\\xFF");
const sum = fc.constantFrom(
  "",
  "{sum:xor:from=1}",
  "{sum:sum8:raw}",
  "{sum:neg8:to=-1}",
  "{sum:sum16:hex4:le}",
  "{sum:sum24:raw}",
  "{sum:crc16:raw:le}",
  "{sum:sum8:d3}",
);
const padded = fc.constantFrom(":pad", ":pad12", ":pad:left");

/** A frame for one row: the number of the row stands before the text or behind it, and a sum on either side of its end. */
const rowFrame = fc
  .record({ begin, address, line, look, pad: fc.option(padded), end: ended, sum, behind: fc.boolean() })
  .map((one) => {
    const text = `{text${one.pad ?? ""}}`;
    const [before, after] = one.behind ? ["", one.line] : [one.line, ""];
    return `${one.begin}${one.address}${before}${one.look}${text}${after}${one.end}${one.sum}`;
  });

const pageFrame = fc
  .record({
    begin,
    address,
    look,
    pad: fc.option(padded),
    sep: fc.constantFrom("\\r\\n", "|", "{LF}"),
    end: ended,
    sum,
  })
  .map((one) => {
    const sep = one.sep === "{LF}" ? "\\n" : one.sep;
    const lines = one.pad === null ? `{lines:sep=${sep}}` : `{lines${one.pad}}`;
    return `${one.begin}${one.address}${one.look}${lines}${one.end}${one.sum}`;
  });

/** Frames that begin with what no other begins with, so that a sign can tell them. */
const alarms = fc.constantFrom(
  {},
  { alarm: "{SOH}A{line:raw}{text}{EOT}" },
  { alarm: "{SOH}B{lines:pad}{sum:xor}", alarmEnd: "{SOH}E{EOT}" },
  { clear: "{SOH}C{line}{EOT}" },
  { init: ["{SOH}I{EOT}", "{SOH}J{addr:raw}{EOT}"] },
);

const colours = fc.constantFrom(
  { red: "{ESC}1", green: "{ESC}2" },
  { red: "<CB>", green: "<CM>", blue: "<CX>" },
);
const blink = fc.constantFrom(
  { on: "{ESC}F1", off: "{ESC}F0" },
  { on: "{ACK}", off: "{ACK}" },
  { on: "~1", off: "~0" },
);
const charset = fc.constantFrom(
  {},
  { encode: "latin1" },
  { encode: "cp850", reject: "%" },
  { map: { é: "{BS}e" }, reject: "$<>" },
);

/** Definitions such as somebody might write, all of them right. */
export const anyDefinition: fc.Arbitrary<Settings> = fc
  .record({
    text: fc.oneof(rowFrame, pageFrame),
    alarms,
    colours: fc.option(colours),
    blink: fc.option(blink),
    charset,
  })
  .map(({ text, alarms: more, colours: some, blink: codes, charset: letters }) => {
    const page = text.includes("{lines");
    const frames = { text, ...("clear" in more && page ? {} : more) };
    // A code for the whole row may be a letter, as long as no other frame has it within a text.
    const lead = "alarm" in more ? "{ESC}" : "";
    const rowColours = { red: `${lead}r`, green: `${lead}g` };
    const rowBlink = { on: `${lead}!`, off: `${lead}.` };
    return {
      address: 7,
      charset: letters,
      frames,
      ...(some !== null || text.includes("{colour}") ? { colours: some ?? rowColours } : {}),
      ...(codes !== null || text.includes("{blink}") ? { blink: codes ?? rowBlink } : {}),
    };
  });
