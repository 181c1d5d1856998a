import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** Where udev keeps names that stay: by the adapter's serial number first, by the USB socket where it has none. */
export const stableFolders: readonly string[] = ["/dev/serial/by-id", "/dev/serial/by-path"];

/** The name of the same port that survives a boot; null when there is none. Looks into folders, opens no port. */
export function stablePortName(port: string, folders: readonly string[]): string | null {
  for (const folder of folders)
    for (const name of listing(folder)) {
      const path = join(folder, name);
      if (target(path) === target(port)) return path;
    }
  return null;
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function target(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A link to a port that is unplugged leads nowhere.
    return path;
  }
}
