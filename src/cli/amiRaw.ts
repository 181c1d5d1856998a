import { acdTopics } from "../domain/topics.ts";
import type { AmiEvent } from "../drivers/acd/ami/amiEvent.ts";
import type { AcdBridge } from "./acdBridge.ts";
import { scrubbed } from "./amiScrub.ts";

const LIVES_SECONDS = 60;
/** Events that may wait for the broker; what comes then is left out, and the next complete answer repairs it. */
const MOST_WAITING = 5_000;

export interface AmiRawOptions {
  readonly site: string;
  readonly source: string;
  /** Names of the queues to tell of; null for all. */
  readonly queues: ReadonlySet<string> | null;
  /** Whether agents' devices go on the bus under their own names. */
  readonly agents: boolean;
  readonly bridge: Pick<AcdBridge, "tell">;
  readonly pseudonym: (name: string) => string;
}

/** Asterisk's events on the bus without anybody's number, in the order in which they came, for a reader elsewhere. */
export class AmiRaw {
  readonly #options: AmiRawOptions;
  readonly #topic: string;
  #waiting: string[] = [];

  constructor(options: AmiRawOptions) {
    this.#options = options;
    this.#topic = acdTopics(options.site, options.source).raw;
  }

  add(event: AmiEvent): void {
    const { agents, queues, pseudonym } = this.#options;
    if (this.#waiting.length >= MOST_WAITING) return;
    const queue = event.text("queue");
    if (queue !== null && queues?.has(queue) === false) return;
    const said = scrubbed(event, agents, pseudonym);
    if (said !== null) this.#waiting.push(JSON.stringify(said));
  }

  /** What the broker does not take is dropped: the next complete answer tells all of it again. */
  async publish(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) {
      if (!(await this.#options.bridge.tell(this.#topic, event, LIVES_SECONDS))) return;
    }
  }
}
