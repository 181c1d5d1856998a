import type { FloorPlan } from "./floorPlan.ts";
import { team } from "./team.ts";

const always = { opening: null, overflow: null } as const;

/**
 * A lively centre of three queues and twelve agents. The first rush of each queue comes within minutes, long enough for
 * every colour and the alarm of `config/demo.yaml`, and is over again before the next one begins.
 */
export const demoFloor: FloorPlan = {
  queues: [
    {
      id: "sales",
      name: "Sales",
      callsPerHour: 55,
      talkSeconds: 110,
      wrapUpSeconds: 15,
      patienceSeconds: 300,
      rush: { firstSeconds: 20, everySeconds: 1_600, lastsSeconds: 180, factor: 11 },
      ...always,
    },
    {
      id: "service",
      name: "Service",
      callsPerHour: 60,
      talkSeconds: 110,
      wrapUpSeconds: 20,
      patienceSeconds: 200,
      rush: { firstSeconds: 600, everySeconds: 1_700, lastsSeconds: 90, factor: 7 },
      ...always,
    },
    {
      id: "orders",
      name: "Orders",
      callsPerHour: 60,
      talkSeconds: 70,
      wrapUpSeconds: 10,
      patienceSeconds: 180,
      rush: { firstSeconds: 1_000, everySeconds: 1_900, lastsSeconds: 90, factor: 7 },
      ...always,
    },
  ],
  agents: [
    ...team(101, 4, { sales: 1 }),
    ...team(105, 3, { service: 1 }),
    ...team(108, 2, { orders: 1 }),
    ...team(110, 2, { sales: 1, service: 1 }),
    ...team(112, 1, { sales: 1, service: 1, orders: 1 }),
  ],
  ringSeconds: 3,
  breaks: [{ code: "1", label: "break", class: "break", percent: 2, seconds: 120 }],
  noAnswer: null,
  hourShares: [
    0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 0.7, 0.9, 1, 1, 1, 0.9, 0.9, 1, 1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4,
    0.3,
  ],
  peakFactor: 1,
  beginsAtSeconds: 9 * 3_600,
  openForSeconds: 3_600,
  thresholdSeconds: 20,
  shortSeconds: 5,
  formula: "offered",
};
