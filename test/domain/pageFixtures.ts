import type { PageContext, PageLine } from "../../src/domain/pageContext.ts";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";

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
}): QueueStatistics => ({
  queue: { id: "1", name: null, state: known.state ?? "unknown" },
  observedAt: null,
  now: {
    waiting: null,
    longestWaitSeconds: null,
    averageWaitSeconds: null,
    waitingOverTarget: null,
    expectedWaitSeconds: null,
    ringing: null,
    inService: null,
    inWrapUp: null,
    ...known.now,
  },
  agents: {
    loggedIn: null,
    ready: null,
    reserved: null,
    onCall: null,
    onOtherCall: null,
    wrapUp: null,
    notReady: null,
    unreachable: null,
    ...known.agents,
  },
  totals: {
    window: null,
    since: null,
    offered: null,
    answered: null,
    abandoned: null,
    abandonedShort: null,
    answeredInTarget: null,
    abandonedInTarget: null,
    overflowOut: null,
    overflowIn: null,
    answeredPercent: null,
    abandonedPercent: null,
  },
  serviceLevel: {
    percent: null,
    vendorPercent: null,
    thresholdSeconds: null,
    formula: null,
    ...known.serviceLevel,
  },
  averages: {
    answerSeconds: null,
    talkSeconds: null,
    holdSeconds: null,
    wrapUpSeconds: null,
    handleSeconds: null,
    abandonSeconds: null,
    method: null,
  },
  peaks: { longestWaitSeconds: null },
  quality: [],
});
