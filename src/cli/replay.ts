import { systemClock } from "../adapters/clock/systemClock.ts";
import type { Instant } from "../domain/instant.ts";
import { isPersonalTopic } from "../domain/personalTopic.ts";
import { topicProblem } from "../domain/topics.ts";
import { moveDates } from "../drivers/bus/moveDates.ts";
import type { RecordedMessage } from "../drivers/bus/recording.ts";
import type { RawMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import { sleep } from "../shared/time.ts";
import { type Bus, type BusChoice, busOf } from "./recording/busOf.ts";
import { BusPublisher } from "./recording/busPublisher.ts";
import { openRecordings, type Recordings } from "./recording/openRecordings.ts";
import { type NextLine, stdinLines } from "./recording/stdinLines.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface TopicChange {
  readonly from: string;
  readonly to: string;
}

export interface ReplayOptions extends BusChoice {
  /** Recorded seconds a second; Infinity for as fast as the broker takes it. */
  readonly speed: number;
  /** One message for each line on stdin. */
  readonly step: boolean;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly loop: boolean;
  readonly retain: boolean;
  readonly withAgents: boolean;
  /** Dates in messages are moved along, as if all of it happened now. */
  readonly now: boolean;
  /** Topics, or beginnings of topics, that are published under another name. */
  readonly mapTopic: readonly TopicChange[];
}

/** No timer is set for longer. */
const LONGEST_WAIT_MS = 3_600_000;
/** Between the end of a recording and its next beginning. */
const BETWEEN_LAPS_MS = 1_000;

type Told = Pick<Terminal, "write" | "writeError" | "environment">;

/** `bandeau replay`: what was recorded onto a bus, with the spacing it had. */
export async function replayCommand(
  paths: readonly string[],
  options: ReplayOptions,
  terminal: Told,
  input: { readonly stdin: AsyncIterable<Uint8Array>; readonly signal: AbortSignal },
): Promise<number> {
  const tell = (line: string): void => terminal.writeError(`${line}\n`);
  const recordings = await openRecordings(paths, tell);
  const bus = await busOf(options, terminal);
  const next = options.step ? stdinLines(input.stdin, input.signal) : null;
  return replayOnBus(recordings, options, {
    bus,
    clock: systemClock(),
    terminal,
    next,
    signal: input.signal,
  });
}

interface Replaying {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly terminal: Pick<Told, "write" | "writeError">;
  /** Null where time decides. */
  readonly next: NextLine | null;
  readonly signal: AbortSignal;
}

/** The same with a bus and a clock of the caller's. */
export async function replayOnBus(
  recordings: Recordings,
  options: ReplayOptions,
  { bus, clock, terminal, next, signal }: Replaying,
): Promise<number> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  const [url = ""] = bus.urls;
  const clientId = `bandeau-replay-${Math.floor(Math.random() * 1e9)}`;
  const request = { url, clientId, will: null, onMessage: () => undefined, signal: stop.signal };
  const connection = await bus.broker.connect(request);
  let lost: Fault | null = null;
  void connection.lost.then((fault) => {
    lost = fault;
    abort();
  });
  const out = (line: string): void => terminal.write(`${line}\n`);
  const player = new Player(options, {
    publisher: new BusPublisher(connection),
    clock,
    next,
    out,
    signal: stop.signal,
  });
  out(`replaying ${new Date(recordings.header.begin).toISOString()} on ${url}`);
  try {
    await player.play(recordings);
    if (lost !== null && !signal.aborted) throw lost;
  } finally {
    signal.removeEventListener("abort", abort);
    out(player.summary);
    await connection.close();
  }
  if (player.played > 0 || signal.aborted) return exitCodes.done;
  throw new Fault("REPLAY_NOTHING", "nothing was played", "see what was left out, and --from and --to");
}

interface PlayerDeps {
  readonly publisher: BusPublisher;
  readonly clock: Pick<Clock, "monotonic" | "wall">;
  readonly next: NextLine | null;
  readonly out: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Brings messages onto the bus at their time. */
class Player {
  readonly #options: ReplayOptions;
  readonly #deps: PlayerDeps;
  readonly #leftOut = new Map<string, number>();
  played = 0;

  constructor(options: ReplayOptions, deps: PlayerDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  get summary(): string {
    const reasons = [...this.#leftOut].map(([reason, count]) => `, left out ${count} ${reason}`);
    return `played ${this.played} ${this.played === 1 ? "message" : "messages"}${reasons.join("")}`;
  }

  async play(recordings: Recordings): Promise<void> {
    const { publisher, signal } = this.#deps;
    for (let lap = 0; !signal.aborted; lap++) {
      const before = this.played;
      if (lap > 0) await sleep(BETWEEN_LAPS_MS, signal);
      await this.#playOnce(recordings);
      if (!signal.aborted) await publisher.settle();
      if (!this.#options.loop || this.played === before) return;
    }
  }

  async #playOnce(recordings: Recordings): Promise<void> {
    const { publisher, clock, signal } = this.#deps;
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.#options;
    const begin = clock.monotonic();
    let firstMs: number | null = null;
    for await (const { ms, line } of recordings.play()) {
      if (line.at > to || signal.aborted) return;
      const message = line.kind === "message" && line.at >= from ? this.#outgoing(line) : null;
      if (message === null) continue;
      firstMs ??= ms;
      if (!(await this.#isTime(begin + (ms - firstMs) / this.#options.speed))) return;
      await publisher.send(this.#options.now ? this.#asOfNow(message, line.at) : message);
      this.played += 1;
      if (this.#deps.next !== null) await this.#tellStep(line.at, message.topic);
    }
  }

  async #tellStep(at: Instant, topic: string): Promise<void> {
    await this.#deps.publisher.settle();
    this.#deps.out(`${new Date(at).toISOString()} ${topic}`);
  }

  #asOfNow(message: RawMessage, recordedAt: Instant): RawMessage {
    const byMs = Math.round(this.#deps.clock.wall() - recordedAt);
    return { ...message, payload: moveDates(message.payload, byMs) };
  }

  /** Waits for the message's moment, or for somebody to ask for it; false when it shall not be sent any more. */
  async #isTime(moment: number): Promise<boolean> {
    const { next, clock, signal } = this.#deps;
    if (next !== null) return next();
    for (
      let left = moment - clock.monotonic();
      left > 0 && !signal.aborted;
      left = moment - clock.monotonic()
    )
      await sleep(Math.ceil(Math.min(left, LONGEST_WAIT_MS)), signal);
    return !signal.aborted;
  }

  /** The message as it goes out; null for one that must not. */
  #outgoing({ topic: recorded, payload, qos, retained, expirySeconds }: RecordedMessage): RawMessage | null {
    const { retain, withAgents, mapTopic } = this.#options;
    const topic = renamed(recorded, mapTopic);
    const isPersonal = [recorded, topic].some(isPersonalTopic);
    if (isPersonal && !withAgents) return this.#leaveOut("about agents (--with-agents plays them)");
    if (topicProblem(topic) !== null) return this.#leaveOut("with a topic that brokers refuse");
    return {
      topic,
      payload,
      qos: qos === 0 ? 0 : 1,
      retain: retain && retained && !isPersonal,
      expirySeconds,
      correlation: null,
    };
  }

  #leaveOut(reason: string): null {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1);
    return null;
  }
}

/** The first change that fits the topic, or its beginning up to a slash, counts. */
function renamed(topic: string, changes: readonly TopicChange[]): string {
  const change = changes.find(({ from }) => topic === from || topic.startsWith(`${from}/`));
  return change === undefined ? topic : `${change.to}${topic.slice(change.from.length)}`;
}
