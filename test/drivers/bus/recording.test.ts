import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type RecordedLine,
  type RecordedMessage,
  type RecordingHeader,
  readHeader,
  readLine,
  writeHeader,
  writeLine,
} from "../../../src/drivers/bus/recording.ts";

const at = Date.UTC(2026, 1, 14, 10, 18, 0, 7);
const message: RecordedMessage = {
  kind: "message",
  at,
  ms: 1_234,
  topic: "cc/1/flowers/acd/acd/queue/60100/stats",
  payload: new TextEncoder().encode('{"v":1}'),
  qos: 1,
  retained: false,
  expirySeconds: 120,
};
const header: RecordingHeader = {
  begin: at,
  part: 2,
  site: "flowers",
  filters: ["cc/1/flowers/#"],
  withAgents: false,
  timeZone: "Europe/Paris",
};

describe("a line of a recording", () => {
  it.each<[string, RecordedLine, string]>([
    [
      "a message as text",
      message,
      '{"at":"2026-02-14T10:18:00.007Z","ms":1234,"topic":"cc/1/flowers/acd/acd/queue/60100/stats","qos":1,"retained":false,"expirySeconds":120,"text":"{\\"v\\":1}"}',
    ],
    [
      "bytes that are no text",
      { ...message, topic: "a", payload: Uint8Array.of(0xff, 0, 0x80), expirySeconds: null },
      '{"at":"2026-02-14T10:18:00.007Z","ms":1234,"topic":"a","qos":1,"retained":false,"expirySeconds":null,"base64":"/wCA"}',
    ],
    [
      "nothing, which clears a retained topic",
      { ...message, topic: "a", payload: new Uint8Array(), retained: true, qos: 0 },
      '{"at":"2026-02-14T10:18:00.007Z","ms":1234,"topic":"a","qos":0,"retained":true,"expirySeconds":120,"text":""}',
    ],
    [
      "the loss of the broker",
      { kind: "broker", at, ms: 5, up: false },
      '{"at":"2026-02-14T10:18:00.007Z","ms":5,"broker":"down"}',
    ],
    [
      "the broker's return",
      { kind: "broker", at, ms: 5, up: true },
      '{"at":"2026-02-14T10:18:00.007Z","ms":5,"broker":"up"}',
    ],
    [
      "the end",
      { kind: "end", at, ms: 9, messages: 3, leftOut: { personal: 2 } },
      '{"at":"2026-02-14T10:18:00.007Z","ms":9,"end":true,"messages":3,"leftOut":{"personal":2}}',
    ],
  ])("holds %s", (_, line, text) => {
    expect(writeLine(line)).toBe(text);
    expect(readLine(text)).toEqual(line);
  });

  it("is the first one with what was recorded, and where", () => {
    const text =
      '{"bandeau":"recording","version":1,"begin":"2026-02-14T10:18:00.007Z","part":2,"site":"flowers","filters":["cc/1/flowers/#"],"withAgents":false,"timeZone":"Europe/Paris"}';
    expect(writeHeader(header)).toBe(text);
    expect(readHeader(text)).toEqual(header);
  });

  it("keeps any topic and any payload, byte for byte, on one line", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
      fc.constant(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)),
    );
    const lines = fc.record({
      kind: fc.constant("message" as const),
      at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
      ms: fc.nat(),
      topic: fc.string({ unit: "binary", minLength: 1 }),
      payload: bytes,
      qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
      retained: fc.boolean(),
      expirySeconds: fc.option(fc.nat({ max: 4_294_967_295 })),
    });
    fc.assert(
      fc.property(lines, (line) => {
        const text = writeLine(line);
        expect(text).not.toMatch(/[\r\n]/);
        expect(readLine(text)).toEqual(line);
      }),
    );
  });

  it("that is damaged is nothing, and never throws", () => {
    const whole = writeLine(message);
    for (let length = 0; length < whole.length; length++) expect(readLine(whole.slice(0, length))).toBeNull();
    fc.assert(fc.property(fc.json(), (json) => readLine(json) === null && readHeader(json) === null));
    fc.assert(fc.property(fc.string(), (text) => readLine(text) === null && readHeader(text) === null));
  });

  it.each([
    ["a header", writeHeader(header)],
    ["both text and bytes", writeLine(message).replace(/}$/, ',"base64":"AA=="}')],
    ["a word more", writeLine(message).replace(/}$/, ',"__proto__":1}')],
    ["no date", writeLine(message).replace("2026-02-14", "2026-02-34")],
    [
      "bytes that are none",
      '{"at":"2026-02-14T10:18:00.007Z","ms":1,"topic":"a","qos":1,"retained":false,"expirySeconds":null,"base64":"*"}',
    ],
    ["an empty topic", writeLine({ ...message, topic: "" })],
  ])("that has %s is nothing", (_, text) => {
    expect(readLine(text)).toBeNull();
  });

  it("of a later version is not understood", () => {
    expect(readHeader(writeHeader(header).replace('"version":1', '"version":2'))).toBeNull();
  });
});
