import { z } from "zod";
import { type LightLook, MOST_FLASH_HZ, type Rhythm } from "../../domain/light.ts";
import type { OwnRhythm } from "../../ports/lightDriver.ts";

/** A rhythm that a light may keep by itself. */
export type FlashRhythm = Exclude<Rhythm, "steady">;

const hz = z.number().min(0.1).max(MOST_FLASH_HZ);

/** Rates of a light's own flashing, for makers who do not publish them: once measured, the light may flash by itself. */
export const flashHzOption = z
  .strictObject({ slow: hz.optional(), fast: hz.optional() })
  .default({})
  .describe("Measured rates of its own flashing, in Hz; without them we keep the rhythm ourselves");

export type FlashHz = z.output<typeof flashHzOption>;

/** The rhythms whose rates are known, as a driver tells them. */
export const measuredRhythms = ({ slow, fast }: FlashHz): Partial<Record<FlashRhythm, OwnRhythm>> => ({
  ...(slow === undefined ? {} : { slow: { hz: slow } }),
  ...(fast === undefined ? {} : { fast: { hz: fast } }),
});

/** The rhythm that the only flashing of a light stands for; null while nobody measured it. */
export function onlyRhythm({ slow, fast }: FlashHz): FlashRhythm | null {
  if (fast !== undefined) return "fast";
  return slow === undefined ? null : "slow";
}

/** A look on a light that flashes at one rate only: where both rhythms are said to be that rate, both are the same. */
export const atOneRate = (look: LightLook, { slow, fast }: FlashHz): LightLook =>
  slow === undefined || fast === undefined
    ? look
    : {
        ...look,
        lamps: look.lamps.map((lamp) => (lamp.rhythm === "slow" ? { ...lamp, rhythm: "fast" } : lamp)),
      };
