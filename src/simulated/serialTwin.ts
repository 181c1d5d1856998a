import type { Clock } from "../ports/clock.ts";
import type { VirtualSign } from "../ports/displayDriver.ts";
import { Fault } from "../ports/fault.ts";
import { closedFault, LineLife, stuckFault } from "../ports/lineLife.ts";
import type { LineLimits } from "../ports/lineLimits.ts";
import type { OpenSerialLink, SerialLink, SerialSettings } from "../ports/serialLink.ts";
import { withoutParity } from "../shared/softwareParity.ts";
import { sleep, within } from "../shared/time.ts";
import { wireMs } from "../shared/wireTime.ts";

export interface SerialTwinOptions {
  readonly name: string;
  /** What hangs at the other end. It keeps its power when the cable is pulled. */
  readonly sign: Pick<VirtualSign, "feed">;
  readonly settings: SerialSettings;
  readonly limits: LineLimits;
  readonly clock: Pick<Clock, "wall" | "monotonic">;
}

/** A serial line with a virtual sign at its other end: as slow as the real one, and with its faults to order. */
export class SerialTwin {
  readonly #options: SerialTwinOptions;
  #openFault: Fault | null = null;
  #unpluggedBy: Fault | null = null;
  #slowness = 1;
  #isStuck = false;
  #link: TwinLink | null = null;

  constructor(options: SerialTwinOptions) {
    this.#options = options;
  }

  /** Opens the line as the real adapters do: one program at a time. */
  readonly open: OpenSerialLink = async (signal) => {
    if (signal.aborted) throw closedFault(this.#options.name);
    if (this.#openFault !== null) throw this.#openFault;
    if (this.#unpluggedBy !== null) throw this.#unpluggedBy;
    if (this.#link !== null && this.#link.fault === null) throw busy(this.#options.name);
    this.#link = new TwinLink(this.#options, {
      slowness: () => this.#slowness,
      isStuck: () => this.#isStuck,
    });
    return this.#link;
  };

  /** Pulls the cable: what is on its way stops in the middle. */
  unplug(): void {
    this.#unpluggedBy = unplugged(this.#options.name);
    this.#link?.lose(this.#unpluggedBy);
  }

  plug(): void {
    this.#unpluggedBy = null;
  }

  /** Makes the line so many times slower than its settings say. */
  slow(times: number): void {
    this.#slowness = times;
  }

  /** Flow control that never lets go, from the next write on. */
  stick(isStuck: boolean): void {
    this.#isStuck = isStuck;
  }

  /** The line says something that nobody asked for. */
  babble(bytes: Uint8Array): void {
    this.#link?.say(bytes);
  }

  /** Every opening fails with this until it is null. */
  openFails(fault: Fault | null): void {
    this.#openFault = fault;
  }
}

interface Conduct {
  readonly slowness: () => number;
  readonly isStuck: () => boolean;
}

class TwinLink implements SerialLink {
  readonly bytes$;
  readonly lost;
  readonly #options: SerialTwinOptions;
  readonly #conduct: Conduct;
  readonly #life = new LineLife();
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SerialTwinOptions, conduct: Conduct) {
    this.#options = options;
    this.#conduct = conduct;
    this.bytes$ = this.#life.bytes$;
    this.lost = this.#life.lost;
  }

  get fault(): Fault | null {
    return this.#life.fault;
  }

  lose(fault: Fault): void {
    this.#life.lose(fault);
  }

  say(bytes: Uint8Array): void {
    this.#life.receive(this.#asTaken(bytes));
  }

  write(bytes: Uint8Array): Promise<void> {
    const { settings, limits, name } = this.#options;
    return this.#life.carry(bytes.length, (pending) => {
      const limitMs = wireMs(pending, settings) + limits.writeMarginMs;
      const sent = this.#turn.then(() => this.#transmit(bytes));
      this.#turn = sent;
      return within(limitMs, sent, () => stuckFault(name, limitMs));
    });
  }

  async close(): Promise<void> {
    this.#life.lose(closedFault(this.#options.name));
  }

  /** One timer a frame; when the line is lost in the middle, what had arrived by then is delivered. */
  async #transmit(bytes: Uint8Array): Promise<void> {
    const { sign, settings, clock } = this.#options;
    if (this.#life.fault !== null) return;
    const lengthMs = wireMs(bytes.length, settings) * this.#conduct.slowness();
    const startedAt = clock.monotonic();
    await sleep(this.#conduct.isStuck() ? FOREVER_MS : Math.ceil(lengthMs), this.#life.ended);
    const share = this.#conduct.isStuck() ? 0 : (clock.monotonic() - startedAt) / lengthMs;
    const arrived = this.#life.fault === null ? bytes.length : Math.floor(bytes.length * Math.min(1, share));
    if (arrived === 0) return;
    const replies = sign.feed(this.#asTaken(bytes.subarray(0, arrived)), clock.wall());
    for (const reply of replies) this.say(reply);
  }

  #asTaken(bytes: Uint8Array): Uint8Array {
    return this.#options.settings.dataBits === 7 ? withoutParity(bytes) : bytes;
  }
}

/** Longer than any limit on a write, short enough for a timer. */
const FOREVER_MS = 2_000_000_000;

function unplugged(name: string): Fault {
  return new Fault("PORT_GONE", `${name} is not there`, "plug the twin in again");
}

function busy(name: string): Fault {
  return new Fault("PORT_BUSY", `another program has ${name}`, "close it there first");
}
