import { Fault, reasonOf } from "../../ports/fault.ts";

/** How the system calls a failure; "" when it did not come from the system. */
export const systemCode = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "";

/** Why the log cannot be read. It is not replaced by an empty one: there may be facts in it. */
export function readFault(path: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  return new Fault(
    "FACT_LOG_READ",
    `cannot read ${path}: ${reasonOf(cause)}`,
    "let the service user own this file, or move it away; facts that it holds are sent once it can be read",
    cause,
  );
}

export function lockedFault(path: string): Fault {
  return new Fault(
    "FACT_LOG_LOCKED",
    `${path} is in use by another process`,
    "stop the other bandeau on this machine, or give each of them a state folder of its own",
  );
}

/** Why nothing can be written now. */
export function writeFault(path: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  switch (systemCode(cause)) {
    case "ENOSPC":
    case "EDQUOT":
      return new Fault(
        "FACT_LOG_DISK_FULL",
        `cannot write ${path}: the disk is full`,
        "make room on that disk; facts are kept again by themselves once there is some",
        cause,
      );
    case "EROFS":
      return new Fault(
        "FACT_LOG_READ_ONLY",
        `cannot write ${path}: the file system is read-only`,
        "mount it for writing; a memory card that became read-only by itself is worn out: replace it",
        cause,
      );
    case "EACCES":
    case "EPERM":
      return new Fault(
        "FACT_LOG_DENIED",
        `cannot write ${path}: permission denied`,
        "let the service user own this folder, mode 0700, as StateDirectory= of systemd does",
        cause,
      );
    default:
      return new Fault(
        "FACT_LOG_WRITE",
        `cannot write ${path}: ${reasonOf(cause)}`,
        "name a folder that exists on a disk that works",
        cause,
      );
  }
}
