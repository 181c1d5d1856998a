import { eventually } from "../../suites/process.ts";
import { Started } from "../../suites/started.ts";
import { endOnSignal } from "../endOnSignal.ts";
import { spentBy } from "../processCost.ts";
import {
  benchBroker,
  type Floor,
  type FloorSubject,
  floorSubjects,
  type SubjectName,
} from "./floorSubjects.ts";
import { RawPublisher } from "./rawPublisher.ts";

/** What a program has done when it sleeps this long but for its beats. */
const QUIET_MS = 300;
const QUIET_SHARE = 0.1;
const QUIET_LIMIT_MS = 60_000;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Everything that one measurement needs. */
export interface Course {
  readonly subjects: readonly FloorSubject[];
  readonly publisher: RawPublisher;
}

/** A floor for one measurement: what was started for it is ended behind it, also when it fails. */
export async function onFloor<T>(
  floor: Floor,
  work: (course: Course) => Promise<T>,
  names?: readonly SubjectName[],
): Promise<T> {
  const started = new Started();
  const watched = endOnSignal(started);
  try {
    const broker = await benchBroker(started);
    const publisher = await RawPublisher.connect(broker.port);
    started.add(() => publisher.end());
    const subjects = await floorSubjects(floor, { broker, started }, names);
    return await work({ subjects, publisher });
  } finally {
    await started.end();
    watched();
  }
}

/** Resolves when the program has worked off what it had. */
export async function quiet({ pid }: FloorSubject): Promise<void> {
  for (let waited = 0; waited < QUIET_LIMIT_MS; waited += QUIET_MS) {
    const before = spentBy(pid).cpuSeconds;
    await sleep(QUIET_MS);
    if ((spentBy(pid).cpuSeconds - before) * 1_000 < QUIET_MS * QUIET_SHARE) return;
  }
  throw new Error("a program does not come to rest");
}

/** Rounds in which the subjects take turns; what each gave, round by round. */
export async function takingTurns<T>(
  subjects: readonly FloorSubject[],
  rounds: number,
  turn: (subject: FloorSubject, round: number) => Promise<T>,
): Promise<ReadonlyMap<FloorSubject, readonly T[]>> {
  const all = new Map<FloorSubject, T[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const subject of subjects) all.get(subject)?.push(await turn(subject, round));
  return all;
}

/** Waits until this number was on the last display. */
export function glassHas(
  subject: FloorSubject,
  value: number,
  limitMs: number,
  again: () => void,
): Promise<true> {
  const missing = new Set(subject.lines);
  for (const line of subject.lines)
    line.hear = (frame) => {
      if (frame.value === value) missing.delete(line);
    };
  again();
  return eventually(
    () => missing.size === 0,
    limitMs,
    () => `${subject.name} did not show ${value} on ${missing.size} displays`,
  );
}
