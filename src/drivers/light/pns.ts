import { z } from "zod";
import { darkLamp, isDark, type Lamp, type LightLook, sameLook } from "../../domain/light.ts";
import type { LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { onLine, says, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { lampByLamp } from "./mixedColours.ts";
import { onALine } from "./onALine.ts";
import { inOwnColours } from "./ownColours.ts";
import { flashHzOption, measuredRhythms } from "./ownFlash.ts";
import { detailColour, detailData, lampsOfDetail } from "./pnsDetail.ts";
import {
  acknowledgement,
  commandName,
  type PnsLetter,
  pnsAnswer,
  pnsFrame,
  pnsLength,
  readPns,
} from "./pnsWire.ts";
import { lampsOfTiers, tierNames, tierNumbers, tierProblems } from "./towerTiers.ts";

/** What leaves a lamp or the buzzer as it is. */
const NO_CHANGE = 9;
const DETAIL_LENGTH = 7;
const RUN_LENGTH = tierNames.length + 1;

const number = z.number().int().min(2).max(8);

const options = z.strictObject({
  product: z.enum(["AB", "XX"]).default("AB").describe("Product code: AB for LR5-LAN and LA6-POE, XX for NH"),
  detail: z.boolean().default(false).describe("true: tiers of nine colours each (LA6-POE, command D)"),
  flashHz: flashHzOption,
  patterns: z
    .strictObject({ slow: number, fast: number })
    .default({ slow: 2, fast: 4 })
    .describe("Its own flashing: on LR5-LAN 2 slow, 3 medium, 4 fast; on NH 2 and 3"),
  buzzer: z.number().int().min(1).max(11).default(1).describe("Which of its sounds"),
});

type Options = z.output<typeof options>;

/** Only what changes is told, so that lamps which flash by themselves go on in their rhythm. */
function runData(held: LightLook | null, wanted: LightLook, model: LightModel, settings: Options): number[] {
  const { patterns, buzzer } = settings;
  const unused = held === null ? 0 : NO_CHANGE;
  const before = held === null ? [] : tierNumbers(held, model, patterns, unused);
  const tiers = tierNumbers(wanted, model, patterns, unused).map((value, tier) =>
    value === before[tier] ? NO_CHANGE : value,
  );
  const sound = held?.buzzer === wanted.buzzer ? NO_CHANGE : wanted.buzzer ? buzzer : 0;
  return [...tiers, sound];
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  settings: Options,
): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const say = (letter: PnsLetter, data: readonly number[]): readonly LightFrame[] => [
    onLine(pnsFrame(settings.product, letter, data), pnsAnswer),
  ];
  if (wanted.lamps.every(isDark) && !wanted.buzzer) return say("C", []);
  return settings.detail
    ? say("D", detailData(wanted, wanted.buzzer ? settings.buzzer : 0))
    : say("S", runData(held, wanted, model, settings));
}

const nak = (frame: LightFrame, problem: string): Understood => ({
  command: unknownCommand(frame, problem),
  event: "refused",
  says: frame.kind === "bytes" && frame.bytes.length > 1 ? [says(acknowledgement(false))] : [],
});

const ack: readonly LightWord[] = [says(acknowledgement(true))];

function run(data: readonly number[], model: LightModel, { detail, patterns }: Options): Understood {
  const tiers = data.slice(0, tierNames.length);
  const [sound = NO_CHANGE] = data.slice(tierNames.length);
  const command = { name: "run", facts: { tiers, buzzer: sound }, problems: [] };
  const buzzer = sound === NO_CHANGE || !model.hasBuzzer ? {} : { buzzer: sound !== 0 };
  if (detail) return { command, ...buzzer, says: ack };
  return {
    command,
    sets: lampsOfTiers(tiers, model, patterns, (one) => one === NO_CHANGE),
    ...buzzer,
    says: ack,
  };
}

function understand(frame: LightFrame, model: LightModel, settings: Options): Understood {
  const read = frame.kind === "bytes" ? readPns(frame.bytes, settings.product) : null;
  const name = read === null ? null : commandName(read.letter);
  if (read === null || name === null) return nak(frame, `no command of product ${settings.product}`);
  const { letter, data } = read;
  if (letter === "S" && data.length === RUN_LENGTH) return run(data, model, settings);
  if (letter === "C" && data.length === 0) {
    const sets = new Map(model.lamps.map((_, index): [number, Lamp] => [index, darkLamp]));
    return { command: { name, facts: {}, problems: [] }, sets, buzzer: false, says: ack };
  }
  if (letter === "D" && settings.detail && data.length === DETAIL_LENGTH) {
    const [blink = 0, buzzer = 0] = data.slice(tierNames.length);
    const facts = { colours: data.slice(0, tierNames.length), blink, buzzer };
    const sets = lampsOfDetail(data, model.lamps.length);
    return {
      command: { name, facts, problems: [] },
      sets,
      buzzer: model.hasBuzzer && buzzer !== 0,
      says: ack,
    };
  }
  if (letter === "G" && data.length === 0) return { command: { name, facts: {}, problems: [] } };
  if (letter === "B") return nak(frame, "it would start the unit anew");
  return letter === "S" || letter === "C" || letter === "D" || letter === "G"
    ? nak(frame, "its length does not fit")
    : { command: { name, facts: { data }, problems: [] }, says: ack };
}

/** PATLITE's network towers by PNS: LR5-LAN, LA6-POE, NH-FV. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({
    rhythms: (_, { detail, flashHz }) => (detail ? {} : measuredRhythms(flashHz)),
    lengthOf: (bytes, { product }) => pnsLength(bytes, product),
    understand,
    reply(bytes, look, model, { product, patterns, buzzer }) {
      if (readPns(bytes, product)?.letter !== "G") return [];
      return [says(...tierNumbers(look, model, patterns, 0), look.buzzer ? buzzer : 0)];
    },
  }),
  kind: "patlite-pns",
  options,
  problems(model, { detail, patterns }) {
    const anyColour = model.lamps.every(({ colour }) => colour === "any") && model.lamps.length <= 5;
    return [
      ...(detail ? (anyColour ? [] : ["it has at most five tiers of any colour each"]) : tierProblems(model)),
      ...(patterns.slow === patterns.fast ? ["patterns: slow and fast have to differ"] : []),
    ];
  },
  nearest: (wanted, model, { detail }) =>
    detail ? lampByLamp(wanted, model, detailColour) : inOwnColours(wanted, model),
  frames,
});
