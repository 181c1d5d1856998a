import type { QueueStatistics } from "../../../domain/queueStatistics.ts";
import { knowsPeople, peopleOf, type Work, waitsOf } from "./people.ts";
import type { WriteRows } from "./writeRows.ts";

/** Seconds of after-call work that an agent in it is given, whose call has ended just now. */
const WRAP_UP_SECONDS = 60;

/** Status and state of an agent who does this; nobody is out of reach here. */
const agents: Readonly<Record<Work, readonly [status: string, state: string]>> = {
  ready: ["Available", "Waiting"],
  reserved: ["Available", "Receiving"],
  onCall: ["Available", "In a queue call"],
  onOtherCall: ["Available", "Waiting"],
  wrapUp: ["Available", "Waiting"],
  notReady: ["On Break", "Waiting"],
  unreachable: ["Logged Out", "Waiting"],
};

type Line = readonly (string | number)[];

const table = (command: string, names: string, lines: readonly Line[]): string =>
  [`> callcenter_config ${command}`, names, ...lines.map((line) => line.join("|")), "+OK", ""].join("\n");

const nameOf = ({ queue }: QueueStatistics, index: number): string => `${index + 1}-${queue.id}`;

function membersOf(statistics: QueueStatistics, nowSeconds: number): readonly Line[] {
  const { id } = statistics.queue;
  const { ringing, inService } = statistics.now;
  const waiting = waitsOf(statistics).map(
    (wait, index): Line => [
      id,
      `w${index}`,
      nowSeconds - wait,
      0,
      index < (ringing ?? 0) ? "Trying" : "Waiting",
    ],
  );
  const talking = Array.from(
    { length: inService ?? 0 },
    (_, index): Line => [id, `t${index}`, nowSeconds - 60, nowSeconds - 30, "Answered"],
  );
  return [...waiting, ...talking];
}

function agentsOf(statistics: QueueStatistics, nowSeconds: number): readonly Line[] {
  return peopleOf(statistics).map((work, index): Line => {
    const [status, state] = agents[work];
    const ended = work === "wrapUp" ? nowSeconds - 1 : 0;
    return [
      nameOf(statistics, index),
      status,
      state,
      WRAP_UP_SECONDS,
      ended,
      0,
      work === "onOtherCall" ? 1 : 0,
    ];
  });
}

function queueTables(statistics: readonly QueueStatistics[], nowSeconds: number): readonly string[] {
  const queues = statistics.map(
    ({ queue, totals }): Line => [
      queue.id,
      "longest-idle-agent",
      totals.answered ?? "",
      totals.abandoned ?? "",
      "true",
    ],
  );
  const columns = "name|strategy|calls_answered|calls_abandoned|skip_agents_with_external_calls";
  return [
    table("queue list", columns, queues),
    ...statistics.flatMap((queue) =>
      queue.now.waiting === null
        ? []
        : table(
            `queue list members ${queue.queue.id}`,
            "queue|uuid|joined_epoch|bridge_epoch|state",
            membersOf(queue, nowSeconds),
          ),
    ),
  ];
}

/** Agents and whose they are; nothing where nobody knows how many there are, since empty tables would say none. */
function peopleTables(statistics: readonly QueueStatistics[], nowSeconds: number): readonly string[] {
  if (!statistics.every(knowsPeople)) return [];
  const tiers = statistics.flatMap((queue) =>
    peopleOf(queue).map((_, index): Line => [queue.queue.id, nameOf(queue, index), "Ready", 1, index + 1]),
  );
  const people = statistics.flatMap((queue) => agentsOf(queue, nowSeconds));
  const columns = "name|status|state|wrap_up_time|last_bridge_end|ready_time|external_calls_count";
  return [
    table("agent list", columns, people),
    table("tier list", "queue|agent|state|level|position", tiers),
  ];
}

/** A copy of the console: queues, callers, agents and tiers, as many as the figures say, and nobody in particular. */
export const callcenterTables: WriteRows = ({ statistics, at }) => {
  const nowSeconds = Math.floor(at / 1_000);
  return [[...queueTables(statistics, nowSeconds), ...peopleTables(statistics, nowSeconds)].join("\n")];
};
