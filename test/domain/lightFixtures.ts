import { darkLamp, type LightColour, type LightLook, lightColours } from "../../src/domain/light.ts";
import type { LightFacts } from "../../src/domain/lightFacts.ts";
import type { LampPlan } from "../../src/domain/lightLamps.ts";
import { compileRule, type WrittenLightRule } from "../../src/domain/lightRule.ts";
import {
  freshLight,
  type LightMemory,
  type LightProgram,
  type LightStep,
  stepLight,
} from "../../src/domain/lightRules.ts";
import type { SeatLook } from "../../src/domain/seatLook.ts";

/** A busylight: one lamp of every colour. */
export const ball: readonly LampPlan[] = [{ name: "all", colour: "any" }];

export const tower: readonly LampPlan[] = [
  { name: "red", colour: "red" },
  { name: "amber", colour: "amber" },
  { name: "green", colour: "green" },
];

/** A working afternoon on which nothing is the matter. */
export const calm: LightFacts = {
  figure: () => null,
  load: () => null,
  holds: () => false,
  isKnown: () => true,
  seat: () => null,
  message: () => null,
  hasData: () => true,
  health: { worst: "up", broker: true },
  day: { date: "2026-02-16", weekday: "mon", minutes: 14 * 60 },
  isClosed: false,
};

export const idleSeat: SeatLook = {
  state: "ready",
  since: null,
  reason: null,
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  muted: false,
  isPresent: true,
  notice: null,
  hint: null,
};

/** A light with such rules. */
export function programOf(
  rules: readonly WrittenLightRule[],
  more: Partial<LightProgram> & { readonly lamps?: never; readonly plan?: readonly LampPlan[] } = {},
): LightProgram {
  const { plan: lamps = ball, ...rest } = more;
  const context = { light: "hall", lamps, mayFlash: true, leastMs: 0 };
  return {
    rules: rules.map((rule, index) => compileRule(rule, index, context)),
    hasBuzzer: false,
    quiet: null,
    followsHours: true,
    ...rest,
    lamps: lamps.length,
  };
}

/** A light that is followed second by second. */
export class FollowedLight {
  readonly #program: LightProgram;
  memory: LightMemory = freshLight;

  constructor(program: LightProgram) {
    this.#program = program;
  }

  step(second: number, facts: Partial<LightFacts> = {}): LightStep {
    const step = stepLight(this.memory, this.#program, { ...calm, ...facts }, second * 1_000);
    this.memory = step.memory;
    return step;
  }

  /** The lamps as words: `red`, `red fast`, `dark`. */
  at(second: number, facts: Partial<LightFacts> = {}): string {
    return wordsOf(this.step(second, facts).look);
  }
}

const nameOf = (rgb: LightLook["lamps"][number]["rgb"]): string => {
  const same = (name: LightColour): boolean => JSON.stringify(lightColours[name]) === JSON.stringify(rgb);
  return (Object.keys(lightColours) as LightColour[]).find(same) ?? JSON.stringify(rgb);
};

/** A look as a person would say it. */
export const wordsOf = ({ lamps, buzzer }: LightLook): string =>
  [
    ...lamps.map(({ rgb, rhythm, dim }) => {
      if (rgb === darkLamp.rgb) return "dark";
      return [
        nameOf(rgb),
        ...(rhythm === "steady" ? [] : [rhythm]),
        ...(dim === 100 ? [] : [`${dim}%`]),
      ].join(" ");
    }),
    ...(buzzer ? ["buzzer"] : []),
  ].join(", ");
