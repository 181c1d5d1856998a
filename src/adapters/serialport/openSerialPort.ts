import { Fault } from "../../ports/fault.ts";
import { closedFault, LineLife, stuckFault } from "../../ports/lineLife.ts";
import type { LineLimits } from "../../ports/lineLimits.ts";
import type { Logger } from "../../ports/logger.ts";
import type { OpenSerialLink, SerialLink, SerialSettings } from "../../ports/serialLink.ts";
import { withoutParity, withParity } from "../../shared/softwareParity.ts";
import { every, monotonicMs, sleep, within } from "../../shared/time.ts";
import { wireMs } from "../../shared/wireTime.ts";
import { brokenFault, checkDevice, goneFault, identityOf, openFault } from "./serialFaults.ts";
import { writeNow } from "./writeNow.ts";

type Done = (error?: Error | null) => void;

/** What we use of serialport's `SerialPort`, so that tests can hand in another. */
export interface PortHandle {
  readonly isOpen: boolean;
  open(done: Done): void;
  /** Gives the system what it takes at once, and gives back how many bytes that were; only while no `write` is on its way. */
  writeNow(bytes: Buffer): number;
  write(bytes: Buffer, done: Done): unknown;
  drain(done: Done): void;
  flush(done: Done): void;
  close(done: Done): void;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "close" | "end", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface PortOptions extends SerialSettings {
  readonly path: string;
  readonly autoOpen: false;
  readonly lock: true;
  readonly hupcl: false;
}

export type MakePort = (options: PortOptions) => PortHandle;

export interface SerialPortDeps {
  readonly limits: LineLimits;
  readonly log: Logger;
  /** Seven-bit settings on an adapter that only does eight: the parity is computed here and sent as 8N1. */
  readonly softwareParity: boolean;
  /** Loads the native package; only at the first opening, so that everything else runs where it is missing. */
  readonly load: () => Promise<MakePort>;
}

/** The real package. It brings its own native part for x64, arm64 and armv7. */
export async function loadSerialPort(): Promise<MakePort> {
  const { SerialPort } = await import("serialport");
  return (options) => {
    const port = new SerialPort(options);
    const descriptor = (): number | null => (port.port && "fd" in port.port ? port.port.fd : null);
    return Object.assign(port, { writeNow: (bytes: Buffer) => writeNow(descriptor(), bytes) });
  };
}

/** Opens a serial port of this machine. */
export function openSerialPort(path: string, settings: SerialSettings, deps: SerialPortDeps): OpenSerialLink {
  return async (signal) => {
    const makePort = await deps.load().catch((error: unknown) => {
      throw missingPackage(error);
    });
    checkDevice(path);
    const identity = identityOf(path);
    const port = makePort({ path, ...onWire(settings, deps), autoOpen: false, lock: true, hupcl: false });
    const opening = called((done) => port.open(done));
    try {
      await within(deps.limits.openMs, opening, () => openLate(path, deps.limits));
      if (signal.aborted) throw closedFault(path);
    } catch (error) {
      // It may open later than anybody waits for it; then it is closed, so that the next attempt finds it free.
      void opening.then(() => port.close(() => undefined)).catch(() => undefined);
      throw openFault(path, error);
    }
    return new SerialPortLink(port, { path, identity, settings, deps });
  };
}

/** Seven bits with computed parity are eight bits without. */
function onWire(settings: SerialSettings, deps: SerialPortDeps): SerialSettings {
  return deps.softwareParity ? { ...settings, dataBits: 8, parity: "none" } : settings;
}

interface Opened {
  readonly path: string;
  readonly identity: string | null;
  readonly settings: SerialSettings;
  readonly deps: SerialPortDeps;
}

class SerialPortLink implements SerialLink {
  readonly bytes$;
  readonly lost;
  readonly #port: PortHandle;
  readonly #opened: Opened;
  readonly #life = new LineLife();
  #writing = 0;
  #closing: Promise<void> | null = null;

  constructor(port: PortHandle, opened: Opened) {
    this.#port = port;
    this.#opened = opened;
    this.bytes$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    const sevenBits = opened.settings.dataBits === 7;
    const broken = (what: string) => () => this.#life.lose(brokenFault(opened.path, new Error(what)));
    port.on("data", (bytes) => this.#life.receive(sevenBits ? withoutParity(bytes) : bytes));
    port.on("close", broken("the device closed"));
    port.on("end", broken("the device hung up"));
    port.on("error", (error) => this.#life.lose(brokenFault(opened.path, error)));
    const stopWatch = every(opened.deps.limits.watchMs, () => this.#watch());
    this.#life.ended.addEventListener("abort", stopWatch);
  }

  write(bytes: Uint8Array): Promise<void> {
    const { settings, deps, path } = this.#opened;
    this.#writing++;
    const sent = this.#life.carry(bytes.length, (pending) => {
      const limitMs = wireMs(pending, settings) + deps.limits.writeMarginMs;
      return within(limitMs, this.#send(bytes), () => stuckFault(path, limitMs));
    });
    return sent.finally(() => {
      this.#writing--;
    });
  }

  close(): Promise<void> {
    const cut = this.#writing > 0 || this.#life.fault !== null;
    this.#life.lose(closedFault(this.#opened.path));
    this.#closing ??= this.#release(cut);
    return this.#closing;
  }

  /**
   * Drains only when the bytes should have left: `tcdrain` holds one of the four threads that Node has for all files,
   * and five busy lines that drain from the start would hold up each other and the disk.
   */
  async #send(bytes: Uint8Array): Promise<void> {
    const { settings, deps, path } = this.#opened;
    const wire = deps.softwareParity && settings.dataBits === 7 ? withParity(bytes, settings.parity) : bytes;
    const dueAt = monotonicMs() + wireMs(bytes.length, settings);
    try {
      const frame = Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength);
      const taken = this.#writing === 1 ? this.#port.writeNow(frame) : 0;
      if (taken < frame.length) await called((done) => this.#port.write(frame.subarray(taken), done));
      await sleep(Math.max(0, dueAt - monotonicMs()), this.#life.ended);
      await called((done) => this.#port.drain(done));
    } catch (error) {
      throw brokenFault(path, error);
    }
  }

  /**
   * The library can spin on a device that is gone without ever saying so. The look is synchronous: it costs some
   * microseconds in memory, and must not wait for a thread that a stuck line holds.
   */
  #watch(): void {
    const { path, identity } = this.#opened;
    const now = identityOf(path);
    if (now === identity) return;
    this.#life.lose(
      now === null ? goneFault(path) : brokenFault(path, new Error("another device has its name now")),
    );
  }

  /** What was cut off is thrown away first: the kernel would wait up to 30 s for it to leave. */
  async #release(cut: boolean): Promise<void> {
    const { limits, log } = this.#opened.deps;
    const { path } = this.#opened;
    if (!this.#port.isOpen) return;
    const work = async (): Promise<void> => {
      if (cut) await called((done) => this.#port.flush(done)).catch(() => undefined);
      await called((done) => this.#port.close(done));
    };
    await within(limits.closeMs, work(), () => new Error("no answer")).catch((error: unknown) => {
      log.debug("serial port did not close well", { path, reason: String(error) });
    });
  }
}

function called(start: (done: Done) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function openLate(path: string, limits: LineLimits): Fault {
  return new Fault(
    "PORT_LATE",
    `${path} did not open within ${limits.openMs} ms`,
    "unplug the adapter once; try another",
  );
}

function missingPackage(error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault(
    "PORT_DRIVER_MISSING",
    `the serialport package cannot be loaded: ${reason.split("\n")[0]}`,
    "install the release for this machine again (npm ci), it brings a native part for x64, arm64 and armv7",
    error,
  );
}
