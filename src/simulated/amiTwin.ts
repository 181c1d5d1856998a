import { actionsOf, amiText, type Headers } from "./ami/amiText.ts";
import { AmiTwinQueue, channel, type TwinMember } from "./ami/amiTwinQueue.ts";

export interface AmiTwinOptions {
  readonly user: string;
  readonly secret: string;
  /** MD5 of a text in hexadecimal digits. */
  readonly md5: (text: string) => string;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** A connection, as a server sees it. */
interface Client {
  readonly write: (text: string) => void;
  readonly drop: () => void;
  rest: string;
  isLoggedIn: boolean;
}

const CHALLENGE = "154872963";

/** The twin of an Asterisk's manager interface: queues that a test plays, told as Asterisk tells them, faults included. */
export class AmiTwin {
  greeting = "Asterisk Call Manager/9.0.0\r\n";
  /** Takes everything and says nothing. */
  isSilent = false;
  /** Whether it offers an MD5 challenge. */
  offersChallenge = true;
  /** Whether app_queue is loaded. */
  hasQueues = true;
  readonly queues = new Map<string, AmiTwinQueue>();
  /** Answers to QueueStatus so far. */
  asked = 0;
  readonly #options: AmiTwinOptions;
  readonly #clients = new Set<Client>();
  #calls = 0;

  constructor(options: AmiTwinOptions) {
    this.#options = options;
  }

  /** Somebody has connected; what they write goes to `receive`, and `gone` says that they left. */
  connect(write: (text: string) => void, drop: () => void): { receive(text: string): void; gone(): void } {
    const client: Client = { write, drop, rest: "", isLoggedIn: false };
    this.#clients.add(client);
    if (!this.isSilent) write(this.greeting);
    return {
      receive: (text) => {
        const { actions, rest } = actionsOf(client.rest + text);
        client.rest = rest;
        if (!this.isSilent) for (const action of actions) this.#act(client, action);
      },
      gone: () => void this.#clients.delete(client),
    };
  }

  /** Ends every connection, as a crash would. */
  dropAll(): void {
    for (const client of this.#clients) client.drop();
    this.#clients.clear();
  }

  /** Says good-bye, forgets callers and counters, and ends every connection. */
  restart(): void {
    this.push({ Event: "Shutdown", Privilege: "system,all", Shutdown: "Cleanly", Restart: "True" });
    for (const queue of this.queues.values()) queue.restart();
    this.dropAll();
  }

  queue(name: string): AmiTwinQueue {
    const queue = this.queues.get(name) ?? new AmiTwinQueue(name);
    this.queues.set(name, queue);
    return queue;
  }

  /** Tells everybody who has logged in. */
  push(headers: Headers): void {
    for (const client of this.#clients)
      if (client.isLoggedIn && !this.isSilent) client.write(amiText(headers));
  }

  /** Bytes that no Asterisk would send. */
  babble(text: string): void {
    for (const client of this.#clients) client.write(text);
  }

  member(name: string, device: string, change: Partial<TwinMember>): void {
    const kind = change.Paused === undefined ? "QueueMemberStatus" : "QueueMemberPause";
    const member = this.queue(name).change(device, change);
    const names = { MemberName: `Name of ${device}`, Interface: device, StateInterface: device };
    this.push({ Event: kind, Privilege: "agent,all", Queue: name, ...names, ...member });
  }

  /** A caller comes; the answer names the call. */
  join(name: string, number: string): string {
    this.#calls += 1;
    const caller = {
      id: `${Math.floor(this.#options.now())}.${this.#calls}`,
      number,
      joinedAt: this.#options.now(),
    };
    const { callers } = this.queue(name);
    callers.set(caller.id, caller);
    const place = { Position: callers.size, Count: callers.size };
    this.push({ Event: "QueueCallerJoin", ...channel(caller), Queue: name, ...place });
    return caller.id;
  }

  /** It rings at an agent. */
  ring(name: string, id: string, device: string): void {
    this.#tellCall("AgentCalled", name, id, { MemberName: `Name of ${device}`, Interface: device });
    this.member(name, device, { Status: 6 });
  }

  answer(name: string, id: string, device: string): void {
    const caller = this.queue(name).callers.get(id);
    this.#leave(name, id);
    const agent = { Queue: name, MemberName: `Name of ${device}`, Interface: device };
    const channels = caller === undefined ? {} : channel(caller);
    this.push({ Event: "AgentConnect", ...channels, ...agent, HoldTime: 3, RingTime: 2 });
    this.member(name, device, { Status: 2, InCall: 1 });
  }

  /** The agent's call is over. */
  complete(name: string, device: string): void {
    const queue = this.queue(name);
    queue.completed += 1;
    const agent = { Queue: name, MemberName: `Name of ${device}`, Interface: device };
    this.push({ Event: "AgentComplete", ...agent, HoldTime: 3, TalkTime: 60, Reason: "caller" });
    this.member(name, device, { Status: 1, InCall: 0, LastCall: Math.floor(this.#options.now()) });
  }

  abandon(name: string, id: string): void {
    this.queue(name).abandoned += 1;
    this.#tellCall("QueueCallerAbandon", name, id, { Position: 1, OriginalPosition: 1, HoldTime: 9 });
    this.#leave(name, id);
  }

  #leave(name: string, id: string): void {
    const { callers } = this.queue(name);
    this.#tellCall("QueueCallerLeave", name, id, { Position: 1, Count: callers.size - 1 });
    callers.delete(id);
  }

  #tellCall(kind: string, name: string, id: string, more: Headers): void {
    const caller = this.queue(name).callers.get(id);
    if (caller !== undefined) this.push({ Event: kind, ...channel(caller), Queue: name, ...more });
  }

  #act(client: Client, action: Headers): void {
    const ActionID = action["actionid"] ?? "";
    for (const said of this.#answers(client, action)) client.write(amiText({ ...said, ActionID }));
    if (client.isLoggedIn && action["action"] === "Login")
      client.write(amiText({ Event: "FullyBooted", Privilege: "system,all", Status: "Fully Booted" }));
  }

  #answers(client: Client, action: Headers): readonly Headers[] {
    const error = (Message: string): readonly Headers[] => [{ Response: "Error", Message }];
    switch (action["action"]) {
      case "Challenge":
        return this.offersChallenge
          ? [{ Response: "Success", Challenge: CHALLENGE }]
          : error("Must specify AuthType");
      case "Login":
        client.isLoggedIn = this.#knows(action);
        return client.isLoggedIn
          ? [{ Response: "Success", Message: "Authentication accepted" }]
          : error("Authentication failed");
      case "QueueStatus":
        return client.isLoggedIn ? this.#list() : error("Permission denied");
      default:
        return error("Invalid/unknown command");
    }
  }

  #knows(action: Headers): boolean {
    const { user, secret, md5 } = this.#options;
    const proof = action["key"] === md5(CHALLENGE + secret) || action["secret"] === secret;
    return action["username"] === user && proof;
  }

  #list(): readonly Headers[] {
    if (!this.hasQueues) return [{ Response: "Error", Message: "Invalid/unknown command" }];
    this.asked += 1;
    const items = [...this.queues.values()].flatMap((queue) => queue.list(this.#options.now()));
    const begin = { Response: "Success", EventList: "start", Message: "Queue status will follow" };
    const end = { Event: "QueueStatusComplete", EventList: "Complete", ListItems: items.length };
    return [begin, ...items, end];
  }
}
