import { createServer, type Server, type Socket } from "node:net";
import { Fault, reasonOf } from "../../ports/fault.ts";

/** Codes with which MQTT 3.1.1 refuses: version, client id, server unavailable, password, not authorised. */
type Refusal = 1 | 2 | 3 | 4 | 5;

interface Guest {
  readonly clientId: string;
  readonly username: string | null;
  readonly password: string | null;
}

export interface EmbeddedBrokerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Whether a client may come in: null for yes. */
  readonly admit: (guest: Guest) => Refusal | null;
}

export interface EmbeddedBroker {
  readonly url: string;
  readonly port: number;
  /** Cuts every connection and frees the port. Safe to call twice. */
  close(): Promise<void>;
}

/** A small MQTT 3.1.1 broker inside this process, for demonstrations and tests: it listens on this machine only. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { Aedes } = await import("aedes");
  const broker = await Aedes.createBroker({
    authenticate: (client, username, password, done) => {
      const guest = {
        clientId: client.id,
        username: username ?? null,
        password: password?.toString() ?? null,
      };
      const returnCode = options.admit(guest);
      if (returnCode === null) return done(null, true);
      done(Object.assign(new Error("not admitted"), { returnCode }), null);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that is torn away is no news to a broker.
    socket.on("error", () => undefined);
    broker.handle(socket);
  });
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    await closed;
  };
  const port = await listen(server, options.port).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new Fault(
          "BROKER_PORT",
          `the embedded broker cannot listen: ${reasonOf(error)}`,
          "choose another port",
          error,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
