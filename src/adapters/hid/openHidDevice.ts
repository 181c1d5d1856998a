import { Fault } from "../../ports/fault.ts";
import { type HidDeviceInfo, type HidLink, refusedFault } from "../../ports/hid.ts";
import type { HidLimits } from "../../ports/hidLimits.ts";
import { closedFault, LineLife } from "../../ports/lineLife.ts";
import type { Logger } from "../../ports/logger.ts";
import { every, monotonicMs, sleep, within } from "../../shared/time.ts";
import {
  brokenFault,
  goneFault,
  lateFault,
  libraryFault,
  nameOf,
  openFault,
  stuckFault,
} from "./hidFaults.ts";
import { type HidWorld, hidIdentity } from "./hidWorld.ts";
import { readHidraw } from "./readHidraw.ts";

/** How often we ask again whether udev has given the permission. */
const DENIED_STEP_MS = 250;

/** What we use of node-hid's `HIDAsync`, so that tests can hand in another. */
export interface HidHandle {
  on(event: "data", listener: (report: Uint8Array) => void): unknown;
  /** A text, not an `Error`, when the plug is pulled; without a listener the process would end. */
  on(event: "error", listener: (error: unknown) => void): unknown;
  write(report: Buffer): Promise<unknown>;
  sendFeatureReport(report: Buffer): Promise<unknown>;
  /** The length counts the report's number, which comes back first. */
  getFeatureReport(id: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export type OpenHandle = (path: string) => Promise<HidHandle>;

export interface HidDeps {
  readonly world: HidWorld;
  readonly limits: HidLimits;
  readonly log: Logger;
  /** Loads the native package; only at the first opening, so that everything else runs where it is missing. */
  readonly load: () => Promise<OpenHandle>;
}

/** The real package. It brings its own native part for x64, arm64 and armv7, and needs libusb and libudev. */
export async function loadNodeHid(): Promise<OpenHandle> {
  const { HIDAsync } = await import("node-hid");
  return (path) => HIDAsync.open(path);
}

/** Opens a HID device of this machine, by its path: ids would take the first of its several nodes, or of two alike. */
export async function openHidDevice(
  info: HidDeviceInfo,
  signal: AbortSignal,
  deps: HidDeps,
): Promise<HidLink> {
  const { limits, world } = deps;
  const openHandle = await deps.load().catch((error: unknown) => {
    throw libraryFault(error);
  });
  await permitted(info, signal, deps);
  const identity = hidIdentity(info.path, world);
  const opening = openHandle(info.path);
  try {
    const handle = await within(limits.openMs, opening, () => lateFault(info, limits.openMs));
    handle.on("error", () => undefined);
    if (signal.aborted) throw closedFault(info.path);
    await sameDevice(info, identity, world);
    const link = new NodeHidLink(handle, { info, identity, deps });
    // node-hid begins to read a tick after somebody listens, and ends the process if the device is closed by then.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return link;
  } catch (error) {
    // It may open later than anybody waits for it; then it is closed.
    void opening.then((handle) => handle.close()).catch(() => undefined);
    throw openFault(info, error);
  }
}

/** udev gives the permission a moment after the kernel has made the device: a refusal is asked again for a while. */
async function permitted(
  info: HidDeviceInfo,
  signal: AbortSignal,
  { limits, world }: HidDeps,
): Promise<void> {
  const until = monotonicMs() + limits.deniedMs;
  for (;;) {
    if (signal.aborted) throw closedFault(info.path);
    const refused = await world.access(info.path).catch((error: unknown) => error);
    if (refused === undefined) return;
    const fault = openFault(info, refused);
    if (fault.code !== "HID_DENIED" || monotonicMs() >= until) throw fault;
    await sleep(DENIED_STEP_MS, signal);
  }
}

/** Numbers are given anew at each replug: between listing and opening, another device may have taken this one's. */
async function sameDevice(info: HidDeviceInfo, identity: string | null, world: HidWorld): Promise<void> {
  const now = await readHidraw(info.path, world);
  const isSame =
    identity !== null &&
    hidIdentity(info.path, world) === identity &&
    now.vendorId === info.vendorId &&
    now.productId === info.productId &&
    now.serialNumber === info.serialNumber &&
    now.physicalPath === info.physicalPath;
  if (!isSame) throw goneFault(info);
}

interface Opened {
  readonly info: HidDeviceInfo;
  readonly identity: string | null;
  readonly deps: HidDeps;
}

class NodeHidLink implements HidLink {
  readonly reports$;
  readonly lost: Promise<Fault>;
  readonly #handle: HidHandle;
  readonly #opened: Opened;
  readonly #life = new LineLife();
  /** Reports go one behind the other: each may hold one of the four threads that Node has for all files. */
  #turn: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(handle: HidHandle, opened: Opened) {
    this.#handle = handle;
    this.#opened = opened;
    this.reports$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    const { info, deps } = opened;
    handle.on("error", (error) => this.#life.lose(this.#failure(error)));
    handle.on("data", (report) => this.#life.receive(Uint8Array.from(report)));
    const stopWatch = every(deps.limits.watchMs, () => {
      if (hidIdentity(info.path, deps.world) !== opened.identity) this.#life.lose(goneFault(info));
    });
    this.#life.ended.addEventListener("abort", stopWatch);
  }

  write(report: Uint8Array): Promise<void> {
    const bytes = Buffer.from(report);
    return this.#queued(bytes.length, () => this.#send(bytes));
  }

  async sendFeature(report: Uint8Array): Promise<void> {
    const bytes = Buffer.from(report);
    const id = bytes[0] ?? 0;
    await this.#asked(id, bytes.length, () => this.#handle.sendFeatureReport(bytes));
  }

  async readFeature(id: number, length: number): Promise<Uint8Array> {
    return Uint8Array.from(await this.#asked(id, length, () => this.#handle.getFeatureReport(id, length)));
  }

  close(): Promise<void> {
    this.#life.lose(closedFault(this.#opened.info.path));
    this.#closing ??= this.#release();
    return this.#closing;
  }

  /** One report at a time, each within its limit; nothing is sent any more once the device is lost. */
  #queued<T>(bytes: number, send: () => Promise<T>): Promise<T> {
    const { info, deps } = this.#opened;
    const limitMs = deps.limits.writeMs;
    return this.#life.carry(bytes, () => {
      const mine = this.#turn.then(() => {
        if (this.#life.fault !== null) throw this.#life.fault;
        return within(limitMs, send(), () => stuckFault(info, limitMs));
      });
      const done = (): void => undefined;
      this.#turn = mine.then(done, done);
      return mine;
    });
  }

  /** A refusal is an answer of the device, which lives on; only where it is not there any more the link is lost. */
  async #asked<T>(id: number, bytes: number, ask: () => Promise<T>): Promise<T> {
    const { info } = this.#opened;
    const answer = await this.#queued(bytes, async () => {
      try {
        return { given: await ask() };
      } catch (error) {
        const fault = this.#failure(error);
        if (fault.code === "HID_GONE") throw fault;
        return refusedFault(nameOf(info), id, error);
      }
    });
    if (answer instanceof Fault) throw answer;
    return answer.given;
  }

  async #send(report: Buffer): Promise<void> {
    try {
      await this.#handle.write(report);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): Fault {
    const { info, identity, deps } = this.#opened;
    const isThere = hidIdentity(info.path, deps.world) === identity;
    return isThere ? brokenFault(info, error) : goneFault(info, error);
  }

  /** A device that is stuck in a write would hold its closing up too; we go on without it. */
  async #release(): Promise<void> {
    const { info, deps } = this.#opened;
    const late = (): Error => new Error("no answer");
    const closing = (async () => this.#handle.close())();
    await within(deps.limits.closeMs, closing, late).catch((error: unknown) => {
      deps.log.debug("HID device did not close well", { path: info.path, reason: String(error) });
    });
  }
}
