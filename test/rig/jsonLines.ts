import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

const TRY_AGAIN_MS = 50;

/** A socket of QEMU over which objects go, one a line. It may not be there at once. */
export async function openJsonLines(
  path: string,
  take: (word: Record<string, unknown>) => void,
  limitMs: number,
): Promise<{ send(word: object): void; end(): void }> {
  const late = Date.now() + limitMs;
  for (;;) {
    const socket = await tried(path);
    if (socket !== null) {
      socket.on("error", () => undefined);
      const lines = createInterface({ input: socket });
      lines.on("line", (line) => take(JSON.parse(line)));
      // QEMU that is ended by force resets its sockets, and readline says that again.
      lines.on("error", () => undefined);
      return { send: (word) => void socket.write(`${JSON.stringify(word)}\n`), end: () => socket.destroy() };
    }
    if (Date.now() > late) throw new Error(`nothing listens on ${path}`);
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

function tried(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  });
}
