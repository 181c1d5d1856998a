import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's folder, whether this is run from `test` or was built into `dist`. */
export const topFolder = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
})();
