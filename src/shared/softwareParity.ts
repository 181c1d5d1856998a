/** Whether each 7-bit character has an odd number of ones. */
const isOdd = Uint8Array.from({ length: 128 }, (_, value) => {
  let ones = 0;
  for (let rest = value; rest > 0; rest >>= 1) ones += rest & 1;
  return ones & 1;
});

/**
 * Seven-bit characters with the parity in bit 7. Sent as 8N1 they are bit for bit the same as 7E1 or 7O1, so that an
 * adapter or a serial server that only does eight bits can drive a seven-bit display.
 */
export function withParity(bytes: Uint8Array, parity: "none" | "even" | "odd"): Uint8Array {
  const odd = parity === "odd" ? 1 : 0;
  return bytes.map((byte) => {
    const low = byte & 0x7f;
    return parity === "none" || isOdd[low] === odd ? low : low | 0x80;
  });
}

/** The characters as a seven-bit receiver takes them: bit 7 is parity or nothing. */
export function withoutParity(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte & 0x7f);
}
