import { describe, expect, it } from "vitest";
import { AgentRoster } from "../../src/domain/agentRoster.ts";
import type { AgentState } from "../../src/domain/agentState.ts";
import { agentAt, wordOf } from "../../src/domain/seatAgent.ts";

const agent = (agentId: string, changes: Partial<AgentState> = {}): AgentState => ({
  agentId,
  state: "ready",
  since: null,
  reason: null,
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  observedAt: null,
  extension: "2014",
  ...changes,
});

function rosterOf(...agents: readonly AgentState[]): AgentRoster {
  const roster = new AgentRoster({ staleAfterMs: 1_000, agentsRepeat: true });
  for (const one of agents) roster.accept(one, { monotonic: 0, validForSeconds: null });
  return roster;
}

describe("who sits at a telephone", () => {
  it("is whom the ACD has logged in there", () => {
    expect(agentAt("2014", null, rosterOf(agent("1"), agent("2", { extension: "2015" })))).toBe("1");
    expect(agentAt("2014", "1", rosterOf(agent("1", { state: "loggedOut" }), agent("3")))).toBe("3");
  });

  it("is nobody when nobody, or everybody, is logged in there", () => {
    expect(agentAt("2014", null, rosterOf())).toBeNull();
    expect(agentAt("2014", "1", rosterOf(agent("1", { state: "loggedOut" })))).toBeNull();
    expect(agentAt("2014", null, rosterOf(agent("1"), agent("2")))).toBeNull();
  });

  it("stays who it was while the ACD is silent", () => {
    const roster = rosterOf(agent("1"));
    roster.lose();
    expect(agentAt("2014", "1", roster)).toBeUndefined();
    expect(agentAt("2014", null, roster)).toBeNull();
  });
});

describe("what the ACD says of an agent", () => {
  it("is found under each of his names, and told under his own", () => {
    const roster = rosterOf(agent("a-7"));
    expect(wordOf("4212", ["a-6", "a-7"], roster)).toMatchObject({ agentId: "4212", state: "ready" });
    expect(wordOf("a-7", [], roster)).toMatchObject({ agentId: "a-7" });
    expect(wordOf("4212", ["a-6"], roster)).toBeNull();
  });
});
