import { darkLamp, isDark, type Lamp, type Rgb, type Rhythm } from "../../../domain/light.ts";
import type { LightWord } from "../../../ports/lightDriver.ts";
import { type BusDevice, said } from "../bus/busTwin.ts";
import { brightest } from "../bus/fitLamp.ts";
import { type PowerWish, readTasmota, type TasmotaCommand } from "./tasmotaCommand.ts";
import { type TasmotaTopics, tasmotaTopic, tasmotaWord } from "./tasmotaTopics.ts";

interface TasmotaState {
  /** Relays that are on and relays that blink, by their numbers from 1. */
  readonly on: ReadonlySet<number>;
  readonly blinking: ReadonlySet<number>;
  /** How long each half of a blink takes, in tenths of a second. */
  readonly blinkTime: number;
  readonly rgb: Rgb;
  readonly dimmer: number;
}

export interface TasmotaTwinOptions extends TasmotaTopics {
  /** The colour of each lamp and its relay; null where the lamp mixes its colour. */
  readonly lamps: readonly { readonly relay: number; readonly rgb: Rgb | null }[];
  readonly buzzerRelay: number | null;
  rhythmOf(hz: number): Exclude<Rhythm, "steady">;
}

const HALVES_A_SECOND = 10;
const FACTORY_BLINK_TIME = 10;
const white: Rgb = { red: 255, green: 255, blue: 255 };

const withRelay = (relays: ReadonlySet<number>, relay: number, isIn: boolean): ReadonlySet<number> =>
  new Set(isIn ? [...relays, relay] : [...relays].filter((one) => one !== relay));

/** As the firmware does it: any switching ends the blinking, and `blinkoff` goes back to what was before. */
function switched(state: TasmotaState, relay: number, to: PowerWish): TasmotaState {
  if (to === "blink") return { ...state, blinking: withRelay(state.blinking, relay, true) };
  const blinking = withRelay(state.blinking, relay, false);
  const isOn = to === "toggle" ? !state.on.has(relay) : to === "on";
  return to === "blinkoff"
    ? { ...state, blinking }
    : { ...state, blinking, on: withRelay(state.on, relay, isOn) };
}

function coloured(state: TasmotaState, rgb: Rgb, keepsDimmer: boolean): TasmotaState {
  if (isDark({ rgb })) return { ...state, on: withRelay(state.on, 1, false) };
  const lamp = brightest({ ...darkLamp, rgb });
  return {
    ...state,
    rgb: lamp.rgb,
    dimmer: keepsDimmer ? state.dimmer : lamp.dim,
    on: withRelay(state.on, 1, true),
  };
}

function obeyed(state: TasmotaState, command: TasmotaCommand, relays: readonly number[]): TasmotaState {
  switch (command.name) {
    case "Power":
      return (command.relay === 0 ? relays : [command.relay]).reduce(
        (now, relay) => switched(now, relay, command.to),
        state,
      );
    case "Color":
      return coloured(state, command.rgb, command.keepsDimmer);
    case "Dimmer":
      return { ...state, dimmer: command.percent, on: withRelay(state.on, 1, command.percent > 0) };
    case "BlinkTime":
      return { ...state, blinkTime: command.tenths };
    case "BlinkCount":
    case "setting":
    case "unknown":
      return state;
  }
}

/** The twin of Tasmota: a bulb of one lamp that mixes its colour, or relays. */
export function tasmotaDevice(options: TasmotaTwinOptions): BusDevice<TasmotaState> {
  const { lamps, buzzerRelay, rhythmOf } = options;
  const relays = [...lamps.map(({ relay }) => relay), ...(buzzerRelay === null ? [] : [buzzerRelay])];
  const isBulb = lamps.some(({ rgb }) => rgb === null);
  const key = (relay: number): string => (relays.length === 1 ? "POWER" : `POWER${relay}`);
  const answers = (state: TasmotaState): readonly LightWord[] => {
    const powers = relays.map((relay) => [key(relay), state.on.has(relay) ? "ON" : "OFF"] as const);
    return [
      said(tasmotaTopic(options, "stat", "RESULT"), JSON.stringify(Object.fromEntries(powers))),
      ...powers.map(([end, payload]) => said(tasmotaTopic(options, "stat", end), payload)),
    ];
  };
  const lampOf = (state: TasmotaState, own: Rgb | null, rhythm: Rhythm): Lamp => ({
    ...darkLamp,
    rgb: own ?? state.rgb,
    dim: own === null ? Math.max(1, state.dimmer) : 100,
    rhythm,
  });
  return {
    atPowerUp: { on: new Set(), blinking: new Set(), blinkTime: FACTORY_BLINK_TIME, rgb: white, dimmer: 100 },
    hear(state, to, payload) {
      const word = tasmotaWord(options, to);
      if (word === null) return { state, event: "elsewhere", words: [] };
      const commands = readTasmota(word, payload);
      const fits = ({ name }: TasmotaCommand): boolean => isBulb || (name !== "Color" && name !== "Dimmer");
      const isKnown = commands.every((each) => each.name !== "unknown" && fits(each));
      const now = commands.filter(fits).reduce((before, each) => obeyed(before, each, relays), state);
      if (isKnown) return { state: now, event: "taken", words: answers(now) };
      const refusal = said(tasmotaTopic(options, "stat", "RESULT"), JSON.stringify({ Command: "Unknown" }));
      return { state: now, event: "unknownCommand", words: [refusal] };
    },
    lamps: (state) =>
      lamps.map(({ relay, rgb }) => {
        const hz = state.blinking.has(relay) ? HALVES_A_SECOND / 2 / state.blinkTime : null;
        if (hz === null && !state.on.has(relay)) return { lamp: darkLamp, hz };
        return { lamp: lampOf(state, rgb, hz === null ? "steady" : rhythmOf(hz)), hz };
      }),
    buzzer: (state) => buzzerRelay !== null && state.on.has(buzzerRelay),
    hears: [tasmotaTopic(options, "cmnd", "+")],
    presence: (isThere) => said(tasmotaTopic(options, "tele", "LWT"), isThere ? "Online" : "Offline", true),
  };
}
