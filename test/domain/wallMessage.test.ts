import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { screensOf, screenValues, textPageLayout } from "../../src/domain/messageScreens.ts";
import type { PageContext } from "../../src/domain/pageContext.ts";
import {
  DEFAULT_LIFE_MS,
  dueMessages,
  type MessagePriority,
  screenAt,
  showMsOf,
  textFor,
  type WallMessage,
} from "../../src/domain/wallMessage.ts";

const start = Date.parse("2026-02-14T10:00:00Z");

const message = (changes: Partial<WallMessage> = {}): WallMessage => ({
  zone: "all",
  id: "m",
  priority: 2,
  text: { any: "HELLO" },
  from: null,
  until: null,
  repeatSeconds: null,
  needsAck: false,
  publishedAt: start,
  ...changes,
});

const due = (messages: readonly WallMessage[], afterMs: number, clockSynced = true) =>
  dueMessages(messages, { wall: start + afterMs, clockSynced }, () => 1);

describe("textFor", () => {
  it("takes the display's language, else the text for all, else English, else what there is", () => {
    const texts = { fr: "PANNE", any: "DOWN", en: "SERVER DOWN" };
    expect(textFor(message({ text: texts }), "fr")).toBe("PANNE");
    expect(textFor(message({ text: texts }), "da")).toBe("DOWN");
    expect(textFor(message({ text: { fr: "PANNE", en: "SERVER DOWN" } }), "da")).toBe("SERVER DOWN");
    expect(textFor(message({ text: { fr: "PANNE" } }), "da")).toBe("PANNE");
    expect(textFor(message({ text: {} }), "da")).toBe("");
  });
});

describe("dueMessages", () => {
  it("sorts messages by what they do: interrupt, take turns, fill", () => {
    const all = ([0, 1, 2, 3] as MessagePriority[]).map((priority) =>
      message({ id: `m${priority}`, priority }),
    );
    const { urgent, turns, filler } = due(all, 1_000);
    expect([urgent?.id, turns.map(({ id }) => id), filler?.id]).toEqual(["m0", ["m2"], "m3"]);
  });

  it("puts the newer of two first, and by name where they are as old", () => {
    const older = message({ id: "z", priority: 1, publishedAt: start - 1 });
    expect(due([older, message({ id: "y", priority: 1 })], 0).urgent?.id).toBe("y");
    expect(due([message({ id: "y", priority: 1 }), message({ id: "x", priority: 1 })], 0).urgent?.id).toBe(
      "x",
    );
  });

  it("ends a message without an end after half a day", () => {
    expect(due([message()], DEFAULT_LIFE_MS - 1).turns).toHaveLength(1);
    expect(due([message()], DEFAULT_LIFE_MS).turns).toHaveLength(0);
  });

  it("keeps a message that nothing dates", () => {
    expect(due([message({ publishedAt: null })], DEFAULT_LIFE_MS * 9).turns).toHaveLength(1);
  });

  it("tells the moment at which its answer changes next", () => {
    expect(due([], 0).nextAt).toBeNull();
    expect(due([message({ from: start + 500 })], 0).nextAt).toBe(start + 500);
    expect(due([message({ until: start + 900 })], 100).nextAt).toBe(start + 900);
    expect(due([message({ priority: 1, repeatSeconds: 20 })], 1_000).nextAt).toBe(start + 8_000);
    expect(due([message({ priority: 1, repeatSeconds: 20 })], 9_000).nextAt).toBe(start + 20_000);
    const long = dueMessages([message()], { wall: start + 1_000, clockSynced: true }, () => 3);
    expect(long.nextAt).toBe(start + 4_000);
  });

  it("gives the same answer until the moment it told", () => {
    const instant = fc.option(
      fc.integer({ min: -60_000, max: 60_000 }).map((ms) => start + ms),
      { nil: null },
    );
    const any = fc.record({
      priority: fc.constantFrom<MessagePriority>(0, 1, 2, 3),
      from: instant,
      until: instant,
      repeatSeconds: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), fc.integer({ min: 0, max: 50_000 }), (list, afterMs) => {
        const messages = list.map((one, index) => message({ ...one, id: `m${index}` }));
        const now = due(messages, afterMs);
        const untilMs = Math.min(now.nextAt ?? Number.POSITIVE_INFINITY, start + afterMs + 100_000) - start;
        const { nextAt: _, ...later } = due(messages, untilMs - 1);
        expect(untilMs).toBeGreaterThan(afterMs);
        expect({ urgent: now.urgent, turns: now.turns, filler: now.filler }).toEqual(later);
      }),
    );
  });

  it("shows what is urgent, and nothing else, while the clock is wrong", () => {
    const all = ([2, 3] as MessagePriority[]).map((priority) => message({ priority }));
    const old = message({ id: "old", priority: 0, until: 1 });
    expect(due([...all, old], 0, false)).toEqual({ urgent: old, turns: [], filler: null, nextAt: null });
  });
});

describe("screens", () => {
  const context = {
    rows: 2,
    columns: 10,
    charset: { letters: "É", missing: "^" },
    language: "fr",
  } as PageContext;

  it("breaks between words, in the middle of the display", () => {
    expect(screensOf("UN DEUX TROIS QUATRE", context, 9)).toEqual([
      [" UN DEUX  ", "  TROIS   "],
      ["  QUATRE  ", "          "],
    ]);
  });

  it("is a blank screen for a text that has nothing to show", () => {
    expect(screensOf("", context, 9)).toEqual([["          ", "          "]]);
  });

  it("is always as large as the display, holds nothing it cannot show, and loses no word that fits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const screens = screensOf(text, context, 12);
        expect(screens.length).toBeGreaterThanOrEqual(1);
        expect(screens.length).toBeLessThanOrEqual(12);
        for (const screen of screens) {
          expect(screen.map((row) => row.length)).toEqual([10, 10]);
          expect(screen.join("")).toMatch(/^[ -\]_-~É]*$/);
        }
      }),
    );
  });

  it("fills the cells of a page of text", () => {
    const [screen = []] = screensOf("HELLO", context, 1);
    const values = screenValues("@message", screen, { colour: "red", blink: true });
    const layout = textPageLayout("@message", context);
    const keys = layout.rows.flatMap((row) => row.map((part) => (part.kind === "cell" ? part.cell.key : "")));
    expect([...values.keys()]).toEqual(keys);
    expect(values.get(keys[0] ?? "")).toEqual({ text: "  HELLO   ", colour: "red", blink: true });
  });

  it("takes turns every four seconds", () => {
    expect([0, 3_999, 4_000, 8_000, 12_000].map((ms) => screenAt(ms, 3))).toEqual([0, 0, 1, 2, 0]);
    expect(screenAt(99_000, 1)).toBe(0);
    expect(screenAt(-5, 3)).toBe(0);
    expect([showMsOf(1), showMsOf(3)]).toEqual([8_000, 12_000]);
  });
});
