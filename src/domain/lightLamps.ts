import { darkLamp, type Lamp, type LightColour, lightColours, type Rgb, type Rhythm } from "./light.ts";
import { readColour } from "./lightWords.ts";

/** A lamp as rules know it: its name, and its own colour or `any`. */
export interface LampPlan {
  readonly name: string;
  readonly colour: LightColour | "any";
}

/** How a rule wants lamps to be. */
export interface WantedLamps {
  /** A colour's name or `#RRGGBB`. */
  readonly colour?: string | undefined;
  readonly off?: true | undefined;
  /** The only lamp it is about. */
  readonly lamp?: string | undefined;
  readonly flash?: Exclude<Rhythm, "steady"> | undefined;
  readonly dim?: number | undefined;
  readonly fadeMs?: number | undefined;
}

/**
 * Which lamps may stand in for a colour that a tower lacks, the nearest first. Only what warns stands in for what warns: a
 * green lamp must never burn for an alarm, nor a red one because all is well.
 */
const relatives: Readonly<Record<LightColour, readonly LightColour[]>> = {
  red: ["orange", "amber", "yellow"],
  orange: ["amber", "yellow", "red"],
  amber: ["yellow", "orange", "red"],
  yellow: ["amber", "orange", "red"],
  green: [],
  cyan: ["blue"],
  blue: ["cyan"],
  magenta: [],
  white: [],
};

const isColourName = (word: string): word is LightColour => Object.hasOwn(lightColours, word);

/** What a colour's name or `#RRGGBB` is on a lamp that mixes its colour; white for what is neither. */
const rgbOf = (colour: string): Rgb => readColour(colour) ?? lightColours.white;

const distance = (a: Rgb, b: Rgb): number =>
  (a.red - b.red) ** 2 + (a.green - b.green) ** 2 + (a.blue - b.blue) ** 2;

/** The name of a colour, or of the one nearest to it. */
export function nearestColourName(rgb: Rgb): LightColour {
  const names = Object.keys(lightColours).filter(isColourName);
  const far = (name: LightColour): number => distance(lightColours[name], rgb);
  return names.reduce((best, name) => (far(name) < far(best) ? name : best));
}

/** The colour of those lamps of a tower that burn for a wanted one; null when none of them means it. */
export function standIn(wanted: string, has: readonly LightColour[]): LightColour | null {
  const name = isColourName(wanted) ? wanted : nearestColourName(rgbOf(wanted));
  return [name, ...relatives[name]].find((colour) => has.includes(colour)) ?? null;
}

/** The colour in which a lamp burns for a rule; null where it stays dark. */
function litAs(lamp: LampPlan, { colour, lamp: only }: WantedLamps, burning: LightColour | null): Rgb | null {
  if (lamp.colour === "any") return rgbOf(colour ?? "white");
  // Who names a lamp, or no colour, means that it burns, whatever colour it has.
  return only !== undefined || colour === undefined || lamp.colour === burning
    ? lightColours[lamp.colour]
    : null;
}

/** What a rule makes of each lamp of a light; null for those about which it says nothing. */
export function lampsOf(lamps: readonly LampPlan[], wanted: WantedLamps): readonly (Lamp | null)[] {
  const meant = lamps.filter(({ name }) => wanted.lamp === undefined || name === wanted.lamp);
  const has = meant.flatMap(({ colour }) => (colour === "any" ? [] : [colour]));
  const burning = wanted.colour === undefined ? null : standIn(wanted.colour, has);
  const { flash = "steady", dim = 100, fadeMs = 0 } = wanted;
  return lamps.map((lamp) => {
    if (!meant.includes(lamp)) return null;
    const rgb = wanted.off === true ? null : litAs(lamp, wanted, burning);
    return rgb === null ? { ...darkLamp, fadeMs } : { rgb, rhythm: flash, dim, fadeMs };
  });
}
