import type { Colour } from "./glass.ts";

/** A colour as lights mix it; each part 0-255. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** How a lamp burns. `slow` reminds (0.5 Hz by default), `fast` asks for attention (1 Hz by default). */
export type Rhythm = "steady" | "slow" | "fast";

/** One lamp of a light: a tier of a tower, a LED, the whole of a busylight. */
export interface Lamp {
  /** Black is dark. A lamp with a colour of its own is either in that colour or black. */
  readonly rgb: Rgb;
  readonly rhythm: Rhythm;
  /** Percent of its full brightness, 1-100. */
  readonly dim: number;
  /** How long it takes to become so, in milliseconds; 0 for at once. */
  readonly fadeMs: number;
}

/** What a light should be, or is: one lamp after the other, in the order of its model. */
export interface LightLook {
  readonly lamps: readonly Lamp[];
  readonly buzzer: boolean;
}

/** The words for colours that a light may be given; the words of displays, and those that only lights have. */
export type LightColour = Colour | "cyan" | "magenta";

/** What the words mean on a lamp that mixes its colour. */
export const lightColours: Readonly<Record<LightColour, Rgb>> = {
  red: { red: 255, green: 0, blue: 0 },
  orange: { red: 255, green: 80, blue: 0 },
  amber: { red: 255, green: 128, blue: 0 },
  yellow: { red: 255, green: 255, blue: 0 },
  green: { red: 0, green: 255, blue: 0 },
  cyan: { red: 0, green: 255, blue: 255 },
  blue: { red: 0, green: 0, blue: 255 },
  magenta: { red: 255, green: 0, blue: 255 },
  white: { red: 255, green: 255, blue: 255 },
};

const black: Rgb = { red: 0, green: 0, blue: 0 };

export const darkLamp: Lamp = { rgb: black, rhythm: "steady", dim: 100, fadeMs: 0 };

/** A light of so many lamps, all dark, and silent. */
export const darkLook = (lamps: number): LightLook => ({
  lamps: Array.from({ length: lamps }, () => darkLamp),
  buzzer: false,
});

/** A lamp of a look by its place; one that the look does not tell of is dark. */
export const lampAt = ({ lamps }: Pick<LightLook, "lamps">, place: number): Lamp => lamps[place] ?? darkLamp;

export const isDark = ({ rgb }: Pick<Lamp, "rgb">): boolean => rgb.red + rgb.green + rgb.blue === 0;

export const sameRgb = (a: Rgb, b: Rgb): boolean =>
  a.red === b.red && a.green === b.green && a.blue === b.blue;

/** Whether two lamps look the same to a person, however they became so. Dark ones do. */
export const sameLamp = (a: Lamp, b: Lamp): boolean =>
  sameRgb(a.rgb, b.rgb) && (isDark(a) || (a.rhythm === b.rhythm && a.dim === b.dim));

export const sameLook = (a: LightLook, b: LightLook): boolean =>
  a.buzzer === b.buzzer &&
  a.lamps.length === b.lamps.length &&
  a.lamps.every((lamp, index) => sameLamp(lamp, lampAt(b, index)));

/** No light flashes faster: beyond three a second flashes can bring on a seizure (WCAG 2.3.1), and several add up. */
export const MOST_FLASH_HZ = 2.5;
