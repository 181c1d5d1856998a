import { z } from "zod";
import { languages } from "../../domain/vocabulary.ts";
import type { MessagePriority, WallMessage } from "../../domain/wallMessage.ts";
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

const payload = z.object({
  at: instant,
  priority: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(2),
  text: z.union([text.transform((any) => ({ any })), texts]),
  from: instant,
  until: instant,
  repeatSeconds: z.number().min(1).max(86_400).nullable().default(null),
  needsAck: z.boolean().default(false),
});

export type ReadMessage =
  | { readonly ok: true; readonly message: WallMessage }
  | { readonly ok: false; readonly problem: string };

/** Reads what a supervisor wrote on `message/{zone}/{id}`. Unknown keys are ignored, wrong ones refuse the message. */
export function readMessage(zone: string, id: string, json: string): ReadMessage {
  const parsed = parseJson(json);
  if (!parsed.ok) return { ok: false, problem: parsed.message };
  const read = payload.safeParse(parsed.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, problem: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim() };
  }
  const { at, priority, ...rest } = read.data;
  if (Object.values(rest.text).every((one) => one.trim() === ""))
    return { ok: false, problem: "text is empty" };
  const message = { zone, id, priority: priority satisfies MessagePriority, publishedAt: at, ...rest };
  return { ok: true, message };
}
