import { supervise } from "../app/supervise.ts";
import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import type { AmiEvent } from "../drivers/acd/ami/amiEvent.ts";
import { isUpheaval } from "../drivers/acd/ami/amiFloor.ts";
import type { Clock } from "../ports/clock.ts";
import { type Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { ReadStatistics } from "../ports/readStatistics.ts";
import type { Backoff } from "../shared/backoff.ts";
import { sleep } from "../shared/time.ts";
import { type AmiAccess, type AmiConnection, openAmi } from "./openAmi.ts";

/** Line, greeting, challenge and login, each with its own limit. */
const OPEN_LIMIT_MS = 45_000;
/** A local Asterisk that was restarted is there again soon. */
const backoff: Backoff = { firstMs: 500, mostMs: 15_000, stableMs: 30_000 };
/** Only a person can mend these. */
const hopeless: ReadonlySet<string> = new Set(["AMI_REFUSED_LOGIN", "AMI_NO_CHALLENGE", "AMI_ADDRESS"]);
/** Asterisk is not asked sooner again, however often it was turned upside down. */
const LEAST_BETWEEN_MS = 250;
/** Stands for all that may have happened while we were away. */
const FORGET = "Event: FullyBooted";

export interface FeedDeps {
  readonly access: Omit<AmiAccess, "onEvent">;
  readonly reader: ReadStatistics;
  readonly clock: Clock;
  readonly log: Logger;
  /** Seconds between two questions; the answers are the proof of life. */
  readonly every: number;
  readonly signal: AbortSignal;
  readonly out: (line: string) => void;
  /** Asterisk answers again, or does not. */
  readonly reachable: (reachable: boolean) => void;
  readonly onEvent: (event: AmiEvent) => void;
}

/** Queues and agents of one Asterisk as they are now, over lost connections. What was taken is not given again. */
export class AmiFeed {
  readonly done: Promise<void>;
  readonly #deps: FeedDeps;
  readonly #gaveUp = new AbortController();
  readonly #stop: AbortSignal;
  #queues = new Map<string, QueueStatistics>();
  #agents = new Map<string, AgentState>();
  /** Whether an answer has come in whole since the connection began, or since an upheaval. */
  #isWhole = false;
  #isReachable = false;
  #ask = new AbortController();
  #lastAt: Instant | null = null;
  #fault: Fault | null = null;
  #lastTrouble = "";

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.#stop = AbortSignal.any([deps.signal, this.#gaveUp.signal]);
    this.#stop.addEventListener("abort", () => this.#ask.abort());
    this.done = supervise<AmiConnection>({
      name: "asterisk",
      open: (signal) => this.#open(signal),
      openLimitMs: OPEN_LIMIT_MS,
      backoff,
      hopeless,
      up: (connection) => this.#serve(connection),
      down: (fault) => this.#farewell(fault),
      beat: () => undefined,
      signal: this.#stop,
      random: Math.random,
      clock: deps.clock,
      log: deps.log,
    });
  }

  /** Aborted when only a person can mend what keeps us from Asterisk; `fault` then says what. */
  get gaveUp(): AbortSignal {
    return this.#gaveUp.signal;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  /** Whether the last question was answered in whole. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** When Asterisk last said anything. */
  get lastAt(): Instant | null {
    return this.#lastAt;
  }

  /** What has changed since the last time; nothing while an answer is still coming in. */
  take(): { readonly queues: readonly QueueStatistics[]; readonly agents: readonly AgentState[] } {
    if (!this.#isWhole) return { queues: [], agents: [] };
    const taken = { queues: [...this.#queues.values()], agents: [...this.#agents.values()] };
    this.#queues = new Map();
    this.#agents = new Map();
    return taken;
  }

  async #open(signal: AbortSignal): Promise<AmiConnection> {
    this.#isWhole = false;
    this.#read(FORGET);
    this.#queues = new Map();
    this.#agents = new Map();
    const onEvent = (block: string, event: AmiEvent): void => this.#hear(block, event);
    return await openAmi({ ...this.#deps.access, onEvent }, signal);
  }

  /** Asks again and again; the first question that fails ends the connection. */
  async #serve(connection: AmiConnection): Promise<void> {
    while (!this.#stop.aborted) {
      const ask = new AbortController();
      this.#ask = ask;
      await connection.askQueues();
      if (!ask.signal.aborted) this.#whole();
      await sleep(this.#deps.every * 1_000 - LEAST_BETWEEN_MS, ask.signal);
      await sleep(LEAST_BETWEEN_MS, this.#stop);
    }
  }

  #whole(): void {
    this.#isWhole = true;
    if (!this.#isReachable) this.#deps.reachable(true);
    this.#isReachable = true;
    if (this.#lastTrouble !== "") this.#deps.out("Asterisk is there again");
    this.#lastTrouble = "";
  }

  #hear(block: string, event: AmiEvent): void {
    this.#lastAt = this.#deps.clock.wall();
    if (isUpheaval(event)) {
      this.#isWhole = false;
      this.#ask.abort();
    }
    this.#deps.onEvent(event);
    this.#read(block);
  }

  #read(block: string): void {
    const at = this.#deps.clock.wall();
    const result = this.#deps.reader.read(block, { receivedAt: at, listIgnored: false });
    if (!result.ok) return;
    for (const queue of result.statistics) this.#queues.set(queue.queue.id, { ...queue, observedAt: at });
    for (const agent of result.agents) this.#agents.set(agent.agentId, { ...agent, observedAt: at });
  }

  #farewell(fault: Fault): void {
    this.#isWhole = false;
    this.#isReachable = false;
    this.#deps.reachable(false);
    if (hopeless.has(fault.code)) {
      this.#fault = fault;
      this.#gaveUp.abort();
      return;
    }
    const reason = reasonOf(fault);
    if (reason !== this.#lastTrouble) this.#deps.out(reason);
    this.#lastTrouble = reason;
  }
}
