import type { Colour } from "../../../domain/glass.ts";

/** A board always has two lines of sixteen characters. */
export const lineCount = 2;
export const charactersPerLine = 16;

/** The colours a board can name. */
export type AlcatelColour = "red" | "orange" | "green";

/**
 * What the low half of a byte from 80H on asks for; the high half is 8 and the number of the board, 0 to 7. Such a byte
 * can be no character, so a line that is cut off never turns into a command.
 */
export const alcatelCode = { start: 0x8, end: 0xf } as const;
export const colourCodes: Readonly<Record<AlcatelColour, number>> = { red: 0x0, orange: 0x3, green: 0x7 };
export const blinkCodes = { steady: 0xb, blinking: 0xc } as const;

/** The colours of the board among those of a model. */
export const isAlcatelColour = (colour: Colour): colour is AlcatelColour => colour in colourCodes;

/** The colour that a code names; null when it names none. */
export const colourOf = (code: number): AlcatelColour | null =>
  (["red", "orange", "green"] as const).find((colour) => colourCodes[colour] === code) ?? null;

/** Whether a board draws something for this byte: the characters are nearly ASCII, 20H to 7EH. */
export const isCharacter = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;
