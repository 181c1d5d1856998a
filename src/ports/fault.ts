/**
 * A failure that somebody outside this program can mend. `code` is for tests and metrics, `message` for the log,
 * `advice` tells a person what to do.
 */
export class Fault extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(code: string, message: string, advice: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "Fault";
    this.code = code;
    this.advice = advice;
  }
}

/** What went wrong as one line for a log, whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Fault) return `${thrown.message}: ${thrown.advice}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
