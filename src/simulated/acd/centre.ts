import { arrivalsOf } from "./arrivals.ts";
import { EventQueue } from "./eventQueue.ts";
import type { FloorPlan, QueuePlan } from "./floorPlan.ts";
import { type Random, seededRandom } from "./random.ts";
import { Tally } from "./tally.ts";

/** Lines of one queue; who calls when all of them are taken hears the busy tone and is counted nowhere. */
export const MOST_WAITING = 1_000;

const DAY = 86_400;

export interface Call {
  readonly queue: Queue;
  readonly arrivedAt: number;
  state: "waiting" | "ringing" | "talking" | "over";
  /** At whom it rings. */
  agent: Agent | null;
}

export interface Agent {
  readonly queues: readonly Queue[];
  state: "ready" | "reserved" | "onCall" | "wrapUp" | "notReady";
  since: number;
  /** The queue whose call rings, is talked to or worked on afterwards. */
  queue: Queue | null;
}

export interface Queue {
  readonly plan: QueuePlan;
  readonly nextArrival: (after: number) => number;
  /** In the order of arrival, those that ring included. */
  readonly waiting: Call[];
  tally: Tally;
}

/** A call centre in which everything happens by chance and at its own moment; time is in seconds after its beginning. */
export class Centre {
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  readonly #plan: FloorPlan;
  readonly #random: Random;
  readonly #events = new EventQueue();
  #now: number;

  constructor(plan: FloorPlan, seed: number) {
    this.#plan = plan;
    this.#random = seededRandom(seed);
    this.#now = -plan.openForSeconds;
    this.queues = plan.queues.map((queue) => ({
      plan: queue,
      nextArrival: arrivalsOf(queue, plan, this.#random),
      waiting: [],
      tally: new Tally(0, plan),
    }));
    this.agents = plan.agents.map((skills) => ({
      queues: this.queues.filter(({ plan: { id } }) => skills.includes(id)),
      state: "ready",
      since: this.#now,
      queue: null,
    }));
    for (const queue of this.queues) this.#expect(queue);
    this.#planMidnight();
    this.advanceTo(0);
  }

  get now(): number {
    return this.#now;
  }

  /** Lets everything happen that happens until then. */
  advanceTo(until: number): void {
    for (let next = this.#events.takeUntil(until); next !== null; next = this.#events.takeUntil(until)) {
      this.#now = next.at;
      next.run();
    }
    this.#now = until;
  }

  #in(seconds: number, run: () => void): void {
    this.#events.plan(this.#now + seconds, run);
  }

  #expect(queue: Queue): void {
    this.#events.plan(queue.nextArrival(this.#now), () => this.#arrive(queue));
  }

  #planMidnight(): void {
    const timeOfDay = (this.#plan.beginsAtSeconds + this.#now) % DAY;
    this.#in(timeOfDay < 0 ? -timeOfDay : DAY - timeOfDay, () => {
      for (const queue of this.queues) queue.tally = new Tally(queue.waiting.length, this.#plan);
      this.#planMidnight();
    });
  }

  #arrive(queue: Queue): void {
    this.#expect(queue);
    if (queue.waiting.length >= MOST_WAITING) return;
    const call: Call = { queue, arrivedAt: this.#now, state: "waiting", agent: null };
    queue.tally.offered++;
    queue.waiting.push(call);
    this.#in(this.#random.exponential(queue.plan.patienceSeconds), () => this.#abandon(call));
    const agent = this.#longestReady(queue);
    if (agent !== null) this.#ring(call, agent);
  }

  #longestReady(queue: Queue): Agent | null {
    let longest: Agent | null = null;
    for (const agent of this.agents) {
      if (agent.state !== "ready" || !agent.queues.includes(queue)) continue;
      if (longest === null || agent.since < longest.since) longest = agent;
    }
    return longest;
  }

  #turn(agent: Agent, state: Agent["state"], queue: Queue | null): void {
    agent.state = state;
    agent.since = this.#now;
    agent.queue = queue;
  }

  #ring(call: Call, agent: Agent): void {
    call.state = "ringing";
    call.agent = agent;
    this.#turn(agent, "reserved", call.queue);
    if (this.#plan.ringSeconds === 0) this.#answer(call, agent);
    else this.#in(this.#plan.ringSeconds, () => this.#answer(call, agent));
  }

  #answer(call: Call, agent: Agent): void {
    if (call.state !== "ringing") return;
    const { queue } = call;
    queue.tally.answer(this.#leave(call, "talking"));
    this.#turn(agent, "onCall", queue);
    const talk = this.#random.exponential(queue.plan.talkSeconds);
    this.#in(talk, () => {
      call.state = "over";
      queue.tally.talks.add(talk);
      this.#wrapUp(agent, queue);
    });
  }

  #abandon(call: Call): void {
    if (call.state !== "waiting" && call.state !== "ringing") return;
    call.queue.tally.abandon(this.#leave(call, "over"));
    if (call.agent !== null) this.#makeReady(call.agent);
  }

  /** Takes a call out of the queue; gives how long it has waited. */
  #leave(call: Call, state: "talking" | "over"): number {
    call.state = state;
    call.queue.waiting.splice(call.queue.waiting.indexOf(call), 1);
    return this.#now - call.arrivedAt;
  }

  #wrapUp(agent: Agent, queue: Queue): void {
    const seconds = queue.plan.wrapUpSeconds === 0 ? 0 : this.#random.exponential(queue.plan.wrapUpSeconds);
    queue.tally.wrapUps.add(seconds);
    this.#turn(agent, "wrapUp", queue);
    if (seconds === 0) this.#goOn(agent);
    else this.#in(seconds, () => this.#goOn(agent));
  }

  /** A break now and then, else the next call. */
  #goOn(agent: Agent): void {
    if (this.#random.next() * 100 < this.#plan.breakPercent) {
      this.#turn(agent, "notReady", null);
      this.#in(this.#random.exponential(this.#plan.breakSeconds), () => this.#makeReady(agent));
    } else this.#makeReady(agent);
  }

  /** The agent takes whoever has waited longest in any of the queues that he or she serves. */
  #makeReady(agent: Agent): void {
    this.#turn(agent, "ready", null);
    let longest: Call | undefined;
    for (const queue of agent.queues) {
      const first = queue.waiting.find(({ state }) => state === "waiting");
      if (first !== undefined && (longest === undefined || first.arrivedAt < longest.arrivedAt))
        longest = first;
    }
    if (longest !== undefined) this.#ring(longest, agent);
  }
}
