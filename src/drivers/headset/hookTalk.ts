import type { Monotonic } from "../../domain/instant.ts";
import type { HeadsetQuirks } from "./quirks.ts";

/**
 * What the hook has come to. `up` and `down`: a person did that; `undone`: what a person did was undone at once. `confirmed`: the headset has taken what we wrote.
 * `again`: what we wrote may be lost. `refused`: the headset has not gone off hook, though told to. `silent`: it never says.
 */
export type HookTurn = "none" | "up" | "down" | "undone" | "confirmed" | "again" | "refused" | "silent";

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
  /** Until when an answer to Off-Hook on or off may come. */
  readonly #answerUntil = new Map<boolean, Monotonic>();
  #refused = false;
  #repeated = false;
  #isSilent = false;
  /** After a person moved the hook, until when it may bounce. */
  #bounceUntil: Monotonic | null = null;
  /** When it is judged what a hook meant that may have been an answer, or a bounce. */
  #judgeAt: Monotonic | null = null;
  #judgesBounce = false;
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
    const times = [...this.#answerUntil.values(), this.#judgeAt, this.#raiseAt].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** A headset that was just opened is told its level; if its hook stands there already, it has nothing to answer. */
  opened(level: boolean): void {
    this.#answerUntil.clear();
    this.#bounceUntil = null;
    this.#judgeAt = null;
    this.#ownDropUntil = null;
    this.#raiseAt = null;
    this.#pressEchoUntil = null;
    this.#isSilent = false;
    this.#reported = level;
    this.#level = level;
  }

  /** We wrote another level, because somebody else than the headset wanted it. */
  wrote(level: boolean, at: Monotonic): void {
    if (!this.#form.isTold && this.#form.tells === "state") return;
    this.#level = level;
    this.#raiseAt = null;
    this.#pressEchoUntil = at + this.#quirks.echoMs;
    if (!this.#answers || (this.#reported === level && !this.#answerUntil.has(!level))) return;
    this.#await(level, at);
    this.#repeated = false;
  }

  /** We wrote what the person had done. */
  followed(level: boolean, at: Monotonic): void {
    const { dedupeHook, debounceMs, ackMs } = this.#quirks;
    this.#level = level;
    this.#answerUntil.clear();
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
    return this.#answerUntil.size === 0 && !isBouncing;
  }

  /** What a headset said before anybody can have touched it. */
  began(offHook: boolean, at: Monotonic): HookTurn {
    this.#reported = offHook;
    if (offHook === this.#level) return this.#confirm();
    if (this.#answers && !this.#answerUntil.has(this.#level)) this.#await(this.#level, at);
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
    if (offHook === this.#level) return this.#confirm();
    if (!isChange && !isBare) return "none";
    if (this.#answerUntil.has(this.#level)) {
      this.#refused = true;
      return "none";
    }
    const late = this.#answerUntil.get(offHook);
    if (late !== undefined) return this.#judgeLater(late, false);
    if (this.#bounceUntil !== null && at < this.#bounceUntil) return this.#bounce(this.#bounceUntil);
    if (!offHook && this.#ownDropUntil !== null && at < this.#ownDropUntil) {
      this.#raiseAt = this.#ownDropUntil;
      this.#ownDropUntil = null;
      return "none";
    }
    return offHook ? "up" : "down";
  }

  /** What has come out by now; to be asked again until it is none. */
  due(at: Monotonic): HookTurn {
    if (this.#raiseAt !== null && at >= this.#raiseAt) return this.#raise(at);
    const answerAt = this.#answerUntil.get(this.#level);
    if (answerAt !== undefined && at >= answerAt) {
      this.#answerUntil.delete(this.#level);
      const turn = this.#unanswered(at);
      if (turn !== "none") return turn;
    }
    const oldAt = this.#answerUntil.get(!this.#level);
    if (oldAt !== undefined && at >= oldAt) this.#answerUntil.delete(!this.#level);
    if (this.#judgeAt === null || at < this.#judgeAt) return "none";
    this.#judgeAt = null;
    if (this.#reported === this.#level || this.#answerUntil.has(this.#level)) return "none";
    if (this.#judgesBounce) return "undone";
    return this.#reported ? "up" : "down";
  }

  #await(level: boolean, at: Monotonic): void {
    this.#answerUntil.set(level, at + this.#quirks.ackMs);
    this.#refused = false;
  }

  #confirm(): HookTurn {
    this.#raiseAt = null;
    return this.#answerUntil.delete(this.#level) ? "confirmed" : "none";
  }

  #judgeLater(at: Monotonic, isBounce: boolean): HookTurn {
    this.#judgeAt = at;
    this.#judgesBounce = isBounce;
    return "none";
  }

  #bounce(until: Monotonic): HookTurn {
    if (!this.#quirks.dedupeHook) return this.#judgeLater(until, true);
    this.#reported = this.#level;
    return "none";
  }

  /** The hook fell by itself and the call is still on: it is asked to come back. */
  #raise(at: Monotonic): HookTurn {
    this.#raiseAt = null;
    this.#await(true, at);
    this.#refused = true;
    this.#repeated = true;
    return "again";
  }

  /** To be said once for each time that the headset is opened. */
  #fellSilent(): HookTurn {
    const isNew = !this.#isSilent;
    this.#isSilent = true;
    return isNew ? "silent" : "none";
  }

  #unanswered(at: Monotonic): HookTurn {
    if (this.#reported === this.#level) return "none";
    if (this.#refused && this.#level) return "refused";
    if (this.#repeated) return this.#level ? this.#fellSilent() : "none";
    this.#repeated = true;
    this.#await(this.#level, at);
    return "again";
  }
}
