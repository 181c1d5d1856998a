import { type Observable, Subject } from "rxjs";
import type { HidDeviceInfo, HidLink } from "../ports/hid.ts";
import { HeadsetBody, type HeadsetKey } from "./headset/body.ts";
import { type HeadsetConduct, usualConduct } from "./headset/conduct.ts";
import { noFaults, type TwinFaults } from "./headset/faults.ts";
import { FeatureImage } from "./headset/featureImage.ts";
import type { TwinLayout } from "./headset/layout.ts";
import { ledReports } from "./headset/ledReports.ts";
import { Timers } from "./headset/timers.ts";
import { HidPlug } from "./hidPlug.ts";

/** What Linux keeps for a program that does not read. */
const MOST_STALE_REPORTS = 64;
/** A radio that sends a report again does so within 5 ms. */
const DOUBLE_MS = 2;

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
  readonly #plug: HidPlug;
  readonly #features: FeatureImage;

  constructor({ info, layout, conduct }: HeadsetTwinOptions) {
    this.info = info;
    this.#layout = layout;
    this.conduct = { ...usualConduct(info.vendorId, layout), ...conduct };
    this.told$ = this.#told.asObservable();
    const say = (report: Uint8Array): void => this.#say(report);
    this.#body = new HeadsetBody({ layout, conduct: this.conduct, faults: this.faults, say });
    this.#features = new FeatureImage(layout.featureBits, this.conduct.gnModeReport);
    this.#plug = new HidPlug({
      name: nameOf(info),
      faults: this.faults,
      take: (report) => this.take(report),
      takeFeature: (report) => this.#features.take(report),
      giveFeature: (id) => this.#features.give(id),
      opened: (programs) => this.#told.next({ kind: "open", programs }),
    });
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
    return this.#plug.isIn;
  }

  /** Opens it as hidraw does: any number of programs, each of which hears every report. */
  connect(): HidLink {
    const link = this.#plug.connect();
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
    if (this.isPlugged) this.#body.press(key);
  }

  /** Any key by its name in the descriptor, such as `Key5` or `SpeedDial`. */
  pressControl(name: string): void {
    if (this.isPlugged) this.#body.pressControl(name);
  }

  /** The wearer goes out of the radio's range, or comes back. */
  walk(inRange: boolean): void {
    if (this.isPlugged) this.#body.walk(inRange);
  }

  /** The microphone's arm goes up, which mutes it whatever the host says, or comes down. */
  arm(up: boolean): void {
    if (this.isPlugged) this.#body.arm(up);
  }

  /** A second program on the same machine has exactly these LEDs lit. */
  foreign(lit: readonly string[]): void {
    if (this.isPlugged) for (const report of ledReports(this.#layout, new Set(lit))) this.take(report);
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
    this.#timers.clear();
    this.#body.forget();
    this.#features.clear();
    this.#plug.pullOut();
  }

  plug(): void {
    this.#plug.pushIn();
  }

  #say(report: Uint8Array): void {
    if (this.faults.silent || this.#isGnMode) return;
    const said = this.#asFaulty(report);
    this.#send(said);
    if (this.faults.doubled) this.#timers.in(DOUBLE_MS, () => this.#send(said));
  }

  get #isGnMode(): boolean {
    const { gnModeReport } = this.conduct;
    const [, mode = 0] = (gnModeReport === null ? null : this.#features.give(gnModeReport)) ?? [];
    return (mode & 1) === 1;
  }

  #send(report: Uint8Array): void {
    if (!this.isPlugged) return;
    this.#told.next({ kind: "said", report });
    this.#plug.hear(report);
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

const nameOf = ({ product }: HeadsetTwinOptions["info"]): string => product ?? "a headset without a name";
