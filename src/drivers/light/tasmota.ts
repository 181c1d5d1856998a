import { z } from "zod";
import {
  isDark,
  type Lamp,
  type LightLook,
  lightColours,
  MOST_FLASH_HZ,
  type Rhythm,
  sameLamp,
} from "../../domain/light.ts";
import type { LightCommand, LightDriver, LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { presence } from "./bus/busTopic.ts";
import { busTwin } from "./bus/busTwin.ts";
import { brightest, changedLamps, fitLook } from "./bus/fitLamp.ts";
import { rgbHex } from "./bus/jsonObject.ts";
import { MOST_BACKLOG, readTasmota, type TasmotaCommand } from "./tasmota/tasmotaCommand.ts";
import { tasmotaTopic, tasmotaWord, topicOptions } from "./tasmota/tasmotaTopics.ts";
import { tasmotaDevice } from "./tasmota/tasmotaTwin.ts";

/** Tasmota counts its blinking in tenths of a second for each half, from 0.2 s to six minutes. */
const TENTHS_OF_A_PERIOD = 5;

const hz = (usual: number) => z.number().min(0.1).max(MOST_FLASH_HZ).default(usual);

const options = z.strictObject({
  ...topicOptions,
  relays: z
    .array(z.number().int().min(1).max(MOST_BACKLOG))
    .max(MOST_BACKLOG)
    .optional()
    .describe(
      "The relay of each lamp, and then of the buzzer where there is one; 1, 2, 3 and so on when absent",
    ),
  flashHz: z
    .strictObject({ slow: hz(0.5), fast: hz(1) })
    .prefault({})
    .describe("How fast a bulb is to blink by itself; it blinks in tenths of a second"),
});

type Options = z.output<typeof options>;

/** A bulb mixes its colour; relays have lamps of one colour each. */
const isBulb = ({ lamps }: LightModel): boolean => lamps.some(({ colour }) => colour === "any");

const blinkTime = ({ flashHz }: Options, rhythm: Exclude<Rhythm, "steady">): number =>
  Math.round(TENTHS_OF_A_PERIOD / flashHz[rhythm]);

const ownHz = (own: Options, rhythm: Exclude<Rhythm, "steady">): number =>
  TENTHS_OF_A_PERIOD / blinkTime(own, rhythm);

/** A rate between the two belongs to the one it is nearer to, as people hear intervals. */
const rhythmOf = (rate: number, own: Options): Exclude<Rhythm, "steady"> =>
  rate * rate > ownHz(own, "slow") * ownHz(own, "fast") ? "fast" : "slow";

const relayOf = ({ relays }: Options, place: number): number => relays?.[place] ?? place + 1;

/** A message with one command, or several in one Backlog without pauses, so that nobody sees them in between. */
function message(own: Options, commands: readonly string[]): readonly LightFrame[] {
  const [first = "", second] = commands;
  const [word = "", ...rest] = first.split(" ");
  const [end, payload] = second === undefined ? [word, rest.join(" ")] : ["Backlog0", commands.join("; ")];
  return first === "" ? [] : [{ kind: "message", topic: tasmotaTopic(own, "cmnd", end), payload }];
}

/** `Color` makes a bulb as bright as its strongest part; `Dimmer` only where it is to be darker. */
function bulbCommands({ rgb, dim, rhythm }: Lamp, own: Options): readonly string[] {
  if (isDark({ rgb })) return ["Power off"];
  const blink =
    rhythm === "steady" ? [] : [`BlinkTime ${blinkTime(own, rhythm)}`, "BlinkCount 0", "Power blink"];
  return ["Power on", `Color ${rgbHex(rgb)}`, ...(dim === 100 ? [] : [`Dimmer ${dim}`]), ...blink];
}

function relayCommands(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  own: Options,
): readonly string[] {
  const command = (place: number, isOn: boolean): string =>
    `Power${relayOf(own, place)} ${isOn ? "on" : "off"}`;
  const lamps = changedLamps(held, wanted, sameLamp).map(([index, lamp]) => command(index, !isDark(lamp)));
  const isSameBuzzer = !model.hasBuzzer || held?.buzzer === wanted.buzzer;
  return isSameBuzzer ? lamps : [...lamps, command(model.lamps.length, wanted.buzzer)];
}

function inWords(command: TasmotaCommand): string {
  switch (command.name) {
    case "Power":
      return `Power${command.relay} ${command.to}`;
    case "Color":
      return `Color${command.keepsDimmer ? 2 : 1} ${rgbHex(command.rgb)}`;
    case "Dimmer":
      return `Dimmer ${command.percent}`;
    case "BlinkTime":
      return `BlinkTime ${command.tenths}`;
    case "BlinkCount":
      return `BlinkCount ${command.count}`;
    case "setting":
    case "unknown":
      return command.text;
  }
}

function problemsOf(command: TasmotaCommand): readonly string[] {
  if (command.name === "unknown") return [`Tasmota does not know ${command.text}`];
  if (command.name === "Power" && command.to === "toggle")
    return ["it toggles: nobody knows whether the lamp is then on or off"];
  return [];
}

function read(frame: LightFrame, own: Options): LightCommand {
  const word = frame.kind === "message" ? tasmotaWord(own, frame.topic) : null;
  if (frame.kind !== "message" || word === null)
    return { name: "unknown", facts: {}, problems: [`it listens to ${tasmotaTopic(own, "cmnd", "…")}`] };
  const commands = readTasmota(word, frame.payload);
  const isUnknown = commands.every(({ name }) => name === "unknown");
  return {
    name: isUnknown ? "unknown" : commands.length > 1 ? "backlog" : "command",
    facts: { commands: commands.map(inWords) },
    problems: commands.flatMap(problemsOf),
  };
}

function problems(model: LightModel, { relays }: Options): readonly string[] {
  const { lamps, hasBuzzer } = model;
  const needed = lamps.length + (hasBuzzer ? 1 : 0);
  if (isBulb(model) && (lamps.length > 1 || hasBuzzer || relays !== undefined))
    return ["a bulb that mixes its colour is one lamp, without relays and buzzer"];
  if (needed > MOST_BACKLOG) return [`${MOST_BACKLOG} relays are the most`];
  if (relays === undefined) return [];
  return [
    ...(relays.length === needed ? [] : [`it needs ${needed} relays, and ${relays.length} are told`]),
    ...(new Set(relays).size < relays.length ? ["two lamps hang on the same relay"] : []),
  ];
}

const tasmota: LightDriver<Options> = {
  kind: "tasmota",
  wire: "mqtt",
  options,
  problems,
  // All relays blink at one rate: only a light of one lamp can be told another rate each time. Relays are spared.
  rhythms: (model, own) =>
    isBulb(model) ? { slow: { hz: ownHz(own, "slow") }, fast: { hz: ownHz(own, "fast") } } : {},
  nearest: (wanted, model) => fitLook(wanted, model, (lamp) => ({ ...brightest(lamp), fadeMs: 0 })),
  frames(held, wanted, model, own) {
    if (!isBulb(model)) return message(own, relayCommands(held, wanted, model, own));
    const [[, lamp] = []] = changedLamps(held, wanted, sameLamp);
    return lamp === undefined ? [] : message(own, bulbCommands(lamp, own));
  },
  keepAlive: () => null,
  hear: (word, _model, own) => presence(word, [tasmotaTopic(own, "tele", "LWT")]),
  listens: (own) => [tasmotaTopic(own, "tele", "LWT")],
  read: (frame, _model, own) => read(frame, own),
  twin: (model, own) =>
    busTwin(
      tasmotaDevice({
        topic: own.topic,
        fullTopic: own.fullTopic,
        lamps: model.lamps.map(({ colour }, place) => ({
          relay: relayOf(own, place),
          rgb: colour === "any" ? null : lightColours[colour],
        })),
        buzzerRelay: model.hasBuzzer ? relayOf(own, model.lamps.length) : null,
        rhythmOf: (rate) => rhythmOf(rate, own),
      }),
    ),
};

/** Tasmota's bulbs, by one Backlog for all that changes, and its relays, by a command for each lamp. */
export const driver = defineLightDriver(tasmota);
