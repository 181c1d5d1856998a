import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AmiBlocks } from "../../../../src/drivers/acd/ami/amiBlocks.ts";

const stream =
  "Asterisk Call Manager/9.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n" +
  "Event: QueueParams\r\nQueue: réception €\r\nCalls: 2\r\n\r\nEvent: QueueStatusComplete\r\n\r\nEvent: half";

const whole = [
  "Response: Success\r\nMessage: Authentication accepted",
  "Event: QueueParams\r\nQueue: réception €\r\nCalls: 2",
  "Event: QueueStatusComplete",
];

describe("blocks of the manager interface", () => {
  it("are the same wherever the bytes are cut", () => {
    const bytes = new TextEncoder().encode(stream);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 }), (cuts) => {
        const blocks = new AmiBlocks();
        const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
        const found = places.flatMap((place, index) =>
          index === 0 ? [] : (blocks.feed(bytes.subarray(places[index - 1], place)) ?? ["nothing"]),
        );
        expect(found).toEqual(whole);
        expect(blocks.greeting).toBe("Asterisk Call Manager/9.0.0");
      }),
    );
  });

  it("begin after the greeting, which has to come", () => {
    const blocks = new AmiBlocks();
    expect(blocks.feed(new TextEncoder().encode("Asterisk"))).toEqual([]);
    expect(blocks.greeting).toBeNull();
  });

  it("are given up when one never ends", () => {
    const blocks = new AmiBlocks();
    expect(blocks.feed(new Uint8Array(40_000).fill(0x41))).toEqual([]);
    expect(blocks.feed(new Uint8Array(40_000).fill(0x41))).toBeNull();
    const long = new AmiBlocks();
    expect(long.feed(new TextEncoder().encode(`x\r\n${"y".repeat(70_000)}\r\n\r\n`))).toBeNull();
  });
});
