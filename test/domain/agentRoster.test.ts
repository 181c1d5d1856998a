import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AgentRoster,
  FORGET_AFTER_MS,
  MOST_AGENTS,
  reasonCounts,
  stateCounts,
} from "../../src/domain/agentRoster.ts";
import { type AgentState, agentStates, reasonClasses, unknownAgent } from "../../src/domain/agentState.ts";
import type { TrackedAgent } from "../../src/domain/agentTransitions.ts";

const report = (
  agentId: string,
  state: AgentState["state"],
  changes: Partial<AgentState> = {},
): AgentState => ({
  ...unknownAgent(agentId),
  state,
  ...changes,
});

const rosterOf = (agentsRepeat = true) => new AgentRoster({ staleAfterMs: 60_000, agentsRepeat });
const come = (monotonic: number, validForSeconds: number | null = null) => ({ monotonic, validForSeconds });
const stateOf = (roster: AgentRoster, id = "a"): string | undefined => roster.agent(id)?.now.state;

describe("the agents of a source", () => {
  it("are known until they were silent for too long, and then unknown, never logged out", () => {
    const roster = rosterOf();
    roster.accept(report("a", "ready"), come(0));
    roster.accept(report("b", "busy"), come(30_000));
    expect(roster.expire(59_999)).toEqual([]);
    expect(roster.expire(60_000)).toEqual(["a"]);
    expect([stateOf(roster), stateOf(roster, "b")]).toEqual(["unknown", "busy"]);
    expect(roster.agent("a")?.lastKnown?.state).toBe("ready");
    expect(roster.expire(60_001)).toEqual([]);
  });

  it("are known only as long as their message says", () => {
    const roster = rosterOf();
    roster.accept(report("a", "ready"), come(0, 30));
    expect(roster.expire(29_999)).toEqual([]);
    expect(roster.expire(30_000)).toEqual(["a"]);
  });

  it("that are told only when they change are known as long as the source speaks of anything", () => {
    const roster = rosterOf(false);
    roster.accept(report("a", "ready"), come(0));
    roster.heard(FORGET_AFTER_MS);
    expect(roster.expire(FORGET_AFTER_MS + 59_999)).toEqual([]);
    expect(roster.expire(FORGET_AFTER_MS + 60_000)).toEqual(["a"]);
  });

  it("are unknown at once when the source is lost", () => {
    const roster = rosterOf();
    roster.accept(report("a", "ready"), come(0));
    roster.accept(report("b", "unknown"), come(0));
    expect(roster.lose()).toEqual(["a"]);
    expect(roster.lose()).toEqual([]);
  });

  it("are forgotten when nothing was heard of them for ten minutes", () => {
    const roster = rosterOf();
    roster.accept(report("a", "ready"), come(0));
    expect(roster.expire(FORGET_AFTER_MS - 1)).toEqual(["a"]);
    expect(roster.expire(FORGET_AFTER_MS)).toEqual(["a"]);
    expect(roster.agent("a")).toBeNull();
    expect(roster.agents()).toEqual([]);
  });

  it("of a source that repeats one measurement grow old all the same", () => {
    const roster = rosterOf();
    for (const at of [0, 20_000, 40_000]) roster.accept(report("a", "ready", { observedAt: 1 }), come(at));
    expect(roster.expire(60_000)).toEqual(["a"]);
  });

  it("may change twice within one measurement", () => {
    const roster = rosterOf();
    const reason = { code: "1", label: null, class: "lunch" } as const;
    roster.accept(report("a", "notReady", { observedAt: 1 }), come(0));
    roster.accept(report("a", "notReady", { observedAt: 1, reason }), come(1));
    expect(roster.agent("a")?.now.reason).toEqual(reason);
  });

  it("are not refreshed by a report that is not believed", () => {
    const roster = rosterOf();
    roster.accept(report("a", "busy", { observedAt: 10 }), come(0));
    expect(roster.accept(report("a", "ready", { observedAt: 9 }), come(50_000))).toMatchObject({
      dropped: "older",
    });
    expect(roster.expire(60_000)).toEqual(["a"]);
  });

  it("are bounded in number: one too many is refused, and those who are known stay", () => {
    const roster = rosterOf();
    for (let index = 0; index < MOST_AGENTS; index++) roster.accept(report(`a${index}`, "ready"), come(0));
    expect(roster.accept(report("one-more", "ready"), come(0))).toBe("full");
    expect(roster.accept(report("a0", "busy"), come(0))).toMatchObject({ changed: true });
  });

  it("are never more than were heard, in any order of reports and silences", () => {
    const step = fc.record({
      id: fc.constantFrom("a", "b", "c"),
      state: fc.constantFrom(...agentStates),
      after: fc.integer({ min: 0, max: 120_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, repeat) => {
        const roster = rosterOf(repeat);
        let now = 0;
        for (const { id, state, after } of steps) {
          now += after;
          roster.expire(now);
          roster.accept(report(id, state), come(now));
          expect(stateOf(roster, id)).toBe(state);
          expect(roster.agents().length).toBeLessThanOrEqual(3);
        }
        roster.expire(now + 60_000);
        expect(roster.agents().every((agent) => agent.now.state === "unknown")).toBe(true);
      }),
    );
  });
});

const tracked = (
  state: AgentState["state"],
  kind: (typeof reasonClasses)[number] | null = null,
): TrackedAgent => ({
  now: report("x", state, { reason: kind === null ? null : { code: kind, label: null, class: kind } }),
  reasonSince: null,
  lastKnown: null,
});
const times = (count: number, agent: TrackedAgent): TrackedAgent[] =>
  Array.from({ length: count }, () => agent);

describe("counts of agents", () => {
  it("are made by state, zero included", () => {
    expect(stateCounts([...times(2, tracked("ready")), tracked("busy")])).toMatchObject({
      ready: 2,
      busy: 1,
      wrapUp: 0,
    });
  });

  it("by reason leave out what is one person's", () => {
    const agents = [
      ...times(3, tracked("ready")),
      ...times(2, tracked("notReady", "lunch")),
      tracked("notReady", "break"),
    ];
    expect([...reasonCounts(agents)]).toEqual([["lunch", 2]]);
  });

  it("by reason are not made where only a few are logged in", () => {
    const four = [...times(2, tracked("ready")), ...times(2, tracked("notReady", "lunch"))];
    expect(reasonCounts(four).size).toBe(0);
    expect(reasonCounts([...four, ...times(9, tracked("loggedOut")), tracked("unreachable")]).size).toBe(0);
    expect(reasonCounts([...four, tracked("busy")]).get("lunch")).toBe(2);
    expect(reasonCounts(four, 4).get("lunch")).toBe(2);
  });

  it("by reason are of those who are paused now, whatever was asked for during a call", () => {
    expect(reasonCounts([...times(5, tracked("ready")), ...times(2, tracked("busy", "lunch"))]).size).toBe(0);
  });

  it("by reason never name coaching, an unanswered call, a private reason, or one that nobody knows", () => {
    const agent = fc.tuple(fc.constantFrom(...agentStates), fc.constantFrom(...reasonClasses, null));
    fc.assert(
      fc.property(fc.array(agent, { maxLength: 30 }), (all) => {
        const agents = all.map(([state, kind]) => tracked(state, kind));
        const counts = reasonCounts(agents);
        for (const kind of ["coaching", "noAnswer", "private", "other"] as const)
          expect(counts.has(kind)).toBe(false);
        for (const count of counts.values()) expect(count).toBeGreaterThan(1);
        const sum = [...counts.values()].reduce((one, other) => one + other, 0);
        expect(sum).toBeLessThanOrEqual(stateCounts(agents).notReady);
      }),
    );
  });
});
