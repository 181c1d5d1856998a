import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { wireDecodeCommand, wireEncodeCommand } from "../../src/cli/wire.ts";
import { Fault } from "../../src/ports/fault.ts";
import { withParity } from "../../src/shared/softwareParity.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-wire-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hello = "00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04";
const helloBytes = Buffer.from(hello.replaceAll(" ", ""), "hex");

async function* pipe(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

interface Given {
  readonly hex?: string;
  readonly file?: string;
  readonly model?: string;
  readonly json?: boolean;
  readonly input?: string;
  readonly stdin?: AsyncIterable<Uint8Array>;
}

async function decode(protocol: string, { input, stdin, json = false, ...options }: Given) {
  const { terminal, written, errors } = recordingTerminal();
  const code = await wireDecodeCommand(protocol, input, { ...options, json }, terminal, stdin ?? pipe());
  return { code, out: written(), errors: errors() };
}

async function decodeJson(protocol: string, given: Given) {
  return JSON.parse((await decode(protocol, { ...given, json: true })).out);
}

async function encode(
  protocol: string,
  json: string | Uint8Array,
  options: { model?: string; raw?: boolean } = {},
) {
  const { terminal, written, errors } = recordingTerminal();
  const raw: number[] = [];
  const out = { ...terminal, writeBytes: (bytes: Uint8Array) => void raw.push(...bytes) };
  const given = { from: "-", raw: false, ...options };
  const code = await wireEncodeCommand(protocol, given, out, pipe(json));
  return { code, out: written(), errors: errors(), raw };
}

/** The message and advice of the Fault that a promise ends with. */
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no fault",
    (error: unknown) => (error instanceof Fault ? `${error.message}\n${error.advice}` : String(error)),
  );

describe("bandeau wire decode", () => {
  it("says the maker's first example as JSON", async () => {
    expect(await decodeJson("alpha", { hex: hello })).toEqual({
      protocol: "alpha",
      frames: [
        {
          sync: { byte: 0, count: 5 },
          form: "binary",
          receivers: [{ type: "Z", address: "00" }],
          commands: [{ name: "writeText", label: "A", text: "HELLO", checksum: "none", applied: true }],
        },
      ],
      glass: ["HELLO"],
      errors: [],
    });
  });

  it("says it to a person too", async () => {
    const { code, out } = await decode("alpha", { hex: hello });
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "alpha: 1 frame in 18 bytes",
      'frame 1  sync {"byte":0,"count":5}  form "binary"  receivers [{"type":"Z","address":"00"}]',
      '    writeText  label "A"  text "HELLO"',
      "a sign shows",
      "  HELLO",
      "",
    ]);
  });

  it("shows what a sign shows after a wipe, a plan, a text and a figure", async () => {
    const frame = (body: string): string => `\0\0\0\0\0\x01Z00\x02${body}\x04`;
    const bytes = Buffer.from(
      [
        frame("E$"),
        frame("E$AAU0400FF001BL00200000"),
        frame("AA\x1b0bThe count is \x101"),
        frame("G1364"),
      ].join(""),
      "latin1",
    );
    expect((await decodeJson("alpha", { input: "-", stdin: pipe(bytes) })).glass).toEqual([
      "The count is 364",
    ]);
  });

  it("takes the part of the sign that was spoken to", async () => {
    const own = `00 00 00 00 00 01 5E 30 37 ${hello.slice(27)}`;
    expect((await decodeJson("alpha", { hex: own })).glass).toEqual(["HELLO"]);
    const nobody = `00 00 00 00 00 01 7A 30 37 ${hello.slice(27)}`;
    expect((await decodeJson("alpha", { hex: nobody })).frames[0].receivers).toEqual([
      { type: "z", address: "07" },
    ]);
  });

  it("says what was dropped of damaged bytes, and why", async () => {
    const wrongSum = "00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 03 30 31 46 36 04";
    const { frames, glass, errors } = await decodeJson("alpha", { hex: `${wrongSum} ${hello.slice(0, -3)}` });
    expect(frames[0].commands[0]).toMatchObject({ text: "HELLO", checksum: "bad", applied: false });
    expect(glass).toEqual([]);
    expect(errors).toEqual(["a frame was dropped: it has no end"]);
    const { out } = await decode("alcatel", { hex: "88 00 41" });
    expect(out).toBe("alcatel: no frames in 3 bytes\ndropped\n  a line has no end\n");
    expect((await decodeJson("alpha", { hex: "41 42" })).errors).toEqual([
      "none of the 2 bytes begins a frame",
    ]);
    expect(await decodeJson("alpha", { hex: "" })).toMatchObject({ frames: [], errors: [] });
  });

  it("takes the parity off that a recording with eight bits has", async () => {
    const recorded = withParity(helloBytes, "even");
    const { glass, errors } = await decodeJson("alpha", { input: "-", stdin: pipe(recorded) });
    expect(glass).toEqual(["HELLO"]);
    expect(errors[0]).toContain("bit 7 of every byte was left out");
    expect((await decodeJson("alpha", { hex: "80 81 82" })).frames).toEqual([]);
  });

  it("reads files of bytes, files of digits, and pipes in pieces", async () => {
    const raw = join(folder, "raw");
    const digits = join(folder, "digits");
    writeFileSync(raw, helloBytes);
    writeFileSync(digits, `${hello}\n`);
    expect((await decodeJson("alpha", { file: raw })).glass).toEqual(["HELLO"]);
    expect((await decodeJson("alpha", { file: digits })).glass).toEqual(["HELLO"]);
    expect(
      (await decodeJson("alpha", { file: "-", stdin: pipe(hello.slice(0, 10), hello.slice(10)) })).glass,
    ).toEqual(["HELLO"]);
  });

  it("knows a language by its driver, a model or a make", async () => {
    const line = "88 00 87 8B 41 54 54 45 4E 54 45 20 31 32 8F";
    expect(await decodeJson("alcatel-2x16", { hex: line })).toMatchObject({
      protocol: "alcatel-2x16",
      glass: ["ATTENTE 12"],
    });
    const proLite = Buffer.from("<ID01>\r\n<ID01><PA><FD>WAITING 12\r\n<ID01><RPA>\r\n").toString("hex");
    for (const name of ["prolite", "pro-lite-m2014r"])
      expect((await decodeJson(name, { hex: proLite })).glass).toEqual(["WAITING 12"]);
    expect((await decodeJson("template", { model: "pro-lite-m2014r", hex: proLite })).glass).toEqual([
      "WAITING 12",
    ]);
    expect(
      (await decodeJson("modbus", { model: "modbus-dm36b06", hex: "01 06 00 07 00 2A B9 D4" })).frames,
    ).toEqual([{ name: "writeRegister", slave: 1, register: 7, value: 42 }]);
  });

  it("reads a model that somebody is still writing", async () => {
    const file = join(folder, "mine.yaml");
    const model = {
      schema: 1,
      id: "mine",
      name: "Mine",
      driver: "template",
      rows: 1,
      columns: 8,
      colours: ["red"],
      serial: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
      pacing: { betweenFramesMs: 100 },
      refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null },
      settings: { frames: { text: "#{text}{CR}" } },
      samples: [{ hex: "23 0D", shows: [] }],
      source: "nobody",
    };
    writeFileSync(file, JSON.stringify(model));
    expect((await decodeJson("template", { model: file, hex: "23 41 42 0D" })).glass).toEqual(["AB"]);
    writeFileSync(file, JSON.stringify({ ...model, rows: "one", colurs: [] }));
    const told = await faultOf(decode("template", { model: file, hex: "00" }));
    expect(told).toContain("must be a number, is the text 'one'");
    expect(told).toContain("unknown key 'colurs'; did you mean 'colours'?");
    writeFileSync(file, "a: [");
    expect(await faultOf(decode("template", { model: file, hex: "00" }))).toContain("mine.yaml:1");
    expect(await faultOf(decode("template", { model: join(folder, "no.yaml"), hex: "00" }))).toContain(
      "no such file",
    );
  });

  it.each([
    ["alfa", { hex: "00" }, "there is no protocol 'alfa'\ndid you mean 'alpha'?"],
    [
      "template",
      { hex: "00" },
      "template is another language for each display\nsay which with --model: matrix",
    ],
    ["amplus", { hex: "00", model: "alpha-4120c" }, "alpha-4120c speaks alpha, not amplus\nwrite alpha"],
    [
      "alpha",
      { hex: "00", model: "alpha-4120" },
      "there is no display model 'alpha-4120'\ndid you mean 'alpha-4120c'?",
    ],
    ["alpha", { hex: "00 0g" }, '--hex:1:5  "g" is no hexadecimal digit'],
    ["alpha", { input: "-", stdin: pipe("00\n4") }, "stdin:2:1  a byte has two digits: write 04"],
    ["alpha", { file: "/nowhere/at/all" }, "/nowhere/at/all cannot be read: there is no such file"],
    ["alpha", { hex: "00".repeat(1_000_001) }, "more than 1000000 bytes"],
    ["alpha", { input: "-", stdin: pipe(Buffer.alloc(6_000_001, 1)) }, "stdin has more than 1000000 bytes"],
    ["alpha", { file: "/dev/zero" }, "/dev/zero has more than 1000000 bytes"],
  ])("%s with a mistake (%#) is told", async (protocol, given, expected) => {
    expect(await faultOf(decode(protocol, given))).toContain(expected);
  });

  it.each([[{}], [{ hex: "00", input: "-" }], [{ input: "capture.bin" }]])(
    "wants its bytes from one place: %j",
    async (given) => {
      const { code, errors } = await decode("alpha", given);
      expect([code, errors]).toEqual([
        2,
        expect.stringContaining("--hex DIGITS, --file FILE, or - for stdin"),
      ]);
    },
  );
});

describe("bandeau wire encode", () => {
  it("takes the JSON of decode and gives the same bytes, as digits or raw", async () => {
    const { out: json } = await decode("alpha", { hex: hello, json: true });
    expect(await encode("alpha", json)).toMatchObject({
      code: 0,
      out: `${helloBytes.toString("hex")}\n`,
      raw: [],
    });
    expect(await encode("alpha", json, { raw: true })).toMatchObject({
      code: 0,
      out: "",
      raw: [...helloBytes],
    });
    const file = join(folder, "frames.json");
    writeFileSync(file, json);
    const { terminal, written } = recordingTerminal();
    const out = { ...terminal, writeBytes: () => undefined };
    expect(await wireEncodeCommand("alpha", { from: file, raw: false }, out, pipe())).toBe(0);
    expect(written()).toBe(`${helloBytes.toString("hex")}\n`);
  });

  it("takes control characters of every kind through the JSON", async () => {
    const body = Buffer.from("G1\x05\x7f\x85\x9f\xff\x1b\x00\xad", "latin1").toString("hex");
    const bytes = `0000000000015a303002${body}04`;
    const { out: json } = await decode("alpha", { hex: bytes, json: true, model: "alpha-betabrite" });
    expect(await encode("alpha", json, { model: "alpha-betabrite" })).toMatchObject({
      code: 0,
      out: `${bytes}\n`,
    });
  });

  it.each([
    [
      '{"frames": [{"commands": [{"name": "writeTxt"}]}]}',
      "frames.0.commands.0.name",
      "did you mean 'writeText'",
    ],
    [
      '{"frames": [{"commands": [{"name": "writeText", "txt": "A"}]}]}',
      "frames.0.commands.0",
      "did you mean 'text'",
    ],
    [
      '{"frames": [{"commands": [{"name": "readText", "label": 1}]}]}',
      "frames.0.commands.0.label",
      "in quotes",
    ],
    ["{}", "", "'frames' is missing"],
    ['{"frames": [', "", "stdin:1"],
    ["", "", "the file is empty"],
    [Buffer.of(0xff, 0x41), "", "is not UTF-8"],
  ])("tells where %j is wrong", async (json, path, message) => {
    const { code, errors, out } = await encode("alpha", json);
    expect([code, out]).toEqual([1, ""]);
    expect(errors).toContain(path);
    expect(errors).toContain(message);
  });
});
