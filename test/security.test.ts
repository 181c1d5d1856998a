import { readFileSync } from "node:fs";
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
