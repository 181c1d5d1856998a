import { isWithin } from "./dayHours.ts";
import type { LightAsk, LightRule } from "./lightRule.ts";
import type { LocalDay } from "./localDay.ts";
import type { Figure } from "./queueStatistics.ts";
import type { SeatLook } from "./seatLook.ts";
import { isSeat } from "./seatWords.ts";
import { isPast, type Limit } from "./thresholds.ts";
import type { MessagePriority } from "./wallMessage.ts";

/** How the controller and what hangs on it are. */
export interface NodeHealth {
  /** Of all its devices the worst. */
  readonly worst: "up" | "degraded" | "down";
  readonly broker: boolean;
}

/** Everything that rules may ask at one moment. */
export interface LightFacts {
  /** Null when nobody knows it, or it is stale. */
  readonly figure: (subject: string, figure: string) => Figure;
  /** Calls waiting per hundred manned positions; null when nobody knows. */
  readonly load: (subject: string) => Figure;
  /** Whether a condition is true whatever the unknown figures in it are. */
  readonly holds: (text: string) => boolean;
  /** Whether all figures that a condition asks are there. */
  readonly isKnown: (text: string) => boolean;
  /** Null for a seat of which nothing is known. */
  readonly seat: (seat: string) => SeatLook | null;
  /** The most important message that is on in these zones; null for none. */
  readonly message: (zones: readonly string[]) => MessagePriority | null;
  /** Whether a queue or group has fresh figures; null asks whether any has. */
  readonly hasData: (subject: string | null) => boolean;
  readonly health: NodeHealth;
  /** Null while the clock cannot be trusted. */
  readonly day: LocalDay | null;
  readonly isClosed: boolean;
}

/** What a rule finds. `gone`: nobody can say, or it is not asked now; then it lets go of its lamps at once. */
export type Verdict = "yes" | "no" | "gone";

const verdict = (holds: boolean): Verdict => (holds ? "yes" : "no");

function ofLimit(limit: Limit, value: Figure, wasPast: boolean): Verdict {
  if (value === null || Number.isNaN(value)) return "gone";
  return verdict(isPast(limit, value, wasPast));
}

/** Whether what is asked holds. `held`: it did the last time. */
export function answerOf(ask: LightAsk, facts: LightFacts, held: boolean): Verdict {
  switch (ask.kind) {
    case "always":
      return "yes";
    case "when":
      if (facts.holds(ask.text)) return "yes";
      return facts.isKnown(ask.text) ? "no" : "gone";
    case "figure":
      return ofLimit(ask.limit, facts.figure(ask.subject, ask.figure), held);
    case "load":
      return ofLimit(ask.limit, facts.load(ask.subject), held);
    case "seat": {
      const look = facts.seat(ask.seat);
      return look === null ? "gone" : verdict(ask.words.some((word) => isSeat(look, word)));
    }
    case "message": {
      const priority = facts.message(ask.zones);
      return verdict(priority !== null && priority <= ask.least);
    }
    case "noData":
      return verdict(!facts.hasData(ask.subject));
    case "health": {
      const { worst, broker } = facts.health;
      if (ask.word === "broker") return verdict(!broker);
      return verdict(worst === "down" || (worst === "degraded" && ask.word === "degraded"));
    }
  }
}

/** Whether a rule is about an emergency, and there is one: then neither closed nor quiet hours count. */
export const isEmergency = ({ ask }: LightRule, facts: LightFacts): boolean =>
  ask.kind === "message" && facts.message(ask.zones) === 0;

/** Whether a rule is asked at all at this time. Of an unknown day nobody can say that it is its time. */
export function isItsTime(rule: LightRule, facts: LightFacts, followsHours: boolean): boolean {
  if (facts.isClosed && followsHours && !isEmergency(rule, facts)) return false;
  return rule.during === null || (facts.day !== null && isWithin(rule.during, facts.day));
}
