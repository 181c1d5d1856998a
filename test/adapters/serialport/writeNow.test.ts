import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeNow } from "../../../src/adapters/serialport/writeNow.ts";

it("writes at once, and says how many bytes were taken", () => {
  const folder = mkdtempSync(join(tmpdir(), "bandeau-write-"));
  const path = join(folder, "port");
  const descriptor = openSync(path, "w");
  try {
    expect(writeNow(descriptor, Uint8Array.of(0x41, 0x42))).toBe(2);
    expect(readFileSync(path, "latin1")).toBe("AB");
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
});

it("takes nothing where no port is open, and leaves errors to the package", () => {
  const closed = openSync("/dev/null", "r");
  expect([writeNow(null, Uint8Array.of(1)), writeNow(closed, Uint8Array.of(1))]).toEqual([0, 0]);
  closeSync(closed);
});
