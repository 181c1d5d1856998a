import { systemClock } from "../adapters/clock/systemClock.ts";
import { darkLamp, darkLook, type LightLook, lightColours } from "../domain/light.ts";
import { lookWords } from "../domain/lightWords.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { LightModel } from "../ports/lightModel.ts";
import { sleep } from "../shared/time.ts";
import { type ChosenLight, chooseLight, type LightChoice, openerOf } from "./lightChoice.ts";
import { LightStage } from "./lightStage.ts";
import { type LightWish, readWish } from "./lightWish.ts";
import { exitCodes, type Terminal, untilSignalled } from "./terminal.ts";

export interface LightToolOptions extends LightChoice, LightWish {
  /** How long it stays so; of a test, how long each of its steps stays. */
  readonly seconds?: number;
}

/** One thing to show, and what to say about it. */
interface Scene {
  readonly title: string;
  readonly look: LightLook;
  readonly seconds: number;
}

/** `bandeau light set | test | identify`: one light, through the daemon's own driver. */
export async function lightToolCommand(
  tool: "set" | "test" | "identify",
  name: string,
  options: LightToolOptions,
  terminal: Terminal,
): Promise<number> {
  const chosen = await chooseLight(name, options, terminal);
  const scenes = scenesOf(tool, options, chosen.unit.bound.model);
  const clock = systemClock();
  const open = openerOf(chosen, clock, terminal);
  const ending = untilSignalled(terminal);
  const stage = new LightStage(chosen.unit.id, chosen.unit.bound, { open, clock });
  const dark = darkLook(chosen.unit.bound.model.lamps.length);
  let last: LightLook | null = null;
  try {
    for (const { title, look, seconds } of scenes) {
      if (ending.signal.aborted) break;
      await stage.show(look);
      terminal.write(`${title}\n`);
      if (tool === "set") last = await holdSet(chosen, look, options.seconds, terminal, ending.signal);
      else await sleep(seconds * 1_000, ending.signal);
    }
    if (tool !== "set") last = dark;
    return tool !== "set" && ending.signal.aborted ? exitCodes.failed : exitCodes.done;
  } finally {
    await stage.end(last);
    ending.release();
  }
}

/** Stays with a light that needs us; the answer is what it is left as, null for as it is. */
async function holdSet(
  { unit: { bound } }: ChosenLight,
  look: LightLook,
  seconds: number | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<LightLook | null> {
  const why = whyHeld(bound, look);
  if (seconds === undefined && why === null) return null;
  if (seconds === undefined) {
    terminal.write(`${why}: held until Ctrl-C, then dark; --seconds N holds it so long\n`);
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  } else await sleep(seconds * 1_000, signal);
  return darkLook(bound.model.lamps.length);
}

/** Why a light does not stay so by itself; null when it does. */
function whyHeld({ keepAlive, rhythms, nearest, model }: BoundLight, look: LightLook): string | null {
  const { lamps } = nearest(look);
  if (lamps.every(({ rgb }) => rgb.red + rgb.green + rgb.blue === 0)) return null;
  if (keepAlive !== null) return `${model.name} goes dark by itself when it hears nothing`;
  const flashing = lamps.find(({ rhythm }) => rhythm !== "steady")?.rhythm;
  if (flashing === undefined || flashing === "steady" || rhythms[flashing] !== undefined || model.wears)
    return null;
  return `${model.name} does not flash by itself`;
}

function scenesOf(
  tool: "set" | "test" | "identify",
  options: LightToolOptions,
  model: LightModel,
): readonly Scene[] {
  if (tool === "set") {
    const { wanted } = readWish(options, model);
    return [{ title: inWords(wanted, model), look: wanted, seconds: 0 }];
  }
  if (tool === "test") return testScenes(model, options.seconds ?? 1);
  const look = allLit(model, model.wears ? "steady" : "slow");
  return [{ title: `this is ${model.name}`, look, seconds: options.seconds ?? 10 }];
}

function allLit({ lamps }: LightModel, rhythm: "steady" | "slow"): LightLook {
  return {
    lamps: lamps.map(({ colour }) => ({
      ...darkLamp,
      rgb: lightColours[colour === "any" ? "white" : colour],
      rhythm,
    })),
    buzzer: false,
  };
}

const testColours = ["red", "green", "blue", "white"] as const;

/** Every lamp by itself, in its own colour or in those that show a wrong order of bytes; then the buzzer. */
function testScenes(model: LightModel, seconds: number): Scene[] {
  const dark = darkLook(model.lamps.length);
  const scenes = model.lamps.flatMap(({ name, colour }, at) =>
    (colour === "any" ? testColours : [colour]).map((one): Scene => {
      const lit = { ...darkLamp, rgb: lightColours[one] };
      const lamps = dark.lamps.map((lamp, index) => (index === at ? lit : lamp));
      return { title: `${name}: ${one}`, look: { lamps, buzzer: false }, seconds };
    }),
  );
  return model.hasBuzzer
    ? [...scenes, { title: "buzzer", look: { ...dark, buzzer: true }, seconds }]
    : scenes;
}

const inWords = (look: LightLook, { lamps, name }: LightModel): string => {
  const words = lookWords({ ...look, buzzer: false });
  const told =
    new Set(words).size === 1 ? [words[0]] : lamps.map((lamp, index) => `${lamp.name} ${words[index]}`);
  return `${name}: ${[...told, ...(look.buzzer ? ["buzzer"] : [])].join(", ")}`;
};
