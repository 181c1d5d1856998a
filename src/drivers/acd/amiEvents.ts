import { z } from "zod";
import { type AmiEvent, amiMessages, eventsOf } from "./ami/amiEvent.ts";
import { AmiFloor } from "./ami/amiFloor.ts";
import type { JsonObject } from "./boundedJson.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

/**
 * Headers that become figures or that only join events; every other one is named to whoever writes a profile, by its name
 * alone: among them are callers' numbers.
 */
const understood: ReadonlySet<string> = new Set([
  ...["event", "queue", "timestamp", "calls", "callers", "holdtime", "talktime", "longestholdtime"],
  ...["loggedin", "available", "completed", "abandoned", "servicelevel", "servicelevelperf"],
  ...["servicelevelperf2", "interface", "location", "status", "incall", "paused", "pausedreason"],
  ...["wrapuptime", "lastcall", "lastpause", "wait", "count", "caller", "uniqueid", "channel", "listitems"],
]);

/** More kinds of events that tell nothing need no naming. */
const mostKinds = 10;

interface Leftovers {
  readonly unread: readonly string[];
  readonly made: ReadonlySet<string>;
}

/** Headers that nobody reads, and what of the rows is no header of these events. */
function leftoversOf(events: readonly AmiEvent[], rows: readonly JsonObject[]): Leftovers {
  const names = new Set(events.flatMap(({ headers }) => headers));
  const known = new Set([...names].map((name) => name.toLowerCase()));
  const keys = rows.flatMap((row) => Object.keys(row));
  return {
    unread: [...names].filter((name) => !understood.has(name.toLowerCase())),
    made: new Set(keys.filter((key) => !known.has(key.toLowerCase()))),
  };
}

/** What there is instead of events about queues. */
function otherEvents(events: readonly AmiEvent[]): readonly string[] {
  const kinds = new Set(events.map(({ kind }) => kind || "an answer"));
  return [`events that tell of no queue: ${[...kinds].slice(0, mostKinds).join(", ")}`];
}

/**
 * Events of Asterisk's manager interface: answers to QueueSummary and QueueStatus and the pushed ones between them, joined
 * to what each queue and each agent is now.
 */
export const amiEvents: ProfileReader = {
  remembers: true,
  layout: z.strictObject({}),
  open({ options }) {
    const floor = new AmiFloor();
    return {
      messagesOf: amiMessages,
      read(text, { receivedAt, listIgnored }): Rows {
        const found = eventsOf(text);
        if (!found.ok) return found;
        floor.begin(receivedAt);
        for (const event of found.events) floor.hear(event);
        const agents = floor.agentRows();
        const rows = floor.queueRows(options.thresholdSeconds ?? null);
        return {
          ok: true,
          rows,
          agents,
          problems: floor.problems,
          ...(listIgnored ? leftoversOf(found.events, [...rows, ...agents]) : {}),
          ...(rows.length + agents.length === 0 ? { leftOut: otherEvents(found.events) } : {}),
        };
      },
    };
  },
};
