import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerOf, judge } from "../../../../src/drivers/display/template/reply.ts";

const codes = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const bytes = (text: string): Uint8Array => Uint8Array.from(codes(text));

const said = (expectText: string, nakText: string | null, text: string): string =>
  judge({ expect: codes(expectText), nak: nakText === null ? null : codes(nakText) }, bytes(text)).kind;

describe("what a display says to a frame", () => {
  it.each([
    ["ACK", "NACK", "ACK", "taken"],
    ["ACK", "NACK", "NACK", "refused"],
    ["ACK", "NACK", "NAC", "more"],
    ["ACK", "NACK", "N", "more"],
    ["ACK", "NACK", "", "more"],
    ["ACK", "NACK", "xxACK", "taken"],
    ["ACK", "NACK", "ACKNACK", "taken"],
    ["A", "NAK", "NA", "more"],
    ["A", "NAK", "NAx", "taken"],
    ["A", "AB", "A", "taken"],
    ["AB", "A", "A", "refused"],
    ["\n", null, "<ID01>S\r", "more"],
    ["\n", null, "<ID01>S\r\n", "taken"],
    ["\x06", "\x15", "\x15", "refused"],
  ] as const)("expecting %j and fearing %j, %j is %s", (good, bad, text, kind) => {
    expect(said(good, bad, text)).toBe(kind);
  });

  it("carries its patience with it, and a reason that helps", () => {
    const answer = answerOf({ expect: [6], nak: [21], timeoutMs: 700, retries: 2 });
    expect([answer.withinMs, answer.retries]).toEqual([700, 2]);
    expect(answer.read(bytes("\x15"))).toEqual({
      kind: "refused",
      reason: "the display refused a frame",
      advice: "check its address, its line settings and its definition against its manual",
    });
  });

  it("is decided by the bytes and not by the pieces they come in", () => {
    const text = fc.string({ unit: fc.constantFrom("A", "C", "K", "N", "x"), maxLength: 12 });
    fc.assert(
      fc.property(text, (whole) => {
        const verdicts = Array.from({ length: whole.length + 1 }, (_, length) =>
          said("ACK", "NACK", whole.slice(0, length)),
        );
        const first = verdicts.find((kind) => kind !== "more") ?? "more";
        expect(verdicts.at(-1)).toBe(first);
      }),
    );
  });
});
