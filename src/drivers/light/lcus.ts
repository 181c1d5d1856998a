import { z } from "zod";
import type { LightLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { bytesText, onLine, textBytes, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { readBackOf, statusWords } from "./lcusReadBack.ts";
import { onALine } from "./onALine.ts";
import { inOwnColours } from "./ownColours.ts";
import {
  lookOfRelays,
  type RelayState,
  relayProblems,
  relayStates,
  relaysOption,
  relaysToSwitch,
} from "./relays.ts";

const MOST_RELAYS = 8;
/** Boards lose a frame that follows another one sooner. */
const DEAF_MS = 10;
/** A command that stays incomplete so long was cut off. */
const SILENCE_MS = 200;

/** A frame of the usual language: this, the relay, 1 or 0, and the sum of the three (shop manuals of LC Technology). */
const HEAD = 0xa0;
const FRAME_LENGTH = 4;
/** Asks what the relays are. */
const STATUS = 0xff;
/** The language of one-relay clones. */
const CLONE_ON = 0xaa;
const CLONE_OFF = 0xbb;

const options = z.strictObject({
  dialect: z
    .enum(["a0", "letters", "aabb"])
    .default("a0")
    .describe("a0: A0, relay, 01 or 00, sum; letters: A on, a off, B, b and so on; aabb: AA on, BB off"),
  relays: relaysOption(MOST_RELAYS),
  readBack: z
    .enum(["none", "text", "raw"])
    .default("none")
    .describe("How the board answers FF: text CH1: ON, raw one byte for each relay, or none"),
  boardRelays: z
    .number()
    .int()
    .min(1)
    .max(MOST_RELAYS)
    .optional()
    .describe("Relays on the board, for readBack; those in use where it has fewer, and when absent"),
});

type Options = z.output<typeof options>;

const sumOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

function bytesOf({ relay, isOn }: RelayState, dialect: Options["dialect"]): readonly number[] {
  const body = [HEAD, relay, isOn ? 1 : 0];
  if (dialect === "a0") return [...body, sumOf(body)];
  if (dialect === "aabb") return [isOn ? CLONE_ON : CLONE_OFF];
  return [...textBytes(String.fromCharCode((isOn ? 0x40 : 0x60) + relay))];
}

/** A switch that the bytes ask for, `status`, or null. */
function commandOf(bytes: Uint8Array, dialect: Options["dialect"]): RelayState | "status" | null {
  const [first = 0, relay = 0, op = 0, sum = 0] = bytes;
  if (dialect === "a0") {
    if (first === STATUS && bytes.length === 1) return "status";
    const isWhole = first === HEAD && bytes.length === FRAME_LENGTH && sum === sumOf([first, relay, op]);
    return isWhole && op <= 1 && relay >= 1 && relay <= MOST_RELAYS ? { relay, isOn: op === 1 } : null;
  }
  if (bytes.length !== 1) return null;
  if (dialect === "aabb")
    return first === CLONE_ON || first === CLONE_OFF ? { relay: 1, isOn: first === CLONE_ON } : null;
  const [, upper, lower] = /^(?:([A-H])|([a-h]))$/.exec(bytesText(bytes)) ?? [];
  const number = (upper ?? lower)?.toUpperCase().charCodeAt(0);
  return number === undefined ? null : { relay: number - 0x40, isOn: upper !== undefined };
}

/** How many relays a board tells of when it is asked. */
const toldRelays = (states: readonly RelayState[], { boardRelays }: Options): number =>
  Math.max(boardRelays ?? 1, ...states.map(({ relay }) => relay));

/** One frame for each relay; where the board can be asked, it is asked at the end. */
function frames(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  settings: Options,
): readonly LightFrame[] {
  const { dialect, relays, readBack } = settings;
  const switches = relaysToSwitch(held, wanted, model, relays);
  const said = switches.map((state) => onLine(bytesOf(state, dialect), null));
  if (said.length === 0 || readBack === "none") return said;
  const states = relayStates(wanted, model, relays);
  return [...said, onLine([STATUS], readBackOf(states, readBack, toldRelays(states, settings)))];
}

function understand(frame: LightFrame, model: LightModel, { dialect, relays }: Options): Understood {
  const command = frame.kind === "bytes" ? commandOf(frame.bytes, dialect) : null;
  if (command === null)
    return { command: unknownCommand(frame, `no command in the dialect ${dialect}`), event: "dropped" };
  if (command === "status") return { command: { name: "status", facts: {}, problems: [] } };
  const { relay, isOn } = command;
  return {
    command: { name: "relay", facts: { relay, on: isOn }, problems: [] },
    ...lookOfRelays([command], model, relays),
  };
}

/** A board waits for the rest of a frame, and skips what begins none. */
function lengthOf([first = 0]: Uint8Array, dialect: Options["dialect"]): number {
  return dialect === "a0" && first === HEAD ? FRAME_LENGTH : 1;
}

function problems(model: LightModel, { relays, dialect, readBack }: Options): readonly string[] {
  const most = dialect === "aabb" ? 1 : MOST_RELAYS;
  return [
    ...relayProblems(model, relays, most),
    ...(readBack !== "none" && dialect !== "a0" ? ["readBack: only boards of dialect a0 can be asked"] : []),
  ];
}

/** Relay boards of LC Technology (LCUS-1 to LCUS-8), and of those who sell their likes with another language. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({
    lengthOf: (bytes, { dialect }) => lengthOf(bytes, dialect),
    silenceMs: SILENCE_MS,
    deafMs: DEAF_MS,
    understand,
    reply(bytes, look, model, settings) {
      if (settings.readBack === "none" || commandOf(bytes, settings.dialect) !== "status") return [];
      const states = relayStates(look, model, settings.relays);
      return statusWords(states, settings.readBack, toldRelays(states, settings));
    },
  }),
  kind: "lcus",
  options,
  problems,
  nearest: inOwnColours,
  frames,
});
