import { z } from "zod";
import { darkLamp, isDark, type LightLook, lightColours, sameLook } from "../../domain/light.ts";
import type { LightCommand, LightFrame, VirtualLight } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { unknownCommand } from "./frameBytes.ts";
import { LampMemory, twinOf } from "./lampMemory.ts";
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
  const lit = model.lamps.map((_, index) => !isDark(wanted.lamps[index] ?? darkLamp));
  return [{ kind: "levels", levels: model.hasBuzzer ? [...lit, wanted.buzzer] : lit }];
}

function read(frame: LightFrame, model: LightModel): LightCommand {
  if (frame.kind !== "levels") return unknownCommand(frame, "lamps on GPIO take levels of outputs");
  const { levels } = frame;
  if (levels.length !== outputs(model))
    return unknownCommand(frame, `it has ${outputs(model)} outputs, and ${levels.length} are told`);
  const lit = model.lamps.filter((_, index) => levels[index] === true).map(({ name }) => name);
  return { name: "levels", facts: { lit, buzzer: levels[model.lamps.length] === true }, problems: [] };
}

function twin(model: LightModel): VirtualLight {
  const memory = new LampMemory(model.lamps.length, {});
  return twinOf(memory, {
    take(frame) {
      if (frame.kind !== "levels" || frame.levels.length !== outputs(model)) {
        memory.count("ignored");
        return [];
      }
      for (const [index, { colour }] of model.lamps.entries())
        memory.setRgb(
          index,
          frame.levels[index] === true && colour !== "any" ? lightColours[colour] : darkLamp.rgb,
        );
      memory.buzzer = frame.levels[model.lamps.length] === true;
      return [];
    },
  });
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
  read,
  twin,
});
