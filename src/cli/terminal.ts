/** What a command may know of the process around it; tests hand in their own. */
export interface Terminal {
  write(text: string): void;
  writeError(text: string): void;
  /** Whether a person looks at stdout. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls `run` for each signal until the answer is called. */
  onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP", run: () => void): () => void;
}

/** Exit codes of every command. 78 is EX_CONFIG of sysexits(3): systemd does not restart on it. */
export const exitCodes = { done: 0, failed: 1, usage: 2, bug: 70, configuration: 78 } as const;

/** An AbortSignal that fires on the first SIGINT or SIGTERM. */
export function untilSignalled(terminal: Terminal): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const releases = [terminal.onSignal("SIGINT", stop), terminal.onSignal("SIGTERM", stop)];
  return {
    signal: controller.signal,
    release: () => {
      for (const release of releases) release();
    },
  };
}
