import type { BusClient } from "../suites/busClient.ts";
import type { Subject } from "./headsetSubjects.ts";

/** Between two presses of one headset; a hook that moves sooner bounces. */
const PAUSE_MS = 400;
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

async function presses(
  subject: Subject,
  index: number,
  times: number,
  ear: Ear,
): Promise<(Answers | null)[]> {
  const all: (Answers | null)[] = [];
  for (let time = 0; time < times; time += 1) {
    // Headsets are not pressed in step: each waits a little longer or shorter than its neighbours.
    await sleep(PAUSE_MS * (0.8 + 0.4 * Math.random()));
    all.push(await press(subject, index, ear));
  }
  return all;
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

const ascending = (values: readonly number[]): number[] => values.toSorted((one, other) => one - other);

export const median = (values: readonly number[]): number => quantile(ascending(values), 0.5);

async function pressAll(subject: Subject, times: number, ear: Ear): Promise<(Answers | null)[]> {
  const each = subject.headsets.map((_, index) => presses(subject, index, times, ear));
  return (await Promise.all(each)).flat();
}

async function measureOnce(subject: Subject, times: number, bus: BusClient): Promise<Latency> {
  const ear = new Ear(bus);
  try {
    const all = await pressAll(subject, times, ear);
    const answers = all.filter((one) => one !== null);
    // A time that is missing would make the others look better than they are.
    if (answers.length < all.length)
      throw new Error(`${subject.name}: ${all.length - answers.length} of ${all.length} presses unanswered`);
    const led = ascending(answers.map((one) => one.led));
    const heard = ascending(answers.map((one) => one.bus));
    return {
      ledP50: quantile(led, 0.5),
      ledP99: quantile(led, 0.99),
      busP50: quantile(heard, 0.5),
      busP99: quantile(heard, 0.99),
    };
  } finally {
    ear.end();
  }
}

/** Presses once for practice, so that a first report that is taken as the begin of all counts for nobody. */
export async function warmUp(subject: Subject, bus: BusClient): Promise<void> {
  const ear = new Ear(bus);
  await pressAll(subject, WARM_UP_PRESSES, ear);
  ear.end();
}

/** Subjects take turns, so that a busy moment of the machine is nobody's alone; the median of the rounds for each. */
export async function takingTurns(
  subjects: readonly Subject[],
  { rounds, presses: times, bus }: { rounds: number; presses: number; bus: BusClient },
): Promise<readonly Latency[]> {
  const taken = subjects.map((): Latency[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, subject] of subjects.entries())
      taken[index]?.push(await measureOnce(subject, times, bus));
  const middle = (all: readonly Latency[], of: keyof Latency): number => median(all.map((one) => one[of]));
  return taken.map((all) => ({
    ledP50: middle(all, "ledP50"),
    ledP99: middle(all, "ledP99"),
    busP50: middle(all, "busP50"),
    busP99: middle(all, "busP99"),
  }));
}
