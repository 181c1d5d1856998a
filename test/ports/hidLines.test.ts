import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  greetingLine,
  LineCutter,
  MOST_GREETING_BYTES,
  readGreeting,
  readReportLine,
  reportLine,
} from "../../src/ports/hidLines.ts";

describe("the lines of a headset on a network", () => {
  it("are JSON that a person can type", () => {
    const said =
      '{"descriptor":"050B0905","vendorId":2830,"productId":9299,"product":"Evolve2","serialNumber":null}';
    expect(readGreeting(said)).toEqual({
      descriptor: Uint8Array.of(0x05, 0x0b, 0x09, 0x05),
      vendorId: 2830,
      productId: 9299,
      product: "Evolve2",
      serialNumber: null,
    });
    expect(readReportLine('{"report":"0201"}')).toEqual(Uint8Array.of(2, 1));
    expect(reportLine(Uint8Array.of(0x02, 0xff))).toBe('{"report":"02ff"}\n');
  });

  it("may leave out the names", () => {
    const said = readGreeting('{"descriptor":"05","vendorId":1,"productId":2}');
    expect(said).toMatchObject({ product: null, serialNumber: null });
  });

  it.each(["", "null", "[]", '{"report":"0"}', '{"report":""}', '{"report":2}', '{"report":"0g"}', "{"])(
    "are no report: %s",
    (text) => {
      expect(readReportLine(text)).toBeNull();
      expect(readGreeting(text)).toBeNull();
    },
  );

  it("say the same after the way over the wire, however it is cut", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const usbId = fc.integer({ min: 0, max: 0xffff });
    const name = fc.option(fc.string({ unit: "grapheme", maxLength: 20 }));
    const greeting = fc.record({
      descriptor: fc.uint8Array({ minLength: 1, maxLength: 4_096 }),
      vendorId: usbId,
      productId: usbId,
      product: name,
      serialNumber: name,
    });
    fc.assert(
      fc.property(greeting, fc.array(bytes), fc.integer({ min: 1, max: 500 }), (said, reports, size) => {
        const wire = new TextEncoder().encode(greetingLine(said) + reports.map(reportLine).join(""));
        const cutter = new LineCutter(MOST_GREETING_BYTES);
        const lines: string[] = [];
        for (let at = 0; at < wire.length; at += size)
          lines.push(...(cutter.feed(wire.subarray(at, at + size)) ?? ["too long"]));
        const [first = "", ...rest] = lines;
        expect(readGreeting(first)).toEqual(said);
        expect(rest.map(readReportLine)).toEqual(reports);
      }),
      { numRuns: 60 },
    );
  });

  it("are never kept beyond their longest", () => {
    const cutter = new LineCutter(8);
    expect(cutter.feed(Buffer.from("12345678"))).toEqual([]);
    expect(cutter.feed(Buffer.from("\n"))).toEqual(["12345678"]);
    expect(cutter.feed(Buffer.from("123456789"))).toBeNull();
    expect(new LineCutter(8).feed(Buffer.from("ok\n123456789\n"))).toBeNull();
  });
});
