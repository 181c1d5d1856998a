import { shadowedRules } from "../domain/shadowedRules.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { checkLightLook } from "./checkLightLook.ts";
import { checkBack, checkFigure } from "./checkLimits.ts";
import { checkSeat } from "./checkSeat.ts";
import { conditionSubjects } from "./conditionSubjects.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { oneOf, quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteLight, SiteLightRule } from "./siteSchema.ts";

/** What a rule may ask; one of them, or nothing for always. */
const conditions = ["when", "figure", "load", "seat", "message", "noData", "health"] as const;
type Condition = (typeof conditions)[number];

/** What only makes sense beside a condition. */
const companions: readonly (readonly [
  "of" | "above" | "below" | "back" | "is" | "zones",
  readonly Condition[],
])[] = [
  ["of", ["figure"]],
  ["above", ["figure", "load"]],
  ["below", ["figure", "load"]],
  ["back", ["figure", "load"]],
  ["is", ["seat"]],
  ["zones", ["message"]],
];

/** Checks the rules of a light. `bound` is null where its model or settings are wrong. */
export function checkLightRules(light: SiteLight, bound: BoundLight | null, place: Path, round: Round): void {
  const path = [...place, "rules"];
  const ids = new Map<string, number>();
  for (const [index, rule] of light.rules.entries()) {
    const here = [...path, index];
    checkRuleId(rule, ids, index, here, round);
    const asked = conditions.filter((key) => rule[key] !== undefined);
    checkOneCondition(asked, here, round);
    checkCompanions(rule, asked, light, here, round);
    checkCondition(rule, light, here, round);
    if (rule.during !== undefined && rule.during.from === rule.during.to)
      round.findings.error([...here, "during", "to"], `${quoted(rule.during.to)} is where it begins`, {
        advice: "for a whole day leave during away, or write days with from 00:00 to 24:00",
      });
    checkLightLook(rule, { light, bound }, here, round);
  }
  if (bound !== null) checkShadowed(light, bound, path, round);
  checkIdle(light, place, round);
}

function checkRuleId(
  { id }: SiteLightRule,
  ids: Map<string, number>,
  index: number,
  path: Path,
  { findings }: Round,
): void {
  const earlier = id === undefined ? undefined : ids.get(id);
  if (id !== undefined && earlier === undefined) ids.set(id, index);
  if (id !== undefined && earlier !== undefined)
    findings.error([...path, "id"], `the id ${quoted(id)} is already that of rules.${earlier}`, {
      advice: "give each its own",
    });
}

function checkOneCondition(asked: readonly Condition[], path: Path, { findings }: Round): void {
  const [first, second] = asked;
  if (first === undefined || second === undefined) return;
  findings.error([...path, second], `a rule asks one thing: ${quoted(first)} is asked already`, {
    at: "key",
    advice: "write two rules, or both conditions as one when: sales.waiting > 5 && sales.ready == 0",
  });
}

function checkCompanions(
  rule: SiteLightRule,
  asked: readonly Condition[],
  light: SiteLight,
  path: Path,
  { findings }: Round,
): void {
  for (const [key, needs] of companions)
    if (rule[key] !== undefined && !needs.some((need) => asked.includes(need)))
      findings.error([...path, key], `${quoted(key)} belongs to ${oneOf(needs)}, and there is none here`, {
        at: "key",
        advice: adviceFor(key, light),
      });
}

function adviceFor(key: string, { seat = "island-1" }: SiteLight): string {
  if (key === "is") return `write seat: ${seat} beside it`;
  if (key === "zones") return "write message: urgent beside it, or leave it away";
  return "write figure: waiting and of: beside it, or load: and the name of a queue";
}

function checkCondition(rule: SiteLightRule, light: SiteLight, path: Path, round: Round): void {
  const { findings } = round;
  if (rule.figure !== undefined) {
    checkFigure(rule.figure, [...path, "figure"], [{ limits: rule, path }], findings);
    if (rule.of === undefined)
      findings.error(path, "'of' is missing: whose figure?", {
        at: "key",
        advice: listOf(subjectsOf(round)),
      });
    else checkSubject(rule.of, [...path, "of"], round);
  }
  if (rule.load !== undefined) {
    checkSubject(rule.load, [...path, "load"], round);
    checkLoad(rule, path, round);
  }
  if (rule.figure !== undefined || rule.load !== undefined) checkLimits(rule, path, round);
  if (typeof rule.noData === "string") checkSubject(rule.noData, [...path, "noData"], round);
  if (rule.seat !== undefined) {
    checkSeat(rule.seat, [...path, "seat"], round);
    if (rule.is === undefined)
      findings.error(path, "'is' is missing: what must the seat be?", {
        at: "key",
        advice: `such as is: ${light.seat === undefined ? "busy" : "muted"}, or a list of words`,
      });
  }
  if (rule.when !== undefined) checkWhen(rule.when, [...path, "when"], round);
}

const subjectsOf = ({ draft }: Round): readonly string[] => [
  ...Object.keys(draft.site.queues),
  ...Object.keys(draft.site.groups),
];

function checkSubject(subject: string, path: Path, round: Round): void {
  const subjects = subjectsOf(round);
  if (subjects.includes(subject)) return;
  round.findings.error(
    path,
    `there is no queue or group ${quoted(subject)}${didYouMean(subject, subjects)}`,
    {
      advice: listOf(subjects),
    },
  );
}

function checkLimits(rule: SiteLightRule, path: Path, { findings }: Round): void {
  const { above, below } = rule;
  if (above === undefined && below === undefined)
    findings.error(path, "'above' or 'below' is missing: from where on does the rule hold?", {
      at: "key",
      advice: "above: 5 holds at 5 or more, below: 80 at 80 or less",
    });
  else if (above !== undefined && below !== undefined)
    findings.error([...path, "below"], "needs either above or below, not both", { at: "key" });
  else checkBack(rule, "the rule", path, findings);
}

/** The load is in percent: who writes 1.5 means 150. */
function checkLoad(rule: SiteLightRule, path: Path, { findings }: Round): void {
  for (const key of ["above", "below", "back"] as const) {
    const limit = rule[key];
    if (limit === undefined) continue;
    if (limit < 0) findings.error([...path, key], `load is never below 0, so not at ${limit}`);
    else if (limit > 0 && limit <= 3)
      findings.warning([...path, key], `load is in percent: ${limit} is hardly anybody waiting`, {
        instead: String(Math.round(limit * 100)),
      });
  }
}

function checkWhen(when: string, path: Path, { draft, known, findings }: Round): void {
  const compiled = known.checks.condition(when, conditionSubjects(draft.site));
  if (compiled.ok) return;
  const { message, advice, column } = compiled;
  findings.error(path, message, { advice, at: column });
}

function checkShadowed(
  light: SiteLight,
  { model }: BoundLight,
  path: Path,
  { draft, findings }: Round,
): void {
  const options = {
    light: light.id,
    lamps: model.lamps,
    canClose: light.followHours && draft.site.hours.length > 0,
  };
  const names = model.lamps.map(({ name }) => name);
  // A lamp that does not exist is told where its name stands.
  if (light.rules.some(({ lamp }) => lamp !== undefined && !names.includes(lamp))) return;
  for (const { index, reason } of shadowedRules(light.rules, options))
    findings.warning([...path, index], reason, {
      advice: "the first rule that holds wins: put the narrower one above, or take one out",
    });
}

/** A light that follows nothing stays dark, which nobody wants. */
function checkIdle(light: SiteLight, path: Path, { draft, findings }: Round): void {
  if (light.rules.length > 0 || light.seat !== undefined || draft.standIns.size > 0) return;
  const written: unknown = Reflect.get(Object(valueAt(findings.yaml.value, path)), "rules");
  if (Array.isArray(written) && written.length > 0) return;
  findings.warning(path, "it follows nothing, and stays dark", {
    at: "key",
    advice: "write rules:, or seat: with the seat whose light it is",
  });
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, segment) => Reflect.get(Object(inner), segment), value);
