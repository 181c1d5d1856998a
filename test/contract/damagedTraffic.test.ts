import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindTarget, shippedModels, targetOf } from "../../src/cli/displayModels.ts";
import { linesOf, type Show } from "../../src/domain/glass.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { Bench, cell, fixed, layout, run } from "../drivers/display/bench.ts";

const models = await shippedModels();

/** Displays whose protocol lets a sign tell a damaged frame: a checksum over every byte that matters. */
const guarded: readonly string[] = ["amplus-16x80", "modbus-dm56a04"];

/** A show with a figure; digits only, so that numeric displays have something to show too. */
function showOf({ model }: BoundDisplay, figure: string): Show {
  const page = layout(
    "page",
    ...Array.from({ length: model.rows }, (_, row) => [
      fixed(" ".repeat(model.columns - 2)),
      cell(`f${row}`, 2),
    ]),
  );
  const values = new Map(page.rows.map((_, row) => [`f${row}`, run(figure)] as const));
  return { layouts: [page], alarms: [], page: "page", alarm: null, values };
}

const figures = ["17", "28", "39"];

interface Sent {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Valid traffic: what a driver says, and when, to bring a display to three figures, one after the other. */
function traffic(display: BoundDisplay): Sent[] {
  const bench = new Bench(display);
  const sent: Sent[] = [];
  for (const figure of figures) {
    const show = showOf(display, figure);
    for (let at = bench.at, frame = bench.step(show); frame !== null; at = bench.at, frame = bench.step(show))
      sent.push({ bytes: frame.bytes, at });
  }
  return sent;
}

const lengthOf = (sent: readonly Sent[]): number => sent.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** The bytes from one place to another, at their times, some of them changed. */
function part(
  sent: readonly Sent[],
  from: number,
  to: number,
  change = (byte: number, _at: number) => byte,
): Sent[] {
  let begin = 0;
  return sent.map(({ bytes, at }) => {
    const offset = begin;
    begin += bytes.length;
    const kept = bytes.map((byte, index) => change(byte, offset + index));
    return { at, bytes: kept.subarray(Math.max(0, from - offset), Math.max(0, to - offset)) };
  });
}

/** All of it, with one bit the wrong way round. */
const flipped = (sent: readonly Sent[], place: number, bit: number): Sent[] =>
  part(sent, 0, Number.POSITIVE_INFINITY, (byte, at) => (at === place ? byte ^ (1 << bit) : byte));

/** What a fresh sign shows of this a minute later, word by word. */
function wordsOf(display: BoundDisplay, sent: readonly Sent[]): string[] {
  const sign = display.sign();
  for (const { bytes, at } of sent) if (bytes.length > 0) sign.feed(bytes, at);
  const later = (sent.at(-1)?.at ?? 0) + 60_000;
  return linesOf(sign.glass(later)).flatMap((line) => line.split(" ").filter((word) => word !== ""));
}

/** A word is part of what was sent, or it is dashes, which say that nothing is known. */
const wasSent = (word: string): boolean =>
  /^-+$/.test(word) || figures.some((figure) => figure.includes(word.replace(/^0+(?=.)/, "")));

const oneOfEach = [...displayDrivers.keys()].flatMap((kind) => {
  const [first] = [...models.values()].filter(({ driver }) => driver === kind);
  return first === undefined ? [] : [first.id];
});

describe.each([...new Set([...oneOfEach, ...guarded])])("traffic to %s", (id) => {
  const file = models.get(id);
  if (file === undefined) throw new Error(`no model ${id}`);
  const display = bindTarget(targetOf(file));
  const whole = traffic(display);
  const place = fc.integer({ min: 0, max: lengthOf(whole) });

  it("shows its last figure when it arrives whole", () => {
    expect(wordsOf(display, whole).every(wasSent)).toBe(true);
    expect(wordsOf(display, whole).join(" ")).toContain("39");
  });

  it("shows nothing that was not sent when its begin or its end is missing, and never throws", () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const rest = part(whole, Math.min(a, b), Math.max(a, b));
        expect(wordsOf(display, rest).filter((word) => !wasSent(word))).toEqual([]);
      }),
    );
  });

  it("never throws when a bit of it is flipped", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const words = wordsOf(display, flipped(whole, at, bit));
        // Without a checksum no sign can tell a flipped letter from another letter.
        if (guarded.includes(id)) expect(words.filter((word) => !wasSent(word))).toEqual([]);
      }),
    );
  });
});

describe("traffic to a sign whose frames carry checksums", () => {
  const file = models.get("alpha-4120c");
  if (file === undefined) throw new Error("no model alpha-4120c");
  const display = bindTarget(targetOf(file), { checksum: true });
  const whole = traffic(display);

  it("shows nothing that was not sent when a bit of a figure is flipped", () => {
    const text = Buffer.concat(whole.map(({ bytes }) => bytes)).toString("latin1");
    const places = figures.map((figure) => text.indexOf(figure)).flatMap((at) => [at, at + 1]);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        expect(wordsOf(display, flipped(whole, at, bit)).filter((word) => !wasSent(word))).toEqual([]);
      }),
    );
  });
});
