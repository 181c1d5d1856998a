import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reasonSorter } from "../../../src/domain/agentReasons.ts";
import {
  type AgentState,
  agentStates,
  callKinds,
  callPhases,
  confidences,
  pendingStates,
  reasonClasses,
} from "../../../src/domain/agentState.ts";
import { readNativeAgent, writeNativeAgent } from "../../../src/drivers/acd/nativeAgent.ts";

const ten = Date.UTC(2026, 1, 14, 10);
const usual = reasonSorter({});
const read = (message: unknown, classify = usual) =>
  readNativeAgent(typeof message === "string" ? message : JSON.stringify(message), classify);

function readWell(message: unknown, classify = usual) {
  const result = read(message, classify);
  if (!result.ok) throw new Error(`refused: ${result.problem.path} ${result.problem.message}`);
  return result;
}

/** As bridges publish it on `cc/1/…/acd/alcatel-1/agent/p-3fa9/state`. */
const paused = {
  v: 1,
  at: "2026-02-14T10:00:02.000Z",
  validForSeconds: 30,
  agentId: "p-3fa9",
  state: "notReady",
  since: "2026-02-14T09:58:00.000Z",
  reason: { code: "3", label: "Formation", class: "training" },
  confidence: "authoritative",
  observedAt: "2026-02-14T10:00:00.000Z",
  extension: "4711",
};

const agent: AgentState = {
  agentId: "p-3fa9",
  state: "notReady",
  since: ten - 120_000,
  reason: { code: "3", label: "Formation", class: "training" },
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  observedAt: ten,
  extension: "4711",
};

describe("native messages about one agent", () => {
  it("are read as they are written down", () => {
    expect(readWell(paused)).toEqual({ ok: true, agent, validForSeconds: 30, problems: [] });
  });

  it("are written as they are read", () => {
    expect(JSON.parse(writeNativeAgent(agent, ten + 2_000))).toEqual(paused);
  });

  it("may be short: who is in which state", () => {
    expect(
      readWell({ agentId: 17, state: "busy", callKind: "queue", callPhase: "held", pending: "notReady" }),
    ).toEqual({
      ok: true,
      agent: {
        ...agent,
        agentId: "17",
        state: "busy",
        since: null,
        reason: null,
        pending: "notReady",
        callKind: "queue",
        callPhase: "held",
        observedAt: null,
        extension: null,
      },
      validForSeconds: 30,
      problems: [],
    });
  });

  it("are believed for 30 seconds, or less where they say so", () => {
    expect(readWell({ ...paused, validForSeconds: 5 }).validForSeconds).toBe(5);
    expect(readWell({ ...paused, validForSeconds: 86_400 }).validForSeconds).toBe(30);
    expect(readWell({ ...paused, validForSeconds: 0 }).validForSeconds).toBe(30);
  });

  it("with words that nobody knows say so by path, and the state is unknown", () => {
    const result = readWell({ ...paused, state: "dozing", callKind: "odd", extension: {}, reason: "why" });
    expect(result.agent).toMatchObject({ state: "unknown", callKind: null, extension: null, reason: null });
    expect(result.problems.map(({ path }) => path)).toEqual(["state", "reason", "callKind"]);
    expect(JSON.stringify(result.problems)).not.toContain(paused.agentId);
  });

  it.each([
    ["{", "not_json", ""],
    ["[]", "wrong_shape", ""],
    [{ ...paused, v: 2 }, "wrong_version", "v"],
    [{ ...paused, agentId: null }, "wrong_shape", "agentId"],
    [{ ...paused, agentId: "x".repeat(129) }, "wrong_shape", "agentId"],
  ])("%j is refused", (message, reason, path) => {
    expect(read(message)).toMatchObject({ ok: false, reason, problem: { path } });
  });

  it("take the site's word for a code, and the sender's class unless that is none", () => {
    const site = reasonSorter({ "3": { label: "Cours", class: "meeting" } });
    expect(readWell(paused, site).agent.reason).toEqual({ code: "3", label: "Cours", class: "training" });
    const open = { ...paused, reason: { code: "3", class: "other" } };
    expect(readWell(open, site).agent.reason).toEqual({ code: "3", label: "Cours", class: "meeting" });
    expect(readWell({ ...paused, reason: { label: "Repas" } }).agent.reason?.class).toBe("lunch");
    expect(readWell({ ...paused, reason: { class: "lunch" } }).agent.reason).toEqual({
      code: "lunch",
      label: null,
      class: "lunch",
    });
  });
});

describe("a private reason", () => {
  it.each([
    [{ code: "9", label: "canary", class: "private" }],
    [{ code: "9", label: "Infirmerie canary", class: "break" }],
    [{ code: "canary INFIRMERIE" }],
  ])("%j is not read", (reason) => {
    const result = readWell({ ...paused, reason });
    expect(result.agent.state).toBe("notReady");
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  it("is not written either", () => {
    const reason = { code: "9", label: "canary", class: "private" } as const;
    expect(writeNativeAgent({ ...agent, reason }, ten)).not.toContain("canary");
  });
});

describe("any agent", () => {
  const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const text = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
  const kinds = reasonClasses.filter((kind) => kind !== "private" && kind !== "other");
  const anyAgent: fc.Arbitrary<AgentState> = fc.record({
    agentId: text,
    state: fc.constantFrom(...agentStates),
    since: optional(instant),
    reason: optional(
      fc.record({
        code: text.map((code) => `x${code}x`),
        label: fc.constant(null),
        class: fc.constantFrom(...kinds),
      }),
    ),
    pending: optional(fc.constantFrom(...pendingStates)),
    callKind: optional(fc.constantFrom(...callKinds)),
    callPhase: optional(fc.constantFrom(...callPhases)),
    confidence: fc.constantFrom(...confidences),
    observedAt: optional(instant),
    extension: optional(text),
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(anyAgent, instant, (one, at) => {
        expect(readWell(writeNativeAgent(one, at)).agent).toEqual(one);
      }),
    );
  });

  it("in any JSON is read or refused, without failing", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(typeof read(text).ok).toBe("boolean");
      }),
    );
  });
});
