import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lightProofs } from "../../src/compose/bindLight.ts";
import { checkShape } from "../../src/config/checkShape.ts";
import { Findings } from "../../src/config/findings.ts";
import { lightModelFileSchema } from "../../src/config/lightModelFile.ts";
import { problemLines } from "../../src/config/problemReport.ts";
import { proveLightModel } from "../../src/config/proveLightModel.ts";
import { lightDrivers } from "../../src/drivers/lightDrivers.ts";
import { home, lightsIn, yamlOf } from "./siteBench.ts";

const flag = `schema: 1
id: my-flag
name: My Flag
driver: luxafor
lamps: [{ name: face, colour: any }]
usb: [{ vendor: 0x04d8, product: 0xf372 }]
refreshSeconds: 60
samples:
  - { hex: "00 01 ff ff 80 00 00 00 00", shows: [amber] }
source: the maker's sheet
`;

const tower = `schema: 1
id: my-tower
name: My Tower
driver: gpio
lamps: [{ name: red, colour: red }, { name: green, colour: green }]
buzzer: true
refreshSeconds: null
samples:
  - { levels: [true, false, true], shows: [red, "off", buzzer] }
source: our own wiring
`;

/** What is wrong with a model's file in which one piece is written otherwise. */
function told(file: string, piece = "", by = ""): string {
  if (!file.includes(piece)) throw new Error(`the file has no ${piece}`);
  const findings = new Findings(yamlOf(file.replace(piece, () => by)));
  const model = checkShape(lightModelFileSchema, findings);
  if (model !== null) proveLightModel(model, findings, lightDrivers, lightProofs);
  return problemLines(findings.of("error")).join("\n").replaceAll(/ +/g, " ");
}

describe("the file of a light's model", () => {
  it("is right when its samples come out as it says", () => {
    expect(told(flag)).toBe("");
    expect(told(tower)).toBe("");
  });

  it.each([
    [
      "a driver that nobody knows",
      flag,
      "luxafor",
      "luxafro",
      "there is no driver 'luxafro'; did you mean 'luxafor'?",
    ],
    ["no USB ids", flag, "usb: [{ vendor: 0x04d8, product: 0xf372 }]", "usb: []", "usb is missing"],
    [
      "a setting that the driver does not know",
      flag,
      "refresh",
      "settings: { flashHertz: 1 }\nrefresh",
      "unknown key 'flashHertz'",
    ],
    [
      "more lamps than the driver takes",
      flag,
      "lamps: [",
      "lamps: [{ name: more, colour: any }, ",
      "it has 2 lamps",
    ],
    ["one name twice", tower, "name: green", "name: red", "'red' is already the name of a lamp above"],
    ["a lamp called buzzer", tower, "name: green", "name: buzzer", "'buzzer' is the name of the buzzer"],
    [
      "another light than a sample says",
      flag,
      "[amber]",
      "[red]",
      'samples.0 should show ["red"], shows ["amber"]',
    ],
    ["a word that is no lamp", flag, "[amber]", "[ambre]", 'shows: "ambre" is no lamp'],
    ["too few words", tower, 'shows: [red, "off", buzzer]', "shows: []", "it has 2 lamps, and 0 are told"],
    ["a sample that is no command", flag, "00 01 ff", "00 55 ff", "this light does not take it"],
    [
      "a sample of another kind of light",
      flag,
      'hex: "00 01 ff ff 80 00 00 00 00"',
      "levels: [true]",
      "samples with hex:",
    ],
  ])("may not have %s", (_, file, piece, by, words) => {
    expect(told(file, piece, by)).toContain(words);
  });

  it("needs a line for a serial light", () => {
    const relays = flag.replace("luxafor", "lcus").replace(/usb: .*\n/, "");
    expect(told(relays)).toContain("serial is missing: driver and light speak over a serial line");
  });

  it("has no sample that breaks the light", () => {
    const breaking = flag
      .replace("luxafor", "blink1")
      .replace("00 01 ff ff 80 00 00 00 00", "01 47 00 00 00 00 00 00")
      .replace("hex:", "kind: feature, hex:");
    expect(told(breaking)).toMatch(/samples\.0 (it breaks the light|this light does not take it)/);
  });

  it("is right for every light that we ship", async () => {
    const { problems, byId } = await lightsIn(join(home, "devices"));
    expect(problemLines(problems)).toEqual([]);
    expect(byId.size).toBeGreaterThan(40);
  });
});
