import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { attempt } from "./attempt.ts";

/** More processes than this are looked at on no machine of ours. */
const MOST_PROCESSES = 4_096;
/** Files of one process that are looked at. */
const MOST_FILES = 1_024;
/** What a site's file is called where nobody says. */
const USUAL_CONFIG = "/etc/bandeau/bandeau.yaml";

/** A program that runs now. */
export interface RunningProcess {
  readonly pid: number;
  /** As the kernel calls it: `ModemManager`. */
  readonly name: string;
}

/** A daemon of ours that runs now, with the site's file that it reads. */
export interface RunningDaemon extends RunningProcess {
  readonly config: string;
}

const pidsIn = (proc: string): number[] =>
  (attempt(() => readdirSync(proc)) ?? [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .toSorted((a, b) => a - b)
    .slice(0, MOST_PROCESSES);

const nameOf = (proc: string, pid: number): string =>
  attempt(() => readFileSync(join(proc, String(pid), "comm"), "utf8").trim()) ?? "a program";

/** Who has a device open. Of other users' processes only root may know, so that nobody found proves nothing. */
export function holdersOf(path: string, proc: string): readonly RunningProcess[] {
  const device = attempt(() => realpathSync(path));
  if (device === null) return [];
  return pidsIn(proc)
    .filter((pid) => hasOpen(device, join(proc, String(pid), "fd")))
    .map((pid) => ({ pid, name: nameOf(proc, pid) }));
}

const hasOpen = (device: string, folder: string): boolean =>
  (attempt(() => readdirSync(folder)) ?? [])
    .slice(0, MOST_FILES)
    .some((name) => attempt(() => readlinkSync(join(folder, name))) === device);

/** The daemons of ours that run on this machine. */
export function runningDaemons(proc: string): readonly RunningDaemon[] {
  return pidsIn(proc).flatMap((pid) => {
    const folder = join(proc, String(pid));
    const words =
      attempt(() => readFileSync(join(folder, "cmdline"), "utf8").replace(/\0$/, "").split("\0")) ?? [];
    const config = configOf(words);
    if (config === null) return [];
    const from = attempt(() => readlinkSync(join(folder, "cwd"))) ?? "/";
    return [{ pid, name: nameOf(proc, pid), config: resolve(from, config) }];
  });
}

/** The file behind `bandeau run`; null when these words start something else. */
function configOf(words: readonly string[]): string | null {
  const program = words.findIndex((word) => /^bandeau(\.cjs)?$/.test(basename(word)));
  if (program < 0 || words[program + 1] !== "run") return null;
  const rest = words.slice(program + 2);
  for (const [index, word] of rest.entries()) {
    if (word === "--config" || word === "-c") return rest[index + 1] ?? USUAL_CONFIG;
    if (word.startsWith("--config=")) return word.slice("--config=".length);
  }
  return USUAL_CONFIG;
}
