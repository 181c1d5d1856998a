import type { Monotonic } from "../../../domain/instant.ts";
import { darkLamp, isDark, type Lamp, type Rgb, sameLamp } from "../../../domain/light.ts";
import type { LightFrame, LightWord, VirtualLight } from "../../../ports/lightDriver.ts";

/** A lamp of a twin; the rate at which it flashes by itself, null where it does not. */
export interface TwinLamp {
  readonly lamp: Lamp;
  readonly hz: number | null;
}

/** What a light does with a message. */
export interface Heard<State> {
  readonly state: State;
  /** `taken`, or why not: `elsewhere`, `badPayload`, `unknownCommand`. */
  readonly event: string;
  readonly words: readonly LightWord[];
}

/** A light on the bus, as its firmware understands messages; `State` is all that it remembers. */
export interface BusDevice<State> {
  readonly atPowerUp: State;
  hear(state: State, topic: string, payload: string): Heard<State>;
  lamps(state: State): readonly TwinLamp[];
  buzzer(state: State): boolean;
  /** Topics that it obeys; a filter where they are many. */
  readonly hears: readonly string[];
  /** What the bus says, retained, when it comes and when it is gone. */
  presence(isThere: boolean): LightWord;
}

/** A message of a light. */
export const said = (topic: string, payload: string, retained = false): LightWord => ({
  kind: "message",
  topic,
  payload,
  retained,
});

/** A lamp that is becoming what it is. */
interface Glow extends TwinLamp {
  readonly from: Rgb;
  readonly since: Monotonic;
}

const black = darkLamp.rgb;

const mix = (from: Rgb, to: Rgb, share: number): Rgb => {
  const part = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return {
    red: part(from.red, to.red),
    green: part(from.green, to.green),
    blue: part(from.blue, to.blue),
  };
};

function burns({ lamp, hz, from, since }: Glow, at: Monotonic): Rgb {
  const isInDarkHalf = hz !== null && (((at - since) * hz) / 1_000) % 1 >= 0.5;
  const lit = isInDarkHalf ? black : mix(black, lamp.rgb, lamp.dim / 100);
  return lamp.fadeMs === 0 ? lit : mix(from, lit, Math.min(1, (at - since) / lamp.fadeMs));
}

const isSame = (a: TwinLamp, b: TwinLamp): boolean =>
  sameLamp(a.lamp, b.lamp) && (isDark(a.lamp) || a.hz === b.hz);

/** The twin of a light on the bus: its firmware's understanding, seen through time. */
export function busTwin<State>(device: BusDevice<State>): VirtualLight {
  const events = new Map<string, number>();
  let state = device.atPowerUp;
  const atOnce = (lamp: TwinLamp): Glow => ({ ...lamp, from: black, since: 0 });
  let glows = device.lamps(state).map(atOnce);
  const become = (lamp: TwinLamp, at: Monotonic, glow = atOnce(lamp)): Glow =>
    isSame(glow, lamp) ? glow : { ...lamp, from: burns(glow, at), since: at };
  const count = (event: string): void => void events.set(event, (events.get(event) ?? 0) + 1);
  return {
    take(frame: LightFrame, at: Monotonic) {
      count("frames");
      if (frame.kind !== "message") {
        count("dropped");
        return [];
      }
      const heard = device.hear(state, frame.topic, frame.payload);
      if (heard.event !== "taken") count(heard.event);
      state = heard.state;
      glows = device.lamps(state).map((lamp, index) => become(lamp, at, glows[index]));
      return heard.words;
    },
    look: () => ({
      lamps: glows.map(({ lamp }) => ({ ...lamp, fadeMs: 0 })),
      buzzer: device.buzzer(state),
    }),
    burning: (at) => glows.map((glow) => burns(glow, at)),
    events,
    bricked: null,
    hears: device.hears,
    presence: (isThere) => device.presence(isThere),
    powerCycle() {
      events.clear();
      state = device.atPowerUp;
      glows = device.lamps(state).map(atOnce);
    },
  };
}
