import type { Instant } from "../../../domain/instant.ts";
import type { FieldPath } from "../fieldPath.ts";
import type { Profile } from "../profileSchema.ts";

type ObservedAt = NonNullable<Profile["observedAt"]>;

/** A clock on the wall of that zone, without the zone: `2026-01-12 10:00:05`. */
function localText(at: Instant, zone: string): string {
  // Swedes write dates as ISO does.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return format.format(at);
}

/** Where a profile finds a time, and that time in its form; a local time needs a zone, and is UTC without one. */
export function writeInstant(
  spec: ObservedAt,
  at: Instant | null,
  zone: string | undefined,
): { readonly path: FieldPath; readonly raw: unknown } {
  const full = typeof spec === "string" ? { from: spec, unit: "instant" as const } : spec;
  if (at === null) return { path: full.from, raw: null };
  const local = ("zone" in full ? full.zone : undefined) ?? zone ?? "UTC";
  const forms = {
    instant: () => new Date(at).toISOString(),
    "instant-or-epoch": () => new Date(at).toISOString(),
    epoch: () => at,
    "epoch-ms": () => at,
    "epoch-s": () => Math.floor(at / 1_000),
    "local-datetime": () => localText(at, local),
  };
  return { path: full.from, raw: forms[full.unit]() };
}
