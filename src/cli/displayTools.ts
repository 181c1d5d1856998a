import { systemClock } from "../adapters/clock/systemClock.ts";
import type { Colour } from "../domain/glass.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import { Fault } from "../ports/fault.ts";
import type { SerialSettings } from "../ports/serialLink.ts";
import { sleep } from "../shared/time.ts";
import { type ChosenDisplay, chooseDisplay, type DisplayChoice, realLineOf } from "./displayChoice.ts";
import {
  blankScene,
  identityScenes,
  type Look,
  messageScenes,
  type Scene,
  showOf,
  testScenes,
  usualColour,
} from "./displayScenes.ts";
import { type Arrival, DisplayStage } from "./displayStage.ts";
import { exitCodes, type Terminal, untilSignalled } from "./terminal.ts";

export interface DisplayToolOptions extends DisplayChoice {
  readonly colour?: string;
  readonly blink?: boolean;
  /** How long each of several screens stays. */
  readonly seconds: number;
  /** Try the serial settings of Alpha signs one after the other. */
  readonly probe?: boolean;
}

type Tool = "show" | "test" | "identify" | "clear";

/** `bandeau display show | test | identify | clear`: one display, through the daemon's own driver, and then its line is free. */
export async function displayToolCommand(
  tool: Tool,
  words: readonly string[],
  options: DisplayToolOptions,
  terminal: Terminal,
): Promise<number> {
  const choice = await chooseDisplay(options, terminal);
  if (!choice.ok) {
    for (const line of choice.lines) terminal.writeError(`${line}\n`);
    return choice.kind === "usage" ? exitCodes.usage : exitCodes.configuration;
  }
  const { chosen } = choice;
  const ending = untilSignalled(terminal);
  try {
    if (tool === "test" && options.probe === true)
      await probe(chosen, options.seconds, terminal, ending.signal);
    else {
      const scenes = scenesOf(tool, words, options, chosen, terminal);
      const arrival = await play(chosen, scenes, options.seconds, terminal, ending.signal);
      if (arrival !== null) terminal.write(`${verdict(chosen, arrival)}\n`);
    }
    return ending.signal.aborted ? exitCodes.failed : exitCodes.done;
  } finally {
    ending.release();
  }
}

function scenesOf(
  tool: Tool,
  words: readonly string[],
  options: DisplayToolOptions,
  { bound, display }: ChosenDisplay,
  terminal: Terminal,
): readonly Scene[] {
  if (tool === "clear") return [blankScene(bound)];
  if (tool === "test") return [...testScenes(bound), blankScene(bound)];
  if (tool === "identify") return identityScenes(bound, display.id, display.port);
  const { scenes, dropped } = messageScenes(
    bound,
    words.join(" "),
    lookOf(options, bound.model.colours, usualColour(bound)),
  );
  if (dropped.length > 0) terminal.writeError(`the display has no ${dropped.join(" ")}: left out\n`);
  return scenes;
}

function lookOf({ colour, blink }: DisplayToolOptions, known: readonly Colour[], usual: Colour): Look {
  const found = known.find((one) => one === colour);
  if (colour !== undefined && found === undefined)
    throw new Fault("DISPLAY_COLOUR", `the display has no ${colour}`, wordAdvice(colour, known));
  return { colour: found ?? usual, blink: blink === true };
}

/** Shows scenes one after the other and leaves the last one on; null when somebody ended it. */
async function play(
  chosen: ChosenDisplay,
  scenes: readonly Scene[],
  seconds: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Arrival | null> {
  const { bound, display } = chosen;
  refuseWhatDoesNotFit(chosen, scenes);
  const clock = systemClock();
  const stage = new DisplayStage(display.id, { display: bound, open: realLineOf(chosen, clock), clock });
  let arrival: Arrival | null = null;
  try {
    for (const [index, scene] of scenes.entries()) {
      if (index > 0) await sleep(seconds * 1_000, signal);
      if (signal.aborted) return null;
      if (scenes.length > 1) terminal.write(`${index + 1}/${scenes.length}  ${scene.title}\n`);
      arrival = await untilAborted(stage.show(showOf(bound, scene)), signal);
    }
    return arrival;
  } finally {
    await stage.end();
  }
}

/** Null when the signal comes first. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });
  return Promise.race([work, aborted]);
}

function refuseWhatDoesNotFit({ bound }: ChosenDisplay, [scene]: readonly Scene[]): void {
  const [problem] = scene === undefined ? [] : bound.plan(showOf(bound, scene));
  if (problem !== undefined)
    throw new Fault("DISPLAY_PLAN", `${bound.model.id}: ${problem.message}`, problem.advice);
}

const verdict = ({ display, bound }: ChosenDisplay, { confirmed }: Arrival): string =>
  confirmed
    ? `${display.id}: ${bound.model.name} on ${display.port} has taken it, and said so`
    : `${display.id}: everything was sent to ${bound.model.name} on ${display.port}; it does not answer, so look at it`;

/** The settings that Alpha signs are found with, the likeliest last: it is the one that stays on the sign. */
const alphaSettings: readonly SerialSettings[] = [
  { baudRate: 1_200, dataBits: 7, parity: "even", stopBits: 2 },
  { baudRate: 2_400, dataBits: 7, parity: "even", stopBits: 2 },
  { baudRate: 4_800, dataBits: 7, parity: "even", stopBits: 2 },
  { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 2 },
  { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 },
  { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 },
];

const inShort = ({ baudRate, dataBits, parity, stopBits }: SerialSettings): string =>
  `${baudRate} ${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;

/** Writes each setting on the sign with that setting: what somebody can read there is right. */
async function probe(
  chosen: ChosenDisplay,
  seconds: number,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { bound, display } = chosen;
  if (bound.model.driver !== "alpha")
    throw new Fault(
      "DISPLAY_PROBE",
      `${bound.model.id} speaks ${bound.model.driver}: only Alpha signs measure the speed of a line`,
      "take the settings from the display's manual or its menu",
    );
  if (display.port.startsWith("tcp:"))
    throw new Fault(
      "DISPLAY_PROBE",
      "the settings of a serial server cannot be changed from here",
      "change them on its own page, and try bandeau display show after each",
    );
  for (const serial of alphaSettings) {
    if (signal.aborted) return;
    const text = inShort(serial);
    const { scenes } = messageScenes(bound, text, { colour: usualColour(bound), blink: false });
    terminal.write(`trying ${text}\n`);
    await play(chosen.withSerial(serial), scenes, seconds, terminal, signal);
    await sleep(seconds * 1_000, signal);
  }
  terminal.write("what the sign shows now is a setting that it understands: write it under serial:\n");
}
