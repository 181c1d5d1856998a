import { loadSerialPort, openSerialPort } from "../adapters/serialport/openSerialPort.ts";
import { listenTcpLine } from "../adapters/tcp/listenTcpLine.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { reasonOf } from "../ports/fault.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { Logger } from "../ports/logger.ts";
import { withoutParity } from "../shared/softwareParity.ts";
import { every, wallMs } from "../shared/time.ts";
import { GlassWatch, tellGlass } from "./glassWatch.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface SimDisplayOptions {
  /** The serial line or pseudo terminal to read. */
  readonly tty?: string;
  /** `host:port` to listen on; a port alone means this machine only. */
  readonly tcp?: string;
  readonly json: boolean;
}

/** How often we look whether the glass changed by itself, as a page that takes turns does. */
const LOOK_EVERY_MS = 100;

const silent: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** Where a virtual sign's bytes come from. */
interface Line {
  /** Said first: `reading …` or `listening on …`. */
  readonly greeting: string;
  /** Resolves with the reason when the line is gone. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

type Taker = (bytes: Uint8Array) => readonly Uint8Array[];

/** A virtual sign on a serial line or a TCP port: says what its glass shows, each time that changes. */
export async function simDisplayCommand(
  display: BoundDisplay,
  options: SimDisplayOptions,
  terminal: Pick<Terminal, "write" | "writeError" | "isTerminal" | "environment">,
  signal: AbortSignal,
): Promise<number> {
  if ((options.tty === undefined) === (options.tcp === undefined)) {
    terminal.writeError("say where the display hangs: either --tty PATH or --tcp HOST:PORT\n");
    return exitCodes.usage;
  }
  const sign = display.sign();
  const watch = new GlassWatch(sign, tellGlass(display.model, options.json, terminal));
  const take: Taker = (bytes) => {
    const answers = sign.feed(display.model.serial.dataBits === 7 ? withoutParity(bytes) : bytes, wallMs());
    watch.look();
    return answers;
  };
  try {
    const line =
      options.tty === undefined
        ? await tcpLine(options.tcp ?? "", take)
        : await ttyLine(options.tty, display, take, signal);
    terminal.write(`${options.json ? JSON.stringify({ line: line.greeting }) : line.greeting}\n`);
    return await serve(line, watch, terminal, signal);
  } catch (error) {
    if (signal.aborted) return exitCodes.done;
    terminal.writeError(`${reasonOf(error)}\n`);
    return exitCodes.failed;
  }
}

async function serve(
  line: Line,
  watch: GlassWatch,
  terminal: Pick<Terminal, "writeError">,
  signal: AbortSignal,
): Promise<number> {
  watch.look();
  const stopLooking = every(LOOK_EVERY_MS, () => watch.look());
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });
  const reason = await Promise.race([line.lost, aborted]);
  stopLooking();
  await line.close();
  if (reason === null) return exitCodes.done;
  terminal.writeError(`${reason}\n`);
  return exitCodes.failed;
}

async function tcpLine(address: string, take: Taker): Promise<Line> {
  const listener = await listenTcpLine(/^\d+$/.test(address) ? `127.0.0.1:${address}` : address, take);
  return {
    greeting: `listening on ${listener.address}`,
    lost: new Promise(() => undefined),
    close: () => listener.close(),
  };
}

/** Reads all eight bits whatever the model says: pseudo terminals know nothing else, and bit 7 is dropped later. */
async function ttyLine(path: string, display: BoundDisplay, take: Taker, signal: AbortSignal): Promise<Line> {
  const raw = { ...display.model.serial, dataBits: 8, parity: "none" } as const;
  const deps = { limits: lineLimits, log: silent, softwareParity: false, load: loadSerialPort };
  const link = await openSerialPort(path, raw, deps)(signal);
  link.bytes$.subscribe((bytes) => {
    // An answer that does not get through ends the line, which is then told.
    for (const answer of take(bytes)) void link.write(answer).catch(() => undefined);
  });
  return { greeting: `reading ${path}`, lost: link.lost.then(reasonOf), close: () => link.close() };
}
