import type { HeadsetAct, HeadsetWish } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";
import { Beginning } from "./beginning.ts";
import { ForeignWatch } from "./foreignWatch.ts";
import { HookTalk, type HookTurn } from "./hookTalk.ts";
import { isLedOffHook, LedWriter } from "./ledWriter.ts";
import { MuteTalk } from "./muteTalk.ts";
import type { HeadsetQuirks } from "./quirks.ts";
import { type Heard, ReportEar } from "./reportEar.ts";
import { StepDraft } from "./stepDraft.ts";
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

const warnings = {
  silent: "the headset does not answer Off-Hook with its hook, so whether its link is open is unknown",
  refused: "the headset did not go off hook when it was told to: it is out of range, switched off or docked",
};

const answered = (wish: HeadsetWish): HeadsetWish => ({
  ...wish,
  offHook: true,
  ringing: false,
  held: false,
});

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
  readonly #draft = new StepDraft();
  #wish = resting;
  /** A hook answered a ringing call and may still turn out to refuse it; until when, and what is wished then. */
  #pulse: { readonly until: Monotonic; readonly refused: HeadsetWish } | null = null;

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

  /** Without a call a mute key says nothing, and while it is not sure whether there is one. */
  get #isMuteHeard(): boolean {
    return this.#pulse === null && (this.#quirks.muteWhenIdle || this.#wish.offHook);
  }

  opened(at: Monotonic): HeadsetStep {
    this.#beginning.opened(at);
    if (this.#pulse !== null) this.#endPulse();
    this.#ear.forget();
    this.#leds.forget();
    this.#hook.opened(this.#isOffHook, at);
    this.#mute.opened(at);
    this.#draft.write(this.#leds.show(this.#wish, false), at);
    return this.#step();
  }

  want(wish: HeadsetWish, at: Monotonic): HeadsetStep {
    const wanted = this.#answering(this.#unlocked(wish, at));
    if (wanted.offHook && !this.#wish.offHook && this.#quirks.hookDropsAfterAnswer)
      this.#hook.expectOwnDrop(at);
    this.#become(wanted, at, true);
    return this.#step();
  }

  report(bytes: Uint8Array, at: Monotonic): HeadsetStep {
    const heard = this.#ear.hear(bytes, at);
    if (heard.problem !== null) this.#draft.warn(heard.problem);
    if (this.#beginning.includes(heard, this.#isOffHook, at)) this.#begin(heard, at);
    else this.#take(heard, at);
    return this.#step();
  }

  due(at: Monotonic): HeadsetStep {
    if (this.#pulse !== null && at >= this.#pulse.until) this.#endPulse();
    // Each answer takes one of a few dates away, or moves it into the future.
    for (let turn = this.#hook.due(at); turn !== "none"; turn = this.#hook.due(at)) this.#turn(turn, at);
    const muted = this.#mute.due(this.#wish.muted, at);
    if (muted !== null) this.#muteIs(muted, at);
    return this.#step();
  }

  #step(): HeadsetStep {
    const times = [this.#hook.nextAt, this.#mute.nextAt, this.#pulse?.until ?? null].filter(
      (at) => at !== null,
    );
    return { ...this.#draft.finish(), nextAt: times.length === 0 ? null : Math.min(...times) };
  }

  /** While it is not sure whether the person answers or refuses, a host that has not heard of either changes neither. */
  #answering(wish: HeadsetWish): HeadsetWish {
    if (this.#pulse === null) return wish;
    const { until } = this.#pulse;
    const isOpen = wish.ringing && !wish.offHook;
    this.#pulse = isOpen ? { until, refused: { ...wish, ringing: false } } : null;
    return isOpen ? answered(wish) : wish;
  }

  #unlocked(wish: HeadsetWish, at: Monotonic): HeadsetWish {
    if (wish.muted || !wish.offHook || !this.#mute.isLocked(at)) return wish;
    this.#draft.tell({ kind: "mute", muted: true });
    return { ...wish, muted: true };
  }

  #become(wish: HeadsetWish, at: Monotonic, byUs: boolean): void {
    const before = this.#wish;
    const wasOffHook = this.#isOffHook;
    this.#wish = wish;
    const isOffHook = this.#isOffHook;
    if (isOffHook !== wasOffHook) {
      if (byUs) this.#hook.wrote(isOffHook, at);
      this.#foreign.ledIs(isOffHook, at);
      if (isOffHook) this.#mute.watch(at);
    }
    if (wish.muted !== before.muted) this.#mute.wrote(wish.muted, at, byUs);
    this.#draft.write(this.#leds.show(wish, !byUs), at);
  }

  #begin({ hook, mute }: Heard, at: Monotonic): void {
    if (hook?.kind === "state") this.#turn(this.#hook.began(hook.offHook, at), at);
    if (mute?.kind === "state") this.#mute.heard(mute.muted, this.#wish.muted, at);
  }

  #take(heard: Heard, at: Monotonic): void {
    this.#takeHook(heard, at);
    if (heard.rejected && this.#quirks.rejects.includes("button")) this.#reject(at);
    if (heard.dropped) this.#drop(at);
    this.#takeMute(heard, at);
    for (const act of heard.acts) this.#takeKey(act, at);
    if (heard.busy !== null) this.#takeLine(heard.busy, at);
    this.#draft.write(this.#leds.show(this.#wish, true), at);
  }

  #takeHook({ hook, mute, acts }: Heard, at: Monotonic): void {
    if (hook === null) return;
    // With another key in it a report may come from a headset whose hook never says anything.
    const isNews = this.#hook.isGranted && mute === null && acts.length === 0;
    if (hook.kind === "press") this.#turn(this.#hook.pressed(at), at);
    else if (!hook.offHook && hook.isBare && this.#isRefusal(at)) this.#reject(at);
    else {
      const turn = this.#hook.heard(hook.offHook, hook.isChange || isNews, hook.isBare, at);
      if (!hook.offHook && this.#pulse !== null) this.#refusePulse(this.#pulse.refused, at);
      else this.#turn(turn, at);
    }
  }

  /** A hook that says again that it is down while a call rings, unless it is an answer to something of ours. */
  #isRefusal(at: Monotonic): boolean {
    const isEcho = this.#draft.hasWrittenWithin(this.#quirks.echoMs, at);
    const isRinging = this.#wish.ringing && !this.#isOffHook;
    return isRinging && !isEcho && this.#quirks.rejects.includes("hook0") && this.#hook.isQuiet(at);
  }

  #endPulse(): void {
    this.#pulse = null;
    this.#draft.tell({ kind: "hook", offHook: true });
  }

  #refusePulse(wish: HeadsetWish, at: Monotonic): void {
    this.#pulse = null;
    this.#hook.followed(false, at);
    this.#become(wish, at, false);
    this.#draft.tell({ kind: "reject" });
  }

  #turn(turn: HookTurn, at: Monotonic): void {
    if (turn === "up") this.#personUp(at);
    else if (turn === "down") this.#personDown(at);
    else if (turn === "undone") this.#undone(at);
    else if (turn === "confirmed") this.#confirmed(at);
    else if (turn === "again") this.#draft.write(this.#leds.repeatOffHook(), at);
    else if (turn === "silent" || turn === "refused") this.#draft.warn(warnings[turn]);
    if (turn === "again") this.#foreign.ledIs(this.#isOffHook, at);
    if (turn === "refused") this.#personDown(at);
  }

  #personUp(at: Monotonic): void {
    const before = this.#wish;
    const isPulse = before.ringing && this.#quirks.rejects.includes("pulse");
    this.#hook.followed(true, at);
    this.#become(answered(before), at, false);
    if (isPulse) this.#pulse = { until: at + this.#quirks.pulseMs, refused: { ...before, ringing: false } };
    else this.#draft.tell({ kind: "hook", offHook: true });
  }

  /** The microphone of the next call is open, whatever it was in this one. */
  #personDown(at: Monotonic): void {
    if (this.#pulse !== null) {
      this.#refusePulse(this.#pulse.refused, at);
      return;
    }
    this.#hook.followed(false, at);
    this.#become({ ...this.#wish, offHook: false, muted: false, held: false }, at, false);
    this.#draft.tell({ kind: "hook", offHook: false });
  }

  /** What a person did with the hook did not last, and no finger is so quick. */
  #undone(at: Monotonic): void {
    if (this.#isOffHook) this.#personDown(at);
    else this.#personUp(at);
    this.#suspect(at);
  }

  #confirmed(at: Monotonic): void {
    if (this.#isOffHook && this.#wish.muted && this.#quirks.muteNeedsOffHook)
      this.#draft.write(this.#leds.repeatMute(), at);
  }

  #reject(at: Monotonic): void {
    if (this.#pulse !== null) this.#refusePulse(this.#pulse.refused, at);
    else if (this.#wish.ringing) {
      this.#wish = { ...this.#wish, ringing: false };
      this.#draft.tell({ kind: "reject" });
    }
  }

  /** One key that refuses a ringing call and ends a present one. */
  #drop(at: Monotonic): void {
    if (this.#wish.ringing && !this.#wish.offHook) {
      if (this.#quirks.rejects.includes("drop")) this.#reject(at);
    } else if (this.#wish.offHook) this.#personDown(at);
  }

  #takeMute({ mute }: Heard, at: Monotonic): void {
    if (mute === null) return;
    const known = this.#wish.muted;
    if (mute.kind === "state") {
      const muted = this.#mute.heard(mute.muted, known, at);
      if (muted !== null) this.#muteIs(muted, at);
    } else if (this.#isMuteHeard) {
      const muted = this.#mute.pressed(known, at);
      if (muted === "unknown") this.#draft.tell({ kind: "mute", muted: null });
      else if (muted !== null) this.#muteIs(muted, at);
    }
  }

  #muteIs(muted: boolean, at: Monotonic): void {
    if (!this.#isMuteHeard) return;
    this.#become({ ...this.#wish, muted }, at, false);
    this.#draft.tell({ kind: "mute", muted });
  }

  #takeKey(act: HeadsetAct, at: Monotonic): void {
    // Where a held call is on hook, the headset may go on hook with its key, before the host has held the call.
    const isHold = act.kind === "flash" && act.pressed && this.#isOffHook;
    if (isHold && this.#quirks.holdClearsOffHook) this.#hook.expectOwnDrop(at);
    this.#draft.tell(act);
  }

  #takeLine(busy: boolean, at: Monotonic): void {
    this.#draft.tell({ kind: "line", busy });
    if (busy && this.#foreign.isForeignLine(this.#wish.offHook, at)) this.#suspect(at);
  }

  /** Nobody here did what the headset does; a headset that cannot be told anything does everything by itself. */
  #suspect(at: Monotonic): void {
    if (this.#isTold && this.#foreign.mayTell(at)) this.#draft.tell({ kind: "foreignControl" });
  }
}
