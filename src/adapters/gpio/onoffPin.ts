import { isMainThread } from "node:worker_threads";

/** What we use of onoff's `Gpio`, so that tests can hand in another. */
export interface OnoffPin {
  readSync(): number;
  writeSync(value: 0 | 1): void;
  direction(): string;
  setDirection(direction: "in" | "high" | "low"): void;
  activeLow(): boolean;
  setActiveLow(isLow: boolean): void;
  edge(): string;
  watch(listener: (error: Error | null | undefined, value: number) => void): void;
  unexport(): void;
}

export type MakePin = (
  number: number,
  direction: "in" | "high" | "low",
  edge: "none" | "both",
  options: { readonly activeLow: boolean; readonly debounceTimeout?: number },
) => OnoffPin;

/**
 * The real package. Its native part is compiled when it is installed, and it must never be loaded in a worker: it is
 * not made for that, and a second loading crashes the process.
 */
export async function loadOnoff(): Promise<MakePin> {
  if (!isMainThread) throw new Error("onoff must not be loaded in a worker");
  const { Gpio } = await import("onoff");
  return (number, direction, edge, options) => new Gpio(number, direction, edge, { ...options });
}
