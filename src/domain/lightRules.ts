import { type DayHours, isWithin } from "./dayHours.ts";
import type { Monotonic } from "./instant.ts";
import { darkLamp, type Lamp, type LightLook } from "./light.ts";
import { answerOf, isEmergency, isItsTime, type LightFacts, type Verdict } from "./lightFacts.ts";
import type { LightRule } from "./lightRule.ts";

/** Hours without buzzer and flashing, and darker or dark. */
export interface QuietHours extends DayHours {
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

/** Who decides about a lamp, by its place among the rules, and since when; null: nobody, it is dark. */
interface Reign {
  readonly rule: number | null;
  readonly since: Monotonic;
}

/** What a light remembers between two looks. Made by `freshLight`; given back to the next step. */
export interface LightMemory {
  /** What each rule found the last time, so that limits are left later than they are reached. */
  readonly held: readonly boolean[];
  readonly reigns: readonly Reign[];
  /** The rule for which the buzzer sounds, and until when. */
  readonly buzzer: { readonly rule: number; readonly until: Monotonic } | null;
}

/** A light before its first look. */
export const freshLight: LightMemory = { held: [], reigns: [], buzzer: null };

export interface LightStep {
  readonly memory: LightMemory;
  readonly look: LightLook;
  /** The rule that decides about each lamp; null where none does. */
  readonly winners: readonly (LightRule | null)[];
  /** When the light changes by time alone, beside the hours of the day; null when it does not. */
  readonly nextAt: Monotonic | null;
}

const nobody: Reign = { rule: null, since: 0 };

/** Until when the present rule of a lamp stays although it does not hold any more; null where it may go. */
function heldUntil({ rule, since }: Reign, rules: readonly LightRule[], verdicts: readonly Verdict[]) {
  if (rule === null || verdicts[rule] !== "no") return null;
  return since + (rules[rule]?.minimumMs ?? 0);
}

/** Who decides about a lamp now: the first that holds, unless the present one has time left and stands above it. */
function nextReign(
  reign: Reign,
  lamp: number,
  { rules }: LightProgram,
  verdicts: readonly Verdict[],
  now: Monotonic,
): { readonly reign: Reign; readonly until: Monotonic | null } {
  const first = rules.findIndex((rule, index) => verdicts[index] === "yes" && rule.lamps[lamp] != null);
  const next = first < 0 ? null : first;
  if (next === reign.rule) return { reign, until: null };
  const until = heldUntil(reign, rules, verdicts);
  const isBelow = next === null || (reign.rule !== null && next > reign.rule);
  if (isBelow && until !== null && now < until) return { reign, until };
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
  const wins = (rule: number, all: readonly Reign[]): boolean => all.some((reign) => reign.rule === rule);
  for (const [index, rule] of program.rules.entries()) {
    const begins = wins(index, reigns) && !wins(index, memory.reigns);
    if (begins && rule.buzzerMs > 0 && mayBuzz(rule)) return { rule: index, until: now + rule.buzzerMs };
  }
  const lasts = buzzer !== null && now < buzzer.until && wins(buzzer.rule, reigns);
  const rule = lasts ? program.rules[buzzer.rule] : undefined;
  return rule !== undefined && mayBuzz(rule) ? buzzer : null;
}

/** What a light should be at a moment. */
export function stepLight(
  memory: LightMemory,
  program: LightProgram,
  facts: LightFacts,
  now: Monotonic,
): LightStep {
  const { rules, quiet } = program;
  const answers = rules.map((rule, index) => answerOf(rule.ask, facts, memory.held[index] ?? false));
  const verdicts = rules.map(
    (rule, index): Verdict =>
      isItsTime(rule, facts, program.followsHours) ? (answers[index] ?? "gone") : "gone",
  );
  const steps = Array.from({ length: program.lamps }, (_, lamp) =>
    nextReign(memory.reigns[lamp] ?? nobody, lamp, program, verdicts, now),
  );
  const reigns = steps.map(({ reign }) => reign);
  const winners = reigns.map(({ rule }) => (rule === null ? null : (rules[rule] ?? null)));
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
    memory: { held: answers.map((answer) => answer === "yes"), reigns, buzzer },
    look: { lamps, buzzer: buzzer !== null },
    winners,
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}

/** Somebody has heard the buzzer: it is silent until another rule begins to win. */
export const silenceLight = (memory: LightMemory): LightMemory => ({ ...memory, buzzer: null });
