import type { AgentState } from "../../src/domain/agentState.ts";
import { nothingKnown, type QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { settle } from "../../src/domain/statisticsRules.ts";
import { compileProfile } from "../../src/drivers/acd/profile.ts";
import type { Profile, ProfileOptions } from "../../src/drivers/acd/profileSchema.ts";
import { writerFor } from "../../src/drivers/acd/write/writeProfile.ts";

/** What reading one ACD's messages costs, beside taking the same text apart with JSON.parse and nothing else. */
export interface MappingResult {
  readonly profile: string;
  readonly reader: string;
  /** Messages with one queue, read in a second of CPU time. */
  readonly messagesPerSecond: number;
  readonly cpuSecondsPer1000: number;
  /** CPU time to that of JSON.parse on the same text; null where the messages are no JSON. */
  readonly toJsonParse: number | null;
  /** Time for each queue when a capture has a thousand to the time when it has ten: 1 is linear. */
  readonly growth: number;
}

const AT = Date.UTC(2026, 0, 12, 9);
const ROUNDS = 3;
/** CPU time that one round of one measurement takes at least. */
const LEAST_ROUND_MS = 40;

/** A busy queue with every figure known; the numbers are unlike for each. */
function busyQueue(index: number): QueueStatistics {
  const nothing = nothingKnown(String(60_000 + index), `QUEUE ${index}`);
  return settle({
    ...nothing,
    queue: { ...nothing.queue, state: "open" },
    observedAt: AT,
    now: {
      ...nothing.now,
      waiting: 2 + (index % 7),
      longestWaitSeconds: 40 + index,
      ringing: 1,
      inService: 5,
    },
    agents: {
      loggedIn: 12,
      ready: 2,
      reserved: 1,
      onCall: 5,
      onOtherCall: 1,
      wrapUp: 2,
      notReady: 1,
      unreachable: 0,
    },
    totals: {
      ...nothing.totals,
      window: "day",
      offered: 500 + index,
      answered: 440,
      abandoned: 41,
      abandonedShort: 9,
      answeredInTarget: 390,
      abandonedInTarget: 20,
      overflowOut: 4,
      overflowIn: 0,
    },
    serviceLevel: { ...nothing.serviceLevel, thresholdSeconds: 20, formula: "offered" },
    averages: {
      ...nothing.averages,
      answerSeconds: 14,
      talkSeconds: 160,
      wrapUpSeconds: 20,
      handleSeconds: 180,
      abandonSeconds: 31,
      method: "mean",
    },
    peaks: { longestWaitSeconds: 95 + index },
  });
}

const agent: AgentState = {
  agentId: "4212",
  state: "ready",
  since: AT - 60_000,
  reason: null,
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  observedAt: AT,
  extension: "4212",
};

function messagesOf(profile: Profile, options: ProfileOptions, queues: number): readonly string[] {
  const write = writerFor(profile, options);
  const statistics =
    profile.queue === undefined ? [] : Array.from({ length: queues }, (_, i) => busyQueue(i));
  const agents =
    profile.queue === undefined
      ? Array.from({ length: queues }, (_, i) => ({ ...agent, agentId: String(i) }))
      : [];
  return write({ statistics, agents, at: AT });
}

/** Milliseconds of CPU time that one call takes, repeated until it can be measured. */
function cpuMs(work: () => void): number {
  let times = 1;
  for (;;) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time += 1) work();
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) / 1_000;
    if (spent >= LEAST_ROUND_MS) return spent / times;
    times = Math.max(times * 2, Math.ceil((times * LEAST_ROUND_MS * 1.2) / Math.max(spent, 0.5)));
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Several works take turns, so that a busy moment of the machine is nobody's alone; the median of each. */
function takingTurns(works: readonly (() => void)[]): readonly number[] {
  for (const work of works) cpuMs(work);
  const rounds = Array.from({ length: ROUNDS }, () => works.map(cpuMs));
  return works.map((_, index) => median(rounds.map((round) => round[index] ?? Number.NaN)));
}

/** Measures one profile; null where no message comes of these figures. */
export function measureMapping(profile: Profile): MappingResult | null {
  const options: ProfileOptions = { zone: "Europe/Paris", ...profile.samples[0]?.options };
  const captures = [1, 10, 1_000].map((queues) => messagesOf(profile, options, queues));
  const [one = [], ten = [], thousand = []] = captures;
  if (one.length === 0) return null;
  const read = (messages: readonly string[]) => () => {
    const reader = compileProfile(profile, options);
    for (const message of messages) reader.read(message, { receivedAt: AT, listIgnored: false });
  };
  // The reader is made anew for a capture, as a source of events is read from the begin, and once for single messages.
  const reader = compileProfile(profile, options);
  const single = (): void => {
    for (const message of one) reader.read(message, { receivedAt: AT, listIgnored: false });
  };
  const areJson = one.every(isJson);
  const parse = (): void => {
    for (const message of one) if (areJson) JSON.parse(message);
  };
  const [readMs = 0, parseMs = 0, tenMs = 0, thousandMs = 0] = takingTurns([
    single,
    areJson ? parse : single,
    read(ten),
    read(thousand),
  ]);
  return {
    profile: profile.id,
    reader: profile.reader,
    messagesPerSecond: (1_000 * one.length) / readMs,
    cpuSecondsPer1000: readMs / one.length,
    toJsonParse: areJson ? readMs / parseMs : null,
    growth: thousandMs / 1_000 / (tenMs / 10),
  };
}
