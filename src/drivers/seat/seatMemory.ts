import { z } from "zod";
import { callKinds, reasonClasses } from "../../domain/agentState.ts";
import type { SeatMemory } from "../../domain/seatState.ts";
import { parseJson } from "../acd/boundedJson.ts";

const nextStates = ["ready", "notReady", "loggedOut"] as const;

const reason = z
  .strictObject({ code: z.string(), label: z.string().nullable(), class: z.enum(reasonClasses) })
  .nullable();

const memory = z.strictObject({
  v: z.literal(1),
  seq: z.int().min(0),
  agentId: z.string().nullable(),
  boundBy: z.enum(["acd", "config", "login"]).nullable(),
  own: z.strictObject({
    state: z.enum([...nextStates, "busy", "wrapUp"]),
    since: z.int().nullable(),
    reason,
    callKind: z.enum(callKinds).nullable(),
    next: z.strictObject({ to: z.enum(nextStates), reason }),
    isAskedFor: z.boolean(),
  }),
});

/** What is kept of a seat over a restart, as a text for a file of this machine: it holds the agent's id. */
export const writeSeatMemory = (kept: SeatMemory): string => JSON.stringify({ v: 1, ...kept });

/** What was kept; null when it is damaged, or of a later version. */
export function readSeatMemory(json: string): SeatMemory | null {
  const parsed = parseJson(json);
  const checked = parsed.ok ? memory.safeParse(parsed.value) : null;
  if (checked?.success !== true) return null;
  const { v: _, ...kept } = checked.data;
  return kept;
}
