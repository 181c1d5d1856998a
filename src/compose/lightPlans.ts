import type { ConditionPlan } from "../app/conditionPlan.ts";
import type { LightPlan } from "../app/lightPlan.ts";
import { conditionSubjects } from "../config/conditionSubjects.ts";
import { fitLight } from "../config/fittedLight.ts";
import type { SiteLight } from "../config/siteSchema.ts";
import { darkLook } from "../domain/light.ts";
import { compileRule, type LightAsk, type LightRule } from "../domain/lightRule.ts";
import { seatRules } from "../domain/seatRules.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault } from "../ports/fault.ts";
import type { LightModel } from "../ports/lightModel.ts";
import type { SiteFile } from "./siteLoader.ts";

type Subjects = ReadonlyMap<string, readonly string[]>;

/** A relay stays at least a second as it is. */
const RELAY_LEAST_MS = 1_000;

/** The site's own rules, and below them the usual ones of the light of a seat. */
function rulesOf(light: SiteLight, { lamps, wears }: LightModel): readonly LightRule[] {
  const { id, rules, seat, flashRelays } = light;
  const context = {
    light: id,
    lamps,
    mayFlash: !wears || flashRelays,
    leastMs: wears ? RELAY_LEAST_MS : 0,
  };
  const written = seat === undefined ? rules : [...rules, ...seatRules(seat)];
  return written.map((rule, index) => compileRule(rule, index, context));
}

function conditionsOf(
  asks: readonly LightAsk[],
  compile: CompileCondition,
  subjects: Subjects,
): ReadonlyMap<string, ConditionPlan> {
  return new Map(
    asks.flatMap((ask): (readonly [string, ConditionPlan])[] => {
      const compiled = ask.kind === "when" ? compile(ask.text, subjects) : null;
      if (ask.kind !== "when" || compiled === null) return [];
      if (compiled.ok) return [[ask.text, { holds: compiled.condition, reads: compiled.reads }]];
      throw new Fault("LIGHT_CONDITION", compiled.message, "run bandeau check on the file");
    }),
  );
}

/** Queues and groups of which a rule asks something, beside those of its condition. */
function subjectsAsked(ask: LightAsk, all: readonly string[]): readonly string[] {
  switch (ask.kind) {
    case "figure":
    case "load":
      return [ask.subject];
    case "noData":
      return ask.subject === null ? all : [ask.subject];
    default:
      return [];
  }
}

function planOf(
  light: SiteLight,
  model: LightModel,
  compile: CompileCondition,
  subjects: Subjects,
): LightPlan {
  const rules = rulesOf(light, model);
  const asks = rules.map(({ ask }) => ask);
  const conditions = conditionsOf(asks, compile, subjects);
  const lamps = model.lamps.length;
  return {
    id: light.id,
    program: {
      rules,
      lamps,
      hasBuzzer: model.hasBuzzer,
      quiet: light.quiet ?? null,
      followsHours: light.followHours,
    },
    conditions,
    reads: new Set([
      ...asks.flatMap((ask) => subjectsAsked(ask, [...subjects.keys()])),
      ...[...conditions.values()].flatMap(({ reads }) => reads),
    ]),
    zones: new Set(asks.flatMap((ask) => (ask.kind === "message" ? ask.zones : []))),
    last: light.atStop === "keep" ? null : darkLook(lamps),
  };
}

/** What each light of a checked site follows. */
export function lightPlans(
  { site, lights }: Pick<SiteFile, "site" | "lights">,
  compile: CompileCondition,
): readonly LightPlan[] {
  const subjects = conditionSubjects(site);
  return site.lights.map((light) => {
    const model = lights.get(light.model);
    if (!model)
      throw new Fault("LIGHT_MODEL", `there is no model '${light.model}'`, "run bandeau check on the file");
    return planOf(light, fitLight(light, model).model, compile, subjects);
  });
}
