import { z } from "zod";
import type { HidDeviceInfo } from "./hid.ts";

/** A report and what stands around it; no report of a headset is a tenth as long. */
export const MOST_REPORT_LINE_BYTES = 1_024;
/** Longer feature reports are not asked for: two digits stand for each byte of one. */
export const MOST_FEATURE_BYTES = 480;
/** The first line: descriptors have 4,096 bytes at most, and two digits stand for each. */
export const MOST_GREETING_BYTES = 16_384;

const newline = 0x0a;

const hexPairs = /^([0-9a-f]{2})*$/i;
const hex = z.string().regex(hexPairs, "pairs of hexadecimal digits");
const usbId = z.number().int().min(0).max(0xffff);
const name = z.string().max(256).nullable().default(null);

const greeting = z.object({
  descriptor: hex.min(2),
  vendorId: usbId,
  productId: usbId,
  product: name,
  serialNumber: name,
});

const featureRequest = z.union([
  z.object({ feature: hex.min(2) }),
  z.object({
    askFeature: z.object({
      id: z.number().int().min(0).max(0xff),
      length: z.number().int().min(1).max(MOST_FEATURE_BYTES),
    }),
  }),
]);
const featureAnswer = z.object({ answer: hex.nullable() });

const decoder = new TextDecoder();

/** What a headset on a network line says of itself, first of all. */
export type HidGreeting = Pick<
  HidDeviceInfo,
  "descriptor" | "vendorId" | "productId" | "product" | "serialNumber"
>;

/** The first line of a headset on a network line, with its end. */
export function greetingLine({ descriptor, ...rest }: HidGreeting): string {
  const { vendorId, productId, product, serialNumber } = rest;
  return line({ descriptor: toHex(descriptor), vendorId, productId, product, serialNumber });
}

/** A report as a line with its end, the same both ways. */
export const reportLine = (report: Uint8Array): string => line({ report: toHex(report) });

/** What a first line says; null when it is none. */
export function readGreeting(text: string): HidGreeting | null {
  const read = greeting.safeParse(parsed(text));
  return read.success ? { ...read.data, descriptor: fromHex(read.data.descriptor) } : null;
}

/** The report of a line; null when it is none. */
export function readReportLine(text: string): Uint8Array | null {
  const read = parsed(text);
  if (typeof read !== "object" || read === null || !("report" in read)) return null;
  const { report } = read;
  // By hand, not by a schema: this comes with each key, and the headset waits for its answer.
  return typeof report === "string" && report !== "" && hexPairs.test(report) ? fromHex(report) : null;
}

/** What is asked of a device beside its reports: to take a feature report, or to give one. */
export type HidRequest =
  | { readonly kind: "take"; readonly report: Uint8Array }
  | { readonly kind: "give"; readonly id: number; readonly length: number };

/** A request as a line with its end. Each is answered by one line, in their order. */
export const requestLine = (request: HidRequest): string =>
  line(
    request.kind === "take"
      ? { feature: toHex(request.report) }
      : { askFeature: { id: request.id, length: request.length } },
  );

/** The request of a line; null when it is none. */
export function readRequestLine(text: string): HidRequest | null {
  const read = featureRequest.safeParse(parsed(text));
  if (!read.success) return null;
  return "feature" in read.data
    ? { kind: "take", report: fromHex(read.data.feature) }
    : { kind: "give", ...read.data.askFeature };
}

/** The answer to a request as a line with its end: what was asked for, nothing where it was taken, null where it was refused. */
export const answerLine = (answer: Uint8Array | null): string =>
  line({ answer: answer === null ? null : toHex(answer) });

/** The answer of a line; undefined when it is none. */
export function readAnswerLine(text: string): Uint8Array | null | undefined {
  const read = featureAnswer.safeParse(parsed(text));
  if (!read.success) return undefined;
  return read.data.answer === null ? null : fromHex(read.data.answer);
}

/** Cuts what comes off a network into lines. Keeps no more than one line may have, whatever comes. */
export class LineCutter {
  readonly #most: number;
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array(0);

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** The lines that are complete now, without their ends; null when one is longer than it may be. */
  feed(bytes: Uint8Array): readonly string[] | null {
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      const last = bytes.subarray(from, end);
      const whole = this.#rest.length === 0 ? last : joined(this.#rest, last);
      if (whole.length > this.#most) return null;
      lines.push(decoder.decode(whole));
      this.#rest = new Uint8Array(0);
      from = end + 1;
    }
    if (this.#rest.length + bytes.length - from > this.#most) return null;
    this.#rest = joined(this.#rest, bytes.subarray(from));
    return lines;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
