import { darkLamp, isDark, type Lamp, type Rgb, type Rhythm } from "../../../domain/light.ts";
import type { LightCommand, LightWord } from "../../../ports/lightDriver.ts";
import { type BusDevice, type Heard, said, type TwinLamp } from "./busTwin.ts";
import { brightest } from "./fitLamp.ts";
import { type Fields, fieldsOf, hexRgb, jsonObject, rgbHex, wholeNumber } from "./jsonObject.ts";

/** What a JSON message asks of a light; absent things stay. */
export interface JsonWish {
  /** By key: `state`, and `state_l1` and so on where a device has several. */
  readonly states: ReadonlyMap<string, "on" | "off" | "toggle">;
  readonly brightness: number | null;
  readonly rgb: Rgb | null;
  readonly transitionMs: number | null;
  readonly effect: string | null;
  /** How long the light shows this before it goes back to what it was, in seconds. */
  readonly flashSeconds: number | null;
}

const LONGEST_MS = 3_600_000;

function statesOf(fields: Fields): JsonWish["states"] {
  const states = new Map<string, "on" | "off" | "toggle">();
  for (const [key, value] of Object.entries(fields)) {
    if (key !== "state" && !key.startsWith("state_")) continue;
    const word = typeof value === "string" ? value.toLowerCase() : "";
    if (word === "on" || word === "off" || word === "toggle") states.set(key, word);
  }
  return states;
}

/** A colour as `{r, g, b}` or `{hex}`. Other forms are not ours to send, and leave the colour as it is. */
function colourOf(value: unknown): Rgb | null {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const hex = hexRgb(fields["hex"]);
  const [red, green, blue] = ["r", "g", "b"].map((part) => wholeNumber(fields[part], 0, 255));
  if (hex !== null || red === null || red === undefined) return hex;
  return { red, green: green ?? 0, blue: blue ?? 0 };
}

const milliseconds = (seconds: unknown): number | null => {
  const ms = typeof seconds === "number" ? seconds * 1_000 : null;
  return wholeNumber(ms, 0, LONGEST_MS);
};

/** A JSON payload, understood as far as lights agree on it; null where it is no JSON object. */
export function readJsonWish(payload: string, brightnessScale: number): JsonWish | null {
  const fields = jsonObject(payload);
  if (fields === null) return null;
  const { brightness, color, transition, effect, flash } = fields;
  return {
    states: statesOf(fields),
    brightness: wholeNumber(brightness, 0, brightnessScale),
    rgb: colourOf(color),
    transitionMs: milliseconds(transition),
    effect: typeof effect === "string" ? effect : null,
    flashSeconds: typeof flash === "number" ? flash : null,
  };
}

/** A JSON message in words. */
export function jsonWords({ states, ...wish }: JsonWish, problems: readonly string[]): LightCommand {
  const { brightness, rgb, transitionMs, effect, flashSeconds } = wish;
  const toggles = [...states.values()].includes("toggle");
  const toggling = "it toggles: nobody knows whether the light is then on or off";
  return {
    name: "set",
    facts: {
      ...Object.fromEntries(states),
      ...(brightness === null ? {} : { brightness }),
      ...(rgb === null ? {} : { colour: rgbHex(rgb) }),
      ...(transitionMs === null ? {} : { transitionMs }),
      ...(effect === null ? {} : { effect }),
      ...(flashSeconds === null ? {} : { flashSeconds }),
    },
    problems: [...problems, ...(toggles ? [toggling] : [])],
  };
}

/** What a lamp's fields are: only those that differ where it burns already, all of them where it does not. */
export function jsonFields(
  before: Lamp | null,
  lamp: Lamp,
  brightness: (percent: number) => number,
): Readonly<Record<string, unknown>> {
  const transition = lamp.fadeMs / 1_000;
  if (isDark(lamp)) return { state: "OFF", transition };
  const burning = before === null || isDark(before) ? null : before;
  const { red: r, green: g, blue: b } = lamp.rgb;
  const isSameColour = burning !== null && rgbHex(burning.rgb) === rgbHex(lamp.rgb);
  return {
    state: "ON",
    ...(burning?.dim === lamp.dim ? {} : { brightness: brightness(lamp.dim) }),
    ...(isSameColour ? {} : { color: { r, g, b } }),
    transition,
  };
}

interface JsonState {
  readonly on: ReadonlySet<string>;
  readonly brightness: number;
  readonly rgb: Rgb;
  readonly transitionMs: number;
  readonly effect: string | null;
}

/** How a family of JSON lights differs from the others. */
export interface JsonDialect {
  /** Topics that commands come in on, the topic that answers go out on, and the one that says whether it is there. */
  readonly commands: string;
  readonly answers: string;
  readonly availability: string;
  readonly availabilityForm: "plain" | "object";
  readonly brightnessScale: number;
  /** Brightness stands apart from colour altogether: a dark red is red. */
  readonly coloursAtFull: boolean;
  /** Each lamp's key, and its colour where it has one of its own. */
  readonly lamps: readonly { readonly key: string; readonly rgb: Rgb | null }[];
  /** The rhythm that an effect is, with its rate; null where it is none that we know. */
  rhythmOf(effect: string): { readonly rhythm: Exclude<Rhythm, "steady">; readonly hz: number } | null;
}

const white: Rgb = { red: 255, green: 255, blue: 255 };

function onAfter({ on }: JsonState, wish: JsonWish, dialect: JsonDialect): ReadonlySet<string> {
  const now = new Set(on);
  for (const { key } of dialect.lamps) {
    const word =
      wish.states.get(key) ?? (wish.brightness === null ? undefined : wish.brightness > 0 ? "on" : "off");
    const isOn = word === "toggle" ? !now.has(key) : word === "on";
    if (word !== undefined && isOn) now.add(key);
    else if (word !== undefined) now.delete(key);
  }
  return now;
}

function stateAfter(state: JsonState, wish: JsonWish, dialect: JsonDialect): JsonState {
  const on = onAfter(state, wish, dialect);
  const rgb = wish.rgb ?? state.rgb;
  const isEnded = wish.effect !== null && dialect.rhythmOf(wish.effect) === null;
  return {
    on,
    brightness: wish.brightness === null || wish.brightness === 0 ? state.brightness : wish.brightness,
    rgb: dialect.coloursAtFull && !isDark({ rgb }) ? brightest({ ...darkLamp, rgb }).rgb : rgb,
    transitionMs: wish.transitionMs ?? 0,
    effect: on.size === 0 || isEnded ? null : (wish.effect ?? state.effect),
  };
}

function answer(state: JsonState, { lamps, answers }: JsonDialect): LightWord {
  const states = lamps.map(({ key }) => [key, state.on.has(key) ? "ON" : "OFF"]);
  const { red: r, green: g, blue: b } = state.rgb;
  const mixes = lamps.some(({ rgb }) => rgb === null);
  const colour = mixes ? { brightness: state.brightness, color_mode: "rgb", color: { r, g, b } } : {};
  return said(answers, JSON.stringify({ ...Object.fromEntries(states), ...colour }));
}

/** The twin of a light that takes JSON. */
export function jsonDevice(dialect: JsonDialect): BusDevice<JsonState> {
  const { brightnessScale: scale, availabilityForm } = dialect;
  const lampOf = (state: JsonState, key: string, own: Rgb | null): TwinLamp => {
    const fadeMs = own === null ? state.transitionMs : 0;
    if (!state.on.has(key)) return { lamp: { ...darkLamp, fadeMs }, hz: null };
    const dim = own === null ? Math.max(1, Math.round((100 * state.brightness) / scale)) : 100;
    const flashing = state.effect === null ? null : dialect.rhythmOf(state.effect);
    const { rhythm = "steady", hz = null } = flashing ?? {};
    return { lamp: { rgb: own ?? state.rgb, dim, rhythm, fadeMs }, hz };
  };
  return {
    atPowerUp: { on: new Set(), brightness: scale, rgb: white, transitionMs: 0, effect: null },
    hear(state, to, payload): Heard<JsonState> {
      if (to !== dialect.commands) return { state, event: "elsewhere", words: [] };
      const wish = readJsonWish(payload, scale);
      if (wish === null) return { state, event: "badPayload", words: [] };
      // A flash goes back by itself to what was there: what the light is told to be stays as it was.
      if (wish.flashSeconds !== null) return { state, event: "flash", words: [] };
      const now = stateAfter(state, wish, dialect);
      return { state: now, event: "taken", words: [answer(now, dialect)] };
    },
    lamps: (state) => dialect.lamps.map(({ key, rgb }) => lampOf(state, key, rgb)),
    buzzer: () => false,
    hears: [dialect.commands],
    presence(isThere) {
      const state = isThere ? "online" : "offline";
      return said(
        dialect.availability,
        availabilityForm === "plain" ? state : JSON.stringify({ state }),
        true,
      );
    },
  };
}
