import { realpathSync } from "node:fs";

/** What is missing, forbidden or gone meanwhile is not known: null. */
export function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

/** A path without links; itself where there is nothing. */
export const realPathOf = (path: string): string => attempt(() => realpathSync(path)) ?? path;
