import { Fault } from "../ports/fault.ts";
import { type HidLink, refusedFault } from "../ports/hid.ts";
import { closedFault, LineLife } from "../ports/lineLife.ts";
import { sleep, within } from "../shared/time.ts";

/** What the real adapter gives a write. */
const WRITE_LIMIT_MS = 1_000;
/** Longer than any limit on a write, short enough for a timer. */
const FOREVER_MS = 2_000_000_000;

/** What may be wrong with the way to a twin; read at each report. */
interface HidPlugFaults {
  /** A report takes so long, in milliseconds. */
  readonly slowWriteMs: number;
  /** A report that never ends. */
  readonly stuckWrites: boolean;
  /** Every report fails with this. */
  readonly writeFails: Fault | null;
}

/** The device behind a plug, whatever it is. Reports begin with their number, 0 where they carry none. */
export interface HidBody {
  /** As faults call it. */
  readonly name: string;
  readonly faults: HidPlugFaults;
  take(report: Uint8Array): void;
  /** False where it has no such report: it is refused then. */
  takeFeature(report: Uint8Array): boolean;
  /** Null where it has no such report. */
  giveFeature(id: number): Uint8Array | null;
  /** So many programs have it open now. */
  opened(programs: number): void;
}

/**
 * The plug of a HID twin: opened as hidraw is, by any number of programs, each of which hears every report. A twin of any
 * kind hands itself in as the body and says its reports with `hear`; with what its descriptor says beside it, as
 * `{ info, isNumbered, connect: () => plug.connect() }`, it is served by a TCP port or by the kernel's uhid as it is.
 */
export class HidPlug {
  readonly #body: HidBody;
  readonly #links = new Set<TwinHidLink>();
  #isIn = true;

  constructor(body: HidBody) {
    this.#body = body;
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** What this link alone shall hear is said to it by `hear`. */
  connect(): TwinHidLink {
    if (!this.#isIn) throw goneFault(this.#body.name);
    const link = new TwinHidLink(this.#body);
    this.#links.add(link);
    void link.lost.then(() => {
      this.#links.delete(link);
      this.#body.opened(this.#links.size);
    });
    this.#body.opened(this.#links.size);
    return link;
  }

  /** The device says a report. */
  hear(report: Uint8Array): void {
    for (const link of [...this.#links]) link.hear(report);
  }

  pushIn(): void {
    this.#isIn = true;
  }

  pullOut(): void {
    this.#isIn = false;
    for (const link of [...this.#links]) link.lose(goneFault(this.#body.name));
  }
}

/** One program's link to a twin. */
class TwinHidLink implements HidLink {
  readonly reports$;
  readonly lost;
  readonly #life = new LineLife();
  readonly #body: HidBody;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(body: HidBody) {
    this.reports$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    this.#body = body;
  }

  lose(fault: Fault): void {
    this.#life.lose(fault);
  }

  hear(report: Uint8Array): void {
    this.#life.receive(Uint8Array.from(report));
  }

  write(report: Uint8Array): Promise<void> {
    const bytes = Uint8Array.from(report);
    return this.#transmit(bytes.length, () => this.#body.take(bytes));
  }

  async sendFeature(report: Uint8Array): Promise<void> {
    const bytes = Uint8Array.from(report);
    const isTaken = await this.#transmit(bytes.length, () => this.#body.takeFeature(bytes));
    if (!isTaken) throw refusedFault(this.#body.name, bytes[0] ?? 0);
  }

  async readFeature(id: number, length: number): Promise<Uint8Array> {
    const given = await this.#transmit(length, () => this.#body.giveFeature(id));
    if (given === null) throw refusedFault(this.#body.name, id);
    return Uint8Array.from(given.subarray(0, length));
  }

  async close(): Promise<void> {
    this.#life.lose(closedFault(this.#body.name));
  }

  /** One behind the other, as the kernel has it. */
  #transmit<T>(bytes: number, arrive: () => T): Promise<T> {
    return this.#life.carry(bytes, () => {
      const mine = this.#turn.then(() => this.#travel()).then(arrive);
      const done = (): void => undefined;
      this.#turn = mine.then(done, done);
      return mine;
    });
  }

  async #travel(): Promise<void> {
    const { name, faults } = this.#body;
    const { stuckWrites, slowWriteMs, writeFails } = faults;
    const takesMs = stuckWrites ? FOREVER_MS : slowWriteMs;
    if (this.#life.fault === null && writeFails !== null) throw writeFails;
    if (this.#life.fault === null && takesMs > 0)
      await within(WRITE_LIMIT_MS, sleep(takesMs, this.#life.ended), () => stuckFault(name));
    if (this.#life.fault !== null) throw this.#life.fault;
  }
}

function goneFault(name: string): Fault {
  return new Fault("HID_GONE", `${name} is not there any more`, "plug the twin in again");
}

function stuckFault(name: string): Fault {
  const message = `${name} takes no more reports: a write did not end within ${WRITE_LIMIT_MS} ms`;
  return new Fault("HID_STUCK", message, "let the twin take reports again");
}
