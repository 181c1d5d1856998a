import { medians } from "../quantiles.ts";
import type { FloorSubject } from "./floorSubjects.ts";
import { glassHas, onFloor, takingTurns } from "./measureFloor.ts";
import { queueWord, waitingAt } from "./queueWords.ts";

const RETAINED = 200;
const START_LIMIT_MS = 60_000;

/** Milliseconds from the start of the process. */
export interface Start {
  readonly [key: string]: number;
  /** Until the first byte left it. */
  readonly firstByte: number;
  /** Until the first frame with the right figure had. */
  readonly firstFigure: number;
}

async function turn(subject: FloorSubject): Promise<Start> {
  await subject.stop();
  const [line] = subject.lines;
  const bytes = line?.bytes ?? 0;
  let firstByteAt = 0;
  const begin = performance.now();
  const watch = setInterval(() => {
    if (firstByteAt === 0 && (line?.bytes ?? 0) > bytes) firstByteAt = performance.now();
  }, 1);
  try {
    await glassHas(subject, waitingAt(0), START_LIMIT_MS, () => subject.start());
  } finally {
    clearInterval(watch);
  }
  const now = performance.now();
  return { firstByte: (firstByteAt === 0 ? now : firstByteAt) - begin, firstFigure: now - begin };
}

/** The broker has two hundred queues' figures when the program starts; one of them is shown. */
export function measureStart(rounds: number): Promise<ReadonlyMap<string, Start>> {
  return onFloor({ displays: 1, queues: ["q0"], model: "none" }, async ({ subjects, publisher }) => {
    for (const { site } of subjects)
      for (let index = RETAINED - 1; index >= 0; index -= 1)
        publisher.publish(queueWord(site, index === 0 ? "q0" : `other${index}`, waitingAt(index)), true);
    const each = await takingTurns(subjects, rounds, turn);
    return new Map([...each].map(([{ name }, turns]) => [name, medians(turns)]));
  });
}
