import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stateFile } from "../../../src/adapters/files/stateFile.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-state-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a file of state", () => {
  it("is nothing at first, then what was written last, for its owner alone", async () => {
    const path = join(folder, "deep", "seats.json");
    const file = stateFile(path);
    expect(await file.read()).toBeNull();
    await file.write("one");
    await file.write("é");
    expect(await file.read()).toBe("é");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "deep"))).toEqual(["seats.json"]);
  });

  it("is nothing when it is too large, or no file", async () => {
    writeFileSync(join(folder, "large"), "x".repeat(1_048_577));
    expect(await stateFile(join(folder, "large")).read()).toBeNull();
    expect(await stateFile(folder).read()).toBeNull();
  });
});
