import type { Stats } from "node:fs";
import { Fault } from "../../ports/fault.ts";

const WRITABLE_BY_ALL = 0o002;
/** As of /tmp: nobody may rename or delete what is somebody else's. */
const STICKY = 0o1000;
const ROOT = 0;

/** What we keep must not be taken away, replaced or forged by others of the machine, also where a link leads elsewhere. */
export function mustBeSafe(
  folder: string,
  { uid, mode }: Pick<Stats, "uid" | "mode">,
  self = process.getuid?.() ?? ROOT,
): void {
  if (self !== ROOT && uid !== self && uid !== ROOT)
    throw new Fault(
      "STATE_FOLDER_OWNER",
      `${folder} belongs to somebody else (user ${uid})`,
      "look where a link leads; let the service's user own the folder, mode 0700, or name another as stateFolder",
    );
  if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)
    throw new Fault(
      "STATE_FOLDER_OPEN",
      `everybody on this machine may write into ${folder}`,
      `chmod 0700 ${folder}`,
    );
}
