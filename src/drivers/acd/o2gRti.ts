import type { ReadProblem } from "../../ports/readStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import { counted } from "./counted.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import { jsonValues, objectMessages } from "./jsonValues.ts";
import { agentAttributes, RtiAgents } from "./o2g/rtiAgents.ts";
import { eventKeys, type RtiMessage, rtiEvents } from "./o2g/rtiEvents.ts";
import { figureAttributes, RtiFigures, type RtiLayout, rtiLayout } from "./o2g/rtiFigures.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";
import { spelling } from "./spelling.ts";

/** More names of other notifications help nobody. */
const mostOthers = 10;

const known: ReadonlySet<string> = new Set(["number", ...agentAttributes]);
const isNoAgentAttribute = (name: string): boolean => !known.has(name);

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

/** What of the message goes no further. */
function leftovers({ events, others }: RtiMessage, wantsAgents: boolean) {
  const people = events.filter(({ kind }) => kind === "agent");
  const unread = people.flatMap(({ attributes }) => Object.keys(attributes).filter(isNoAgentAttribute));
  const ofPeople = `${counted(people.length, "notification")} of single agents, which this profile does not map`;
  return {
    made: new Set(["kind"]),
    unread: wantsAgents ? [...new Set(unread)].map((name) => `agents[].${name}`) : [],
    leftOut: [
      ...(others.length === 0
        ? []
        : [`notifications of other services: ${others.slice(0, mostOthers).join(", ")}`]),
      ...(wantsAgents || people.length === 0 ? [] : [ofPeople]),
    ],
  };
}

/**
 * Real-time notifications of Alcatel's CCD over O2G, of which each holds only what changed. Rows of pilots, queues and groups
 * hold that and no more; rows of agents hold all that is known, since a state is made of two.
 */
export const o2gRti: ProfileReader<RtiLayout> = {
  remembers: true,
  layout: rtiLayout,
  open({ layout, agentRows }) {
    const spelled = spelling([...eventKeys, ...agentAttributes, ...figureAttributes(layout)]);
    const figures = new RtiFigures(layout);
    const agents = new RtiAgents();
    return {
      messagesOf: objectMessages,
      read(text, { listIgnored }): Rows {
        const json = jsonValues(text);
        if (!json.ok) return json;
        if (json.values.length > MOST_ROWS) return wrong(`holds more than ${MOST_ROWS} events`);
        const problems: ReadProblem[] = [];
        const found = rtiEvents(json.values, spelled, problems);
        if (found === null) return wrong("does not say which event it is: eventName is missing");
        const rows: JsonObject[] = [];
        const people: JsonObject[] = [];
        for (const event of found.events) {
          if (event.kind !== "agent") rows.push(...figures.take(event));
          else if (agentRows !== null) people.push(agents.take(event));
        }
        const understood = { ok: true as const, rows, agents: people, problems };
        return listIgnored ? { ...understood, ...leftovers(found, agentRows !== null) } : understood;
      },
    };
  },
};
