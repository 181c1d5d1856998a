import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { AgentStateName } from "../../../../src/domain/agentState.ts";
import { nothingKnown, type QueueStatistics } from "../../../../src/domain/queueStatistics.ts";
import { settle } from "../../../../src/domain/statisticsRules.ts";
import { numberKinds } from "../../../../src/drivers/acd/figureKinds.ts";
import { compileProfile } from "../../../../src/drivers/acd/profile.ts";
import {
  type Profile,
  type ProfileOptions,
  profileSchema,
} from "../../../../src/drivers/acd/profileSchema.ts";
import { writerFor } from "../../../../src/drivers/acd/write/writeProfile.ts";
import { createSimulatedAcd } from "../../../../src/simulated/acd.ts";
import { busyFloor } from "../../../simulated/acd/plans.ts";
import { AT, truths } from "./truth.ts";

const folder = new URL("../../../../devices/acds/", import.meta.url);
const profiles = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => profileSchema.parse(parse(readFileSync(new URL(file, folder), "utf8"))));

/** Figures that a source cannot say as they truly are, by profile, and why. Everything else must come back. */
const noOffered = "answered plus abandoned; callers who went elsewhere are in no counter";
const cannotSay: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "asterisk-ami": { "totals.offered": noOffered, "now.ringing": "only events that are pushed tell it" },
  "freeswitch-callcenter": { "totals.offered": noOffered },
  "asterisk-queue-params": {
    "totals.offered": noOffered,
  },
  "genesys-cloud-observations": {
    "agents.notReady": "the states make up those logged in and none is after-call work, which counts here",
  },
};

/** Readers that know that a percentage over no calls, which the source gives as 0, is none. */
const nullOverNoCalls: ReadonlySet<string> = new Set(["asterisk-ami"]);

/** What a site has to set for a source, where the profile's first sample does not say it. */
const settings: Readonly<Record<string, ProfileOptions>> = {
  "alcatel-ccd-statistics": { buckets: "exclusive", thresholdSeconds: 30 },
};

/** Sources that tell of one thing only. */
const only: Readonly<Record<string, string>> = { "cisco-uccx-icd": "voice" };

const START = Date.parse("2026-01-12T06:00:00Z");

const groups = ["now", "agents", "totals", "serviceLevel", "averages", "peaks"] as const;

type Group = (typeof groups)[number];

const figureIn = (statistics: QueueStatistics, group: Group, name: string): unknown =>
  new Map<string, unknown>(Object.entries(statistics[group])).get(name);

const withFigure = (
  statistics: QueueStatistics,
  group: Group,
  name: string,
  value: unknown,
): QueueStatistics => ({ ...statistics, [group]: { ...statistics[group], [name]: value } });

/** What a site has to set for this source, as the first sample of the profile does. */
const optionsOf = (profile: Profile): ProfileOptions => ({
  zone: "Europe/Paris",
  ...profile.samples[0]?.options,
  mergePartial: false,
  ...settings[profile.id],
});

/** The truth as far as the profile has a place for it; what the source cannot say is taken as it was read. */
function expected(profile: Profile, truth: QueueStatistics, read: QueueStatistics): QueueStatistics {
  const chosen = { ...profile.options, ...optionsOf(profile) };
  let mask = nothingKnown(truth.queue.id, null);
  for (const group of groups) {
    const specs = profile[group] as Record<string, unknown>;
    for (const name of Object.keys(numberKinds[group])) {
      const spec = specs[name];
      if (spec === undefined) continue;
      const isValue = typeof spec === "object" && spec !== null && "value" in spec;
      const unsayable = cannotSay[profile.id]?.[`${group}.${name}`] !== undefined;
      const overNone = truth.totals.answered === 0 && nullOverNoCalls.has(profile.id);
      // Where both of its means are 0 nobody was ever answered, as far as Asterisk tells.
      const { answerSeconds, talkSeconds } = truth.averages;
      const noMeans = nullOverNoCalls.has(profile.id) && answerSeconds === 0 && talkSeconds === 0;
      const isNone =
        (overNone && `${group}.${name}` === "serviceLevel.vendorPercent") ||
        (noMeans && group === "averages");
      const value = isNone
        ? null
        : unsayable
          ? figureIn(read, group, name)
          : isValue
            ? spec.value
            : figureIn(truth, group, name);
      mask = withFigure(mask, group, name, value);
    }
  }
  return settle({
    ...mask,
    queue: {
      id: truth.queue.id,
      name: profile.queue?.name === undefined ? null : read.queue.name,
      state: profile.queue?.state === undefined ? "unknown" : truth.queue.state,
    },
    observedAt: profile.observedAt === undefined ? null : truth.observedAt,
    totals: { ...mask.totals, window: chosen.window ?? profile.totals.window ?? null },
    serviceLevel: {
      ...mask.serviceLevel,
      thresholdSeconds: chosen.thresholdSeconds ?? mask.serviceLevel.thresholdSeconds,
      formula: chosen.serviceLevelFormula ?? profile.serviceLevel.formula ?? null,
    },
    averages: { ...mask.averages, method: profile.averages.method ?? null },
  });
}

/** Numbers that went through a division and back. */
const tidy = (statistics: QueueStatistics): unknown =>
  JSON.parse(
    JSON.stringify({ ...statistics, quality: [] }, (_, value) =>
      typeof value === "number" ? Number(value.toFixed(4)) : value,
    ),
  );

/** What several messages, or several rows of one, said of a queue. */
function merged(parts: readonly QueueStatistics[]): QueueStatistics {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error("no queue");
  let whole = first;
  for (const part of others)
    for (const group of groups)
      for (const [name, value] of Object.entries(part[group]))
        if (value !== null) whole = withFigure(whole, group, name, value);
  return settle(whole);
}

const read = (profile: Profile, messages: readonly string[]) => {
  const reader = compileProfile(profile, optionsOf(profile));
  return messages.map((message) => reader.read(message, { receivedAt: AT, listIgnored: false }));
};

describe("figures in the words of a source", () => {
  const ofQueues = profiles.filter((profile) => profile.queue !== undefined);

  it.each(ofQueues.map((profile) => [profile.id, profile] as const))(
    "of %s are read as the truth",
    (_, profile) => {
      const write = writerFor(profile, optionsOf(profile));
      fc.assert(
        fc.property(truths, (any) => {
          const truth = { ...any, queue: { ...any.queue, id: only[profile.id] ?? any.queue.id } };
          const messages = write({ statistics: [truth], agents: [], at: AT });
          const results = read(profile, messages);
          for (const result of results) expect(result).toMatchObject({ ok: true, problems: [] });
          const back = merged(results.flatMap((result) => (result.ok ? result.statistics : [])));
          expect(tidy(back)).toEqual(tidy(expected(profile, truth, back)));
        }),
        { numRuns: 50 },
      );
    },
  );
});

describe("what nobody knows", () => {
  it.each(
    profiles
      .filter((profile) => profile.queue !== undefined)
      .map((profile) => [profile.id, profile, writerFor(profile, optionsOf(profile))] as const),
  )("is not made up for %s", (_, profile, write) => {
    const nothing = nothingKnown(only[profile.id] ?? "101", null);
    const results = read(profile, write({ statistics: [nothing], agents: [], at: AT }));
    for (const result of results) expect(result).toMatchObject({ ok: true });
    for (const back of results.flatMap((result) => (result.ok ? result.statistics : [])))
      for (const group of groups)
        for (const [name, value] of Object.entries(back[group])) {
          const isSaid = ["window", "formula", "method", "thresholdSeconds"].includes(name);
          if (!isSaid) expect([`${group}.${name}`, value]).toEqual([`${group}.${name}`, null]);
        }
  });
});

const shipped = (id: string): Profile => {
  const profile = profiles.find((one) => one.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return profile;
};

describe("sources that tell of single calls and people", () => {
  it.each(["asterisk-ami", "freeswitch-callcenter"])(
    "has as many callers in %s as wait, whatever else is unknown",
    (id) => {
      const nothing = nothingKnown("101", null);
      const statistics = [
        { ...nothing, now: { ...nothing.now, waiting: 3 }, agents: { ...nothing.agents, loggedIn: 0 } },
      ];
      const profile = shipped(id);
      const results = read(profile, writerFor(profile, {})({ statistics, agents: [], at: AT }));
      const [back] = results.flatMap((result) => (result.ok ? result.statistics : []));
      expect(back?.now).toMatchObject({ waiting: 3, longestWaitSeconds: 0 });
      expect(back?.agents.loggedIn).toBe(0);
    },
  );

  it("says of an Alcatel agent who withdraws after the call that both are so", () => {
    const profile = shipped("alcatel-ccd-agents");
    const [agent] = createSimulatedAcd({ plan: busyFloor, seed: 4, start: START }).agents();
    if (agent === undefined) throw new Error("nobody works");
    const leaving = {
      ...agent,
      state: "busy",
      callKind: "queue",
      callPhase: "talking",
      pending: "notReady",
    } as const;
    const agents = [{ ...leaving, since: null }];
    const messages = writerFor(profile, {})({ statistics: [], agents, at: AT });
    expect(JSON.parse(messages[0] ?? "")).toMatchObject([
      { serviceState: "Withdrawn", phoneState: "AcdConversation" },
    ]);
    const [result] = read(profile, messages);
    expect(result?.ok === true ? result.agents : []).toMatchObject([
      { ...leaving, observedAt: null, since: null },
    ]);
  });
});

/** Whether the reason is read from where the state is. */
function isOneWord({ agent }: Profile): boolean {
  const places = [agent?.state, ...(agent?.state.unless ?? [])].map((place) => String(place?.from));
  const code = agent?.reason?.code;
  return places.includes(String(typeof code === "object" ? code.from : code));
}

/** Sources whose counts of agents are made of single ones: as many are made up as a queue counts. */
const madeUp: Readonly<Record<string, string>> = {
  "asterisk-ami": "members of a queue, whom figures do not name",
  "freeswitch-callcenter": "agents and their tiers, whom figures do not name",
};

describe("agents in the words of a source", () => {
  const ofAgents = profiles.filter(
    (profile) => profile.agent !== undefined && madeUp[profile.id] === undefined,
  );

  /** States for which a source has no word, by profile, and why. */
  const noWord: Readonly<Record<string, Readonly<Partial<Record<AgentStateName, string>>>>> = {
    "avaya-bcms-split": { reserved: "BCMS does not know that a call rings" },
    "avaya-cms-agent": { loggedOut: "agents who are logged out are in no row" },
    "cti-agent-words": { reserved: "no standard has a state for a call that rings" },
    "genesys-cloud-agents": {
      reserved: "a call that rings is told by another message",
      wrapUp: "after-call work has no routing status of its own",
    },
    "nortel-symposium-agent": {
      loggedOut: "agents who are logged out are in no line",
      wrapUp: "after-call work is inside not ready",
    },
  };

  it.each(ofAgents.map((profile) => [profile.id, profile] as const))(
    "of %s are read as they are",
    (_, profile) => {
      const write = writerFor(profile, optionsOf(profile));
      const acd = createSimulatedAcd({ plan: busyFloor, seed: 4, start: START });
      for (let look = 0; look < 40; look++) {
        acd.advance(97);
        const agents = acd.agents();
        const messages = write({ statistics: acd.statistics(), agents, at: acd.now });
        const reader = compileProfile(profile, optionsOf(profile));
        const back = messages.flatMap((message) => {
          const result = reader.read(message, { receivedAt: acd.now, listIgnored: false });
          if (!result.ok) throw new Error(`${JSON.stringify(result)} ${message}`);
          expect(result.problems).toEqual([]);
          return result.agents;
        });
        const sayable = agents.filter(({ state }) => noWord[profile.id]?.[state] === undefined);
        expect(back.map(({ agentId, state }) => [agentId, state])).toEqual(
          sayable.map(({ agentId, state }) => [agentId, state]),
        );
        for (const [index, agent] of sayable.entries()) {
          const { since, extension, pending, reason } = back[index] ?? agent;
          if (since !== null) expect(Math.abs(since - (agent.since ?? 0))).toBeLessThan(1_000);
          expect([null, agent.extension]).toContain(extension);
          if (Object.values(profile.agent?.pending?.map ?? {}).some((ours) => ours === agent.pending))
            expect(pending).toBe(agent.pending);
          // Where the state's own word is the reason too, its code is that word.
          if (reason !== null && agent.reason !== null && !isOneWord(profile))
            expect(reason.code).toBe(agent.reason.code);
        }
      }
    },
  );
});
