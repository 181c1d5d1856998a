import type { Headers } from "./amiText.ts";

interface TwinCaller {
  readonly id: string;
  /** What must never leave the bridge. */
  readonly number: string;
  readonly joinedAt: number;
}

/** A member's headers that change; times in seconds since 1970. */
export interface TwinMember {
  readonly Status: number;
  readonly InCall: 0 | 1;
  readonly Paused: 0 | 1;
  readonly PausedReason: string;
  readonly LastCall: number;
  readonly LastPause: number;
  readonly Wrapuptime: number;
}

const idle: TwinMember = {
  Status: 1,
  InCall: 0,
  Paused: 0,
  PausedReason: "",
  LastCall: 0,
  LastPause: 0,
  Wrapuptime: 0,
};

/** One queue of the twin: its members, its callers and its counters. */
export class AmiTwinQueue {
  readonly name: string;
  readonly members = new Map<string, TwinMember>();
  readonly callers = new Map<string, TwinCaller>();
  completed = 0;
  abandoned = 0;

  constructor(name: string) {
    this.name = name;
  }

  change(device: string, change: Partial<TwinMember>): TwinMember {
    const member = { ...(this.members.get(device) ?? idle), ...change };
    this.members.set(device, member);
    return member;
  }

  /** As after a restart: members are configured, callers and counters are gone. */
  restart(): void {
    for (const device of this.members.keys()) this.members.set(device, idle);
    this.callers.clear();
    this.completed = 0;
    this.abandoned = 0;
  }

  get params(): Headers {
    const { completed: Completed, abandoned: Abandoned } = this;
    const figures = { Calls: this.callers.size, Holdtime: 14, TalkTime: 160, Completed, Abandoned };
    const level = { ServiceLevel: 20, ServicelevelPerf: "90.0", ServicelevelPerf2: "91.0", Weight: 0 };
    return { Event: "QueueParams", Queue: this.name, Max: 0, Strategy: "ringall", ...figures, ...level };
  }

  /** The answer to QueueStatus, without its end. */
  list(now: number): readonly Headers[] {
    const members = [...this.members].map(([device, member]) => ({
      Event: "QueueMember",
      Queue: this.name,
      ...{ Name: `Name of ${device}`, Location: device, StateInterface: device, Membership: "static" },
      ...{ Penalty: 0, CallsTaken: 0, LoginTime: 1, ...member },
    }));
    const entries = [...this.callers.values()].map((caller, index) => ({
      Event: "QueueEntry",
      Queue: this.name,
      Position: index + 1,
      ...channel(caller),
      Wait: Math.floor(now - caller.joinedAt),
      Priority: 0,
    }));
    return [this.params, ...members, ...entries];
  }
}

/** What Asterisk adds to every event of a call: all that a bridge must keep to itself. */
export const channel = ({ id, number }: TwinCaller): Headers => ({
  Channel: `PJSIP/${number}-${id}`,
  ChannelStateDesc: "Up",
  CallerIDNum: number,
  CallerIDName: `Name of ${number}`,
  ConnectedLineNum: number,
  ConnectedLineName: `Name of ${number}`,
  Exten: "600",
  Uniqueid: id,
  Linkedid: id,
});
