import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everySpoken, readSpoken, type Spoken } from "../../src/cli/wireTarget.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { wireCodecs } from "../../src/drivers/wireCodecs.ts";

const languages = await everySpoken();

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** Frames as they come back out of JSON. */
const throughJson = (frames: readonly object[]): unknown => JSON.parse(JSON.stringify(frames));

const encode = ({ codec, target }: Spoken, frames: unknown): Uint8Array => codec.frames(target).parse(frames);

const issuesOf = ({ codec, target }: Spoken, frames: unknown): string[] =>
  (codec.frames(target).safeParse(frames).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

/** What drivers of each language send, to be damaged. */
const samples: Readonly<Record<string, readonly string[]>> = {
  alpha: [
    "00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04",
    "00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 03 30 31 46 42 04",
    "00 00 00 00 00 01 5A 30 30 02 45 24 41 41 55 30 34 30 30 46 46 30 30 31 42 4C 30 30 32 30 30 30 30 30 04",
    "00 00 00 00 00 01 5A 30 30 02 41 41 1B 30 62 1E 31 1C 32 10 31 03 02 47 31 33 36 34 04",
    "00 00 00 00 00 01 5A 30 30 02 45 2E 53 55 41 42 04",
  ],
  amplus: [
    Buffer.from("<ID01><L1><PA><FA><MQ><WC><FA>HELLO4B<E><ID><02><E><ID01><SC>0901051230450052<E>").toString(
      "hex",
    ),
  ],
  alcatel: ["88 00 87 8B 41 54 54 45 4E 54 45 20 31 32 8F", "A8 01 A0 AC 41 AF"],
  modbus: [
    "01 10 00 00 00 06 0C 00 20 00 20 00 20 00 20 00 34 00 32 58 C8",
    "01 06 00 07 00 2A B9 D4",
    "01 03 00 00 00 02 C4 0B",
    "01 83 02 C0 F1",
  ],
};

describe("the languages of the wire tools", () => {
  it("are those of the display drivers", () => {
    expect([...wireCodecs.keys()].toSorted()).toEqual([...displayDrivers.keys()].toSorted());
    expect(new Set(languages.map(({ codec }) => codec.kind))).toEqual(new Set(displayDrivers.keys()));
  });

  it.each(languages)("$protocol says any bytes in words that give the same words again", (spoken) => {
    const { codec, target } = spoken;
    const pieces = (samples[codec.kind] ?? []).map(hex);
    const bytes = fc
      .array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(new Uint8Array(), ...pieces)), {
        maxLength: 6,
      })
      .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
    fc.assert(
      fc.property(bytes, (noise) => {
        const { frames, encoded } = codec.decode(noise, target);
        const again = encode(spoken, throughJson(frames));
        expect(again).toEqual(Uint8Array.from(encoded.flatMap((part) => [...part])));
        expect(codec.decode(again, target).frames).toEqual(frames);
      }),
      { numRuns: 150 },
    );
  });

  it("gives a frame back that names a line which no sign has", () => {
    const spoken = languages.find(({ target }) => target.model.id === "rockwell-dl50");
    if (spoken === undefined) throw new Error("the model is gone");
    const { frames } = spoken.codec.decode(hex("00 00 0D"), spoken.target);
    expect(encode(spoken, throughJson(frames))).toEqual(hex("00 00 0D"));
  });

  it.each(languages.filter(({ codec }) => samples[codec.kind] !== undefined))(
    "$protocol gives whole frames back byte for byte",
    (spoken) => {
      for (const sample of samples[spoken.codec.kind] ?? []) {
        const { frames } = spoken.codec.decode(hex(sample), spoken.target);
        expect(encode(spoken, throughJson(frames))).toEqual(hex(sample));
      }
    },
  );
});

describe("a sign that was spoken to", () => {
  const addressed = async (protocol: string, bytes: Uint8Array): Promise<unknown> => {
    const { codec, target } = await readSpoken(protocol, undefined);
    return codec.decode(bytes, target).addressee;
  };
  const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");

  it.each([
    ["alpha", hex("00 00 00 00 00 01 5E 30 37 02 41 41 48 49 04"), { type: "^", address: "07" }],
    ["amplus", latin1("<ID0A><D*>52<E>"), { id: 10 }],
    ["amplus", latin1("<ID00><D*>52<E>"), {}],
    ["amplus", latin1("<ID><02><E>"), {}],
    ["alcatel", hex("A8 01 A0 AC 41 AF"), { board: 2 }],
    ["modbus", hex("01 06 00 07 00 2A B9 D4"), { slave: 1 }],
    ["pro-lite-m2014r", latin1("<ID07>\r\n"), { address: 7 }],
    ["alpha", hex(""), {}],
  ])("in %s has the address that stands in the frame (%#)", async (protocol, bytes, expected) => {
    expect(await addressed(protocol, bytes)).toEqual(expected);
  });

  it("is every slave where a Modbus master speaks to all, and none where a slave answers", async () => {
    const modbus = await readSpoken("modbus", undefined);
    const broadcast = encode(modbus, [{ name: "writeRegister", slave: 0, register: 1, value: 2 }]);
    expect(await addressed("modbus", broadcast)).toEqual({});
    const answer = encode(modbus, [{ name: "registersWritten", slave: 9, register: 1, count: 2 }]);
    expect(modbus.codec.decode(answer, modbus.target)).toMatchObject({ heard: [], addressee: {} });
  });

  it("has no address where the frames of a definition have none", async () => {
    const display = languages.find(({ protocol }) => protocol === "matrix-orbital-2x16");
    expect(display).toBeDefined();
    if (display === undefined) return;
    const bytes = encode(display, [{ name: "text", line: 1, texts: [[{ text: "HI" }]] }]);
    expect(display.codec.decode(bytes, display.target).addressee).toEqual({});
  });
});

describe("frames that somebody wrote by hand", () => {
  it("need only say what is not as usual", async () => {
    const alpha = await readSpoken("alpha", undefined);
    expect(encode(alpha, [{ commands: [{ name: "writeText", text: "HELLO" }] }])).toEqual(
      hex("00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04"),
    );
    const summed = [{ commands: [{ name: "writeText", text: "HELLO", checksum: "ok" }] }];
    expect(encode(alpha, summed)).toEqual(
      hex("00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 03 30 31 46 42 04"),
    );
    const table = [
      {
        commands: [
          {
            name: "configureMemory",
            files: [
              { label: "A", type: "A", locked: false, size: 1024, extra: "FF00" },
              { label: "1", type: "B", locked: true, size: 32, extra: "0000" },
            ],
          },
        ],
      },
    ];
    expect(Buffer.from(encode(alpha, table)).toString("latin1")).toContain(
      "\x02E$AAU0400FF001BL00200000\x04",
    );
    const modbus = await readSpoken("modbus", undefined);
    expect(encode(modbus, [{ name: "writeRegister", register: 7, value: 42 }])).toEqual(
      hex("01 06 00 07 00 2A B9 D4"),
    );
  });

  it.each([
    ["alpha", [{ commands: [] }], "0.commands"],
    ["alpha", [{ commands: [{ name: "writeTxt", text: "" }] }], "0.commands.0.name"],
    ["alpha", [{ commands: ["A"] }], "0.commands.0"],
    ["alpha", [{ commands: [{ name: "writeText", text: "日" }] }], '0.commands.0.text: "日" cannot be sent'],
    ["alpha", [{ commands: [{ name: "writeText", text: "A\u0004" }] }], "0.commands.0.text"],
    ["alpha", [{ commands: [{ name: "writeText", text: "A", mode: "hold" }] }], "position and mode"],
    ["alpha", [{ commands: [{ name: "writeText", text: "A", special: "1" }] }], "special needs mode"],
    ["alpha", [{ commands: [{ name: "writeText", text: "A", hex: "4104" }] }], "without 02, 03 and 04"],
    ["alpha", [{ sync: { byte: 0, count: 2 }, commands: [{ name: "softReset" }] }], "0.sync.count"],
    ["amplus", [{ id: "01", command: { name: "setBrightness", percent: 60 } }], "100, 75, 50 or 25"],
    ["amplus", [{ id: "01", command: { name: "deletePage", line: 9, page: "A" } }], "0.command.line"],
    ["alcatel", [{ line: 1, runs: [] }], "1 to 16 characters"],
    ["alcatel", [{ line: 1, runs: [{ text: "12345678901234567" }] }], "1 to 16 characters"],
    ["modbus", [{ name: "writeRegister", register: 70_000, value: 1 }], "0.register"],
    ["pro-lite-m2014r", [{ name: "text", texts: [[{ text: "日" }]] }], "the display has no"],
    ["pro-lite-m2014r", [{ name: "text", part: 2, texts: [] }], "0.part: the definition has only 2"],
    ["pro-lite-m2014r", [{ name: "alarm", texts: [] }], "0.name: the definition has no frames.alarm"],
  ])("of %s that cannot be sent are refused: %j", async (protocol, frames, expected) => {
    expect(issuesOf(await readSpoken(protocol, undefined), frames).join("\n")).toContain(expected);
  });

  it.each([
    ["日", "the sign has no"],
    ["A<E>", "must not hold <E>"],
  ])("for an Amplus page with the text %s are refused", async (text, expected) => {
    const page = {
      name: "writePage",
      line: 1,
      page: "A",
      leading: "immediate",
      speed: "fast",
      style: "steady",
      waitSeconds: 2,
      lagging: "immediate",
    };
    const amplus = await readSpoken("amplus", undefined);
    expect(issuesOf(amplus, [{ id: "01", command: { ...page, text } }]).join()).toContain(expected);
    expect(
      Buffer.from(encode(amplus, [{ id: "01", command: { ...page, text: "HELLO" } }])).toString("latin1"),
    ).toMatch(/^<ID01><L1><PA><FA><MQ><WC><FA>HELLO[0-9A-F]{2}<E>$/);
  });
});
