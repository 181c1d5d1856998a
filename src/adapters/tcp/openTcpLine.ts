import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Fault } from "../../ports/fault.ts";
import { closedFault, LineLife, stuckFault } from "../../ports/lineLife.ts";
import type { LineLimits } from "../../ports/lineLimits.ts";
import type { OpenSerialLink, SerialLink, SerialSettings } from "../../ports/serialLink.ts";
import { withoutParity, withParity } from "../../shared/softwareParity.ts";
import { every, monotonicMs, within } from "../../shared/time.ts";
import { wireMs } from "../../shared/wireTime.ts";
import { readTcpAddress } from "./tcpAddress.ts";
import { endedFault, silentFault, tcpFault } from "./tcpFaults.ts";
import { unacknowledgedBytes } from "./unacknowledged.ts";

/** A quiet line is asked after so long whether it lives; Node asks ten times, a second apart, before it gives up. */
const KEEP_ALIVE_AFTER_MS = 10_000;

export interface TcpLineDeps {
  readonly limits: LineLimits;
  /** Seven-bit settings on a server that only does eight: the parity is computed here. */
  readonly softwareParity: boolean;
  /** The kernel's tables of connections, `/proc/self/net/tcp` and `tcp6`; empty where there are none. */
  readonly connections: () => string;
}

/** The kernel's tables of TCP connections as text. */
export function readConnections(files = ["/proc/self/net/tcp", "/proc/self/net/tcp6"]): string {
  return files.map((file) => readable(file)).join("\n");
}

/**
 * Opens the raw TCP port of a serial server, whose line settings are set on the server itself: neither telnet nor
 * RFC 2217 is spoken. `settings` are needed to know how long bytes take behind it.
 */
export function openTcpLine(url: string, settings: SerialSettings, deps: TcpLineDeps): OpenSerialLink {
  return async (signal) => {
    const { host, port } = readTcpAddress(url);
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
    });
    const abort = (): void => {
      socket.destroy(closedFault(url));
    };
    signal.addEventListener("abort", abort);
    try {
      if (signal.aborted) abort();
      await within(deps.limits.openMs, connected(socket), () => connectLate(url, deps.limits));
      return new TcpLink(socket, { url, settings, deps });
    } catch (error) {
      socket.on("error", () => undefined);
      socket.destroy();
      throw tcpFault(url, error);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  };
}

interface Opened {
  readonly url: string;
  readonly settings: SerialSettings;
  readonly deps: TcpLineDeps;
}

class TcpLink implements SerialLink {
  readonly bytes$;
  readonly lost;
  readonly #socket: Socket;
  readonly #opened: Opened;
  readonly #life = new LineLife();
  /** How many bytes the other end had acknowledged at the last progress, and when that was. */
  #progress = { bytes: 0, at: monotonicMs() };

  constructor(socket: Socket, opened: Opened) {
    this.#socket = socket;
    this.#opened = opened;
    this.bytes$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    const sevenBits = opened.settings.dataBits === 7;
    socket.on("data", (bytes) => this.#life.receive(sevenBits ? withoutParity(bytes) : bytes));
    socket.on("end", () => this.#life.lose(endedFault(opened.url)));
    socket.on("error", (error) => this.#life.lose(tcpFault(opened.url, error)));
    socket.on("close", () => this.#life.lose(endedFault(opened.url)));
    const stopWatch = every(opened.deps.limits.watchMs, () => this.#watch());
    this.#life.ended.addEventListener("abort", stopWatch);
  }

  write(bytes: Uint8Array): Promise<void> {
    const { settings, deps, url } = this.#opened;
    const wire = deps.softwareParity && settings.dataBits === 7 ? withParity(bytes, settings.parity) : bytes;
    return this.#life.carry(bytes.length, (pending) => {
      const limitMs = wireMs(pending, settings) + deps.limits.writeMarginMs;
      return within(limitMs, this.#send(wire), () => stuckFault(url, limitMs));
    });
  }

  async close(): Promise<void> {
    const cut = this.#life.fault !== null;
    this.#life.lose(closedFault(this.#opened.url));
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => {
      this.#socket.once("close", resolve);
    });
    if (cut) this.#socket.destroy();
    else this.#socket.destroySoon();
    const late = (): Error => new Error("no answer");
    await within(this.#opened.deps.limits.closeMs, closed, late).catch(() => this.#socket.destroy());
  }

  #send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(tcpFault(this.#opened.url, error));
        else resolve();
      });
    });
  }

  /**
   * A server that lost its power leaves a connection that takes bytes for a quarter of an hour: keep-alive is silent
   * while bytes are unacknowledged. So we ask the kernel whether what we sent was taken.
   */
  #watch(): void {
    const { deps, url } = this.#opened;
    const { bytesWritten, localPort, remotePort } = this.#socket;
    const now = monotonicMs();
    if (bytesWritten === this.#progress.bytes) {
      this.#progress.at = now;
      return;
    }
    const waiting = unacknowledgedBytes(deps.connections(), localPort ?? 0, remotePort ?? 0) ?? 0;
    const taken = bytesWritten - this.#socket.writableLength - waiting;
    if (taken > this.#progress.bytes) this.#progress = { bytes: taken, at: now };
    else if (now - this.#progress.at >= deps.limits.silentMs)
      this.#life.lose(silentFault(url, deps.limits.silentMs / 1_000));
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
}

function connectLate(url: string, limits: LineLimits): Fault {
  return new Fault(
    "LINE_UNREACHABLE",
    `${url} did not answer within ${limits.openMs} ms`,
    "check its power, its cable and its address",
  );
}

function readable(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
