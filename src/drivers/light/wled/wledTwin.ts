import { darkLamp, type Rgb, type Rhythm } from "../../../domain/light.ts";
import { type BusDevice, said, type TwinLamp } from "../bus/busTwin.ts";
import { rgbHex } from "../bus/jsonObject.ts";
import { blinkHz } from "./blink.ts";
import { readWled, type SegmentChange, type WledCommand, wledEnds } from "./wledCommand.ts";

/** The effects that a status light uses or fears, by WLED's numbers. */
export const wledEffects = { solid: 0, blink: 1, strobe: 23 } as const;

interface Segment {
  readonly id: number;
  readonly on: boolean;
  readonly bri: number;
  readonly fx: number;
  readonly sx: number;
  readonly rgb: Rgb;
}

interface WledState {
  /** 0 is off; what it was before is kept. */
  readonly bri: number;
  readonly lastBri: number;
  readonly transitionMs: number;
  readonly segments: readonly Segment[];
}

export interface WledTwinOptions {
  readonly topic: string;
  readonly segments: readonly number[];
  /** Which rhythm a rate of its own is told as. */
  rhythmOf(hz: number): Exclude<Rhythm, "steady">;
}

/** WLED's own, when it was set to stay dark after power-up. */
const orange: Rgb = { red: 255, green: 160, blue: 0 };
const HALF = 128;
const FULL = 255;
const asDelivered: Omit<Segment, "id"> = {
  on: true,
  bri: FULL,
  fx: wledEffects.solid,
  sx: HALF,
  rgb: orange,
};

function segmentAfter(segment: Segment, changes: readonly SegmentChange[]): Segment {
  let now = segment;
  for (const change of changes) {
    if (change.id !== null && change.id !== segment.id) continue;
    const { on = now.on, bri = now.bri, fx = now.fx, sx = now.sx, rgb = now.rgb } = change;
    now = { id: segment.id, on, bri, fx, sx, rgb };
  }
  return now;
}

/** As WLED does it: a brightness of 0 is off, and switching on brings back the last one. */
function brightnessAfter({ bri, lastBri }: WledState, command: WledCommand): number {
  const asked = command.bri ?? bri;
  const isOn = asked > 0;
  const wanted = command.on === "toggle" ? !isOn : (command.on ?? isOn);
  if (wanted === isOn) return asked;
  return wanted ? (bri > 0 ? bri : lastBri) : 0;
}

function after(state: WledState, command: WledCommand): WledState {
  const bri = brightnessAfter(state, command);
  const lit = [bri, command.bri ?? 0, state.bri].find((one) => one > 0);
  return {
    bri,
    lastBri: lit ?? state.lastBri,
    transitionMs: command.transitionMs ?? 0,
    segments: state.segments.map((segment) => segmentAfter(segment, command.segments)),
  };
}

/** The twin of WLED: one lamp for each of its segments that the model uses. */
export function wledDevice({ topic, segments: ids, rhythmOf }: WledTwinOptions): BusDevice<WledState> {
  const lampOf = ({ bri, transitionMs }: WledState, segment: Segment): TwinLamp => {
    const fadeMs = transitionMs;
    const level = (bri / FULL) * (segment.bri / FULL);
    const lit = Math.round(level * 100);
    if (!segment.on || level === 0) return { lamp: { ...darkLamp, fadeMs }, hz: null };
    const hz = segment.fx === wledEffects.blink ? blinkHz(segment.sx) : null;
    const rhythm = hz === null ? "steady" : rhythmOf(hz);
    return { lamp: { rgb: segment.rgb, rhythm, dim: Math.max(1, lit), fadeMs }, hz };
  };
  return {
    atPowerUp: {
      bri: 0,
      lastBri: HALF,
      transitionMs: 0,
      segments: ids.map((id) => ({ ...asDelivered, id })),
    },
    hear(state, to, payload) {
      const end = wledEnds.find((each) => to === `${topic}${each}`);
      if (end === undefined) return { state, event: "elsewhere", words: [] };
      const command = readWled(end, payload);
      if (command === null) return { state, event: "badPayload", words: [] };
      const now = after(state, command);
      const colours = now.segments.slice(0, 1).map(({ rgb }) => rgbHex(rgb).toUpperCase());
      return {
        state: now,
        event: command.on === "toggle" ? "toggled" : "taken",
        words: [said(`${topic}/g`, String(now.bri)), ...colours.map((colour) => said(`${topic}/c`, colour))],
      };
    },
    lamps: (state) => state.segments.map((segment) => lampOf(state, segment)),
    buzzer: () => false,
    hears: wledEnds.map((end) => `${topic}${end}`),
    presence: (isThere) => said(`${topic}/status`, isThere ? "online" : "offline", true),
  };
}
