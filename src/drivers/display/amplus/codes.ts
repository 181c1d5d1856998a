/** How a page comes in (AM03127/03128 communication document, version 2.2, leading command); capitals on the wire. */
export const effects = {
  immediate: "A",
  xOpen: "B",
  curtainUp: "C",
  curtainDown: "D",
  scrollLeft: "E",
  scrollRight: "F",
  vOpen: "G",
  vClose: "H",
  scrollUp: "I",
  scrollDown: "J",
  hold: "K",
  snow: "L",
  twinkle: "M",
  blockMove: "N",
  random: "P",
  penHelloWorld: "Q",
  penWelcome: "R",
  penAmplus: "S",
} as const;
export type Effect = keyof typeof effects;

/** The five letters of each speed, one for each style. */
export const speeds = { fastest: "ABCDE", fast: "QRSTU", slow: "abcde", slowest: "qrstu" } as const;
export type Speed = keyof typeof speeds;

/** What a page does while it stays: its letters, one of each speed, in the order of the speeds' letters. */
export const styles = {
  steady: "AQaq",
  blinking: "BRbr",
  song1: "CScs",
  song2: "DTdt",
  song3: "EUeu",
} as const;
export type Style = keyof typeof styles;

/** Brightness by its letter, in percent. */
export const brightness = { A: 100, B: 75, C: 50, D: 25 } as const;

/** A line is eight rows of dots; this is how many the protocol can name. */
export const mostLines = 8;
export const pageLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** How long a page stays: A is half a second, B one, C two and so on to Z. */
export const waitSeconds = (letter: string): number => Math.max(0.5, letter.charCodeAt(0) - 0x41);
/** The reverse of `waitSeconds`. */
export const waitLetter = (seconds: number): string => String.fromCharCode(0x41 + Math.floor(seconds));

/** The name under which a table lists a letter or one of several; null when it does not. */
export function nameIn<Name extends string>(
  table: Readonly<Record<Name, string>>,
  letter: string,
): Name | null {
  for (const name in table) if (table[name].includes(letter)) return name;
  return null;
}

/** Bytes as text with one character a byte. */
export const latin1 = (bytes: Iterable<number>): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Text with one byte a character, back to bytes. */
export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
