import type { ReadProblem } from "../../../ports/readStatistics.ts";
import { isJsonObject, type JsonObject, own } from "../boundedJson.ts";
import { note } from "../readStatistics.ts";

/** What a notification tells of: the number that callers dial, where they wait, who answers them, or one person. */
type RtiKind = "pilot" | "queue" | "group" | "agent";

/** One notification: the attributes that changed since the one before it, besides number and name. */
export interface RtiEvent {
  readonly kind: RtiKind;
  readonly number: string;
  readonly attributes: JsonObject;
}

/**
 * The notifications of ALE's Open Touch Gateway by name. Its SDK documents the long names of processing groups and listens
 * to the short ones.
 */
const kinds: ReadonlyMap<string, RtiKind> = new Map([
  ["onpilotrtichanged", "pilot"],
  ["onqueuertichanged", "queue"],
  ["onagentprocessinggrouprtichanged", "group"],
  ["onpgagentrtichanged", "group"],
  ["onagentrtichanged", "agent"],
]);

/** What a message of the gateway holds. */
export interface RtiMessage {
  readonly events: readonly RtiEvent[];
  /** Names of notifications that are none of the call centre's. */
  readonly others: readonly string[];
}

/** Keys by which a notification is known. */
export const eventKeys: readonly string[] = ["eventName", "event", "data", "number"];

interface Named {
  readonly name: string;
  readonly bodies: readonly unknown[];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The name that a notification bears, or the one key that wraps it; null when there is neither. */
function named(message: JsonObject): Named | null {
  const name = own(message, "eventName") ?? own(message, "event");
  if (typeof name === "string") return { name, bodies: listOf(own(message, "data") ?? message) };
  const [only, ...others] = Object.entries(message);
  if (only === undefined || others.length > 0 || !kinds.has(only[0].toLowerCase())) return null;
  return { name: only[0], bodies: listOf(only[1]) };
}

/** A directory number as text: the same object whether it came as text or as a number. */
export function numberOf(raw: unknown): string | null {
  const text = typeof raw === "number" || typeof raw === "string" ? String(raw).trim() : "";
  return text === "" || text.length > 64 ? null : text;
}

/** What a notification says besides its own name. */
const attributesOf = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== "eventName" && key !== "event"));

/**
 * The notifications in some JSON, in order. Those of other services of the gateway are none of ours; null when nothing in
 * it is a notification at all.
 */
export function rtiEvents(
  values: readonly unknown[],
  spelled: (object: JsonObject) => JsonObject,
  problems: ReadProblem[],
): RtiMessage | null {
  const events: RtiEvent[] = [];
  const others = new Set<string>();
  let understood = values.length === 0;
  for (const [index, value] of values.entries()) {
    const found = isJsonObject(value) ? named(spelled(value)) : null;
    if (found === null) {
      note(problems, `events.${index}`, "does not say which event it is: eventName is missing");
      continue;
    }
    understood = true;
    const kind = kinds.get(found.name.toLowerCase());
    if (kind === undefined) {
      others.add(found.name);
      continue;
    }
    for (const each of found.bodies) {
      const body = isJsonObject(each) ? spelled(each) : {};
      const number = numberOf(own(body, "number"));
      if (number !== null) events.push({ kind, number, attributes: attributesOf(body) });
      else note(problems, `events.${index}.number`, "is missing");
    }
  }
  return understood ? { events, others: [...others] } : null;
}
