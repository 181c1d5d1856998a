import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { agentStates } from "../../../src/domain/agentState.ts";
import type { QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import { isJsonObject } from "../../../src/drivers/acd/boundedJson.ts";
import { most, type NumberKind, numberKinds } from "../../../src/drivers/acd/figureKinds.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type Profile, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import type { ReadResult, ReadStatistics } from "../../../src/drivers/acd/readStatistics.ts";
import { parseInstant } from "../../../src/drivers/acd/timestamp.ts";

const folder = new URL("../../../devices/acds/", import.meta.url);

const profiles: readonly Profile[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => profileSchema.parse(parse(readFileSync(new URL(file, folder), "utf8"))));

const cases = profiles.map((profile) => [profile.id, profile] as const);

type Sample = Profile["samples"][number];

const now = Date.parse("2026-01-12T09:00:00Z");
const receivedAt = (sample: Sample): number => parseInstant(sample.receivedAt ?? "") ?? now;

const opened = (profile: Profile, of: Sample): ReadStatistics =>
  compileProfile(profile, { zone: "Europe/Paris", ...of.options });

const textOf = ({ payload }: Sample): string =>
  typeof payload === "string" ? payload : JSON.stringify(payload);

/** Messages of a profile, one after the other, as its samples hold them. */
function readAll(reader: ReadStatistics, text: string, at: number | null): readonly ReadResult[] {
  const context = { receivedAt: at, listIgnored: true };
  return [text, ...reader.messagesOf(text)].map((message) => reader.read(message, context));
}

/** More than ten is told by ten. */
const mostShown = 10;

/** What is wrong with figures: negative, beyond all bounds, not finite, or in halves where people are counted. */
function wrongFigures(statistics: QueueStatistics): string[] {
  const groups: Readonly<Record<string, Readonly<Record<string, NumberKind>>>> = numberKinds;
  return Object.entries(groups).flatMap(([group, kinds]) => {
    const figures: Readonly<Record<string, unknown>> = Object(groupOf(statistics, group));
    return Object.entries(kinds).flatMap(([name, kind]) => {
      const value = figures[name];
      return isFigure(value, kind) ? [] : [`${group}.${name} = ${String(value)}`];
    });
  });
}

const groupOf = (statistics: QueueStatistics, group: string): unknown =>
  Object.entries(statistics).find(([name]) => name === group)?.[1];

function isFigure(value: unknown, kind: NumberKind): boolean {
  if (value === null) return true;
  const whole = kind === "count" || kind === "total";
  return (
    typeof value === "number" &&
    Number.isFinite(value) &&
    value >= 0 &&
    !Object.is(value, -0) &&
    value <= most[kind] &&
    (!whole || Number.isInteger(value))
  );
}

function wrongIn(result: ReadResult): string[] {
  if (!result.ok) return result.problem.message === "" ? ["refused without a word"] : [];
  const { statistics, agents, problems } = result;
  return [
    ...statistics.flatMap(wrongFigures),
    ...statistics.filter(({ queue }) => queue.id === "" || queue.id.length > 128).map(() => "queue.id"),
    ...agents.filter(({ agentId }) => agentId === "").map(() => "agentId"),
    ...agents.filter(({ state }) => !agentStates.includes(state)).map(({ state }) => `agent is ${state}`),
    ...agents.filter(({ reason }) => reason?.class === "private").map(() => "a private reason"),
    ...problems
      .filter(({ message }) => message === "")
      .map(({ path }) => `problem at ${path} without a word`),
    ...(problems.length > 50 ? [`${problems.length} problems`] : []),
  ].slice(0, mostShown);
}

/** Every value inside of a payload, by the keys to it. */
function places(value: unknown, keys: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [keys];
  return [keys, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...keys, key]))];
}

const valueAt = (payload: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((here, key) => Object(here)[key], payload);

/** Places of a sample that are tried one by one. */
const mostPlaces = 60;

/** Every figure of a queue by its path. */
const figuresOf = (statistics: QueueStatistics): readonly (readonly [string, unknown])[] =>
  Object.entries(numberKinds).flatMap(([group, kinds]) => {
    const figures: Readonly<Record<string, unknown>> = Object(groupOf(statistics, group));
    return Object.keys(kinds).map((name) => [`${group}.${name}`, figures[name]] as const);
  });

/** Figures that were there and are gone, where nothing is said about it. */
function lostInSilence(before: ReadResult, after: ReadResult): string[] {
  if (!before.ok || !after.ok || after.problems.some(({ path }) => path !== "")) return [];
  // Where the id itself became another word, the figures are that queue's.
  if (after.statistics.length !== before.statistics.length) return [];
  return before.statistics.flatMap((was) => {
    const is = after.statistics.find(({ queue }) => queue.id === was.queue.id);
    if (is === undefined || is.quality.length > was.quality.length) return [];
    const left = new Map(figuresOf(is));
    return figuresOf(was).flatMap(([path, value]) =>
      value !== null && left.get(path) === null ? [path] : [],
    );
  });
}

type Change = (value: unknown, key: string) => unknown;

const gone = Symbol("gone");

/** The payload with one value changed; `gone` takes it out. */
function changed(value: unknown, [key, ...rest]: readonly string[], change: Change): unknown {
  if (key === undefined) return change(value, "");
  const put = (inner: unknown): unknown =>
    rest.length === 0 ? change(inner, key) : changed(inner, rest, change);
  if (Array.isArray(value))
    return value
      .map((inner: unknown, index) => (String(index) === key ? put(inner) : inner))
      .filter((inner) => inner !== gone);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, name === key ? put(inner) : inner])
      .filter(([, inner]) => inner !== gone),
  );
}

/** What a broken, renamed or hostile source may put in the place of a value. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    gone,
    null,
    true,
    "",
    "-",
    "N/A",
    "NaN",
    "Infinity",
    "-1",
    "1e309",
    "9".repeat(400),
    "0x10",
    "12,5",
    "70*",
    -1,
    -0,
    0.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    // An hour that the clocks of Paris skip, one that comes twice, and days that no calendar has.
    "2026-03-29 02:30:00",
    "2026-10-25 02:30:00",
    "2026-02-30 10:00:00",
    "2026-03-29T02:30:00Z",
    "0000-00-00 00:00:00",
    "99:99:99",
    "PT",
    "x".repeat(5_000),
    [],
    {},
    [[]],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

const mutation = fc.record({ place: fc.nat(), value: strange });

const isStrangeKey = fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "", ".", "id");

/** The text of a message with damage to some bytes, or cut off. */
const damage = fc.oneof(
  fc.record({ cutAt: fc.nat() }),
  fc.record({ at: fc.nat(), with: fc.constantFrom('"', "{", "]", "\\", "\u0000", "|", "\n", "é", "9", "-") }),
);

function damaged(text: string, harm: { cutAt: number } | { at: number; with: string }): string {
  if ("cutAt" in harm) return text.slice(0, harm.cutAt % (text.length + 1));
  const at = harm.at % (text.length + 1);
  return text.slice(0, at) + harm.with + text.slice(at + 1);
}

const options = { numRuns: 20 };

describe.each(cases)("%s, whatever its ACD sends", (_, profile) => {
  const sample = fc.constantFrom(...profile.samples);
  const open = (of: Sample): ReadStatistics => opened(profile, of);

  it("gives no absurd figure when values are lost, renamed or of another kind", () => {
    fc.assert(
      fc.property(sample, fc.array(mutation, { minLength: 1, maxLength: 4 }), (of, mutations) => {
        const payload = mutations.reduce<unknown>((whole, { place, value }) => {
          const all = places(whole);
          return changed(whole, all[place % all.length] ?? [], () => value);
        }, of.payload);
        if (payload === undefined || payload === gone) return;
        const text = typeof payload === "string" ? payload : JSON.stringify(payload);
        expect(readAll(open(of), text, receivedAt(of)).flatMap(wrongIn)).toEqual([]);
        expect(readAll(open(of), text, null).flatMap(wrongIn)).toEqual([]);
      }),
      options,
    );
  });

  it("gives no absurd figure when keys have other names or come twice", () => {
    fc.assert(
      fc.property(sample, fc.nat(), isStrangeKey, fc.boolean(), (of, place, name, twice) => {
        const text = textOf(of);
        const keys = [...text.matchAll(/"([^"\\]{1,80})":/g)];
        const key = keys[place % Math.max(1, keys.length)];
        if (key === undefined) return;
        const renamed = twice
          ? `${text.slice(0, key.index)}${key[0]}"70*",${text.slice(key.index)}`
          : `${text.slice(0, key.index)}${JSON.stringify(name)}:${text.slice(key.index + key[0].length)}`;
        expect(readAll(open(of), renamed, receivedAt(of)).flatMap(wrongIn)).toEqual([]);
      }),
      options,
    );
    expect("polluted" in {}).toBe(false);
  });

  it("gives no absurd figure from text that is cut off or damaged", () => {
    fc.assert(
      fc.property(sample, fc.array(damage, { minLength: 1, maxLength: 3 }), (of, harms) => {
        const text = harms.reduce(damaged, textOf(of));
        expect(readAll(open(of), text, receivedAt(of)).flatMap(wrongIn)).toEqual([]);
      }),
      options,
    );
  });

  it("refuses text that is no message at all, with a reason", () => {
    for (const text of [
      "",
      " ",
      "null",
      "7",
      '"x"',
      "[",
      "[".repeat(100_000),
      `{"a":${"[".repeat(40)}${"]".repeat(40)}}`,
    ])
      for (const result of readAll(compileProfile(profile, {}), text, now)) {
        expect(wrongIn(result)).toEqual([]);
        expect(result.ok ? result.statistics.length + result.agents.length : 0).toBe(0);
      }
  });

  it("says the same of the same messages", () => {
    for (const of of profile.samples)
      expect(readAll(open(of), textOf(of), receivedAt(of))).toEqual(
        readAll(open(of), textOf(of), receivedAt(of)),
      );
  });

  it("has an answer for every message of its samples, and nothing in them that it does not know", () => {
    for (const of of profile.samples) {
      const result = open(of).read(textOf(of), { receivedAt: receivedAt(of), listIgnored: true });
      expect(result.ok).toBe(true);
    }
  });
});

describe.each(cases)("%s, where a number is no number", (_, profile) => {
  it("never loses a figure without a word", () => {
    for (const of of profile.samples) {
      const before = opened(profile, of).read(textOf(of), { receivedAt: receivedAt(of), listIgnored: false });
      for (const place of places(of.payload).slice(0, mostPlaces)) {
        if (!Number.isFinite(Number.parseFloat(String(valueAt(of.payload, place))))) continue;
        const payload = changed(of.payload, place, () => "junk");
        const text = typeof payload === "string" ? payload : JSON.stringify(payload);
        const after = opened(profile, of).read(text, { receivedAt: receivedAt(of), listIgnored: false });
        expect({ place, silent: lostInSilence(before, after) }).toEqual({ place, silent: [] });
      }
    }
  });
});

/** Where a row of a profile names its queue; null where that is no plain path, or where it names a channel instead. */
function idKeys({ queue, layout, reader, channel }: Profile): readonly string[] | null {
  if (channel !== undefined) return null;
  const path: unknown = reader === "metric-list" ? Object(layout)["id"] : queue?.id;
  return queue !== undefined && typeof path === "string" ? path.split(".") : null;
}

describe("ten thousand queues in one message", () => {
  const lists = profiles.flatMap((profile) => {
    const [of, id] = [profile.samples[0], idKeys(profile)];
    if (of === undefined || id === null) return [];
    const keys = profile.rows === "" ? [] : String(profile.rows).split(".");
    const list = valueAt(of.payload, keys);
    return Array.isArray(list) ? [[profile.id, profile, of, keys, id, list[0] as unknown] as const] : [];
  });

  it.each(lists)("are read by %s", (_, profile, of, keys, id, row) => {
    const rows = Array.from({ length: 10_000 }, (_row, index) => changed(row, id, () => `queue ${index}`));
    const payload = keys.length === 0 ? rows : changed(of.payload, keys, () => rows);
    const result = opened(profile, of).read(JSON.stringify(payload), { receivedAt: now, listIgnored: false });
    expect(wrongIn(result)).toEqual([]);
    expect(result.ok ? result.statistics.length : result.problem).toBe(10_000);
  });
});
