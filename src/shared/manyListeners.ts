import { setMaxListeners } from "node:events";

/** One signal may stop dozens of devices; Node takes more than ten listeners for a leak and warns. */
export function manyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
