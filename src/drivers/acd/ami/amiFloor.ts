import type { ReadProblem } from "../../../ports/readStatistics.ts";
import type { JsonObject } from "../boundedJson.ts";
import { note } from "../readStatistics.ts";
import { agentRow, loggedOut } from "./agentRow.ts";
import type { AmiEvent } from "./amiEvent.ts";
import { AmiQueue } from "./amiQueue.ts";
import { AmiTime } from "./amiTime.ts";
import { agentOf } from "./queueMember.ts";
import { QueueSnapshot } from "./queueSnapshot.ts";

/** More queues than any Asterisk serves. */
const MOST_QUEUES = 500;
/** Members of queues, each queue counted by itself; the largest centres have a tenth of it. */
const MOST_MEMBERSHIPS = 50_000;

type Handler = (event: AmiEvent) => void;

/** The caller's name for the joining of events; no figure and no row ever has it. */
const callerOf = (event: AmiEvent): string | null => event.text("caller", "uniqueid", "channel");

/** All queues and agents of one Asterisk, joined from its events in the order in which they come. */
export class AmiFloor {
  readonly time = new AmiTime();
  readonly #queues = new Map<string, AmiQueue>();
  /** Agents by the queues that they are members of. */
  readonly #queuesOf = new Map<string, Set<AmiQueue>>();
  #memberships = 0;
  #snapshot: QueueSnapshot | null = null;
  #touched = new Set<string>();
  #touchedAgents = new Set<string>();
  /** Queues and agents whose rows turn by time alone. */
  readonly #queuesInWrapUp = new Set<string>();
  readonly #agentsInWrapUp = new Set<string>();
  #problem: string | null = null;
  #junk: ReadProblem[] = [];
  readonly #handlers: ReadonlyMap<string, Handler>;

  constructor() {
    const member: Handler = (event) => this.#member(event);
    const leave: Handler = (event) => this.#caller(event, (queue, key) => this.#leaves(queue, key, event));
    const join = (hearsRings: boolean): Handler => {
      return (event) => this.#caller(event, (queue, key) => this.#joins(queue, key, event, hearsRings));
    };
    this.#handlers = new Map<string, Handler>([
      ["queuesummary", (event) => this.#queue(event)?.figures(event, this.time.now)],
      ["queueparams", (event) => this.#params(event)],
      ["queuemember", (event) => this.#listed(event, member)],
      ["queueentry", (event) => this.#listed(event, (entry) => this.#entry(entry))],
      ["queuestatuscomplete", (event) => this.#complete(event)],
      ["queuememberstatus", member],
      ["queuememberadded", member],
      ["queuememberpause", member],
      ["queuememberpaused", member],
      ["queuememberpenalty", member],
      ["queuememberringinuse", member],
      ["queuememberremoved", (event) => this.#removed(event)],
      ["queuecallerjoin", join(true)],
      // Before Asterisk 12 callers came and went under other names, and rings were told only on demand.
      ["join", join(false)],
      ["queuecallerleave", leave],
      ["leave", leave],
      ["queuecallerabandon", (event) => this.#caller(event, (queue, key) => queue.callers.left(key ?? ""))],
      ["agentcalled", (event) => this.#ring(event, (queue, key, agent) => queue.callers.rings(key, agent))],
      ["agentringnoanswer", (event) => this.#ringEnds(event)],
      ["agentdump", (event) => this.#ringEnds(event)],
      ["agentconnect", (event) => this.#call(event, true)],
      ["agentcomplete", (event) => this.#call(event, false)],
    ]);
  }

  /** A message begins. */
  begin(receivedMs: number | null): void {
    this.time.begin(receivedMs);
    this.#touched = new Set();
    this.#touchedAgents = new Set();
    this.#problem = null;
    this.#junk = [];
  }

  hear(event: AmiEvent): void {
    const stamp = event.number("timestamp");
    if (stamp !== null) this.time.stamped(stamp);
    if (isUpheaval(event)) this.#forget();
    const handle = this.#handlers.get(event.kind);
    if (handle === undefined) return;
    handle(event);
    for (const { path, message } of event.junk) note(this.#junk, path, message);
  }

  /** What of the message did not fit. */
  get problems(): readonly ReadProblem[] {
    return this.#problem === null ? this.#junk : [{ path: "", message: this.#problem }, ...this.#junk];
  }

  /** Queues that the message told something about, and those that time alone has changed. */
  queueRows(overSeconds: number | null): readonly JsonObject[] {
    const now = this.time.now;
    return [...new Set([...this.#touched, ...this.#queuesInWrapUp])].map((name) => {
      const queue = this.#queues.get(name);
      if (queue?.hasWrapUp(now)) this.#queuesInWrapUp.add(name);
      else this.#queuesInWrapUp.delete(name);
      return queue === undefined ? { Queue: name } : queue.row(now, overSeconds);
    });
  }

  /** Agents of whom the message told something, or whom time alone may have changed. */
  agentRows(): readonly JsonObject[] {
    const now = this.time.now.at;
    return [...new Set([...this.#touchedAgents, ...this.#agentsInWrapUp])].map((agent) => {
      const queues = [...(this.#queuesOf.get(agent) ?? [])];
      const members = queues
        .map((queue) => queue.members.get(agent))
        .filter((member) => member !== undefined);
      const row = members.length === 0 ? loggedOut(agent) : agentRow(agent, members, now);
      if (row["State"] === "wrapUp") this.#agentsInWrapUp.add(agent);
      else this.#agentsInWrapUp.delete(agent);
      return row;
    });
  }

  /** The queue of an event, made when it is new; null when it names none or there are too many. */
  #queue(event: AmiEvent): AmiQueue | null {
    const name = event.text("queue");
    if (name === null) return null;
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      if (this.#queues.size >= MOST_QUEUES) return this.#tooMany(`more than ${MOST_QUEUES} queues`);
      queue = new AmiQueue(name);
      this.#queues.set(name, queue);
    }
    this.#touched.add(name);
    return queue;
  }

  #tooMany(what: string): null {
    this.#problem = `${what}: what is beyond is left out`;
    return null;
  }

  #params(event: AmiEvent): void {
    const queue = this.#queue(event);
    if (queue === null) return;
    queue.figures(event, this.time.now);
    this.#snapshot ??= new QueueSnapshot();
    if (this.#snapshot.begins(queue)) return;
    // The end of the last answer was lost; this is a new one.
    this.#snapshot = new QueueSnapshot();
    this.#snapshot.begins(queue);
  }

  #listed(event: AmiEvent, handle: Handler): void {
    this.#snapshot?.counts();
    handle(event);
  }

  #entry(event: AmiEvent): void {
    const [queue, key, wait] = [this.#queue(event), callerOf(event), event.number("wait")];
    if (queue === null || key === null) return;
    this.#snapshot?.namesCaller(queue, key);
    if (wait !== null) queue.callers.waits(key, wait, this.time.now);
  }

  #complete(event: AmiEvent): void {
    const snapshot = this.#snapshot;
    this.#snapshot = null;
    if (!snapshot?.isWhole(event.number("listitems"))) return;
    for (const [queue, { agents, callers }] of snapshot.queues) {
      this.#touched.add(queue.name);
      for (const agent of queue.complete(agents, callers)) this.#leftQueue(agent, queue);
    }
  }

  #member(event: AmiEvent): void {
    const [queue, agent] = [this.#queue(event), agentOf(event)];
    if (queue === null || agent === null) return;
    if (!queue.members.has(agent) && this.#memberships >= MOST_MEMBERSHIPS)
      return void this.#tooMany(`more than ${MOST_MEMBERSHIPS} members`);
    if (!queue.members.has(agent)) this.#memberships += 1;
    queue.memberSays(event, agent);
    this.#snapshot?.names(queue, agent);
    const queues = this.#queuesOf.get(agent) ?? new Set();
    this.#queuesOf.set(agent, queues.add(queue));
    this.#touchedAgents.add(agent);
  }

  #removed(event: AmiEvent): void {
    const [queue, agent] = [this.#queue(event), agentOf(event)];
    if (queue === null || agent === null) return;
    queue.removeMember(agent);
    this.#leftQueue(agent, queue);
  }

  #leftQueue(agent: string, queue: AmiQueue): void {
    const queues = this.#queuesOf.get(agent);
    if (queues?.delete(queue)) this.#memberships -= 1;
    if (queues?.size === 0) this.#queuesOf.delete(agent);
    this.#touchedAgents.add(agent);
  }

  #caller(event: AmiEvent, change: (queue: AmiQueue, key: string | null) => void): void {
    const queue = this.#queue(event);
    if (queue !== null) change(queue, callerOf(event));
  }

  #joins(queue: AmiQueue, key: string | null, event: AmiEvent, hearsRings: boolean): void {
    queue.callersChanged(event.number("count"), 1);
    if (key === null) return;
    queue.callers.joined(key, this.time.now, hearsRings);
    this.#snapshot?.namesCaller(queue, key);
  }

  #leaves(queue: AmiQueue, key: string | null, event: AmiEvent): void {
    queue.callersChanged(event.number("count"), -1);
    queue.callers.left(key ?? "");
  }

  #ring(event: AmiEvent, change: (queue: AmiQueue, caller: string, agent: string) => void): void {
    const [queue, key, agent] = [this.#queue(event), callerOf(event), agentOf(event)];
    if (queue !== null && key !== null && agent !== null) change(queue, key, agent);
  }

  #ringEnds(event: AmiEvent): void {
    this.#ring(event, (queue, key, agent) => queue.callers.ringsNoMore(key, agent));
  }

  /** An agent and a caller were joined, or parted. The device's own state follows in an event of its own. */
  #call(event: AmiEvent, inCall: boolean): void {
    const [queue, agent] = [this.#queue(event), agentOf(event)];
    if (queue === null || agent === null) return;
    if (inCall) queue.callers.left(callerOf(event) ?? "");
    const { at } = this.time.now;
    const ended = inCall || at === null ? {} : { lastCall: Math.floor(at) };
    queue.changeMember(agent, { inCall, ...ended });
    this.#touchedAgents.add(agent);
  }

  /** Asterisk was restarted, or we have just come: whatever we believed may have changed meanwhile. */
  #forget(): void {
    for (const name of this.#queues.keys()) this.#touched.add(name);
    this.#queues.clear();
    this.#queuesOf.clear();
    this.#agentsInWrapUp.clear();
    this.#queuesInWrapUp.clear();
    this.#memberships = 0;
    this.#snapshot = null;
  }
}

/** Whether after this event queues may be others than before; a reload of another module changes none. */
export function isUpheaval(event: AmiEvent): boolean {
  if (event.kind === "fullybooted" || event.kind === "shutdown") return true;
  if (event.kind !== "reload") return false;
  const name = event.text("module")?.toLowerCase() ?? "all";
  return name === "all" || name.includes("queue");
}
