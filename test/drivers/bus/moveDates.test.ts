import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moveDates } from "../../../src/drivers/bus/moveDates.ts";

const HOUR = 3_600_000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const moved = (text: string, byMs: number): string => new TextDecoder().decode(moveDates(bytes(text), byMs));

describe("moving the dates of a message", () => {
  it.each([
    ['{"at":"2026-02-14T10:18:00Z","id":"60100"}', '{"at":"2026-02-14T11:18:00.000Z","id":"60100"}'],
    ['["2026-02-14T10:18:00.250+01:00"]', '["2026-02-14T10:18:00.250Z"]'],
    [
      '{"a":"2026-12-31T23:30Z","b":"2026-02-14T10:18:00Z"}',
      '{"a":"2027-01-01T00:30:00.000Z","b":"2026-02-14T11:18:00.000Z"}',
    ],
  ])("%s an hour later", (before, after) => {
    expect(moved(before, HOUR)).toBe(after);
  });

  it.each([
    '{"at":"2026-02-14T10:18:00"}',
    '{"day":"2026-02-14"}',
    '{"at":"2026-02-34T10:18:00Z"}',
    '{"text":"until 2026-02-14T10:18:00Z"}',
    "",
  ])("leaves %s alone: that is no moment", (text) => {
    expect(moved(text, HOUR)).toBe(text);
  });

  it("leaves bytes alone that are no text, and every text without dates", () => {
    const binary = Uint8Array.of(0xff, 0x22);
    expect(moveDates(binary, HOUR)).toBe(binary);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer(), (text, byMs) => {
        expect(moved(text, byMs % HOUR)).toBe(new TextDecoder().decode(bytes(text)));
      }),
    );
  });
});
