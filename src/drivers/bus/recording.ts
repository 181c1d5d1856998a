import { z } from "zod";
import type { Instant } from "../../domain/instant.ts";

/** What a file of a recording begins with. */
export interface RecordingHeader {
  /** When the recorder was started: the same in all files of one recording. */
  readonly begin: Instant;
  /** From 1; a recording goes on in the next file when one is full. */
  readonly part: number;
  /** Null for all sites that the filters let through. */
  readonly site: string | null;
  readonly filters: readonly string[];
  readonly withAgents: boolean;
  /** The recorder's time zone, so that a replay tells the same hours everywhere. */
  readonly timeZone: string;
}

/** When something happened: by the wall clock, and by the clock that never jumps, counted from `begin`. */
interface Moment {
  readonly at: Instant;
  readonly ms: number;
}

/** A message as it came off the bus. */
export interface RecordedMessage extends Moment {
  readonly kind: "message";
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  /** The broker had kept it from earlier. */
  readonly retained: boolean;
  readonly expirySeconds: number | null;
}

interface RecordedEnd extends Moment {
  readonly kind: "end";
  /** In all files of the recording so far. */
  readonly messages: number;
  /** How many messages were not recorded, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** A line of a recording but for the first. */
export type RecordedLine =
  | RecordedMessage
  /** The recorder lost its broker, or has it again. */
  | (Moment & { readonly kind: "broker"; readonly up: boolean })
  /** The file is complete. */
  | RecordedEnd;

const instant = z.iso.datetime({ precision: 3 }).transform((text) => Date.parse(text));
const moment = { at: instant, ms: z.int().min(0) };

const headerShape = z.object({
  bandeau: z.literal("recording"),
  version: z.literal(1),
  begin: instant,
  part: z.int().min(1),
  site: z.string().nullable(),
  filters: z.array(z.string()),
  withAgents: z.boolean(),
  timeZone: z.string(),
});

const payloadShape = {
  topic: z.string().min(1),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  retained: z.boolean(),
  expirySeconds: z.int().min(0).nullable(),
};

const lineShape = z.union([
  z.strictObject({ ...moment, ...payloadShape, text: z.string() }),
  z.strictObject({ ...moment, ...payloadShape, base64: z.base64() }),
  z.strictObject({ ...moment, broker: z.enum(["up", "down"]) }),
  z.strictObject({
    ...moment,
    end: z.literal(true),
    messages: z.int().min(0),
    leftOut: z.record(z.string(), z.int()),
  }),
]);

const isoOf = (at: Instant): string => new Date(at).toISOString();

/** The first line of a file, without its end. */
export function writeHeader({ begin, ...header }: RecordingHeader): string {
  return JSON.stringify({ bandeau: "recording", version: 1, begin: isoOf(begin), ...header });
}

/** Any other line, without its end. */
export function writeLine({ at, ms, ...line }: RecordedLine): string {
  const when = { at: isoOf(at), ms };
  if (line.kind === "broker") return JSON.stringify({ ...when, broker: line.up ? "up" : "down" });
  if (line.kind === "end")
    return JSON.stringify({ ...when, end: true, messages: line.messages, leftOut: line.leftOut });
  const { topic, qos, retained, expirySeconds, payload } = line;
  return JSON.stringify({ ...when, topic, qos, retained, expirySeconds, ...payloadInJson(payload) });
}

/** The header in a file's first line; null when it is none, or one of a later version. */
export function readHeader(text: string): RecordingHeader | null {
  const parsed = headerShape.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { bandeau: _, version: __, ...header } = parsed.data;
  return header;
}

/** Any other line; null when it makes no sense. */
export function readLine(text: string): RecordedLine | null {
  const parsed = lineShape.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const line = parsed.data;
  const { at, ms } = line;
  if ("broker" in line) return { kind: "broker", at, ms, up: line.broker === "up" };
  if ("end" in line) return { kind: "end", at, ms, messages: line.messages, leftOut: line.leftOut };
  const { topic, qos, retained, expirySeconds } = line;
  const payload = "text" in line ? new TextEncoder().encode(line.text) : bytesOf(line.base64);
  return { kind: "message", at, ms, topic, payload, qos, retained, expirySeconds };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As text where that keeps every byte, so that people can read and search a recording. */
function payloadInJson(payload: Uint8Array): { readonly text: string } | { readonly base64: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload) };
  } catch {
    return { base64: btoa(Array.from(payload, (byte) => String.fromCharCode(byte)).join("")) };
  }
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
