import type { AgentReason, AgentState } from "../domain/agentState.ts";
import {
  type GesturePlan,
  type GestureState,
  type GestureStep,
  gestureStep,
  gesturesDue,
  gesturesLost,
  intentionsOf,
  noGesture,
} from "../domain/gestures.ts";
import type { HeadsetAct, HeadsetWish } from "../domain/headset.ts";
import type { Monotonic } from "../domain/instant.ts";
import { lookOf, type SeatLook } from "../domain/seatLook.ts";
import { memoryOf, seatStep } from "../domain/seatSession.ts";
import {
  freshSeat,
  type NextState,
  type SeatBinding,
  type SeatChange,
  type SeatEffect,
  type SeatHint,
  type SeatInput,
  type SeatMemory,
  type SeatPlan,
  type SeatState,
} from "../domain/seatState.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { after } from "../shared/time.ts";
import { OncePerHour } from "./oncePerHour.ts";

/** What is known of a headset, and which of it is new. */
interface HeadsetNews {
  readonly hook: "on" | "off" | null;
  readonly muted: boolean | null;
  readonly present: boolean;
  readonly changed: "hook" | "mute" | "present" | null;
}

/** What is asked of the ACD for an agent. */
interface SeatAsks {
  readonly id: string;
  readonly agentId: string;
  readonly to: NextState["to"];
  readonly reason: AgentReason | null;
}

/** Where a seat speaks to. */
export interface SeatOutlet {
  headset(news: HeadsetNews): void;
  hint(hint: SeatHint | null): void;
  /** False when it cannot be sent now; then it is never sent. */
  ask(request: SeatAsks): boolean;
  /** A change that must arrive, with what has to be remembered of the seat together with it. */
  keep(change: SeatChange, memory: SeatMemory): void;
  acknowledgeAlarm(): void;
  callSupervisor(): void;
}

export interface SeatKeeperDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly outlet: SeatOutlet;
  /** How the headset should be. */
  readonly wish: (wish: HeadsetWish) => void;
  /** What the seat looks like may be another thing now. */
  readonly changed: () => void;
}

interface Input {
  readonly input: SeatInput;
  /** When it happened. */
  readonly at: Monotonic;
}

/** One seat: brings headset, gestures, ACD and bus together, and keeps nothing of what was. */
export class SeatKeeper {
  readonly #deps: SeatKeeperDeps;
  readonly #plan: SeatPlan;
  readonly #meanings: GesturePlan;
  readonly #hourly: OncePerHour;
  #state: SeatState = freshSeat();
  #gestures: GestureState = noGesture;
  #inputs: Input[] = [];
  #isTaking = false;
  #sessionAt: Monotonic | null = null;
  #gestureAt: Monotonic | null = null;
  #news: Omit<HeadsetNews, "changed"> = { hook: null, muted: null, present: false };
  #cancel: () => void = () => undefined;

  constructor(deps: SeatKeeperDeps, plan: SeatPlan, meanings: GesturePlan) {
    this.#deps = deps;
    this.#plan = plan;
    this.#meanings = meanings;
    this.#hourly = new OncePerHour(deps.clock);
  }

  get agentId(): string | null {
    return this.#state.agentId;
  }

  /** What it looks like, for the agent's own light. */
  get look(): SeatLook {
    return lookOf(this.#state, this.#plan);
  }

  get memory(): SeatMemory {
    return memoryOf(this.#state);
  }

  /** Goes on where the last run ended. `ageMs` is null when nobody can say how long ago that is. */
  restore(memory: SeatMemory | null, ageMs: number | null): void {
    this.#take({ kind: "restart", memory, ageMs });
  }

  bind(agentId: string | null, by: SeatBinding): void {
    this.#take({ kind: "bind", agentId, by });
  }

  /** What the ACD says of this seat's agent; null when it says nothing any more. */
  hearAcd(report: AgentState | null): void {
    this.#take(report === null ? { kind: "acdSilent" } : { kind: "acd", report });
  }

  reply(id: string, ok: boolean, code: string | null): void {
    this.#take({ kind: "reply", id, ok, code });
  }

  setPresent(present: boolean): void {
    if (!present) this.#follow(gesturesLost(this.#gestures));
    this.#take({ kind: "headsetPresent", present });
  }

  hearActs(acts: readonly HeadsetAct[], at: Monotonic): void {
    for (const act of acts) {
      this.#deps.metrics.count("headset_acts_total", { kind: act.kind });
      this.#follow(gestureStep(this.#gestures, { act, at }, this.#meanings));
    }
  }

  stop(): void {
    this.#cancel();
  }

  #follow({ state, gestures, acts, nextAt }: GestureStep): void {
    this.#gestures = state;
    this.#gestureAt = nextAt;
    for (const { act, at } of acts) this.#take({ kind: "headset", act }, at);
    for (const intention of intentionsOf(gestures, this.#meanings))
      this.#take({ kind: "intention", intention });
    this.#setTimer();
  }

  #take(input: SeatInput, at = this.#deps.clock.monotonic()): void {
    this.#inputs.push({ input, at });
    // What an effect brings about comes after the other effects of its turn.
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    } finally {
      this.#isTaking = false;
      this.#setTimer();
    }
    this.#tellHeadset();
    this.#deps.changed();
  }

  #step({ input, at }: Input): void {
    const { clock } = this.#deps;
    const wall = clock.isSynced() ? Math.round(clock.wall() - (clock.monotonic() - at)) : null;
    const step = seatStep(this.#state, input, { monotonic: at, wall }, this.#plan);
    this.#state = step.state;
    this.#sessionAt = step.nextAt;
    for (const effect of step.effects) this.#do(effect);
  }

  #do(effect: SeatEffect): void {
    const { outlet, metrics, wish, log } = this.#deps;
    switch (effect.kind) {
      case "request": {
        const { id, agentId, to, reason } = effect;
        const isSent = outlet.ask({ id, agentId, to, reason });
        metrics.count("seat_requests_total", { result: isSent ? "sent" : "failed" });
        if (!isSent) this.#take({ kind: "requestFailed", id });
        return;
      }
      case "fact":
        metrics.count("seat_changes_total", { origin: effect.change.origin });
        outlet.keep(effect.change, this.memory);
        return;
      case "wish":
        wish(this.#withHand(effect.wish));
        return;
      case "hint":
        metrics.count("seat_hints_total", { hint: effect.hint ?? "none" });
        outlet.hint(effect.hint);
        return;
      case "acknowledgeAlarm":
      case "callSupervisor":
        outlet[effect.kind]();
        return;
      case "warning":
        metrics.count("seat_warnings_total", { code: effect.code });
        if (effect.code === "FOREIGN_CONTROL" && this.#hourly.allows(effect.code))
          log.warn("another program uses this headset too", {
            seat: this.#plan.seat,
            advice: "close softphones on this machine, or let only one of the two answer calls",
          });
    }
  }

  /** A hook that may yet turn out to be half of a gesture has moved all the same. */
  #withHand(wish: HeadsetWish): HeadsetWish {
    const act = this.#gestures.hook?.last.act;
    if (act?.kind !== "hook") return wish;
    return { ...wish, offHook: act.offHook, ringing: wish.ringing && !act.offHook };
  }

  #setTimer(): void {
    this.#cancel();
    const times = [this.#sessionAt, this.#gestureAt].filter((at) => at !== null);
    if (times.length === 0) return;
    const { clock } = this.#deps;
    const inMs = Math.max(0, Math.ceil(Math.min(...times) - clock.monotonic()));
    this.#cancel = after(inMs, () => {
      const now = clock.monotonic();
      if (this.#gestureAt !== null && this.#gestureAt <= now) this.#follow(gesturesDue(this.#gestures, now));
      this.#take({ kind: "due" });
    });
  }

  #tellHeadset(): void {
    const { isPresent: present, link, muted } = this.#state;
    const now = present
      ? { hook: link ? ("off" as const) : ("on" as const), muted, present }
      : { hook: null, muted: null, present };
    const before = this.#news;
    const changed =
      before.present !== now.present
        ? "present"
        : before.hook !== now.hook
          ? "hook"
          : before.muted !== now.muted
            ? "mute"
            : null;
    if (changed === null) return;
    this.#news = now;
    this.#deps.outlet.headset({ ...now, changed });
  }
}
