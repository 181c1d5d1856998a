import { type JsonObject, own } from "../boundedJson.ts";
import { epochOf } from "./agents.ts";
import type { CallcenterMemory, Turn } from "./memory.ts";

/** One event `callcenter::info`, by its headers. */
class Headers {
  readonly #event: JsonObject;

  constructor(event: JsonObject) {
    this.#event = event;
  }

  text(name: string): string {
    const value = own(this.#event, name);
    return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 128) : "";
  }

  epoch(name: string): number | null {
    return epochOf(this.text(name));
  }

  /** When it happened; the switch writes microseconds. */
  when(): number | null {
    const micros = this.text("Event-Date-Timestamp");
    return /^\d{7,18}$/.test(micros) ? epochOf(micros.slice(0, -6)) : null;
  }
}

type Apply = (headers: Headers, memory: CallcenterMemory, turn: Turn) => void;

/** Events of a caller count only for a queue whose table was seen; without the others one caller tells nothing. */
const ofMember =
  (
    change: (
      members: NonNullable<ReturnType<CallcenterMemory["membersOf"]>>,
      uuid: string,
      headers: Headers,
    ) => void,
  ): Apply =>
  (headers, memory, turn) => {
    const queue = headers.text("CC-Queue");
    const uuid = headers.text("CC-Member-UUID");
    const members = memory.membersOf(queue);
    if (members === undefined || uuid === "") return;
    change(members, uuid, headers);
    turn.callers.add(queue);
  };

const join = ofMember((members, uuid, headers) =>
  members.join(uuid, headers.epoch("CC-Member-Joined-Time") ?? headers.when()),
);

function changeState(headers: Headers, memory: CallcenterMemory, turn: Turn): void {
  const state = headers.text("CC-Agent-State").toLowerCase();
  const when = headers.when();
  const times =
    state === "receiving"
      ? { lastOfferedCall: when }
      : state === "in a queue call"
        ? { lastBridgeStart: when }
        : {};
  memory.changeAgent(headers.text("CC-Agent"), { state, ...times }, turn);
}

/** What each action changes. Offers and failed bridges of agents come as changes of their state as well. */
const actions: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  [
    "agent-status-change",
    (headers, memory, turn) => {
      const status = headers.text("CC-Agent-Status").toLowerCase();
      memory.changeAgent(headers.text("CC-Agent"), { status, lastStatusChange: headers.when() }, turn);
    },
  ],
  ["agent-state-change", changeState],
  ["agent-offering", ofMember((members, uuid) => members.change(uuid, "trying"))],
  ["bridge-agent-start", ofMember((members, uuid) => members.change(uuid, "answered"))],
  ["bridge-agent-fail", ofMember((members, uuid) => members.change(uuid, "waiting"))],
  [
    "bridge-agent-end",
    (headers, memory, turn) => {
      const lastBridgeEnd = headers.epoch("CC-Bridge-Terminated-Time") ?? headers.when();
      if (lastBridgeEnd !== null) memory.changeAgent(headers.text("CC-Agent"), { lastBridgeEnd }, turn);
    },
  ],
  ["member-queue-start", join],
  ["member-queue-resume", join],
  ["member-queue-end", ofMember((members, uuid) => members.leave(uuid))],
]);

/** Takes in one event; what it does not change is left as the tables have it. */
export function takeEvent(event: JsonObject, memory: CallcenterMemory, turn: Turn): void {
  const headers = new Headers(event);
  actions.get(headers.text("CC-Action").toLowerCase())?.(headers, memory, turn);
}
