import { existsSync } from "node:fs";
import type { Clock } from "../../ports/clock.ts";
import { monotonicMs, wallMs } from "../../shared/time.ts";

/** systemd-timesyncd keeps this folder; the file in it appears with the first answer of a time server. */
const timesyncFolder = "/run/systemd/timesync";
const syncedFile = "/run/systemd/timesync/synchronized";
/** No clock that is right shows a moment before this program was written. */
const notBefore = Date.UTC(2026, 0, 1);
/** How long an answer about synchronisation is good for. */
const askAgainAfterMs = 10_000;

/** The clocks of this machine. A Raspberry Pi has no battery for the wall clock, so it is asked whether it is right. */
export function systemClock(exists: (path: string) => boolean = existsSync): Clock {
  let synced = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    wall: wallMs,
    monotonic: monotonicMs,
    isSynced() {
      if (monotonicMs() - askedAt >= askAgainAfterMs) {
        askedAt = monotonicMs();
        synced = wallMs() >= notBefore && (!exists(timesyncFolder) || exists(syncedFile));
      }
      return synced;
    },
  };
}
