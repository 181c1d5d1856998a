import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AgentReason,
  type AgentState,
  type AgentStateName,
  agentStates,
  callKinds,
  confidences,
  pendingStates,
  unknownAgent,
} from "../../src/domain/agentState.ts";
import {
  applyReport,
  applyStale,
  type Outcome,
  type TrackedAgent,
} from "../../src/domain/agentTransitions.ts";

const at = (seconds: number): number => Date.UTC(2026, 0, 12, 10) + seconds * 1_000;

const stateOf = (
  state: AgentStateName,
  seconds: number | null,
  changes: Partial<AgentState> = {},
): AgentState => ({
  ...unknownAgent("a1"),
  state,
  observedAt: seconds === null ? null : at(seconds),
  ...changes,
});

const because = (kind: AgentReason["class"], code: string = kind): AgentReason => ({
  code,
  label: null,
  class: kind,
});

/** Applies reports one after another and gives every outcome. */
function story(...reports: (AgentState | "silence")[]): Outcome[] {
  let agent: TrackedAgent | null = null;
  return reports.map((report) => {
    const outcome: Outcome =
      report === "silence" && agent !== null
        ? applyStale(agent)
        : applyReport(agent, report === "silence" ? stateOf("unknown", null) : report);
    agent = outcome.agent;
    return outcome;
  });
}

const states = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ agent }) => agent.now.state);
const events = (outcomes: readonly Outcome[]): (string | null)[] => outcomes.map(({ event }) => event);
const last = (outcomes: readonly Outcome[]): Outcome => {
  const outcome = outcomes.at(-1);
  if (outcome === undefined) throw new Error("no report");
  return outcome;
};

const queueCall = { callKind: "queue", callPhase: "talking" } as const;

describe("the working day of an agent", () => {
  it("goes from login over a call and its wrap-up back to ready", () => {
    const outcomes = story(
      stateOf("loggedOut", -5),
      stateOf("notReady", 0),
      stateOf("ready", 1),
      stateOf("reserved", 5),
      stateOf("busy", 8, queueCall),
      stateOf("wrapUp", 60),
      stateOf("ready", 75),
    );
    expect(events(outcomes)).toEqual([
      "snapshot",
      "login",
      "ready",
      "offered",
      "answered",
      "callEnded",
      "wrapUpEnded",
    ]);
    expect(outcomes.slice(1).map(({ agent }) => agent.now.since)).toEqual([0, 1, 5, 8, 60, 75].map(at));
    expect(outcomes[4]?.agent.now).toMatchObject({ state: "busy", callKind: "queue" });
  });

  it("keeps a pause that was asked for during a call until the wrap-up is over", () => {
    const outcomes = story(
      stateOf("busy", 0, queueCall),
      stateOf("busy", 10, { ...queueCall, pending: "notReady" }),
      stateOf("wrapUp", 30),
      stateOf("notReady", 45),
    );
    expect(outcomes.map(({ agent }) => [agent.now.state, agent.now.pending])).toEqual([
      ["busy", null],
      ["busy", "notReady"],
      ["wrapUp", "notReady"],
      ["notReady", null],
    ]);
    expect(events(outcomes)).toEqual(["snapshot", "pauseAsked", "callEnded", "wrapUpEnded"]);
    expect(outcomes[1]?.agent.now.since).toBe(outcomes[0]?.agent.now.since);
  });

  it("is paused by the ACD when a call is not answered", () => {
    const outcomes = story(
      stateOf("ready", 0),
      stateOf("reserved", 2),
      stateOf("notReady", 20, { reason: because("noAnswer", "32763") }),
    );
    expect(events(outcomes)).toEqual(["snapshot", "offered", "noAnswer"]);
    expect(last(outcomes).agent).toMatchObject({
      now: { reason: { class: "noAnswer" } },
      reasonSince: at(20),
    });
  });

  it("has a wrap-up that only arithmetic knows, which the next ring of the ACD ends at once", () => {
    const before = [stateOf("busy", 60, queueCall), stateOf("wrapUp", 101, { confidence: "inferred" })];
    const over = story(...before, stateOf("ready", 116));
    expect(states(over)).toEqual(["busy", "wrapUp", "ready"]);
    expect(over[1]?.agent.now.confidence).toBe("inferred");
    const rung = story(...before, stateOf("reserved", 108));
    expect(last(rung)).toMatchObject({
      agent: { now: { state: "reserved", since: at(108) } },
      event: "offered",
    });
  });

  it("is unknown while the ACD is silent, and a state that changed meanwhile is counted as one gap", () => {
    const outcomes = story(stateOf("ready", 0), "silence", stateOf("busy", 120, queueCall));
    expect(states(outcomes)).toEqual(["ready", "unknown", "busy"]);
    expect(events(outcomes)).toEqual(["snapshot", "sourceStale", "gap"]);
    expect(outcomes[1]?.agent.lastKnown?.state).toBe("ready");
    expect(outcomes[2]?.agent).toMatchObject({ lastKnown: null, now: { since: null } });
    expect(last(story(stateOf("ready", 0), "silence", stateOf("ready", 120))).event).toBe("snapshot");
  });

  it("may have a call of the agent's own: from ready, and while paused", () => {
    expect(last(story(stateOf("ready", 0), stateOf("busy", 1, { callKind: "direct" }))).event).toBe(
      "callStarted",
    );
    expect(last(story(stateOf("notReady", 0), stateOf("busy", 1, { callKind: "outbound" }))).event).toBe(
      "callStarted",
    );
  });

  it("says one thing once: a state that is repeated a hundred times changes nothing, and began when it began", () => {
    const repeated = Array.from({ length: 100 }, (_, index) =>
      stateOf("ready", 10 + index, { since: at(10 + index) }),
    );
    const outcomes = story(stateOf("ready", 0, { since: at(0) }), ...repeated);
    expect(outcomes.filter(({ changed }) => changed)).toHaveLength(1);
    expect(last(outcomes).agent.now).toMatchObject({ since: at(0), observedAt: at(109) });
  });

  it("changes the reason of a pause without beginning the pause anew", () => {
    const outcomes = story(
      stateOf("notReady", 0, { since: at(0), reason: because("break") }),
      stateOf("notReady", 60, { since: at(0), reason: because("training") }),
      stateOf("notReady", 95, { since: at(90), reason: because("meeting") }),
    );
    expect(events(outcomes)).toEqual(["snapshot", "reasonChanged", "reasonChanged"]);
    expect(outcomes.map(({ agent }) => [agent.now.since, agent.reasonSince])).toEqual([
      [at(0), at(0)],
      [at(0), at(60)],
      [at(0), at(90)],
    ]);
  });

  it("is not undone by an older message that comes late", () => {
    const outcomes = story(stateOf("ready", 5), stateOf("notReady", 3));
    expect(last(outcomes)).toMatchObject({
      agent: { now: { state: "ready" } },
      dropped: "older",
      changed: false,
    });
  });

  it("believes the first word after a silence even if its clock was set back", () => {
    expect(states(story(stateOf("ready", 500), "silence", stateOf("busy", 3))).at(-1)).toBe("busy");
  });
});

describe("who says it", () => {
  const inferred = { confidence: "inferred" } as const;
  const local = { confidence: "local" } as const;

  it("counts: a guess does not undo what the ACD said", () => {
    for (const guess of [
      stateOf("ready", 9, inferred),
      stateOf("notReady", 9, inferred),
      stateOf("ready", 9, local),
    ])
      expect(last(story(stateOf("busy", 0), guess))).toMatchObject({
        dropped: "weaker",
        agent: { now: { state: "busy" } },
      });
  });

  it("counts: what a seat says never ends a call, nor confirms that it goes on", () => {
    for (const state of ["wrapUp", "busy"] as const)
      expect(last(story(stateOf("busy", 0), stateOf(state, 9, local)))).toMatchObject({
        dropped: "weaker",
        agent: { now: { observedAt: at(0) } },
      });
  });

  it("counts: a guess that agrees only confirms, and the ACD's word on the call stays", () => {
    const outcome = last(story(stateOf("busy", 0, queueCall), stateOf("busy", 9, inferred)));
    expect(outcome).toMatchObject({
      changed: false,
      dropped: null,
      agent: { now: { callKind: "queue", confidence: "authoritative", observedAt: at(9) } },
    });
  });

  it("counts: the ACD confirms what was guessed", () => {
    const outcome = last(story(stateOf("wrapUp", 0, inferred), stateOf("wrapUp", 1)));
    expect(outcome).toMatchObject({
      changed: true,
      event: null,
      agent: { now: { confidence: "authoritative" } },
    });
  });

  it("does not count while nothing is known: a seat may then say what it sees", () => {
    expect(states(story(stateOf("ready", 0), "silence", stateOf("busy", 9, local))).at(-1)).toBe("busy");
  });

  it("lets arithmetic find a call that was over before anybody looked", () => {
    for (const before of ["ready", "reserved"] as const)
      expect(last(story(stateOf(before, 0), stateOf("wrapUp", 5, inferred)))).toMatchObject({
        event: "gap",
        agent: { now: { state: "wrapUp" } },
      });
  });
});

describe("ways between states", () => {
  it.each<[AgentStateName, AgentStateName, string]>([
    ["loggedOut", "ready", "login"],
    ["ready", "busy", "answered"],
    ["ready", "notReady", "notReady"],
    ["ready", "loggedOut", "logout"],
    ["notReady", "loggedOut", "logout"],
    ["reserved", "ready", "offerWithdrawn"],
    ["busy", "ready", "callEnded"],
    ["busy", "notReady", "callEnded"],
    ["wrapUp", "busy", "answered"],
    ["wrapUp", "notReady", "wrapUpEnded"],
    ["busy", "unreachable", "deviceLost"],
    ["unreachable", "ready", "deviceBack"],
    ["ready", "unknown", "sourceStale"],
    ["loggedOut", "busy", "gap"],
    ["notReady", "reserved", "gap"],
    ["busy", "loggedOut", "gap"],
  ])("%s to %s is %s, and is taken", (from, to, event) => {
    expect(last(story(stateOf(from, 0), stateOf(to, 1)))).toMatchObject({
      event,
      agent: { now: { state: to } },
    });
  });

  it("within a call are changes of the call", () => {
    const outcomes = story(
      stateOf("busy", 0, queueCall),
      stateOf("busy", 1, { ...queueCall, callPhase: "held" }),
      stateOf("busy", 2, { callKind: "internal", callPhase: "talking" }),
    );
    expect(events(outcomes)).toEqual(["snapshot", "callChanged", "callChanged"]);
  });

  it("keep the last known state while the source itself says unknown", () => {
    const outcomes = story(stateOf("ready", 0), stateOf("unknown", 1), stateOf("unknown", 2), "silence");
    expect(last(outcomes)).toMatchObject({ changed: false, agent: { lastKnown: { state: "ready" } } });
  });

  it("begin where the source says, and without its word when it was seen", () => {
    expect(last(story(stateOf("ready", 0), stateOf("busy", 9, { since: at(4) }))).agent.now.since).toBe(
      at(4),
    );
    expect(last(story(stateOf("ready", null), stateOf("busy", null))).agent.now).toMatchObject({
      since: null,
    });
    const late = story(stateOf("ready", 0), stateOf("ready", 9, { since: at(-30) }));
    expect(last(late)).toMatchObject({ changed: true, event: null, agent: { now: { since: at(-30) } } });
  });

  it("give a first reason the time of its state, as far as it is known", () => {
    expect(last(story(stateOf("notReady", 0, { reason: because("break") }))).agent.reasonSince).toBeNull();
    expect(last(story(stateOf("unknown", null)))).toMatchObject({ event: null, changed: true });
  });
});

describe("any sequence of reports", () => {
  const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const report = fc
    .record({
      state: fc.constantFrom(...agentStates),
      observedAt: optional(fc.integer({ min: 0, max: 20 }).map(at)),
      since: optional(fc.integer({ min: 0, max: 20 }).map(at)),
      reason: optional(fc.constantFrom(because("break"), because("lunch"))),
      pending: optional(fc.constantFrom(...pendingStates)),
      callKind: optional(fc.constantFrom(...callKinds)),
      confidence: fc.constantFrom(...confidences),
    })
    .map((changes) => stateOf(changes.state, null, changes));
  const word = fc.oneof(
    { weight: 6, arbitrary: report },
    { weight: 1, arbitrary: fc.constant("silence" as const) },
  );
  const words = fc.array(word, { minLength: 1, maxLength: 12 });

  it("ends in the state of the last report that was believed", () => {
    fc.assert(
      fc.property(words, (all) => {
        let believed: string = "unknown";
        const outcomes = story(...all);
        for (const [index, outcome] of outcomes.entries()) {
          const said = all[index];
          if (outcome.dropped === null)
            believed = said === "silence" || said === undefined ? "unknown" : said.state;
          expect(outcome.agent.now.state).toBe(believed);
        }
      }),
    );
  });

  it("drops only what is older or weaker than a known state, and what is dropped changes nothing", () => {
    fc.assert(
      fc.property(words, (all) => {
        let before: TrackedAgent | null = null;
        for (const [index, outcome] of story(...all).entries()) {
          if (outcome.dropped !== null) {
            expect(outcome.agent).toBe(before);
            expect(outcome.agent.now.state).not.toBe("unknown");
            expect(all[index]).not.toMatchObject({ confidence: "authoritative", observedAt: null });
          }
          if (!outcome.changed) expect(outcome.event).toBeNull();
          before = outcome.agent;
        }
      }),
    );
  });

  it("is the same when every report comes twice", () => {
    fc.assert(
      fc.property(words, (all) => {
        const twice = story(...all.flatMap((one) => [one, one]));
        expect(last(twice).agent).toEqual(last(story(...all)).agent);
        for (const [index, outcome] of twice.entries())
          if (index % 2 === 1) expect(outcome.changed).toBe(false);
      }),
    );
  });

  it("keeps what was last known exactly while the state is unknown", () => {
    fc.assert(
      fc.property(words, (all) => {
        for (const { agent } of story(...all))
          if (agent.now.state !== "unknown") expect(agent.lastKnown).toBeNull();
      }),
    );
  });
});
