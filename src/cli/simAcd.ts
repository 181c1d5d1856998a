import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { sleep } from "../shared/time.ts";

export interface SimAcdOptions {
  readonly broker: string;
  readonly site: string;
  readonly source: string;
  readonly seed: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  /** Seconds between two messages of a queue. */
  readonly every: number;
  /** File of a recorded day; absent for the simulated ACD. */
  readonly day?: string;
  /** HH:MM of that day. */
  readonly from?: string;
  readonly to?: string;
  /** HH:MM at which the day's clock stops for `holdSeconds`. */
  readonly at?: readonly string[];
  readonly stepMinutes?: number;
  readonly holdSeconds?: number;
}

/** Puts a simulated ACD, or a recorded day of calls, on the bus. */
export async function simAcdCommand(
  options: SimAcdOptions,
  deps: { readonly broker: Broker; readonly clock: Clock },
  out: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const request = {
    url: options.broker,
    clientId: "sim-acd",
    will: null,
    onMessage: () => undefined,
    signal,
  };
  const connection = await deps.broker.connect(request);
  out(`simulated ACD on ${options.broker}, seed ${options.seed}`);
  while (!signal.aborted) await sleep(options.every * 1_000, signal);
  await connection.close();
  return 0;
}
