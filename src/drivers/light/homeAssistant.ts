import { z } from "zod";
import { isDark, type Lamp, lightColours, MOST_FLASH_HZ, type Rhythm, sameLamp } from "../../domain/light.ts";
import type { LightCommand, LightDriver, LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { busTopic, presence } from "./bus/busTopic.ts";
import { busTwin } from "./bus/busTwin.ts";
import { changedLamps, fitLook, inSteps } from "./bus/fitLamp.ts";
import { jsonDevice, jsonFields, jsonWords, readJsonWish } from "./bus/jsonLight.ts";

const TRANSITION_STEP_MS = 100;
/** What ends an effect, as ESPHome and Home Assistant's examples name it. */
const NO_EFFECT = "none";

const effect = z
  .strictObject({
    name: z.string().min(1).max(60).describe("As the light's own effect list has it"),
    hz: z.number().min(0.1).max(MOST_FLASH_HZ).describe("How fast it was measured to flash"),
  })
  .optional();

const options = z.strictObject({
  topic: busTopic.default("homeassistant/light").describe("What its topics begin with"),
  layout: z
    .enum(["plain", "esphome"])
    .default("plain")
    .describe("plain: …/set, …/state, …/availability; esphome: …/command, …/state, and the node's …/status"),
  commandTopic: busTopic.optional().describe("Where its layout is another one"),
  stateTopic: busTopic.optional().describe("Where its layout is another one"),
  availabilityTopic: busTopic.optional().describe("Where its layout is another one"),
  brightnessScale: z.number().int().min(100).max(65_535).default(255).describe("Its brightness_scale"),
  effects: z
    .strictObject({ slow: effect, fast: effect })
    .prefault({})
    .describe("Effects of its own that flash; without them we keep the rhythm ourselves"),
});

type Options = z.output<typeof options>;

/** ESPHome says whether a node is there on `<node>/status`, and its lights are `<node>/light/<name>`. */
const nodeOf = (topic: string): string => topic.replace(/\/light\/[^/]+$/, "");

function topicsOf(own: Options): Record<"command" | "state" | "availability", string> {
  const { topic, layout } = own;
  const isEsphome = layout === "esphome";
  return {
    command: own.commandTopic ?? `${topic}/${isEsphome ? "command" : "set"}`,
    state: own.stateTopic ?? `${topic}/state`,
    availability: own.availabilityTopic ?? (isEsphome ? `${nodeOf(topic)}/status` : `${topic}/availability`),
  };
}

const mixes = ({ lamps }: LightModel): boolean => lamps.some(({ colour }) => colour === "any");

const hasEffects = ({ effects }: Options): boolean =>
  effects.slow !== undefined || effects.fast !== undefined;

const effectOf = (rhythm: Rhythm, { effects }: Options): string | null =>
  rhythm === "steady" ? null : (effects[rhythm]?.name ?? null);

function rhythmOf(name: string, { effects }: Options) {
  const own = (["slow", "fast"] as const).find((rhythm) => effects[rhythm]?.name === name);
  const hz = own === undefined ? undefined : effects[own]?.hz;
  return own === undefined || hz === undefined ? null : { rhythm: own, hz };
}

function fields(before: Lamp | null, lamp: Lamp, model: LightModel, own: Options): Record<string, unknown> {
  if (!mixes(model)) return { state: isDark(lamp) ? "OFF" : "ON" };
  const brightness = (percent: number): number => Math.round((percent * own.brightnessScale) / 100);
  const said = jsonFields(before, lamp, brightness);
  if (isDark(lamp) || !hasEffects(own)) return said;
  return { ...said, effect: effectOf(lamp.rhythm, own) ?? NO_EFFECT };
}

function read(frame: LightFrame, own: Options): LightCommand {
  const { command } = topicsOf(own);
  if (frame.kind !== "message" || frame.topic !== command)
    return { name: "unknown", facts: {}, problems: [`it listens to ${command}`] };
  const wish = readJsonWish(frame.payload, own.brightnessScale);
  if (wish === null) return { name: "unknown", facts: {}, problems: ["the payload is no JSON object"] };
  const isStrange = wish.effect !== null && ![NO_EFFECT, "None", "solid"].includes(wish.effect);
  const isUnmeasured = isStrange && rhythmOf(wish.effect, own) === null;
  return jsonWords(
    wish,
    isUnmeasured ? [`nobody said how fast its effect ${JSON.stringify(wish.effect)} flashes`] : [],
  );
}

const homeAssistant: LightDriver<Options> = {
  kind: "home-assistant",
  wire: "mqtt",
  options,
  problems: (model, { effects }) => [
    ...(model.lamps.length > 1 ? ["a light of this schema is one lamp"] : []),
    ...(model.hasBuzzer ? ["a light of this schema has no buzzer"] : []),
    ...(effects.slow !== undefined && effects.slow.name === effects.fast?.name
      ? ["slow and fast are the same effect"]
      : []),
  ],
  rhythms: (_model, { effects: { slow, fast } }) => ({
    ...(slow === undefined ? {} : { slow: { hz: slow.hz } }),
    ...(fast === undefined ? {} : { fast: { hz: fast.hz } }),
  }),
  nearest: (wanted, model) =>
    fitLook(wanted, model, (lamp) => ({ ...lamp, fadeMs: inSteps(lamp.fadeMs, TRANSITION_STEP_MS) })),
  frames(held, wanted, model, own) {
    const [first] = changedLamps(held, wanted, sameLamp);
    if (first === undefined) return [];
    const payload = JSON.stringify(fields(held?.lamps[0] ?? null, first[1], model, own));
    return [{ kind: "message", topic: topicsOf(own).command, payload }];
  },
  keepAlive: () => null,
  hear: (word, _model, own) => presence(word, [topicsOf(own).availability]),
  listens: (own) => [topicsOf(own).availability],
  read: (frame, _model, own) => read(frame, own),
  twin(model, own) {
    const { command, state, availability } = topicsOf(own);
    return busTwin(
      jsonDevice({
        commands: command,
        answers: state,
        availability,
        availabilityForm: "plain",
        brightnessScale: own.brightnessScale,
        coloursAtFull: false,
        lamps: model.lamps.map(({ colour }) => ({
          key: "state",
          rgb: colour === "any" ? null : lightColours[colour],
        })),
        rhythmOf: (name) => rhythmOf(name, own),
      }),
    );
  },
};

/** Lights that speak Home Assistant's JSON schema: ESPHome, and firmware of one's own. */
export const driver = defineLightDriver(homeAssistant);
