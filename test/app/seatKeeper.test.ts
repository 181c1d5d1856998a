import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SeatKeeper, type SeatOutlet } from "../../src/app/seatKeeper.ts";
import type { AgentState } from "../../src/domain/agentState.ts";
import type { GesturePlan } from "../../src/domain/gestures.ts";
import type { HeadsetAct } from "../../src/domain/headset.ts";
import type { SeatPlan } from "../../src/domain/seatState.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const plan: SeatPlan = {
  seat: "p1",
  bootId: "b",
  authority: "acd",
  callKind: "queue",
  wrapUpSeconds: 5,
  afterLogin: "ready",
  onUnplug: { kind: "keep" },
  permanentLink: false,
  linkFollowsCall: true,
  hintLed: false,
};

const agent = (changes: Partial<AgentState> = {}): AgentState => ({
  agentId: "4212",
  state: "ready",
  since: null,
  reason: null,
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  observedAt: null,
  extension: null,
  ...changes,
});

/** A seat, and all that it says, in order. */
function seatOf({
  changes = {},
  meanings = {},
  isUp = true,
  isSynced = true,
}: {
  changes?: Partial<SeatPlan>;
  meanings?: GesturePlan;
  isUp?: boolean;
  isSynced?: boolean;
} = {}) {
  const story: string[] = [];
  const outlet: SeatOutlet = {
    headset: ({ hook, muted, present, changed }) =>
      void story.push(`headset ${hook} ${muted} ${present} by ${changed}`),
    hint: (hint) => void story.push(`hint ${hint}`),
    ask: ({ id, to }) => {
      story.push(`ask ${id} ${to}`);
      return isUp;
    },
    keep: ({ seq, state, at }, memory) =>
      void story.push(
        `fact ${seq} ${state} ${at === null ? null : at - 1_800_000_000_000} kept ${memory.seq}`,
      ),
    acknowledgeAlarm: () => void story.push("acknowledge"),
    callSupervisor: () => void story.push("call"),
  };
  const { log, said } = recordingLog();
  const metrics = recordingMetrics();
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => isSynced };
  let looks = 0;
  const keeper = new SeatKeeper(
    {
      clock,
      log,
      metrics,
      outlet,
      wish: ({ offHook, ringing }) =>
        void story.push(`wish ${offHook ? "off" : "on"}${ringing ? " ring" : ""}`),
      changed: () => {
        looks += 1;
      },
    },
    { ...plan, ...changes },
    meanings,
  );
  const act = (...acts: readonly HeadsetAct[]): void => keeper.hearActs(acts, performance.now());
  const told = (): string[] => story.splice(0);
  return { keeper, act, told, said, metrics, looks: () => looks };
}

const hook = (offHook: boolean): HeadsetAct => ({ kind: "hook", offHook });
const flash = (pressed: boolean): HeadsetAct => ({ kind: "flash", pressed });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a seat's keeper", () => {
  it("tells what the headset does, each thing once", () => {
    const { keeper, act, told } = seatOf();
    keeper.setPresent(true);
    expect(told()).toEqual(["wish on", "headset on null true by present"]);
    act(hook(true));
    expect(told()).toEqual(["wish off", "headset off null true by hook"]);
    act({ kind: "mute", muted: true });
    act({ kind: "key", key: "Key5" });
    expect(told()).toEqual(["wish off", "headset off true true by mute"]);
    keeper.setPresent(false);
    expect(told()).toContain("headset null null false by present");
    keeper.stop();
  });

  it("asks the ACD for what a gesture means, and hears its answer", async () => {
    const { keeper, act, told, metrics, looks } = seatOf({
      meanings: { flash: { kind: "notReady", reason: null } },
    });
    keeper.bind("4212", "config");
    expect(keeper.agentId).toBe("4212");
    keeper.hearAcd(agent());
    act(flash(true), flash(false));
    expect(told()).toEqual(["ask p1-b-1 notReady", "hint pending"]);
    expect(keeper.look).toMatchObject({ state: "ready", hint: "pending" });
    const looked = looks();
    keeper.reply("p1-b-1", false, "NOT_ALLOWED");
    expect(told()).toEqual(["hint refused"]);
    expect(keeper.look.hint).toBe("refused");
    expect(looks()).toBeGreaterThan(looked);
    await pass(3_000);
    expect(told()).toEqual(["hint null"]);
    expect(metrics.value('seat_requests_total{result="sent"}')).toBe(1);
    keeper.stop();
  });

  it("shows at once that a request could not be sent, after that it was asked for", () => {
    const { keeper, act, told, metrics } = seatOf({ isUp: false, meanings: { redial: { kind: "ready" } } });
    keeper.bind("4212", "config");
    act({ kind: "redial" });
    expect(told()).toEqual(["ask p1-b-1 ready", "hint pending", "hint failed"]);
    expect(metrics.value('seat_requests_total{result="failed"}')).toBe(1);
    keeper.stop();
  });

  it("follows the ACD's calls, until the ACD is silent", () => {
    const { keeper, told } = seatOf();
    keeper.setPresent(true);
    keeper.bind("4212", "config");
    told();
    keeper.hearAcd(agent({ state: "reserved" }));
    keeper.hearAcd(agent({ state: "busy" }));
    expect(told()).toEqual(["wish on ring", "wish off", "headset off null true by hook"]);
    keeper.hearAcd(null);
    expect(told()).toEqual([]);
    keeper.stop();
  });

  it("waits with a hook that may become a gesture, and does not lay the headset down meanwhile", async () => {
    const { keeper, act, told } = seatOf({ meanings: { doubleHook: { kind: "callSupervisor" } } });
    keeper.setPresent(true);
    keeper.bind("4212", "config");
    told();
    act(hook(true));
    keeper.hearAcd(agent({ state: "reserved" }));
    expect(told()).toEqual(["wish off"]);
    await pass(400);
    expect(told()).toEqual(["wish off", "headset off null true by hook"]);
    act(hook(false));
    act(hook(true));
    expect(told()).toEqual(["call"]);
    act(hook(false));
    keeper.setPresent(false);
    expect(told()).toContain("headset null null false by present");
    keeper.stop();
  });

  it("makes facts where it decides, with the time at which they happened", async () => {
    const { keeper, act, told } = seatOf({ changes: { authority: "seat" } });
    keeper.restore(null, null);
    keeper.bind("4212", "config");
    act(hook(true));
    await pass(1_000);
    act(hook(false));
    await pass(5_000);
    expect(told().filter((text) => text.startsWith("fact"))).toEqual([
      "fact 1 ready 0 kept 1",
      "fact 2 busy 0 kept 2",
      "fact 3 wrapUp 1000 kept 3",
      "fact 4 ready 6000 kept 4",
    ]);
    expect(keeper.memory).toMatchObject({ seq: 4, agentId: "4212" });
    keeper.stop();
  });

  it("says no time while the clock is not known to be right", () => {
    const { keeper, told } = seatOf({ changes: { authority: "seat" }, isSynced: false });
    keeper.bind("4212", "config");
    expect(told()).toContain("fact 1 ready null kept 1");
    keeper.stop();
  });

  it("does what else gestures are for", () => {
    const { keeper, act, told } = seatOf({
      meanings: { redial: { kind: "acknowledgeAlarm" }, reject: { kind: "callSupervisor" } },
    });
    act({ kind: "redial" }, { kind: "reject" });
    expect(told()).toEqual(["acknowledge", "call"]);
    keeper.stop();
  });

  it("warns of another program once an hour, and of nobody's gestures only in the metrics", () => {
    const { keeper, act, said, metrics } = seatOf({ meanings: { redial: { kind: "ready" } } });
    act({ kind: "foreignControl" }, { kind: "foreignControl" }, { kind: "redial" });
    expect(said()).toEqual(["another program uses this headset too"]);
    expect(metrics.value('seat_warnings_total{code="FOREIGN_CONTROL"}')).toBe(2);
    expect(metrics.value('seat_warnings_total{code="UNBOUND"}')).toBe(1);
    keeper.stop();
  });
});
