import type { Rgb } from "../../domain/light.ts";

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, "0");

/** A byte as the tables of makers write it: `0x0f`. */
export const hexByte = (byte: number): string => `0x${twoDigits(byte)}`;

/** A byte of a command; a short one is taken as if zeros followed. */
export const byteAt = (bytes: ArrayLike<number>, index: number): number => bytes[index] ?? 0;

/** A colour as a technician writes it: `#ff8000`. */
export const rgbWord = ({ red, green, blue }: Rgb): string =>
  `#${[red, green, blue].map(twoDigits).join("")}`;

/** Each part of a colour by itself. */
export const eachPart = (rgb: Rgb, change: (part: number) => number): Rgb => ({
  red: change(rgb.red),
  green: change(rgb.green),
  blue: change(rgb.blue),
});
