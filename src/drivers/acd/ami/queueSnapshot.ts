import type { AmiQueue } from "./amiQueue.ts";

/** One answer to the action QueueStatus while it comes in: who it has named so far, queue by queue. */
export class QueueSnapshot {
  readonly #queues = new Map<AmiQueue, { readonly agents: Set<string>; readonly callers: Set<string> }>();
  #items = 0;

  get queues(): ReadonlyMap<
    AmiQueue,
    { readonly agents: ReadonlySet<string>; readonly callers: ReadonlySet<string> }
  > {
    return this.#queues;
  }

  /** The figures of a queue, with which its part of the answer begins. False when this answer had them already. */
  begins(queue: AmiQueue): boolean {
    if (this.#queues.has(queue)) return false;
    this.#items += 1;
    this.#queues.set(queue, { agents: new Set(), callers: new Set() });
    return true;
  }

  /** A member or a caller in the list. */
  counts(): void {
    this.#items += 1;
  }

  /** A member that the answer, or an event since it began, has named: it is no leftover. */
  names(queue: AmiQueue, agent: string): void {
    this.#queues.get(queue)?.agents.add(agent);
  }

  namesCaller(queue: AmiQueue, caller: string): void {
    this.#queues.get(queue)?.callers.add(caller);
  }

  /** Whether nothing of the answer was lost, by the number of items that its end states. */
  isWhole(stated: number | null): boolean {
    return this.#queues.size > 0 && (stated === null || stated === this.#items);
  }
}
