import type { Clock } from "../ports/clock.ts";
import type { Fault } from "../ports/fault.ts";
import { closedFault, LineLife } from "../ports/lineLife.ts";
import type { OpenSerialLink, SerialLink } from "../ports/serialLink.ts";
import { within } from "../shared/time.ts";
import { type LineTurns, TurnQueue } from "./lineTurns.ts";
import { CLOSE_LIMIT_MS } from "./supervise.ts";

/** A display's place at a line: it opens the line as if it were its own, and speaks in its turns. */
export interface Seat {
  readonly open: OpenSerialLink;
  readonly turns: LineTurns;
}

/** Somebody who waits for the one attempt to open the line. */
interface Waiting {
  readonly seat: object;
  readonly take: (member: SerialLink) => void;
  readonly reject: (reason: unknown) => void;
}

const NAME = "the line";

/**
 * One physical line for one display or several: RS-485 signs, Modbus slaves, boards in a chain. It is opened for the
 * first and closed after the last. Nobody's bytes come between those of another, what the line says goes to the display
 * whose turn it is or was last, and its loss is everybody's loss.
 */
export class SharedLine {
  readonly #open: OpenSerialLink;
  readonly #turns: TurnQueue;
  readonly #waiting = new Set<Waiting>();
  readonly #members = new Set<MemberLink>();
  #link: SerialLink | null = null;
  #attempt: AbortController | null = null;
  #closing: Promise<void> = Promise.resolve();

  constructor(open: OpenSerialLink, clock: Pick<Clock, "monotonic">) {
    this.#open = open;
    this.#turns = new TurnQueue(clock);
  }

  /** A place for one more display, over all the times that it opens the line. */
  join(): Seat {
    const seat = {};
    return {
      open: (signal) => this.#enter(seat, signal),
      turns: {
        ask: (go) => this.#turns.ask(seat, go),
        end: (freeAt) => this.#turns.end(seat, freeAt),
      },
    };
  }

  #enter(seat: object, signal: AbortSignal): Promise<SerialLink> {
    if (signal.aborted) return Promise.reject(closedFault(NAME));
    if (this.#link !== null) return Promise.resolve(this.#member(seat, this.#link));
    return new Promise((resolve, reject) => {
      const abandon = (): void => {
        this.#waiting.delete(waiting);
        waiting.reject(closedFault(NAME));
        if (this.#waiting.size === 0) this.#attempt?.abort();
      };
      const tidy = (): void => signal.removeEventListener("abort", abandon);
      const waiting: Waiting = {
        seat,
        take(member) {
          tidy();
          resolve(member);
        },
        reject(reason) {
          tidy();
          reject(reason);
        },
      };
      signal.addEventListener("abort", abandon);
      this.#waiting.add(waiting);
      if (this.#attempt === null) void this.#reach();
    });
  }

  /** One attempt for all who wait. Never rejects. */
  async #reach(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      await this.#closing;
      this.#opened(await this.#open(attempt.signal));
    } catch (error) {
      if (!attempt.signal.aborted) this.#tell((waiting) => waiting.reject(error));
    }
    this.#attempt = null;
    // Who came after the others had given the attempt up has not had one.
    if (this.#waiting.size > 0) void this.#reach();
  }

  #opened(link: SerialLink): void {
    if (this.#waiting.size === 0) {
      this.#close(link);
      return;
    }
    this.#link = link;
    link.bytes$.subscribe((bytes) => this.#hear(bytes));
    void link.lost.then((fault) => this.#lost(link, fault));
    this.#tell((waiting) => waiting.take(this.#member(waiting.seat, link)));
  }

  #tell(what: (waiting: Waiting) => void): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const waiting of all) what(waiting);
  }

  #member(seat: object, link: SerialLink): SerialLink {
    const member: MemberLink = new MemberLink(seat, {
      send: (bytes) => this.#send(seat, link, bytes),
      leave: () => this.#leave(member),
    });
    this.#members.add(member);
    return member;
  }

  /** In the seat's turn at once; whoever did not ask for one gets a turn for just these bytes. */
  #send(seat: object, link: SerialLink, bytes: Uint8Array): Promise<void> {
    if (this.#turns.holder === seat) return this.#turns.during(link.write(bytes));
    return new Promise((resolve, reject) => {
      const go = (): void => {
        const write = this.#turns.during(link.write(bytes));
        void write.then(resolve, reject).finally(() => this.#turns.end(seat, Number.NEGATIVE_INFINITY));
      };
      if (this.#turns.ask(seat, go) === null) go();
    });
  }

  #hear(bytes: Uint8Array): void {
    const [first] = this.#members;
    const speaker = this.#turns.speaker;
    const listener = speaker === null ? first : [...this.#members].find(({ seat }) => seat === speaker);
    listener?.receive(bytes);
  }

  #lost(link: SerialLink, fault: Fault): void {
    if (this.#link !== link) return;
    this.#link = null;
    this.#close(link);
    const members = [...this.#members];
    this.#members.clear();
    for (const member of members) member.lose(fault);
  }

  /** Resolves when the line is closed, if this was the last one on it. */
  #leave(member: MemberLink): Promise<void> {
    this.#members.delete(member);
    if (this.#link !== null && this.#members.size === 0) {
      const link = this.#link;
      this.#link = null;
      this.#close(link);
    }
    return this.#closing;
  }

  #close(link: SerialLink): void {
    const late = (): Error => new Error("not in time");
    this.#closing = within(CLOSE_LIMIT_MS, link.close(), late).catch(() => undefined);
  }
}

interface MemberDeps {
  readonly send: (bytes: Uint8Array) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** The line as one display has it, from opening to loss. */
class MemberLink implements SerialLink {
  readonly seat: object;
  readonly bytes$;
  readonly lost;
  readonly #deps: MemberDeps;
  readonly #life = new LineLife();

  constructor(seat: object, deps: MemberDeps) {
    this.seat = seat;
    this.#deps = deps;
    this.bytes$ = this.#life.bytes$;
    this.lost = this.#life.lost;
  }

  receive(bytes: Uint8Array): void {
    this.#life.receive(bytes);
  }

  lose(fault: Fault): void {
    this.#life.lose(fault);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#life.carry(bytes.length, () => this.#deps.send(bytes));
  }

  close(): Promise<void> {
    this.#life.lose(closedFault(NAME));
    return this.#deps.leave();
  }
}
