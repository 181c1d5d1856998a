import type { Connection } from "./connection.ts";

/** A message that came from the bus. */
export interface BusMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True when the broker kept it from earlier: it may be somebody's yesterday. */
  readonly retained: boolean;
  readonly responseTopic: string | null;
  readonly correlation: Uint8Array | null;
}

/** A message for the bus. `expirySeconds` is kept only by MQTT 5 brokers. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly expirySeconds: number | null;
}

export interface Will extends OutgoingMessage {
  /** How long the broker waits before it tells the others; MQTT 5 only. */
  readonly delaySeconds: number;
}

export interface ConnectRequest {
  readonly url: string;
  readonly clientId: string;
  readonly will: Will;
  /** Called for each message, on the hot path: it must be quick and must not throw. */
  readonly onMessage: (message: BusMessage) => void;
  readonly signal: AbortSignal;
}

/** One session with a broker. Nothing in it reconnects or queues: that belongs to the session's keeper. */
export interface BrokerConnection extends Connection {
  readonly protocol: "5" | "3.1.1";
  /** `again`: true on every connection but the first, so that retained messages are not delivered twice. */
  subscribe(filters: readonly string[], again: boolean): Promise<void>;
  /** Resolves when it was sent (QoS 0) or acknowledged (QoS 1); rejects with a Fault after the time limit. */
  publish(message: OutgoingMessage): Promise<void>;
}

export interface Broker {
  /** One attempt, with its own time limit; rejects with a Fault that carries advice. */
  connect(request: ConnectRequest): Promise<BrokerConnection>;
}
