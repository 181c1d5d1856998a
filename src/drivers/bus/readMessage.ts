import { z } from "zod";
import { weekdays } from "../../domain/localDay.ts";
import type { ScheduleEntry } from "../../domain/schedule.ts";
import { isId } from "../../domain/topics.ts";
import { languages } from "../../domain/vocabulary.ts";
import type { WallMessage } from "../../domain/wallMessage.ts";
import { parseJson } from "../acd/boundedJson.ts";
import { parseInstant } from "../acd/timestamp.ts";

/** Longer texts are cut: nobody reads more from a wall. */
const LONGEST_TEXT = 500;

const text = z.string().transform((value) => value.slice(0, LONGEST_TEXT));

const instant = z
  .string()
  .transform((value) => parseInstant(value))
  .refine((value) => value !== null, "is no time such as 2026-02-14T10:20:00Z")
  .nullable()
  .default(null);

const texts = z.partialRecord(z.enum([...languages, "any"]), text);

const priority = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(2);

const anyText = z
  .union([text.transform((any) => ({ any })), texts])
  .refine((value) => Object.values(value).some((one) => one.trim() !== ""), "is empty");

const message = z.object({
  at: instant,
  priority,
  text: anyText,
  from: instant,
  until: instant,
  repeatSeconds: z.number().min(1).max(86_400).nullable().default(null),
  needsAck: z.boolean().default(false),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "is no time such as 12:30");

/** More entries in one schedule are a mistake of the sender. */
const MOST_ENTRIES = 100;

const entry = z
  .object({
    id: z.string().refine(isId, "is no id"),
    days: z.array(z.enum(weekdays)).min(1).nullable().default(null),
    date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, "is no date such as 2026-12-24")
      .nullable()
      .default(null),
    from: timeOfDay,
    to: timeOfDay,
    priority,
    text: anyText,
  })
  .refine(({ days, date }) => (days === null) !== (date === null), "needs days or a date, not both")
  .refine(({ from, to }) => from < to, "ends before it begins");

const schedule = z.object({ entries: z.array(entry).max(MOST_ENTRIES) });

type Read<Key extends string, Value> =
  | ({ readonly ok: true } & Readonly<Record<Key, Value>>)
  | { readonly ok: false; readonly problem: string };

/** The text as checked by a schema, or the first thing that is wrong with it. Unknown keys are ignored. */
function checked<Schema extends z.ZodType>(json: string, schema: Schema): Read<"value", z.output<Schema>> {
  const parsed = parseJson(json);
  if (!parsed.ok) return { ok: false, problem: parsed.message };
  const read = schema.safeParse(parsed.value);
  if (read.success) return { ok: true, value: read.data };
  const problems = read.error.issues.map(({ path, message: what }) => `${path.join(".")} ${what}`.trim());
  return { ok: false, problem: problems.join("; ") };
}

/** Reads what a supervisor wrote on `message/{zone}/{id}`. */
export function readMessage(zone: string, id: string, json: string): Read<"message", WallMessage> {
  const read = checked(json, message);
  if (!read.ok) return read;
  const { at, ...rest } = read.value;
  return { ok: true, message: { zone, id, publishedAt: at, ...rest } };
}

/** Reads what a supervisor wrote on `schedule/{zone}`: messages that come back by the clock. */
export function readSchedule(json: string): Read<"entries", readonly ScheduleEntry[]> {
  const read = checked(json, schedule);
  return read.ok ? { ok: true, entries: read.value.entries } : read;
}
