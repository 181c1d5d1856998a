import fc from "fast-check";
import type { FloorPlan } from "../../../src/simulated/acd/floorPlan.ts";
import { team } from "../../../src/simulated/acd/team.ts";

/** One queue as Erlang had it: homogeneous arrivals, no ringing, no after-call work, no breaks. */
export const erlangPlan = (changes: {
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  readonly patienceSeconds: number;
  readonly agents: number;
}): FloorPlan => ({
  queues: [
    {
      id: "q",
      name: "Q",
      callsPerHour: changes.callsPerHour,
      talkSeconds: changes.talkSeconds,
      wrapUpSeconds: 0,
      patienceSeconds: changes.patienceSeconds,
      rush: null,
      opening: null,
      overflow: null,
    },
  ],
  agents: team(1, changes.agents, { q: 1 }),
  ringSeconds: 0,
  breaks: [],
  noAnswer: null,
  hourShares: [],
  peakFactor: 1,
  beginsAtSeconds: 0,
  openForSeconds: 0,
  thresholdSeconds: 20,
  shortSeconds: 5,
  formula: "early-abandons-count",
});

const DAY = 86_400;
const ids = ["sales", "service", "orders"] as const;

const rush = fc.record({
  firstSeconds: fc.integer({ min: 0, max: 600 }),
  everySeconds: fc.integer({ min: 60, max: 900 }),
  lastsSeconds: fc.integer({ min: 1, max: 300 }),
  factor: fc.integer({ min: 1, max: 8 }),
});

const dayPart = fc.record({
  fromSeconds: fc.integer({ min: 0, max: DAY - 1 }),
  toSeconds: fc.integer({ min: 0, max: DAY - 1 }),
});

const overflow = fc.record({
  to: fc.constantFrom(...ids, "nowhere"),
  afterSeconds: fc.constantFrom(5, 60, Number.POSITIVE_INFINITY),
  atWaiting: fc.constantFrom(0, 3, Number.POSITIVE_INFINITY),
});

const queuePlan = (id: string) =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id.toUpperCase()),
    callsPerHour: fc.constantFrom(0, 20, 200),
    talkSeconds: fc.constantFrom(10, 120),
    wrapUpSeconds: fc.constantFrom(0, 15),
    patienceSeconds: fc.constantFrom(2, 60, Number.POSITIVE_INFINITY),
    rush: fc.option(rush),
    opening: fc.option(dayPart),
    overflow: fc.option(overflow),
  });

const skills = fc
  .subarray([...ids])
  .chain((queues) =>
    fc.tuple(
      ...queues.map((queue) => fc.record({ queue: fc.constant(queue), level: fc.constantFrom(1, 2) })),
    ),
  );

const agents = fc
  .array(
    fc.record({
      skills,
      shift: fc.option(dayPart),
      backOffice: fc.option(fc.constantFrom({ joinsAt: 1, leavesAt: 0 }, { joinsAt: 4, leavesAt: 2 })),
    }),
    { maxLength: 6 },
  )
  .map((list) => list.map((agent, index) => ({ ...agent, id: `a${index}`, extension: `${4_000 + index}` })));

/** Any small floor: agents with any skills or none, shifts and other work; queues that nobody calls or that are closed. */
export const anyFloor: fc.Arbitrary<FloorPlan> = fc.record({
  queues: fc.tuple(...ids.map(queuePlan)),
  agents,
  ringSeconds: fc.constantFrom(0, 4),
  breaks: fc.constantFrom(
    [],
    [{ code: "1", label: "coffee", class: "break" as const, percent: 30, seconds: 100 }],
    [
      { code: "1", label: "coffee", class: "break" as const, percent: 50, seconds: 10 },
      { code: "2", label: null, class: "training" as const, percent: 50, seconds: 300 },
    ],
  ),
  noAnswer: fc.constantFrom(
    null,
    { percent: 20, afterSeconds: 12, restSeconds: 30 },
    { percent: 100, afterSeconds: 2, restSeconds: 1 },
  ),
  hourShares: fc.array(fc.constantFrom(0, 0.5, 1, 2), { maxLength: 24 }),
  peakFactor: fc.constantFrom(1, 7),
  beginsAtSeconds: fc.integer({ min: 0, max: DAY - 1 }),
  openForSeconds: fc.constantFrom(0, 600, DAY),
  thresholdSeconds: fc.constantFrom(10, 20),
  shortSeconds: fc.constant(5),
  formula: fc.constantFrom("offered" as const, "early-abandons-count" as const),
});

/** Everything at once: shifts that change, breaks of two kinds, calls nobody answers, other work, calls given away. */
export const busyFloor: FloorPlan = {
  ...erlangPlan({ callsPerHour: 300, talkSeconds: 120, patienceSeconds: 90, agents: 0 }),
  queues: [
    {
      id: "sales",
      name: "Sales",
      callsPerHour: 200,
      talkSeconds: 120,
      wrapUpSeconds: 20,
      patienceSeconds: 90,
      rush: null,
      opening: { fromSeconds: 7 * 3_600, toSeconds: 9 * 3_600 },
      overflow: { to: "outsourcer", afterSeconds: 45, atWaiting: 8 },
    },
    {
      id: "outsourcer",
      name: "Outsourcer",
      callsPerHour: 0,
      talkSeconds: 150,
      wrapUpSeconds: 0,
      patienceSeconds: 90,
      rush: null,
      opening: null,
      overflow: null,
    },
  ],
  agents: [
    ...team(1, 4, { sales: 1 }),
    ...team(5, 2, { sales: 2 }, { shift: { fromSeconds: 7 * 3_600 + 900, toSeconds: 7 * 3_600 + 2_700 } }),
    ...team(7, 2, { sales: 1 }, { backOffice: { joinsAt: 3, leavesAt: 0 } }),
    ...team(9, 2, { outsourcer: 1 }),
  ],
  ringSeconds: 4,
  breaks: [
    { code: "3", label: "coffee", class: "break", percent: 8, seconds: 120 },
    { code: "5", label: "training", class: "training", percent: 4, seconds: 300 },
  ],
  noAnswer: { percent: 5, afterSeconds: 15, restSeconds: 30 },
  beginsAtSeconds: 7 * 3_600,
};
