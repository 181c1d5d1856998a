import { type Observable, Subject } from "rxjs";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidDevices, HidLink } from "../ports/hid.ts";
import { closedFault } from "../ports/lineLife.ts";
import { Timers } from "./headset/timers.ts";
import type { HeadsetTwin } from "./headsetTwin.ts";

/** Where a twin hangs. */
interface Seat {
  readonly twin: HeadsetTwin;
  readonly info: HidDeviceInfo;
  readonly timers: Timers;
  isListed: boolean;
  isPermitted: boolean;
}

/** The USB sockets of a machine, with twins in them: the kernel's numbers, udev's delays, and ports that are told apart. */
export class HidBus implements HidDevices {
  readonly changes$: Observable<void>;
  readonly #changes = new Subject<void>();
  readonly #seats = new Map<HeadsetTwin, Seat>();
  #denied = false;

  constructor() {
    this.changes$ = this.#changes.asObservable();
  }

  async list(): Promise<readonly HidDeviceInfo[]> {
    return [...this.#seats.values()]
      .filter(({ isListed }) => isListed)
      .map(({ info }) => info)
      .toSorted((a, b) => numberOf(a) - numberOf(b));
  }

  /** By its path; when another device has that path now, it is not the one that was meant. */
  async open(info: HidDeviceInfo, signal: AbortSignal): Promise<HidLink> {
    if (signal.aborted) throw closedFault(info.path);
    const seat = [...this.#seats.values()].find((one) => one.info.path === info.path);
    if (seat === undefined || !isSame(seat.info, info)) throw goneFault(info);
    if (this.#denied || !seat.isPermitted) throw deniedFault(info);
    return seat.twin.connect();
  }

  /** Puts a twin into a socket, such as `usb-0000:01:00.0-1.3`. It gets the lowest number that is free, or the one given. */
  plug(twin: HeadsetTwin, port: string, number = this.#freeNumber()): void {
    if (this.#seats.has(twin)) this.unplug(twin);
    twin.plug();
    const info = { ...twin.info, path: `/dev/hidraw${number}`, physicalPath: `${port}/input3` };
    const timers = new Timers();
    const seat: Seat = { twin, info, timers, isListed: false, isPermitted: false };
    this.#seats.set(twin, seat);
    const { enumerationMs, permissionMs } = twin.conduct;
    soon(timers, enumerationMs, () => {
      seat.isListed = true;
      this.#changes.next();
    });
    soon(timers, enumerationMs + permissionMs, () => {
      seat.isPermitted = true;
      if (permissionMs > 0) this.#changes.next();
    });
  }

  unplug(twin: HeadsetTwin): void {
    const seat = this.#seats.get(twin);
    if (seat === undefined) return;
    seat.timers.clear();
    this.#seats.delete(twin);
    twin.unplug();
    this.#changes.next();
  }

  /** Nobody allowed us to open anything, or somebody did now. */
  deny(isDenied: boolean): void {
    this.#denied = isDenied;
    this.#changes.next();
  }

  #freeNumber(): number {
    const taken = new Set([...this.#seats.values()].map(({ info }) => numberOf(info)));
    let number = 0;
    while (taken.has(number)) number += 1;
    return number;
  }
}

const numberOf = ({ path }: HidDeviceInfo): number => Number(path.slice("/dev/hidraw".length));

function soon(timers: Timers, ms: number, run: () => void): void {
  if (ms === 0) run();
  else timers.in(ms, run);
}

const isSame = (a: HidDeviceInfo, b: HidDeviceInfo): boolean =>
  a.vendorId === b.vendorId &&
  a.productId === b.productId &&
  a.serialNumber === b.serialNumber &&
  a.physicalPath === b.physicalPath;

const goneFault = ({ path }: HidDeviceInfo): Fault =>
  new Fault("HID_GONE", `${path} is not there any more`, "plug the twin in again");

const deniedFault = ({ path }: HidDeviceInfo): Fault =>
  new Fault("HID_DENIED", `cannot open ${path}: permission denied`, "let the twin be opened");
