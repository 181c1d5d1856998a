import {
  type AgentReason,
  type AgentState,
  type AgentStateName,
  unknownAgent,
} from "../../src/domain/agentState.ts";
import { lookOf, type SeatLook } from "../../src/domain/seatLook.ts";
import { memoryOf, type SeatStep, seatStep } from "../../src/domain/seatSession.ts";
import {
  freshSeat,
  type Intention,
  type SeatChange,
  type SeatEffect,
  type SeatInput,
  type SeatMemory,
  type SeatPlan,
  type SeatState,
} from "../../src/domain/seatState.ts";

/** The wall clock when the seat's monotonic clock says 0. */
const morning = Date.UTC(2026, 1, 14, 10);

export const wallAt = (seconds: number): number => morning + seconds * 1_000;

export const planOf = (changes: Partial<SeatPlan> = {}): SeatPlan => ({
  seat: "p14",
  bootId: "b7",
  authority: "acd",
  callKind: "queue",
  wrapUpSeconds: 15,
  afterLogin: "notReady",
  onUnplug: { kind: "keep" },
  permanentLink: false,
  linkFollowsCall: false,
  hintLed: false,
  ...changes,
});

export const acdState = (state: AgentStateName, changes: Partial<AgentState> = {}): AgentState => ({
  ...unknownAgent("4212"),
  state,
  callKind: state === "busy" ? "queue" : null,
  callPhase: state === "busy" ? "talking" : null,
  ...changes,
});

export const because = (kind: AgentReason["class"], code: string = kind): AgentReason => ({
  code,
  label: null,
  class: kind,
});

/** A seat with a hand on its clock; times are seconds since the morning. */
export class TestSeat {
  readonly plan: SeatPlan;
  state: SeatState = freshSeat();
  nextAt: number | null = null;
  /** Everything that was to be done, in order. */
  readonly effects: SeatEffect[] = [];

  constructor(changes: Partial<SeatPlan> = {}) {
    this.plan = planOf(changes);
  }

  /** One event; gives what was to be done about it. */
  at(seconds: number, input: SeatInput): readonly SeatEffect[] {
    const monotonic = seconds * 1_000;
    const step: SeatStep = seatStep(this.state, input, { monotonic, wall: wallAt(seconds) }, this.plan);
    this.state = step.state;
    this.nextAt = step.nextAt === null ? null : step.nextAt / 1_000;
    this.effects.push(...step.effects);
    return step.effects;
  }

  acd(seconds: number, state: AgentStateName, changes: Partial<AgentState> = {}): readonly SeatEffect[] {
    return this.at(seconds, { kind: "acd", report: acdState(state, changes) });
  }

  hook(seconds: number, offHook: boolean): readonly SeatEffect[] {
    return this.at(seconds, { kind: "headset", act: { kind: "hook", offHook } });
  }

  wants(seconds: number, intention: Intention): readonly SeatEffect[] {
    return this.at(seconds, { kind: "intention", intention });
  }

  due(seconds: number): readonly SeatEffect[] {
    return this.at(seconds, { kind: "due" });
  }

  bind(seconds: number, agentId: string | null, by: "acd" | "config" | "login" = "config"): this {
    this.at(seconds, { kind: "bind", agentId, by });
    return this;
  }

  plugIn(seconds: number, present = true): this {
    this.at(seconds, { kind: "headsetPresent", present });
    return this;
  }

  get look(): SeatLook {
    return lookOf(this.state, this.plan);
  }

  get changes(): readonly SeatChange[] {
    return changesIn(this.effects);
  }

  get memory(): SeatMemory {
    return memoryOf(this.state);
  }
}

export const changesIn = (effects: readonly SeatEffect[]): readonly SeatChange[] =>
  effects.flatMap((effect) => (effect.kind === "fact" ? [effect.change] : []));

/** An agent at a seat that asks the ACD, with a headset. */
export const askingSeat = (changes: Partial<SeatPlan> = {}): TestSeat =>
  new TestSeat(changes).plugIn(0).bind(0, "4212");

/** An agent at a seat that decides, with a headset. */
export const decidingSeat = (changes: Partial<SeatPlan> = {}): TestSeat =>
  new TestSeat({ authority: "seat", ...changes }).plugIn(0).bind(0, "4212", "config");
