import { z } from "zod";
import type { Instant } from "../../domain/instant.ts";
import { parseJson } from "../acd/boundedJson.ts";
import { parseInstant } from "../acd/timestamp.ts";

const login = z.object({
  seat: z.string().min(1).max(63),
  agentId: z.string().min(1).max(128).nullable(),
  at: z.string().max(64).nullable().default(null),
});

/** Somebody sits down at a seat, or leaves it: then the agent is null. */
export interface SeatLogin {
  readonly seat: string;
  readonly agentId: string | null;
  /** When it was sent; null when that is not said. */
  readonly at: Instant | null;
}

/** Reads a message of `command/login`; null when it is none. */
export function readSeatLogin(json: string): SeatLogin | null {
  const parsed = parseJson(json);
  const checked = parsed.ok ? login.safeParse(parsed.value) : null;
  if (checked?.success !== true) return null;
  const { seat, agentId, at } = checked.data;
  return { seat, agentId, at: at === null ? null : parseInstant(at) };
}
