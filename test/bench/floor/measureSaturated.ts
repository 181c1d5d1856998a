import { eventually } from "../../suites/process.ts";
import { medians, quantile } from "../quantiles.ts";
import type { ArrivedFrame } from "./benchLine.ts";
import type { FloorSubject } from "./floorSubjects.ts";
import { type Course, onFloor, sleep, takingTurns } from "./measureFloor.ts";
import { warmUp } from "./measureLatency.ts";
import { queueWord, waitingAt } from "./queueWords.ts";

const PER_SECOND = 200;
const START_LIMIT_MS = 60_000;
const WIRE_BYTES_PER_MS = 0.96;
/** A person has looked elsewhere by then. A program whose newest value is not there yet is started anew for its next turn. */
const NEWEST_LIMIT_MS = 10_000;

/** A line that gets more updates than it can carry. Times in milliseconds. */
export interface Saturated {
  readonly [key: string]: number;
  /** Age of the value when its frame ends. */
  readonly ageP50: number;
  readonly ageP95: number;
  readonly ageLast: number;
  readonly frameMs: number;
  /** From the end of the load until the newest value has arrived; 10,000 where it took longer. */
  readonly newest: number;
  /** Part of the time in which bytes were on the line. */
  readonly lineUse: number;
  readonly bytesPerFigure: number;
  readonly torn: number;
}

/** Whatever it still wanted to write is lost. */
async function restart(subject: FloorSubject): Promise<void> {
  await subject.stop();
  for (const line of subject.lines) await sleep(Math.max(0, line.freeAt - performance.now()) + 500);
  for (const line of subject.lines) line.forget();
  subject.start();
  await eventually(
    () => subject.hasStarted(),
    START_LIMIT_MS,
    () => subject.name,
  );
}

async function turn(
  subject: FloorSubject,
  { publisher }: Course,
  seconds: number,
  first: number,
): Promise<Saturated> {
  const [line] = subject.lines;
  if (line === undefined) throw new Error("no line");
  const published = new Map<number, number>();
  const arrived: ArrivedFrame[] = [];
  const tornBefore = line.torn;
  line.hear = (frame) => arrived.push(frame);
  const begin = performance.now();
  let last = 0;
  await publisher.flood(PER_SECOND, seconds, (index) => {
    last = waitingAt(first + index);
    published.set(last, performance.now());
    return queueWord(subject.site, "q0", last);
  });
  const end = performance.now();
  const newest = (): number | undefined => arrived.find(({ value }) => value === last)?.at;
  while (newest() === undefined && performance.now() - end < NEWEST_LIMIT_MS) await sleep(20);
  const newestAt = newest();
  const torn = line.torn - tornBefore;
  if (newestAt === undefined) await restart(subject);
  // What is on the line still leaves it before anybody else has his turn.
  await sleep(Math.max(0, line.freeAt - performance.now()) + 500);
  const during = arrived.filter(({ at }) => at <= end);
  const bytes = during.reduce((sum, frame) => sum + frame.bytes, 0);
  const figures = during.filter(({ value }) => value !== null);
  const ages = figures.map(({ at, value }) => at - (published.get(value ?? 0) ?? Number.NaN));
  return {
    ageP50: quantile(ages, 0.5),
    ageP95: quantile(ages, 0.95),
    ageLast: ages.at(-1) ?? Number.NaN,
    frameMs: bytes / during.length / WIRE_BYTES_PER_MS,
    newest: newestAt === undefined ? NEWEST_LIMIT_MS : newestAt - end,
    lineUse: bytes / WIRE_BYTES_PER_MS / (end - begin),
    bytesPerFigure: bytes / figures.length,
    torn,
  };
}

/** Two hundred updates a second for a line of 960 bytes a second. */
export function measureSaturated(seconds: number, rounds: number): Promise<ReadonlyMap<string, Saturated>> {
  return onFloor({ displays: 1, queues: ["q0"], model: "wire" }, async (course) => {
    await warmUp(course);
    await sleep(1_000);
    const each = await takingTurns(course.subjects, rounds, (subject, round) =>
      turn(subject, course, seconds, 1 + round * PER_SECOND * seconds),
    );
    return new Map([...each].map(([{ name }, turns]) => [name, medians(turns)]));
  });
}
