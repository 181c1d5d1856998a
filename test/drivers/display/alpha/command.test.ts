import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAlpha, encodeAlpha } from "../../../../src/drivers/display/alpha/decodeAlpha.ts";
import { codec } from "../../../../src/drivers/display/alpha/wireForm.ts";
import { ascii, model4120 } from "../bench.ts";

const target = { model: model4120, settings: {} };
const framed = (body: string): Uint8Array => ascii(`\0\0\0\0\0\x01Z00\x02${body}\x04`);
const commandIn = (body: string): Record<string, unknown> => {
  const [command] = decodeAlpha(framed(body)).frames.flatMap(({ commands }) => commands);
  const { checksum, applied, ...words } = command ?? { checksum: "bad", applied: false };
  expect([checksum, applied]).toEqual(["none", true]);
  return words;
};
/** Through JSON and the check of the `wire` command, back to bytes. */
const encoded = (words: unknown): Uint8Array | string => {
  const result = codec.frames(target).safeParse(JSON.parse(JSON.stringify([{ commands: [words] }])));
  return result.success ? result.data : result.error.issues.map(({ message }) => message).join("; ");
};

/** Bodies as in the maker's document 9708-8061-01 Rev A, with what its tables say of them. */
const special: readonly (readonly [string, object])[] = [
  ["E 0921", { name: "setTime", time: "09:21" }],
  ["E;112226", { name: "setDate", date: "11/22/26" }],
  ["E&6", { name: "setWeekday", weekday: "friday" }],
  ["E'M", { name: "timeFormat", format: "24h" }],
  ["E'S", { name: "timeFormat", format: "12h" }],
  ["E!00", { name: "speaker", on: true }],
  ["E!FF", { name: "speaker", on: false }],
  ["E(A", { name: "tone", tone: "portOn" }],
  ["E(B", { name: "tone", tone: "portOff" }],
  ["E(0", { name: "tone", tone: "continuous" }],
  ["E(1", { name: "tone", tone: "threeBeeps" }],
  ["E(2FE1F", { name: "programmedTone", frequency: 254, durationTenths: 1, repeats: 15 }],
  ["E)A008F", { name: "runTimes", files: [{ label: "A", start: "00:00", stop: "23:50" }] }],
  [
    "E)AFF00BFD00CFE38",
    {
      name: "runTimes",
      files: [
        { label: "A", start: "always", stop: "00:00" },
        { label: "B", start: "allDay", stop: "00:00" },
        { label: "C", start: "never", stop: "09:20" },
      ],
    },
  ],
  [
    "E2A26B0BC8AD99",
    {
      name: "runDays",
      files: [
        { label: "A", start: "monday", stop: "friday" },
        { label: "B", start: "daily", stop: "never" },
        { label: "C", start: "weekdays", stop: "always" },
        { label: "D", start: "weekend", stop: "weekend" },
      ],
    },
  ],
  ["E.TUA", { name: "runSequence", order: "T", lock: "U", labels: "A" }],
  ["E,", { name: "softReset" }],
  ["E/00FF", { name: "dimming", start: "00", stop: "FF" }],
  ["E4", { name: "clearErrors" }],
  [`E51${"0".repeat(44)}`, { name: "counters", counters: [{ number: "1", settings: "0".repeat(44) }] }],
  ["E70A", { name: "setAddress", address: "0A" }],
  ["ET-3", { name: "temperatureOffset", offset: "-3" }],
  [
    "E8     LOGOU00100050020000",
    {
      name: "setPictures",
      pictures: [{ picture: "     LOGO", lock: "U", rows: 16, columns: 80, colours: "02" }],
    },
  ],
  ["E9", { name: "addPictures", pictures: [] }],
  ["E#1B58,0A00", { name: "memoryPool", totalBytes: 7_000, freeBytes: 2_560 }],
  ["E*@", { name: "errorRegister", errors: [] }],
  [
    "E*\x7f",
    { name: "errorRegister", errors: ["illegal", "checksum", "overflow", "timeout", "framing", "parity"] },
  ],
  ["E-^01P", { name: "networkAnswer", type: "^", address: "01", errors: ["checksum"] }],
  [
    'E"\x0010360002A04950921S001B58,0A00',
    {
      name: "generalInformation",
      firmware: "10360002",
      revision: "A",
      released: "0495",
      time: "0921",
      format: "S",
      speaker: "00",
      totalBytes: 7_000,
      freeBytes: 2_560,
    },
  ],
];

const others: readonly (readonly [string, object])[] = [
  ["F ", { name: "readTime" }],
  ["F!", { name: "readSpeaker" }],
  ['F"', { name: "readGeneralInformation" }],
  ["F#", { name: "readMemoryPool" }],
  ["F$", { name: "readMemory" }],
  ["F%", { name: "readMemoryDump" }],
  ["F&", { name: "readWeekday" }],
  ["F'", { name: "readTimeFormat" }],
  ["F)", { name: "readRunTimes" }],
  ["F*", { name: "readErrors" }],
  ["F-", { name: "readNetwork" }],
  ["F.", { name: "readRunSequence" }],
  ["F2", { name: "readRunDays" }],
  ["F5", { name: "readCounters" }],
  ["F;", { name: "readDate" }],
  ["Fs", { name: "readSpecial", label: "s" }],
  ["Es1", { name: "writeSpecial", label: "s", text: "1" }],
  ["IP0203123\r045\r", { name: "writeDots", label: "P", height: 2, width: 3, rows: ["123", "045"] }],
  ["JP", { name: "readDots", label: "P" }],
  [
    "M     LOGO0001000211\r",
    { name: "writeLargeDots", picture: "     LOGO", height: 1, width: 2, rows: ["11"] },
  ],
  ["N     LOGO", { name: "readLargeDots", picture: "     LOGO" }],
  ["KPxyz", { name: "writeRgb", label: "P", text: "xyz" }],
  ["LP", { name: "readRgb", label: "P" }],
  ["Ohello", { name: "bulletin", text: "hello" }],
  ["T", { name: "timeoutMessage", text: "" }],
];

describe("a command in words", () => {
  it.each([...special, ...others])("%j is understood, and becomes the same bytes again", (body, words) => {
    expect(commandIn(body)).toEqual(words);
    expect(encoded(words)).toEqual(framed(body));
    expect(decodeAlpha(framed(body)).frames.map(encodeAlpha)).toEqual([framed(body)]);
  });

  it.each([
    "E 2500",
    "E;1122",
    "E&8",
    "E'X",
    "E!01",
    "E(2001F",
    "E(2FF1F",
    "E(9",
    "E)A90",
    "E)AA000",
    "E)AFF9F",
    "E2AC0",
    "E20",
    "E/0",
    "E5",
    "E56",
    `E5${"9".repeat(45)}`,
    "E7G0",
    "ET3",
    "E8x",
    "E9     LOGOX00100050020000",
    "E,x",
    "E4x",
    "E#1B58",
    "E*\x80",
    "E*@@",
    "E-^0",
    'E"x',
    "E.S",
  ])("%j has no words, and is kept as it is", (body) => {
    expect(commandIn(body)).toEqual({ name: "writeSpecial", label: body[1], text: body.slice(2) });
  });

  it.each(["JPx", "LPx", "N", "M12", "IP0", "Fxx", "K"])("%j is some other command", (body) => {
    expect(commandIn(body)).toMatchObject(body === "K" ? { name: "other" } : { name: "other", text: body });
  });

  it("reads the general information of a sign that leaves parts of it out", () => {
    expect(commandIn('E"\x001036000204950921FF1B58,0A00')).toMatchObject({
      firmware: "10360002",
      revision: "",
      released: "0495",
      time: "0921",
      format: "",
      speaker: "FF",
      freeBytes: 2_560,
    });
  });

  it("forgives what a picture may leave out, and keeps its bytes", () => {
    expect(commandIn("IP0203123\n\r045")).toMatchObject({
      name: "writeDots",
      rows: ["123", "045"],
      hex: "4950303230333132330a0d303435",
    });
    expect(commandIn("E)aff00")).toMatchObject({ name: "writeSpecial" });
  });

  it.each([
    [{ name: "setTime", time: "24:00" }, "a time such as 09:21"],
    [{ name: "runTimes", files: [{ label: "A", start: "09:21", stop: "never" }] }, "a time such as 09:20"],
    [{ name: "setWeekday", weekday: "lundi" }, "sunday"],
    [{ name: "tone", tone: "loud" }, "portOn"],
    [{ name: "setAddress", address: "xx" }, "two hexadecimal digits"],
    [{ name: "counters", counters: [{ number: "1", settings: "" }] }, "44 characters"],
  ])("%j is refused by the form", (words, message) => {
    expect(encoded(words)).toContain(message);
  });

  it("goes out as it is told where its words are not checked", () => {
    const frame = decodeAlpha(framed("E,")).frames.map((one) => ({
      ...one,
      commands: [
        { name: "tone", tone: "9", checksum: "none", applied: true } as const,
        {
          name: "runDays",
          files: [{ label: "A", start: "X", stop: "Y" }],
          checksum: "none",
          applied: true,
        } as const,
        {
          name: "runTimes",
          files: [{ label: "A", start: "AA", stop: "BB" }],
          checksum: "none",
          applied: true,
        } as const,
      ],
    }));
    expect(frame.map(encodeAlpha)).toEqual([framed("E(9\x03\x02E2AXY\x03\x02E)AAABB")]);
  });

  it("is the same after it was told and encoded, whatever its data", () => {
    const label = fc.constantFrom(..." !\"#$%&'()*+,-./24578;T9");
    const data = fc.string({ unit: fc.constantFrom(..."0123456789ABFESMU+-, "), maxLength: 30 });
    fc.assert(
      fc.property(label, data, (which, text) => {
        const bytes = framed(`E${which}${text}`);
        const { frames } = decodeAlpha(bytes);
        const json: unknown = JSON.parse(JSON.stringify(frames));
        const [back] = [codec.frames(target).parse(json)];
        expect(back).toEqual(bytes);
      }),
    );
  });
});

describe("any command at all", () => {
  it("is taken back by the form that checks what people write", () => {
    const start = fc.constantFrom(
      ..."ABEFGHIJKLMNOT",
      "E)",
      "E2",
      "E.",
      "E5",
      "E-a0",
      "IP0101",
      "M     LOGO00010001",
    );
    const rest = fc
      .uint8Array({ maxLength: 60 })
      .map((bytes) => bytes.filter((byte) => byte < 2 || byte > 4));
    fc.assert(
      fc.property(start, rest, (code, data) => {
        const bytes = framed(code + String.fromCharCode(...data));
        const json: unknown = JSON.parse(JSON.stringify(decodeAlpha(bytes).frames));
        expect(codec.frames(target).parse(json)).toEqual(bytes);
      }),
    );
  });

  it("travels in the frame of a Spectrum board, whatever its type", () => {
    for (const type of ["Z", "q", "8"]) {
      const bytes = ascii(`${"0".repeat(10)}\x01${type}1F\x02Ga12\x0300A8\x04`);
      const { frames } = decodeAlpha(bytes);
      expect(frames).toMatchObject([
        { sync: { byte: 0x30, count: 10 }, receivers: [{ type, address: "1F" }] },
      ]);
      expect(frames.map(encodeAlpha)).toEqual([bytes]);
    }
  });
});

describe("the control codes of a text", () => {
  const text =
    'A\x051\x0f\x08\x1c\x08z\x09\x0b9\x0c\x0d\x101\x12\x13\x14P\x15\x1a3\x1b"bB\x1b0n2\x1cA\x1cZFF8000\x1d11\x1e1\x1fC     LOGO0010!';
  const runs = [
    { text: "A" },
    { code: "doubleHeight", value: "on" },
    { code: "speedControl" },
    { code: "temperature", value: "celsius" },
    { code: "counter", value: "1" },
    { code: "noHold" },
    { code: "date", value: "weekday" },
    { code: "newPage" },
    { code: "newLine" },
    { code: "callString", value: "1" },
    { code: "wide", value: "on" },
    { code: "time" },
    { code: "callPicture", value: "P" },
    { code: "speed", value: "1" },
    { code: "characterSet", value: "sevenHigh" },
    { code: "mode", value: "top hold" },
    { text: "B" },
    { code: "mode", value: "fill special 2" },
    { code: "colour", value: "rainbow2" },
    { code: "colour", value: "#FF8000" },
    { code: "doubleWide", value: "on" },
    { code: "spacing", value: "fixed" },
    { code: "callLargePicture", value: "C     LOGO0010" },
    { text: "!" },
  ];

  it("are told piece by piece, and the pieces alone give the bytes", () => {
    expect(commandIn(`AA${text}`)).toEqual({ name: "writeText", label: "A", text, runs });
    expect(encoded({ name: "writeText", label: "A", runs })).toEqual(framed(`AA${text}`));
    expect(encoded({ name: "writeString", label: "a", runs })).toEqual(framed(`Ga${text}`));
    expect(encoded({ name: "writeString", label: "a", text, runs })).toEqual(framed(`Ga${text}`));
  });

  it("shows the maker's counter as text and call", () => {
    expect(commandIn("AA\x1b bThe count is \x101")).toMatchObject({
      position: "middle",
      mode: "hold",
      runs: [{ text: "The count is " }, { code: "callString", value: "1" }],
    });
  });

  it("are not made up where there are none we know", () => {
    expect(commandIn("GaX\x1c\x1fY\x08\x22")).toEqual({
      name: "writeString",
      label: "a",
      text: "X\x1c\x1fYé",
    });
    expect(commandIn("GaX\x1c\x1f\x12Y\x08")).toMatchObject({
      runs: [{ text: "X\x1c\x1f" }, { code: "wide", value: "on" }, { text: "Y\x08" }],
    });
  });

  it("must agree with the text when both are told, and must be known", () => {
    const both = { name: "writeString", label: "a", text: "X", runs: [{ code: "newLine" }] };
    expect(encoded(both)).toContain("text and runs say different things");
    expect(encoded({ ...both, runs: [{ code: "colour", value: "mauve" }] })).toContain("different things");
    expect(encoded({ name: "writeString", label: "a", runs: [{ code: "mode" }] })).not.toBeInstanceOf(
      Uint8Array,
    );
  });

  it("give the same text, whatever it is", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary-ascii", maxLength: 6 }),
      fc.constantFrom("\x1cZ00ff0", "\x1cZ00ff00", "\x1fC123456789ABCD", "\x1b0nx", "\x1d1", "\x08\x08", "é"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const whole = `Ga${pieces.join("").replaceAll(/[\x02-\x04]/g, "")}`;
        const bytes = framed(whole);
        const { frames } = decodeAlpha(bytes);
        expect(codec.frames(target).parse(JSON.parse(JSON.stringify(frames)))).toEqual(bytes);
      }),
    );
  });
});
