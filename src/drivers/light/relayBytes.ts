import { z } from "zod";
import { isDark, type LightLook } from "../../domain/light.ts";
import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { onLine, says, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { onALine } from "./onALine.ts";
import { inOwnColours } from "./ownColours.ts";
import { countOfOutputs, lookOfRelays, type RelayState, relayProblems, relaysToSwitch } from "./relays.ts";

const MOST_RELAYS = 64;
/** A command that stays incomplete so long was cut off. */
const SILENCE_MS = 500;
const retries = 1;

const hex = z
  .string()
  .max(200)
  .regex(/^\s*([0-9A-Fa-f]{2}\s*)+$/, "bytes as pairs of hexadecimal digits, such as A0 01 01 A2");

const options = z.strictObject({
  on: z.array(hex).min(1).max(MOST_RELAYS).describe("What switches each lamp on, then the buzzer"),
  off: z.array(hex).min(1).max(MOST_RELAYS).describe("What switches each lamp off, then the buzzer"),
  allOn: hex.optional().describe("What switches everything on at once"),
  allOff: hex.optional().describe("What switches everything off at once"),
  answer: hex.optional().describe("What the board says to each command that it took"),
  refusal: hex.optional().describe("What it says to one that it did not take; only with answer"),
  withinMs: z.number().int().min(20).max(5_000).default(300).describe("How long it may take to answer"),
});

type Options = z.output<typeof options>;

const bytesOf = (digits: string): readonly number[] =>
  Array.from(digits.matchAll(/[0-9A-Fa-f]{2}/g), ([pair]) => Number.parseInt(pair, 16));

/** Whether some bytes begin with as much of others as there is of both. */
const agree = (bytes: Uint8Array, command: readonly number[]): boolean =>
  command.every((byte, at) => at >= bytes.length || bytes[at] === byte);

/** A command of the definition: its bytes, and the relays that it switches. */
interface Command {
  readonly name: "on" | "off" | "allOn" | "allOff";
  readonly bytes: readonly number[];
  readonly switches: readonly RelayState[];
}

function commandsOf({ on, off, allOn, allOff }: Options): readonly Command[] {
  const one = (name: "on" | "off", digits: string, at: number): Command => ({
    name,
    bytes: bytesOf(digits),
    switches: [{ relay: at + 1, isOn: name === "on" }],
  });
  const every = (name: "allOn" | "allOff", digits: string | undefined): Command[] =>
    digits === undefined
      ? []
      : [
          {
            name,
            bytes: bytesOf(digits),
            switches: on.map((_, at) => ({ relay: at + 1, isOn: name === "allOn" })),
          },
        ];
  return [
    ...on.map((digits, at) => one("on", digits, at)),
    ...off.map((digits, at) => one("off", digits, at)),
    ...every("allOn", allOn),
    ...every("allOff", allOff),
  ];
}

/** Whichever of the two words stands first in what came decides; what stands before it is noise. */
function judge(bytes: Uint8Array, answer: readonly number[], refusal: readonly number[] | null): Verdict {
  for (let at = 0; at < bytes.length; at++) {
    const rest = bytes.subarray(at);
    const isRefusal = refusal !== null && agree(rest, refusal);
    if (isRefusal && rest.length >= refusal.length)
      return {
        kind: "refused",
        reason: "the board refused a command",
        advice: "check the bytes under on and off against its manual",
      };
    const isAnswer = agree(rest, answer);
    if (isAnswer && rest.length >= answer.length) return { kind: "taken" };
    if (isAnswer || isRefusal) return { kind: "more" };
  }
  return { kind: "more" };
}

function answerOf({ answer, refusal, withinMs }: Options): Answer | null {
  if (answer === undefined) return null;
  const good = bytesOf(answer);
  const bad = refusal === undefined ? null : bytesOf(refusal);
  return { withinMs, retries, read: (bytes) => judge(bytes, good, bad) };
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  settings: Options,
): readonly LightFrame[] {
  const switches = relaysToSwitch(held, wanted, model, undefined);
  const isEverything = switches.length > 1 && switches.length === settings.on.length;
  const all = wanted.lamps.some((lamp) => !isDark(lamp)) ? settings.allOn : settings.allOff;
  const areAlike = switches.every(({ isOn }) => isOn === switches[0]?.isOn);
  const texts =
    isEverything && areAlike && all !== undefined
      ? [all]
      : switches.flatMap(({ relay, isOn }) => (isOn ? settings.on : settings.off).slice(relay - 1, relay));
  const answer = answerOf(settings);
  return texts.map((text) => onLine(bytesOf(text), answer));
}

function understand(frame: LightFrame, model: LightModel, settings: Options): Understood {
  const bytes = frame.kind === "bytes" ? frame.bytes : Uint8Array.of();
  const found = commandsOf(settings).find(
    (command) => command.bytes.length === bytes.length && agree(bytes, command.bytes),
  );
  if (found === undefined) {
    const { refusal } = settings;
    return {
      command: unknownCommand(frame, "no command of this board's definition"),
      event: "dropped",
      ...(refusal === undefined || bytes.length === 0 ? {} : { says: [says(...bytesOf(refusal))] }),
    };
  }
  const { name, switches } = found;
  const { answer } = settings;
  return {
    command: { name, facts: { relays: switches.map(({ relay }) => relay) }, problems: [] },
    ...lookOfRelays(switches, model, undefined),
    ...(answer === undefined ? {} : { says: [says(...bytesOf(answer))] }),
  };
}

/** How long the command is that bytes begin; null while they may still become one. */
function lengthOf(bytes: Uint8Array, settings: Options): number | null {
  const begun = commandsOf(settings).filter((command) => agree(bytes, command.bytes));
  const whole = begun.find((command) => command.bytes.length <= bytes.length);
  if (whole !== undefined) return whole.bytes.length;
  return begun.length > 0 ? null : 1;
}

function problems(model: LightModel, settings: Options): readonly string[] {
  const outputs = countOfOutputs(model);
  const counts = (["on", "off"] as const).flatMap((name) =>
    settings[name].length === outputs
      ? []
      : [`${name}: write ${outputs} commands, one for each lamp${model.hasBuzzer ? " and the buzzer" : ""}`],
  );
  const commands = commandsOf(settings);
  const isAmbiguous = commands.some((a) =>
    commands.some(
      (b) => a !== b && a.bytes.length <= b.bytes.length && agree(Uint8Array.from(b.bytes), a.bytes),
    ),
  );
  return [
    ...relayProblems(model, undefined, MOST_RELAYS),
    ...counts,
    ...(isAmbiguous ? ["two commands are the same, or one begins with another"] : []),
    ...(settings.refusal !== undefined && settings.answer === undefined
      ? ["refusal: tell also what it answers when it took a command (answer)"]
      : []),
  ];
}

/** Boards and lights of whose language only these bytes are known: one command for each lamp, on and off. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({ lengthOf, silenceMs: SILENCE_MS, understand }),
  kind: "relay-bytes",
  options,
  problems,
  nearest: inOwnColours,
  frames,
});
