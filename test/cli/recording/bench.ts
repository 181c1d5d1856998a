import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openRecordings, type PlayedLine } from "../../../src/cli/recording/openRecordings.ts";
import {
  type RecordedLine,
  type RecordedMessage,
  writeHeader,
  writeLine,
} from "../../../src/drivers/bus/recording.ts";
import type { ArrivedMessage, Broker, BrokerConnection, ConnectRequest } from "../../../src/ports/broker.ts";
import { ScriptedConnection } from "../../app/busDoubles.ts";

export const BEGIN = Date.UTC(2026, 1, 14, 9, 0, 0);

/** A message as it comes off the bus. */
export const arrived = (
  topic: string,
  payload: string | Uint8Array = "{}",
  changes: Partial<ArrivedMessage> = {},
): ArrivedMessage => ({
  topic,
  payload: typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
  retained: false,
  responseTopic: null,
  correlation: null,
  qos: 1,
  expirySeconds: null,
  ...changes,
});

/** A message of a recording, so many milliseconds after its begin. */
export const recorded = (
  ms: number,
  topic: string,
  payload = "{}",
  changes: Partial<RecordedMessage> = {},
): RecordedMessage => ({
  kind: "message",
  at: BEGIN + ms,
  ms,
  topic,
  payload: new TextEncoder().encode(payload),
  qos: 1,
  retained: false,
  expirySeconds: null,
  ...changes,
});

export const ended = (ms: number): RecordedLine => ({
  kind: "end",
  at: BEGIN + ms,
  ms,
  messages: 0,
  leftOut: {},
});

/** A folder of its own for each test, and what lies in it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "bandeau-recording-"));

  at(name: string): string {
    return join(this.path, name);
  }

  /** A recording in plain text, as somebody might edit one. */
  recording(
    name: string,
    lines: readonly RecordedLine[],
    changes: { begin?: number; part?: number; timeZone?: string } = {},
  ): string {
    const header = {
      begin: BEGIN,
      part: 1,
      site: null,
      filters: ["#"],
      withAgents: false,
      timeZone: "UTC",
      ...changes,
    };
    writeFileSync(this.at(name), [writeHeader(header), ...lines.map(writeLine), ""].join("\n"));
    return this.at(name);
  }

  /** The lines of a compressed file, parsed. */
  lines(name: string): Record<string, unknown>[] {
    const text = gunzipSync(readFileSync(this.at(name))).toString();
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  end(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Everything that files play, and what was told about them. */
export async function playedOf(paths: readonly string[]): Promise<{ played: PlayedLine[]; told: string[] }> {
  const told: string[] = [];
  const played: PlayedLine[] = [];
  const recordings = await openRecordings(paths, (line) => void told.push(line));
  for await (const line of recordings.play()) played.push(line);
  return { played, told };
}

/** A broker that the test plays. */
export class PlayedBroker implements Broker {
  readonly connections: ScriptedConnection[] = [];
  /** Thrown at each attempt while it is there. */
  failure: unknown = null;
  /** Called with each connection before anybody has it. */
  prepare: (connection: ScriptedConnection) => void = () => undefined;

  async connect(request: ConnectRequest): Promise<BrokerConnection> {
    if (this.failure !== null) throw this.failure;
    const connection = new ScriptedConnection(request);
    this.prepare(connection);
    this.connections.push(connection);
    return connection;
  }

  get last(): ScriptedConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error("nobody has connected");
    return connection;
  }
}
