import type { DayHours } from "./dayHours.ts";
import type { LightAsk } from "./lightRule.ts";
import type { Limit } from "./thresholds.ts";

const messageWords = [
  "an emergency is on",
  "an urgent message is on",
  "a message is on",
  "any message is on",
];

const healthWords = {
  degraded: "a device is degraded or down",
  down: "a device is down",
  broker: "there is no broker",
} as const;

function limitWords({ above, below, back }: Limit): string {
  const limit = above === undefined ? `${below} or less` : `${above} or more`;
  return back === undefined ? limit : `${limit}, until past ${back}`;
}

/** What a rule asks, in words: `waiting of sales at 10 or more`. */
export function askWords(ask: LightAsk): string {
  switch (ask.kind) {
    case "always":
      return "always";
    case "when":
      return ask.text;
    case "figure":
      return `${ask.figure} of ${ask.subject} at ${limitWords(ask.limit)}`;
    case "load":
      return `load of ${ask.subject} at ${limitWords(ask.limit)}`;
    case "seat":
      return `seat ${ask.seat} is ${ask.words.join(" or ")}`;
    case "message": {
      const zones = ask.zones.slice(2);
      return `${messageWords[ask.least]}${zones.length === 0 ? "" : ` for ${zones.join(", ")}`}`;
    }
    case "noData":
      return ask.subject === null ? "no figures at all" : `no figures of ${ask.subject}`;
    case "health":
      return healthWords[ask.word];
  }
}

/** The hours of a rule, in words: `, mon fri from 12:00 to 14:00`; empty where it has none. */
export const duringWords = (during: DayHours | null): string =>
  during === null
    ? ""
    : `, ${during.days === undefined ? "" : `${during.days.join(" ")} `}from ${during.from} to ${during.to}`;
