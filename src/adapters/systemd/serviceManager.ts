import { writeSync } from "node:fs";
import { reasonOf } from "../../ports/fault.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ServiceManager } from "../../ports/serviceManager.ts";

/** systemd takes more; nobody reads more. */
const MOST_STATUS_LETTERS = 200;

/** What the process got with its environment (sd_notify(3), sd_watchdog_enabled(3)). */
export interface Inherited {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly log: Logger;
}

/**
 * systemd, by the socket that `systemd/launch` has opened for us in SD_NOTIFY_FD, as Node has no datagram sockets of its own.
 * Where that is missing, nobody is told anything.
 */
export function serviceManager({ environment, pid, log }: Inherited): ServiceManager {
  const { SD_NOTIFY_FD: fd = "", WATCHDOG_USEC: usec = "", WATCHDOG_PID: whose } = environment;
  const socket = /^\d{1,4}$/.test(fd) ? Number(fd) : null;
  const isOurs = whose === undefined || whose === String(pid);
  const isWatched = socket !== null && isOurs && /^[1-9]\d{0,14}$/.test(usec);
  let isBroken = false;
  const say = (words: string): void => {
    if (socket === null) return;
    try {
      writeSync(socket, words);
    } catch (error) {
      // It is behind for a moment; the next word comes soon.
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") return;
      if (!isBroken) log.warn("systemd does not hear us", { reason: reasonOf(error) });
      isBroken = true;
    }
  };
  return {
    watchdogMs: isWatched ? Number(usec) / 1_000 : null,
    ready: () => say("READY=1"),
    reloading: () => say("RELOADING=1"),
    stopping: () => say("STOPPING=1"),
    alive: () => say("WATCHDOG=1"),
    status: (text) => say(`STATUS=${text.replaceAll(/\s+/g, " ").slice(0, MOST_STATUS_LETTERS)}`),
  };
}
