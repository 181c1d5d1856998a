const BYTES_A_LINE = 16;
const GROUP = 8;

const printable = (byte: number): string => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : ".");

const pairs = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte, at) => `${at === GROUP ? " " : ""}${byte.toString(16).padStart(2, "0")}`).join(
    " ",
  );

/** Bytes as lines of hexadecimal digits with the letters beside them. */
export function hexDump(bytes: Uint8Array): string[] {
  const width = 3 * BYTES_A_LINE;
  return Array.from({ length: Math.ceil(bytes.length / BYTES_A_LINE) }, (_, line) => {
    const part = bytes.subarray(line * BYTES_A_LINE, (line + 1) * BYTES_A_LINE);
    return `${pairs(part).padEnd(width)}  ${asText(part)}`;
  });
}

/** Bytes as text, with a point for each that is no printable ASCII. */
export const asText = (bytes: Uint8Array): string => Array.from(bytes, printable).join("");
