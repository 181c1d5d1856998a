/** Waits for a line on stdin; false when there will be none, or the signal came first. */
export type NextLine = () => Promise<boolean>;

/** One answer for each line of a pipe or a keyboard, whatever stands in it. */
export function stdinLines(stdin: AsyncIterable<Uint8Array>, signal: AbortSignal): NextLine {
  const parts = stdin[Symbol.asyncIterator]();
  const stopped = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });
  let waiting = 0;
  return async () => {
    while (waiting === 0 && !signal.aborted) {
      const part = await Promise.race([parts.next(), stopped]);
      if (part === null || part.done) return false;
      waiting += part.value.filter((byte) => byte === 0x0a).length;
    }
    waiting -= 1;
    return !signal.aborted;
  };
}
