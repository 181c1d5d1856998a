import { describe, expect, it } from "vitest";
import { z } from "zod";
import { displaySchema, siteSchema } from "../../src/config/siteSchema.ts";
import { brief, goodSite, shapeProblems, siteWith } from "./siteBench.ts";

/** What is told about a site with one piece replaced: message, and what to write or do. */
function told(piece: string | RegExp, by: string): string[] {
  return shapeProblems(siteSchema, siteWith(piece, by)).map(
    ({ line, column, path, message, instead, advice }) =>
      [`${line}:${column} ${path}: ${message}`, instead && `write ${instead}`, advice]
        .filter(Boolean)
        .join(" | "),
  );
}

describe("the form of a site", () => {
  it("has nothing to say about a good site", () => {
    expect(shapeProblems(siteSchema, goodSite)).toEqual([]);
  });

  it("fills in every option, and an id for each page and alarm", () => {
    const display = displaySchema.parse({
      id: "wall",
      model: "m",
      port: "simulated",
      pages: [{ lines: ["a"] }, { id: "own", lines: ["b"] }],
      alarms: [{ lines: ["c"], when: "true" }],
    });
    expect(display.pages.map(({ id }) => id)).toEqual(["page-1", "own"]);
    expect(display.alarms).toEqual([
      { id: "alarm-1", lines: ["c"], when: "true", blink: true, minimumSeconds: 20 },
    ]);
    expect(display).toMatchObject({
      colour: "green",
      atStop: "blank",
      noDataAfterSeconds: 300,
      settings: {},
    });
  });

  it.each<[string, string | RegExp, string, string]>([
    [
      "an unknown key near a known one",
      "    port: tcp",
      "    prot: tcp",
      "27:5 displays.1: unknown key 'prot'; did you mean 'port'?",
    ],
    [
      "an unknown key near none",
      "node: wall-1",
      "node: wall-1\nzzzzzz: 1",
      "4:1 : unknown key 'zzzzzz' | known: $schema, version, site, node, language, timeZone, broker, sources, queues, groups, serviceLevel, thresholds and 11 more",
    ],
    [
      "a merge key",
      "  acd: {}",
      '  acd: { "<<": 1 }',
      "7:10 sources.acd: unknown key '<<' | YAML 1.2 has no merge keys: write the keys out",
    ],
    [
      "a number where an id is wanted",
      'id: "60100"',
      "id: 0012",
      '9:16 queues.sales.id: must be text, is the number 12: it must be in quotes | write "0012"',
    ],
    [
      "true where a name is wanted",
      "name: Sales",
      "name: true",
      '9:31 queues.sales.name: must be text, is true: it must be in quotes | write "true"',
    ],
    [
      "nothing where text is wanted",
      "name: Sales",
      "name:",
      "9:25 queues.sales.name: must be text, is empty",
    ],
    [
      "a list where text is wanted",
      "name: Sales",
      "name: [a]",
      "9:31 queues.sales.name: must be text, is a list",
    ],
    [
      "a map where text is wanted",
      "name: Sales",
      "name: {a: b}",
      "9:31 queues.sales.name: must be text, is a map of keys",
    ],
    [
      "text where a number is wanted",
      "above: 5",
      "above: '5'",
      "17:18 thresholds.0.steps.0.above: must be a number, is the text '5' | write 5",
    ],
    [
      "a French decimal comma",
      "above: 5,",
      "above: '5,5',",
      "17:18 thresholds.0.steps.0.above: must be a number, is the text '5,5' | write 5.5",
    ],
    [
      "words where a number is wanted",
      "above: 5",
      "above: many",
      "17:18 thresholds.0.steps.0.above: must be a number, is the text 'many'",
    ],
    [
      "yes",
      "colour: amber",
      "colour: amber, blink: yes",
      "17:52 thresholds.0.steps.0.blink: must be true or false, is the text 'yes' | write true",
    ],
    [
      "non",
      "colour: amber",
      "colour: amber, blink: non",
      "17:52 thresholds.0.steps.0.blink: must be true or false, is the text 'non' | write false",
    ],
    [
      "perhaps",
      "colour: amber",
      "colour: amber, blink: perhaps",
      "17:52 thresholds.0.steps.0.blink: must be true or false, is the text 'perhaps'",
    ],
    [
      "one entry for a list",
      'urls: ["mqtt://broker:1883"]',
      "urls: mqtt://broker:1883",
      "5:9 broker.urls: must be a list, is the text 'mqtt://broker:1883' | write [mqtt://broker:1883]",
    ],
    [
      "a colour there is not",
      "colour: red",
      "colour: rde",
      "18:39 thresholds.0.steps.1.colour: must be red, green, amber, yellow, orange, white or blue, is the text 'rde'; did you mean 'red'?",
    ],
    [
      "a number in quotes for a number",
      "version: 1",
      'version: "1"',
      "1:10 version: must be 1 without quotes | write 1",
    ],
    [
      "a missing key",
      "    model: two-rows\n    port: /dev",
      "    port: /dev",
      "20:5 displays.0: 'model' is missing | A file of devices/displays: bandeau devices lists them",
    ],
    [
      "a missing choice",
      ", colour: amber",
      "",
      "17:9 thresholds.0.steps.0: 'colour' is missing | it may be red, green, amber, yellow, orange, white or blue",
    ],
    ["a missing version", "version: 1\n", "", "1:1 : 'version' is missing | it may be 1"],
    ["a missing site", "site: flowers\n", "", "1:1 : 'site' is missing"],
    [
      "a name in the wrong form",
      "site: flowers",
      "site: Fleurs d'Été",
      "2:7 site: must be lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit, not 'Fleurs d'Été' | write fleurs-d-ete",
    ],
    [
      "a name without a letter",
      "site: flowers",
      "site: '---'",
      "2:7 site: must be lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit, not '---'",
    ],
    [
      "a key in the wrong form",
      "  service: {",
      "  Après-Vente: {",
      "10:3 queues.Après-Vente: must be a lower-case letter, then letters, digits or _, 31 at most, not 'Après-Vente' | write apresVente",
    ],
    ["an empty text", 'id: "60100"', 'id: ""', "9:16 queues.sales.id: must not be empty"],
    [
      "a text too long",
      "name: Sales",
      `name: ${"x".repeat(70)}`,
      "9:31 queues.sales.name: must have at most 64 characters, has 70",
    ],
    [
      "a number too small",
      "  acd: {}",
      "  acd: { staleAfterSeconds: 1 }",
      "7:29 sources.acd.staleAfterSeconds: must be 2 or more, is 1",
    ],
    [
      "a number too large",
      "  acd: {}",
      "  acd: { staleAfterSeconds: 90000 }",
      "7:29 sources.acd.staleAfterSeconds: must be 86400 or less, is 90000",
    ],
    [
      "half a second",
      "  acd: {}",
      "  acd: { staleAfterSeconds: 2.5 }",
      "7:29 sources.acd.staleAfterSeconds: must be a whole number, is the number 2.5",
    ],
    [
      "an empty list",
      'urls: ["mqtt://broker:1883"]',
      "urls: []",
      "5:9 broker.urls: must have at least 1 entry, has none",
    ],
    [
      "a list too long",
      'urls: ["mqtt://broker:1883"]',
      "urls: [a, b, c, d, e, f, g, h, i]",
      "5:9 broker.urls: must have at most 8 entries, has 9",
    ],
    [
      "both limits",
      "above: 5,",
      "above: 5, below: 1,",
      "17:9 thresholds.0.steps.0: needs either above or below, not both",
    ],
    [
      "text for a map",
      "  acd: {}",
      "  acd: native",
      "7:8 sources.acd: must be a map of keys, is the text 'native'",
    ],
    [
      "a line that is a number",
      '"{clock}"]',
      "12]",
      '24:36 displays.0.pages.0.lines.1: must be text or a map of keys, is the number 12: it must be in quotes | write "12"',
    ],
    [
      "a line that is nothing",
      '"{clock}"]',
      "null]",
      "24:36 displays.0.pages.0.lines.1: must be text or a map of keys, is empty",
    ],
    [
      "a line with a wrong word",
      '"{clock}"]',
      "{ text: a, align: middle }]",
      "24:54 displays.0.pages.0.lines.1.align: must be left, centre or right, is the text 'middle'",
    ],
    [
      "a line with a wrong key",
      '"{clock}"]',
      "{ text: a, color: red }]",
      "24:47 displays.0.pages.0.lines.1: unknown key 'color'; did you mean 'colour'?",
    ],
    [
      "a line without its text",
      '"{clock}"]',
      "{ txt: a }]",
      "24:38 displays.0.pages.0.lines.1: unknown key 'txt'; did you mean 'text'?",
    ],
    [
      "a figure without quotes",
      '"{clock}"]',
      "{sales.waiting | hm}]",
      '24:36 displays.0.pages.0.lines.1: text that begins with { must be in quotes | write "{sales.waiting | hm}"',
    ],
    [
      "a line too long",
      '"{clock}"]',
      `"${"x".repeat(501)}"]`,
      "24:36 displays.0.pages.0.lines.1: must have at most 500 characters, has 501",
    ],
    [
      "a wrong word where a map is possible too",
      "id: corner",
      "id: corner\n    atStop: keeep",
      "26:13 displays.1.atStop: must be blank, keep or a map of keys, is the text 'keeep'; did you mean 'keep'?",
    ],
    [
      "bits that no line has",
      "id: corner",
      "id: corner\n    serial: { dataBits: 9 }",
      "26:25 displays.1.serial.dataBits: must be 7 or 8, is the number 9",
    ],
    [
      "a broker that is a list",
      /broker:\n.*\n/,
      "broker: []\n",
      "4:9 broker: must be a map of keys, is a list",
    ],
  ])("explains %s", (_, piece, by, expected) => {
    expect(told(piece, by)).toContain(expected);
  });

  it("never prints what stands where a password belongs", () => {
    const site = siteWith("broker:\n", "broker:\n  passwordFile: 123456\n  password: hunter2\n");
    const text = JSON.stringify(shapeProblems(siteSchema, site));
    expect(text).not.toContain("123456");
    expect(text).not.toContain("hunter2");
    expect(text).toContain("did you mean 'passwordFile'?");
  });

  it("hides the user in an address that stands in the wrong place", () => {
    const site = siteWith('["mqtt://broker:1883"]', '"mqtt://bob:hunter2@broker"');
    expect(brief(shapeProblems(siteSchema, site))).toEqual([
      "5:9 broker.urls: must be a list, is the text 'mqtt://***@broker'",
    ]);
  });

  it("says that a file is empty", () => {
    for (const text of ["", "# nothing yet\n", "null\n"])
      expect(brief(shapeProblems(siteSchema, text))).toEqual(["1:1 : the file is empty"]);
  });

  it("says that a file is something else", () => {
    expect(brief(shapeProblems(siteSchema, "- a\n"))).toEqual(["1:1 : must be a map of keys, is a list"]);
    expect(brief(shapeProblems(siteSchema, "hello\n"))).toEqual([
      "1:1 : must be a map of keys, is the text 'hello'",
    ]);
  });
});

describe("other schemas", () => {
  const problems = (schema: z.ZodType, text: string): string[] => brief(shapeProblems(schema, text));

  it("are told in the schema's own words where there are no better ones", () => {
    const even = z.strictObject({ n: z.number().multipleOf(2), key: z.string().startsWith("k") });
    expect(problems(even, "n: 3\nkey: x\n")).toEqual([
      "1:4 n: Invalid number: must be a multiple of 2",
      "2:6 key: must be Invalid string: must start with \"k\", not 'x'",
    ]);
  });

  it("do not print a secret in a wrong form", () => {
    const login = z.strictObject({ token: z.string().regex(/^[a-z]+$/, "letters") });
    expect(problems(login, "token: S3CRET\n")).toEqual(["1:8 token: must be letters"]);
  });

  it("may forbid a key in other ways than by its form", () => {
    const short = z.record(z.string().max(3), z.number());
    expect(problems(short, "long: 1\n")).toEqual([
      "1:1 long: Too big: expected string to have <=3 characters",
    ]);
  });

  it("choose the branch that is nearest to what was meant", () => {
    const either = z.union([
      z.strictObject({ a: z.number(), b: z.number() }),
      z.strictObject({ a: z.number() }),
    ]);
    expect(problems(either, "a: x\n")).toEqual(["1:4 a: must be a number, is the text 'x'"]);
    const branch = z.strictObject({ list: z.nullable(z.array(z.strictObject({ one: z.number() }))) });
    expect(problems(branch, "list:\n  - { on: 1 }\n")).toEqual([
      "2:5 list.0: 'one' is missing",
      "2:7 list.0: unknown key 'on'; did you mean 'one'?",
    ]);
  });

  it("may want what no file can hold", () => {
    expect(problems(z.strictObject({ at: z.date() }), "at: x\n")).toEqual([
      "1:5 at: must be date, is the text 'x'",
    ]);
  });
});
