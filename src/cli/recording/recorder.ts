import { GzipLog } from "../../adapters/recordings/gzipLog.ts";
import { isPersonalTopic } from "../../domain/personalTopic.ts";
import { topicMatches } from "../../domain/topics.ts";
import {
  type RecordedLine,
  type RecordingHeader,
  writeHeader,
  writeLine,
} from "../../drivers/bus/recording.ts";
import { type ArrivedMessage, MOST_ACD_PAYLOAD_BYTES } from "../../ports/broker.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RecordingFiles } from "./recordingFiles.ts";

export interface RecorderOptions {
  readonly files: RecordingFiles;
  readonly header: Omit<RecordingHeader, "part">;
  /** Filters of topics that tell of persons though their names do not. */
  readonly personal: readonly string[];
  /** A file of so many bytes is full. */
  readonly mostBytes: number;
  /** So is one of this age, when it holds anything. */
  readonly mostMs: number;
  /** Files at a time; the oldest is removed for the next. */
  readonly keep: number;
}

/** Letters that may wait for the disk; what comes beyond is counted, so that a flood cannot eat the memory. */
export const MOST_WAITING = 16 * 2 ** 20;

type Reason = "personal" | "too big" | "too fast";

/** Writes what comes off the bus into files, one after the other. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #openLog: (path: string) => Promise<GzipLog>;
  readonly #begin: number;
  readonly #leftOut = new Map<Reason, number>();
  #waiting: string[] = [];
  #waitingLetters = 0;
  #log: GzipLog | null = null;
  #part = 0;
  #partBegan = 0;
  #messages = 0;
  #messagesBefore = 0;

  constructor(
    options: RecorderOptions,
    clock: Clock,
    openLog: (path: string) => Promise<GzipLog> = (path) => GzipLog.create(path),
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#openLog = openLog;
    this.#begin = clock.monotonic();
  }

  get messages(): number {
    return this.#messages;
  }

  get files(): number {
    return this.#part;
  }

  /** How many messages were not recorded, by the reason. */
  get leftOut(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#leftOut);
  }

  /** Notes a message; on the hot path, so it only waits for the next `save`. */
  take({ topic, payload, qos, retained, expirySeconds }: ArrivedMessage): void {
    const reason = this.#objection(topic, payload, retained);
    if (reason !== null) {
      this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
      return;
    }
    this.#messages += 1;
    this.#note({ kind: "message", ...this.#moment(), topic, payload, qos, retained, expirySeconds });
  }

  /** Notes that the broker is there, or is not. */
  broker(up: boolean): void {
    this.#note({ kind: "broker", ...this.#moment(), up });
  }

  /** Begins the first file, or hands what was noted to the disk; a full file is followed by the next. One call at a time. */
  async save(): Promise<void> {
    const log = this.#log ?? (await this.#nextFile());
    if (this.#waiting.length > 0) await log.append(this.#takeWaiting());
    const { mostBytes, mostMs } = this.#options;
    const isOld = this.#moment().ms - this.#partBegan >= mostMs && this.#messages > this.#messagesBefore;
    if (log.bytes < mostBytes && !isOld) return;
    this.#log = null;
    await this.#endFile(log);
    await this.#nextFile();
  }

  /** Ends the last file. */
  async close(): Promise<void> {
    const log = this.#log;
    this.#log = null;
    if (log !== null) await this.#endFile(log);
  }

  #objection(topic: string, payload: Uint8Array, retained: boolean): Reason | null {
    const { header, personal } = this.#options;
    const isPersonal = isPersonalTopic(topic) || personal.some((filter) => topicMatches(filter, topic));
    // Nobody may keep a person's state on a broker: what was kept against the rules is not spread by us.
    if (isPersonal && (!header.withAgents || retained)) return "personal";
    if (payload.length > MOST_ACD_PAYLOAD_BYTES) return "too big";
    return this.#waitingLetters > MOST_WAITING ? "too fast" : null;
  }

  #note(line: RecordedLine): void {
    const text = `${writeLine(line)}\n`;
    this.#waiting.push(text);
    this.#waitingLetters += text.length;
  }

  #takeWaiting(): string {
    const text = this.#waiting.join("");
    this.#waiting = [];
    this.#waitingLetters = 0;
    return text;
  }

  #moment(): { readonly at: number; readonly ms: number } {
    return { at: this.#clock.wall(), ms: Math.round(this.#clock.monotonic() - this.#begin) };
  }

  async #nextFile(): Promise<GzipLog> {
    const { files, header, keep } = this.#options;
    this.#part += 1;
    this.#partBegan = this.#moment().ms;
    this.#messagesBefore = this.#messages;
    await files.keepOnly(keep - 1);
    const log = await this.#openLog(files.nameOf(this.#part));
    this.#log = log;
    await log.append(`${writeHeader({ ...header, part: this.#part })}\n`);
    return log;
  }

  async #endFile(log: GzipLog): Promise<void> {
    this.#note({ kind: "end", ...this.#moment(), messages: this.#messages, leftOut: this.leftOut });
    try {
      await log.append(this.#takeWaiting());
    } finally {
      await log.close();
    }
  }
}
