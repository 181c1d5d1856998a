import type { DayHours } from "./dayHours.ts";
import type { Lamp } from "./light.ts";
import { type LampPlan, lampsOf, type WantedLamps } from "./lightLamps.ts";
import type { SeatWord } from "./seatWords.ts";
import type { Limit } from "./thresholds.ts";
import type { MessagePriority } from "./wallMessage.ts";

type MessageLevel = "emergency" | "urgent" | "normal" | "any";

/** `degraded`: a device is degraded or down; `down`: one is down; `broker`: there is none. */
type HealthWord = "degraded" | "down" | "broker";

/** A rule of a light as a site writes it: at most one condition, and what the light is while it holds. */
export interface WrittenLightRule extends Limit, WantedLamps {
  readonly when?: string | undefined;
  readonly figure?: string | undefined;
  readonly load?: string | undefined;
  readonly of?: string | undefined;
  readonly seat?: string | undefined;
  readonly is?: SeatWord | readonly SeatWord[] | undefined;
  readonly message?: MessageLevel | undefined;
  readonly zones?: readonly string[] | undefined;
  readonly noData?: true | string | undefined;
  readonly health?: HealthWord | undefined;
  readonly during?: DayHours | undefined;
  readonly buzzerSeconds?: number | undefined;
  readonly minimumSeconds?: number | undefined;
  readonly id?: string | undefined;
}

/** What a rule asks. */
export type LightAsk =
  | { readonly kind: "always" }
  | { readonly kind: "when"; readonly text: string }
  | { readonly kind: "figure"; readonly subject: string; readonly figure: string; readonly limit: Limit }
  | { readonly kind: "load"; readonly subject: string; readonly limit: Limit }
  | { readonly kind: "seat"; readonly seat: string; readonly words: readonly SeatWord[] }
  /** A message is on whose priority is so important or more; the zone of all is among the zones. */
  | { readonly kind: "message"; readonly least: MessagePriority; readonly zones: readonly string[] }
  /** Null: no queue at all has figures. */
  | { readonly kind: "noData"; readonly subject: string | null }
  | { readonly kind: "health"; readonly word: HealthWord };

/** One rule, ready to be asked. */
export interface LightRule {
  /** What people call it: the site's own name, or its place in the list. */
  readonly name: string;
  readonly ask: LightAsk;
  readonly during: DayHours | null;
  /** What it makes of each lamp; null for those about which it says nothing. */
  readonly lamps: readonly (Lamp | null)[];
  /** How long the buzzer sounds when it begins to win; 0 for not at all. */
  readonly buzzerMs: number;
  /** How long it wins at least, unless a rule above it holds. */
  readonly minimumMs: number;
}

const priorities: Readonly<Record<MessageLevel, MessagePriority>> = {
  emergency: 0,
  urgent: 1,
  normal: 2,
  any: 3,
};

/** Messages to this zone are for everybody. */
const everyZone = "all";

const USUAL_MINIMUM_SECONDS = 5;

/** What a written rule asks, of a light with this id: messages may be for it alone. */
function askOf(rule: WrittenLightRule, light: string): LightAsk {
  const { above, below, back, of: subject = "" } = rule;
  const limit = { above, below, back };
  if (rule.when !== undefined) return { kind: "when", text: rule.when };
  if (rule.figure !== undefined) return { kind: "figure", subject, figure: rule.figure, limit };
  if (rule.load !== undefined) return { kind: "load", subject: rule.load, limit };
  if (rule.seat !== undefined) return { kind: "seat", seat: rule.seat, words: [rule.is ?? []].flat() };
  if (rule.message !== undefined) {
    const zones = [...new Set([everyZone, light, ...(rule.zones ?? [])])];
    return { kind: "message", least: priorities[rule.message], zones };
  }
  if (rule.noData !== undefined)
    return { kind: "noData", subject: rule.noData === true ? null : rule.noData };
  return rule.health === undefined ? { kind: "always" } : { kind: "health", word: rule.health };
}

/** What holds for all rules of a light. */
export interface RuleContext {
  readonly light: string;
  readonly lamps: readonly LampPlan[];
  /** Relays do not flash unless the site says so. */
  readonly mayFlash: boolean;
  /** Relays stay a moment whatever the site says. */
  readonly leastMs: number;
}

/** Makes a rule ready that stands at `index` of its list. */
export function compileRule(rule: WrittenLightRule, index: number, context: RuleContext): LightRule {
  const { light, lamps, mayFlash, leastMs } = context;
  const { minimumSeconds = USUAL_MINIMUM_SECONDS, buzzerSeconds = 0, id, during } = rule;
  return {
    name: id ?? `rule ${index + 1}`,
    ask: askOf(rule, light),
    during: during ?? null,
    lamps: lampsOf(lamps, mayFlash ? rule : { ...rule, flash: undefined }),
    buzzerMs: buzzerSeconds * 1_000,
    minimumMs: Math.max(leastMs, minimumSeconds * 1_000),
  };
}
