import type { Monotonic } from "../../domain/instant.ts";
import type { HeadsetQuirks } from "./quirks.ts";

/**
 * What the hook has come to. `up` and `down`: a person did that; `undone`: what a person did was undone at once. `confirmed`: the headset has taken what we wrote.
 * `again`: what we wrote may be lost. `refused`: the headset has not gone off hook, though told to. `silent`: it never says.
 */
export type HookTurn = "none" | "up" | "down" | "undone" | "confirmed" | "again" | "refused" | "silent";

interface Written {
  readonly level: boolean;
  /** Later no answer comes. */
  readonly until: Monotonic;
}

/**
 * How the hook has contradicted the last write: `plain` is the headset's no. `perhaps` answers an older write, and the answer to
 * the last one may still come, or have been lost with a change of mind that was too quick for the headset.
 */
type Contradiction = "none" | "perhaps" | "plain";

/** More writes on their way than this are a host that has lost its mind; the oldest are forgotten. */
const MOST_UNANSWERED = 16;

export interface HookForm {
  /** A state in each report, or a 1 with each press. */
  readonly tells: "state" | "press";
  /** It has an Off-Hook LED, so that it knows what we want. */
  readonly isTold: boolean;
}

/** One Hook=0 that a headset sends by itself is expected within this time. */
const OWN_DROP_MS = 500;

/**
 * Tells what a person does with the hook from what the headset says in answer to us. The headset asks with its hook and is
 * answered with the Off-Hook LED, and the other way round; so a hook that says what the LED says is an answer, and one that
 * says otherwise is a person, unless an answer to something that we wrote before may still be on its way.
 */
export class HookTalk {
  readonly #form: HookForm;
  readonly #quirks: HeadsetQuirks;
  /** What the LED says, or what the person did last where there is none. */
  #level = false;
  #reported = false;
  /** What we wrote and the hook has not answered yet, the oldest first; the last one is the level. */
  #unanswered: readonly Written[] = [];
  #contradiction: Contradiction = "none";
  #repeated = false;
  #isSilent = false;
  /** Nothing was heard of the hook since the headset was opened. */
  #isUnheard = false;
  /** It was taken for granted that the hook is up, as the headset was opened in a call; no report has told of it yet. */
  #isGranted = false;
  /** After a person moved the hook, until when it may bounce. */
  #bounceUntil: Monotonic | null = null;
  /** When it is judged where the hook has come to rest. */
  #judgeAt: Monotonic | null = null;
  #ownDropUntil: Monotonic | null = null;
  #raiseAt: Monotonic | null = null;
  #pressEchoUntil: Monotonic | null = null;

  constructor(form: HookForm, quirks: HeadsetQuirks) {
    this.#form = form;
    this.#quirks = quirks;
  }

  get #answers(): boolean {
    return this.#form.isTold && this.#form.tells === "state" && this.#quirks.ackHook;
  }

  get nextAt(): Monotonic | null {
    const answerAt = this.#unanswered[0]?.until ?? null;
    const times = [answerAt, this.#judgeAt, this.#raiseAt].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /**
   * A headset that was just opened is told its level; if its hook stands there already, it has nothing to answer, but for
   * being told off before on, and for what it was told before.
   */
  opened(level: boolean, at: Monotonic): void {
    const isDarkened = level && this.#quirks.offBeforeOn && this.#answers;
    if (isDarkened) this.#await(false, at);
    if (this.#unanswered.length > 0) this.#await(level, at);
    this.#bounceUntil = null;
    this.#judgeAt = null;
    this.#ownDropUntil = null;
    this.#raiseAt = null;
    this.#pressEchoUntil = null;
    this.#isSilent = false;
    this.#isUnheard = true;
    this.#isGranted = level && this.#answers;
    this.#reported = level;
    this.#level = level;
  }

  /** We wrote another level, because somebody else than the headset wanted it. */
  wrote(level: boolean, at: Monotonic): void {
    if (!this.#form.isTold && this.#form.tells === "state") return;
    this.#level = level;
    this.#raiseAt = null;
    this.#pressEchoUntil = at + this.#quirks.echoMs;
    if (!this.#answers || (this.#reported === level && this.#unanswered.length === 0)) return;
    this.#await(level, at);
    this.#repeated = false;
  }

  /** We wrote what the person had done. */
  followed(level: boolean, at: Monotonic): void {
    const { dedupeHook, debounceMs, ackMs } = this.#quirks;
    this.#level = level;
    if (this.#unanswered.length > 0) this.#await(level, at);
    this.#ownDropUntil = null;
    this.#raiseAt = null;
    this.#judgeAt = null;
    this.#bounceUntil = at + (dedupeHook ? Math.max(debounceMs, ackMs) : debounceMs);
  }

  /** The headset may drop its hook once without anybody's doing. */
  expectOwnDrop(at: Monotonic): void {
    if (this.#answers) this.#ownDropUntil = at + OWN_DROP_MS;
  }

  /** Whether a hook that says what the LED says may be anybody's word: nothing of ours was answered just now. */
  isQuiet(at: Monotonic): boolean {
    const isBouncing = this.#bounceUntil !== null && at < this.#bounceUntil;
    return this.#unanswered.length === 0 && !isBouncing;
  }

  /** Whether the next report about the hook is news even if it is the first: a call that was opened in the middle has ended. */
  get isGranted(): boolean {
    return this.#isGranted;
  }

  /** What a headset said before anybody can have touched it. */
  began(offHook: boolean, at: Monotonic): HookTurn {
    this.#isGranted = false;
    this.#reported = offHook;
    if (offHook === this.#level) return this.#confirm(true, at);
    if (this.#answers && this.#unanswered.length === 0) this.#await(this.#level, at);
    return "none";
  }

  /** One press of a hook that has no state. */
  pressed(at: Monotonic): HookTurn {
    const isEcho = this.#pressEchoUntil !== null && at < this.#pressEchoUntil;
    const isBounce = this.#bounceUntil !== null && at < this.#bounceUntil;
    return isEcho || isBounce ? "none" : this.#level ? "down" : "up";
  }

  /** The state of the hook, as a report tells it. */
  heard(offHook: boolean, isChange: boolean, isBare: boolean, at: Monotonic): HookTurn {
    this.#reported = offHook;
    this.#isGranted = false;
    if (offHook === this.#level) return this.#confirm(isChange, at);
    if (!isChange && !isBare) return "none";
    if (this.#unanswered.length > 0) {
      if (!this.#answered(offHook)) this.#contradiction = "plain";
      else if (this.#contradiction === "none") this.#contradiction = "perhaps";
      return "none";
    }
    if (!offHook && this.#ownDropUntil !== null && at < this.#ownDropUntil) {
      this.#raiseAt = this.#ownDropUntil;
      this.#ownDropUntil = null;
      return "none";
    }
    if (this.#bounceUntil !== null && at < this.#bounceUntil) return this.#bounce(this.#bounceUntil);
    return offHook ? "up" : "down";
  }

  /** What has come out by now; to be asked again until it is none. */
  due(at: Monotonic): HookTurn {
    if (this.#raiseAt !== null && at >= this.#raiseAt) return this.#raise(at);
    const pending = this.#unanswered.filter(({ until }) => at < until);
    const isOver = pending.length === 0 && this.#unanswered.length > 0;
    this.#unanswered = pending;
    const turn = isOver ? this.#missed(at) : "none";
    if (turn !== "none") return turn;
    if (this.#judgeAt === null || at < this.#judgeAt) return "none";
    this.#judgeAt = null;
    return this.#reported === this.#level || this.#unanswered.length > 0 ? "none" : "undone";
  }

  #await(level: boolean, at: Monotonic): void {
    const written = { level, until: at + this.#quirks.ackMs };
    this.#unanswered = [...this.#unanswered, written].slice(-MOST_UNANSWERED);
    this.#contradiction = "none";
  }

  /**
   * An answer is to the oldest write that it fits; a headset may leave out what was undone before it could answer. False: it fits
   * none.
   */
  #answered(level: boolean): boolean {
    const fitting = this.#unanswered.findIndex((written) => written.level === level);
    this.#unanswered = this.#unanswered.slice(fitting + 1);
    return fitting >= 0;
  }

  #confirm(isChange: boolean, at: Monotonic): HookTurn {
    this.#raiseAt = null;
    const isFirst = this.#isUnheard;
    this.#isUnheard = false;
    if (!isChange || this.#unanswered.length === 0) return isFirst ? "confirmed" : "none";
    this.#answered(this.#level);
    if (this.#unanswered.length > 0) return "none";
    // A headset's own hook may bounce as well as a person's.
    this.#bounceUntil = at + this.#quirks.debounceMs;
    return "confirmed";
  }

  #bounce(until: Monotonic): HookTurn {
    if (this.#quirks.dedupeHook) this.#reported = this.#level;
    else this.#judgeAt = until;
    return "none";
  }

  /** The hook fell by itself and the call is still on: it is asked to come back. */
  #raise(at: Monotonic): HookTurn {
    this.#raiseAt = null;
    this.#await(true, at);
    this.#contradiction = "plain";
    this.#repeated = true;
    return "again";
  }

  /** To be said once for each time that the headset is opened. */
  #fellSilent(): HookTurn {
    const isNew = !this.#isSilent;
    this.#isSilent = true;
    return isNew ? "silent" : "none";
  }

  #missed(at: Monotonic): HookTurn {
    if (this.#reported === this.#level) return "none";
    const contradiction = this.#contradiction;
    // What may have answered an older write is a no only when the headset was asked once more.
    const isRefused = contradiction === "plain" || (contradiction === "perhaps" && this.#repeated);
    if (isRefused && this.#level) return "refused";
    if (this.#repeated) return this.#level ? this.#fellSilent() : "none";
    this.#repeated = true;
    this.#await(this.#level, at);
    this.#contradiction = contradiction;
    return "again";
  }
}
