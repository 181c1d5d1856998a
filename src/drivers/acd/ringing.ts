import type { FieldSpec, Profile, ProfileOptions } from "./profileSchema.ts";

const place = (spec: FieldSpec): string => JSON.stringify(spec).toLowerCase();

/**
 * Whether those who ring have to be added to those who wait: where the site says so, and the profile does not add them
 * itself, so that nobody counts twice.
 */
export function isRingingApart(
  { now: { waiting, ringing } }: Profile,
  { ringingCountedInWaiting }: ProfileOptions,
): boolean {
  if (ringingCountedInWaiting !== false) return false;
  if (typeof waiting !== "object" || !("sum" in waiting) || ringing === undefined) return true;
  return !waiting.sum.some((part) => place(part) === place(ringing));
}
