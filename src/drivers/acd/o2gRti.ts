import type { ReadProblem } from "../../ports/readStatistics.ts";
import { type JsonObject, type ParsedJson, parseJson } from "./boundedJson.ts";
import { jsonMessages } from "./jsonMessages.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import { RtiAgents } from "./o2g/rtiAgents.ts";
import { rtiEvents } from "./o2g/rtiEvents.ts";
import { RtiFigures, type RtiLayout, rtiLayout } from "./o2g/rtiFigures.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

const messagesOf = jsonMessages("object");

type Values = Extract<ParsedJson, { ok: false }> | { readonly ok: true; readonly values: readonly unknown[] };

/** The values of one message: an object, a list of them, or one on each line as the gateway's own stream has them. */
function valuesOf(text: string): Values {
  const whole = parseJson(text);
  if (whole.ok) return { ok: true, values: [whole.value].flat() };
  const lines = messagesOf(text);
  if (lines.length === 1) return whole;
  // Each of several lines was seen to be JSON when the text was cut.
  return { ok: true, values: lines.flatMap((line) => [JSON.parse(line) as unknown].flat()) };
}

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

/**
 * Real-time notifications of Alcatel's CCD over O2G, of which each holds only what changed. Rows of pilots, queues and groups
 * hold that and no more; rows of agents hold all that is known, since a state is made of two.
 */
export const o2gRti: ProfileReader<RtiLayout> = {
  layout: rtiLayout,
  open({ layout, agentRows }) {
    const figures = new RtiFigures(layout);
    const agents = new RtiAgents();
    return {
      messagesOf,
      read(text): Rows {
        const json = valuesOf(text);
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
