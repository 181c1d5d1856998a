import type { HeadsetWish } from "../../domain/headset.ts";
import { encodeLeds, type LedReport } from "./encodeLeds.ts";
import type { HeadsetQuirks } from "./quirks.ts";
import type { HeadsetControls } from "./telephony.ts";

/** What lights first, and goes out first: a headset that is on the phone takes the rest otherwise. */
const order: readonly string[] = ["OffHook", "OnLine", "Hold", "Ring", "Ringer", "Mute", "Microphone"];

const muteLeds: readonly string[] = ["Mute", "Microphone"];
/** What opens the link of a headset that sleeps; one that a person has lifted does not. */
const wakingLeds: readonly string[] = ["OffHook", "OnLine"];

/** Whether the Hold LED speaks of something else than a call. */
const isSignal = (wish: HeadsetWish): boolean => wish.signal === true && !wish.offHook && !wish.ringing;

/** Whether the Off-Hook LED is lit: a held call is on hook for some makes. */
export const isLedOffHook = (wish: HeadsetWish, { holdClearsOffHook }: HeadsetQuirks): boolean =>
  wish.offHook && !(wish.held && holdClearsOffHook);

/** The LEDs that tell mute on this headset; none where it has none. */
function muteLedsOf({ outputs }: HeadsetControls, { bothMuteLeds }: HeadsetQuirks): readonly string[] {
  const own = muteLeds.filter((led) => outputs.some(({ name }) => name === led));
  return bothMuteLeds ? own : own.slice(0, 1);
}

/** Keeps the image of a headset's LEDs, and says what has to be written to change it. */
export class LedWriter {
  readonly hasMute: boolean;
  readonly #controls: HeadsetControls;
  readonly #quirks: HeadsetQuirks;
  readonly #mute: readonly string[];
  #lit: ReadonlySet<string> = new Set();
  /** Whether the headset was told all of `#lit`. */
  #isTold = false;
  readonly #image = new Map<number, string>();

  constructor(controls: HeadsetControls, quirks: HeadsetQuirks) {
    this.#controls = controls;
    this.#quirks = quirks;
    this.#mute = muteLedsOf(controls, quirks);
    this.hasMute = this.#mute.length > 0;
  }

  /** The headset may have forgotten everything. */
  forget(): void {
    this.#lit = new Set();
    this.#isTold = false;
    this.#image.clear();
  }

  /** The reports that bring the headset there, in the order in which they must be written. */
  show(wish: HeadsetWish, isAwake: boolean): Uint8Array[] {
    const lit = this.#ledsOf(wish);
    if (this.#isTold && isSame(lit, this.#lit)) return [];
    const rises = lit.has("OffHook") && !this.#lit.has("OffHook");
    const isMuteLate = this.#quirks.muteNeedsOffHook && rises && wish.muted;
    const before = isMuteLate ? this.#write(this.#ledsOf({ ...wish, muted: false }), isAwake) : [];
    return [...before, ...this.#write(lit, isAwake)];
  }

  /** The mute LED once more: it was written before the headset could take it. */
  repeatMute(): Uint8Array[] {
    return this.#reports((leds) => this.#mute.some((led) => leds.includes(led)));
  }

  /** The Off-Hook LED once more: it may have been lost. */
  repeatOffHook(): Uint8Array[] {
    return this.#reports((leds) => leds.includes("OffHook"));
  }

  #reports(isWanted: (leds: readonly string[]) => boolean): Uint8Array[] {
    return encodeLeds(this.#controls, this.#lit)
      .filter(({ leds }) => isWanted(leds))
      .map(({ report }) => report);
  }

  #ledsOf(wish: HeadsetWish): Set<string> {
    const { onlineIsCall, ringer } = this.#quirks;
    return new Set([
      ...(isLedOffHook(wish, this.#quirks) ? ["OffHook"] : []),
      ...(wish.offHook && onlineIsCall ? ["OnLine"] : []),
      ...(wish.ringing ? ["Ring", ...(ringer ? ["Ringer"] : [])] : []),
      ...(wish.held || isSignal(wish) ? ["Hold"] : []),
      ...(wish.muted ? this.#mute : []),
    ]);
  }

  #write(lit: ReadonlySet<string>, isAwake: boolean): Uint8Array[] {
    const hard = isAwake ? muteLeds : [...wakingLeds, ...muteLeds];
    const rising = hard.filter((led) => lit.has(led) && !this.#lit.has(led));
    const dark = this.#quirks.offBeforeOn && rising.length > 0 ? this.#darken(lit, rising) : [];
    const before = this.#lit;
    const changed = encodeLeds(this.#controls, lit).filter((report) => this.#take(report));
    this.#lit = lit;
    this.#isTold = true;
    return [...dark, ...inOrder(changed, before, lit)];
  }

  /** These LEDs out, whether they were lit or not. */
  #darken(lit: ReadonlySet<string>, rising: readonly string[]): Uint8Array[] {
    const rest = new Set([...lit].filter((led) => !rising.includes(led)));
    const reports = encodeLeds(this.#controls, rest).filter(({ leds }) =>
      rising.some((led) => leds.includes(led)),
    );
    for (const report of reports) this.#take(report);
    return reports.map(({ report }) => report);
  }

  /** Whether the headset has to be told. */
  #take({ report }: LedReport): boolean {
    const [reportId = 0] = report;
    const text = report.join(" ");
    if (this.#image.get(reportId) === text) return false;
    this.#image.set(reportId, text);
    return true;
  }
}

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((led) => other.has(led));

/** What lights something goes before what only puts out, so that a call taken from ringing or hold is never without both. */
function inOrder(
  reports: readonly LedReport[],
  before: ReadonlySet<string>,
  lit: ReadonlySet<string>,
): Uint8Array[] {
  const lights = ({ leds }: LedReport): number =>
    leds.some((led) => lit.has(led) && !before.has(led)) ? 0 : 1;
  const first = ({ leds }: LedReport): number =>
    Math.min(...leds.map((led) => (lit.has(led) === before.has(led) ? order.length : order.indexOf(led))));
  return reports.toSorted((a, b) => lights(a) - lights(b) || first(a) - first(b)).map(({ report }) => report);
}
