import type { Started } from "../suites/started.ts";

const signals = ["SIGINT", "SIGTERM"] as const;
/** What a shell gives for a program that was interrupted. */
const INTERRUPTED = 130;

/** Who interrupts a benchmark leaves nothing behind; the answer ends the watch. What began meanwhile is ended in a second round. */
export function endOnSignal(started: Started): () => void {
  const end = (): void => {
    void started
      .end()
      .then(() => started.end())
      .finally(() => process.exit(INTERRUPTED));
  };
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
