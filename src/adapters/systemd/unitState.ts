import { execFile } from "node:child_process";

/** What systemd knows of one of its units. */
export interface UnitState {
  readonly name: string;
  /** `active`, `activating`, `inactive`, `failed`. */
  readonly active: string;
  /** `running`, `auto-restart`, `dead`. */
  readonly sub: string;
  /** `enabled`: it starts at boot. */
  readonly file: string;
  /** How it ended last: `success`, `exit-code`, `watchdog`. */
  readonly result: string;
  readonly exitStatus: number;
  readonly restarts: number;
  readonly pid: number;
  readonly user: string;
  readonly groups: readonly string[];
}

/** Runs a program of this machine and gives what it prints; null when it fails, is missing, or takes too long. */
export type AskProgram = (program: string, words: readonly string[]) => Promise<string | null>;

const LIMIT_MS = 5_000;

/** The programs of this machine. */
export const askProgram: AskProgram = (program, words) =>
  new Promise((resolve) => {
    execFile(program, [...words], { timeout: LIMIT_MS, maxBuffer: 1_048_576 }, (error, out) =>
      resolve(error ? null : out),
    );
  });

const properties = [
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "Result",
  "ExecMainStatus",
  "NRestarts",
  "MainPID",
  "User",
  "SupplementaryGroups",
] as const;

/** A unit as systemd has it; null where there is no systemd, or no such unit. */
export async function unitState(name: string, ask: AskProgram): Promise<UnitState | null> {
  const said = await ask("systemctl", ["show", name, `--property=${properties.join(",")}`]);
  const pairs = new Map(
    (said ?? "").split("\n").flatMap((line) => {
      const cut = line.indexOf("=");
      return cut < 0 ? [] : [[line.slice(0, cut), line.slice(cut + 1)] as const];
    }),
  );
  if (pairs.get("LoadState") !== "loaded") return null;
  const text = (key: (typeof properties)[number]): string => pairs.get(key) ?? "";
  return {
    name,
    active: text("ActiveState"),
    sub: text("SubState"),
    file: text("UnitFileState"),
    result: text("Result"),
    exitStatus: Number(text("ExecMainStatus")),
    restarts: Number(text("NRestarts")),
    pid: Number(text("MainPID")),
    user: text("User"),
    groups: text("SupplementaryGroups")
      .split(" ")
      .filter((group) => group !== ""),
  };
}
