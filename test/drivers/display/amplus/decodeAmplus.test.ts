import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AmplusFrame,
  decodeAmplus,
  encodeAmplus,
} from "../../../../src/drivers/display/amplus/decodeAmplus.ts";
import { checksumOf, encodeFrame } from "../../../../src/drivers/display/amplus/encodeFrame.ts";
import { ascii } from "../bench.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").map((pair) => Number.parseInt(pair, 16)));

/** A frame of a French school project for the Conrad sign: scroll in, two seconds, scroll out. */
const hello =
  "3C 49 44 30 31 3E 3C 4C 31 3E 3C 50 41 3E 3C 46 45 3E 3C 4D 41 3E 3C 57 43 3E 3C 46 45 3E 48 65 6C 6C 6F 33 36 3C 45 3E";

/** Whole frames around one payload, with the right checksum. */
const framed = (payload: string): Uint8Array => encodeFrame(1, payload);
const commandOf = (payload: string): unknown =>
  decodeAmplus(framed(payload)).frames.map((one) => one.command);

describe("a frame", () => {
  it.each([
    ["<L1><PA><FE><MA><WC><FE>Hello", "36"],
    ["<D*>", "6C"],
    ["<L1><PA><FA><MA><WC><FA><GA1>", "41"],
    ["<BE>", "05"],
    ["<BF>", "06"],
  ])("around %s has the checksum %s", (payload, sum) => {
    expect(checksumOf(payload)).toBe(sum);
    expect(framed(payload)).toEqual(ascii(`<ID01>${payload}${sum}<E>`));
  });

  it("is byte for byte the one that was published", () => {
    expect(framed("<L1><PA><FE><MA><WC><FE>Hello")).toEqual(hex(hello));
  });
});

describe("decoding", () => {
  it("tells the published frame in words", () => {
    expect(decodeAmplus(hex(hello))).toEqual({
      frames: [
        {
          id: "01",
          command: {
            name: "writePage",
            line: 1,
            page: "A",
            leading: "scrollLeft",
            speed: "fastest",
            style: "steady",
            waitSeconds: 2,
            lagging: "scrollLeft",
            together: true,
            text: "Hello",
          },
          checksum: "ok",
          applied: true,
        },
      ],
      errors: [],
    });
  });

  const picture = "<E>\x00\xff<ID01>".padEnd(64, "\x80");

  it.each([
    ["<D*>", { name: "deleteAll" }],
    ["<DL2PC>", { name: "deletePage", line: 2, page: "C" }],
    ["<DTB>", { name: "deleteSchedule", schedule: "B" }],
    ["<DU>", { name: "factoryGlyphs" }],
    ["<RPB>", { name: "setDefaultPage", page: "B" }],
    ["<BA>", { name: "setBrightness", percent: 100 }],
    ["<BB>", { name: "setBrightness", percent: 75 }],
    ["<BC>", { name: "setBrightness", percent: 50 }],
    ["<BD>", { name: "setBrightness", percent: 25 }],
    ["<BE>", { name: "beginUpdate" }],
    ["<BF>", { name: "endUpdate" }],
    ["<SC>24030501123456", { name: "setClock", time: "24030501123456" }],
    [
      "<TA>00010100009912312359AAB",
      { name: "writeSchedule", schedule: "A", from: "0001010000", until: "9912312359", pages: "AAB" },
    ],
    [
      "<FA00>\x01\x02\x03\x04<E>\x00",
      { name: "writeGlyph", font: "A", code: "00", rows: "010203043c453e00" },
    ],
    [
      `<GP8>${picture}`,
      { name: "writeGraphic", page: "P", block: 8, pixels: `3c453e00ff3c494430313e${"80".repeat(53)}` },
    ],
    ["<L9><PA>X", { name: "other", text: "<L9><PA>X" }],
    ["<L1><PA><FO><MA><WA><FA>x", { name: "other", text: "<L1><PA><FO><MA><WA><FA>x" }],
    ["<L1><PA><FA><MF><WA><FA>x", { name: "other", text: "<L1><PA><FA><MF><WA><FA>x" }],
    ["<L1><PA><FA><MA><WA><FO>x", { name: "other", text: "<L1><PA><FA><MA><WA><FO>x" }],
    ["<L1><PA><FA><MA><WA><FS>x", { name: "other", text: "<L1><PA><FA><MA><WA><FS>x" }],
    ["<GA1>short", { name: "other", text: "<GA1>short" }],
    ["<TA>00010100009912312359", { name: "other", text: "<TA>00010100009912312359" }],
  ])("tells what %j is", (payload, command) => {
    const short = payload === "<GA1>short";
    // A picture that is too short swallows what follows, until its 64 bytes are full.
    expect(commandOf(payload)).toEqual(short ? [] : [command]);
  });

  it.each([
    ["<L8><PZ><Fl><Mr><WA><Fk>x", { leading: "snow", speed: "slowest", style: "blinking", waitSeconds: 0.5 }],
    ["<L1><PA><FP><MU><WZ><FJ>x", { leading: "random", speed: "fast", style: "song3", waitSeconds: 25 }],
    ["<L1><PA><Fs><Mc><WB><Fa>x", { leading: "penAmplus", speed: "slow", style: "song1", together: false }],
  ])("tells the tags of %s", (payload, words) => {
    expect(commandOf(payload)).toMatchObject([words]);
  });

  it("reads extended characters, and leaves other tags and doubtful codes in the text", () => {
    expect(
      commandOf("<L1><PA><FA><MA><WA><FA>Pr<U6A>ts <U2F>uf 5<U00><CB><U6a><U24><U28><UBC>"),
    ).toMatchObject([{ text: "Prêts Œuf 5€<CB><U6a><U24><U28><UBC>" }]);
  });

  it("keeps the bytes where words do not say them all", () => {
    const { frames } = decodeAmplus(framed("<L1><PA><FA><MA><WA><Fk>\xe9"));
    expect(frames).toMatchObject([{ command: { text: "\xe9" }, hex: expect.stringMatching(/e9$/) }]);
  });

  it("tells right, wrong and missing checksums, and digits that are not capitals", () => {
    const { frames } = decodeAmplus(ascii("<ID0a><D*>6C<E><ID01><D*>6c<E><ID01><D*>FF<E><ID01><D*><E>"));
    expect(frames.map((frame) => ({ ...frame, command: frame.command.name }))).toEqual([
      { id: "0a", command: "deleteAll", checksum: "ok", applied: true },
      { id: "01", command: "deleteAll", checksum: "ok", applied: true, given: "6c" },
      { id: "01", command: "deleteAll", checksum: "bad", applied: false, given: "FF" },
      { id: "01", command: "deleteAll", checksum: "none", applied: false },
    ]);
  });

  it("reads both ways of setting a number", () => {
    const both = "<ID><01><E><ID>0F<E>";
    const { frames, errors } = decodeAmplus(ascii(both));
    expect(frames.map((frame) => frame.command)).toEqual([
      { name: "setId", id: "01", brackets: true },
      { name: "setId", id: "0F", brackets: false },
    ]);
    expect(errors).toEqual([]);
    expect(frames.flatMap((frame) => [...encodeAmplus(frame)])).toEqual([...ascii(both)]);
  });

  it.each([
    ["xyz<ID01><D*>6C<E>", "3 bytes outside of a frame were skipped", 1],
    ["<ID01><D*>6C<E>\r\n", "2 bytes outside of a frame were skipped", 1],
    ["<ID01><D*>6C<E><I", "2 bytes outside of a frame were skipped", 1],
    ["<<ID01><D*>6C<E>", "1 bytes outside", 1],
    ["<ID01><D*>", "it has no end", 0],
    ["<ID01><L1><PA><ID01><D*>6C<E>", "the next one began before its end", 1],
    [`<ID01>${"x".repeat(4_097)}<ID01><D*>6C<E>`, "longer than 4096 bytes", 1],
  ])("says what was dropped and why: %#", (bytes, why, count) => {
    const { frames, errors } = decodeAmplus(ascii(bytes));
    expect(errors.join()).toContain(why);
    expect(frames).toHaveLength(count);
  });

  it("takes a picture's bytes whatever they are, and a checksum that is missing behind them", () => {
    const bytes = [...framed(`<GA1>${picture}`), ...ascii(`<ID01><GA1>${"00".repeat(32)}<E>`)];
    const { frames, errors } = decodeAmplus(bytes);
    expect(errors).toEqual([]);
    expect(frames.map(({ checksum, command }) => [checksum, command.name])).toEqual([
      ["ok", "writeGraphic"],
      ["none", "writeGraphic"],
    ]);
  });

  it("never throws, whatever is cut, flipped or made up, and complains at most a hundred times", () => {
    const whole = [
      ...hex(hello),
      ...framed(`<GA1>${picture}`),
      ...framed("<FC3f>ABCDEFGH"),
      ...ascii("<ID><01><E>"),
    ];
    for (let end = 0; end <= whole.length; end++) {
      expect(decodeAmplus(whole.slice(0, end)).frames.length).toBeLessThanOrEqual(4);
      for (let bit = 0; bit < 8; bit++) {
        const flipped = whole.map((byte, index) => (index === end ? byte ^ (1 << bit) : byte));
        for (const frame of decodeAmplus(flipped).frames) encodeAmplus(frame);
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeAmplus(bytes)));
    expect(decodeAmplus(ascii("<ID01>x".repeat(300))).errors).toHaveLength(100);
  });
});

describe("encoding what was decoded", () => {
  const start = fc.constantFrom(
    "<L1><PA><FA><MA><WC><FK>",
    "<L3><PQ><Fa><Me><WZ><Fk>",
    "<L1><PA><Fa><MA><WC><FK>",
    "<L1><PA><FO>",
    "<TA>00010100009912312359A",
    "<SC>",
    "<D*>",
    "<BC>",
    "<FB7f>12345678",
    `<GC3>${"<E>".padEnd(64, "\xc3")}`,
    "",
  );
  const middle = fc
    .array(fc.constantFrom("é", "<U69>", "<U28>", "<UBC>", "<CA>", "A", "\x80", "\xe9", "<", "€"), {
      maxLength: 8,
    })
    .map((parts) => parts.join("").replaceAll("€", "<U00>"));
  const frame = fc.tuple(
    fc.constantFrom("01", "00", "fF"),
    start,
    middle,
    fc.constantFrom("ok", "FF", "0g", "", "lower"),
  );

  it("gives the same bytes, through JSON", () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 4 }), (parts) => {
        const bytes = parts.flatMap(([id, first, rest, sum]) => {
          const payload = first + rest;
          const right = checksumOf(payload);
          const given = sum === "ok" ? right : sum === "lower" ? right.toLowerCase() : sum;
          return [...ascii(`<ID${id}>${payload}${given}<E>`)].map((byte) => byte & 0xff);
        });
        const { frames, errors } = decodeAmplus(bytes);
        expect(errors).toEqual([]);
        const json: AmplusFrame[] = JSON.parse(JSON.stringify(frames));
        expect(json.flatMap((one) => [...encodeAmplus(one)])).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it("takes a percentage that is none of the four for full brightness", () => {
    const bytes = encodeAmplus({
      id: "01",
      command: { name: "setBrightness", percent: 60 },
      checksum: "ok",
      applied: true,
    });
    expect(String.fromCharCode(...bytes)).toBe("<ID01><BA>01<E>");
  });
});
