import type { Instant } from "../../domain/instant.ts";
import { compilePath } from "./fieldPath.ts";
import { localClock, parseLocal } from "./localTime.ts";
import type { Profile } from "./profileSchema.ts";
import { parseInstant } from "./timestamp.ts";

/** When the source measured; `receivedAt` only settles which of two equal local hours is meant. */
export type ReadObservedAt = (
  row: unknown,
  receivedAt: Instant | null,
  fail: (message: string) => null,
) => Instant | null;

type Parse = (raw: unknown, receivedAt: Instant | null, fail: (message: string) => null) => Instant | null;

/** Times beyond these are a broken clock: 1970 to 2200. */
const latestMs = 7_258_118_400_000;

const isDigits = /^\d{1,16}(\.\d{1,9})?$/;

const parseEpoch =
  (unitMs: number): Parse =>
  (raw, _, fail) => {
    const value = typeof raw === "string" && isDigits.test(raw.trim()) ? Number(raw) : raw;
    return typeof value === "number" && value >= 0 && value * unitMs <= latestMs
      ? Math.floor(value * unitMs)
      : fail("is not a time in seconds or milliseconds since 1970");
  };

/** Seconds beyond this are in the year 5138, milliseconds below it in 1973, so that the size tells which is meant. */
const leastMs = 100_000_000_000;

const parseEitherEpoch: Parse = (raw, near, fail) =>
  parseEpoch(Number(raw) < leastMs ? 1_000 : 1)(raw, near, fail);

const parseIso: Parse = (raw, _, fail) =>
  (typeof raw === "string" ? parseInstant(raw.trim()) : null) ??
  fail("is not a time with its zone, such as 2026-02-14T10:18:00Z");

/** One API gives its time as text by its tools and as a number by its wire. */
const parseIsoOrEpoch: Parse = (raw, near, fail) =>
  typeof raw === "number" || (typeof raw === "string" && isDigits.test(raw.trim()))
    ? parseEitherEpoch(raw, near, fail)
    : parseIso(raw, near, fail);

function parseLocalIn(zone: string | undefined): Parse {
  if (zone === undefined) return (_raw, _near, fail) => fail("is a local time, and no zone is given");
  const clock = localClock(zone);
  return (raw, receivedAt, fail) => {
    const fields = typeof raw === "string" ? parseLocal(raw.trim()) : null;
    if (fields === null) return fail("is not a local time such as 2026-01-12 10:00:05");
    const local = clock(fields, receivedAt);
    return local.ok ? local.instant : fail(local.message);
  };
}

/** Whether the profile reads local times and leaves it to the site to say in which zone. */
export function needsZone({ observedAt, totals, agent, options }: Profile): boolean {
  const specs = [observedAt, totals.since, agent?.observedAt, agent?.since];
  return (
    options.zone === undefined &&
    specs.some(
      (spec) =>
        typeof spec === "object" &&
        "unit" in spec &&
        spec.unit === "local-datetime" &&
        spec.zone === undefined,
    )
  );
}

/** Compiles where a profile finds the time of measure; a source without one gives null. */
export function compileObservedAt(
  spec: Profile["observedAt"],
  zone: string | undefined,
  isSentinel: (raw: unknown) => boolean,
): ReadObservedAt {
  if (spec === undefined) return () => null;
  const full = typeof spec === "string" ? { from: spec, unit: "instant" as const } : spec;
  const find = compilePath(full.from);
  const parse = {
    instant: parseIso,
    epoch: parseEitherEpoch,
    "instant-or-epoch": parseIsoOrEpoch,
    "epoch-ms": parseEpoch(1),
    "epoch-s": parseEpoch(1_000),
    "local-datetime": parseLocalIn(("zone" in full ? full.zone : undefined) ?? zone),
  }[full.unit];
  return (row, receivedAt, fail) => {
    const raw = find(row);
    if (raw === undefined || raw === null || isSentinel(raw)) return null;
    return parse(raw, receivedAt, fail);
  };
}
