import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const top = join(import.meta.dirname, "..");
const rows = readFileSync(join(top, "SECURITY.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const found = /^\| (.+?) \| .+ \| `(test\/[^`]+)`: (.+) \|$/.exec(line);
    return found === null ? [] : [{ threat: found[1] ?? "", file: found[2] ?? "", name: found[3] ?? "" }];
  });

describe("each threat that SECURITY.md names", () => {
  it("is one of a whole table", () => expect(rows.length).toBeGreaterThan(15));

  it.each(rows)("has its test: $threat", ({ file, name }) => {
    expect(readFileSync(join(top, file), "utf8")).toContain(name);
  });
});

describe("the topic that a message names for its answer", () => {
  const src = join(top, "src");
  const naming = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".ts") && /responseTopic|mayReplyTo/.test(readFileSync(join(src, name), "utf8")),
    )
    .toSorted((a, b) => a.localeCompare(b));

  it("is read by no part that could answer there", () => {
    // Who else names it must ask mayReplyTo first, and be looked at here: these say where answers to our own requests go,
    // and carry the name.
    expect(naming).toEqual([
      "adapters/mqtt/mqttConnection.ts",
      "app/busSession.ts",
      "compose/rehearseRecording.ts",
      "compose/seats.ts",
      "domain/topics.ts",
      "ports/broker.ts",
    ]);
  });
});
