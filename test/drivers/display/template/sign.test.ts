import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../../../src/domain/glass.ts";
import type { TemplateSign } from "../../../../src/drivers/display/template/sign.ts";
import { TemplateSign as Sign } from "../../../../src/drivers/display/template/sign.ts";
import type { DisplayModel } from "../../../../src/ports/displayModel.ts";
import { ascii } from "../bench.ts";
import { dialect, model, type Settings, shown, usual, withText } from "./templateBench.ts";

const signOf = (settings: Settings, change: Partial<DisplayModel> = {}): TemplateSign =>
  new Sign({ ...model, ...change }, dialect(settings));

const lines = (sign: TemplateSign, at = 0): string[] => linesOf(sign.glass(at));

const good = "\x02011CALLS   7\x0375\r";

describe("a virtual sign made from a definition", () => {
  it("shows the frames of the definition, and counts them", () => {
    const sign = signOf(withText(usual));
    expect(lines(sign)).toEqual(["", ""]);
    sign.feed(ascii(`${good}\x02012READY\x037B\r`), 0);
    expect(lines(sign)).toEqual(["CALLS   7", "READY"]);
    expect([...sign.events]).toEqual([
      ["frames", 2],
      ["texts", 2],
    ]);
    expect(sign.lastDropped()).toBeNull();
  });

  it("drops a frame whose checksum is wrong, counts it, and knows the right one", () => {
    const sign = signOf(withText(usual));
    sign.feed(ascii("\x02011CALLS   7\x0374\r"), 0);
    expect(lines(sign)).toEqual(["", ""]);
    expect([...sign.events]).toEqual([["badChecksum", 1]]);
    expect(sign.lastDropped()).toBe("a frame has a wrong checksum: 37 35 would be right");
  });

  it("takes no notice of frames for others", () => {
    const sign = signOf(withText(usual));
    sign.feed(ascii("\x02021CALLS   7\x0376\r"), 0);
    expect(sign.lastDropped()).toBe("a frame is for address 2, not 1");
    sign.feed(ascii("\x02013CALLS   7\x0377\r"), 0);
    expect(sign.lastDropped()).toBe("a frame is for line 3 of 2");
    expect([...sign.events]).toEqual([
      ["otherAddress", 1],
      ["otherLine", 1],
    ]);
    expect(lines(sign)).toEqual(["", ""]);
  });

  it.each([
    ["x", "byte 1 is 78, and no frame begins with it"],
    ["\x0201x", "byte 4 is 78, where {line} (1 decimal digit) of frames.text should stand"],
    ["\x020x", "byte 2 is 30, where {addr} (2 hexadecimal digits) of frames.text should stand"],
    ["\x02011AB\r", "byte 7 is 0D, where 03 of frames.text should stand"],
    ["\x02011AB\x03xx", "byte 8 is 78, where {sum} (2 hexadecimal digits) of frames.text should stand"],
    ["\x02011AB\x0341x", "byte 10 is 78, where 0D of frames.text should stand"],
    ["\x02011AB", "the frame is not over after byte 6: 03 of frames.text is not whole"],
  ])("says of %j where it stops being like a frame", (bytes, why) => {
    const sign = signOf(withText(usual));
    sign.feed(ascii(bytes), 0);
    expect(sign.lastDropped()).toBe(why);
  });

  it("says which code it looked for", () => {
    const settings = withText("{colour}{blink}{text:pad}", {
      colours: { red: "r", green: "g" },
      blink: { on: "!", off: "." },
    });
    const sign = signOf(settings, { colours: ["red", "green"] });
    sign.feed(ascii("rx"), 0);
    expect(sign.lastDropped()).toBe("byte 2 is 78, where {blink} of frames.text should stand");
    sign.feed(ascii("g!AB\n"), 0);
    expect(sign.lastDropped()).toBe("byte 5 is 41, where the text of frames.text should stand");
  });

  it("finds the next frame behind noise", () => {
    const sign = signOf(withText(usual));
    sign.feed(ascii(`\x02011AB\x02\x020${good}`), 0);
    expect(lines(sign)).toEqual(["CALLS   7", ""]);
    expect(sign.events.get("ignored")).toBe(1);
  });

  it("forgets half a frame after a silence, but waits through a pause of the definition", () => {
    const sign = signOf(withText(usual));
    sign.feed(ascii("\x02011CAL"), 0);
    sign.feed(ascii("LS\x0342\r"), 2_000);
    expect(lines(sign, 2_000)).toEqual(["", ""]);
    const patient = signOf(withText("{STX}{pause:3000}{line}{text}\r"));
    patient.feed(ascii("\x02"), 0);
    patient.feed(ascii("1AB\r"), 3_500);
    expect(lines(patient)).toEqual(["AB", ""]);
  });

  it("answers as the definition says", () => {
    const sign = signOf(withText(usual, { reply: { expect: "ACK", nak: "NACK" } }));
    expect(sign.feed(ascii(good), 0).map(shown)).toEqual(["ACK"]);
    expect(sign.feed(ascii(good.replace("75", "74")), 0).map(shown)).toEqual(["NACK"]);
    const polite = signOf(withText(usual, { reply: { expect: "ACK" } }));
    expect(polite.feed(ascii(good.replace("75", "74")), 0)).toEqual([]);
    expect(polite.feed(new Uint8Array(), 0)).toEqual([]);
  });

  it("loses everything with its power", () => {
    const sign = signOf(withText(usual));
    sign.feed(ascii(`${good}\x02`), 0);
    sign.powerCycle();
    expect([lines(sign), sign.events.size, sign.lastDropped()]).toEqual([["", ""], 0, null]);
  });

  it("clears one line or all", () => {
    const frames = { text: "T{line}{text}\r", clear: ["C{line}\r", "X\r"] };
    const sign = signOf({ frames });
    sign.feed(ascii("T1AB\rT2CD\rC2\r"), 0);
    expect(lines(sign)).toEqual(["AB", ""]);
    sign.feed(ascii("T2CD\rX\r"), 0);
    expect(lines(sign)).toEqual(["", ""]);
    expect(sign.events.get("cleared")).toBe(2);
  });

  it("keeps the page under an alarm that has an end", () => {
    const sign = signOf({ frames: { text: "T{line}{text}\r", alarm: "A{line}{text}\r", alarmEnd: "E\r" } });
    sign.feed(ascii("T1AB\rA1!!\rA2??\rT2CD\r"), 0);
    expect(lines(sign)).toEqual(["!!", "??"]);
    sign.feed(ascii("E\r"), 0);
    expect(lines(sign)).toEqual(["AB", "CD"]);
  });

  it("cuts what is too long for it", () => {
    const sign = signOf(withText("{line}{text}\r"));
    sign.feed(ascii("1ABCDEFGHIJKLMNOP\r"), 0);
    expect(lines(sign)).toEqual(["ABCDEFGHIJ", ""]);
  });

  it("has no patience with an endless text", () => {
    const sign = signOf(withText("{STX}{text}\r"));
    sign.feed(ascii(`\x02${"A".repeat(9_000)}\r\x02OK\r`), 0);
    expect(lines(sign)).toEqual(["OK", ""]);
  });

  it("takes texts that end only where what follows fits", () => {
    const sign = signOf(withText("{text}{line}{sum:xor}\r"));
    // 31H xor 32H xor 31H is 32H, and all of it might have been text.
    sign.feed(ascii("12132\r"), 0);
    expect(lines(sign)).toEqual(["12", ""]);
    sign.feed(ascii("12133\r"), 0);
    expect(sign.lastDropped()).toBe("a frame has a wrong checksum: 33 32 would be right");
  });

  it("counts two sums of a frame as wrong when the first is", () => {
    const sign = signOf(withText("{STX}{text}|{sum:xor}{sum:sum8}\r"), { rows: 1 });
    sign.feed(ascii("\x02A|3F??\r\x02A|00"), 0);
    expect(lines(sign)).toEqual([""]);
    const sums = signOf(withText("{STX}{text}|{sum:xor:from=1:to=-1}{sum:sum8}\r"), { rows: 1 });
    // 02 + 41 + 7C + 34 + 31 = 124H; the XOR of the A alone is 41H, so 42 is wrong and its own sum right.
    sums.feed(ascii("\x02A|4124\r"), 0);
    expect(lines(sums)).toEqual(["A"]);
    sums.feed(ascii("\x02B|4125\r"), 0);
    expect(sums.events.get("badChecksum")).toBe(1);
  });

  it("undoes what was replaced on the line", () => {
    // As Mobitec signs do: FF and FE are sent as FE 01 and FE 00 between the outer FFs.
    const escapes = { "\\xFF": "\\xFE\\x01", "\\xFE": "\\xFE\\x00" };
    const sign = signOf(
      withText("\\xFF{escape}{line:raw}{text}{ETX}{sum:sum8:from=1:raw}{plain}\\xFF", { escapes }),
    );
    // 01 + 7A + 7A + 06 … chosen so that the sum is FE, then FF.
    sign.feed(Uint8Array.of(0xff, 1, 0x7a, 0x7a, 0x06 - 0x06 + 0x20, 3, 0x18, 0xff), 0);
    expect(lines(sign)).toEqual(["zz", ""]);
    sign.feed(Uint8Array.of(0xff, 1, 0x7d, 0x7d, 3, 0xfe, 0x00, 0xff), 0);
    expect(lines(sign)).toEqual(["}}", ""]);
    sign.feed(Uint8Array.of(0xff, 2, 0x7d, 0x7d, 3, 0xfe), 0);
    sign.feed(Uint8Array.of(0x01, 0xff), 0);
    expect(lines(sign)).toEqual(["}}", "}}"]);
  });

  it("takes the shortest frame, then the one whose sum is right, then the one that is named first", () => {
    const shortest = signOf({
      frames: { text: "{STX}{line}{text}{ETX}{sum:xor}", clear: "{STX}{line}{ETX}" },
    });
    shortest.feed(ascii("\x021\x0300"), 0);
    expect([...shortest.events.keys()]).toEqual(["frames", "cleared", "ignored"]);
    const right = signOf({ frames: { text: "{line}{text}{sum:xor}\r", alarm: "{line}{text}{sum:sum8}\r" } });
    // The XOR of 31H and 41H is 70H, their sum 72H.
    right.feed(ascii("1A70\r"), 0);
    right.feed(ascii("1A72\r"), 0);
    right.feed(ascii("1A74\r"), 0);
    expect([...right.events]).toEqual([
      ["frames", 2],
      ["texts", 1],
      ["alarms", 1],
      ["badChecksum", 1],
    ]);
    const first = signOf({ frames: { text: "{line}{text}\r", clear: "{line} \r" } });
    first.feed(ascii("1 \r"), 0);
    expect(first.events.get("cleared")).toBe(1);
  });

  it("takes a longer frame than another that it begins with, when it comes first", () => {
    const sign = signOf({ frames: { text: "{ETX}{line}{text}\r", init: ["{ETX}1A\r", "{ETX}"] } });
    sign.feed(ascii("\x03"), 0);
    expect(sign.events.get("frames")).toBe(1);
  });

  it("never throws, whatever comes", () => {
    const settings = [
      withText(usual),
      withText("{text}{addr:raw}{line:raw}\r"),
      withText("\\xFE{line:raw}{text:pad}"),
      withText("{lines:sep=|}{sum:crc16:raw:le}{ETX}", { colours: { red: "{ESC}1" } }),
    ];
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(ascii(good), ascii("AB\x01\x01\r")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...settings), fc.array(piece, { maxLength: 8 }), (some, pieces) => {
        const sign = signOf(some);
        for (const bytes of pieces) sign.feed(bytes, 0);
        expect(sign.glass(0).map((row) => row.map((part) => part.text).join("").length)).toEqual([10, 10]);
      }),
    );
  });
});
