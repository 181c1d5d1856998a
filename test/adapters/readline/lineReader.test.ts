import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader } from "../../../src/adapters/readline/lineReader.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function reader(mostBytes: number) {
  const told: string[] = [];
  const lines = new LineReader(mostBytes, {
    line: (text) => void told.push(text),
    tooLong: () => void told.push("too long"),
  });
  return {
    told,
    feed: (text: string) => lines.feed(bytesOf(text)),
    feedBytes: (b: Uint8Array) => lines.feed(b),
  };
}

describe("lines out of a stream of bytes", () => {
  it("are told without their ends, empty ones too, whichever end they have", async () => {
    const { told, feed } = reader(80);
    feed("Asterisk Call Manager/9.0.0\r\nResponse: Success\r\n\r\nEvent: x\n\nEvent: ha");
    await turn();
    expect(told).toEqual(["Asterisk Call Manager/9.0.0", "Response: Success", "", "Event: x", ""]);
    feed("lf\r");
    feed("\n");
    await turn();
    expect(told.at(-1)).toBe("Event: half");
  });

  it("are the same wherever the bytes are cut", async () => {
    const letters = fc.stringMatching(/^[a-zé€ :\t\r]{0,12}$/u).map((text) => text.replace(/\r+$/, ""));
    const story = fc.tuple(
      fc.array(letters, { maxLength: 12 }),
      fc.array(fc.nat({ max: 300 }), { maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(story, async ([lines, cuts]) => {
        const { told, feedBytes } = reader(60);
        const bytes = bytesOf(lines.map((line, at) => `${line}${at % 2 === 0 ? "\r\n" : "\n"}`).join(""));
        const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
        for (const [index, place] of places.entries())
          feedBytes(bytes.subarray(places[index - 1] ?? 0, place));
        await turn();
        expect(told).toEqual(lines);
      }),
    );
  });

  it("that are too long end it, ended or not, in one piece or many", async () => {
    const whole = reader(10);
    whole.feed("0123456789\n01234567890\nshort\n");
    const pieces = reader(10);
    for (let piece = 0; piece < 3; piece++) pieces.feed("0123");
    pieces.feed("\nlate\n");
    await turn();
    expect(whole.told).toEqual(["too long"]);
    expect(pieces.told).toEqual(["too long"]);
  });
});
