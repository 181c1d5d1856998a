import type { AgentReason } from "../../domain/agentState.ts";
import { arrivalsOf } from "./arrivals.ts";
import { EventQueue } from "./eventQueue.ts";
import { type AgentPlan, type FloorPlan, liesIn, timeOfDay } from "./floorPlan.ts";
import { type Agent, bestReady, type Call, nextCaller, type Queue, unattended } from "./floorState.ts";
import { type Random, seededRandom } from "./random.ts";

/** Lines of one queue; who calls when all of them are taken hears the busy tone and is counted nowhere. */
export const MOST_WAITING = 1_000;
/** Calls of one queue that are kept for a day, a hundred times a heavy day's; who calls later hears the busy tone too. */
export const MOST_RECORDS = 250_000;

const DAY = 86_400;

const otherWork: AgentReason = { code: "BO", label: "back office", class: "backOffice" };
const notAnswered: AgentReason = { code: "RONA", label: "no answer", class: "noAnswer" };

/** A call centre in which everything happens by chance and at its own moment; time is in seconds after its beginning. */
export class Centre {
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  /** When the day began of which the records tell. */
  dayBegan: number;
  readonly #plan: FloorPlan;
  readonly #random: Random;
  readonly #events = new EventQueue();
  #now: number;

  constructor(plan: FloorPlan, seed: number) {
    this.#plan = plan;
    this.#random = seededRandom(seed);
    this.#now = -plan.openForSeconds;
    this.dayBegan = this.#now;
    this.queues = plan.queues.map((queue) => ({
      plan: queue,
      nextArrival: arrivalsOf(queue, plan, this.#random),
      waiting: [],
      records: [],
    }));
    this.agents = plan.agents.map((agent) => this.#hire(agent));
    for (const queue of this.queues) this.#expect(queue);
    this.#planMidnight();
    this.advanceTo(0);
  }

  get now(): number {
    return this.#now;
  }

  /** Whether a queue takes calls. */
  isOpen({ plan }: Queue): boolean {
    return liesIn(plan.opening, timeOfDay(this.#plan, this.#now));
  }

  /** Lets everything happen that happens until then. */
  advanceTo(until: number): void {
    for (let next = this.#events.takeUntil(until); next !== null; next = this.#events.takeUntil(until)) {
      this.#now = next.at;
      next.run();
    }
    this.#now = until;
  }

  #hire(plan: AgentPlan): Agent {
    const levels = new Map(
      plan.skills.flatMap(({ queue: id, level }) =>
        this.queues.flatMap((queue) => (queue.plan.id === id ? [[queue, level] as const] : [])),
      ),
    );
    const here = liesIn(plan.shift, timeOfDay(this.#plan, this.#now));
    const since = this.#now;
    const agent: Agent = { plan, levels, state: "ready", since, queue: null, reason: null, leaving: false };
    if (!here) this.#turn(agent, "loggedOut", null);
    else if (plan.backOffice !== null) this.#withdraw(agent, otherWork);
    if (plan.shift !== null) {
      this.#daily(plan.shift.fromSeconds, () => this.#logIn(agent));
      this.#daily(plan.shift.toSeconds, () => this.#logOut(agent));
    }
    return agent;
  }

  #in(seconds: number, run: () => void): void {
    this.#events.plan(this.#now + seconds, run);
  }

  /** Does something at that time of each day. */
  #daily(secondOfDay: number, run: () => void): void {
    const ahead = secondOfDay - timeOfDay(this.#plan, this.#now);
    const again = (at: number): void =>
      this.#events.plan(at, () => {
        run();
        again(at + DAY);
      });
    again(this.#now + (ahead > 0 ? ahead : ahead + DAY));
  }

  #expect(queue: Queue): void {
    this.#events.plan(queue.nextArrival(this.#now), () => this.#arrive(queue));
  }

  #planMidnight(): void {
    this.#daily(0, () => {
      this.dayBegan = this.#now;
      for (const queue of this.queues)
        queue.records = queue.records.filter(
          ({ outcome, wrapUpEndedAt }) =>
            outcome === "waiting" || (outcome === "answered" && wrapUpEndedAt === null),
        );
    });
  }

  #arrive(queue: Queue): void {
    this.#expect(queue);
    if (this.isOpen(queue))
      this.#enter(queue, this.#now + this.#random.exponential(queue.plan.patienceSeconds), null);
  }

  /** A caller comes into a queue; the patience comes along from the queue before, the wait begins anew. */
  #enter(queue: Queue, hangsUpAt: number, cameFrom: string | null): boolean {
    const { overflow, id } = queue.plan;
    if (queue.waiting.length >= MOST_WAITING || queue.records.length >= MOST_RECORDS) return false;
    const times = { arrivedAt: this.#now, leftAt: null, talkEndedAt: null, wrapUpEndedAt: null };
    const call: Call = {
      ...times,
      queue: id,
      cameFrom,
      outcome: "waiting",
      agentId: null,
      rings: null,
      hangsUpAt,
    };
    const ahead = unattended(queue);
    queue.records.push(call);
    queue.waiting.push(call);
    this.#events.plan(hangsUpAt, () => this.#abandon(queue, call));
    const agent = bestReady(queue, this.agents);
    if (agent !== null) this.#ring(queue, call, agent);
    else if (overflow === null || cameFrom !== null) this.#callBackOffice(queue);
    else if (ahead >= overflow.atWaiting && this.#overflow(queue, call)) return true;
    else {
      this.#in(overflow.afterSeconds, () => this.#overflow(queue, call));
      this.#callBackOffice(queue);
    }
    return true;
  }

  /** Agents with other work help where too many wait. */
  #callBackOffice(queue: Queue): void {
    for (const agent of this.agents) {
      const { backOffice } = agent.plan;
      if (backOffice === null || agent.reason !== otherWork || !agent.levels.has(queue)) continue;
      if (unattended(queue) >= backOffice.joinsAt) this.#offer(agent);
    }
  }

  /** Gives a caller to the other queue, if that one has a line left. A caller that rings stays. */
  #overflow(queue: Queue, call: Call): boolean {
    const other = this.queues.find((one) => one !== queue && one.plan.id === queue.plan.overflow?.to);
    if (call.outcome !== "waiting" || call.rings !== null || other === undefined || !this.isOpen(other))
      return false;
    if (!this.#enter(other, call.hangsUpAt, queue.plan.id)) return false;
    this.#leave(queue, call, "overflowed");
    return true;
  }

  #turn(agent: Agent, state: Agent["state"], queue: Queue | null): void {
    agent.state = state;
    agent.since = this.#now;
    agent.queue = queue;
    agent.reason = null;
  }

  #withdraw(agent: Agent, reason: AgentReason): void {
    this.#turn(agent, "notReady", null);
    agent.reason = reason;
  }

  #logIn(agent: Agent): void {
    agent.leaving = false;
    if (agent.state === "loggedOut") this.#makeReady(agent);
  }

  #logOut(agent: Agent): void {
    if (agent.state === "ready" || agent.state === "notReady") this.#turn(agent, "loggedOut", null);
    else if (agent.state !== "loggedOut") agent.leaving = true;
  }

  #ring(queue: Queue, call: Call, agent: Agent): void {
    const { noAnswer, ringSeconds } = this.#plan;
    call.rings = agent;
    call.agentId = agent.plan.id;
    this.#turn(agent, "reserved", queue);
    if (noAnswer !== null && this.#random.next() * 100 < noAnswer.percent)
      this.#in(noAnswer.afterSeconds, () => this.#notAnswered(queue, call, agent, noAnswer.restSeconds));
    else if (ringSeconds === 0) this.#answer(queue, call, agent);
    else this.#in(ringSeconds, () => this.#answer(queue, call, agent));
  }

  /** The ACD takes the call back, which keeps its place, and gives the agent a rest. */
  #notAnswered(queue: Queue, call: Call, agent: Agent, restSeconds: number): void {
    if (call.outcome !== "waiting") return;
    call.rings = null;
    call.agentId = null;
    this.#rest(agent, notAnswered, restSeconds);
    const other = bestReady(queue, this.agents);
    if (other !== null) this.#ring(queue, call, other);
    else if (this.#now - call.arrivedAt < (queue.plan.overflow?.afterSeconds ?? Number.POSITIVE_INFINITY))
      this.#callBackOffice(queue);
    else if (call.cameFrom !== null || !this.#overflow(queue, call)) this.#callBackOffice(queue);
  }

  #answer(queue: Queue, call: Call, agent: Agent): void {
    if (call.outcome !== "waiting") return;
    this.#leave(queue, call, "answered");
    this.#turn(agent, "onCall", queue);
    this.#in(this.#random.exponential(queue.plan.talkSeconds), () => {
      call.talkEndedAt = this.#now;
      this.#wrapUp(queue, call, agent);
    });
  }

  #abandon(queue: Queue, call: Call): void {
    if (call.outcome !== "waiting") return;
    const { rings } = call;
    this.#leave(queue, call, "abandoned");
    if (rings === null) return;
    call.agentId = null;
    this.#makeReady(rings);
  }

  #leave(queue: Queue, call: Call, outcome: "answered" | "abandoned" | "overflowed"): void {
    call.outcome = outcome;
    call.rings = null;
    call.leftAt = this.#now;
    queue.waiting.splice(queue.waiting.indexOf(call), 1);
  }

  #wrapUp(queue: Queue, call: Call, agent: Agent): void {
    const { wrapUpSeconds } = queue.plan;
    const seconds = wrapUpSeconds === 0 ? 0 : this.#random.exponential(wrapUpSeconds);
    const finish = (): void => {
      call.wrapUpEndedAt = this.#now;
      this.#goOn(agent);
    };
    this.#turn(agent, "wrapUp", queue);
    if (seconds === 0) finish();
    else this.#in(seconds, finish);
  }

  /** A break now and then, else the next call. */
  #goOn(agent: Agent): void {
    let chance = this.#random.next() * 100;
    for (const pause of this.#plan.breaks) {
      chance -= pause.percent;
      if (chance >= 0 || agent.leaving) continue;
      const { code, label, class: kind } = pause;
      this.#rest(agent, { code, label, class: kind }, this.#random.exponential(pause.seconds));
      return;
    }
    this.#makeReady(agent);
  }

  #rest(agent: Agent, reason: AgentReason, seconds: number): void {
    if (agent.leaving) {
      this.#makeReady(agent);
      return;
    }
    this.#withdraw(agent, reason);
    this.#in(seconds, () => {
      if (agent.reason === reason) this.#makeReady(agent);
    });
  }

  /** What comes after a call, a break or the login: home, the other work, or the next caller. */
  #makeReady(agent: Agent): void {
    const { backOffice } = agent.plan;
    if (agent.leaving) {
      agent.leaving = false;
      this.#turn(agent, "loggedOut", null);
    } else if (backOffice === null) this.#offer(agent);
    else {
      const left = [...agent.levels.keys()].reduce((sum, queue) => sum + unattended(queue), 0);
      if (left > backOffice.leavesAt) this.#offer(agent);
      else this.#withdraw(agent, otherWork);
    }
  }

  /** The agent takes whoever has waited longest in the queue that he or she serves best. */
  #offer(agent: Agent): void {
    this.#turn(agent, "ready", null);
    const best = nextCaller(agent);
    if (best !== null) this.#ring(best.queue, best.call, agent);
  }
}
