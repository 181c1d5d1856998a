import type { HeadsetAct, HeadsetWish } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";
import { Beginning } from "./beginning.ts";
import { ForeignWatch } from "./foreignWatch.ts";
import { HookTalk, type HookTurn } from "./hookTalk.ts";
import { isLedOffHook, LedWriter } from "./ledWriter.ts";
import { MuteTalk } from "./muteTalk.ts";
import type { HeadsetQuirks } from "./quirks.ts";
import { type Heard, ReportEar } from "./reportEar.ts";
import type { HeadsetControls } from "./telephony.ts";

/** What follows from one event of a headset's life. */
export interface HeadsetStep {
  /** To be written in this order, at once, before anything is done with the acts. */
  readonly reports: readonly Uint8Array[];
  readonly acts: readonly HeadsetAct[];
  /** When `due` is to be called, unless something else comes before. */
  readonly nextAt: Monotonic | null;
  /** In sentences, for the log. */
  readonly problems: readonly string[];
}

/**
 * The talk between a host and one headset. A person's hook, mute key or refusal is answered in the same step, and changes the
 * wish: whoever gives the next one has to take the acts into it.
 */
export interface HeadsetConversation {
  /** The headset was plugged in, resumed, or failed to take a report: it is told everything, as it may know nothing. */
  opened(at: Monotonic): HeadsetStep;
  report(bytes: Uint8Array, at: Monotonic): HeadsetStep;
  want(wish: HeadsetWish, at: Monotonic): HeadsetStep;
  due(at: Monotonic): HeadsetStep;
}

const resting: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };

export function headsetConversation(controls: HeadsetControls, quirks: HeadsetQuirks): HeadsetConversation {
  return new Conversation(controls, quirks);
}

class Conversation implements HeadsetConversation {
  readonly #quirks: HeadsetQuirks;
  readonly #ear: ReportEar;
  readonly #leds: LedWriter;
  readonly #hook: HookTalk;
  readonly #mute: MuteTalk;
  readonly #isTold: boolean;
  readonly #beginning = new Beginning();
  readonly #foreign = new ForeignWatch();
  #wish = resting;
  #wroteAt: Monotonic | null = null;
  /** Until when a hook that answered a ringing call may still turn out to refuse it. */
  #pulseUntil: Monotonic | null = null;
  #saidSilent = false;
  #reports: Uint8Array[] = [];
  #acts: HeadsetAct[] = [];
  #problems: string[] = [];

  constructor(controls: HeadsetControls, quirks: HeadsetQuirks) {
    this.#quirks = quirks;
    this.#ear = new ReportEar(controls, quirks);
    this.#leds = new LedWriter(controls, quirks);
    this.#mute = new MuteTalk(this.#leds.hasMute, quirks);
    this.#isTold = controls.outputs.some(({ name }) => name === "OffHook");
    const hook = controls.inputs.find(({ name }) => name === "HookSwitch");
    const isPress = quirks.hook === "button" || (hook?.type === "relative" && !hook.isSigned);
    this.#hook = new HookTalk({ tells: isPress ? "press" : "state", isTold: this.#isTold }, quirks);
  }

  get #isOffHook(): boolean {
    return isLedOffHook(this.#wish, this.#quirks);
  }

  opened(at: Monotonic): HeadsetStep {
    this.#beginning.opened(at);
    if (this.#pulseUntil !== null) this.#endPulse();
    this.#saidSilent = false;
    this.#ear.forget();
    this.#leds.forget();
    this.#hook.opened(this.#isOffHook, at);
    this.#mute.opened(at);
    this.#write(this.#leds.show(this.#wish), at);
    return this.#step();
  }

  want(wish: HeadsetWish, at: Monotonic): HeadsetStep {
    const wanted = this.#unlocked(this.#answering(wish), at);
    if (wanted.offHook && !this.#wish.offHook && this.#quirks.hookDropsAfterAnswer)
      this.#hook.expectOwnDrop(at);
    this.#become(wanted, at, true);
    return this.#step();
  }

  report(bytes: Uint8Array, at: Monotonic): HeadsetStep {
    const heard = this.#ear.hear(bytes, at);
    if (heard.problem !== null) this.#problems.push(heard.problem);
    if (this.#beginning.includes(heard, at)) this.#begin(heard, at);
    else this.#take(heard, at);
    return this.#step();
  }

  due(at: Monotonic): HeadsetStep {
    if (this.#pulseUntil !== null && at >= this.#pulseUntil) this.#endPulse();
    // Each answer takes one of at most four dates away, or moves it into the future.
    for (let turn = this.#hook.due(at); turn !== "none"; turn = this.#hook.due(at)) this.#turn(turn, at);
    const muted = this.#mute.due(this.#wish.muted, at);
    if (muted !== null) this.#muteIs(muted, at);
    return this.#step();
  }

  #step(): HeadsetStep {
    const times = [this.#hook.nextAt, this.#mute.nextAt, this.#pulseUntil].filter((at) => at !== null);
    const step = {
      reports: this.#reports,
      acts: this.#acts,
      nextAt: times.length === 0 ? null : Math.min(...times),
      problems: this.#problems,
    };
    this.#reports = [];
    this.#acts = [];
    this.#problems = [];
    return step;
  }

  /** While it is not sure whether the person answers or refuses, a host that has not heard of either changes neither. */
  #answering(wish: HeadsetWish): HeadsetWish {
    if (this.#pulseUntil === null) return wish;
    if (wish.ringing && !wish.offHook) return { ...wish, offHook: true, ringing: false };
    this.#pulseUntil = null;
    return wish;
  }

  #unlocked(wish: HeadsetWish, at: Monotonic): HeadsetWish {
    if (wish.muted || !wish.offHook || !this.#mute.isLocked(at)) return wish;
    this.#acts.push({ kind: "mute", muted: true });
    return { ...wish, muted: true };
  }

  #become(wish: HeadsetWish, at: Monotonic, byUs: boolean): void {
    const before = this.#wish;
    const wasOffHook = this.#isOffHook;
    this.#wish = wish;
    const isOffHook = this.#isOffHook;
    if (isOffHook !== wasOffHook) {
      if (byUs) this.#hook.wrote(isOffHook, at);
      if (isOffHook) this.#mute.watch(at);
      else this.#foreign.ledWentOut(at);
    }
    if (wish.muted !== before.muted) this.#mute.wrote(wish.muted, at, byUs);
    this.#write(this.#leds.show(wish), at);
  }

  #write(reports: readonly Uint8Array[], at: Monotonic): void {
    if (reports.length > 0) this.#wroteAt = at;
    this.#reports.push(...reports);
  }

  #begin({ hook, mute }: Heard, at: Monotonic): void {
    if (hook?.kind === "state") this.#turn(this.#hook.began(hook.offHook, at), at);
    if (mute?.kind === "state") this.#mute.heard(mute.muted, this.#wish.muted, at);
  }

  #take(heard: Heard, at: Monotonic): void {
    this.#takeHook(heard, at);
    if (heard.rejected && this.#quirks.rejects.includes("button")) this.#reject();
    if (heard.dropped) this.#drop(at);
    this.#takeMute(heard, at);
    for (const act of heard.acts) this.#takeKey(act, at);
    if (heard.busy !== null) this.#takeLine(heard.busy, at);
    this.#write(this.#leds.show(this.#wish), at);
  }

  #takeHook({ hook }: Heard, at: Monotonic): void {
    if (hook === null) return;
    if (hook.kind === "press") this.#turn(this.#hook.pressed(at), at);
    else if (!hook.offHook && this.#pulseUntil !== null) this.#refusePulse(at);
    else if (!hook.offHook && hook.isBare && this.#isRefusal(at)) this.#reject();
    else this.#turn(this.#hook.heard(hook.offHook, hook.isChange, hook.isBare, at), at);
  }

  /** A hook that says again that it is down while a call rings, unless it is an answer to something of ours. */
  #isRefusal(at: Monotonic): boolean {
    const isEcho = this.#wroteAt !== null && at - this.#wroteAt < this.#quirks.echoMs;
    const isRinging = this.#wish.ringing && !this.#isOffHook;
    return isRinging && !isEcho && this.#quirks.rejects.includes("hook0") && this.#hook.isQuiet(at);
  }

  #endPulse(): void {
    this.#pulseUntil = null;
    this.#acts.push({ kind: "hook", offHook: true });
  }

  #refusePulse(at: Monotonic): void {
    this.#pulseUntil = null;
    this.#hook.heard(false, true, false, at);
    this.#hook.followed(false, at);
    this.#become({ ...this.#wish, offHook: false }, at, false);
    this.#acts.push({ kind: "reject" });
  }

  #turn(turn: HookTurn, at: Monotonic): void {
    if (turn === "up") this.#personUp(at);
    else if (turn === "down") this.#personDown(at);
    else if (turn === "undone") this.#undone(at);
    else if (turn === "confirmed") this.#confirmed(at);
    else if (turn === "again") this.#write(this.#leds.repeatOffHook(), at);
    else if (turn === "refused") this.#refused(at);
    else if (turn === "silent") this.#silent();
  }

  #personUp(at: Monotonic): void {
    const isPulse = this.#wish.ringing && this.#quirks.rejects.includes("pulse");
    this.#hook.followed(true, at);
    this.#become({ ...this.#wish, offHook: true, ringing: false, held: false }, at, false);
    if (isPulse) this.#pulseUntil = at + this.#quirks.pulseMs;
    else this.#acts.push({ kind: "hook", offHook: true });
  }

  /** The microphone of the next call is open, whatever it was in this one. */
  #personDown(at: Monotonic): void {
    this.#hook.followed(false, at);
    this.#become({ ...this.#wish, offHook: false, muted: false, held: false }, at, false);
    this.#acts.push({ kind: "hook", offHook: false });
  }

  /** What a person did with the hook did not last, and no finger is so quick. */
  #undone(at: Monotonic): void {
    if (this.#isOffHook) this.#personDown(at);
    else this.#personUp(at);
    this.#suspect(at);
  }

  #confirmed(at: Monotonic): void {
    if (this.#isOffHook && this.#wish.muted && this.#quirks.muteNeedsOffHook)
      this.#write(this.#leds.repeatMute(), at);
  }

  #refused(at: Monotonic): void {
    this.#problems.push(
      "the headset did not go off hook when it was told to: it is out of range, switched off or docked",
    );
    this.#personDown(at);
  }

  #silent(): void {
    if (this.#saidSilent) return;
    this.#saidSilent = true;
    this.#problems.push(
      "the headset does not answer Off-Hook with its hook, so whether its link is open is unknown",
    );
  }

  #reject(): void {
    if (!this.#wish.ringing) return;
    this.#wish = { ...this.#wish, ringing: false };
    this.#acts.push({ kind: "reject" });
  }

  /** One key that refuses a ringing call and ends a present one. */
  #drop(at: Monotonic): void {
    if (this.#wish.ringing && !this.#wish.offHook) {
      if (this.#quirks.rejects.includes("drop")) this.#reject();
    } else if (this.#wish.offHook) this.#personDown(at);
  }

  #takeMute({ mute }: Heard, at: Monotonic): void {
    if (mute === null) return;
    const isIdle = !this.#wish.offHook && !this.#quirks.muteWhenIdle;
    const known = this.#wish.muted;
    if (mute.kind === "press" && isIdle) return;
    // Without a LED nobody tells the headset what to be, and a key that only switches over says nothing of where it began.
    if (mute.kind === "press" && !this.#leds.hasMute) {
      this.#acts.push({ kind: "mute", muted: null });
      return;
    }
    const muted =
      mute.kind === "press" ? this.#mute.pressed(known, at) : this.#mute.heard(mute.muted, known, at);
    if (muted !== null && !isIdle) this.#muteIs(muted, at);
  }

  #muteIs(muted: boolean, at: Monotonic): void {
    if (!this.#wish.offHook && !this.#quirks.muteWhenIdle) return;
    this.#become({ ...this.#wish, muted }, at, false);
    this.#acts.push({ kind: "mute", muted });
  }

  #takeKey(act: HeadsetAct, at: Monotonic): void {
    // Where a held call is on hook, the headset may go on hook with its key, before the host has held the call.
    const isHold = act.kind === "flash" && act.pressed && this.#isOffHook;
    if (isHold && this.#quirks.holdClearsOffHook) this.#hook.expectOwnDrop(at);
    this.#acts.push(act);
  }

  #takeLine(busy: boolean, at: Monotonic): void {
    this.#acts.push({ kind: "line", busy });
    if (busy && this.#foreign.isForeignLine(this.#wish.offHook, at)) this.#suspect(at);
  }

  /** Nobody here did what the headset does; a headset that cannot be told anything does everything by itself. */
  #suspect(at: Monotonic): void {
    if (this.#isTold && this.#foreign.mayTell(at)) this.#acts.push({ kind: "foreignControl" });
  }
}
