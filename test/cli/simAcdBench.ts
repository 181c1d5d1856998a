import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SimAcdOptions, simAcdCommand } from "../../src/cli/simAcd.ts";
import type { Broker, BrokerConnection, ConnectRequest, OutgoingMessage } from "../../src/ports/broker.ts";
import { Fault } from "../../src/ports/fault.ts";
import { monotonicMs, wallMs } from "../../src/shared/time.ts";
import { ScriptedConnection } from "../app/busDoubles.ts";

/** A broker that the test plays: it says what becomes of each attempt and of each message. */
class ScriptedBroker implements Broker {
  readonly connections: ScriptedConnection[] = [];
  /** Thrown at each attempt while it is there. */
  failure: unknown = null;
  /** What becomes of each message, on each connection. */
  answer: (message: OutgoingMessage) => Promise<void> = async () => undefined;

  async connect(request: ConnectRequest): Promise<BrokerConnection> {
    if (this.failure !== null) throw this.failure;
    const connection = new ScriptedConnection(request);
    // As the port promises: what is on its way when the connection ends is not acknowledged.
    const ended = connection.lost.then((fault) => Promise.reject(fault));
    ended.catch(() => undefined);
    connection.answer = (message) => Promise.race([this.answer(message), ended]);
    this.connections.push(connection);
    return connection;
  }

  get published(): readonly OutgoingMessage[] {
    return this.connections.flatMap(({ published }) => published);
  }

  /** Topics and payloads, parsed. */
  said(topic: string): Record<string, unknown>[] {
    return this.connections
      .flatMap((connection) => connection.said(topic))
      .filter((payload): payload is Record<string, unknown> => typeof payload === "object");
  }
}

export const lost = (): Fault => new Fault("BROKER_LOST", "the broker is gone", "look at it");

/** The command with a scripted broker and the machine's (in tests: vitest's) clocks. */
export function simAcdBench(changes: Partial<SimAcdOptions> = {}) {
  const broker = new ScriptedBroker();
  const said: string[] = [];
  const abort = new AbortController();
  const options = {
    broker: "mqtt://broker",
    site: "demo",
    source: "acd",
    seed: 1,
    speed: 10,
    every: 2,
    ...changes,
  };
  const clock = { wall: wallMs, monotonic: monotonicMs, isSynced: () => true };
  const out = (line: string): void => void said.push(line);
  const run = (): Promise<number> => simAcdCommand(options, { broker, clock }, out, abort.signal);
  return { broker, said, abort, run };
}

/** A file in a folder of its own, until `end`. */
export function fileOf(text: string | Uint8Array): { readonly path: string; end(): void } {
  const folder = mkdtempSync(join(tmpdir(), "bandeau-day-"));
  const path = join(folder, "day.csv");
  writeFileSync(path, text);
  return { path, end: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Calls that nobody made, in the form of the records. */
export const dayText = (date: string): string =>
  [
    "queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex",
    `PS,${date}T09:00:00,30,answered,100,4`,
    `Old & New,${date}T09:00:10,80,abandoned,,`,
    `PS,${date}T09:04:00,10,answered,60,4`,
    "",
  ].join("\n");
