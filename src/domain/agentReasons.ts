import type { AgentReason, ReasonClass } from "./agentState.ts";

/** What a site says of one code: its own word, and its kind. */
export interface ReasonRule {
  readonly label: string | null;
  readonly class: ReasonClass;
}

/** A reason as an ACD sends it. */
interface RawReason {
  readonly code: string | null;
  readonly label: string | null;
  /** The processing group whose own list the code is an index of; null where codes mean the same for all. */
  readonly group: string | null;
}

export interface Classified {
  /** Null when there is none, and when it must not be known. */
  readonly reason: AgentReason | null;
  /** True for reasons that tell of health, union or private life: nothing of them may go on. */
  readonly isPrivate: boolean;
}

export type ClassifyReason = (raw: RawReason) => Classified;

/**
 * Words by which floors name their reasons, in capitals without accents and plural endings. The first that is found counts,
 * so those that must never be seen stand first, and the general word for a pause last.
 */
const words: readonly (readonly [ReasonClass, readonly string[]])[] = [
  [
    "private",
    [
      ...[
        "INFIRMERIE",
        "INFIRMIER",
        "INFIRMIERE",
        "MEDECIN",
        "MEDECINE",
        "MEDICAL",
        "MEDICALE",
        "SANTE",
        "MALADE",
        "MALADIE",
      ],
      ...[
        "GROSSESSE",
        "MATERNITE",
        "ALLAITEMENT",
        "HANDICAP",
        "DELEGATION",
        "DELEGUE",
        "DELEGUEE",
        "SYNDICAT",
        "SYNDICAL",
      ],
      ...["SYNDICALE", "CSE", "CHSCT", "GREVE", "PERSO", "PERSONNEL", "PERSONNELLE", "PRIVE", "PRIERE"],
      ...[
        "NURSE",
        "INFIRMARY",
        "DOCTOR",
        "HEALTH",
        "SICK",
        "ILL",
        "UNION",
        "STRIKE",
        "PERSONAL",
        "PRIVATE",
        "PRAYER",
      ],
    ],
  ],
  ["coaching", ["COACHING", "ECOUTE", "DEBRIEF", "DEBRIEFING", "MENTORING"]],
  ["lunch", ["DEJEUNER", "DEJ", "REPAS", "DINER", "LUNCH", "MEAL"]],
  ["training", ["FORMATION", "TRAINING", "E LEARNING", "ELEARNING"]],
  ["meeting", ["REUNION", "BRIEF", "BRIEFING", "MEETING"]],
  [
    "backOffice",
    ["BACK OFFICE", "BACKOFFICE", "BO", "COURRIER", "MAIL", "EMAIL", "N2", "ADMINISTRATIF", "PAPERWORK"],
  ],
  ["outbound", ["APPEL SORTANT", "SORTANT", "RAPPEL", "OUTBOUND", "CALLBACK", "CALL BACK"]],
  ["technical", ["PANNE", "INFORMATIQUE", "TECHNIQUE", "TECHNICAL", "IT ISSUE", "SYSTEM ISSUE"]],
  ["noAnswer", ["NON REPONSE", "SANS REPONSE", "NO ANSWER", "RING NO ANSWER", "RONA"]],
  ["break", ["PAUSE", "BREAK", "CAFE", "COFFEE"]],
];

/** Codes that Unified CCX sets itself (CCX reason codes of its developer documentation), which no site has to map. */
const systemCodes: ReadonlyMap<string, ReasonRule> = new Map([
  ["32767", { label: "logged on again", class: "technical" }],
  ["32765", { label: "connection down", class: "technical" }],
  ["32764", { label: "CCX failure", class: "technical" }],
  ["32763", { label: "no answer", class: "noAnswer" }],
  ["32762", { label: "off hook", class: "outbound" }],
  ["32761", { label: "call outside the queues", class: "other" }],
  ["32760", { label: "logged on", class: "other" }],
  ["32759", { label: "phone down", class: "technical" }],
  ["32758", { label: "wrap-up time over", class: "other" }],
  ["32757", { label: "manager changed over", class: "technical" }],
  ["32756", { label: "phone up", class: "technical" }],
  ["32755", { label: "call ended", class: "other" }],
  ["32754", { label: "device restricted", class: "technical" }],
  ["32753", { label: "line restricted", class: "technical" }],
  ["32752", { label: "reservation cancelled", class: "other" }],
  ["32751", { label: "skills changed", class: "other" }],
  ["32750", { label: "extension changed", class: "technical" }],
  ["32749", { label: "consultation cancelled", class: "other" }],
] as const);

/** Capitals without accents, marks and plural endings, and without the number of `PAUSE 1`: what words are compared by. */
function bare(text: string): string {
  const letters = text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, " ")
    .replace(/([A-Z]{3})\d+/g, "$1");
  return ` ${letters.trim().replace(/([A-Z]{3})S\b/g, "$1")} `;
}

const bareWords = words.map(([kind, list]) => [kind, list.map(bare)] as const);

function classOfWords(...texts: readonly (string | null)[]): ReasonClass | null {
  const said = texts.map((text) => bare(text ?? ""));
  return (
    bareWords.find(([, list]) => list.some((word) => said.some((text) => text.includes(word))))?.[0] ?? null
  );
}

const keyOf = (text: string): string => text.trim().toLowerCase();

const none: Classified = { reason: null, isPrivate: false };
const secret: Classified = { reason: null, isPrivate: true };

/**
 * Sorts reasons by what the site says of their codes, then by what is known of ACDs and by the words of floors; what
 * nobody knows is `other`. A key may be `GROUP/CODE`, or the label where the ACD sends no code.
 */
export function reasonSorter(rules: Readonly<Record<string, ReasonRule>>): ClassifyReason {
  const ofSite = new Map(Object.entries(rules).map(([code, rule]) => [keyOf(code), rule]));
  return ({ code, label, group }) => {
    const text = code ?? label;
    if (text === null) return none;
    const keys = [group === null ? null : `${group}/${text}`, text, label];
    const site = keys.flatMap((key) => ofSite.get(keyOf(key ?? "")) ?? []).at(0);
    const system = systemCodes.get(text);
    // A site that gives a code a word of its own has thought about it; a word that came with the message has nobody's word.
    const worded = site === undefined || site.label === null ? classOfWords(text, label) : null;
    const kind = worded === "private" ? worded : (site?.class ?? system?.class ?? worded ?? "other");
    if (kind === "private") return secret;
    const shown = site?.label ?? label ?? system?.label ?? null;
    return { reason: { code: text, label: shown, class: kind }, isPrivate: false };
  };
}

/** Codes that somebody has given a meaning, the site or the ACD's maker; any other is worth a word in the log. */
export function knownReason(rules: Readonly<Record<string, ReasonRule>>): (code: string) => boolean {
  // Of `GROUP/CODE` only the code comes back out of a report.
  const codes = new Set(
    Object.keys(rules).flatMap((key) => [keyOf(key), keyOf(key.slice(key.lastIndexOf("/") + 1))]),
  );
  return (code) => codes.has(keyOf(code)) || systemCodes.has(code);
}
