import { describe, expect, it } from "vitest";
import { AmiBlocks } from "../../../../src/drivers/acd/ami/amiBlocks.ts";

describe("blocks of the manager interface", () => {
  it("are the lines up to an empty one", () => {
    const blocks = new AmiBlocks();
    const lines = [
      "Response: Success",
      "Message: Authentication accepted",
      "",
      "",
      "Event: QueueParams",
      "Queue: réception €",
      "",
      "Event: half",
    ];
    expect(lines.map((line) => blocks.take(line)).filter((block) => block !== "")).toEqual([
      "Response: Success\r\nMessage: Authentication accepted",
      "Event: QueueParams\r\nQueue: réception €",
    ]);
  });

  it("are given up when one never ends", () => {
    const blocks = new AmiBlocks();
    expect(blocks.take("A".repeat(40_000))).toBe("");
    expect(blocks.take("A".repeat(40_000))).toBeNull();
  });
});
