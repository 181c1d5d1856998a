import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type LightModelFile, lightModelFileSchema } from "../../../src/config/lightModelFile.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";

const devices = new URL("../../../devices/", import.meta.url);
const readme = readFileSync(new URL("README.md", devices), "utf8");
const models = readdirSync(new URL("lights/", devices))
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file) => lightModelFileSchema.parse(parse(readFileSync(new URL(`lights/${file}`, devices), "utf8"))));

const header = ["| id | product | lamps | a site writes | driver |", "| --- | --- | --- | --- | --- |"];

const placeOf = { hid: "`usb`", serial: "`port`", gpio: "`gpio`", mqtt: "`topic`" } as const;

function lampsOf({ lamps, buzzer, wears }: LightModelFile): string {
  const colours = [...new Set(lamps.map(({ colour }) => colour))];
  const shown = colours.includes("any") ? "every colour" : colours.join(", ");
  const count = lamps.length === 1 ? shown : `${lamps.length}: ${shown}`;
  return [count, ...(buzzer ? ["buzzer"] : []), ...(wears ? ["relays"] : [])].join("; ");
}

function rowOf(model: LightModelFile): string {
  const wire = lightDrivers.get(model.driver)?.wire ?? "hid";
  return `| \`${model.id}\` | ${model.name} | ${lampsOf(model)} | ${placeOf[wire]} | \`${model.driver}\` |`;
}

describe("the table of lights", () => {
  it("is what the files in devices/lights hold", () => {
    const after = readme.split(`${header[0]}\n`)[1] ?? "";
    const written = after.split("\n\n")[0]?.split("\n").slice(1) ?? [];
    expect(written).toEqual(models.map(rowOf));
  });
});
