import { z } from "zod";
import { isDark, type LightLook, lightColours, sameLamp } from "../../domain/light.ts";
import type { LightCommand, LightDriver, LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { busTopic, presence } from "./bus/busTopic.ts";
import { busTwin } from "./bus/busTwin.ts";
import { brightest, changedLamps, fitLook, inSteps } from "./bus/fitLamp.ts";
import { jsonDevice, jsonFields, jsonWords, readJsonWish } from "./bus/jsonLight.ts";

const TRANSITION_STEP_MS = 100;
const BRIGHTNESS_SCALE = 254;

const options = z.strictObject({
  topic: busTopic.default("zigbee2mqtt/light").describe("Base topic and friendly name: zigbee2mqtt/hall"),
  base: busTopic.optional().describe("The bridge's base topic; the first part of the topic when absent"),
  endpoints: z
    .array(z.string().regex(/^[a-z0-9]{1,20}$/, "an endpoint's name, such as l1"))
    .max(16)
    .optional()
    .describe("Of several switched outputs, the endpoint of each lamp: [l1, l2, l3]"),
});

type Options = z.output<typeof options>;

const mixes = ({ lamps }: LightModel): boolean => lamps.some(({ colour }) => colour === "any");

const keyOf = ({ endpoints }: Options, place: number): string => {
  const endpoint = endpoints?.[place];
  return endpoint === undefined ? "state" : `state_${endpoint}`;
};

const brightness = (percent: number): number => Math.round((percent * BRIGHTNESS_SCALE) / 100);

function fieldsOf(
  held: LightLook | null,
  wanted: LightLook,
  model: LightModel,
  own: Options,
): Readonly<Record<string, unknown>> | null {
  const changed = changedLamps(held, wanted, sameLamp);
  const [first] = changed;
  if (first === undefined) return null;
  if (mixes(model)) return jsonFields(held?.lamps[0] ?? null, first[1], brightness);
  return Object.fromEntries(changed.map(([place, lamp]) => [keyOf(own, place), isDark(lamp) ? "OFF" : "ON"]));
}

const bridgeState = ({ topic, base }: Options): string =>
  `${base ?? topic.replace(/\/.*$/, "")}/bridge/state`;

const availability = ({ topic }: Options): string => `${topic}/availability`;

function read(frame: LightFrame, { topic }: Options): LightCommand {
  const command = `${topic}/set`;
  if (frame.kind !== "message" || frame.topic !== command)
    return { name: "unknown", facts: {}, problems: [`it listens to ${command}`] };
  const wish = readJsonWish(frame.payload, BRIGHTNESS_SCALE);
  if (wish === null) return { name: "unknown", facts: {}, problems: ["the payload is no JSON object"] };
  return jsonWords(wish, []);
}

function problems(model: LightModel, { endpoints }: Options): readonly string[] {
  const { lamps, hasBuzzer } = model;
  const found: string[] = [];
  if (mixes(model) && lamps.length > 1) found.push("a light that mixes its colour is one lamp");
  if (mixes(model) && endpoints !== undefined) found.push("endpoints are for switched outputs");
  if (!mixes(model) && (lamps.length > 1 || endpoints !== undefined) && endpoints?.length !== lamps.length)
    found.push(`it has ${lamps.length} lamps and ${endpoints?.length ?? 0} endpoints`);
  if (endpoints !== undefined && new Set(endpoints).size < endpoints.length)
    found.push("two lamps are the same endpoint");
  if (hasBuzzer) found.push("a Zigbee light has no buzzer");
  return found;
}

const zigbee2mqtt: LightDriver<Options> = {
  kind: "zigbee2mqtt",
  wire: "mqtt",
  options,
  problems,
  rhythms: () => ({}),
  // The mesh takes a handful of commands a second, for all its lights together: nothing flashes over it.
  nearest: (wanted, model) => {
    const steady = { ...wanted, lamps: wanted.lamps.map((lamp) => ({ ...lamp, rhythm: "steady" as const })) };
    return fitLook(steady, model, (lamp) => ({
      ...brightest(lamp),
      fadeMs: inSteps(lamp.fadeMs, TRANSITION_STEP_MS),
    }));
  },
  frames(held, wanted, model, own) {
    const fields = fieldsOf(held, wanted, model, own);
    if (fields === null) return [];
    return [{ kind: "message", topic: `${own.topic}/set`, payload: JSON.stringify(fields) }];
  },
  keepAlive: () => null,
  hear: (word, _model, own) => presence(word, [availability(own), bridgeState(own)]),
  listens: (own) => [availability(own), bridgeState(own)],
  read: (frame, _model, own) => read(frame, own),
  twin: (model, own) =>
    busTwin(
      jsonDevice({
        commands: `${own.topic}/set`,
        answers: own.topic,
        availability: availability(own),
        availabilityForm: "object",
        brightnessScale: BRIGHTNESS_SCALE,
        coloursAtFull: true,
        lamps: model.lamps.map(({ colour }, place) => ({
          key: keyOf(own, place),
          rgb: colour === "any" ? null : lightColours[colour],
        })),
        rhythmOf: () => null,
      }),
    ),
};

/** Zigbee bulbs and plugs behind zigbee2mqtt: few messages, and no flashing. */
export const driver = defineLightDriver(zigbee2mqtt);
