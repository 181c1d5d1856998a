import type { AgentState } from "../../../domain/agentState.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { Figure, QueueStatistics } from "../../../domain/queueStatistics.ts";
import type { JsonObject } from "../boundedJson.ts";
import type { FieldPath } from "../fieldPath.ts";
import { type NumberKind, numberKinds } from "../figureKinds.ts";
import type { AgentMeaning, FieldSpec, OperandSpec, Profile, ProfileOptions } from "../profileSchema.ts";
import { isRingingApart } from "../ringing.ts";
import { Inverter, type Wanted } from "./invertFigures.ts";
import { RawRow } from "./rawRow.ts";
import { unconvert } from "./unconvert.ts";
import { writeInstant } from "./writeInstant.ts";

/** What a source has to say, as rows of its own words. */
interface RowsToWrite {
  readonly profile: Profile;
  readonly settings: ProfileOptions;
  readonly queues: readonly JsonObject[];
  readonly agents: readonly JsonObject[];
  /** The same before it was put into rows, for sources that tell of single calls and members. */
  readonly statistics: readonly QueueStatistics[];
  readonly at: Instant;
}

/** Makes rows into messages, such as one for all of them or one for each. */
export type WriteRows = (rows: RowsToWrite) => readonly string[];

const usualChannel = "voice";

/** Texts and the words of a table; a word that the table cannot say is left out. */
function putText(row: RawRow, spec: OperandSpec | undefined, text: string | null): void {
  if (spec === undefined || text === null) return;
  const { from, map = null } = typeof spec === "string" ? { from: spec } : spec;
  const word = map === null ? text : Object.entries(map).find(([, ours]) => ours === text)?.[0];
  if (word !== undefined) row.put(from, word);
}

/** What a row must say so that the profile takes it. */
function putKeep(row: RawRow, keep: Profile["keep"]): void {
  for (const [path, [first]] of Object.entries(keep)) row.put(path, first);
}

type Specs<K extends string> = { readonly [Key in K]?: FieldSpec | undefined };

function wantedOf<K extends string>(
  kinds: Readonly<Record<K, NumberKind>>,
  specs: Specs<K>,
  figures: Readonly<Record<K, Figure>>,
): readonly Wanted[] {
  return (Object.keys(kinds) as K[]).flatMap((name) => {
    const spec = specs[name];
    return spec === undefined ? [] : [{ spec, kind: kinds[name], value: figures[name] }];
  });
}

/** Where a source counts those who ring apart, its callers who wait are the others. */
function nowOf({ now }: QueueStatistics, profile: Profile, settings: ProfileOptions): QueueStatistics["now"] {
  if (!isRingingApart(profile, settings) || now.waiting === null || now.ringing === null) return now;
  return { ...now, waiting: now.waiting - now.ringing };
}

/** One queue as a row of the source that the profile describes. */
export function writeQueueRow(
  profile: Profile,
  settings: ProfileOptions,
  statistics: QueueStatistics,
  at: Instant,
): JsonObject {
  const row = new RawRow();
  const { queue, observedAt } = profile;
  putText(row, queue?.id, statistics.queue.id);
  putText(row, queue?.name, statistics.queue.name);
  putText(row, queue?.state, statistics.queue.state === "unknown" ? null : statistics.queue.state);
  if (observedAt !== undefined) {
    const { path, raw } = writeInstant(observedAt, statistics.observedAt, settings.zone);
    row.put(path, raw);
  }
  const reference = observedAt === undefined ? at : (statistics.observedAt ?? at);
  const inverter = new Inverter(row, { settings, reference });
  inverter.write([
    ...wantedOf(numberKinds.now, profile.now, nowOf(statistics, profile, settings)),
    ...wantedOf(numberKinds.agents, profile.agents, statistics.agents),
    ...wantedOf(numberKinds.totals, profile.totals, statistics.totals),
    ...wantedOf(numberKinds.serviceLevel, profile.serviceLevel, statistics.serviceLevel),
    ...wantedOf(numberKinds.averages, profile.averages, statistics.averages),
    ...wantedOf(numberKinds.peaks, profile.peaks, statistics.peaks),
  ]);
  putKeep(row, profile.keep);
  if (profile.channel !== undefined) row.put(profile.channel, settings.channels?.[0] ?? usualChannel);
  return row.toObject();
}

type AgentSpec = NonNullable<Profile["agent"]>;
type Place = Omit<AgentSpec["state"], "unless">;

const meaningOf = (ours: Place["map"][string]): AgentMeaning =>
  typeof ours === "string" ? { state: ours } : ours;

/** How well a word of the source says what an agent does; negative when it says something else. */
function fitOf(meaning: AgentMeaning, agent: AgentState): number {
  if (meaning.state !== agent.state) return -1;
  const { callKind, callPhase, pending, reason } = meaning;
  const pairs = [
    [callKind, agent.callKind],
    [callPhase, agent.callPhase],
    [pending, agent.pending],
    [reason, agent.reason?.class ?? null],
  ];
  return pairs.reduce((sum, [said, is]) => sum + (said === undefined ? 0 : said === is ? 1 : -0.5), 4);
}

interface Word {
  readonly from: FieldPath;
  readonly word: string;
}

/** The word that says most of an agent's state, and where it stands; null where the source has none. */
function wordFor({ unless = [], from, map }: AgentSpec["state"], agent: AgentState): Word | null {
  let best: Word | null = null;
  let bestFit = 0;
  for (const place of [{ from, map }, ...unless])
    for (const [word, ours] of Object.entries(place.map)) {
      const fits = word === "*" ? 0 : fitOf(meaningOf(ours), agent);
      if (fits > bestFit) [best, bestFit] = [{ from: place.from, word }, fits];
    }
  return best;
}

function putWord(
  row: RawRow,
  spec: AgentSpec["pending"] | AgentSpec["callKind"] | AgentSpec["callPhase"],
  ours: string | null,
): void {
  const word = Object.entries(spec?.map ?? {}).find(([, said]) => said === ours)?.[0];
  if (spec !== undefined && word !== undefined) row.put(spec.from, word);
}

function putSince(row: RawRow, spec: AgentSpec["since"], since: Instant | null, rules: SinceRules): void {
  if (spec === undefined || since === null) return;
  if (typeof spec === "object" && "age" in spec) {
    row.put(spec.from, unconvert((rules.reference - since) / 1_000, spec.age, rules.reference));
    return;
  }
  const { path, raw } = writeInstant(spec, since, rules.zone);
  row.put(path, raw);
}

interface SinceRules {
  readonly reference: Instant;
  readonly zone: string | undefined;
}

/** One agent as a row of the source that the profile describes; null where the source has no word for the state. */
export function writeAgentRow(
  spec: AgentSpec,
  settings: ProfileOptions,
  agent: AgentState,
  at: Instant,
): JsonObject | null {
  const word = wordFor(spec.state, agent);
  if (word === null) return null;
  const row = new RawRow();
  putText(row, spec.id, agent.agentId);
  putText(row, spec.extension, agent.extension);
  row.put(word.from, word.word);
  putWord(row, spec.callKind, agent.callKind);
  putWord(row, spec.callPhase, agent.callPhase);
  putWord(row, spec.pending, agent.pending);
  putText(row, spec.reason?.code, agent.reason?.code ?? null);
  putText(row, spec.reason?.label, agent.reason?.label ?? null);
  const { observedAt } = spec;
  const reference = observedAt === undefined ? at : (agent.observedAt ?? at);
  // A message that an event sent has one time for both, which is when the state began.
  putSince(row, spec.since, agent.since, { reference, zone: settings.zone });
  if (observedAt !== undefined) {
    const { path, raw } = writeInstant(observedAt, agent.observedAt, settings.zone);
    row.put(path, raw);
  }
  putKeep(row, spec.keep);
  return row.toObject();
}
