import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AlphaFrame,
  decodeAlpha,
  encodeAlpha,
} from "../../../../src/drivers/display/alpha/decodeAlpha.ts";
import { checksumOf, encodeFrame } from "../../../../src/drivers/display/alpha/encodeFrame.ts";
import { ascii } from "../bench.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").map((pair) => Number.parseInt(pair, 16)));
const sync = "00 00 00 00 00";
const all = { type: "Z", address: "00", syncByte: 0, syncCount: 5, checksum: false };

describe("a frame", () => {
  it("is encoded as in the maker's example", () => {
    expect(encodeFrame(all, [...ascii("AAHELLO")])).toEqual(
      hex(`${sync} 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04`),
    );
    expect(encodeFrame({ ...all, checksum: true }, [...ascii("AAHELLO")])).toEqual(
      hex(`${sync} 01 5A 30 30 02 41 41 48 45 4C 4C 4F 03 30 31 46 42 04`),
    );
  });

  it("has the sync characters that a Spectrum board is used to", () => {
    const frame = encodeFrame({ ...all, syncByte: 0x30, syncCount: 10 }, [...ascii("A0")]);
    expect(frame.slice(0, 11)).toEqual(ascii(`${"0".repeat(10)}\x01`));
  });

  it.each([
    ["AAHELLO", "01FB"],
    ["E.TUA", "0162"],
    ["E 0921", "0136"],
    ["E&6", "00A6"],
  ])("around %s has the maker's checksum %s", (body, sum) => {
    expect(checksumOf(ascii(body))).toBe(sum);
  });

  it("has a checksum that wraps at 65536", () => {
    expect(checksumOf(new Uint8Array(300).fill(255))).toBe("2AD9");
  });
});

describe("decoding", () => {
  it("tells the maker's first example in words", () => {
    expect(decodeAlpha(hex(`${sync} 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04`))).toEqual({
      frames: [
        {
          sync: { byte: 0, count: 5 },
          form: "binary",
          receivers: [{ type: "Z", address: "00" }],
          commands: [{ name: "writeText", label: "A", text: "HELLO", checksum: "none", applied: true }],
        },
      ],
      errors: [],
    });
  });

  const commandsIn = (body: string): readonly unknown[] =>
    decodeAlpha(ascii(`\0\0\0\0\0\x01Z00\x02${body}\x04`)).frames.flatMap((frame) => frame.commands);
  const plain = { checksum: "none", applied: true };

  it("tells position and mode of a text", () => {
    expect(commandsIn("AA\x1b0bHELLO")).toEqual([
      { name: "writeText", label: "A", position: "fill", mode: "hold", text: "HELLO", ...plain },
    ]);
    expect(commandsIn('AA\x1b"n3HI')).toEqual([
      { name: "writeText", label: "A", position: "top", mode: "special", special: "3", text: "HI", ...plain },
    ]);
  });

  it("leaves letters that we never send as the bytes they are", () => {
    const body = "Ga\x08\x08\x22\x08\x62\x08";
    expect(commandsIn(body)).toEqual([{ name: "writeString", label: "a", text: body.slice(2), ...plain }]);
  });

  it("leaves an unknown mode field in the text", () => {
    expect(commandsIn("AA\x1b0dHI")).toEqual([{ name: "writeText", label: "A", text: "\x1b0dHI", ...plain }]);
    expect(commandsIn("AA\x1b0n")).toMatchObject([{ mode: "special", text: "" }]);
  });

  it("reads accented letters, and leaves control codes with their arguments alone", () => {
    expect(commandsIn("Gafl\x08\x25che \x08\x22t\x08\x22 \x1c\x08 \x08\x49")).toEqual([
      { name: "writeString", label: "a", text: "flàche été \x1c\x08 °", ...plain },
    ]);
  });

  it("keeps the bytes where words cannot say them", () => {
    expect(commandsIn("Ga\x82")).toEqual([{ name: "writeString", label: "a", text: "\x82", ...plain }]);
    expect(commandsIn("Ga\xe9")).toEqual([
      { name: "writeString", label: "a", text: "é", ...plain, hex: "4761e9" },
    ]);
  });

  it.each([
    ["E$", { name: "clearMemory" }],
    ["E,", { name: "softReset" }],
    ["E4", { name: "clearErrors" }],
    ["E.SUAB", { name: "runSequence", order: "S", lock: "U", labels: "AB" }],
    ["E.S", { name: "writeSpecial", label: ".", text: "S" }],
    ["E$nonsense", { name: "writeSpecial", label: "$", text: "nonsense" }],
    ["Fs", { name: "readSpecial", label: "s" }],
    ["BA", { name: "readText", label: "A" }],
    ["Ha", { name: "readString", label: "a" }],
    ["JP", { name: "readDots", label: "P" }],
    ["Fxyz", { name: "other", text: "Fxyz" }],
    ["A", { name: "other", text: "A" }],
    ["", { name: "other", text: "" }],
    [
      "E$AAU0400FF001BL00200000",
      {
        name: "configureMemory",
        files: [
          { label: "A", type: "A", locked: false, size: 1024, extra: "FF00" },
          { label: "1", type: "B", locked: true, size: 32, extra: "0000" },
        ],
      },
    ],
  ])("tells what %j is", (body, command) => {
    expect(commandsIn(body)).toEqual([{ ...command, ...plain }]);
  });

  it("keeps small letters in an address", () => {
    const bytes = ascii("\0\0\0\0\0\x01a0f\x02F&\x04");
    const { frames } = decodeAlpha(bytes);
    expect(frames[0]?.receivers).toEqual([{ type: "a", address: "0f" }]);
    expect(frames.map(encodeAlpha)).toEqual([bytes]);
  });

  it("tells a right checksum from a wrong one, command by command", () => {
    const { frames } = decodeAlpha(
      ascii("\0\0\0\0\0\x01a01,Z1?,U26\x02AAHELLO\x0301FB\x02AAHELLO\x0301F6\x02AAHELLO\x03\x04"),
    );
    expect(frames[0]?.receivers).toEqual([
      { type: "a", address: "01" },
      { type: "Z", address: "1?" },
      { type: "U", address: "26" },
    ]);
    expect(
      frames[0]?.commands.map(({ checksum, applied, given, etx }) => [checksum, applied, given, etx]),
    ).toEqual([
      ["ok", true, undefined, undefined],
      ["bad", false, "01F6", undefined],
      ["none", true, undefined, true],
    ]);
  });

  it("reads both printable forms", () => {
    const two = decodeAlpha(ascii(']!Z00]"AA];0bHI_5E]#0209]$]$'));
    expect(two.frames[0]).toMatchObject({
      form: "2-byte",
      commands: [{ name: "writeText", mode: "hold", text: "HI^" }],
    });
    const once = ']!Z00]"AA];0bHI_5E]#0209]$';
    expect(decodeAlpha(ascii(once)).frames.map((frame) => encodeAlpha(frame))).toEqual([ascii(once)]);
    const odd = decodeAlpha(ascii(']!Z00]"AA_ZH]~I_5F_x]$'));
    expect(odd.frames[0]).toMatchObject({ form: "2-byte", commands: [{ text: "ZH~I_x" }] });
    const three = decodeAlpha(ascii("_01Z00_02AAHI_04"));
    expect(three.frames[0]).toMatchObject({ form: "3-byte", commands: [{ text: "HI" }] });
    expect([...encodeAlpha(three.frames[0] as AlphaFrame)]).toEqual([...ascii("_01Z00_02AAHI_04")]);
  });

  it.each([
    ["\0\0\0\x01Z00\x02AAHI\x04", "fewer than 5 sync"],
    ["\0\0\0\0\0\x01Z00\x02AAHI", "has no end"],
    ["\0\0\0\0\0\x01Z0\x02AAHI\x04", "not type and address"],
    ["\0\0\0\0\0\x01Z00\x04", "no STX"],
    [`\0\0\0\0\0\x01${"Z00,".repeat(100)}`, "no STX"],
    ["\0\0\0\0\0\x01Z00\x02AAHI\x02AAHO\x04", "a command was dropped"],
    ["\0\0\0\0\0\x01Z00\x02AAHI\0\0\0\0\0\x01Z00\x02AAHO\x04", "the next one began"],
    [`\0\0\0\0\0\x01Z00\x02${"A".repeat(40_000)}`, "more than 32768 bytes"],
  ])("says what was dropped and why: %#", (bytes, why) => {
    expect(decodeAlpha(ascii(bytes)).errors[0]).toContain(why);
  });

  it("takes 01H as sync character, and any other that has edges", () => {
    expect(decodeAlpha(ascii("\x01\x01\x01\x01\x01\x01Z00\x02AAHI\x04"))).toMatchObject({
      frames: [{ sync: { byte: 1, count: 5 } }],
      errors: [],
    });
    expect(decodeAlpha(ascii("\x01\x01\x01\x01\x01\x01\x01\x01Z00\x02AAHI\x04")).errors).toEqual([]);
    expect(decodeAlpha(ascii(`${"0".repeat(10)}\x01Z00\x02AAHI\x04`)).frames).toHaveLength(1);
  });

  it("finds the next frame behind noise that looks like the beginning of one", () => {
    for (const noise of ["_", "_0", "]", "\x01", "\0\0\0\0\0\x01Z", "\0\0\0\0\0\x01Z00\x02AA", "\x04"]) {
      const { frames } = decodeAlpha(ascii(`${noise}\0\0\0\0\0\x01Z00\x02AAHELLO\x04`));
      expect(frames.flatMap((frame) => frame.commands)).toMatchObject([{ text: "HELLO" }]);
    }
  });

  it("never throws, and complains at most a hundred times", () => {
    const broken = ascii("\x01Z".repeat(500));
    expect(decodeAlpha(broken).errors).toHaveLength(100);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeAlpha(bytes)));
    const frame = ascii("\0\0\0\0\0\x01Z00\x02AA\x1b0bHELLO\x0301FB\x02Ga12\x04");
    for (let end = 0; end <= frame.length; end++) decodeAlpha(frame.subarray(0, end));
  });
});

describe("encoding what was decoded", () => {
  const body = fc
    .uint8Array({ maxLength: 30 })
    .map((bytes) => bytes.filter((byte) => byte > 4))
    .chain((rest) =>
      fc
        .constantFrom(
          "AA",
          "Ga",
          "E$",
          "E.",
          "E,",
          "F&",
          "A",
          "AA\x1b0n",
          "AA\x1b b",
          "E$AAU0400ff00",
          "Jx",
          "Q",
          "E(2",
          "E)A",
          "E2A",
          "E;",
          "E*",
          "IP0101",
          "O",
          "K",
        )
        .map((start) => [...ascii(start), ...rest]),
    );
  const command = fc.tuple(body, fc.constantFrom("", "\x03", "\x030000", "\x03ok", "\x0301fb", "\x0312"));

  it("gives the same bytes", () => {
    fc.assert(
      fc.property(
        fc.array(command, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 5, max: 30 }),
        (commands, count) => {
          const bytes = [
            ...new Array<number>(count).fill(0),
            ...ascii("\x01Z00,a0F"),
            ...commands.flatMap(([bytesOf, end], index) => {
              const close = end === "\x03ok" ? `\x03${checksumOf(bytesOf)}` : end;
              const needed = close === "" && index < commands.length - 1 ? "\x03" : close;
              return [2, ...bytesOf, ...ascii(needed)];
            }),
            4,
          ];
          const { frames, errors } = decodeAlpha(bytes);
          expect(errors).toEqual([]);
          const json: AlphaFrame[] = JSON.parse(JSON.stringify(frames));
          expect(json.flatMap((frame) => [...encodeAlpha(frame)])).toEqual(bytes);
        },
      ),
    );
  });
});
