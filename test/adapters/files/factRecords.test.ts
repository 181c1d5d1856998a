import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeAcknowledged,
  encodeFact,
  encodeFile,
  factBytes,
  MOST_FACT_BYTES,
  scanFacts,
} from "../../../src/adapters/files/factRecords.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(" ", ""), "hex");
const payload = (text: string): Uint8Array => Buffer.from(text);
const title = payload("bandeau facts 1\n");

const fact = (number: number, text: string, at: number | null = null) => ({
  number,
  text,
  at,
  bytes: factBytes(payload(text)),
});

/** Texts with what could be taken for a record. */
const texts = fc.array(
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ maxLength: 3_000 }),
    fc.constant(Buffer.from(encodeFact(99, 1, payload("inside"))).toString("latin1")),
  ),
  { minLength: 1, maxLength: 6 },
);

const fileOf = (all: readonly string[], acknowledged = 0) =>
  encodeFile(
    acknowledged,
    all.map((text, index) => fact(acknowledged + index + 1, text, 1_795_000_000_000)),
  );

const told = (file: Uint8Array): string[] =>
  scanFacts(file).facts.map(({ number, text }) => `${number} ${text}`);

const whole = (all: readonly string[], acknowledged = 0): string[] =>
  all.map((text, index) => `${acknowledged + index + 1} ${Buffer.from(text).toString()}`);

describe("a record", () => {
  it("has the bytes that Python's struct and zlib give", () => {
    expect(Buffer.from(encodeFact(7, 1_795_000_000_000, payload('{"seat":"a1"}'))).toString("hex")).toBe(
      "ff010000000d00000000000701a1ee565e000dbe64157b2273656174223a226131227d",
    );
    expect(Buffer.from(encodeFact(1, null, payload("é"))).toString("hex")).toBe(
      "ff0100000002000000000001000000000000fdca7324c3a9",
    );
    expect(Buffer.from(encodeAcknowledged(6)).toString("hex")).toBe(
      "ff02000000000000000000060000000000007e035440",
    );
  });

  it("is read as it was written", () => {
    const file = Buffer.concat([
      title,
      bytes("ff02000000000000000000060000000000007e035440"),
      bytes("ff010000000d00000000000701a1ee565e000dbe64157b2273656174223a226131227d"),
    ]);
    expect(scanFacts(file)).toEqual({
      facts: [fact(7, '{"seat":"a1"}', 1_795_000_000_000)],
      acknowledged: 6,
      tornBytes: 0,
      damagedBytes: 0,
      damagedPlaces: 0,
      isOurs: true,
      laterForm: null,
    });
  });

  it("takes a wall clock before 1970 for no clock", () => {
    expect(scanFacts(encodeFact(1, -5, payload("a"))).facts).toEqual([fact(1, "a")]);
  });

  it("is refused when it claims more than a fact may have", () => {
    const long = Buffer.alloc(MOST_FACT_BYTES + 1, "a");
    expect(scanFacts(Buffer.concat([title, encodeFact(1, null, long)])).facts).toEqual([]);
    expect(scanFacts(Buffer.concat([title, encodeFact(1, null, long.subarray(1))])).facts).toHaveLength(1);
  });
});

describe("a file of facts", () => {
  it("gives what was written and not acknowledged", () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 2 ** 40 }), (all, acknowledged) => {
        expect(told(fileOf(all, acknowledged))).toEqual(whole(all, acknowledged));
        const nothing = Buffer.concat([fileOf(all), encodeAcknowledged(all.length)]);
        expect(scanFacts(nothing)).toMatchObject({ facts: [], acknowledged: all.length, tornBytes: 0 });
      }),
    );
  });

  it("cut at any byte gives the facts before the cut, and says what is torn", () => {
    fc.assert(
      fc.property(texts, (all) => {
        const file = fileOf(all.map((text) => text.slice(0, 40)));
        const wanted = whole(all.map((text) => text.slice(0, 40)));
        for (let cut = 0; cut <= file.length; cut++) {
          const scan = scanFacts(file.subarray(0, cut));
          const found = told(file.subarray(0, cut));
          expect(found).toEqual(wanted.slice(0, found.length));
          expect(scan.damagedPlaces).toBe(0);
          const rest = encodeFile(0, scan.facts).length + scan.tornBytes;
          if (cut >= encodeFile(0, []).length) expect(rest).toBe(cut);
        }
        expect(told(file)).toEqual(wanted);
      }),
      { numRuns: 20 },
    );
  });

  it("with any bit turned gives every fact but the one that was hit, in order", () => {
    const all = ["one", "two \u00ff\u0001", "three", "four"];
    const file = fileOf(all);
    const wanted = whole(all);
    for (let bit = 0; bit < file.length * 8; bit++) {
      const turned = Uint8Array.from(file);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = told(turned);
      expect(wanted.filter((one) => found.includes(one))).toEqual(found);
      expect(found.length).toBeGreaterThanOrEqual(all.length - 1);
      const { damagedPlaces, tornBytes, isOurs } = scanFacts(turned);
      expect([damagedPlaces + (tornBytes > 0 ? 1 : 0), isOurs]).toEqual([1, true]);
    }
  });

  it("with a piece overwritten gives only facts that were written, in order and once", () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.uint8Array({ maxLength: 200 }), (all, place, junk) => {
        const file = fileOf(all);
        file.set(junk.subarray(0, file.length - (place % file.length)), place % file.length);
        const wanted = whole(all);
        const found = told(file);
        expect(wanted.filter((one) => found.includes(one))).toEqual(found);
      }),
    );
  });

  it("does not give a fact twice, nor out of its order", () => {
    const [first, second] = [encodeFact(1, null, payload("a")), encodeFact(2, null, payload("b"))];
    expect(told(Buffer.concat([title, first, second, first, second]))).toEqual(["1 a", "2 b"]);
  });

  it("takes zeros at the end, as a power cut leaves them, for torn", () => {
    const scan = scanFacts(Buffer.concat([fileOf(["a"]), new Uint8Array(4_096)]));
    expect(scan).toMatchObject({ tornBytes: 4_096, damagedPlaces: 0 });
    expect(scan.facts).toHaveLength(1);
  });

  it("that is somebody else's is known as such", () => {
    expect(scanFacts(payload("[seats]\nname=a\n")).isOurs).toBe(false);
    expect(scanFacts(new Uint8Array()).isOurs).toBe(true);
    expect(scanFacts(title).isOurs).toBe(true);
  });

  it("of a later form is known as such, and not taken for a damaged one", () => {
    const later = (...parts: Uint8Array[]) =>
      scanFacts(Buffer.concat([payload("bandeau facts 2\n"), ...parts]));
    const [mark, known] = [encodeAcknowledged(3), encodeFact(4, null, payload("known"))];
    const unknown = bytes("ff030000000000000000000300000000000000000000");
    expect(later()).toMatchObject({ isOurs: false, laterForm: 2, facts: [] });
    expect(later(payload("{}\n"))).toMatchObject({ isOurs: false, laterForm: 2 });
    expect(later(mark, unknown, known)).toMatchObject({ isOurs: false, laterForm: 2, acknowledged: 3 });
    expect(later(mark, known, unknown)).toMatchObject({ isOurs: false, laterForm: 2 });
    expect(later(mark, unknown, known).facts).toEqual([fact(4, "known")]);
    expect(scanFacts(payload("bandeau facts 12\nx")).laterForm).toBe(12);
    expect(scanFacts(payload("bandeau facts 0\nx"))).toMatchObject({ isOurs: false, laterForm: null });
  });

  it("all of whose records are ours has only its title damaged", () => {
    const scan = scanFacts(
      Buffer.concat([payload("bandeau facts 3\n"), fileOf(["a", "b"]).subarray(title.length)]),
    );
    expect(scan).toMatchObject({ isOurs: true, laterForm: null, damagedPlaces: 1 });
    expect(scan.facts).toHaveLength(2);
  });

  it("of any bytes is read without an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (junk) => {
        const { facts, tornBytes } = scanFacts(junk);
        expect([facts, tornBytes <= junk.length]).toEqual([[], true]);
      }),
    );
  });
});
