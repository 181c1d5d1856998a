import type { RecordedCall } from "./readCalls.ts";

/** What happened up to a moment, and stays true until the next one at which something happens. */
export interface Standing {
  readonly waiting: number;
  /** Arrival of the oldest call that waits. */
  readonly oldestArrival: number | null;
  /** Of those that wait, for their mean age. */
  readonly sumOfArrivals: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly answeredInTarget: number;
  readonly abandonedInTarget: number;
  readonly inService: number;
  /** Waits that are over, in all. */
  readonly answerSeconds: number;
  readonly abandonSeconds: number;
  readonly longestWaitOver: number;
  readonly talks: number;
  readonly talkSeconds: number;
  /** Answered calls of which nobody knows how long they took. */
  readonly talksUnknown: number;
}

/** Before the first call. */
const nothingYet: Standing = {
  waiting: 0,
  oldestArrival: null,
  sumOfArrivals: 0,
  offered: 0,
  answered: 0,
  abandoned: 0,
  answeredInTarget: 0,
  abandonedInTarget: 0,
  inService: 0,
  answerSeconds: 0,
  abandonSeconds: 0,
  longestWaitOver: 0,
  talks: 0,
  talkSeconds: 0,
  talksUnknown: 0,
};

interface Happening {
  readonly at: number;
  readonly change: (before: Standing) => Standing;
}

const endOf = (call: RecordedCall): number => call.arrivedAt + call.waitSeconds;

const arrives =
  ({ arrivedAt }: RecordedCall) =>
  (before: Standing): Standing => ({
    ...before,
    waiting: before.waiting + 1,
    sumOfArrivals: before.sumOfArrivals + arrivedAt,
    offered: before.offered + 1,
  });

const leaves = (call: RecordedCall, before: Standing): Standing => ({
  ...before,
  waiting: before.waiting - 1,
  sumOfArrivals: before.sumOfArrivals - call.arrivedAt,
  longestWaitOver: Math.max(before.longestWaitOver, call.waitSeconds),
});

const hangsUp =
  (call: RecordedCall, inTarget: number) =>
  (before: Standing): Standing => ({
    ...leaves(call, before),
    abandoned: before.abandoned + 1,
    abandonedInTarget: before.abandonedInTarget + inTarget,
    abandonSeconds: before.abandonSeconds + call.waitSeconds,
  });

const isAnswered =
  (call: RecordedCall, inTarget: number) =>
  (before: Standing): Standing => ({
    ...leaves(call, before),
    answered: before.answered + 1,
    answeredInTarget: before.answeredInTarget + inTarget,
    answerSeconds: before.answerSeconds + call.waitSeconds,
    inService: before.inService + (call.talkSeconds === null ? 0 : 1),
    talksUnknown: before.talksUnknown + (call.talkSeconds === null ? 1 : 0),
  });

const isOver =
  (talk: number) =>
  (before: Standing): Standing => ({
    ...before,
    inService: before.inService - 1,
    talks: before.talks + 1,
    talkSeconds: before.talkSeconds + talk,
  });

function happeningsOf(call: RecordedCall, thresholdSeconds: number): Happening[] {
  const inTarget = call.waitSeconds <= thresholdSeconds ? 1 : 0;
  const end = endOf(call);
  const arrival = { at: call.arrivedAt, change: arrives(call) };
  if (!call.answered) return [arrival, { at: end, change: hangsUp(call, inTarget) }];
  const answer = { at: end, change: isAnswered(call, inTarget) };
  const { talkSeconds } = call;
  return talkSeconds === null
    ? [arrival, answer]
    : [arrival, answer, { at: end + talkSeconds, change: isOver(talkSeconds) }];
}

interface Step {
  readonly at: number;
  readonly standing: Standing;
}

/** A queue's day, worked out once so that any moment of it is found at once. */
export class Timeline {
  readonly #steps: readonly Step[];

  /** The calls in the order of arrival. */
  constructor(calls: readonly RecordedCall[], thresholdSeconds: number) {
    const happenings = calls
      .flatMap((call) => happeningsOf(call, thresholdSeconds))
      .sort((one, next) => one.at - next.at);
    const steps: Step[] = [];
    let standing = nothingYet;
    let oldest = 0;
    for (const [index, { at, change }] of happenings.entries()) {
      standing = change(standing);
      // A second counts when everything that happens in it has happened.
      if (happenings[index + 1]?.at === at) continue;
      let first = calls[oldest];
      while (first !== undefined && endOf(first) <= at) first = calls[++oldest];
      const oldestArrival = standing.waiting === 0 || first === undefined ? null : first.arrivedAt;
      steps.push({ at, standing: { ...standing, oldestArrival } });
    }
    this.#steps = steps;
  }

  /** How it stands at that second, with everything that happened in it. */
  at(second: number): Standing {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const step = this.#steps[middle];
      if (step !== undefined && step.at <= second) low = middle + 1;
      else high = middle;
    }
    return this.#steps[low - 1]?.standing ?? nothingYet;
  }
}
