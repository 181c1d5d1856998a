import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage, readSchedule } from "../../../src/drivers/bus/readMessage.ts";

const read = (payload: unknown) =>
  readMessage("etage-2", "evac", typeof payload === "string" ? payload : JSON.stringify(payload));

describe("readMessage", () => {
  it("reads a message as supervisors write it", () => {
    const payload = {
      v: 1,
      at: "2026-02-14T10:20:00Z",
      priority: 1,
      text: { fr: "PANNE SERVEUR", en: "SERVER DOWN" },
      from: "2026-02-14T10:20:00Z",
      until: "2026-02-14T11:00:00Z",
      repeatSeconds: 20,
      sound: "double",
      needsAck: true,
    };
    expect(read(payload)).toEqual({
      ok: true,
      message: {
        zone: "etage-2",
        id: "evac",
        priority: 1,
        text: { fr: "PANNE SERVEUR", en: "SERVER DOWN" },
        from: Date.parse("2026-02-14T10:20:00Z"),
        until: Date.parse("2026-02-14T11:00:00Z"),
        repeatSeconds: 20,
        needsAck: true,
        publishedAt: Date.parse("2026-02-14T10:20:00Z"),
      },
    });
  });

  it("takes a plain text for all languages, and fills in the rest", () => {
    expect(read({ text: "CAKE" })).toEqual({
      ok: true,
      message: {
        zone: "etage-2",
        id: "evac",
        priority: 2,
        text: { any: "CAKE" },
        from: null,
        until: null,
        repeatSeconds: null,
        needsAck: false,
        publishedAt: null,
      },
    });
  });

  it("cuts what nobody would read", () => {
    const result = read({ text: "x".repeat(10_000) });
    expect(result.ok && result.message.text.any?.length).toBe(500);
  });

  it.each([
    ["no JSON", "{", /JSON|Unexpected|Expected/i],
    ["no text", {}, /^text /],
    ["an empty text", { text: " " }, /^text is empty$/],
    ["an empty text in every language", { text: { fr: "" } }, /^text is empty$/],
    ["another priority", { text: "x", priority: 9 }, /^priority /],
    ["a time that is none", { text: "x", until: "tomorrow" }, /^until is no time/],
    ["a language we do not speak", { text: { xx: "x" } }, /^text/],
    ["something else altogether", [1, 2], /./],
  ])("refuses %s and says why", (_, payload, problem) => {
    const result = read(payload);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.problem).toMatch(problem);
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void read(text)));
  });
});

describe("readSchedule", () => {
  const entry = { id: "lunch", days: ["mon", "fri"], from: "12:00", to: "13:30", text: "BON APPETIT" };
  const readEntries = (entries: unknown) => readSchedule(JSON.stringify({ v: 1, entries }));

  it("reads entries for days and for dates", () => {
    expect(readEntries([entry, { ...entry, days: null, date: "2026-12-24", priority: 1 }])).toEqual({
      ok: true,
      entries: [
        { ...entry, date: null, priority: 2, text: { any: "BON APPETIT" } },
        { ...entry, days: null, date: "2026-12-24", priority: 1, text: { any: "BON APPETIT" } },
      ],
    });
  });

  it.each([
    ["days and a date", [{ ...entry, date: "2026-12-24" }], /days or a date/],
    ["neither", [{ ...entry, days: null }], /days or a date/],
    ["an end before its begin", [{ ...entry, to: "11:00" }], /ends before it begins/],
    ["an id that is none", [{ ...entry, id: "Lunch!" }], /entries\.0\.id is no id/],
    ["no list", "x", /^entries/],
  ])("refuses %s", (_, entries, problem) => {
    const result = readEntries(entries);
    expect(!result.ok && result.problem).toMatch(problem);
  });

  it("refuses what is no JSON, and never throws", () => {
    expect(readSchedule("{").ok).toBe(false);
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void readSchedule(text)));
  });
});
