import { describe, expect, it } from "vitest";
import { type WireEncodeLightOptions, wireEncodeLightCommand } from "../../src/cli/wireLight.ts";
import { type WireDecodeLightOptions, wireDecodeLightCommand } from "../../src/cli/wireLightDecode.ts";
import { Fault } from "../../src/ports/fault.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

async function* pipe(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function encodeText(model: string, options: Omit<WireEncodeLightOptions, "json">): Promise<string> {
  const { terminal, written } = recordingTerminal();
  expect(await wireEncodeLightCommand(model, { ...options, json: false }, terminal)).toBe(0);
  return written();
}

async function encode(model: string, options: Omit<WireEncodeLightOptions, "json">): Promise<unknown> {
  const { terminal, written } = recordingTerminal();
  expect(await wireEncodeLightCommand(model, { ...options, json: true }, terminal)).toBe(0);
  return JSON.parse(written());
}

async function decode(model: string, options: Partial<WireDecodeLightOptions>, input?: string, stdin = "") {
  const { terminal, written, errors } = recordingTerminal();
  const given = { json: false, ...options };
  const code = await wireDecodeLightCommand(model, input, given, terminal, pipe(stdin));
  return { code, out: written(), errors: errors() };
}

const decodeJson = async (model: string, options: Partial<WireDecodeLightOptions>) =>
  JSON.parse((await decode(model, { ...options, json: true })).out);

/** The message and advice of the Fault that a promise ends with. */
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no fault",
    (error: unknown) => (error instanceof Fault ? `${error.message}\n${error.advice}` : String(error)),
  );

describe("bandeau wire encode light", () => {
  // Bytes of the maker's sheet "Luxafor protocol", and of the other makers' documents.
  it.each<[string, Omit<WireEncodeLightOptions, "json">, string[]]>([
    ["luxafor-flag", { rgb: "ff8000" }, ["0001ffff8000000000"]],
    ["luxafor-flag", { rgb: "#FF8000" }, ["0001ffff8000000000"]],
    ["luxafor", { colour: "Amber" }, ["0001ffff8000000000"]],
    ["Luxafor Flag", { colour: "#ff8000" }, ["0001ffff8000000000"]],
    ["luxafor-flag", { colour: "green", led: "1" }, ["00010100ff00000000"]],
    ["luxafor-flag", { off: true }, ["0001ff000000000000"]],
    ["blink1-mk2", { colour: "red", led: "top" }, ["016eff0000000001"]],
    ["blink1-mk2", { colour: "red", fadeMs: 300 }, ["0163ff0000001e00"]],
    ["muteme-original", { colour: "red", flash: "fast" }, ["0021"]],
    ["muteme-original", { colour: "red", dim: 20 }, ["0011"]],
    ["epos-busylight", { colour: "red" }, ["011202ff0000ff000001"]],
    ["lcus-2", { led: "1" }, ["a00101a2"]],
    ["adafruit-tower", { led: "red", flash: "fast" }, ["41"]],
  ])("says %s %j as its maker does", async (model, options, reports) => {
    expect(await encode(model, options)).toMatchObject({ reports });
  });

  it("puts one lamp out that burns", async () => {
    expect(await encode("blink1-mk2", { off: true, led: "2" })).toMatchObject({ model: "blink1-mk2" });
    expect(await encode("lcus-2", { off: true, led: "2" })).toMatchObject({ reports: ["a00200a2"] });
  });

  it("gives the lit and the dark frames of a light that does not flash by itself", async () => {
    expect(await encode("gpio-tower-3", { colour: "red", flash: "fast" })).toEqual({
      model: "gpio-tower-3",
      levels: [[true, false, false]],
      dark: [[false, false, false]],
      hostFlashHz: 1,
    });
    const text = await encodeText("epos-busylight", { colour: "red", flash: "slow" });
    expect(text).toContain("lit\n  output report  01 12 02 ff 00 00 ff 00 00 01\ndark\n");
    expect(text).toContain("0.5 times a second");
  });

  it("says who keeps a rhythm, and where its rate is not known", async () => {
    expect(await encodeText("luxafor-flag", { colour: "red", flash: "fast" })).toContain(
      "its maker does not say",
    );
    expect(await encodeText("kuando-busylight-omega", { colour: "red", flash: "fast" })).toContain(
      "it flashes by itself, at 1 Hz",
    );
    expect(await encodeText("zigbee2mqtt-plug", { led: "1", flash: "fast" })).toContain("cannot flash");
  });

  it("says what keeps a light alive, and of others that they need nothing", async () => {
    const { reports } = Object(await encode("kuando-busylight-alpha", { keepalive: true }));
    expect(reports).toEqual([expect.stringMatching(/^008f/)]);
    expect(await encodeText("kuando-busylight-alpha", { keepalive: true })).toContain("every 8 s");
    expect(await encode("luxafor-flag", { keepalive: true })).toEqual({ model: "luxafor-flag", reports: [] });
    expect(await encodeText("luxafor-flag", { keepalive: true })).toContain("needs none");
  });

  it("gives messages of lights on the bus", async () => {
    const { messages } = Object(await encode("wled-strip", { colour: "red" }));
    expect(messages).toEqual([
      { topic: expect.stringMatching(/\/api$/), payload: expect.stringContaining("[255,0,0]") },
    ]);
    expect(await encodeText("wled-strip", { off: true })).toContain('"on":false');
  });

  it("sounds the buzzer where there is one", async () => {
    expect(await encode("gpio-tower-3-buzzer", { colour: "red", buzzer: true })).toMatchObject({
      levels: [[true, false, false, true]],
    });
    expect(await faultOf(encode("gpio-tower-3", { colour: "red", buzzer: true }))).toContain("has no buzzer");
  });

  it.each<[string, string, Omit<WireEncodeLightOptions, "json">, string]>([
    ["a model that nobody knows", "luxafro", { colour: "red" }, "did you mean 'luxafor'?"],
    ["a make with several models", "patlite", { colour: "red" }, "one of patlite-"],
    ["a colour that nobody knows", "luxafor", { colour: "rde" }, "did you mean 'red'?\nknown: red, orange"],
    ["digits that are none", "luxafor", { rgb: "ff80" }, "six digits RRGGBB"],
    ["two colours", "luxafor", { rgb: "ff8000", colour: "red" }, "either --rgb or --colour"],
    ["no colour", "luxafor", {}, "--off"],
    ["a lamp that there is not", "luxafor", { colour: "red", led: "9" }, "its lamps are 1 led1"],
    ["a colour that a tower lacks", "gpio-tower-3", { colour: "blue" }, "it has red, amber, green"],
    ["another colour of a lamp", "gpio-tower-3", { colour: "blue", led: "red" }, "the lamp red is red"],
    ["a colour to stay alive", "luxafor", { keepalive: true, off: true }, "--keepalive alone"],
    [
      "a file that is not there",
      "./nothing.yaml",
      { colour: "red" },
      "nothing.yaml is not the file of a light model",
    ],
  ])("explains %s", async (_, model, options, words) => {
    expect(await faultOf(encode(model, options))).toContain(words);
  });
});

describe("bandeau wire decode light", () => {
  it("says what reports are, and what the light then shows", async () => {
    const hex = ["0001ffff8000000000", "00 01 01 00 00 ff 00 00 00"];
    expect(await decodeJson("luxafor-flag", { hex })).toEqual({
      model: "luxafor-flag",
      reports: [
        { hex: "0001ffff8000000000", name: "static", facts: { led: "all", rgb: "#ff8000" }, problems: [] },
        { hex: "0001010000ff000000", name: "static", facts: { led: 1, rgb: "#0000ff" }, problems: [] },
      ],
      look: { lamps: ["blue", "amber", "amber", "amber", "amber", "amber"], buzzer: false },
      errors: [],
    });
  });

  it("takes feature reports, lines, messages and levels for what they are", async () => {
    expect((await decodeJson("blink1-mk2", { hex: ["016eff0000000000"] })).look.lamps).toEqual([
      "red",
      "red",
    ]);
    expect((await decodeJson("lcus-2", { hex: ["a00101a2"] })).errors).toEqual([]);
    const levels = await decode("gpio-tower-3-buzzer", { levels: ["1 0 0 1"] });
    expect(levels.out).toContain("  red  red\n  amber  off\n  green  off\n  buzzer  on\n");
    const said = Object(await encode("wled-strip", { colour: "red" })).messages[0];
    const told = await decodeJson("wled-strip", { topic: [said.topic], payload: [said.payload] });
    expect(told.look.lamps).toEqual(["red"]);
    expect(told.reports[0]).toMatchObject(said);
  });

  it("reads from a pipe", async () => {
    expect((await decode("luxafor-flag", {}, "-", "0001ffff0000000000")).out).toContain("led1  red");
  });

  it("says what breaks a light, and what is no command of it", async () => {
    const { out } = await decode("blink1-mk2", { hex: ["0147000000000000", "01aa000000000000"] });
    expect(out).toContain("wrong\n  frame 1: ");
    expect(out).toContain("frame 2: ");
    expect(out).toContain("the light is broken for good");
  });

  it("asks for what is missing", async () => {
    expect(await decode("luxafor-flag", {})).toMatchObject({
      code: 2,
      errors: expect.stringContaining("--hex"),
    });
    expect(await decode("wled-strip", {})).toMatchObject({
      code: 2,
      errors: expect.stringContaining("--topic"),
    });
    expect(await faultOf(decode("wled-strip", { topic: ["a"] }))).toContain("--topic and --payload for each");
    expect(await faultOf(decode("gpio-tower-3", { levels: ["10"] }))).toContain(
      "has 3 outputs, and '10' tells 2 levels",
    );
    expect(await faultOf(decode("luxafor-flag", { hex: ["zz"] }))).toContain("no hexadecimal digit");
  });
});
