import type { FloorPlan } from "../../../src/simulated/acd/floorPlan.ts";

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
    },
  ],
  agents: Array.from({ length: changes.agents }, () => ["q"]),
  ringSeconds: 0,
  breakPercent: 0,
  breakSeconds: 0,
  hourShares: [],
  beginsAtSeconds: 0,
  openForSeconds: 0,
  thresholdSeconds: 20,
  shortSeconds: 5,
  formula: "early-abandons-count",
});
