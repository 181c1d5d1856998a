import { z } from "zod";
import type { LightLook } from "../../domain/light.ts";
import type { LightCommand, LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { hasRightCrc } from "../modbusCrc.ts";
import { onLine, says, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import {
  answerTo,
  type CoilRequest,
  encodeAnswer,
  encodeException,
  encodeRequest,
  functions,
  readRequest,
  requestLength,
} from "./modbusCoils.ts";
import { onALine } from "./onALine.ts";
import { inOwnColours } from "./ownColours.ts";
import {
  countOfOutputs,
  lookOfRelays,
  type RelayState,
  relayProblems,
  relayStates,
  relaysOption,
  relaysToSwitch,
} from "./relays.ts";

const MOST_RELAYS = 64;
/** Speaks to all boards at once; none of them answers. */
const BROADCAST = 0;
/** A tty delivers in pieces, so that ours is far longer than the 3.5 characters of the standard. */
const SILENCE_MS = 50;
const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;

const options = z.strictObject({
  slave: z.number().int().min(0).max(247).default(1).describe("The board's address; 0 for all, unanswered"),
  firstCoil: z.number().int().min(0).max(65_000).default(0).describe("The coil of relay 1"),
  relays: relaysOption(MOST_RELAYS),
  writeAll: z.boolean().default(true).describe("false: for boards without function 15, one relay a frame"),
  readBack: z.boolean().default(false).describe("true: the relays are asked each time whether they obeyed"),
  boardRelays: z
    .number()
    .int()
    .min(1)
    .max(MOST_RELAYS)
    .default(8)
    .describe("Relays on the board; those in use where it has fewer"),
});

type Options = z.output<typeof options>;

/** Relays that lie side by side, and that one frame may therefore write without touching others. */
const isRow = (states: readonly RelayState[]): boolean => {
  const numbers = states.map(({ relay }) => relay);
  return Math.max(...numbers) - Math.min(...numbers) === numbers.length - 1;
};

function writes(
  switches: readonly RelayState[],
  all: readonly RelayState[],
  { slave, firstCoil, writeAll }: Options,
): readonly CoilRequest[] {
  const coilOf = (relay: number): number => firstCoil + relay - 1;
  if (switches.length > 1 && writeAll && isRow(all)) {
    const row = all.toSorted((a, b) => a.relay - b.relay);
    const first = coilOf(Math.min(...row.map(({ relay }) => relay)));
    return [{ name: "writeCoils", slave, first, coils: row.map(({ isOn }) => isOn) }];
  }
  return switches.map(({ relay, isOn }) => ({
    name: "writeCoil",
    slave,
    first: coilOf(relay),
    coils: [isOn],
  }));
}

/** Asks for all relays from the first to the last one in use. */
function question(states: readonly RelayState[], { slave, firstCoil }: Options): LightFrame {
  const numbers = states.map(({ relay }) => relay);
  const lowest = Math.min(...numbers);
  const count = Math.max(...numbers) - lowest + 1;
  const coils = Array.from({ length: count }, (_, at) =>
    states.some(({ relay, isOn }) => relay === lowest + at && isOn),
  );
  const request: CoilRequest = { name: "readCoils", slave, first: firstCoil + lowest - 1, count };
  return onLine(encodeRequest(request), answerTo(request, coils));
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  settings: Options,
): readonly LightFrame[] {
  const states = relayStates(wanted, model, settings.relays);
  const requests = writes(relaysToSwitch(held, wanted, model, settings.relays), states, settings);
  const said = requests.map((request) => onLine(encodeRequest(request), answerTo(request, [])));
  return said.length > 0 && settings.readBack ? [...said, question(states, settings)] : said;
}

const isForUs = (slave: number, settings: Options): boolean =>
  slave === BROADCAST || slave === settings.slave;

/** What makes a light of a request: the switches that it is. */
function switchesIn(request: CoilRequest, { firstCoil }: Options): readonly RelayState[] {
  if (request.name === "readCoils") return [];
  return request.coils.map((isOn, at) => ({ relay: request.first - firstCoil + at + 1, isOn }));
}

function inWords(request: CoilRequest): LightCommand {
  const { name, slave, first } = request;
  const facts =
    request.name === "readCoils"
      ? { slave, first, count: request.count }
      : { slave, first, coils: request.coils.map(Number) };
  return { name, facts, problems: [] };
}

function understand(frame: LightFrame, model: LightModel, settings: Options): Understood {
  const request = frame.kind === "bytes" ? readRequest(frame.bytes) : null;
  if (request === null) {
    const isDamaged = frame.kind === "bytes" && !hasRightCrc(frame.bytes);
    const problem = isDamaged ? "its checksum is wrong" : "no request of function 1, 5 or 15";
    return { command: unknownCommand(frame, problem), event: isDamaged ? "badChecksum" : "dropped" };
  }
  const command = inWords(request);
  if (!isForUs(request.slave, settings)) return { command, event: "others" };
  if (!isOnBoard(request, model, settings)) return { command, event: "refused" };
  return { command, ...lookOfRelays(switchesIn(request, settings), model, settings.relays) };
}

/** Whether a board has all the relays that a request is about. */
function isOnBoard(
  request: CoilRequest,
  model: LightModel,
  { boardRelays, firstCoil, relays }: Options,
): boolean {
  const used = Math.max(...(relays ?? [countOfOutputs(model)]));
  const count = request.name === "readCoils" ? request.count : request.coils.length;
  return request.first >= firstCoil && request.first + count <= firstCoil + Math.max(boardRelays, used);
}

/** What a board answers: nothing to damaged frames and to those for others. */
function reply(
  bytes: Uint8Array,
  look: LightLook,
  model: LightModel,
  settings: Options,
): readonly LightWord[] {
  const [slave = 0, code = 0] = bytes;
  if (slave === BROADCAST || slave !== settings.slave || !hasRightCrc(bytes)) return [];
  const request = readRequest(bytes);
  const isKnown = Object.values(functions).some((known) => known === code);
  if (request === null)
    return [says(...encodeException(slave, code, isKnown ? ILLEGAL_ADDRESS + 1 : ILLEGAL_FUNCTION))];
  if (!isOnBoard(request, model, settings)) return [says(...encodeException(slave, code, ILLEGAL_ADDRESS))];
  const states = relayStates(look, model, settings.relays);
  const count = request.name === "readCoils" ? request.count : 0;
  const coils = Array.from({ length: count }, (_, at) =>
    states.some(({ relay, isOn }) => isOn && settings.firstCoil + relay - 1 === request.first + at),
  );
  return [says(...encodeAnswer(request, coils))];
}

/** Relay boards that speak Modbus RTU: one relay by function 5, all by function 15, asked by function 1. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({ lengthOf: requestLength, silenceMs: SILENCE_MS, understand, reply }),
  kind: "modbus-relay",
  options,
  problems: (model, { relays }) => relayProblems(model, relays, MOST_RELAYS),
  nearest: inOwnColours,
  frames,
});
