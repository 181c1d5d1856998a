import type { Instant } from "../../../domain/instant.ts";
import type { QueueStatistics } from "../../../domain/queueStatistics.ts";
import { knowsPeople, peopleOf, type Work, waitsOf } from "./people.ts";
import type { WriteRows } from "./writeRows.ts";

type Headers = Readonly<Record<string, string | number | null>>;

/** Seconds of after-call work that a member in it is given, who has ended the call just now. */
const WRAP_UP_SECONDS = 60;

/** What the manager interface says of a member who does this: number of the device's state first. */
const members: Readonly<Record<Work, Headers>> = {
  ready: { Status: 1 },
  reserved: { Status: 6 },
  onCall: { Status: 2, InCall: 1 },
  onOtherCall: { Status: 2 },
  wrapUp: { Status: 1 },
  notReady: { Status: 1, Paused: 1, PausedReason: "PAUSE" },
  unreachable: { Status: 5 },
};

/** One event; a header of which nothing is known is left out. */
const eventOf = (headers: Headers): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
    .join("\r\n");

function eventsOf(statistics: QueueStatistics, at: Instant): readonly Headers[] {
  const { queue, totals, serviceLevel, averages, now } = statistics;
  const nowSeconds = Math.floor(at / 1_000);
  const Queue = queue.id;
  const params = {
    Event: "QueueParams",
    Queue,
    Calls: now.waiting,
    Holdtime: averages.answerSeconds,
    TalkTime: averages.talkSeconds,
    Completed: totals.answered,
    Abandoned: totals.abandoned,
    ServiceLevel: serviceLevel.thresholdSeconds,
    ServicelevelPerf: serviceLevel.vendorPercent,
  };
  const people = peopleOf(statistics).map((work, index) => ({
    Event: "QueueMember",
    Queue,
    Location: `PJSIP/${Queue}-${index + 1}`,
    LastCall: work === "wrapUp" ? nowSeconds - 1 : 0,
    InCall: 0,
    Paused: 0,
    Wrapuptime: WRAP_UP_SECONDS,
    ...members[work],
  }));
  const callers = waitsOf(statistics).map((wait, index) => ({
    Event: "QueueEntry",
    Queue,
    Position: index + 1,
    Uniqueid: `${nowSeconds - wait}.${index + 1}`,
    Wait: wait,
  }));
  return [params, ...people, ...callers];
}

/**
 * One answer to QueueStatus; members and callers are as many as the figures say, and nobody in particular. Where nobody knows
 * how many agents there are, the answer has no end: a whole one would say that there are none.
 */
export const amiText: WriteRows = ({ statistics, at }) => {
  const events = statistics.flatMap((queue) => eventsOf(queue, at));
  const end = { Event: "QueueStatusComplete", EventList: "Complete", ListItems: events.length };
  const isWhole = statistics.every(knowsPeople);
  return [[...events, ...(isWhole ? [end] : [])].map((event) => `${eventOf(event)}\r\n\r\n`).join("")];
};
