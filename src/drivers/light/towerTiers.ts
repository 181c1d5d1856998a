import type { LightColour } from "../../domain/light.ts";
import { darkLamp, isDark, type Lamp, type LightLook, lampAt } from "../../domain/light.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { colourlessLamps, litLamp } from "./ownColours.ts";
import type { FlashRhythm } from "./ownFlash.ts";

/** The order in which PATLITE counts the colours of a tower. */
const tiers: readonly (readonly LightColour[])[] = [
  ["red"],
  ["amber", "yellow", "orange"],
  ["green"],
  ["blue"],
  ["white"],
];

export const tierNames = ["red", "amber", "green", "blue", "white"] as const;

const NO_TIER = -1;

/** Which tier a lamp is; `NO_TIER` where a tower has none of this colour. */
const tierOf = (colour: LightColour | "any"): number =>
  tiers.findIndex((colours) => colours.some((one) => one === colour));

/** What a tier is told; these are the same in all of PATLITE's languages. */
const OFF = 0;
const ON = 1;

/** Numbers of a tower's own ways of flashing, by the rhythm that they stand for. */
export type TierPatterns = Readonly<Record<FlashRhythm, number>>;

const numberOf = (lamp: Lamp, patterns: TierPatterns): number => {
  if (isDark(lamp)) return OFF;
  return lamp.rhythm === "steady" ? ON : patterns[lamp.rhythm];
};

/** What each of the five tiers is told; `unused` for those that the model does not have. */
export const tierNumbers = (
  look: LightLook,
  model: LightModel,
  patterns: TierPatterns,
  unused: number,
): readonly number[] =>
  tiers.map((_, tier) => {
    const index = model.lamps.findIndex(({ colour }) => tierOf(colour) === tier);
    return index < 0 ? unused : numberOf(lampAt(look, index), patterns);
  });

/** What the lamps of a model are after their tiers were told such numbers; `isKept` tells which change nothing. */
export function lampsOfTiers(
  numbers: readonly number[],
  model: LightModel,
  patterns: TierPatterns,
  isKept: (number: number) => boolean,
): ReadonlyMap<number, Lamp> {
  const lamps = model.lamps.flatMap(({ colour }, index): [number, Lamp][] => {
    const number = numbers[tierOf(colour)];
    if (number === undefined || isKept(number)) return [];
    if (number === OFF) return [[index, darkLamp]];
    const flashing = number === patterns.slow ? "slow" : "fast";
    return [[index, { ...litLamp(colour), rhythm: number === ON ? "steady" : flashing }]];
  });
  return new Map(lamps);
}

/** What does not fit between a model and a tower. */
export function tierProblems(model: LightModel): readonly string[] {
  const found = model.lamps.map(({ colour }) => tierOf(colour));
  const isTwice = new Set(found).size < found.length;
  return [
    ...colourlessLamps(model),
    ...(found.includes(NO_TIER) || isTwice ? [`a tower has one lamp each of ${tierNames.join(", ")}`] : []),
  ];
}
