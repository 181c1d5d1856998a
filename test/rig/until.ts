const LOOK_EVERY_MS = 50;

/** Asks again and again until it holds; fails with what `said` makes of it when the time is over. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
  said: () => string,
): Promise<void> {
  const late = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`not within ${limitMs / 1_000} s: ${said()}`);
    await pause(LOOK_EVERY_MS);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
