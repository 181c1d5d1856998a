import { isDark, type Lamp, type LightColour, type LightLook } from "./light.ts";
import { nearestColourName } from "./lightLamps.ts";

const flashes = (lamp: Lamp): boolean => !isDark(lamp) && lamp.rhythm !== "steady";

const coloursOf = (look: LightLook): LightColour[] =>
  look.lamps.filter(flashes).map(({ rgb }) => nearestColourName(rgb));

/**
 * A wall on which every light flashes at once is dangerous to some people and tells nobody where to look: of the lights
 * that flash in one colour only the first goes on, the others burn. One light alone is no wall.
 */
export function calmWall(looks: readonly LightLook[]): readonly LightLook[] {
  if (looks.length < 2 || !looks.every((look) => look.lamps.some(flashes))) return looks;
  const taken = new Set<LightColour>();
  return looks.map((look) => {
    const lamps = look.lamps.map((lamp): Lamp => {
      const isTaken = flashes(lamp) && taken.has(nearestColourName(lamp.rgb));
      return isTaken ? { ...lamp, rhythm: "steady" } : lamp;
    });
    for (const colour of coloursOf(look)) taken.add(colour);
    return { ...look, lamps };
  });
}
