import type { JsonObject } from "../boundedJson.ts";
import type { AmiEvent } from "./amiEvent.ts";
import { elapsed, type Moment } from "./amiTime.ts";
import { type MemberWord, memberAfter, newMember, type QueueMember, wordOf } from "./queueMember.ts";
import { WaitingCallers } from "./waitingCallers.ts";

/** Figures that Asterisk only gives when it is asked are forgotten when nobody has asked for so long. */
const TOLD_LIVES_SECONDS = 120;

/** Headers of QueueSummary and QueueParams that are figures by themselves. */
const toldHeaders = [
  "Completed",
  "Abandoned",
  "ServiceLevel",
  "ServicelevelPerf",
  "ServicelevelPerf2",
  "HoldTime",
  "TalkTime",
] as const;

/** A percentage of no calls, of a limit that was never set, and means of no calls are told as 0 by Asterisk. */
function withoutZeros(told: Readonly<Record<string, number | null>>): JsonObject {
  const { Completed: completed, Abandoned: abandoned, ServiceLevel: limit } = told;
  const noAverages = told["HoldTime"] === 0 && told["TalkTime"] === 0;
  return {
    ...told,
    ...(limit === 0 ? { ServiceLevel: null } : {}),
    ...(limit === 0 || completed === 0 ? { ServicelevelPerf: null } : {}),
    ...(limit === 0 || (completed === 0 && abandoned === 0) ? { ServicelevelPerf2: null } : {}),
    ...(noAverages ? { HoldTime: null, TalkTime: null } : {}),
  };
}

interface Told {
  readonly value: number;
  readonly at: Moment;
}

type Counts = Readonly<Record<MemberWord, number>>;

const nobody: Counts = {
  unknown: 0,
  unreachable: 0,
  onCall: 0,
  reserved: 0,
  onOtherCall: 0,
  inUse: 0,
  notReady: 0,
  wrapUp: 0,
  ready: 0,
};

/** What is known of one queue from the events so far. What no event has told is null. */
export class AmiQueue {
  readonly name: string;
  readonly callers = new WaitingCallers();
  readonly #members = new Map<string, QueueMember>();
  readonly #told = new Map<string, Told>();
  #waiting: number | null = null;
  /** Whether a complete answer has named all members. */
  #hasAllMembers = false;

  constructor(name: string) {
    this.name = name;
  }

  get members(): ReadonlyMap<string, QueueMember> {
    return this.#members;
  }

  memberSays(event: AmiEvent, agent: string): void {
    this.#members.set(agent, memberAfter(event, this.#members.get(agent) ?? newMember(agent)));
  }

  /** Changes a member that is known; an event about a call does not make anybody a member. */
  changeMember(agent: string, change: Partial<QueueMember>): void {
    const before = this.#members.get(agent);
    if (before !== undefined) this.#members.set(agent, { ...before, ...change });
  }

  removeMember(agent: string): void {
    this.#members.delete(agent);
  }

  /** QueueSummary or QueueParams. */
  figures(event: AmiEvent, now: Moment): void {
    this.callersNow(event.number("calls", "callers"));
    for (const header of [...toldHeaders, "LoggedIn", "Available", "LongestHoldTime"])
      this.#tell(header, event.number(header.toLowerCase()), now);
  }

  callersNow(count: number | null): void {
    if (count !== null) this.#waiting = count;
  }

  /** Somebody came or went; the event's own count wins over ours. */
  callersChanged(count: number | null, by: 1 | -1): void {
    this.#told.delete("LongestHoldTime");
    if (count !== null) this.#waiting = count;
    else if (this.#waiting !== null) this.#waiting = Math.max(0, this.#waiting + by);
  }

  /** A complete answer has named these and no others. */
  complete(agents: ReadonlySet<string>, callers: ReadonlySet<string>): readonly string[] {
    const gone = [...this.#members.keys()].filter((agent) => !agents.has(agent));
    for (const agent of gone) this.#members.delete(agent);
    for (const caller of [...this.callers.keys]) if (!callers.has(caller)) this.callers.left(caller);
    this.#hasAllMembers = true;
    return gone;
  }

  /** Whether time alone may change what its row says. */
  hasWrapUp(now: Moment): boolean {
    for (const member of this.#members.values()) if (wordOf(member, now.at) === "wrapUp") return true;
    return false;
  }

  /** Flat figures; `overSeconds` is the limit that the site sets, null for the queue's own. */
  row(now: Moment, overSeconds: number | null): JsonObject {
    const told = (header: string): number | null => this.#fresh(header, now);
    return {
      Queue: this.name,
      Waiting: this.#waiting,
      ...this.#waits(now, overSeconds ?? (told("ServiceLevel") || null)),
      ...this.#agents(now),
      ...withoutZeros(Object.fromEntries(toldHeaders.map((header) => [header, told(header)]))),
    };
  }

  #tell(header: string, value: number | null, at: Moment): void {
    if (value !== null) this.#told.set(header, { value, at });
  }

  #fresh(header: string, now: Moment): number | null {
    const told = this.#told.get(header);
    if (told === undefined) return null;
    const age = elapsed(told.at, now);
    return age !== null && age > TOLD_LIVES_SECONDS ? null : told.value;
  }

  /** Every caller who waits is known by arrival or wait; then, and only then, ages of single ones can be counted. */
  get #knowsCallers(): boolean {
    return this.#waiting !== null && this.#waiting === this.callers.size;
  }

  #waits(now: Moment, overSeconds: number | null): JsonObject {
    const ages = this.#knowsCallers ? this.callers.ages(now) : null;
    if (ages === null) return { LongestWait: this.#summaryWait(now), Ringing: this.#ringing };
    return {
      LongestWait: Math.floor(Math.max(0, ...ages)),
      AverageWait: ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length,
      OverTarget: overSeconds === null ? null : ages.filter((age) => age > overSeconds).length,
      Ringing: this.#ringing,
    };
  }

  get #ringing(): number | null {
    if (this.#waiting === 0) return 0;
    return this.#knowsCallers ? this.callers.ringing : null;
  }

  /** The oldest caller of the last QueueSummary, older by the time since then. */
  #summaryWait(now: Moment): number | null {
    const told = this.#told.get("LongestHoldTime");
    const since = told === undefined ? null : elapsed(told.at, now);
    return told === undefined || since === null ? null : Math.floor(told.value + since);
  }

  #agents(now: Moment): JsonObject {
    if (!this.#hasAllMembers)
      return { LoggedIn: this.#fresh("LoggedIn", now), Ready: this.#fresh("Available", now) };
    const counts = { ...nobody };
    for (const member of this.#members.values()) counts[wordOf(member, now.at)] += 1;
    if (counts.unknown > 0) return {};
    const isUnclear = counts.inUse > 0;
    return {
      LoggedIn: this.#members.size - counts.unreachable,
      Ready: counts.ready,
      Reserved: counts.reserved,
      OnCall: isUnclear ? null : counts.onCall,
      OnOtherCall: isUnclear ? null : counts.onOtherCall,
      WrapUp: counts.wrapUp,
      NotReady: counts.notReady,
      Unreachable: counts.unreachable,
      InService: isUnclear ? null : counts.onCall,
    };
  }
}
