import { z } from "zod";
import { reasonSorter } from "../domain/agentReasons.ts";
import { ANY, acdTopics, nodeTopics, topicMatches } from "../domain/topics.ts";
import { readNativeAgent } from "../drivers/acd/nativeAgent.ts";
import type { Broker, BrokerConnection } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { DemoPeople } from "./demoPeople.ts";
import type { DemoScreen } from "./demoScreen.ts";

interface Onlookers {
  readonly people: DemoPeople;
  readonly screen: DemoScreen;
  readonly clock: Pick<Clock, "wall">;
  readonly signal: AbortSignal;
}

/** Somebody on the bus: agents hear from it what the ACD does, and the screen what lights are. */
export async function openDemoEye(
  broker: Broker,
  url: string,
  { site, node }: { readonly site: string; readonly node: string },
  { people, screen, clock, signal }: Onlookers,
): Promise<BrokerConnection> {
  const decoder = new TextDecoder();
  const shown = nodeTopics(site, node).deviceShown(ANY);
  const agents = acdTopics(site, "acd").agentState(ANY);
  const connection = await broker.connect({
    url,
    clientId: "bandeau-demo-eye",
    will: null,
    signal,
    onMessage({ topic, payload }) {
      const text = decoder.decode(payload);
      const agent = topicMatches(agents, topic) ? readNativeAgent(text, unclassified) : null;
      if (agent?.ok) people.hear(agent.agent.agentId, agent.agent.state);
      const lamps = topicMatches(shown, topic) ? readShownLamps(text) : null;
      if (lamps !== null && !signal.aborted) screen.lightChanged(lightOf(topic), lamps, clock.wall());
    },
  });
  await connection.subscribe([agents, shown]);
  return connection;
}

const lightOf = (topic: string): string => topic.replace(/^.*\/device\/light-(.*)\/shown$/, "$1");

const unclassified = reasonSorter({});

/** The lamps of a `shown` message; null for one of a display. */
function readShownLamps(text: string): readonly string[] | null {
  const { lamps } = z.object({ lamps: z.array(z.string()).optional() }).parse(JSON.parse(text));
  return lamps ?? null;
}
