import { darkLamp, isDark, type Lamp, type LightLook, lightColours, type Rgb, sameRgb } from "./light.ts";

/** Stands behind the lamps' words while the buzzer sounds. */
const BUZZER = "buzzer";

const twoDigits = (part: number): string => part.toString(16).padStart(2, "0");

/** A colour by its name where it has one, else as `#ff8000`; black is `off`. */
export function colourWord(rgb: Rgb): string {
  if (isDark({ rgb })) return "off";
  const [name] = Object.entries(lightColours).find(([, known]) => sameRgb(known, rgb)) ?? [];
  return name ?? `#${twoDigits(rgb.red)}${twoDigits(rgb.green)}${twoDigits(rgb.blue)}`;
}

/** What a name or `#RRGGBB` means; null where it is neither. Letters of either case. */
export function readColour(word: string): Rgb | null {
  const wanted = word.toLowerCase();
  const [, known] = Object.entries(lightColours).find(([name]) => name === wanted) ?? [];
  if (known !== undefined) return known;
  if (!/^#[0-9a-f]{6}$/.test(wanted)) return null;
  const part = (at: number): number => Number.parseInt(wanted.slice(at, at + 2), 16);
  return { red: part(1), green: part(3), blue: part(5) };
}

/** What a person sees of a lamp: `off`, `red`, `#ff8000`, `red slow`, `green 20%`, `red fast 20%`. */
export function lampWords({ rgb, rhythm, dim }: Lamp): string {
  if (isDark({ rgb })) return "off";
  return [
    colourWord(rgb),
    ...(rhythm === "steady" ? [] : [rhythm]),
    ...(dim === 100 ? [] : [`${dim}%`]),
  ].join(" ");
}

const lampForm = /^(?<colour>#?[A-Za-z0-9]+)(?: (?<rhythm>slow|fast|steady))?(?: (?<dim>\d{1,3}) ?%)?$/;

/** The lamp that such words mean; null where they are none. */
export function readLampWords(words: string): Lamp | null {
  const { colour, rhythm = "steady", dim = "100" } = lampForm.exec(words.trim())?.groups ?? {};
  if (colour === undefined) return null;
  const isOff = colour.toLowerCase() === "off";
  const rgb = isOff ? darkLamp.rgb : readColour(colour);
  const percent = Number(dim);
  if (rgb === null || percent < 1 || percent > 100) return null;
  if (isDark({ rgb })) return darkLamp;
  return { rgb, rhythm: rhythm === "slow" || rhythm === "fast" ? rhythm : "steady", dim: percent, fadeMs: 0 };
}

/** A light in words, lamp by lamp in the order of its model, and `buzzer` at the end while it sounds. */
export const lookWords = ({ lamps, buzzer }: LightLook): readonly string[] => [
  ...lamps.map(lampWords),
  ...(buzzer ? [BUZZER] : []),
];

/** The look that such words mean on a light of so many lamps; one word stands for all lamps. A text: what is wrong. */
export function readLookWords(words: readonly string[], lamps: number): LightLook | string {
  const buzzer = words.at(-1) === BUZZER;
  const told = buzzer ? words.slice(0, -1) : words;
  const read: Lamp[] = [];
  for (const word of told) {
    const lamp = readLampWords(word);
    if (lamp === null)
      return `${JSON.stringify(word)} is no lamp: write off, red, #ff8000, red slow or green 20%`;
    read.push(lamp);
  }
  const [first] = read;
  if (read.length === 1 && first !== undefined)
    return { lamps: Array.from({ length: lamps }, () => first), buzzer };
  return read.length === lamps
    ? { lamps: read, buzzer }
    : `it has ${lamps === 1 ? "one lamp" : `${lamps} lamps`}, and ${read.length} are told`;
}
