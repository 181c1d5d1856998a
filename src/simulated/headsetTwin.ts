import { type Observable, Subject } from "rxjs";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidLink } from "../ports/hid.ts";
import { closedFault, LineLife } from "../ports/lineLife.ts";
import { sleep, within } from "../shared/time.ts";
import { HeadsetBody, type HeadsetKey } from "./headset/body.ts";
import { type HeadsetConduct, usualConduct } from "./headset/conduct.ts";
import { noFaults, type TwinFaults } from "./headset/faults.ts";
import type { TwinLayout } from "./headset/layout.ts";
import { ledReports } from "./headset/ledReports.ts";
import { Timers } from "./headset/timers.ts";

/** What Linux keeps for a program that does not read. */
const MOST_STALE_REPORTS = 64;
/** A radio that sends a report again does so within 5 ms. */
const DOUBLE_MS = 2;
/** What the real adapter gives a write. */
const WRITE_LIMIT_MS = 1_000;
/** Longer than any limit on a write, short enough for a timer. */
const FOREVER_MS = 2_000_000_000;

export interface HeadsetTwinOptions {
  /** What it says of itself when it is plugged in. */
  readonly info: Omit<HidDeviceInfo, "path" | "physicalPath">;
  /** What its descriptor says. */
  readonly layout: TwinLayout;
  /** Where it behaves otherwise than its maker's headsets do. */
  readonly conduct?: Partial<HeadsetConduct>;
}

/** What an onlooker sees of a twin. */
export type TwinEvent =
  | {
      readonly kind: "taken";
      readonly report: Uint8Array;
      /** All LEDs that are lit after it. */
      readonly lit: readonly string[];
      /** What a real device might not have taken. */
      readonly problem: string | null;
    }
  | { readonly kind: "said"; readonly report: Uint8Array }
  /** So many programs have it open now. */
  | { readonly kind: "open"; readonly programs: number };

/** A headset that is not there: made of a real descriptor and a maker's behaviour, with its faults to order. */
export class HeadsetTwin {
  readonly info: Omit<HidDeviceInfo, "path" | "physicalPath">;
  readonly conduct: HeadsetConduct;
  readonly faults: TwinFaults = noFaults();
  readonly told$: Observable<TwinEvent>;
  readonly #layout: TwinLayout;
  readonly #body: HeadsetBody;
  readonly #told = new Subject<TwinEvent>();
  readonly #timers = new Timers();
  readonly #links = new Set<TwinHidLink>();
  #isPlugged = true;

  constructor({ info, layout, conduct }: HeadsetTwinOptions) {
    this.info = info;
    this.#layout = layout;
    this.conduct = { ...usualConduct(info.vendorId, layout), ...conduct };
    this.told$ = this.#told.asObservable();
    const say = (report: Uint8Array): void => this.#say(report);
    this.#body = new HeadsetBody({ layout, conduct: this.conduct, faults: this.faults, say });
  }

  /** The LEDs as they were last written. */
  get lit(): ReadonlySet<string> {
    return this.#body.lit;
  }

  get offHook(): boolean {
    return this.#body.offHook;
  }

  /** Whether the wearer sees the mute LED lit; a headset may not light it though it was told to. */
  get muted(): boolean {
    return this.#body.muted;
  }

  get isPlugged(): boolean {
    return this.#isPlugged;
  }

  /** Opens it as hidraw does: any number of programs, each of which hears every report. */
  connect(): HidLink {
    if (!this.#isPlugged) throw goneFault(this.info);
    const link = new TwinHidLink(this.info, this.faults, (report) => this.take(report));
    this.#links.add(link);
    void link.lost.then(() => {
      this.#links.delete(link);
      this.#told.next({ kind: "open", programs: this.#links.size });
    });
    this.#told.next({ kind: "open", programs: this.#links.size });
    const stale = this.faults.staleReports.slice(-MOST_STALE_REPORTS);
    if (stale.length > 0)
      this.#timers.in(1, () => {
        for (const report of stale) link.hear(report);
      });
    return link;
  }

  /** Takes an output report, as any program may write it. */
  take(report: Uint8Array): void {
    const isKnown = this.#body.take(report);
    const [reportId = 0] = report;
    const needed = 1 + Math.ceil((this.#layout.outputBits.get(reportId) ?? 0) / 8);
    const misfit = report.length === needed ? null : `${report.length} bytes instead of ${needed}`;
    const problem = isKnown ? misfit : `no output report ${reportId}`;
    this.#told.next({ kind: "taken", report, lit: [...this.lit], problem });
  }

  /** Somebody presses a key. */
  press(key: HeadsetKey): void {
    if (this.#isPlugged) this.#body.press(key);
  }

  /** Any key by its name in the descriptor, such as `Key5` or `SpeedDial`. */
  pressControl(name: string): void {
    if (this.#isPlugged) this.#body.pressControl(name);
  }

  /** The wearer goes out of the radio's range, or comes back. */
  walk(inRange: boolean): void {
    if (this.#isPlugged) this.#body.walk(inRange);
  }

  /** The microphone's arm goes up, which mutes it whatever the host says, or comes down. */
  arm(up: boolean): void {
    if (this.#isPlugged) this.#body.arm(up);
  }

  /** A second program on the same machine has exactly these LEDs lit. */
  foreign(lit: readonly string[]): void {
    if (this.#isPlugged) for (const report of ledReports(this.#layout, new Set(lit))) this.take(report);
  }

  /** Says what nobody asked for; beginning with the number where reports are numbered. */
  babble(...reports: readonly Uint8Array[]): void {
    for (const report of reports) this.#send(report);
  }

  /** The machine slept: the headset has forgotten its LEDs, and no program is told. */
  resume(): void {
    this.#body.forget();
  }

  /** Pulls the plug. Nothing of it remains, not even a timer. */
  unplug(): void {
    this.#isPlugged = false;
    this.#timers.clear();
    this.#body.forget();
    for (const link of [...this.#links]) link.lose(goneFault(this.info));
  }

  plug(): void {
    this.#isPlugged = true;
  }

  #say(report: Uint8Array): void {
    if (this.faults.silent) return;
    const said = this.#asFaulty(report);
    this.#send(said);
    if (this.faults.doubled) this.#timers.in(DOUBLE_MS, () => this.#send(said));
  }

  #send(report: Uint8Array): void {
    if (!this.#isPlugged) return;
    this.#told.next({ kind: "said", report });
    for (const link of [...this.#links]) link.hear(report);
  }

  #asFaulty(report: Uint8Array): Uint8Array {
    const { faults } = this;
    if (faults.shortReports > 0) {
      faults.shortReports -= 1;
      return report.slice(0, 1);
    }
    if (!this.#layout.isNumbered) return report;
    if (faults.unknownReports > 0) {
      faults.unknownReports -= 1;
      return Uint8Array.of(this.#unknownId(), ...report.subarray(1));
    }
    return faults.makersReport === null ? report : Uint8Array.of(faults.makersReport, ...report.subarray(1));
  }

  #unknownId(): number {
    let id = 0xff;
    while (this.#layout.inputBits.has(id) && id > 1) id -= 1;
    return id;
  }
}

class TwinHidLink implements HidLink {
  readonly reports$;
  readonly lost;
  readonly #life = new LineLife();
  readonly #name: string;
  readonly #faults: TwinFaults;
  readonly #take: (report: Uint8Array) => void;
  #turn: Promise<void> = Promise.resolve();

  constructor(info: HeadsetTwinOptions["info"], faults: TwinFaults, take: (report: Uint8Array) => void) {
    this.reports$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    this.#name = nameOf(info);
    this.#faults = faults;
    this.#take = take;
  }

  lose(fault: Fault): void {
    this.#life.lose(fault);
  }

  hear(report: Uint8Array): void {
    this.#life.receive(Uint8Array.from(report));
  }

  write(report: Uint8Array): Promise<void> {
    const bytes = Uint8Array.from(report);
    return this.#life.carry(bytes.length, () => {
      this.#turn = this.#turn.then(() => this.#transmit(bytes));
      return this.#turn;
    });
  }

  async close(): Promise<void> {
    this.#life.lose(closedFault(this.#name));
  }

  async #transmit(report: Uint8Array): Promise<void> {
    const { stuckWrites, slowWriteMs, writeFails } = this.#faults;
    if (this.#life.fault !== null) return;
    if (writeFails !== null) throw writeFails;
    const takesMs = stuckWrites ? FOREVER_MS : slowWriteMs;
    if (takesMs > 0)
      await within(WRITE_LIMIT_MS, sleep(takesMs, this.#life.ended), () => stuckFault(this.#name));
    if (this.#life.fault === null) this.#take(report);
  }
}

const nameOf = ({ product }: HeadsetTwinOptions["info"]): string => product ?? "a headset without a name";

function goneFault(info: HeadsetTwinOptions["info"]): Fault {
  return new Fault("HID_GONE", `${nameOf(info)} is not there any more`, "plug the twin in again");
}

function stuckFault(name: string): Fault {
  const message = `${name} takes no more reports: a write did not end within ${WRITE_LIMIT_MS} ms`;
  return new Fault("HID_STUCK", message, "let the twin take reports again");
}
