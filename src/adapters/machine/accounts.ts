import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "./attempt.ts";

/** Somebody who may or may not do something here. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly groups: ReadonlySet<number>;
}

const rows = (etc: string, file: string): string[][] =>
  (attempt(() => readFileSync(join(etc, file), "utf8")) ?? "").split("\n").map((line) => line.split(":"));

/** A user of this machine with all groups, and with those that a service adds; null when there is no such user. */
export function accountOf(name: string, also: readonly string[], etc: string): Account | null {
  const row = rows(etc, "passwd").find(([user]) => user === name);
  if (row === undefined) return null;
  const groups = rows(etc, "group").filter(
    ([group = "", , , members = ""]) => also.includes(group) || members.split(",").includes(name),
  );
  return {
    name,
    uid: Number(row[2]),
    groups: new Set([Number(row[3]), ...groups.map(([, , id]) => Number(id))]),
  };
}

/** The name of a group; its number where nobody named it. */
export const groupName = (id: number, etc: string): string =>
  rows(etc, "group").find(([, , number]) => number === String(id))?.[0] ?? String(id);

/** What somebody wants to do with a file. */
const wishes = { read: 0o4, readAndWrite: 0o6, writeInto: 0o3 } as const;

/** Which group a file belongs to, and whether somebody may do this with it; null when it is not there. */
export function permissionOf(
  path: string,
  { uid, groups }: Account,
  wish: keyof typeof wishes = "readAndWrite",
): { readonly may: boolean; readonly group: number } | null {
  const stat = attempt(() => statSync(path));
  if (stat === null) return null;
  const bits = stat.uid === uid ? stat.mode >> 6 : groups.has(stat.gid) ? stat.mode >> 3 : stat.mode;
  return { may: uid === 0 || (bits & wishes[wish]) === wishes[wish], group: stat.gid };
}
