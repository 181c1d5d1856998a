import { type Lamp, type LightLook, sameLamp } from "../../domain/light.ts";

/** Lamps that one frame can set together, by their places in the model. */
export interface LampGroup<Address> {
  readonly address: Address;
  readonly lamps: readonly number[];
}

/** One thing to say: these lamps, like this. */
interface Stroke<Address> {
  readonly address: Address;
  readonly lamp: Lamp;
}

/** Whether two lamps are wanted alike, the way they get there included. */
const alike = (a: Lamp | undefined, b: Lamp | undefined): boolean =>
  a !== undefined && b !== undefined && sameLamp(a, b) && a.fadeMs === b.fadeMs;

/**
 * What has to be said to bring lamps from what they hold (null: nobody knows) to what is wanted. Groups come from the
 * largest to the single lamps; a group is used where all of its lamps are wanted alike and it spares a frame.
 */
export function coverLamps<Address>(
  held: LightLook | null,
  wanted: LightLook,
  groups: readonly LampGroup<Address>[],
): readonly Stroke<Address>[] {
  const left = new Set<number>();
  for (const [index, lamp] of wanted.lamps.entries()) {
    const before = held?.lamps[index];
    if (before === undefined || !sameLamp(before, lamp)) left.add(index);
  }
  const strokes: Stroke<Address>[] = [];
  for (const { address, lamps } of groups) {
    const changing = lamps.filter((index) => left.has(index));
    const [first] = changing;
    const lamp = first === undefined ? undefined : wanted.lamps[first];
    if (lamp === undefined || (changing.length === 1 && lamps.length > 1)) continue;
    if (!lamps.every((index) => alike(wanted.lamps[index], lamp))) continue;
    strokes.push({ address, lamp });
    for (const index of changing) left.delete(index);
  }
  return strokes;
}
