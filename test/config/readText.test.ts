import { describe, expect, it } from "vitest";
import { readText, reason, systemCode } from "../../src/config/readText.ts";
import { home } from "./siteBench.ts";

describe("what the system says of a file", () => {
  it("is put in words where there are some", () => {
    expect(reason(Object.assign(new Error("x"), { code: "EACCES" }))).toBe("permission denied");
    expect(reason(Object.assign(new Error("too many open files"), { code: "EMFILE" }))).toBe(
      "too many open files",
    );
    expect(reason("odd")).toBe("odd");
    expect(systemCode(new Error("x"))).toBe("");
  });

  it("is told when it is a folder", async () => {
    expect(await readText(home, 10)).toMatchObject({
      ok: false,
      problem: { message: "cannot be read: it is not a file" },
    });
  });
});
