import type { AgentState } from "../domain/agentState.ts";
import type { Arrival } from "../domain/arrival.ts";
import { type Held, hold, refusalOf } from "../domain/heldStatistics.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import type { ReadProblem, ReadStatistics } from "../ports/readStatistics.ts";

/** More remarks about one capture help nobody. */
const mostRemarks = 200;

/** What a capture has said up to some message. */
export interface CaptureState {
  readonly queues: readonly QueueStatistics[];
  readonly agents: readonly AgentState[];
  readonly ignored: readonly string[];
  readonly problems: readonly ReadProblem[];
  /** Whether any message was understood. */
  readonly understood: boolean;
  /** Whether a queue or an agent came of it, or it was truly empty. */
  readonly fits: boolean;
}

/** Takes the messages of a capture one after the other, as the daemon would, and keeps what each queue and agent is. */
export class AcdCapture {
  readonly #reader: ReadStatistics;
  readonly #receivedAt: Instant;
  readonly #queues = new Map<string, Held>();
  readonly #agents = new Map<string, AgentState>();
  readonly #ignored = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #problems: ReadProblem[] = [];
  #messages = 0;
  #understood = false;

  constructor(reader: ReadStatistics, receivedAt: Instant) {
    this.#reader = reader;
    this.#receivedAt = receivedAt;
  }

  /** Reads one message. */
  take(text: string): void {
    this.#messages += 1;
    const result = this.#reader.read(text, { receivedAt: this.#receivedAt, listIgnored: true });
    if (!result.ok) {
      this.#problem(result.problem);
      return;
    }
    this.#understood = true;
    for (const path of result.ignored) if (this.#ignored.size < mostRemarks) this.#ignored.add(path);
    for (const words of result.leftOut) if (this.#leftOut.size < mostRemarks) this.#leftOut.add(words);
    for (const problem of result.problems) this.#problem(problem);
    const { publishedAt, validForSeconds } = result;
    for (const statistics of result.statistics) this.#accept(statistics, { publishedAt, validForSeconds });
    for (const agent of result.agents) this.#agents.set(agent.agentId, agent);
  }

  state(): CaptureState {
    return {
      queues: [...this.#queues.values()].map(({ statistics }) => statistics),
      agents: [...this.#agents.values()],
      ignored: [...this.#ignored],
      problems: [...this.#problems, ...this.#nothing()],
      understood: this.#understood,
      fits: this.#queues.size + this.#agents.size > 0 || this.#isEmpty,
    };
  }

  get #isEmpty(): boolean {
    return this.#understood && this.#leftOut.size === 0 && this.#problems.length === 0;
  }

  /** Why there is neither a queue nor an agent, where messages were understood and none was of use. */
  #nothing(): readonly ReadProblem[] {
    if (!this.#understood || this.#queues.size + this.#agents.size > 0) return [];
    if (this.#isEmpty) return [{ path: "", message: "it holds no queue and no agent" }];
    return [...this.#leftOut].map((words) => ({ path: "", message: `left out: ${words}` }));
  }

  #accept(statistics: QueueStatistics, published: Pick<Arrival, "publishedAt" | "validForSeconds">): void {
    const arrival: Arrival = {
      ...published,
      monotonic: this.#receivedAt,
      wall: this.#receivedAt,
      clockSynced: true,
      retained: false,
      partial: this.#reader.partial,
    };
    const { id } = statistics.queue;
    const held = this.#queues.get(id);
    const refusal = held === undefined ? null : refusalOf(held, statistics, arrival);
    if (refusal === null) this.#queues.set(id, hold(held, statistics, arrival, this.#messages));
    else this.#problem({ path: "observedAt", message: `is ${refusal} than what queue ${id} said before` });
  }

  #problem({ path, message }: ReadProblem): void {
    if (this.#problems.length >= mostRemarks) return;
    const which = this.#messages > 1 ? `message ${this.#messages}: ` : "";
    this.#problems.push({ path, message: `${which}${message}` });
  }
}
