import type { BusClient } from "../suites/busClient.ts";
import type { Subject } from "./headsetSubjects.ts";

/** All headsets of one program are pressed within this time; with the others' turns it keeps a hook from bouncing. */
const TURN_MS = 250;
/** After this nobody answers any more. */
const ANSWER_LIMIT_MS = 2_000;
/** The first report after opening tells how the hook lies, and code that ran once is faster. */
const WARM_UP_PRESSES = 4;

/** Milliseconds from the hook's report at the headset's socket. */
export interface Latency {
  /** Until the LED report was back at the same socket. */
  readonly ledP50: number;
  readonly ledP99: number;
  /** Until somebody else had the message from the broker. */
  readonly busP50: number;
  readonly busP99: number;
}

interface Answers {
  readonly led: number;
  readonly bus: number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Hands each message of a seat's headset to whoever waits for just this hook. */
class Ear {
  readonly #waiting = new Map<string, { hook: string; heard: (at: number) => void }>();
  readonly end: () => void;

  constructor(bus: BusClient) {
    this.end = bus.listen(({ topic, payload }) => {
      const at = performance.now();
      const waiting = this.#waiting.get(topic);
      if (waiting === undefined || JSON.parse(payload).hook !== waiting.hook) return;
      this.#waiting.delete(topic);
      waiting.heard(at);
    });
  }

  expect(topic: string, hook: string, heard: (at: number) => void): void {
    this.#waiting.set(topic, { hook, heard });
  }
}

/** One press; null when not both answers came. */
function press(subject: Subject, index: number, ear: Ear): Promise<Answers | null> {
  const headset = subject.headsets[index];
  if (headset === undefined) throw new Error(`no headset ${index}`);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), ANSWER_LIMIT_MS);
    let led: number | null = null;
    let bus: number | null = null;
    const take = (): void => {
      if (led === null || bus === null) return;
      clearTimeout(late);
      resolve({ led, bus });
    };
    const { at: pressedAt, hook } = headset.press((at) => {
      led = at - pressedAt;
      take();
    });
    ear.expect(subject.topicOf(index), hook, (at) => {
      bus = at - pressedAt;
      take();
    });
  });
}

/** All headsets of one program once, not in step, and the rest of its turn. */
async function turn(subject: Subject, ear: Ear): Promise<(Answers | null)[]> {
  const each = subject.headsets.map(async (_, index) => {
    await sleep(TURN_MS * Math.random());
    return press(subject, index, ear);
  });
  const [answers] = await Promise.all([Promise.all(each), sleep(TURN_MS)]);
  return answers;
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

const ascending = (values: readonly number[]): number[] => values.toSorted((one, other) => one - other);

const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);

function latencyOf(subject: Subject, all: readonly (Answers | null)[]): Latency {
  const answers = all.filter((one) => one !== null);
  // A time that is missing would make the others look better than they are.
  if (answers.length < all.length)
    throw new Error(`${subject.name}: ${all.length - answers.length} of ${all.length} presses unanswered`);
  const led = ascending(answers.map((one) => one.led));
  const bus = ascending(answers.map((one) => one.bus));
  return {
    ledP50: quantile(led, 0.5),
    ledP99: quantile(led, 0.99),
    busP50: quantile(bus, 0.5),
    busP99: quantile(bus, 0.99),
  };
}

/** So many presses of each headset. The programs take turns press by press: a busy moment of the machine is nobody's alone. */
async function round(
  subjects: readonly Subject[],
  times: number,
  ear: Ear,
): Promise<readonly (readonly (Answers | null)[])[]> {
  const taken = subjects.map((): (Answers | null)[] => []);
  for (let time = 0; time < times; time += 1)
    for (const [index, subject] of subjects.entries()) taken[index]?.push(...(await turn(subject, ear)));
  return taken;
}

/** What is measured, how often and how long. */
interface Course {
  readonly rounds: number;
  readonly presses: number;
  readonly bus: BusClient;
}

/** How soon each program answers: the median of the rounds. */
export async function measureLatency(
  subjects: readonly Subject[],
  { rounds, presses, bus }: Course,
): Promise<readonly Latency[]> {
  const ear = new Ear(bus);
  try {
    await round(subjects, WARM_UP_PRESSES, ear);
    const measured: Latency[][] = subjects.map(() => []);
    for (let time = 0; time < rounds; time += 1)
      for (const [index, answers] of (await round(subjects, presses, ear)).entries()) {
        const subject = subjects[index];
        if (subject !== undefined) measured[index]?.push(latencyOf(subject, answers));
      }
    const middle = (all: readonly Latency[], of: keyof Latency): number => median(all.map((one) => one[of]));
    return measured.map((all) => ({
      ledP50: middle(all, "ledP50"),
      ledP99: middle(all, "ledP99"),
      busP50: middle(all, "busP50"),
      busP99: middle(all, "busP99"),
    }));
  } finally {
    ear.end();
  }
}
