import { execFileSync } from "node:child_process";

/** A pipe with a name, which nobody writes into: whoever opens it to read waits for ever. */
export function namedPipe(path: string): void {
  execFileSync("mkfifo", [path]);
}
