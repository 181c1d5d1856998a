import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSourceStatus } from "../../../src/drivers/acd/sourceStatus.ts";

const read = (message: unknown) =>
  readSourceStatus(typeof message === "string" ? message : JSON.stringify(message));

describe("the status of a bridge", () => {
  it("is read as it is written down", () => {
    const ready = {
      v: 1,
      at: "2026-02-14T08:00:02Z",
      state: "ready",
      session: 418,
      sourceReachable: true,
      lastSourceAt: "2026-02-14T10:17:58Z",
    };
    expect(read(ready)).toEqual({
      ok: true,
      status: { state: "ready", session: 418, sourceReachable: true },
    });
    expect(read({ ...ready, state: "lost" })).toMatchObject({ status: { state: "lost", session: 418 } });
  });

  it("may leave out its session and its source", () => {
    expect(read({ state: "disconnected", session: "4", sourceReachable: "no" })).toEqual({
      ok: true,
      status: { state: "disconnected", session: null, sourceReachable: null },
    });
  });

  it.each([
    ["ready", "not_json"],
    ["[".repeat(40), "too_deep"],
    ["[]", "wrong_shape"],
    ['{"state":"fine"}', "wrong_shape"],
    ['{"__proto__":{"state":"ready"}}', "wrong_shape"],
  ])("is refused when it is %j", (text, reason) => {
    expect(read(text)).toMatchObject({ ok: false, reason });
  });

  it("never makes its reader throw", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof read(text).ok === "boolean"));
  });
});
