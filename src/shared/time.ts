/** The only place that calls timers, so that tests can ask whether one was left behind. */
const open = new Set<ReturnType<typeof setTimeout>>();

/** How many timers are waiting now. Every suite ends with zero. */
export const openTimers = (): number => open.size;

/** Calls `run` once after `ms`; the answer cancels it. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(() => {
    open.delete(timer);
    run();
  }, ms);
  open.add(timer);
  return () => {
    open.delete(timer);
    clearTimeout(timer);
  };
}

/** Calls `run` every `ms` until the answer is called. */
export function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  open.add(timer);
  return () => {
    open.delete(timer);
    clearInterval(timer);
  };
}

/** Waits; comes back early, without an error, when the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = after(ms, done);
    signal.addEventListener("abort", done);
  });
}

/** Gives the promise `ms` to settle; rejects with what `late` makes otherwise. */
export function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = after(ms, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}

/** Milliseconds of the clock that never jumps. */
export const monotonicMs = (): number => performance.now();

/** Milliseconds of the wall clock. */
export const wallMs = (): number => Date.now();

/** Calls `run` at the end of this turn of the event loop, after what has arrived already. */
export function soon(run: () => void): void {
  setImmediate(run);
}
