import { watch } from "node:fs";

/** Who wants to know what happens in a folder. */
export interface FolderListener {
  /** Something happened to the entry of this name; null where the system does not say to which. */
  readonly told: (name: string | null) => void;
  /** Nothing more will be told. */
  readonly failed: () => void;
}

/** Watches until the answer is called; null where the system cannot, or watches as much as it may already. */
export type WatchFolder = (folder: string, listener: FolderListener) => (() => void) | null;

/** The kernel's own watch: it costs nothing while nothing happens. */
export const watchFolder: WatchFolder = (folder, { told, failed }) => {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => told(name));
    watcher.on("error", failed);
    return () => watcher.close();
  } catch {
    return null;
  }
};
