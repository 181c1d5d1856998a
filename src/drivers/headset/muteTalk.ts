import type { Monotonic } from "../../domain/instant.ts";
import type { HeadsetQuirks } from "./quirks.ts";

/** A headset whose arm is up or whose own switch is off says mute so soon after it was unmuted. */
const REFUSAL_MS = 700;
/** So long it is not unmuted again: whoever fights with a switch loses. */
const LOCK_MS = 3_000;

/** Tells a person's mute key from a headset's answers to its mute LED. */
export class MuteTalk {
  readonly #hasLed: boolean;
  readonly #quirks: HeadsetQuirks;
  #echoUntil: Monotonic | null = null;
  #unmutedByUsUntil: Monotonic | null = null;
  #lockedUntil: Monotonic | null = null;
  /** What a key with a state said last; null where it has none or has said nothing. */
  #reported: boolean | null = null;
  #judgeAt: Monotonic | null = null;

  /** Without a mute LED it cannot be muted by us. */
  constructor(hasLed: boolean, quirks: HeadsetQuirks) {
    this.#hasLed = hasLed;
    this.#quirks = quirks;
  }

  get nextAt(): Monotonic | null {
    return this.#judgeAt;
  }

  opened(at: Monotonic): void {
    this.#echoUntil = at + this.#quirks.echoMs;
    this.#unmutedByUsUntil = null;
    this.#lockedUntil = null;
    this.#reported = null;
    this.#judgeAt = null;
  }

  /** The mute LED was changed: because somebody else than the headset wanted it, or after a person's key. */
  wrote(muted: boolean, at: Monotonic, byUs: boolean): void {
    this.#echoUntil = at + this.#quirks.echoMs;
    this.#unmutedByUsUntil = byUs && !muted && this.#quirks.muteLock ? at + REFUSAL_MS : null;
    // A key that stands on mute keeps the microphone closed, and says nothing more.
    if (byUs && this.#reported === !muted && (!muted || !this.#hasLed)) this.#judgeAt = this.#echoUntil;
  }

  /** Whether it is of no use to unmute the headset. */
  isLocked(at: Monotonic): boolean {
    return this.#lockedUntil !== null && at < this.#lockedUntil;
  }

  /** One press: what is true now, or null when it says nothing. */
  pressed(muted: boolean, at: Monotonic): boolean | "unknown" | null {
    // Without a LED nobody tells the headset what to be, and a key that only switches over says nothing of where it began.
    if (!this.#hasLed) return "unknown";
    if (this.#isEcho(at)) return null;
    return this.#became(!muted, at);
  }

  /** A state: what is true now, or null when it says nothing new, or not yet. */
  heard(muted: boolean, known: boolean, at: Monotonic): boolean | null {
    this.#reported = muted;
    if (muted === known) return null;
    if (!this.#isEcho(at)) return this.#became(muted, at);
    this.#judgeAt = this.#echoUntil;
    return null;
  }

  /** A call begins: from now on the state of the key counts. */
  watch(at: Monotonic): void {
    if (this.#reported !== null) this.#judgeAt = at + this.#quirks.echoMs;
  }

  /** What has come out by now. */
  due(known: boolean, at: Monotonic): boolean | null {
    if (this.#judgeAt === null || at < this.#judgeAt) return null;
    this.#judgeAt = null;
    return this.#reported === null || this.#reported === known ? null : this.#became(this.#reported, at);
  }

  #isEcho(at: Monotonic): boolean {
    return this.#echoUntil !== null && at < this.#echoUntil;
  }

  #became(muted: boolean, at: Monotonic): boolean {
    const isRefusal = muted && this.#unmutedByUsUntil !== null && at <= this.#unmutedByUsUntil;
    this.#lockedUntil = isRefusal ? at + LOCK_MS : null;
    return muted;
  }
}
