const PATIENCE_MS = 10_000;

/** Waits for something real, such as a socket's answer; fails when it does not come. */
export async function settled(isSo: () => boolean): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > until) throw new Error(`it never came: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
