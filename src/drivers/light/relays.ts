import { z } from "zod";
import { darkLamp, isDark, type LightLook, lampAt } from "../../domain/light.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import type { Understood } from "./lampTwin.ts";
import { colourlessLamps, litLamp } from "./ownColours.ts";

/** Which relay, counted from 1 as printed on boards, switches what. */
export const relaysOption = (most: number) =>
  z
    .array(z.number().int().min(1).max(most))
    .min(1)
    .max(most)
    .optional()
    .describe("The relay of each lamp in their order, then the buzzer's; 1, 2, 3 and so on when absent");

export type RelayNumbers = readonly number[] | undefined;

/** One output: its relay, and whether it is on. */
export interface RelayState {
  readonly relay: number;
  readonly isOn: boolean;
}

/** Outputs of a model: its lamps, then its buzzer. */
export const countOfOutputs = ({ lamps, hasBuzzer }: LightModel): number =>
  lamps.length + (hasBuzzer ? 1 : 0);

const relayAt = (relays: RelayNumbers, output: number): number => relays?.[output] ?? output + 1;

/** What each relay of a light is while it looks so, in the order of its lamps. */
export const relayStates = (
  look: LightLook,
  model: LightModel,
  relays: RelayNumbers,
): readonly RelayState[] =>
  [
    ...model.lamps.map((_, index) => !isDark(lampAt(look, index))),
    ...(model.hasBuzzer ? [look.buzzer] : []),
  ].map((isOn, output) => ({ relay: relayAt(relays, output), isOn }));

/** Relays to switch, those to switch off first, so that no two colours burn together; all where nothing is held. */
export function relaysToSwitch(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  relays: RelayNumbers,
): readonly RelayState[] {
  const before = held === null ? [] : relayStates(held, model, relays);
  const changed = relayStates(wanted, model, relays).filter(({ isOn }, at) => before[at]?.isOn !== isOn);
  return [...changed.filter(({ isOn }) => !isOn), ...changed.filter(({ isOn }) => isOn)];
}

/** What a light looks like once these relays are so; relays that switch nothing of it have no effect. */
export function lookOfRelays(
  states: readonly RelayState[],
  model: LightModel,
  relays: RelayNumbers,
): Pick<Understood, "sets" | "buzzer"> {
  const on = new Map(states.map(({ relay, isOn }) => [relay, isOn]));
  const sets = model.lamps.flatMap(({ colour }, index) => {
    const isOn = on.get(relayAt(relays, index));
    return isOn === undefined ? [] : [[index, isOn ? litLamp(colour) : darkLamp] as const];
  });
  const buzzer = model.hasBuzzer ? on.get(relayAt(relays, model.lamps.length)) : undefined;
  return { sets: new Map(sets), ...(buzzer === undefined ? {} : { buzzer }) };
}

/** What does not fit between a model and a board, in words. */
export function relayProblems(model: LightModel, relays: RelayNumbers, most: number): readonly string[] {
  const outputs = countOfOutputs(model);
  const numbers = relays ?? [];
  return [
    ...colourlessLamps(model),
    ...(outputs > most ? [`it needs ${outputs} relays, and the board has ${most} at most`] : []),
    ...(relays !== undefined && relays.length !== outputs
      ? [`relays: name ${outputs}, one for each lamp${model.hasBuzzer ? " and the buzzer" : ""}`]
      : []),
    ...(new Set(numbers).size < numbers.length ? ["relays: one relay is named twice"] : []),
  ];
}
