import { createServer, type Socket } from "node:net";
import type { MqttSettings } from "../../../src/adapters/mqtt/mqttBroker.ts";
import type { BusMessage, ConnectRequest, OutgoingMessage } from "../../../src/ports/broker.ts";

/** CONNACK and others, byte for byte as OASIS MQTT 3.1.1 §3.2 and MQTT 5.0 §3.2, §3.4, §3.9 and §3.14 have them. */
export const packets = {
  refusedOld: (code: number) => [0x20, 0x02, 0x00, code],
  refused: (code: number) => [0x20, 0x03, 0x00, code, 0x00],
  accepted: [0x20, 0x03, 0x00, 0x00, 0x00],
  acceptedOld: [0x20, 0x02, 0x00, 0x00],
  /** Receive maximum 2, maximum packet size 400, no retained messages. */
  acceptedPoor: [0x20, 0x0d, 0x00, 0x00, 0x0a, 0x21, 0x00, 0x02, 0x27, 0x00, 0x00, 0x01, 0x90, 0x25, 0x00],
  disconnect: (code: number) => [0xe0, 0x02, code, 0x00],
  pingResponse: [0xd0, 0x00],
} as const;

export interface FakeBroker {
  readonly url: string;
  /** Every chunk that came, connection after connection. */
  readonly heard: Buffer[][];
  readonly sockets: Socket[];
  say(...bytes: (readonly number[])[]): void;
  close(): Promise<void>;
}

/** A TCP server that answers each chunk of the n-th connection with what `answer` says; null hangs up. */
export async function fakeBroker(
  answer: (chunk: Buffer, connection: number, chunkNumber: number) => readonly number[] | null,
): Promise<FakeBroker> {
  const heard: Buffer[][] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    const chunks: Buffer[] = [];
    heard.push(chunks);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const reply = answer(chunk, connection, chunks.push(chunk) - 1);
      if (reply === null) socket.destroy();
      else if (reply.length > 0) socket.write(Buffer.from(reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    heard,
    sockets,
    say: (...bytes) => void sockets.at(-1)?.write(Buffer.from(bytes.flat())),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const settings = (changes: Partial<MqttSettings> = {}): MqttSettings => ({
  protocol: "auto",
  keepAliveSeconds: 20,
  login: null,
  tls: null,
  connectLimitMs: 5_000,
  ...changes,
});

export const outgoing = (changes: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  topic: "cc/1/fr-lux/node/floor2/status",
  payload: '{"v":1}',
  qos: 1,
  retain: false,
  expirySeconds: null,
  correlation: null,
  ...changes,
});

export function request(
  url: string,
  changes: Partial<ConnectRequest> = {},
): ConnectRequest & { heard: BusMessage[] } {
  const heard: BusMessage[] = [];
  return {
    url,
    clientId: "bandeau-fr-lux-floor2",
    will: { ...outgoing({ payload: '{"state":"lost"}', retain: true }), delaySeconds: 10 },
    onMessage: (message) => void heard.push(message),
    signal: new AbortController().signal,
    heard,
    ...changes,
  };
}
