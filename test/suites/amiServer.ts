import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { AmiTwin } from "../../src/simulated/amiTwin.ts";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** An Asterisk's twin behind a real TCP port of this machine. */
export class AmiServer {
  readonly twin: AmiTwin;
  /** Write byte by byte, so that a client sees events cut at any place. */
  splits = false;
  /** Connections so far. */
  connections = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  port = 0;

  private constructor(user: string, secret: string) {
    this.twin = new AmiTwin({ user, secret, md5, now: () => Date.now() / 1_000 });
    this.#server = this.#create();
  }

  static async start(user = "wall", secret = "s3cret"): Promise<AmiServer> {
    const server = new AmiServer(user, secret);
    await server.open();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Listens, on the same port as before. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.port, "127.0.0.1", () => {
        const bound = this.#server.address();
        if (typeof bound === "object" && bound !== null) this.port = bound.port;
        resolve();
      });
    });
  }

  /** Nobody listens any more. */
  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#server = this.#create();
  }

  #create(): Server {
    return createServer({ noDelay: true }, (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      const write = (text: string): void => {
        if (this.splits) for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte));
        else socket.write(text);
      };
      const client = this.twin.connect(write, () => socket.destroy());
      socket.on("data", (bytes) => client.receive(bytes.toString()));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.gone();
      });
    });
  }
}
