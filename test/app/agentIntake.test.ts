import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentIntake, type AgentSourcePlan } from "../../src/app/agentIntake.ts";
import { knownReason, reasonSorter } from "../../src/domain/agentReasons.ts";
import { MOST_AGENTS } from "../../src/domain/agentRoster.ts";
import { type AgentState, unknownAgent } from "../../src/domain/agentState.ts";
import { readNativeAgent, writeNativeAgent } from "../../src/drivers/acd/nativeAgent.ts";
import { readSourceStatus } from "../../src/drivers/acd/sourceStatus.ts";
import type { BusMessage } from "../../src/ports/broker.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

const agentTopic = "cc/1/demo/acd/acd/agent/+/state";
const statusTopic = "cc/1/demo/acd/acd/status";
const classify = reasonSorter({});

const plan: AgentSourcePlan = {
  name: "acd",
  topic: agentTopic,
  read: (text) => readNativeAgent(text, classify),
  status: statusTopic,
  readStatus: readSourceStatus,
  staleAfterMs: 60_000,
  agentsRepeat: true,
  isKnownReason: knownReason({ "77": { label: null, class: "other" } }),
};

const agentOf = (
  agentId: string,
  state: AgentState["state"],
  changes: Partial<AgentState> = {},
): AgentState => ({
  ...unknownAgent(agentId),
  state,
  ...changes,
});

function intakeOf(...plans: AgentSourcePlan[]) {
  const { log, lines } = recordingLog();
  const metrics = recordingMetrics();
  const changes: [string, readonly string[]][] = [];
  const handlers = new Map<string, (message: BusMessage) => void>();
  const clock = { monotonic: () => performance.now() };
  const intake = new AgentIntake(
    { clock, log, metrics, changed: (source, ids) => void changes.push([source, ids]) },
    plans,
  );
  intake.attach({ onMessage: (filter, handler) => void handlers.set(filter, handler) });
  intake.start();
  const send = (filter: string, payload: string, retained: boolean): void =>
    handlers.get(filter)?.({
      topic: filter.replace("+", "p-canary"),
      payload: new TextEncoder().encode(payload),
      retained,
      responseTopic: null,
      correlation: null,
    });
  return {
    intake,
    lines,
    metrics,
    changes,
    filters: [...handlers.keys()],
    say: (agent: AgentState | string, retained = false) =>
      send(agentTopic, typeof agent === "string" ? agent : writeNativeAgent(agent, 0), retained),
    hear: (status: object | string) =>
      send(statusTopic, typeof status === "string" ? status : JSON.stringify(status), true),
    take: (agents: readonly AgentState[], retained = false) =>
      intake.take("acd", { agents, retained, monotonic: performance.now() }),
    state: (id: string) => intake.rosterOf("acd")?.agent(id)?.now.state,
  };
}

let running: AgentIntake[] = [];
const started = (...plans: AgentSourcePlan[]) => {
  const bench = intakeOf(...plans);
  running.push(bench.intake);
  return bench;
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const intake of running) intake.stop();
  running = [];
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

describe("agents off the bus", () => {
  it("are kept, and told only when something is different", () => {
    const { say, state, changes, metrics } = started(plan);
    for (const agent of [agentOf("p-1", "ready"), agentOf("p-1", "ready"), agentOf("p-1", "busy")])
      say(agent);
    expect(state("p-1")).toBe("busy");
    expect(changes).toEqual([
      ["acd", ["p-1"]],
      ["acd", ["p-1"]],
    ]);
    expect(metrics.value('agent_messages_total{source="acd"}')).toBe(3);
    expect(metrics.value('agents{source="acd",state="busy"}')).toBe(1);
    expect(metrics.value('agents{source="acd",state="ready"}')).toBe(0);
  });

  it("a hundred times the same make one change", () => {
    const { say, changes } = started(plan);
    for (let count = 0; count < 100; count++) say(agentOf("p-1", "ready"));
    expect(changes).toHaveLength(1);
  });

  it("that the broker kept are not looked at, but counted", () => {
    const { say, take, state, changes, metrics } = started(plan);
    say(agentOf("p-1", "ready"), true);
    take([agentOf("p-2", "ready"), agentOf("p-3", "ready")], true);
    take([], true);
    expect([state("p-1"), state("p-2"), changes.length]).toEqual([undefined, undefined, 0]);
    expect(metrics.value('agent_dropped_total{source="acd",reason="retained"}')).toBe(3);
  });

  it("are unknown half a minute after their last message", async () => {
    const { say, state, changes } = started(plan);
    say(agentOf("p-1", "ready"));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(state("p-1")).toBe("ready");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state("p-1")).toBe("unknown");
    expect(changes).toHaveLength(2);
  });

  it("come with the statistics of a source too, and live as long as it speaks", async () => {
    const { take, state } = started({ ...plan, agentsRepeat: false });
    take([agentOf("p-1", "ready")]);
    await vi.advanceTimersByTimeAsync(50_000);
    take([]);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(state("p-1")).toBe("ready");
    await vi.advanceTimersByTimeAsync(11_000);
    expect(state("p-1")).toBe("unknown");
  });

  it("are unknown at once when the bridge or the ACD behind it is lost", () => {
    const { say, hear, state } = started(plan);
    hear({ state: "ready", session: 2, sourceReachable: true });
    say(agentOf("p-1", "ready"));
    hear({ state: "lost", session: 1 });
    hear("nonsense");
    expect(state("p-1")).toBe("ready");
    hear({ state: "ready", session: 2, sourceReachable: false });
    expect(state("p-1")).toBe("unknown");
  });

  it("that change in a way no agent does are believed, and counted as a gap", () => {
    const { say, state, metrics } = started(plan);
    for (const kind of ["notReady", "reserved"] as const) say(agentOf("p-1", kind));
    expect(state("p-1")).toBe("reserved");
    expect(metrics.value('agent_gap_total{source="acd"}')).toBe(1);
  });

  it("in older and weaker reports are counted and let go", () => {
    const { say, state, metrics } = started(plan);
    say(agentOf("p-1", "ready", { observedAt: 5_000 }));
    say(agentOf("p-1", "notReady", { observedAt: 3_000 }));
    say(agentOf("p-1", "busy", { confidence: "local" }));
    expect(state("p-1")).toBe("ready");
    for (const reason of ["older", "weaker"])
      expect(metrics.value(`agent_dropped_total{source="acd",reason="${reason}"}`)).toBe(1);
  });

  it("beyond all reason are counted and let go", () => {
    const { take, metrics } = started(plan);
    take(Array.from({ length: MOST_AGENTS + 2 }, (_, index) => agentOf(`p-${index}`, "ready")));
    expect(metrics.value('agent_dropped_total{source="acd",reason="full"}')).toBe(2);
  });

  it("are not taken where the site has not switched it on", () => {
    const { take, intake, filters, changes } = started();
    take([agentOf("p-1", "ready")]);
    expect([filters, changes, intake.rosterOf("acd")]).toEqual([[], [], null]);
    expect(openTimers()).toBe(0);
  });

  it("may have no topic of their own, and no bridge that says whether it lives", () => {
    expect(started({ ...plan, topic: null, status: null }).filters).toEqual([]);
  });
});

describe("the log of agents", () => {
  it("names a reason without a class once, by its code, and nobody who gave it", () => {
    const { say, lines } = started(plan);
    const because = (code: string) => ({ reason: { code, label: null, class: "other" } }) as const;
    for (const [id, code] of [
      ["p-canary", "42"],
      ["p-canary", "42"],
      ["p-2", "77"],
      ["p-3", "32760"],
    ] as const)
      say(agentOf(id, "notReady", because(code)));
    expect(lines).toEqual([
      {
        level: "info",
        text: "a reason has no class and counts as other",
        facts: { source: "acd", code: "42", advice: "give it one under sources.acd.reasons" },
      },
    ]);
  });

  it("has an end, whatever codes are made up", () => {
    const { take, lines } = started(plan);
    const reason = (code: number) => ({ code: `made-up-${code}`, label: null, class: "other" }) as const;
    take(Array.from({ length: 300 }, (_, index) => agentOf("p-1", "notReady", { reason: reason(index) })));
    expect(lines).toHaveLength(200);
  });

  it("says once an hour what could not be read, without topic and id", () => {
    const { say, lines, metrics } = started(plan);
    say('{"agentId":"p-canary","state":"dozing"}');
    say("{");
    expect(lines).toEqual([
      {
        level: "warn",
        text: "a message about an agent could not be read",
        facts: { source: "acd", path: "state", message: "is none of the known words" },
      },
    ]);
    expect(metrics.value('agent_dropped_total{source="acd",reason="not_json"}')).toBe(1);
  });

  it("never holds a private reason: not in a line, a metric or what is kept", () => {
    const { say, lines, intake } = started(plan);
    say('{"agentId":"p-canary","state":"notReady","reason":{"code":"9","label":"INFIRMERIE"}}');
    expect(intake.rosterOf("acd")?.agents()[0]?.now).toMatchObject({ state: "notReady", reason: null });
    expect(JSON.stringify([lines, intake.rosterOf("acd")?.agents()])).not.toContain("INFIRMERIE");
    expect(JSON.stringify(lines)).not.toContain("canary");
  });
});
