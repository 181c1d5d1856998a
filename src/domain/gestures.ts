import type { HeadsetAct } from "./headset.ts";
import type { Monotonic } from "./instant.ts";
import type { Intention } from "./seatState.ts";

/** What a hand can say with the buttons that every headset has. */
export const gestures = [
  "hookOff",
  "hookOn",
  "muteOn",
  "muteOff",
  "flash",
  "flashLong",
  "redial",
  "reject",
  "doubleMute",
  "doubleFlash",
  "doubleHook",
] as const;

export type Gesture = (typeof gestures)[number];

/** A button that is held so long was held on purpose. */
export const LONG_PRESS_MS = 1_000;

/** Two presses that are not further apart belong together. */
export const DOUBLE_PRESS_MS = 400;

/** An act that has become certain, with the time it happened: it may have waited for a second one. */
export interface TimedAct {
  readonly act: HeadsetAct;
  readonly at: Monotonic;
}

/** A press that may still find its second. */
interface Press {
  /** For a button that is held, when it was let go. */
  readonly last: TimedAct;
  /** What it means if no second comes. */
  readonly single: Gesture;
}

/** What the hand has begun. Made by `noGesture`; given back to the next step. */
export interface GestureState {
  readonly hook: Press | null;
  readonly mute: Press | null;
  readonly flash: Press | null;
  /** Since when the flash button is down; null when it is up, or has been understood already. */
  readonly flashDown: Monotonic | null;
}

export interface GestureStep {
  readonly state: GestureState;
  readonly gestures: readonly Gesture[];
  /** What the session should hear of, in order. */
  readonly acts: readonly TimedAct[];
  /** When to call `gesturesDue`; null when nothing waits. */
  readonly nextAt: Monotonic | null;
}

/** What gestures mean at this site. Only for a double that means something its single waits. */
export type GesturePlan = Readonly<Partial<Record<Gesture, Intention>>>;

type ButtonName = "hook" | "mute" | "flash";

/** No button has been touched. */
export const noGesture: GestureState = { hook: null, mute: null, flash: null, flashDown: null };

const doubles: readonly (readonly [ButtonName, Gesture])[] = [
  ["hook", "doubleHook"],
  ["mute", "doubleMute"],
  ["flash", "doubleFlash"],
];

type Told = Pick<GestureStep, "state" | "gestures" | "acts">;

const nothing = (state: GestureState): Told => ({ state, gestures: [], acts: [] });

/** Only a hook waits to be told as an act too: its state is a fact where the seat has the authority. */
const actsOf = (name: ButtonName, last: TimedAct): readonly TimedAct[] => (name === "hook" ? [last] : []);

/** One press of a button: its second, or its first. */
function pressButton(
  state: GestureState,
  name: ButtonName,
  { last, single }: Press,
  plan: GesturePlan,
): Told {
  const double = doubles.find(([button]) => button === name)?.[1];
  if (double === undefined || plan[double] === undefined)
    return { state, gestures: [single], acts: actsOf(name, last) };
  if (state[name] === null) return nothing({ ...state, [name]: { last, single } });
  // The two of a hook undo each other, so the session hears of neither.
  return { state: { ...state, [name]: null }, gestures: [double], acts: [] };
}

function pressFlash(state: GestureState, pressed: boolean, at: Monotonic, plan: GesturePlan): Told {
  if (pressed) {
    if (state.flash === null) return nothing({ ...state, flashDown: at });
    return { state: { ...state, flash: null, flashDown: null }, gestures: ["doubleFlash"], acts: [] };
  }
  if (state.flashDown === null) return nothing(state);
  const last: TimedAct = { act: { kind: "flash", pressed }, at };
  return pressButton({ ...state, flashDown: null }, "flash", { last, single: "flash" }, plan);
}

function take(state: GestureState, act: HeadsetAct, at: Monotonic, plan: GesturePlan): Told {
  const last: TimedAct = { act, at };
  switch (act.kind) {
    case "hook":
      return pressButton(state, "hook", { last, single: act.offHook ? "hookOff" : "hookOn" }, plan);
    case "mute": {
      const told = [last];
      // A headset that has lost its mind about mute was not pressed.
      if (act.muted === null) return { ...nothing(state), acts: told };
      return {
        ...pressButton(state, "mute", { last, single: act.muted ? "muteOn" : "muteOff" }, plan),
        acts: told,
      };
    }
    case "flash":
      return { ...pressFlash(state, act.pressed, at, plan), acts: [last] };
    case "redial":
    case "reject":
      return { state, gestures: [act.kind], acts: [last] };
    default:
      return { ...nothing(state), acts: [last] };
  }
}

/** Something that becomes certain by itself. */
interface Waiting {
  readonly at: Monotonic;
  readonly tell: () => Told;
}

/** When the next thing that waits becomes certain, and what it is then; null when nothing waits. */
function firstDue(state: GestureState): Waiting | null {
  const singles = doubles.flatMap(([name]): Waiting[] => {
    const press = state[name];
    if (press === null) return [];
    const { last, single } = press;
    const told = { gestures: [single], acts: actsOf(name, last) };
    return [{ at: last.at + DOUBLE_PRESS_MS, tell: () => ({ state: { ...state, [name]: null }, ...told }) }];
  });
  const { flashDown } = state;
  const tellLong = (): Told => ({ state: { ...state, flashDown: null }, gestures: ["flashLong"], acts: [] });
  const long = flashDown === null ? [] : [{ at: flashDown + LONG_PRESS_MS, tell: tellLong }];
  const [first = null] = [...singles, ...long].toSorted((one, other) => one.at - other.at);
  return first;
}

/** What has become certain by now. */
export function gesturesDue(state: GestureState, now: Monotonic): GestureStep {
  const first = firstDue(state);
  if (first === null) return { ...nothing(state), nextAt: null };
  if (first.at > now) return { ...nothing(state), nextAt: first.at };
  const told = first.tell();
  const rest = gesturesDue(told.state, now);
  return {
    ...rest,
    gestures: [...told.gestures, ...rest.gestures],
    acts: [...told.acts, ...rest.acts],
  };
}

/** The headset is gone: no second press will come, and nobody knows how long the button was held. */
export const gesturesLost = (state: GestureState): GestureStep =>
  gesturesDue({ ...state, flashDown: null }, Infinity);

/** What one act of the headset makes of what was begun before. */
export function gestureStep(state: GestureState, { act, at }: TimedAct, plan: GesturePlan): GestureStep {
  const before = gesturesDue(state, at);
  const told = take(before.state, act, at, plan);
  const { nextAt } = gesturesDue(told.state, at);
  return {
    state: told.state,
    gestures: [...before.gestures, ...told.gestures],
    acts: [...before.acts, ...told.acts],
    nextAt,
  };
}

/** What the agent wants by them, in order; gestures that mean nothing here are left out. */
export const intentionsOf = (told: readonly Gesture[], plan: GesturePlan): readonly Intention[] =>
  told.flatMap((gesture) => plan[gesture] ?? []);
