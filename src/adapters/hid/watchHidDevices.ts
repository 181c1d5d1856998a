import { Observable, share } from "rxjs";
import { after, every } from "../../shared/time.ts";
import { type HidWorld, hidSignature } from "./hidWorld.ts";
import type { WatchFolder } from "./watchFolder.ts";

/** A plug brings several names and then their permissions: they are looked at together. */
export const SETTLE_MS = 100;
/** How often we look beside being told: a container's `/dev` may tell nothing. */
export const SLOW_LOOK_MS = 30_000;
/** How often we look where nobody tells. */
export const QUICK_LOOK_MS = 2_000;

/**
 * Says so whenever a HID device comes, goes, comes back under the same name, or may be opened by others than before.
 * Looks at the kernel's list only when something happened in `/dev`. One watch serves all who listen.
 */
export function watchHidDevices(world: HidWorld, watchFolder: WatchFolder): Observable<void> {
  return new Observable<void>((listener) => {
    const watching = new HidWatch(world, () => listener.next());
    watching.start(watchFolder);
    return () => watching.stop();
  }).pipe(share());
}

class HidWatch {
  readonly #world: HidWorld;
  readonly #changed: () => void;
  #known: string;
  #unwatch: (() => void) | null = null;
  #stopTimer: (() => void) | null = null;
  #settling: (() => void) | null = null;

  constructor(world: HidWorld, changed: () => void) {
    this.#world = world;
    this.#changed = changed;
    this.#known = hidSignature(world);
  }

  start(watchFolder: WatchFolder): void {
    this.#unwatch = watchFolder(this.#world.dev, {
      told: (name) => {
        if (name === null || name.startsWith("hidraw")) this.#settle();
      },
      failed: () => {
        this.#unwatch?.();
        this.#lookEvery(QUICK_LOOK_MS);
      },
    });
    this.#lookEvery(this.#unwatch === null ? QUICK_LOOK_MS : SLOW_LOOK_MS);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#settling?.();
    this.#unwatch?.();
  }

  /** Older kernels tell of every report that is written, too: those are many, and nothing has changed. */
  #settle(): void {
    this.#settling ??= after(SETTLE_MS, () => {
      this.#settling = null;
      this.#look();
    });
  }

  #lookEvery(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = every(ms, () => this.#look());
  }

  #look(): void {
    const now = hidSignature(this.#world);
    if (now === this.#known) return;
    this.#known = now;
    this.#changed();
  }
}
