import { decodeText, type TextResult } from "../config/readText.ts";

/** What a pipe is called in messages. */
const name = "stdin";

/** All text of a pipe; one that never ends is read to a byte more than is allowed, which is told later as too long. */
export async function readStdin(stdin: AsyncIterable<Uint8Array>, mostBytes: number): Promise<TextResult> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stdin) {
    parts.push(part);
    length += part.length;
    if (length > mostBytes) break;
  }
  return decodeText(name, Buffer.concat(parts).subarray(0, mostBytes + 1));
}
