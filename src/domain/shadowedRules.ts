import { coversHours, type DayHours } from "./dayHours.ts";
import type { LampPlan } from "./lightLamps.ts";
import { compileRule, type LightAsk, type LightRule, type WrittenLightRule } from "./lightRule.ts";
import { askWords, duringWords } from "./ruleWords.ts";
import { coversWord, type SeatWord } from "./seatWords.ts";
import type { Limit } from "./thresholds.ts";

/** A rule that never decides about any lamp. */
export interface ShadowedRule {
  /** Its place in the list, from 0. */
  readonly index: number;
  /** Why, as a sentence without its end. */
  readonly reason: string;
}

export interface ShadowedOptions {
  readonly light: string;
  readonly lamps: readonly LampPlan[];
  /** Whether the light goes dark while the centre is closed: then an emergency may find the rules above it asleep. */
  readonly canClose: boolean;
}

type AskOf<Kind extends LightAsk["kind"]> = Extract<LightAsk, { readonly kind: Kind }>;

/** Whether a value is past the first limit whenever it is past the second, on the way up and on the way back. */
function coversLimit(wide: Limit, narrow: Limit): boolean {
  if (wide.above !== undefined && narrow.above !== undefined)
    return wide.above <= narrow.above && (wide.back ?? wide.above) <= (narrow.back ?? narrow.above);
  if (wide.below !== undefined && narrow.below !== undefined)
    return wide.below >= narrow.below && (wide.back ?? wide.below) >= (narrow.back ?? narrow.below);
  return false;
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, "");

/** Whether the first holds whenever the second does, as far as that can be seen without any figures. */
function covers(wide: LightAsk, narrow: LightAsk): boolean {
  switch (wide.kind) {
    case "always":
      return true;
    case "when":
      return narrow.kind === "when" && squeezed(wide.text) === squeezed(narrow.text);
    case "figure":
      return (
        narrow.kind === "figure" &&
        wide.subject === narrow.subject &&
        wide.figure === narrow.figure &&
        coversLimit(wide.limit, narrow.limit)
      );
    case "load":
      return (
        narrow.kind === "load" && wide.subject === narrow.subject && coversLimit(wide.limit, narrow.limit)
      );
    case "seat":
      return (
        narrow.kind === "seat" &&
        wide.seat === narrow.seat &&
        narrow.words.every((word) => coversWord(wide.words, word))
      );
    case "message":
      return (
        narrow.kind === "message" &&
        wide.least >= narrow.least &&
        narrow.zones.every((zone) => wide.zones.includes(zone))
      );
    case "noData":
      // Where nothing has figures, one queue has none either.
      return narrow.kind === "noData" && [null, wide.subject].includes(narrow.subject);
    case "health":
      return (
        narrow.kind === "health" &&
        (wide.word === narrow.word || (wide.word === "degraded" && narrow.word === "down"))
      );
  }
}

const coversTime = (wide: DayHours | null, narrow: DayHours | null): boolean =>
  wide === null || (narrow !== null && coversHours(wide, narrow));

interface Numbered {
  readonly rule: LightRule;
  readonly number: number;
}

/** Rules above that hold, one or the other of them, whenever this one does; empty when it may win alone. */
function coverOf({ ask, during }: LightRule, above: readonly Numbered[], canClose: boolean): Numbered[] {
  // An emergency wakes a light in closed hours, and then the other rules are asleep.
  const awake = above.filter(
    ({ rule }) => !canClose || ask.kind !== "message" || rule.ask.kind === "message",
  );
  const inTime = awake.filter(({ rule }) => coversTime(rule.during, during));
  const [alone] = inTime.filter(({ rule }) => covers(rule.ask, ask));
  if (alone !== undefined) return [alone];
  return ask.kind === "seat" ? togetherOver(ask, inTime) : [];
}

/** Several rules may share out the words of one. */
function togetherOver({ seat, words }: AskOf<"seat">, above: readonly Numbered[]): Numbered[] {
  const ofSeat = above.flatMap(({ rule, number }) =>
    rule.ask.kind === "seat" && rule.ask.seat === seat ? [{ rule, number, words: rule.ask.words }] : [],
  );
  const known = ofSeat.flatMap((one): readonly SeatWord[] => one.words);
  if (words.length === 0 || !words.every((word) => coversWord(known, word))) return [];
  return ofSeat.filter((one) => words.some((word) => coversWord(one.words, word)));
}

function reasonOf(rule: LightRule, above: readonly Numbered[], canClose: boolean): string | null {
  const meant = [...rule.lamps.keys()].filter((lamp) => rule.lamps[lamp] !== null);
  if (meant.length === 0) return "the light has no such lamp";
  const covers = meant.map((lamp) =>
    coverOf(
      rule,
      above.filter((one) => one.rule.lamps[lamp] !== null),
      canClose,
    ),
  );
  if (covers.some((cover) => cover.length === 0)) return null;
  const by = [...new Map(covers.flat().map((one) => [one.number, one])).values()].toSorted(
    (a, b) => a.number - b.number,
  );
  const numbers = by.map(({ number }) => number).join(" or rule ");
  const words = by.map((one) => `${askWords(one.rule.ask)}${duringWords(one.rule.during)}`).join("; ");
  return `rule ${numbers} holds whenever it does (${words})`;
}

/** Rules of a light that can never win, whatever happens: rules above them hold whenever they do. */
export function shadowedRules(
  written: readonly WrittenLightRule[],
  options: ShadowedOptions,
): readonly ShadowedRule[] {
  const context = { light: options.light, lamps: options.lamps, mayFlash: true, leastMs: 0 };
  const rules = written.map((rule, index) => ({
    rule: compileRule(rule, index, context),
    number: index + 1,
  }));
  return rules.flatMap(({ rule }, index) => {
    const reason = reasonOf(rule, rules.slice(0, index), options.canClose);
    return reason === null ? [] : [{ index, reason: `rule ${index + 1} never wins: ${reason}` }];
  });
}
