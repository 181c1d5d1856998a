import type { FloorPlan, QueuePlan } from "./floorPlan.ts";
import { team } from "./team.ts";

const HOUR = 3_600;
const OUTSOURCER = "outsourcer";
const usual = { wrapUpSeconds: 25, patienceSeconds: 120, rush: null } as const;

const ownQueue = (id: string, name: string, callsPerHour: number, talkSeconds: number): QueuePlan => ({
  ...usual,
  id,
  name,
  callsPerHour,
  talkSeconds,
  opening: { fromSeconds: 8.5 * HOUR, toSeconds: 20 * HOUR },
  overflow: { to: OUTSOURCER, afterSeconds: 60, atWaiting: 15 },
});

const shift = (from: number, to: number) => ({
  shift: { fromSeconds: from * HOUR, toSeconds: to * HOUR },
});

/**
 * Orders and after-sales of a florist: two shifts, a back office that helps when many wait, an outsourcer for those who
 * wait too long. On its peak days, with a factor of 6 to 8, nearly everybody ends at the outsourcer.
 */
export const flowerFloor: FloorPlan = {
  queues: [
    ownQueue("orders", "Orders", 90, 150),
    ownQueue("after-sales", "After-sales", 40, 210),
    {
      ...usual,
      id: OUTSOURCER,
      name: "Outsourcer",
      callsPerHour: 0,
      talkSeconds: 190,
      opening: { fromSeconds: 8 * HOUR, toSeconds: 21 * HOUR },
      overflow: null,
    },
  ],
  agents: [
    ...team(201, 4, { orders: 1 }, shift(8.25, 15)),
    ...team(205, 4, { orders: 1 }, shift(13, 20.5)),
    ...team(209, 2, { "after-sales": 1, orders: 2 }, shift(8.25, 15)),
    ...team(211, 2, { "after-sales": 1, orders: 2 }, shift(13, 20.5)),
    ...team(
      213,
      3,
      { orders: 1, "after-sales": 2 },
      { ...shift(9, 17), backOffice: { joinsAt: 4, leavesAt: 1 } },
    ),
    ...team(301, 25, { [OUTSOURCER]: 1 }, shift(8, 21)),
  ],
  ringSeconds: 4,
  breaks: [
    { code: "1", label: "break", class: "break", percent: 3, seconds: 600 },
    { code: "2", label: "training", class: "training", percent: 0.5, seconds: 1_800 },
  ],
  noAnswer: { percent: 1, afterSeconds: 15, restSeconds: 60 },
  hourShares: [0, 0, 0, 0, 0, 0, 0, 0.4, 0.8, 1.2, 1.5, 1.4, 1, 0.9, 1, 1.1, 1.2, 1.3, 1.1, 0.7, 0.4, 0],
  peakFactor: 1,
  beginsAtSeconds: 10 * HOUR,
  openForSeconds: 3 * HOUR,
  thresholdSeconds: 20,
  shortSeconds: 5,
  formula: "offered",
};
