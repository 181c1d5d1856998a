import type { BrokerConnection, ConnectRequest, OutgoingMessage } from "../../src/ports/broker.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { Facts, Logger } from "../../src/ports/logger.ts";
import type { Labels, Metrics } from "../../src/ports/metrics.ts";

export interface LogLine {
  readonly level: "error" | "warn" | "info" | "debug";
  readonly text: string;
  readonly facts: Facts;
}

/** A log that can be asked what was said. */
export function recordingLog() {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine["level"]) =>
    (text: string, facts: Facts = {}): void =>
      void lines.push({ level, text, facts });
  const log: Logger = { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
  /** All but the debug lines. */
  const said = (): string[] => lines.filter((line) => line.level !== "debug").map((line) => line.text);
  return { log, lines, said };
}

/** Metrics that can be asked for their values: `name{label="value"}`. */
export function recordingMetrics(): Metrics & { value(name: string): number } {
  const values = new Map<string, number>();
  const keyOf = (name: string, labels: Labels = {}): string => {
    const told = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return told.length === 0 ? name : `${name}{${told.join(",")}}`;
  };
  return {
    count: (name, labels, by = 1) => {
      const key = keyOf(name, labels);
      values.set(key, (values.get(key) ?? 0) + by);
    },
    gauge: (name, value, labels) => void values.set(keyOf(name, labels), value),
    snapshot: () => [],
    value: (name) => values.get(name) ?? 0,
  };
}

/** A connection whose broker is the test: it sees every message and decides when and how each is answered. */
export class ScriptedConnection implements BrokerConnection {
  readonly protocol: "5" | "3.1.1" = "5";
  readonly lacks: readonly string[] = [];
  mostInFlight = 20;
  readonly lost: Promise<Fault>;
  lose: (fault: Fault) => void = () => undefined;
  closed = false;
  readonly published: OutgoingMessage[] = [];
  readonly story: string[] = [];
  /** Replace it to refuse or to dawdle. */
  answer: (message: OutgoingMessage) => Promise<void> = async () => undefined;
  refuse: readonly string[] = [];
  readonly request: ConnectRequest;

  constructor(request: ConnectRequest) {
    this.request = request;
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  async subscribe(filters: readonly string[]): Promise<readonly string[]> {
    this.story.push(`subscribe ${filters.join(" ")}`);
    return this.refuse;
  }

  publish(message: OutgoingMessage): Promise<void> {
    this.published.push(message);
    this.story.push(`publish ${message.topic}`);
    return this.answer(message);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.lose(new Fault("BUS_CLOSED", "closed", ""));
  }

  /** What was published to a topic, parsed; "" where it was cleared. */
  said(topic: string): unknown[] {
    return this.published
      .filter((message) => message.topic === topic)
      .map((message) => (message.payload === "" ? "" : JSON.parse(message.payload)));
  }
}

/** A promise to be settled later. */
export function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
