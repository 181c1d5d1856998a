import { loadSerialPort, openSerialPort } from "../adapters/serialport/openSerialPort.ts";
import { listenTcpLine } from "../adapters/tcp/listenTcpLine.ts";
import { reasonOf } from "../ports/fault.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { Logger } from "../ports/logger.ts";
import type { SerialSettings } from "../ports/serialLink.ts";

const silent: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** The far end of a line, where a simulated device hangs. */
export interface SimulatedLine {
  /** Said first: `reading …` or `listening on …`. */
  readonly greeting: string;
  /** Resolves with the reason when the line is gone. */
  readonly lost: Promise<string>;
  /** Says something that nobody asked for. */
  say(bytes: Uint8Array): void;
  close(): Promise<void>;
}

/** Takes what came on the line, and gives back what is answered. */
export type TakeBytes = (bytes: Uint8Array) => readonly Uint8Array[];

/** A TCP port as a serial server has it; a port alone means this machine only. */
export async function tcpLine(address: string, take: TakeBytes): Promise<SimulatedLine> {
  const listener = await listenTcpLine(/^\d+$/.test(address) ? `127.0.0.1:${address}` : address, take);
  return {
    greeting: `listening on ${listener.address}`,
    lost: new Promise(() => undefined),
    say: (bytes) => listener.say(bytes),
    close: () => listener.close(),
  };
}

/** Reads all eight bits whatever the model says: pseudo terminals know nothing else, and bit 7 is dropped later. */
export async function ttyLine(
  path: string,
  settings: SerialSettings,
  take: TakeBytes,
  signal: AbortSignal,
): Promise<SimulatedLine> {
  const raw = { ...settings, dataBits: 8, parity: "none" } as const;
  const deps = { limits: lineLimits, log: silent, softwareParity: false, load: loadSerialPort };
  const link = await openSerialPort(path, raw, deps)(signal);
  // What does not get through ends the line, which is then told.
  const say = (bytes: Uint8Array): void => void link.write(bytes).catch(() => undefined);
  link.bytes$.subscribe((bytes) => {
    for (const answer of take(bytes)) say(answer);
  });
  return { greeting: `reading ${path}`, lost: link.lost.then(reasonOf), say, close: () => link.close() };
}
