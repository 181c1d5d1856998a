import { once } from "node:events";
import { connect, type Socket } from "node:net";

const CONNECT = 0x10;
const PUBLISH = 0x30;
const RETAIN = 0x01;
/** The broker is not quick enough when more than this waits in our socket. */
const MOST_WAITING_BYTES = 1_000_000;
const TICK_MS = 2;

/** A message for the bus. */
export interface Word {
  readonly topic: string;
  readonly payload: string;
}

function text(words: string): Buffer {
  const bytes = Buffer.from(words);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function packet(head: number, body: readonly Buffer[]): Buffer {
  let rest = body.reduce((sum, part) => sum + part.length, 0);
  const length: number[] = [];
  do {
    const seven = rest & 0x7f;
    rest >>= 7;
    length.push(rest > 0 ? seven | 0x80 : seven);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([head, ...length]), ...body]);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Puts messages on the bus at a rate. MQTT 3.1.1 by hand, since a whole client would take the processor that is measured. */
export class RawPublisher {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async connect(port: number): Promise<RawPublisher> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => undefined);
    const cleanSession = 0x02;
    const noKeepAlive = [0, 0];
    const head = Buffer.concat([text("MQTT"), Buffer.from([4, cleanSession, ...noKeepAlive])]);
    socket.write(packet(CONNECT, [head, text(`bench-${process.pid}-${Math.random()}`)]));
    await once(socket, "data");
    return new RawPublisher(socket);
  }

  publish({ topic, payload }: Word, retain = false): void {
    this.#socket.write(packet(retain ? PUBLISH | RETAIN : PUBLISH, [text(topic), Buffer.from(payload)]));
  }

  /** So many messages a second for so long; gives back how many a second it became. */
  async flood(perSecond: number, seconds: number, word: (index: number) => Word): Promise<number> {
    const begin = performance.now();
    const all = Math.round(perSecond * seconds);
    for (let sent = 0; sent < all; ) {
      const due = Math.min(all, Math.ceil(((performance.now() - begin) * perSecond) / 1_000));
      this.#socket.cork();
      for (; sent < due && this.#socket.writableLength < MOST_WAITING_BYTES; sent += 1)
        this.publish(word(sent));
      this.#socket.uncork();
      await sleep(TICK_MS);
    }
    return (all * 1_000) / (performance.now() - begin);
  }

  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.destroy();
    await closed;
  }
}
