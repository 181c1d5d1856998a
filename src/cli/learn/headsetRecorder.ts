import type { HeadsetWish } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";
import { decodeReport, type HeadsetState, restingState } from "../../drivers/headset/decodeReport.ts";
import { encodeLeds } from "../../drivers/headset/encodeLeds.ts";
import type { HeadsetControls } from "../../drivers/headset/telephony.ts";
import type { HidLink } from "../../ports/hid.ts";
import { after, monotonicMs } from "../../shared/time.ts";

/** A session writes down no more; a headset that babbles would fill any file. */
const MOST_ENTRIES = 500;

/** What happened, in order. */
export type Entry =
  | {
      readonly at: Monotonic;
      readonly kind: "heard";
      readonly report: Uint8Array;
      readonly state: HeadsetState;
    }
  /** What the call became without the headset's doing. */
  | { readonly at: Monotonic; readonly kind: "want"; readonly wish: HeadsetWish };

/** Listens to a headset, lights its LEDs, and writes down what happens. */
export class HeadsetRecorder {
  readonly entries: Entry[] = [];
  readonly #link: HidLink;
  readonly #controls: HeadsetControls;
  readonly #written = new Map<number, string>();
  #state: HeadsetState;
  #look: () => void = () => undefined;

  constructor(link: HidLink, controls: HeadsetControls) {
    this.#link = link;
    this.#controls = controls;
    this.#state = restingState(controls);
    link.reports$.subscribe((report) => this.#hear(report));
  }

  /** Lights exactly these LEDs. */
  async light(leds: readonly string[]): Promise<void> {
    for (const { report } of encodeLeds(this.#controls, new Set(leds))) {
      const [reportId = 0] = report;
      if (this.#written.get(reportId) === report.join()) continue;
      this.#written.set(reportId, report.join());
      await this.#link.write(report);
    }
  }

  want(wish: HeadsetWish): void {
    this.#note({ at: monotonicMs(), kind: "want", wish });
  }

  /** Waits until what was written down shows it, at most so long; says whether it came. */
  async until(isSo: () => boolean, ms: number, signal: AbortSignal): Promise<boolean> {
    if (isSo()) return true;
    return await new Promise<boolean>((resolve) => {
      const done = (came: boolean): void => {
        cancel();
        this.#look = () => undefined;
        signal.removeEventListener("abort", stop);
        resolve(came);
      };
      const stop = (): void => done(false);
      const cancel = after(ms, stop);
      this.#look = () => {
        if (isSo()) done(true);
      };
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
    });
  }

  /** The values that a control has taken, from an entry on. */
  values(name: string, from: number): { readonly at: Monotonic; readonly value: number }[] {
    const place = this.#controls.inputs.findIndex((control) => control.name === name);
    let last = this.#before(from)[place] ?? 0;
    return this.entries.slice(from).flatMap((entry) => {
      if (entry.kind === "want") return [];
      const value = entry.state[place] ?? 0;
      if (place < 0 || value === last) return [];
      last = value;
      return [{ at: entry.at, value }];
    });
  }

  /** Whether a report came that said nothing new. */
  heardNothingNew(from: number): boolean {
    return this.entries.slice(from).some((entry, index) => {
      if (entry.kind === "want") return false;
      return entry.state.join() === this.#before(from + index).join();
    });
  }

  /** How everything was before an entry. */
  #before(index: number): HeadsetState {
    const earlier = this.entries.slice(0, index).findLast((entry) => entry.kind === "heard");
    return earlier?.kind === "heard" ? earlier.state : restingState(this.#controls);
  }

  #hear(report: Uint8Array): void {
    const { state, problem } = decodeReport(this.#controls, this.#state, report);
    this.#state = state;
    const isOurs = this.#controls.inputs.some(
      ({ reportId }) => !this.#controls.isNumbered || reportId === report[0],
    );
    if (problem === null && isOurs) this.#note({ at: monotonicMs(), kind: "heard", report, state });
    this.#look();
  }

  #note(entry: Entry): void {
    if (this.entries.length < MOST_ENTRIES) this.entries.push(entry);
  }
}
