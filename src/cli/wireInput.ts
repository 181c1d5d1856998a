import { open } from "node:fs/promises";
import { reason } from "../config/readText.ts";
import { Fault } from "../ports/fault.ts";
import { looksLikeHex, readHex } from "./hexBytes.ts";

/** A line of 9,600 baud carries this in a quarter of an hour. */
const MOST_WIRE_BYTES = 1_000_000;
/** The same written as `0x41, `, which is the longest way to write it. */
const MOST_TEXT_BYTES = 6 * MOST_WIRE_BYTES;

/** Where bytes come from; one of the three. */
export interface WireSource {
  readonly hex?: string;
  readonly file?: string;
  /** `-` for stdin. */
  readonly input?: string;
}

/** The bytes that somebody gave us, or a Fault that says where they are wrong. Null: he said nothing, or too much. */
export async function readWire(
  { hex, file, input }: WireSource,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Uint8Array | null> {
  const given = [hex, file, input].filter((one) => one !== undefined);
  if (given.length !== 1) return null;
  if (hex !== undefined) return hexBytes(hex, "--hex");
  const path = file ?? input;
  if (path === undefined || (input !== undefined && input !== "-")) return null;
  const bytes = path === "-" ? await fromPipe(stdin) : await fromFile(path);
  const name = path === "-" ? "stdin" : path;
  if (bytes.length > MOST_TEXT_BYTES) throw tooLong(name);
  const text = Buffer.from(bytes).toString("latin1");
  return bytes.length > 0 && looksLikeHex(text) ? hexBytes(text, name) : bounded(bytes, name);
}

function hexBytes(text: string, name: string): Uint8Array {
  const read = readHex(text);
  if (read.ok) return bounded(read.bytes, name);
  throw new Fault(
    "WIRE_HEX",
    `${name}:${read.line}:${read.column}  ${read.message}`,
    "write bytes as 00 41, 0041, 0x00,0x41 or \\x00\\x41",
  );
}

function bounded(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.length > MOST_WIRE_BYTES) throw tooLong(name);
  return bytes;
}

const tooLong = (name: string): Fault =>
  new Fault("WIRE_LONG", `${name} has more than ${MOST_WIRE_BYTES} bytes`, "cut it into pieces");

async function fromPipe(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stdin) {
    parts.push(part);
    length += part.length;
    if (length > MOST_TEXT_BYTES) break;
  }
  return Buffer.concat(parts);
}

/** A capture may be a device that never ends, so no more is read than is allowed. */
async function fromFile(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, "r");
    try {
      const parts: Uint8Array[] = [];
      for (let length = 0; length <= MOST_TEXT_BYTES; ) {
        const { bytesRead, buffer } = await handle.read({ buffer: new Uint8Array(65_536) });
        if (bytesRead === 0) break;
        parts.push(buffer.subarray(0, bytesRead));
        length += bytesRead;
      }
      return Buffer.concat(parts);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new Fault("WIRE_FILE", `${path} cannot be read: ${reason(cause)}`, "check the name", cause);
  }
}
