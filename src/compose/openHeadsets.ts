import { firstValueFrom, merge, Observable, take } from "rxjs";
import { openHidTcp } from "../adapters/tcp/openHidTcp.ts";
import type { OpenedHeadset, OpenHeadset } from "../app/headsetKeeper.ts";
import type { SiteSeat } from "../config/siteSchema.ts";
import { matchHeadsets } from "../domain/headsetIdentity.ts";
import { headsetConversation } from "../drivers/headset/conversation.ts";
import { findHeadsets } from "../drivers/headset/findHeadsets.ts";
import { telephoneMode } from "../drivers/headset/gnMode.ts";
import { type HeadsetFile, quirksFor } from "../drivers/headset/quirks.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidDevices, HidLink } from "../ports/hid.ts";
import { hidLimits } from "../ports/hidLimits.ts";
import { sleep } from "../shared/time.ts";
import { describedHeadsets } from "../simulated/headset/descriptors.ts";
import { headsetTwin } from "./headsetTwins.ts";

/** How long a seat waits for its headset before it begins anew: whoever looks at the log then sees why. */
const WAIT_MS = 60_000;

type Files = ReadonlyMap<string, HeadsetFile>;

/** The seats that share the sockets of this machine, as the site names their headsets. */
type Seats = readonly Pick<SiteSeat, "id" | "headset">[];

/** Opens what the seats of a site name: headsets on USB, at the end of a network line, or none at all. */
export class HeadsetOpener {
  readonly #devices: HidDevices;
  readonly #held = new Map<string, string>();
  #seats: Seats = [];
  #files: Files = new Map();

  constructor(devices: HidDevices) {
    this.#devices = devices;
  }

  /** The seats there are from now on; they share what is plugged in. */
  use(seats: Seats, files: Files): void {
    this.#seats = seats.filter(({ headset }) => headset.port === undefined);
    this.#files = files;
  }

  /** How the headset of one seat is opened. */
  openerOf({ id, headset }: Pick<SiteSeat, "id" | "headset">): OpenHeadset {
    const { port } = headset;
    if (port === "simulated") return async () => this.#simulated();
    if (port !== undefined)
      return async (signal) => {
        const link = await openHidTcp(port, hidLimits)(signal);
        return this.#opened(link, link.info);
      };
    return (signal, absent) => this.#usb(id, signal, absent);
  }

  /** Waits until the seat's headset is plugged in. */
  async #usb(seat: string, signal: AbortSignal, absent: (fault: Fault) => void): Promise<OpenedHeadset> {
    const waited = new AbortController();
    const end = (): void => waited.abort();
    signal.addEventListener("abort", end);
    void sleep(WAIT_MS, waited.signal).then(end);
    try {
      for (;;) {
        // Before the list is made, so that nothing that changes meanwhile is missed.
        const changed = nextChange(this.#devices, waited.signal);
        const plugged = findHeadsets(await this.#devices.list(), this.#files.values());
        const match = matchHeadsets(this.#seats, plugged, this.#held).get(seat);
        if (match?.kind === "found") return await this.#hold(seat, match.device, signal);
        const { message = "no such seat", advice = "start again" } = match ?? {};
        const fault = new Fault(`HEADSET_${match?.kind.toUpperCase() ?? "MISSING"}`, message, advice);
        if (waited.signal.aborted) throw fault;
        absent(fault);
        await changed;
      }
    } finally {
      waited.abort();
      signal.removeEventListener("abort", end);
    }
  }

  async #hold(seat: string, info: HidDeviceInfo, signal: AbortSignal): Promise<OpenedHeadset> {
    this.#held.set(seat, info.path);
    const letGo = (): void => {
      if (this.#held.get(seat) === info.path) this.#held.delete(seat);
    };
    try {
      const link = await this.#devices.open(info, signal);
      void link.lost.then(letGo);
      return this.#opened(link, info);
    } catch (error) {
      letGo();
      throw error;
    }
  }

  #opened(link: HidLink, info: HidDeviceInfo): OpenedHeadset {
    const controls = readHeadset(info.descriptor);
    if (controls.callControl === "none") {
      void link.close();
      throw new Fault(
        "HEADSET_NO_KEYS",
        `${info.product ?? info.path} has no keys for calls that it tells us of`,
        "bandeau headset describe --device says what it has; some headsets have such keys only at a base or a dongle",
      );
    }
    const { model, quirks } = quirksFor(info, this.#files.values());
    const talk = headsetConversation(controls, quirks);
    return { link, talk, telephoneMode: telephoneMode(info.descriptor, quirks), model };
  }

  #simulated(): OpenedHeadset {
    const [described] = describedHeadsets;
    if (described === undefined) throw new Error("no headset is described");
    const descriptor = Uint8Array.from(Buffer.from(described.descriptor.replaceAll(/\s/g, ""), "hex"));
    const { vendorId, productId, product } = described;
    const twin = headsetTwin({ vendorId, productId, product, serialNumber: null, descriptor });
    return this.#opened(twin.connect(), { ...twin.info, path: "simulated", physicalPath: null });
  }
}

/** Resolves when something was plugged in or out, or the signal is aborted. */
function nextChange({ changes$ }: HidDevices, signal: AbortSignal): Promise<void> {
  const ended$ = new Observable<void>((out) => {
    const end = (): void => out.next();
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    return () => signal.removeEventListener("abort", end);
  });
  return firstValueFrom(merge(changes$, ended$).pipe(take(1)), { defaultValue: undefined });
}
