import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import { hasRightCrc, withCrc } from "../modbusCrc.ts";

/** Functions that we speak to relays (Modbus Application Protocol V1.1b3, 6.1, 6.5, 6.11); boards know more, each its own. */
export const functions = { readCoils: 0x01, writeCoil: 0x05, writeCoils: 0x0f } as const;

/** Set in the function of an answer that refuses. */
const EXCEPTION = 0x80;
const COIL_ON = 0xff;
/** Slave, function, first coil, a number, checksum. */
const REQUEST_LENGTH = 8;
const EXCEPTION_LENGTH = 5;

/** A board answers in some tens of milliseconds; a slow adapter needs some more. */
const withinMs = 300;
const retries = 2;

/** What a master asks of a board: coils from the first on, counted from 0. */
export type CoilRequest =
  | { readonly name: "readCoils"; readonly slave: number; readonly first: number; readonly count: number }
  | {
      readonly name: "writeCoil" | "writeCoils";
      readonly slave: number;
      readonly first: number;
      readonly coils: readonly boolean[];
    };

const word = (value: number): readonly number[] => [value >> 8, value & 0xff];

/** Eight coils a byte, the first one lowest. */
const packed = (coils: readonly boolean[]): readonly number[] =>
  Array.from({ length: Math.ceil(coils.length / 8) }, (_, byte) =>
    coils.slice(byte * 8, byte * 8 + 8).reduce((mask, isOn, bit) => mask | (isOn ? 1 << bit : 0), 0),
  );

const bitsOfByte = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const unpacked = (bytes: Uint8Array, count: number): readonly boolean[] =>
  Array.from(bytes, (byte) => bitsOfByte.map((bit) => (byte & (1 << bit)) !== 0))
    .flat()
    .slice(0, count);

export function encodeRequest(request: CoilRequest): Uint8Array {
  const { slave, first } = request;
  if (request.name === "readCoils")
    return withCrc([slave, functions.readCoils, ...word(first), ...word(request.count)]);
  const { coils } = request;
  if (request.name === "writeCoil")
    return withCrc([slave, functions.writeCoil, ...word(first), coils[0] === true ? COIL_ON : 0, 0]);
  const mask = packed(coils);
  return withCrc([slave, functions.writeCoils, ...word(first), ...word(coils.length), mask.length, ...mask]);
}

/** How long a request is that begins so; null when more bytes have to come to tell. */
export function requestLength(bytes: Uint8Array): number | null {
  const [, code, , , , , count] = bytes;
  if (code === undefined) return null;
  if (code !== functions.writeCoils) return REQUEST_LENGTH;
  return count === undefined ? null : 9 + count;
}

/** A request in words; null where it is none of ours, or damaged. */
export function readRequest(bytes: Uint8Array): CoilRequest | null {
  if (bytes.length < REQUEST_LENGTH || !hasRightCrc(bytes)) return null;
  const [slave = 0, code, high = 0, low = 0, third = 0, fourth = 0, size] = bytes;
  const first = high * 256 + low;
  const number = third * 256 + fourth;
  if (code === functions.readCoils && bytes.length === REQUEST_LENGTH)
    return { name: "readCoils", slave, first, count: number };
  if (code === functions.writeCoil && bytes.length === REQUEST_LENGTH) {
    const isOn = number === COIL_ON * 256;
    return isOn || number === 0 ? { name: "writeCoil", slave, first, coils: [isOn] } : null;
  }
  const fits = size === Math.ceil(number / 8) && bytes.length === 9 + size;
  if (code !== functions.writeCoils || !fits || number === 0) return null;
  return { name: "writeCoils", slave, first, coils: unpacked(bytes.subarray(7), number) };
}

/** What a board answers once it did what was asked: an echo, a count, or coils. */
export function encodeAnswer(request: CoilRequest, coils: readonly boolean[]): Uint8Array {
  const { slave, first } = request;
  if (request.name === "writeCoil") return encodeRequest(request);
  if (request.name === "writeCoils")
    return withCrc([slave, functions.writeCoils, ...word(first), ...word(request.coils.length)]);
  const mask = packed(coils);
  return withCrc([slave, functions.readCoils, mask.length, ...mask]);
}

export const encodeException = (slave: number, code: number, exception: number): Uint8Array =>
  withCrc([slave, code | EXCEPTION, exception]);

/** What exceptions mean, and what a technician can do about them. */
const exceptions: ReadonlyMap<number, readonly [meaning: string, advice: string]> = new Map([
  [1, ["illegal function", "the board does not know it: set writeAll to false, or choose another driver"]],
  [2, ["illegal data address", "the board has fewer relays: check relays and firstCoil in its settings"]],
  [3, ["illegal data value", "check relays and firstCoil in its settings against the board's manual"]],
  [4, ["device failure", "switch the board off and on; if that does not help it is defective"]],
  [6, ["device busy", "look for another master on the line: a board obeys one alone"]],
  [11, ["gateway target failed to respond", "check the board's address, its supply and its two wires"]],
]);

function refused(exception: number): Verdict {
  const [meaning, advice] = exceptions.get(exception) ?? [
    "none that a relay board needs",
    "see the board's manual",
  ];
  return { kind: "refused", reason: `the board answers exception ${exception}: ${meaning}`, advice };
}

const damaged: Verdict = {
  kind: "refused",
  reason: "the board's answer was damaged on the line",
  advice: "check the two wires of the line, and that each board on it has an address of its own",
};

const begins = (bytes: Uint8Array, whole: Uint8Array): boolean =>
  whole.every((byte, at) => at >= bytes.length || bytes[at] === byte);

/** Judges an answer, with noise or another board's late answer before it. */
function judge(bytes: Uint8Array, wanted: Uint8Array): Verdict {
  const [slave = 0, code = 0] = wanted;
  for (let at = 0; at < bytes.length; at++) {
    const rest = bytes.subarray(at);
    if (begins(rest, wanted)) return rest.length < wanted.length ? { kind: "more" } : { kind: "taken" };
    if (rest[0] !== slave) continue;
    if (rest[1] === (code | EXCEPTION)) {
      if (rest.length < EXCEPTION_LENGTH) return { kind: "more" };
      const exception = rest.subarray(0, EXCEPTION_LENGTH);
      const [, , reason = 0] = exception;
      return hasRightCrc(exception) ? refused(reason) : damaged;
    }
    if (rest[1] === code && rest.length >= wanted.length) return otherThan(rest.subarray(0, wanted.length));
    if (rest[1] === code) return { kind: "more" };
  }
  return { kind: "more" };
}

/** An answer to what was asked that is not the wanted one. */
const otherThan = (answer: Uint8Array): Verdict =>
  hasRightCrc(answer)
    ? {
        kind: "refused",
        reason: "the board's relays are not as they were switched",
        advice:
          "look for jumpers and for a jog, interlock or linkage mode: relays have to obey this line alone",
      }
    : damaged;

/** What a board says to a request, once its coils are so; null to all boards at once, who never answer. */
export function answerTo(request: CoilRequest, coils: readonly boolean[]): Answer | null {
  if (request.slave === 0) return null;
  const wanted = encodeAnswer(request, coils);
  return { withinMs, retries, read: (bytes) => judge(bytes, wanted) };
}
