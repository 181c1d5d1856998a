import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeatLogin } from "../../../src/drivers/seat/seatLogin.ts";

describe("a login message", () => {
  it.each([
    ['{"seat":"p1","agentId":"4212"}', { seat: "p1", agentId: "4212", at: null }],
    ['{"v":1,"seat":"p1","agentId":null,"id":"x"}', { seat: "p1", agentId: null, at: null }],
    [
      '{"seat":"p1","agentId":"4","at":"2026-02-14T10:00:00Z"}',
      { seat: "p1", agentId: "4", at: Date.UTC(2026, 1, 14, 10) },
    ],
  ])("%s", (json, login) => {
    expect(readSeatLogin(json)).toEqual(login);
  });

  it.each(["", "[]", '{"seat":"p1"}', '{"seat":"p1","agentId":4212}', '{"seat":"","agentId":"1"}', "{"])(
    "%s is none",
    (json) => {
      expect(readSeatLogin(json)).toBeNull();
    },
  );

  it("is read from any text without a failure", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readSeatLogin(text)));
  });
});
