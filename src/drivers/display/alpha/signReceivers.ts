import type { MemoryFile } from "./command.ts";
import type { Receiver } from "./frameReader.ts";

/** Whether a receiver is every sign of its type. */
export const isBroadcast = ({ address }: Receiver): boolean => address === "00" || address === "??";

interface Named {
  readonly type: string;
  readonly address: string;
}

/** Whether a receiver is this sign: its own type or one for all, its own address or a broadcast. */
export function isFor(receiver: Receiver, { type, address }: Named, rows: number): boolean {
  if (!`Z?!z${type}${Math.min(rows, 2)}`.includes(receiver.type)) return false;
  if (isBroadcast(receiver)) return true;
  const digits = [...receiver.address.toUpperCase()];
  return address !== "00" && digits.every((digit, index) => digit === "?" || digit === address[index]);
}

/** What type `z` makes of the memory before it obeys, whatever was there. */
export const filesOfTypeZ: readonly MemoryFile[] = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (label) => ({
  label,
  type: "A",
  locked: false,
  size: 150,
  extra: "FF00",
}));
