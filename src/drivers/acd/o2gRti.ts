import type { ReadProblem } from "../../ports/readStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import { jsonValues, objectMessages } from "./jsonValues.ts";
import { RtiAgents } from "./o2g/rtiAgents.ts";
import { rtiEvents } from "./o2g/rtiEvents.ts";
import { RtiFigures, type RtiLayout, rtiLayout } from "./o2g/rtiFigures.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

/**
 * Real-time notifications of Alcatel's CCD over O2G, of which each holds only what changed. Rows of pilots, queues and groups
 * hold that and no more; rows of agents hold all that is known, since a state is made of two.
 */
export const o2gRti: ProfileReader<RtiLayout> = {
  remembers: true,
  layout: rtiLayout,
  open({ layout, agentRows }) {
    const figures = new RtiFigures(layout);
    const agents = new RtiAgents();
    return {
      messagesOf: objectMessages,
      read(text): Rows {
        const json = jsonValues(text);
        if (!json.ok) return json;
        if (json.values.length > MOST_ROWS) return wrong(`holds more than ${MOST_ROWS} events`);
        const problems: ReadProblem[] = [];
        const events = rtiEvents(json.values, problems);
        if (events === null) return wrong("does not say which event it is: eventName is missing");
        const rows: JsonObject[] = [];
        const people: JsonObject[] = [];
        for (const event of events) {
          if (event.kind !== "agent") rows.push(...figures.take(event));
          else if (agentRows !== null) people.push(agents.take(event));
        }
        return { ok: true, rows, agents: people, problems };
      },
    };
  },
};
