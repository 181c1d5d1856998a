import type { Clock } from "../ports/clock.ts";
import type { Connection } from "../ports/connection.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import { type Backoff, backoffMs } from "../shared/backoff.ts";
import { manyListeners } from "../shared/manyListeners.ts";
import { after, sleep, within } from "../shared/time.ts";

/** How long a connection may take to let go before the next attempt starts without it. */
export const CLOSE_LIMIT_MS = 5_000;
/** How often a healthy supervisor says so; the first time after half to one and a half of it. */
export const BEAT_MS = 5_000;
/** How late a phase may be before the supervisor counts as stuck and the beat stops. */
const GRACE_MS = 10_000;
/** An attempt number at which the wait has reached its longest. */
const LONGEST_WAIT_ATTEMPT = 30;

export interface Supervision<C extends Connection> {
  /** For log lines about the supervisor itself. */
  readonly name: string;
  /** One attempt. The signal is aborted when nobody waits for it any more; what still opens then is closed. */
  readonly open: (signal: AbortSignal) => Promise<C>;
  /** The supervisor's own limit for an attempt, beyond the adapter's. */
  readonly openLimitMs: number;
  readonly backoff: Backoff;
  /** Where `open` goes to in turn, one place when absent: the wait grows when all of them were tried, not with each. */
  readonly places?: number;
  /** Codes of faults that only a person can mend: the longest wait at once, no fast retries. */
  readonly hopeless: ReadonlySet<string>;
  /** The connection is there. What it throws or rejects with gives the connection up and is reported by `down`. */
  readonly up: (connection: C) => void | Promise<void>;
  /** The attempt failed or the connection is gone, and closed; the next attempt follows after the wait. */
  readonly down: (fault: Fault, retryInMs: number) => void;
  /** Called every `BEAT_MS` while no phase is overdue: the watchdog is fed with it. */
  readonly beat: () => void;
  /** Ends the supervision; the connection is closed. */
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Logger;
}

/**
 * Keeps one connection alive until the signal is aborted: opens, waits for the loss, closes, backs off, again.
 * Resolves when it has ended and the connection is closed; never rejects.
 */
export async function supervise<C extends Connection>(options: Supervision<C>): Promise<void> {
  manyListeners(options.signal);
  const heart = new Heart(options);
  for (let attempt = 0; !options.signal.aborted; attempt++) {
    const end = await serve(options, heart);
    if (end === null || options.signal.aborted) break;
    if (end.upForMs >= options.backoff.stableMs) attempt = 0;
    const round = Math.floor(attempt / (options.places ?? 1));
    const step = options.hopeless.has(end.fault.code) ? LONGEST_WAIT_ATTEMPT : round;
    const retryInMs = backoffMs(step, options.backoff, options.random);
    guarded(options, () => options.down(end.fault, retryInMs));
    heart.allow(retryInMs);
    await sleep(retryInMs, options.signal);
  }
  heart.stop();
}

/** One life of the connection; null when the signal ended it. */
async function serve<C extends Connection>(
  options: Supervision<C>,
  heart: Heart,
): Promise<{ fault: Fault; upForMs: number } | null> {
  heart.allow(options.openLimitMs);
  let connection: C | undefined;
  try {
    connection = await attempt(options);
  } catch (error) {
    return { fault: faultOf(error, options), upForMs: 0 };
  }
  if (connection === undefined) return null;
  heart.allow(Number.POSITIVE_INFINITY);
  const since = options.clock.monotonic();
  const fault = await hold(options, connection);
  const upForMs = options.clock.monotonic() - since;
  heart.allow(CLOSE_LIMIT_MS);
  await release(connection, options);
  return fault === undefined ? null : { fault, upForMs };
}

/** Opens within the limit; undefined when the signal came first. Whatever opens too late is closed. */
async function attempt<C extends Connection>(options: Supervision<C>): Promise<C | undefined> {
  const own = new AbortController();
  const abort = (): void => own.abort();
  options.signal.addEventListener("abort", abort);
  const opening = (async () => options.open(own.signal))();
  let taken = false;
  try {
    const late = (): Fault =>
      new Fault(
        "OPEN_LATE",
        `${options.name}: no answer within ${options.openLimitMs / 1_000} s`,
        "check that the device or the server is switched on and not overloaded",
      );
    const connection = await within(options.openLimitMs, unlessAborted(opening, options.signal), late);
    taken = connection !== undefined;
    return connection;
  } finally {
    options.signal.removeEventListener("abort", abort);
    if (!taken) {
      own.abort();
      void opening.then(
        (orphan) => release(orphan, options),
        () => undefined,
      );
    }
  }
}

/** Waits while the connection lives; undefined when the signal ended it. */
function hold<C extends Connection>(options: Supervision<C>, connection: C): Promise<Fault | undefined> {
  const rejected = new Promise<Fault>((resolve) => {
    const work = (async () => options.up(connection))();
    work.catch((error: unknown) => resolve(faultOf(error, options)));
  });
  const lost = connection.lost.catch((error: unknown) => faultOf(error, options));
  return unlessAborted(Promise.race([lost, rejected]), options.signal);
}

async function release(connection: Connection, options: Pick<Supervision<Connection>, "name" | "log">) {
  const late = (): Fault => new Fault("CLOSE_LATE", "did not close in time", "we go on without it");
  const closing = (async () => connection.close())();
  await within(CLOSE_LIMIT_MS, closing, late).catch((error: unknown) => {
    options.log.debug("close failed", { name: options.name, reason: reasonOf(error) });
  });
}

/** The outcome of the work, or undefined when the signal is aborted first. Leaves no listener behind. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener("abort", stop);
    const tidy = (): void => signal.removeEventListener("abort", stop);
    work.then(resolve, reject).finally(tidy);
    if (signal.aborted) stop();
  });
}

type Reporting = Pick<Supervision<Connection>, "name" | "log">;

/** What is not a Fault is a mistake of ours: it is logged with its stack, and supervision goes on. */
function faultOf(thrown: unknown, { name, log }: Reporting): Fault {
  if (thrown instanceof Fault) return thrown;
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  log.error("unexpected failure", { name, reason: reasonOf(thrown), stack });
  const advice = "this is a mistake in the program: please report it with the log";
  return new Fault("UNEXPECTED", `${name}: ${reasonOf(thrown)}`, advice, thrown);
}

function guarded(reporting: Reporting, run: () => void): void {
  try {
    run();
  } catch (error) {
    faultOf(error, reporting);
  }
}

/** Beats while the present phase is not overdue. A supervisor that hangs falls silent, and the watchdog acts. */
class Heart {
  readonly #options: Reporting & Pick<Supervision<Connection>, "clock" | "beat">;
  #cancel: () => void;
  #until = 0;

  constructor(options: Reporting & Pick<Supervision<Connection>, "clock" | "beat">) {
    this.#options = options;
    this.#cancel = this.#waitForBeat();
  }

  /** The phase that begins now may last this long. */
  allow(ms: number): void {
    this.#until = this.#options.clock.monotonic() + ms + GRACE_MS;
  }

  stop(): void {
    this.#cancel();
  }

  /** All hearts of a process beat together, so that forty idle devices wake it no more often than one does. */
  #waitForBeat(): () => void {
    const { clock, beat } = this.#options;
    const toNext = Math.ceil(BEAT_MS - (clock.monotonic() % BEAT_MS));
    // A timer may come a moment early; the beat that it was for is not made twice.
    return after(toNext < BEAT_MS / 2 ? toNext + BEAT_MS : toNext, () => {
      this.#cancel = this.#waitForBeat();
      if (clock.monotonic() <= this.#until) guarded(this.#options, beat);
    });
  }
}
