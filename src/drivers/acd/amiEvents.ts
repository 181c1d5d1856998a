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

/** The names of what nobody reads, as keys without values, beside the figures of the first queue. */
function withUnread(rows: readonly JsonObject[], events: readonly AmiEvent[]): readonly JsonObject[] {
  const [first, ...rest] = rows;
  if (first === undefined) return rows;
  const names = events.flatMap(({ headers }) =>
    headers.filter((name) => !understood.has(name.toLowerCase())),
  );
  return [{ ...Object.fromEntries(names.map((name) => [name, null])), ...first }, ...rest];
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
          rows: listIgnored ? withUnread(rows, found.events) : rows,
          agents,
          problems: floor.problem === null ? [] : [{ path: "", message: floor.problem }],
        };
      },
    };
  },
};
