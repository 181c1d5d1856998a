import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reasonSorter } from "../../../src/domain/agentReasons.ts";
import type { AgentState } from "../../../src/domain/agentState.ts";
import { checkSamples } from "../../../src/drivers/acd/checkSamples.ts";
import { compileProfile } from "../../../src/drivers/acd/profile.ts";
import { type Profile, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import type { ReadResult } from "../../../src/drivers/acd/readStatistics.ts";

const nine = Date.UTC(2026, 0, 12, 9);

/** Supervisor view of a desktop API: words, a reason with its label, and since when. */
const desktop = {
  id: "user",
  extension: "extension",
  state: {
    from: "state",
    map: {
      LOGOUT: "loggedOut",
      NOT_READY: "notReady",
      READY: "ready",
      RESERVED: { state: "reserved", callPhase: "dialing" },
      TALKING: { state: "busy", callKind: "queue", callPhase: "talking" },
      WORK: { state: "wrapUp", pending: "notReady" },
      WRAP: { state: "wrapUp", confidence: "inferred" },
      RONA: { state: "notReady", reason: "noAnswer" },
      NURSE_STATE: { state: "notReady", reason: "private" },
    },
  },
  callKind: { from: "kind", map: { IN: "queue", OUT: "outbound" } },
  reason: { code: "reason.code", label: "reason.label", group: "team" },
  since: "since",
  observedAt: "seen",
};

const profileOf = (changes: object, agent: object = {}): Profile =>
  profileSchema.parse({
    schema: 1,
    id: "desktop",
    reader: "json-rows",
    agent: { ...desktop, ...agent },
    samples: [{ payload: [] }],
    source: "a test",
    ...changes,
  });

type Read = Extract<ReadResult, { ok: true }>;

function read(
  profile: Profile,
  payload: unknown,
  classify = reasonSorter({}),
  receivedAt: number | null = nine,
): Read {
  const result = compileProfile(profile, {}, classify).read(JSON.stringify(payload), {
    receivedAt,
    listIgnored: true,
  });
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

const one = (row: object, agent: object = {}): AgentState | undefined =>
  read(profileOf({}, agent), [{ user: "a1", ...row }]).agents[0];

describe("single agents, by a profile", () => {
  it("are told in our words", () => {
    const row = {
      user: "a1",
      state: "not_ready",
      extension: 4711,
      reason: { code: 12, label: "Pause 1" },
      since: "2026-01-12T09:58:00+01:00",
      seen: "2026-01-12T08:59:59Z",
    };
    expect(read(profileOf({}), [row])).toEqual({
      ok: true,
      statistics: [],
      agents: [
        {
          agentId: "a1",
          state: "notReady",
          since: nine - 120_000,
          reason: { code: "12", label: "Pause 1", class: "break" },
          pending: null,
          callKind: null,
          callPhase: null,
          confidence: "authoritative",
          observedAt: nine - 1_000,
          extension: "4711",
        },
      ],
      publishedAt: null,
      validForSeconds: null,
      ignored: [],
      leftOut: [],
      problems: [],
    });
  });

  it("take from one word the state, the call, what comes after it and who says so", () => {
    expect(one({ state: "TALKING" })).toMatchObject({
      state: "busy",
      callKind: "queue",
      callPhase: "talking",
    });
    expect(one({ state: "WORK" })).toMatchObject({ state: "wrapUp", pending: "notReady" });
    expect(one({ state: "WRAP" })).toMatchObject({ state: "wrapUp", confidence: "inferred" });
    expect(one({ state: "RONA" })).toMatchObject({
      reason: { code: "RONA", label: null, class: "noAnswer" },
    });
    expect(one({ state: "RONA", reason: { code: 7, label: "Café" } })).toMatchObject({
      reason: { code: "7", label: "Café", class: "noAnswer" },
    });
  });

  it("believe a field of its own more than what the word implies", () => {
    expect(one({ state: "TALKING", kind: "out" })?.callKind).toBe("outbound");
    expect(one({ state: "TALKING", kind: "" })?.callKind).toBe("queue");
  });

  it("say with place, and never with a name, what they do not understand", () => {
    const rows = [
      { user: "canary-1", state: "READY" },
      { user: "canary-2", state: "DOZING", kind: "SIDEWAYS" },
      { state: "READY" },
      { user: "canary-3" },
      { user: "canary-4", state: "READY", since: "yesterday", seen: "soon" },
    ];
    const { agents, problems } = read(profileOf({}), rows);
    expect(agents.map(({ state }) => state)).toEqual(["ready", "unknown", "unknown", "ready"]);
    expect(problems).toEqual([
      { path: "agents.1.state", message: '"DOZING" is not among the words of the profile' },
      { path: "agents.1.callKind", message: '"SIDEWAYS" is not among the words of the profile' },
      { path: "agents.2.id", message: "is missing" },
      { path: "agents.3.state", message: "is missing" },
      {
        path: "agents.4.observedAt",
        message: "is not a time with its zone, such as 2026-02-14T10:18:00Z",
      },
      { path: "agents.4.since", message: "is not a time with its zone, such as 2026-02-14T10:18:00Z" },
    ]);
    expect(JSON.stringify(problems)).not.toContain("canary");
  });

  it("may have a state for every other word, where a centre names its own", () => {
    const map = { Available: "ready", "*": "notReady" };
    const agent = { state: { from: "state", map }, reason: { code: "state" } };
    expect(one({ state: "Déjeuner" }, agent)).toMatchObject({
      state: "notReady",
      reason: { code: "Déjeuner", class: "lunch" },
    });
  });

  it("leave out rows that are not wanted", () => {
    const keep = { team: ["sales"] };
    const rows = [
      { user: "a1", state: "READY", team: "sales" },
      { user: "a2", state: "READY", team: "support" },
    ];
    expect(read(profileOf({}, { keep }), rows).agents.map(({ agentId }) => agentId)).toEqual(["a1"]);
  });

  it("count back from the time of measure where a source says for how long", () => {
    const since = { from: "for", age: "hms" };
    expect(one({ state: "READY", for: "00:02:30", seen: "2026-01-12T08:59:00Z" }, { since })?.since).toBe(
      nine - 60_000 - 150_000,
    );
    expect(one({ state: "READY", for: "00:02:30" }, { since })?.since).toBe(nine - 150_000);
    expect(one({ state: "READY", for: "N/A" }, { since })?.since).toBeNull();
    expect(one({ state: "READY", for: "long" }, { since })?.since).toBeNull();
    expect(one({ state: "READY", for: -5 }, { since: { from: "for", age: "s" } })?.since).toBeNull();
    const unsynced = read(
      profileOf({}, { since }),
      [{ user: "a", state: "READY", for: "00:01:00" }],
      reasonSorter({}),
      null,
    );
    expect(unsynced.agents[0]?.since).toBeNull();
  });

  it("may come beside the queues of the same message", () => {
    const profile = profileOf(
      { rows: "queues", queue: { id: "id" }, now: { waiting: "n" } },
      { rows: "people", observedAt: undefined },
    );
    const people = [{ user: "a1", state: "READY", mood: "good", team: "x", seen: 1 }];
    const { statistics, agents, ignored } = read(profile, { queues: [{ id: "q", n: 2, m: 1 }], people });
    expect([statistics[0]?.now.waiting, agents[0]?.state]).toEqual([2, "ready"]);
    expect(ignored).toEqual(["m", "agents[].mood", "agents[].seen"]);
    expect(read(profile, { queues: [{ n: 2 }], people }).agents).toHaveLength(1);
  });

  it("say whether each of them is told again and again", () => {
    expect(compileProfile(profileOf({}), {}).agents).toBe("repeated");
    expect(compileProfile(profileOf({}, { repeats: false }), {}).agents).toBe("whenChanged");
  });
});

describe("a profile", () => {
  const refusal = (changes: object) =>
    profileSchema
      .safeParse({
        schema: 1,
        id: "x",
        reader: "json-rows",
        agent: desktop,
        samples: [{ payload: [] }],
        source: "a test",
        ...changes,
      })
      .error?.issues.map(({ path, message }) => [path.join("."), message]);

  it("must map something", () => {
    expect(refusal({ agent: undefined })).toEqual([["", "maps neither queues nor agents"]]);
  });

  it("says of its layout only what its reader asks", () => {
    expect(refusal({ layout: { columns: 3 } })).toEqual([["layout", expect.stringContaining("columns")]]);
  });
});

describe("a private reason", () => {
  const canary = "INFIRMERIE";
  const text = (...args: Parameters<typeof read>): string => JSON.stringify(read(...args));

  it.each([
    ["by its label", { state: "NOT_READY", reason: { code: 9, label: `Visite ${canary}` } }],
    ["by its code", { state: "NOT_READY", reason: { code: canary } }],
    ["by its accents and plural", { state: "NOT_READY", reason: { code: 9, label: "Réunion délégués" } }],
    ["by a state that nobody mapped", { state: canary }],
    ["by a state that the profile calls private", { state: "NURSE_STATE", reason: { code: canary } }],
    ["beside a state that implies another", { state: "RONA", reason: { code: canary } }],
  ])("is known %s, and nothing of it goes on", (_, row) => {
    const result = read(profileOf({}), [{ user: "a1", ...row }]);
    expect(result.agents[0]).toMatchObject({ state: "notReady", reason: null });
    expect(result.problems).toEqual([]);
    expect(JSON.stringify(result)).not.toMatch(/INFIRMERIE|délégués/i);
  });

  it("is known by a state that stands for any other word with a kind of its own", () => {
    const map = { READY: "ready", "*": { state: "notReady", reason: "other" } };
    const profile = profileOf({}, { state: { from: "state", map }, reason: undefined });
    const result = read(profile, [
      { user: "a1", state: "Infirmerie" },
      { user: "a2", state: "Jardin" },
    ]);
    expect(result.agents.map(({ state, reason }) => [state, reason?.code])).toEqual([
      ["notReady", undefined],
      ["notReady", "Jardin"],
    ]);
    expect(JSON.stringify(result)).not.toMatch(/infirmerie/i);
  });

  it("is what the site says it is, for each group apart", () => {
    const classify = reasonSorter({
      "sales/3": { label: "Perso", class: "private" },
      3: { label: "Mail", class: "backOffice" },
    });
    const row = (team: string) => ({ user: team, team, state: "NOT_READY", reason: { code: 3 } });
    const { agents } = read(profileOf({}), [row("sales"), row("support")], classify);
    expect(agents.map(({ reason }) => reason)).toEqual([
      null,
      { code: "3", label: "Mail", class: "backOffice" },
    ]);
    expect(text(profileOf({}), [row("sales")], classify)).not.toContain("Perso");
  });
});

describe("the samples of a profile", () => {
  const row = {
    user: "a1",
    state: "NOT_READY",
    since: "2026-01-12T09:00:00Z",
    reason: { code: 1, label: "Repas" },
  };
  const sampled = (agents: object) => checkSamples(profileOf({ samples: [{ payload: [row], agents }] }));

  it("are also run for agents", () => {
    const means = { state: "notReady", "reason.class": "lunch", "reason.code": "1", pending: null };
    expect(sampled({ a1: { ...means, since: "2026-01-12T10:00:00+01:00" } })).toEqual([]);
  });

  it("say which agent's word is wrong, and which agent is not there", () => {
    expect(sampled({ a1: { state: "ready", "reason.class": "break" }, a2: {} })).toEqual([
      "sample 1: agent a1 state: should be ready, is notReady",
      "sample 1: agent a1 reason.class: should be break, is lunch",
      "sample 1: agent a2 is not in it",
    ]);
  });

  it("may say that there is no reason", () => {
    const samples = [{ payload: [{ user: "a1", state: "READY" }], agents: { a1: { "reason.class": null } } }];
    expect(checkSamples(profileOf({ samples }))).toEqual([]);
  });
});

describe("any message about agents", () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.object({ maxDepth: 1 }),
  );
  const row = fc.record(
    { user: value, state: value, kind: value, reason: value, since: value, seen: value, team: value },
    { requiredKeys: [] },
  );

  it("is read without failing, and problems hold no id", () => {
    const profile = profileOf({});
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const named = rows.map((each, index) => ({ ...each, user: `canary-${index}` }));
        const { agents, problems } = read(profile, named);
        expect(agents).toHaveLength(named.length);
        expect(JSON.stringify(problems)).not.toContain("canary");
      }),
    );
  });
});
