import type { Classified, ClassifyReason } from "../../domain/agentReasons.ts";
import type { AgentState } from "../../domain/agentState.ts";
import type { Instant } from "../../domain/instant.ts";
import { compileObservedAt, type ReadObservedAt } from "./compileObservedAt.ts";
import { compileText } from "./compileText.ts";
import { compilePath, type FieldPath } from "./fieldPath.ts";
import type { AgentMeaning, Profile } from "./profileSchema.ts";
import { note, type ReadContext, type ReadProblem } from "./readStatistics.ts";
import { convert } from "./units.ts";

type AgentSpec = NonNullable<Profile["agent"]>;

/** Makes one row of a message into an agent; `index` is its place in the message, by which problems are named. */
export type ReadAgent = (
  row: unknown,
  index: number,
  context: ReadContext,
  problems: ReadProblem[],
) => AgentState | null;

/** What a profile and a site say once for all agents of a source. */
export interface AgentRules {
  readonly isSentinel: (raw: unknown) => boolean;
  readonly zone: string | undefined;
  readonly classify: ClassifyReason;
}

type Tell = (path: string, message: string) => null;

/** In a table of words: whatever is not in it. */
const ANY_OTHER = "*";

/** More of a strange word than this helps nobody. */
const longestShown = 40;

interface Word<Ours> {
  readonly raw: string;
  /** Undefined where the profile's table does not have the word. */
  readonly ours: Ours | undefined;
}

/** Looks a word of the source up without regard to case; null when there is no word. */
function compileWord<Ours>(from: FieldPath, map: Readonly<Record<string, Ours>>) {
  const find = compilePath(from);
  const table = new Map(Object.entries(map).map(([word, ours]) => [word.trim().toLowerCase(), ours]));
  return (row: unknown): Word<Ours> | null => {
    const found = find(row);
    if (found === undefined || found === null || typeof found === "object") return null;
    const raw = String(found).trim();
    return { raw, ours: table.get(raw.toLowerCase()) ?? table.get(ANY_OTHER) };
  };
}

const isStrange = (raw: string): string =>
  `${JSON.stringify(raw.slice(0, longestShown))} is not among the words of the profile`;

/** One of our words; null when the source has none, or one that the profile does not know. */
function compileTranslated<Ours extends string>(
  path: string,
  spec: { readonly from: FieldPath; readonly map: Readonly<Record<string, Ours>> } | undefined,
): (row: unknown, tell: Tell) => Ours | null {
  if (spec === undefined) return () => null;
  const read = compileWord(spec.from, spec.map);
  return (row, tell) => {
    const word = read(row);
    if (word === null || word.raw === "") return null;
    return word.ours ?? tell(path, isStrange(word.raw));
  };
}

/**
 * The first word that its table has. A state that nobody knows says nothing; but a strange word that names a private reason
 * must not be repeated.
 */
function compileState(spec: AgentSpec["state"], classify: ClassifyReason) {
  const reads = [...(spec.unless ?? []), spec].map(({ from, map }) => compileWord(from, map));
  return (row: unknown, tell: Tell): { readonly raw: string; readonly meaning: AgentMeaning } => {
    const words = reads.map((read) => read(row)).filter((word) => word !== null);
    const word = words.find(({ ours }) => ours !== undefined) ?? words.at(-1);
    if (word === undefined) tell("state", "is missing");
    const { raw, ours } = word ?? { raw: "", ours: "unknown" as const };
    if (ours !== undefined) return { raw, meaning: typeof ours === "string" ? { state: ours } : ours };
    if (classify({ code: raw, label: null, group: null }).isPrivate)
      return { raw, meaning: { state: "notReady", reason: "private" } };
    tell("state", isStrange(raw));
    return { raw, meaning: { state: "unknown" } };
  };
}

/** The reason that the message gives, or the kind that the state's own word implies; a private one is no reason at all. */
function compileReason({ isSentinel, classify }: AgentRules, spec: AgentSpec["reason"]) {
  const readCode = compileText(spec?.code, isSentinel);
  const readLabel = compileText(spec?.label, isSentinel);
  const readGroup = compileText(spec?.group, isSentinel);
  return (row: unknown, raw: string, implied: AgentMeaning["reason"]): Classified => {
    if (implied === "private") return { reason: null, isPrivate: true };
    const [code, label] = [readCode(row), readLabel(row)];
    // Where the state's word is all there is, it may be the very word that nobody must see.
    const said = classify({
      code: implied === undefined ? code : (code ?? raw),
      label,
      group: readGroup(row),
    });
    if (implied === undefined || said.isPrivate) return said;
    return {
      reason: { code: code ?? raw, label: said.reason?.label ?? null, class: implied },
      isPrivate: false,
    };
  };
}

/** Since when: an instant, or for how long already, counted back from the time of measure. */
function compileSince(
  spec: AgentSpec["since"],
  rules: AgentRules,
): (row: unknown, reference: Instant | null, tell: Tell) => Instant | null {
  if (typeof spec !== "object" || !("age" in spec)) {
    const read = compileObservedAt(spec, rules.zone, rules.isSentinel);
    return (row, reference, tell) => read(row, reference, (message) => tell("since", message));
  }
  const find = compilePath(spec.from);
  return (row, reference, tell) => {
    const raw = find(row);
    if (raw === undefined || raw === null || rules.isSentinel(raw)) return null;
    const age = convert(raw, spec.age, null);
    if (!age.ok || age.value < 0) return tell("since", age.ok ? "is negative" : age.message);
    return reference === null ? null : Math.round(reference - age.value * 1_000);
  };
}

function compileOf(spec: AgentSpec, rules: AgentRules) {
  const readObservedAt: ReadObservedAt = compileObservedAt(spec.observedAt, rules.zone, rules.isSentinel);
  return {
    id: compileText(spec.id, rules.isSentinel),
    extension: compileText(spec.extension, rules.isSentinel),
    state: compileState(spec.state, rules.classify),
    callKind: compileTranslated("callKind", spec.callKind),
    callPhase: compileTranslated("callPhase", spec.callPhase),
    pending: compileTranslated("pending", spec.pending),
    reason: compileReason(rules, spec.reason),
    since: compileSince(spec.since, rules),
    observedAt: readObservedAt,
  };
}

/** Compiles what a profile says of single agents. */
export function compileAgent(spec: AgentSpec, rules: AgentRules): ReadAgent {
  const read = compileOf(spec, rules);
  return (row, index, { receivedAt }, problems) => {
    // A problem names the place in the message and never the person.
    const tell: Tell = (path, message) => note(problems, `agents.${index}.${path}`, message);
    const agentId = read.id(row);
    if (agentId === null) return tell("id", "is missing");
    const observedAt = read.observedAt(row, receivedAt, (message) => tell("observedAt", message));
    const { raw, meaning } = read.state(row, tell);
    const { reason, isPrivate } = read.reason(row, raw, meaning.reason);
    return {
      agentId,
      state: meaning.state,
      since: read.since(row, observedAt ?? receivedAt, tell),
      reason: isPrivate ? null : reason,
      pending: read.pending(row, tell) ?? meaning.pending ?? null,
      callKind: read.callKind(row, tell) ?? meaning.callKind ?? null,
      callPhase: read.callPhase(row, tell) ?? meaning.callPhase ?? null,
      confidence: meaning.confidence ?? "authoritative",
      observedAt,
      extension: read.extension(row),
    };
  };
}
