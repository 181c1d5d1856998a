import { z } from "zod";
import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  sameLook,
} from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { unknownCommand } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { colourlessLamps, inOwnColours } from "./ownColours.ts";

const options = z.strictObject({});

/** As many outputs as one request to the kernel may hold. */
const MOST_OUTPUTS = 64;

const outputs = ({ lamps, hasBuzzer }: LightModel): number => lamps.length + (hasBuzzer ? 1 : 0);

const problems = (model: LightModel): readonly string[] => [
  ...colourlessLamps(model),
  ...(outputs(model) > MOST_OUTPUTS ? [`it has more than ${MOST_OUTPUTS} outputs`] : []),
];

/** All outputs at once: they change together, and a tower is never between two colours. */
function frames(held: LightLook | null, wanted: LightLook, model: LightModel): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const lit = model.lamps.map((_, index) => !isDark(lampAt(wanted, index)));
  return [{ kind: "levels", levels: model.hasBuzzer ? [...lit, wanted.buzzer] : lit }];
}

function understand(frame: LightFrame, model: LightModel): Understood {
  if (frame.kind !== "levels")
    return { command: unknownCommand(frame, "lamps on GPIO take levels of outputs"), event: "dropped" };
  const { levels } = frame;
  if (levels.length !== outputs(model)) {
    const problem = `it has ${outputs(model)} outputs, and ${levels.length} are told`;
    return { command: unknownCommand(frame, problem), event: "dropped" };
  }
  const lit = model.lamps.filter((_, index) => levels[index] === true).map(({ name }) => name);
  const buzzer = levels[model.lamps.length] === true;
  const sets = model.lamps.map(({ colour }, index): [number, Lamp] => [
    index,
    levels[index] === true && colour !== "any" ? { ...darkLamp, rgb: lightColours[colour] } : darkLamp,
  ]);
  return {
    command: { name: "levels", facts: { lit, buzzer }, problems: [] },
    sets: new Map(sets),
    buzzer,
  };
}

/** Lamps on outputs of the machine itself, one for each, over transistors or relays: a stack light without electronics. */
export const driver = defineLightDriver<Record<string, never>>({
  kind: "gpio",
  wire: "gpio",
  options,
  problems,
  rhythms: () => ({}),
  nearest: inOwnColours,
  frames,
  keepAlive: () => null,
  read: (frame, model) => understand(frame, model).command,
  twin: (model) =>
    new LampTwin({
      lamps: model.lamps.length,
      rhythms: {},
      staysMs: null,
      understand: (frame) => understand(frame, model),
    }),
});
