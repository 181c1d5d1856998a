import { z } from "zod";
import {
  isDark,
  type Lamp,
  type LightLook,
  MOST_FLASH_HZ,
  type Rhythm,
  sameLamp,
} from "../../domain/light.ts";
import type { LightCommand, LightDriver, LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { busTopic, presence } from "./bus/busTopic.ts";
import { busTwin } from "./bus/busTwin.ts";
import { changedLamps, fitLook, inSteps } from "./bus/fitLamp.ts";
import { rgbHex } from "./bus/jsonObject.ts";
import { blinkHz, blinkSpeed } from "./wled/blink.ts";
import { readWled, type SegmentChange, type WledCommand, wledEnds } from "./wled/wledCommand.ts";
import { wledDevice, wledEffects } from "./wled/wledTwin.ts";

const TRANSITION_STEP_MS = 100;
const FULL = 255;
const HALF = 128;
/** Slower than this WLED cannot blink. */
const LEAST_HZ = 0.2;
/** WLED's own limit on segments. */
const MOST_SEGMENTS = 32;

const hz = (usual: number) => z.number().min(LEAST_HZ).max(MOST_FLASH_HZ).default(usual);

const options = z.strictObject({
  topic: busTopic.default("wled/light").describe("Its device topic: wled/hall"),
  segments: z
    .array(
      z
        .number()
        .int()
        .min(0)
        .max(MOST_SEGMENTS - 1),
    )
    .max(MOST_SEGMENTS)
    .optional()
    .describe("The segment of each lamp, from the top down; 0, 1, 2 and so on when absent"),
  flashHz: z
    .strictObject({ slow: hz(0.5), fast: hz(1) })
    .prefault({})
    .describe("How fast its effect Blink is to be"),
});

type Options = z.output<typeof options>;

const segmentOf = ({ segments }: Options, place: number): number => segments?.[place] ?? place;

const briOf = (lamp: Lamp): number => Math.round((lamp.dim * FULL) / 100);

const ownHz = ({ flashHz }: Options, rhythm: Exclude<Rhythm, "steady">): number =>
  blinkHz(blinkSpeed(flashHz[rhythm]));

/** A rate between the two belongs to the one it is nearer to, as people hear intervals. */
const rhythmOf = (rate: number, own: Options): Exclude<Rhythm, "steady"> =>
  rate * rate > ownHz(own, "slow") * ownHz(own, "fast") ? "fast" : "slow";

/** Effect and colours together; `col` has what burns, and for blinking the dark between. */
function inColour({ rgb, rhythm }: Lamp, { flashHz }: Options): Record<string, unknown> {
  const lit = [rgb.red, rgb.green, rgb.blue];
  if (rhythm === "steady") return { fx: wledEffects.solid, col: [lit] };
  const sx = blinkSpeed(flashHz[rhythm]);
  return { fx: wledEffects.blink, sx, ix: HALF, pal: 0, col: [lit, [0, 0, 0]] };
}

const fadeOf = (lamps: readonly Lamp[]): number =>
  Math.max(0, ...lamps.map(({ fadeMs }) => fadeMs)) / TRANSITION_STEP_MS;

function stateOf(held: LightLook | null, wanted: LightLook, own: Options): Record<string, unknown> | null {
  const changed = changedLamps(held, wanted, sameLamp);
  if (changed.length === 0) return null;
  const tt = fadeOf(changed.map(([, lamp]) => lamp));
  const [only] = wanted.lamps;
  if (wanted.lamps.every(isDark) || only === undefined) return { on: false, tt };
  const id = (index: number): number => segmentOf(own, index);
  if (wanted.lamps.length === 1)
    return { on: true, bri: briOf(only), tt, seg: [{ id: id(0), ...inColour(only, own) }] };
  // What segments were is kept while all is off: they are said anew then.
  const isWhole = held === null || held.lamps.every(isDark);
  const seg = (isWhole ? [...wanted.lamps.entries()] : changed).map(([index, lamp]) =>
    isDark(lamp)
      ? { id: id(index), on: false }
      : { id: id(index), on: true, bri: briOf(lamp), ...inColour(lamp, own) },
  );
  return isWhole ? { on: true, bri: FULL, tt, seg } : { on: true, tt, seg };
}

const segmentWords = ({ id, on, bri, fx, sx, rgb }: SegmentChange): string =>
  [
    id === null ? "all" : String(id),
    ...(on === undefined ? [] : [on ? "on" : "off"]),
    ...(rgb === undefined ? [] : [rgbHex(rgb)]),
    ...(bri === undefined ? [] : [`bri ${bri}`]),
    ...(fx === undefined ? [] : [`effect ${fx}`]),
    ...(sx === undefined ? [] : [`speed ${sx}`]),
  ].join(" ");

function problemsOf({ on, segments }: WledCommand): readonly string[] {
  const problems: string[] = [];
  if (on === "toggle") problems.push("it toggles: nobody knows whether the light is then on or off");
  for (const { fx, sx = HALF } of segments) {
    if (fx === wledEffects.strobe) problems.push("effect 23 is a strobe, which can bring on a seizure");
    if (fx === wledEffects.blink && blinkHz(sx) > MOST_FLASH_HZ)
      problems.push(`it blinks at ${blinkHz(sx).toFixed(1)} Hz; ${MOST_FLASH_HZ} Hz is the most`);
  }
  return problems;
}

function inWords(command: WledCommand): LightCommand {
  const { name, on, bri, transitionMs, segments } = command;
  return {
    name,
    facts: {
      ...(on === undefined ? {} : { on }),
      ...(bri === undefined ? {} : { bri }),
      ...(transitionMs === undefined ? {} : { transitionMs }),
      ...(segments.length === 0 ? {} : { segments: segments.map(segmentWords) }),
    },
    problems: problemsOf(command),
  };
}

function read(frame: LightFrame, { topic }: Options): LightCommand {
  const to = frame.kind === "message" ? frame.topic : "";
  const end = wledEnds.find((each) => to === `${topic}${each}`);
  if (frame.kind !== "message" || end === undefined)
    return {
      name: "unknown",
      facts: {},
      problems: [`it listens to ${topic}, ${topic}/col and ${topic}/api`],
    };
  const command = readWled(end, frame.payload);
  if (command !== null) return inWords(command);
  return { name: "unknown", facts: {}, problems: ["WLED makes nothing of this payload"] };
}

const wled: LightDriver<Options> = {
  kind: "wled",
  wire: "mqtt",
  options,
  problems: ({ lamps, hasBuzzer }, { segments }) => [
    ...(segments !== undefined && segments.length !== lamps.length
      ? [`it has ${lamps.length} lamps and ${segments.length} segments`]
      : []),
    ...(segments !== undefined && new Set(segments).size < segments.length
      ? ["two lamps are the same segment"]
      : []),
    ...(hasBuzzer ? ["WLED has no buzzer"] : []),
  ],
  rhythms: (_model, own) => ({ slow: { hz: ownHz(own, "slow") }, fast: { hz: ownHz(own, "fast") } }),
  nearest: (wanted, model) =>
    fitLook(wanted, model, (lamp) => ({ ...lamp, fadeMs: inSteps(lamp.fadeMs, TRANSITION_STEP_MS) })),
  frames(held, wanted, _model, own) {
    const state = stateOf(held, wanted, own);
    if (state === null) return [];
    return [{ kind: "message", topic: `${own.topic}/api`, payload: JSON.stringify(state) }];
  },
  keepAlive: () => null,
  hear: (word, _model, { topic }) => presence(word, [`${topic}/status`]),
  listens: ({ topic }) => [`${topic}/status`],
  read: (frame, _model, own) => read(frame, own),
  twin: (model, own) =>
    busTwin(
      wledDevice({
        topic: own.topic,
        segments: model.lamps.map((_, place) => segmentOf(own, place)),
        rhythmOf: (rate) => rhythmOf(rate, own),
      }),
    ),
};

/** Strips and towers of WLED: one JSON message for all that changes; a tier of a tower is a segment. */
export const driver = defineLightDriver(wled);
