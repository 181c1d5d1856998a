import { firstValueFrom, merge, Observable, take } from "rxjs";
import type { UsbMatch } from "../domain/usbIdentity.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidDevices, HidLink } from "../ports/hid.ts";
import { sleep } from "../shared/time.ts";

/** How long somebody waits for a device before it begins anew: whoever looks at the log then sees why. */
const WAIT_MS = 60_000;

/** Whose each of the plugged devices is; `held` are the paths that owners have open. */
type MatchUsb<Device> = (
  plugged: readonly HidDeviceInfo[],
  held: ReadonlyMap<string, string>,
) => ReadonlyMap<string, UsbMatch<Device>>;

/** Opens USB devices for those who own them: the right one, wherever it is plugged in, and as soon as it is. */
export class UsbOpener<Device extends HidDeviceInfo> {
  readonly #devices: HidDevices;
  readonly #match: MatchUsb<Device>;
  readonly #code: string;
  readonly #held = new Map<string, string>();

  /** `code` begins the codes of faults: `HEADSET` gives `HEADSET_MISSING`. */
  constructor(devices: HidDevices, match: MatchUsb<Device>, code: string) {
    this.#devices = devices;
    this.#match = match;
    this.#code = code;
  }

  /** Waits until the owner's device is plugged in, and says so by `absent`. */
  async open(
    owner: string,
    signal: AbortSignal,
    absent: (fault: Fault) => void,
  ): Promise<{ readonly link: HidLink; readonly device: Device }> {
    const waited = new AbortController();
    const end = (): void => waited.abort();
    signal.addEventListener("abort", end);
    void sleep(WAIT_MS, waited.signal).then(end);
    try {
      for (;;) {
        // Before the list is made, so that nothing that changes meanwhile is missed.
        const changed = nextChange(this.#devices, waited.signal);
        const match = this.#match(await this.#devices.list(), this.#held).get(owner);
        if (match?.kind === "found") return await this.#hold(owner, match.device, signal);
        const { message = `nobody asks for ${owner}`, advice = "start again" } = match ?? {};
        const fault = new Fault(`${this.#code}_${match?.kind.toUpperCase() ?? "MISSING"}`, message, advice);
        if (waited.signal.aborted) throw fault;
        absent(fault);
        await changed;
      }
    } finally {
      waited.abort();
      signal.removeEventListener("abort", end);
    }
  }

  async #hold(owner: string, device: Device, signal: AbortSignal) {
    this.#held.set(owner, device.path);
    const letGo = (): void => {
      if (this.#held.get(owner) === device.path) this.#held.delete(owner);
    };
    try {
      const link = await this.#devices.open(device, signal);
      void link.lost.then(letGo);
      return { link, device };
    } catch (error) {
      letGo();
      throw error;
    }
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
