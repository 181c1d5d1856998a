import type { PageContext, PageLine } from "../../src/domain/pageContext.ts";
import { nothingKnown, type QueueStatistics } from "../../src/domain/queueStatistics.ts";

/** A display of two rows of twenty, in French, that draws plain ASCII. */
export const twoByTwenty: PageContext = {
  rows: 2,
  columns: 20,
  charset: { letters: "", missing: "^~" },
  language: "fr",
  labels: {},
  subjects: new Map([
    ["sales", { displayName: "Télévente", kind: "queue" }],
    ["service", { displayName: "Après-vente", kind: "queue" }],
    ["all", { displayName: "Tout", kind: "group" }],
  ]),
  colour: "green",
  timeZone: "Europe/Paris",
  roundDown: true,
};

export const line = (text: string, options: Partial<PageLine> = {}): PageLine => ({
  text,
  colour: null,
  align: "left",
  ...options,
});

/** Statistics of which nothing is known but what a test says. */
export const statistics = (known: {
  readonly now?: Partial<QueueStatistics["now"]>;
  readonly agents?: Partial<QueueStatistics["agents"]>;
  readonly serviceLevel?: Partial<QueueStatistics["serviceLevel"]>;
  readonly state?: QueueStatistics["queue"]["state"];
}): QueueStatistics => {
  const nothing = nothingKnown("1", null);
  return {
    ...nothing,
    queue: { ...nothing.queue, state: known.state ?? "unknown" },
    now: { ...nothing.now, ...known.now },
    agents: { ...nothing.agents, ...known.agents },
    serviceLevel: { ...nothing.serviceLevel, ...known.serviceLevel },
  };
};
