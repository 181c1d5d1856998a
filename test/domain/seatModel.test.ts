import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentStates, callKinds, confidences, reasonClasses } from "../../src/domain/agentState.ts";
import { applyReport, applyStale, type TrackedAgent } from "../../src/domain/agentTransitions.ts";
import { lookOf } from "../../src/domain/seatLook.ts";
import { pendingOf } from "../../src/domain/seatOwnState.ts";
import { memoryOf, type SeatStep, seatStep } from "../../src/domain/seatSession.ts";
import {
  freshSeat,
  type Intention,
  type SeatChange,
  type SeatInput,
  type SeatPlan,
  type SeatState,
} from "../../src/domain/seatState.ts";
import { acdState, changesIn, planOf, wallAt } from "./seatFixtures.ts";

const agents = ["4212", "4300"] as const;

const reasons = fc.option(
  fc
    .constantFrom(...reasonClasses)
    .map((kind) => ({ code: kind === "private" ? "INFIRMERIE" : kind, label: null, class: kind })),
  { nil: null },
);

const intentions: fc.Arbitrary<Intention> = fc.oneof(
  fc.constantFrom<Intention>(
    { kind: "ready" },
    { kind: "logOut" },
    { kind: "answer" },
    { kind: "end" },
    { kind: "mute" },
    { kind: "hold" },
    { kind: "acknowledgeAlarm" },
    { kind: "callSupervisor" },
  ),
  reasons.map((reason): Intention => ({ kind: "notReady", reason })),
);

const reports = fc
  .record({
    agentId: fc.constantFrom(...agents),
    state: fc.constantFrom(...agentStates),
    reason: reasons,
    pending: fc.constantFrom(null, "ready" as const, "notReady" as const),
    callKind: fc.constantFrom(null, ...callKinds),
    callPhase: fc.constantFrom(null, "talking" as const, "held" as const),
    confidence: fc.constantFrom(...confidences),
    observedAt: fc.option(fc.integer({ min: 0, max: 300 }).map(wallAt), { nil: null }),
  })
  .map((changes) => acdState(changes.state, changes));

/** Ids of requests are guessed, so that answers to present, replaced and foreign ones come. */
const requestIds = fc.integer({ min: 1, max: 12 }).map((seq) => `p14-b7-${seq}`);

const inputs: fc.Arbitrary<SeatInput> = fc.oneof(
  { arbitrary: reports.map((report): SeatInput => ({ kind: "acd", report })), weight: 3 },
  fc.constant<SeatInput>({ kind: "acdSilent" }),
  {
    arbitrary: fc
      .boolean()
      .map((offHook): SeatInput => ({ kind: "headset", act: { kind: "hook", offHook } })),
    weight: 4,
  },
  fc
    .option(fc.boolean(), { nil: null })
    .map((muted): SeatInput => ({ kind: "headset", act: { kind: "mute", muted } })),
  fc.constantFrom<SeatInput>(
    { kind: "headset", act: { kind: "reject" } },
    { kind: "headset", act: { kind: "foreignControl" } },
  ),
  fc.boolean().map((present): SeatInput => ({ kind: "headsetPresent", present })),
  { arbitrary: intentions.map((intention): SeatInput => ({ kind: "intention", intention })), weight: 4 },
  fc
    .tuple(requestIds, fc.boolean())
    .map(([id, ok]): SeatInput => ({ kind: "reply", id, ok, code: ok ? null : "NOT_ALLOWED" })),
  requestIds.map((id): SeatInput => ({ kind: "requestFailed", id })),
  fc
    .tuple(
      fc.constantFrom(null, ...agents),
      fc.constantFrom("acd" as const, "config" as const, "login" as const),
    )
    .map(([agentId, by]): SeatInput => ({ kind: "bind", agentId, by })),
  fc.constant<SeatInput>({ kind: "due" }),
);

const plans = fc
  .record({
    callKind: fc.constantFrom("queue" as const, "unknown" as const),
    wrapUpSeconds: fc.constantFrom(0, 5, 15),
    afterLogin: fc.constantFrom("ready" as const, "notReady" as const),
    onUnplug: fc.oneof(
      fc.constant({ kind: "keep" } as const),
      reasons.map((reason) => ({ kind: "notReady", afterSeconds: 4, reason }) as const),
    ),
    permanentLink: fc.boolean(),
    linkFollowsCall: fc.boolean(),
    hintLed: fc.boolean(),
  })
  .map((changes) => planOf(changes));

/** Most stories are told of somebody who is there. */
const arrival: readonly (readonly [number, SeatInput])[] = [
  [0, { kind: "headsetPresent", present: true }],
  [0, { kind: "bind", agentId: "4212", by: "config" }],
];

/** Seconds since the step before, and what happens then; null: the program dies and starts again. */
const stories = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0.1, 0.4, 1, 3, 5, 10, 20),
      fc.oneof({ arbitrary: inputs, weight: 20 }, fc.constant(null)),
    ),
    { maxLength: 60, size: "max" },
  )
  .map((story) => [...arrival, ...story]);

interface Played extends SeatStep {
  readonly at: number;
  readonly input: SeatInput;
  readonly before: SeatState;
}

/** Plays a story; with a punctual clock, `due` comes whenever it was asked for. */
function play(
  story: readonly (readonly [number, SeatInput | null])[],
  plan: SeatPlan,
  isPunctual: boolean,
): Played[] {
  const played: Played[] = [];
  let state = freshSeat();
  let nextAt: number | null = null;
  let clock = 0;
  let boots = 7;
  const step = (at: number, input: SeatInput): void => {
    const before = state;
    const now = { monotonic: at, wall: wallAt(0) + at };
    const done = seatStep(state, input, now, { ...plan, bootId: `b${boots}` });
    ({ state, nextAt } = done);
    played.push({ ...done, at, input, before });
  };
  for (const [pause, input] of story) {
    clock += pause * 1_000;
    while (isPunctual && nextAt !== null && nextAt <= clock) step(nextAt, { kind: "due" });
    if (input === null) {
      const memory = memoryOf(state);
      boots++;
      state = freshSeat();
      step(clock, { kind: "restart", memory, ageMs: 1_000 });
    } else step(clock, input);
  }
  return played;
}

const factsOf = (played: readonly Played[]): readonly SeatChange[] =>
  played.flatMap(({ effects }) => changesIn(effects));

describe("a seat that decides, whatever happens", () => {
  const deciding = plans.map((plan): SeatPlan => ({ ...plan, authority: "seat" }));

  it("commits each change once, in order, with a number that grows by one over restarts too", () => {
    fc.assert(
      fc.property(stories, deciding, (story, plan) => {
        const facts = factsOf(play(story, plan, true));
        expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
        expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
        const times = facts.map(({ at }) => at ?? 0);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
    );
  });

  it("is at any time what its facts say, and says it only when it is different", () => {
    const shown = ({ state, callKind, pending, reason }: Omit<SeatChange, "id" | "seq">) =>
      JSON.stringify([state, callKind, pending, reason?.code ?? null]);
    fc.assert(
      fc.property(stories, deciding, (story, plan) => {
        let said = JSON.stringify(["loggedOut", null, null, null]);
        for (const { effects, state } of play(story, plan, true)) {
          for (const change of changesIn(effects)) {
            expect(shown(change)).not.toBe(said);
            said = shown(change);
          }
          const { own } = state;
          const { state: name, callKind, reason } = own;
          expect(JSON.stringify([name, callKind, pendingOf(own), reason?.code ?? null])).toBe(said);
        }
      }),
    );
  });

  it("changes state by the hook, a gesture, a timer, a login or the plug, and never by a word of the ACD", () => {
    fc.assert(
      fc.property(stories, deciding, (story, plan) => {
        for (const { input, before, state, effects } of play(story, plan, true)) {
          if (input.kind === "acd" || input.kind === "acdSilent") {
            expect(effects.filter(({ kind }) => kind === "fact")).toEqual([]);
            expect(state.own).toEqual(before.own);
          }
          expect(effects.filter(({ kind }) => kind === "request")).toEqual([]);
        }
      }),
    );
  });

  it("has the same facts with a clock that comes in time and one that comes late", () => {
    fc.assert(
      fc.property(stories, deciding, (story, plan) => {
        // Where a headset was pulled out, the time it has begins anew with a restart.
        const kept = story.filter(([, input]) => input !== null || plan.onUnplug.kind === "keep");
        const end = [...kept, [60, { kind: "due" }]] as const;
        // Only the start that tells it may be another one.
        const factsWith = (isPunctual: boolean) =>
          factsOf(play(end, plan, isPunctual)).map(({ id: _, ...fact }) => fact);
        expect(factsWith(false)).toEqual(factsWith(true));
      }),
    );
  });
});

describe("a seat that asks the ACD, whatever happens", () => {
  it("is what the ACD says, and nothing that a headset, a gesture or an answer says", () => {
    fc.assert(
      fc.property(stories, plans, (story, plan) => {
        let believed: TrackedAgent | null = null;
        for (const { input, state, effects, before } of play(story, plan, true)) {
          if (input.kind === "restart" || state.agentId !== before.agentId) believed = null;
          if (input.kind === "acd" && input.report.agentId === state.agentId)
            believed = applyReport(believed, input.report).agent;
          if (input.kind === "acdSilent" && believed !== null) believed = applyStale(believed).agent;
          expect(lookOf(state, plan).state).toBe(believed?.now.state ?? "unknown");
          expect(effects.filter(({ kind }) => kind === "fact")).toEqual([]);
        }
      }),
    );
  });

  it("has at most one request on its way, of which nothing is left after its life", () => {
    fc.assert(
      fc.property(stories, plans, (story, plan) => {
        const ids = new Set<string>();
        for (const { at, input, state, effects } of play(story, plan, true)) {
          const asked = effects.filter((effect) => effect.kind === "request");
          expect(asked.length).toBeLessThanOrEqual(input.kind === "intention" ? 1 : 0);
          for (const request of asked) {
            expect(ids.has(request.id)).toBe(false);
            ids.add(request.id);
            expect(request.expiresAt).toBe(at + 10_000);
          }
          if (state.request !== null) {
            expect(state.request.expiresAt).toBeGreaterThan(at);
            expect(state.hint).toEqual({ word: "pending", until: null });
          }
        }
      }),
    );
  });
});

describe("any seat, whatever happens", () => {
  const any = fc
    .tuple(plans, fc.constantFrom("acd" as const, "seat" as const))
    .map(([plan, authority]): SeatPlan => ({ ...plan, authority }));

  it("asks to be called only later than now, and rests when nothing happens", () => {
    fc.assert(
      fc.property(stories, any, (story, plan) => {
        const played = play(story, plan, true);
        for (const { at, nextAt } of played) expect(nextAt ?? Infinity).toBeGreaterThan(at);
        const last = played.at(-1);
        if (last === undefined) return;
        let { state, nextAt } = last;
        for (let calls = 0; nextAt !== null; calls++) {
          expect(calls).toBeLessThan(8);
          ({ state, nextAt } = seatStep(state, { kind: "due" }, { monotonic: nextAt, wall: null }, plan));
        }
        expect([state.request, state.hint, state.unplug, state.own.until]).toEqual([null, null, null, null]);
      }),
    );
  });

  it("tells the headset exactly what is different, in the order of the state", () => {
    fc.assert(
      fc.property(stories, any, (story, plan) => {
        let wish = freshSeat().wish;
        for (const { effects, state, input } of play(story, plan, true)) {
          if (input.kind === "restart") ({ wish } = freshSeat());
          for (const effect of effects) if (effect.kind === "wish") ({ wish } = effect);
          expect(state.wish).toEqual(wish);
        }
      }),
    );
  });

  it("never lets a private reason out", () => {
    fc.assert(
      fc.property(stories, any, (story, plan) => {
        for (const { effects, state } of play(story, plan, true)) {
          const said = JSON.stringify([effects, memoryOf(state), lookOf(state, plan)]);
          expect(said).not.toMatch(/INFIRMERIE|private/);
        }
      }),
    );
  });
});
