/** What decides how long a character is on a serial line. */
interface Framing {
  readonly baudRate: number;
  readonly dataBits: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: number;
}

/** Bits that one character takes on the line, with its start, parity and stop bits: 10 for 8N1 and for 7E1. */
export function bitsPerCharacter({ dataBits, parity, stopBits }: Framing): number {
  return 1 + dataBits + (parity === "none" ? 0 : 1) + stopBits;
}

/** Milliseconds that so many bytes take on the line; computed, because no adapter tells when its buffer is empty. */
export function wireMs(bytes: number, framing: Framing): number {
  return (bytes * bitsPerCharacter(framing) * 1_000) / framing.baudRate;
}
