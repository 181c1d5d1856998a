/** Words are short; what is longer, or has no line end, is cut off here. */
const MOST_WORD_LETTERS = 200;

/** Lines of a keyboard or a pipe, until it ends or the signal comes. */
export async function* typedLines(
  stdin: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<string> {
  const parts = stdin[Symbol.asyncIterator]();
  const stopped = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null)));
  const decoder = new TextDecoder();
  let rest = "";
  while (!signal.aborted) {
    const part = await Promise.race([parts.next(), stopped]);
    if (part === null || part.done) return;
    const lines = (rest + decoder.decode(part.value, { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, MOST_WORD_LETTERS);
    yield* lines.map((line) => line.slice(0, MOST_WORD_LETTERS));
  }
}
