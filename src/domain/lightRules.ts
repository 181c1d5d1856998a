import { type DayHours, isWithin } from "./dayHours.ts";
import type { Monotonic } from "./instant.ts";
import { darkLamp, type Lamp, type LightLook } from "./light.ts";
import { answerOf, isEmergency, isItsTime, type LightFacts, type Verdict } from "./lightFacts.ts";
import type { LightRule } from "./lightRule.ts";

/** Hours without buzzer and flashing, and darker or dark. */
interface QuietHours extends DayHours {
  readonly dim?: number | undefined;
  readonly off?: true | undefined;
}

/** What a light follows. */
export interface LightProgram {
  /** The first that holds wins, lamp by lamp. */
  readonly rules: readonly LightRule[];
  readonly lamps: number;
  readonly hasBuzzer: boolean;
  readonly quiet: QuietHours | null;
  /** Dark while the centre is closed, but for emergencies. */
  readonly followsHours: boolean;
}

/** Who decides about a lamp, and since when; null: nobody, it is dark. */
interface Reign {
  readonly rule: LightRule | null;
  readonly since: Monotonic;
}

/** What a light remembers between two looks. Made by `freshLight`; given back to the next step. */
export interface LightMemory {
  /** Rules that held the last time, because limits are left later than they are reached. */
  readonly held: ReadonlySet<LightRule>;
  readonly reigns: readonly Reign[];
  /** The rule for which the buzzer sounds, and until when. */
  readonly buzzer: { readonly rule: LightRule; readonly until: Monotonic } | null;
}

/** A light before its first look. */
export const freshLight: LightMemory = { held: new Set(), reigns: [], buzzer: null };

export interface LightStep {
  readonly memory: LightMemory;
  readonly look: LightLook;
  /** The rule that decides about each lamp; null where none does. */
  readonly winners: readonly (LightRule | null)[];
  /** When the light changes by time alone, beside the hours of the day; null when it does not. */
  readonly nextAt: Monotonic | null;
}

const nobody: Reign = { rule: null, since: 0 };

type Verdicts = ReadonlyMap<LightRule, Verdict>;

/** Until when the present rule of a lamp stays although it does not hold any more; null where it may go. */
const heldUntil = ({ rule, since }: Reign, verdicts: Verdicts): Monotonic | null =>
  rule === null || verdicts.get(rule) !== "no" ? null : since + rule.minimumMs;

/** Who decides about a lamp now: the first that holds, unless the present one has time left and stands above it. */
function nextReign(
  reign: Reign,
  lamp: number,
  { rules }: LightProgram,
  verdicts: Verdicts,
  now: Monotonic,
): { readonly reign: Reign; readonly until: Monotonic | null } {
  const next = rules.find((rule) => verdicts.get(rule) === "yes" && rule.lamps[lamp] != null) ?? null;
  if (next === reign.rule) return { reign, until: null };
  const until = heldUntil(reign, verdicts);
  const isAbove = next !== null && reign.rule !== null && rules.indexOf(next) < rules.indexOf(reign.rule);
  if (!isAbove && until !== null && now < until) return { reign, until };
  return { reign: { rule: next, since: now }, until: null };
}

const hushed = (lamp: Lamp, { dim, off }: QuietHours): Lamp =>
  off === true
    ? { ...darkLamp, fadeMs: lamp.fadeMs }
    : { ...lamp, rhythm: "steady", dim: Math.min(lamp.dim, dim ?? lamp.dim) };

/** The buzzer sounds once for each rule that begins to win, and no longer than the rule wins. */
function nextBuzzer(
  memory: LightMemory,
  reigns: readonly Reign[],
  program: LightProgram,
  mayBuzz: (rule: LightRule) => boolean,
  now: Monotonic,
): LightMemory["buzzer"] {
  const { buzzer } = memory;
  const wins = (rule: LightRule, all: readonly Reign[]): boolean => all.some((reign) => reign.rule === rule);
  const begun = program.rules.find(
    (rule) => rule.buzzerMs > 0 && wins(rule, reigns) && !wins(rule, memory.reigns) && mayBuzz(rule),
  );
  if (begun !== undefined) return { rule: begun, until: now + begun.buzzerMs };
  const lasts = buzzer !== null && now < buzzer.until && wins(buzzer.rule, reigns) && mayBuzz(buzzer.rule);
  return lasts ? buzzer : null;
}

/** What a light should be at a moment. */
export function stepLight(
  memory: LightMemory,
  program: LightProgram,
  facts: LightFacts,
  now: Monotonic,
): LightStep {
  const { rules, quiet, followsHours } = program;
  const answers = new Map(rules.map((rule) => [rule, answerOf(rule.ask, facts, memory.held.has(rule))]));
  const verdicts = new Map(
    [...answers].map(([rule, answer]) => [rule, isItsTime(rule, facts, followsHours) ? answer : "gone"]),
  );
  const steps = Array.from({ length: program.lamps }, (_, lamp) =>
    nextReign(memory.reigns[lamp] ?? nobody, lamp, program, verdicts, now),
  );
  const reigns = steps.map(({ reign }) => reign);
  const winners = reigns.map(({ rule }) => rule);
  const hush = quiet !== null && facts.day !== null && isWithin(quiet, facts.day) ? quiet : null;
  const isHushed = (rule: LightRule): boolean => hush !== null && !isEmergency(rule, facts);
  const mayBuzz = (rule: LightRule): boolean => program.hasBuzzer && !isHushed(rule);
  const buzzer = nextBuzzer(memory, reigns, program, mayBuzz, now);
  const lamps = winners.map((rule, lamp) => {
    const wanted = rule?.lamps[lamp] ?? darkLamp;
    return rule !== null && hush !== null && isHushed(rule) ? hushed(wanted, hush) : wanted;
  });
  const times = [...steps.map(({ until }) => until), buzzer?.until ?? null].filter((at) => at !== null);
  return {
    memory: { held: new Set(rules.filter((rule) => answers.get(rule) === "yes")), reigns, buzzer },
    look: { lamps, buzzer: buzzer !== null },
    winners,
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}

/** Somebody has heard the buzzer: it is silent until another rule begins to win. */
export const silenceLight = (memory: LightMemory): LightMemory => ({ ...memory, buzzer: null });
