import { median, quantile } from "../quantiles.ts";
import type { ArrivedFrame } from "./benchLine.ts";
import type { FloorSubject } from "./floorSubjects.ts";
import { type Course, glassHas, onFloor, sleep, takingTurns } from "./measureFloor.ts";
import { queueWord, waitingAt } from "./queueWords.ts";
import type { RawPublisher } from "./rawPublisher.ts";

const UPDATES = 50;
const ANSWER_LIMIT_MS = 5_000;
/** A page of an Alpha sign is stored before its figures are; clearing its memory alone takes seconds. */
const SHOWN_LIMIT_MS = 120_000;
/** Longer than any frame is on the line. */
const PAUSE_MS = 90;
const PAUSE_SPREAD_MS = 20;

/** Milliseconds from publishing until the last byte of the last display's frame. */
export interface Latency {
  readonly [key: string]: number;
  readonly p50: number;
  readonly p95: number;
  /** The median of the rounds' worst of fifty. */
  readonly worst: number;
}

/** Milliseconds until all displays have this number. */
function timed(subject: FloorSubject, value: number, publish: () => void): Promise<number> {
  const missing = new Set(subject.lines);
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${subject.name}: ${missing.size} displays have no ${value}`)),
      ANSWER_LIMIT_MS,
    );
    for (const line of subject.lines)
      line.hear = (frame: ArrivedFrame) => {
        if (frame.value !== value || !missing.delete(line) || missing.size > 0) return;
        clearTimeout(late);
        resolve(frame.at - begin);
      };
    publish();
  });
}

async function turn(subject: FloorSubject, publisher: RawPublisher, first: number): Promise<number[]> {
  const times: number[] = [];
  for (let update = 0; update < UPDATES; update += 1) {
    const value = waitingAt(first + update);
    times.push(await timed(subject, value, () => publisher.publish(queueWord(subject.site, "q0", value))));
    await sleep(PAUSE_MS + PAUSE_SPREAD_MS * Math.random());
  }
  return times;
}

/** Shows a first figure everywhere, so that pages are stored and code has run. */
export async function warmUp({ subjects, publisher }: Course, queue = "q0"): Promise<void> {
  for (const subject of subjects) {
    const publish = (): void => publisher.publish(queueWord(subject.site, queue, waitingAt(0)), true);
    await glassHas(subject, waitingAt(0), SHOWN_LIMIT_MS, publish);
  }
}

/** How soon each program has a new figure on all of so many displays. */
export function measureLatency(displays: number, rounds: number): Promise<ReadonlyMap<string, Latency>> {
  return onFloor({ displays, queues: ["q0"], model: "none" }, async (course) => {
    await warmUp(course);
    const each = await takingTurns(course.subjects, rounds, (subject, round) =>
      turn(subject, course.publisher, 1 + round * UPDATES),
    );
    return new Map(
      [...each].map(([{ name }, taken]) => [
        name,
        {
          p50: median(taken.map((times) => median(times))),
          p95: median(taken.map((times) => quantile(times, 0.95))),
          worst: median(taken.map((times) => Math.max(...times))),
        },
      ]),
    );
  });
}
