import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readStdin } from "../../src/cli/readStdin.ts";

const pipe = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part, "latin1")));

describe("text from a pipe", () => {
  it("is read to its end, also where a part ends inside a letter", async () => {
    expect(await readStdin(pipe("caf\u00c3", "\u00a9"), 100)).toEqual({ ok: true, text: "café" });
    expect(await readStdin(pipe(), 100)).toEqual({ ok: true, text: "" });
  });

  it("is cut one byte after what is allowed, so that a pipe without end ends", async () => {
    function* endless() {
      for (;;) yield Buffer.from("abc");
    }
    expect(await readStdin(Readable.from(endless()), 10)).toEqual({ ok: true, text: "abcabcabcab" });
  });

  it("that is not UTF-8 is told with its place", async () => {
    const result = await readStdin(pipe("ab\ncaf\u00e9"), 100);
    expect(result.ok ? null : result.problem).toMatchObject({ file: "stdin", line: 2, column: 4 });
  });
});
