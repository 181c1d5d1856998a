/** Bytes with a meaning of their own in a frame (Alpha protocol 9708-8061-01 Rev A, transmission frame format). */
export const frameCode = { SOH: 0x01, STX: 0x02, ETX: 0x03, EOT: 0x04 } as const;

/** Bytes with a meaning of their own inside a text (same document, control codes). */
export const textCode = {
  flash: 0x07,
  extended: 0x08,
  date: 0x0b,
  newPage: 0x0c,
  newLine: 0x0d,
  callString: 0x10,
  wideOff: 0x11,
  wideOn: 0x12,
  clock: 0x13,
  callPicture: 0x14,
  characterSet: 0x1a,
  mode: 0x1b,
  colour: 0x1c,
  attribute: 0x1d,
  fixedWidth: 0x1e,
} as const;

/** Where a text stands on the sign, by the byte after 1BH. */
export const positions = {
  middle: 0x20,
  top: 0x22,
  bottom: 0x26,
  fill: 0x30,
  left: 0x31,
  right: 0x32,
} as const;
export type Position = keyof typeof positions;

/** How a text comes in, by the second byte after 1BH. `special` takes one more byte. */
export const modes = {
  rotate: 0x61,
  hold: 0x62,
  flash: 0x63,
  rollUp: 0x65,
  rollDown: 0x66,
  rollLeft: 0x67,
  rollRight: 0x68,
  wipeUp: 0x69,
  wipeDown: 0x6a,
  wipeLeft: 0x6b,
  wipeRight: 0x6c,
  scroll: 0x6d,
  special: 0x6e,
  auto: 0x6f,
  rollIn: 0x70,
  rollOut: 0x71,
  wipeIn: 0x72,
  wipeOut: 0x73,
  compressedRotate: 0x74,
  explode: 0x75,
  clockWipe: 0x76,
} as const;
export type Mode = keyof typeof modes;

/** The name under which a table lists a byte; null when it does not. */
export function nameIn<Name extends string>(
  table: Readonly<Record<Name, number>>,
  byte: number,
): Name | null {
  for (const name in table) if (table[name] === byte) return name;
  return null;
}

/** How many bytes follow a control code as its argument; codes that are not listed take none. */
export const argumentsOf: ReadonlyMap<number, number> = new Map([
  [0x05, 1],
  [0x06, 1],
  [0x07, 1],
  [0x0b, 1],
  [0x10, 1],
  [0x14, 1],
  [0x1a, 1],
  [0x1c, 1],
  [0x1d, 2],
  [0x1e, 1],
  [0x1f, 14],
]);

/** The TEXT file that interrupts whatever is on; it lies outside the memory pool. */
export const priorityLabel = "0";
/** A STRING file, and the priority file, never hold more than this. */
export const mostStringBytes = 125;
/** What each file costs in the memory pool beyond its own size. */
export const bytesPerFile = 11;

/** Bytes as text with one character a byte, which is how labels and hex digits are compared. */
export const latin1 = (bytes: Iterable<number>): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Text with one byte a character, back to bytes. */
export const bytesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
