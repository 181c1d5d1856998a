import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { profileSchema } from "../../src/drivers/acd/profileSchema.ts";
import { markdownTable } from "./markdownTable.ts";
import { type MappingResult, measureMapping } from "./measureMapping.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, profile: { type: "string" } },
});

const folder = join(import.meta.dirname, "../../devices/acds");
const results = readdirSync(folder)
  .filter(
    (file) => file.endsWith(".yaml") && (values.profile === undefined || file === `${values.profile}.yaml`),
  )
  .map((file) => measureMapping(profileSchema.parse(parse(readFileSync(join(folder, file), "utf8")))))
  .filter((result) => result !== null);

const heads = ["profile", "reader", "messages/s", "CPU s per 1,000", "to JSON.parse", "growth 10 to 1,000"];
const cells = (one: MappingResult): string[] => [
  one.profile,
  one.reader,
  String(Math.round(one.messagesPerSecond)),
  one.cpuSecondsPer1000.toFixed(4),
  one.toJsonParse === null ? "no JSON" : one.toJsonParse.toFixed(1),
  one.growth.toFixed(2),
];

process.stdout.write(
  values.json
    ? `${JSON.stringify({ benchmark: "mapping", results })}\n`
    : `${markdownTable(heads, results.map(cells))}\n`,
);
