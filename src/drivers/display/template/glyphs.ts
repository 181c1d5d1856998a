/** How a display numbers letters beyond ASCII. */
export const encodings = ["ascii", "latin1", "cp850"] as const;
type Encoding = (typeof encodings)[number];

/** Code page 850 from 80H on; a blank stands for what is a picture or has no use here. */
const page850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø× áíóúñÑªº¿®¬½¼¡«»" +
  "     ÁÂÀ©    ¢¥       ãÃ       ¤ðÐÊËÈıÍÎÏ    ¦Ì ÓßÔÒõÕµþÞÚÛÙýÝ¯´ ±‗¾¶§÷¸°¨·¹³²  ";

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const upperHalf: Readonly<Record<Encoding, readonly (readonly [string, number])[]>> = {
  ascii: [],
  // The soft hyphen of Latin 1 is no letter, and the blank that does not break is a blank.
  latin1: range(0xa1, 0xff)
    .filter((code) => code !== 0xad)
    .map((code) => [String.fromCharCode(code), code] as const),
  cp850: Array.from(page850, (letter, index) => [letter, 0x80 + index] as const).filter(
    ([letter]) => letter !== " ",
  ),
};

/** The characters a display has, with the bytes it takes for each. */
export type Glyphs = ReadonlyMap<string, readonly number[]>;

export interface GlyphRules {
  readonly encode: Encoding;
  /** Characters with bytes of their own; they win. */
  readonly map: ReadonlyMap<string, readonly number[]>;
  /** Characters that must never reach the display. */
  readonly reject: string;
  /** Bytes by which the display knows that text is over or a command begins. */
  readonly marks: ReadonlySet<number>;
}

/** All characters that may be sent, with their bytes; the blank is always among them. */
export function glyphsOf({ encode, map, reject, marks }: GlyphRules): Glyphs {
  const plain = range(0x20, 0x7e).map((code) => [String.fromCharCode(code), code] as const);
  const own = [...plain, ...upperHalf[encode]].map(([letter, code]) => [letter, [code]] as const);
  const all = new Map<string, readonly number[]>([...own, ...map]);
  for (const [letter, bytes] of all)
    if (letter !== " " && (reject.includes(letter) || bytes.some((byte) => marks.has(byte))))
      all.delete(letter);
  return all;
}

/** The characters that also pass a line of seven data bits. */
export function sevenBitGlyphs(glyphs: Glyphs): Glyphs {
  return new Map([...glyphs].filter(([, bytes]) => bytes.every((byte) => byte < 0x80)));
}
