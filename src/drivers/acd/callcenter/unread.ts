import type { JsonObject } from "../boundedJson.ts";
import type { Table } from "./outputs.ts";

/** Columns that are read, by the kind of their table. */
const columns: Readonly<Record<Table["kind"], ReadonlySet<string>>> = {
  queues: new Set(["name", "calls_answered", "calls_abandoned", "skip_agents_with_external_calls"]),
  members: new Set(["queue", "uuid", "joined_epoch", "state"]),
  tiers: new Set(["queue", "agent"]),
  agents: new Set([
    ...["name", "status", "state", "contact", "wrap_up_time", "last_bridge_start", "last_bridge_end"],
    ...["last_offered_call", "last_status_change", "ready_time", "external_calls_count"],
  ]),
};

/** Headers of events that are read. */
export const eventHeaders: readonly string[] = [
  ...["CC-Action", "CC-Queue", "CC-Agent", "CC-Agent-State", "CC-Agent-Status", "CC-Member-UUID"],
  ...["CC-Member-Joined-Time", "CC-Bridge-Terminated-Time", "Event-Date-Timestamp"],
];

/** Columns of a table that nobody reads, by their names alone: some hold callers' numbers. */
export const unreadColumns = ({ kind, rows }: Table): readonly string[] =>
  [...(rows[0]?.keys() ?? [])]
    .filter((column) => !columns[kind].has(column))
    .map((column) => `${kind}.${column}`);

/** Headers of the call centre's events that nobody reads; those of the switch itself are no news. */
export const unreadHeaders = (event: JsonObject): readonly string[] =>
  Object.keys(event).filter((name) => /^cc-/i.test(name) && !eventHeaders.includes(name));
