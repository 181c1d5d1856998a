import { createServer, type Socket } from "node:net";
import { listening } from "./listening.ts";
import { readTcpAddress } from "./tcpAddress.ts";

/** Answers that a client does not read are dropped beyond this. */
const MOST_UNREAD_BYTES = 65_536;

export interface TcpLineListener {
  /** `host:port` with the port that was given to us when we asked for any. */
  readonly address: string;
  /** Says something by itself, to the client if there is one. */
  say(bytes: Uint8Array): void;
  /** Ends the client's connection too. */
  close(): Promise<void>;
}

/**
 * Listens as a serial server with a display behind it would: one client, and a new one takes the place of the old,
 * whose connection may be dead without anybody knowing. `onBytes` gives back what is answered.
 */
export async function listenTcpLine(
  address: string,
  onBytes: (bytes: Uint8Array) => readonly Uint8Array[],
): Promise<TcpLineListener> {
  const { host, port } = readTcpAddress(address);
  let client: Socket | null = null;
  const say = (bytes: Uint8Array, to: Socket | null): void => {
    if (to !== null && to.writableLength < MOST_UNREAD_BYTES) to.write(bytes);
  };
  const server = createServer({ noDelay: true }, (socket) => {
    client?.destroy();
    client = socket;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      for (const answer of onBytes(bytes)) say(answer, socket);
    });
  });
  await listening(server, { host, port });
  const bound = server.address();
  return {
    address: `${host}:${typeof bound === "object" && bound !== null ? bound.port : port}`,
    say: (bytes) => say(bytes, client),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        client?.destroy();
      }),
  };
}
