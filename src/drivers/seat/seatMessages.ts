import { z } from "zod";
import type { AgentReason } from "../../domain/agentState.ts";
import { reasonClasses } from "../../domain/agentState.ts";
import type { Instant } from "../../domain/instant.ts";
import { publicReason } from "../../domain/seatPrivacy.ts";
import { REQUEST_LIFE_MS } from "../../domain/seatRequests.ts";
import type { NextState, SeatChange } from "../../domain/seatState.ts";
import { parseJson } from "../acd/boundedJson.ts";
import { parseInstant } from "../acd/timestamp.ts";

/** The schema number that every message carries. */
const SCHEMA = 1;

const isoOf = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What a headset says on `seat/{seat}/headset`: only what is so now, and which of it is new. */
export interface HeadsetWord {
  /** Null: nobody can tell. */
  readonly hook: "on" | "off" | null;
  readonly muted: boolean | null;
  readonly present: boolean;
  readonly changed: "hook" | "mute" | "present" | null;
}

/** What is published about a headset: never retained, and gone after five seconds. */
export const writeHeadset = (word: HeadsetWord, at: Instant): object => ({
  v: SCHEMA,
  at: isoOf(at),
  ...word,
  confidence: "local",
});

/** A fact of `seat/{seat}/state`. The agent is what may leave the machine: the caller has made a pseudonym of the id. */
export function writeSeatChange(change: SeatChange, agent: string | null): object {
  const { id, seq, at, state, callKind, pending, reason, origin, confidence } = change;
  return {
    v: SCHEMA,
    id,
    seq,
    at: isoOf(at),
    agent,
    state,
    callKind,
    pending,
    reason: publicReason(reason),
    origin,
    confidence,
  };
}

/** What is asked of an ACD on `agent/{agent}/request`. */
export interface SeatRequest extends NextState {
  readonly id: string;
}

/** Where the answer should go, in the payload too: brokers of MQTT 3.1.1 have no other place for it. */
export const writeRequest = ({ id, to, reason }: SeatRequest, at: Instant, replyTo: string): object => ({
  v: SCHEMA,
  id,
  at: isoOf(at),
  to,
  reason: publicReason(reason),
  replyTo,
  correlation: id,
  validForSeconds: REQUEST_LIFE_MS / 1_000,
});

/** Longer ids and texts come from nobody who means well. */
const LONGEST_TEXT = 200;

const text = z.string().min(1).max(LONGEST_TEXT);
const optionalText = text.nullable().default(null);

const reply = z.object({
  id: text,
  ok: z.boolean(),
  code: optionalText,
  advice: optionalText,
});

const reasonShape = z
  .object({ code: optionalText, label: optionalText, class: z.enum(reasonClasses).default("other") })
  .transform((reason): AgentReason => ({ ...reason, code: reason.code ?? reason.class }));

const request = z.object({
  id: text,
  at: z.string().nullable().default(null),
  to: z.enum(["ready", "notReady", "loggedOut"]),
  reason: reasonShape.nullable().default(null),
  replyTo: optionalText,
  validForSeconds: z
    .number()
    .min(0)
    .max(REQUEST_LIFE_MS / 1_000)
    .default(REQUEST_LIFE_MS / 1_000),
});

/** What an ACD, or the bridge to it, answers to a request. */
export type SeatReply = z.output<typeof reply>;

/** A request as a bridge reads it. */
export interface ReceivedRequest extends SeatRequest {
  readonly at: Instant | null;
  readonly replyTo: string | null;
  readonly validForSeconds: number;
}

/** What is answered to a request. */
export const writeReply = ({ id, ok, code, advice }: SeatReply, at: Instant): object => ({
  v: SCHEMA,
  id,
  at: isoOf(at),
  ok,
  code,
  advice,
});

function read<Shape extends z.ZodType>(json: string, shape: Shape): z.output<Shape> | null {
  const parsed = parseJson(json);
  const checked = parsed.ok ? shape.safeParse(parsed.value) : null;
  return checked?.success === true ? checked.data : null;
}

/** An answer from outside; null when it is none. */
export const readReply = (json: string): SeatReply | null => read(json, reply);

/** A request from outside; null when it is none. */
export function readRequest(json: string): ReceivedRequest | null {
  const received = read(json, request);
  if (received === null) return null;
  const { at, reason, ...rest } = received;
  return { ...rest, reason: publicReason(reason), at: at === null ? null : parseInstant(at) };
}
