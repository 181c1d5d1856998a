import type { HeadsetAct } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";
import { decodeReport, type HeadsetState, restingState } from "./decodeReport.ts";
import type { HeadsetQuirks } from "./quirks.ts";
import type { Control, HeadsetControls } from "./telephony.ts";

/** What the hook says: a state, which is told with every report, or one press. */
type HookWord =
  | {
      readonly kind: "state";
      readonly offHook: boolean;
      readonly isChange: boolean;
      /** The report says again what the one before it said, and nothing else: somebody meant the hook. */
      readonly isBare: boolean;
    }
  | { readonly kind: "press" };

type MuteWord = { readonly kind: "state"; readonly muted: boolean } | { readonly kind: "press" };

/** What one report says, whatever it means. */
export interface Heard {
  readonly hook: HookWord | null;
  readonly mute: MuteWord | null;
  readonly rejected: boolean;
  readonly dropped: boolean;
  /** Null: the line is as it was. */
  readonly busy: boolean | null;
  /** Keys that mean the same at any time. */
  readonly acts: readonly HeadsetAct[];
  /** Something beside the hook is not at rest. */
  readonly tellsMore: boolean;
  readonly problem: string | null;
}

/** The same report again: sooner it is a repetition of the headset's radio or USB, later it is meant. */
const MEANT_AGAIN_MS = 50;

/** Keys beside the digits that agents may press; what else is on the telephony page tells of tones. */
const otherKeys: readonly string[] = [
  "Feature",
  "Transfer",
  "Park",
  "ForwardCalls",
  "AlternateFunction",
  "SpeakerPhone",
  "Conference",
  "Send",
  "SpeedDial",
  "VoiceMail",
  "DoNotDisturb",
  "AnswerOnOff",
];

function keyOf(name: string): string | null {
  if (!name.startsWith("Key")) return otherKeys.includes(name) ? name : null;
  const key = name.slice(3);
  return key === "Star" ? "*" : key === "Pound" ? "#" : key;
}

/** Whether a control tells by its 1 alone. */
const isPress = (
  { type, isSigned }: Control,
  asDeclared: HeadsetQuirks["hook"] | HeadsetQuirks["mute"],
): boolean => asDeclared === "button" || (asDeclared === "declared" && type === "relative" && !isSigned);

interface Change {
  readonly control: Control;
  readonly value: number;
}

/** Listens to a headset's reports and says which controls they are about. */
export class ReportEar {
  readonly #controls: HeadsetControls;
  readonly #quirks: HeadsetQuirks;
  readonly #hookAt: number;
  #state: HeadsetState;
  #last: { readonly text: string; readonly at: Monotonic } | null = null;
  readonly #pressedAt = new Map<string, Monotonic>();

  constructor(controls: HeadsetControls, quirks: HeadsetQuirks) {
    this.#controls = controls;
    this.#quirks = quirks;
    this.#hookAt = controls.inputs.findIndex(({ name }) => name === "HookSwitch");
    this.#state = restingState(controls);
  }

  /** As if nothing had been heard yet. */
  forget(): void {
    this.#state = restingState(this.#controls);
    this.#last = null;
    this.#pressedAt.clear();
  }

  hear(report: Uint8Array, at: Monotonic): Heard {
    const before = this.#state;
    const { state, problem } = decodeReport(this.#controls, before, report);
    this.#state = state;
    const changes = this.#controls.inputs.flatMap((control, index) => {
      const value = Number(state[index]);
      return value === before[index] || this.#isRepeated(control, value, at) ? [] : [{ control, value }];
    });
    return {
      hook: problem === null ? this.#hookWord(report, changes, at) : null,
      mute: this.#muteWord(changes),
      rejected: isOn(changes, "Reject"),
      dropped: isOn(changes, "Drop"),
      busy: levelOf(changes, "LineBusyTone"),
      acts: changes.flatMap(actsOf),
      tellsMore: state.some((value, index) => index !== this.#hookAt && value !== 0),
      problem,
    };
  }

  #isRepeated({ name, type }: Control, value: number, at: Monotonic): boolean {
    if (type === "absolute" || value === 0) return false;
    const last = this.#pressedAt.get(name);
    this.#pressedAt.set(name, at);
    return last !== undefined && at - last < this.#quirks.dedupeMs;
  }

  #hookWord(report: Uint8Array, changes: readonly Change[], at: Monotonic): HookWord | null {
    const control = this.#controls.inputs[this.#hookAt];
    const isOurs = control !== undefined && (!this.#controls.isNumbered || report[0] === control.reportId);
    if (!isOurs) return null;
    const isBare = this.#isBare(report, changes, at);
    const change = changes.find((one) => one.control === control);
    if (isPress(control, this.#quirks.hook))
      return change === undefined || change.value === 0 ? null : { kind: "press" };
    const value = Number(this.#state[this.#hookAt]);
    // One with a value for on and one for off rests at 0, which says nothing.
    if (control.isSigned && value === 0) return null;
    return { kind: "state", offHook: value > 0, isChange: change !== undefined, isBare };
  }

  #isBare(report: Uint8Array, changes: readonly Change[], at: Monotonic): boolean {
    const last = this.#last;
    const text = report.join(" ");
    this.#last = { text, at };
    if (changes.length > 0) return false;
    return last === null || (last.text === text && at - last.at >= MEANT_AGAIN_MS);
  }

  #muteWord(changes: readonly Change[]): MuteWord | null {
    const change = changes.find(({ control }) => control.name === "PhoneMute");
    if (change === undefined) return null;
    const { control, value } = change;
    if (isPress(control, this.#quirks.mute)) return value === 0 ? null : { kind: "press" };
    return control.isSigned && value === 0 ? null : { kind: "state", muted: value > 0 };
  }
}

const levelOf = (changes: readonly Change[], name: string): boolean | null => {
  const change = changes.find(({ control }) => control.name === name);
  return change === undefined ? null : change.value !== 0;
};

const isOn = (changes: readonly Change[], name: string): boolean => levelOf(changes, name) === true;

function actsOf({ control: { name, type }, value }: Change): HeadsetAct[] {
  if (name === "Flash" || name === "Hold") return flashActs(type, value);
  if (value === 0) return [];
  if (name === "Redial") return [{ kind: "redial" }];
  const key = keyOf(name);
  return key === null ? [] : [{ kind: "key", key }];
}

/** A relative flash says nothing of how long it was held: it counts as a short press. */
function flashActs(type: Control["type"], value: number): HeadsetAct[] {
  const pressed: HeadsetAct = { kind: "flash", pressed: true };
  const released: HeadsetAct = { kind: "flash", pressed: false };
  if (type === "relative") return value === 0 ? [] : [pressed, released];
  return [value === 0 ? released : pressed];
}
