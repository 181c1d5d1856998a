import type { Connection } from "./connection.ts";

/** The largest payload on our own topics, either way. */
export const MOST_PAYLOAD_BYTES = 65_536;

/** The largest message of an ACD in its own form: a gateway may send all its queues at once. */
export const MOST_ACD_PAYLOAD_BYTES = 4 * 1_048_576;

/** A message that came from the bus. */
export interface BusMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True when the broker kept it from earlier: it may be somebody's yesterday. */
  readonly retained: boolean;
  readonly responseTopic: string | null;
  readonly correlation: Uint8Array | null;
}

/** A message as a connection hands it over, with what only a recorder asks for. */
export interface ArrivedMessage extends BusMessage {
  readonly qos: 0 | 1 | 2;
  /** What is left of its life, as MQTT 5 brokers say it; null where nobody says. */
  readonly expirySeconds: number | null;
}

/** A message for the bus. `expirySeconds`, `correlation` and `responseTopic` reach the others only through MQTT 5 brokers. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly expirySeconds: number | null;
  /** What an answer repeats of its request. */
  readonly correlation: Uint8Array | null;
  /** Where an answer should go. */
  readonly responseTopic?: string;
}

/** A message whose bytes somebody else wrote: nothing is said about what they mean. */
export interface RawMessage extends Omit<OutgoingMessage, "payload"> {
  readonly payload: Uint8Array;
}

export interface Will extends OutgoingMessage {
  /** How long the broker waits before it tells the others; MQTT 5 only. */
  readonly delaySeconds: number;
}

export interface ConnectRequest {
  readonly url: string;
  readonly clientId: string;
  /** Null for a tool that nobody misses. */
  readonly will: Will | null;
  /** Called for each message, on the hot path: it must be quick and must not throw. */
  readonly onMessage: (message: ArrivedMessage) => void;
  readonly signal: AbortSignal;
}

/** One session with a broker. Nothing in it reconnects or queues: that belongs to the session's keeper. */
export interface BrokerConnection extends Connection {
  readonly protocol: "5" | "3.1.1";
  /** What this broker cannot do that we would use, in words for people; empty when nothing is missing. */
  readonly lacks: readonly string[];
  /** How many QoS 1 messages may wait for their acknowledgement; more are refused with BUS_BUSY. */
  readonly mostInFlight: number;
  /** Resolves with the filters that the broker refused; rejects with a Fault when it does not answer. */
  subscribe(filters: readonly string[]): Promise<readonly string[]>;
  /** Resolves when it was sent (QoS 0) or acknowledged (QoS 1); rejects with a Fault after the time limit. */
  publish(message: OutgoingMessage | RawMessage): Promise<void>;
}

export interface Broker {
  /** One attempt, with its own time limit; rejects with a Fault that carries advice. */
  connect(request: ConnectRequest): Promise<BrokerConnection>;
}
