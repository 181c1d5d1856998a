import { constants, readdirSync, readlinkSync, statSync } from "node:fs";
import { access } from "node:fs/promises";
import { basename, join } from "node:path";

/** Where Linux keeps its devices; somewhere else in tests. */
export interface HidWorld {
  /** Such as `/dev`. */
  readonly dev: string;
  /** Such as `/sys/class/hidraw`. */
  readonly sys: string;
  /** Rejects with the system's code where this user may not both read and write a file. */
  readonly access: (path: string) => Promise<void>;
}

/** This machine. What is listed under `/sys` may be read by everybody, also where the device itself may not. */
export const realHidWorld: HidWorld = {
  dev: "/dev",
  sys: "/sys/class/hidraw",
  access: (path) => access(path, constants.R_OK | constants.W_OK),
};

/** More than this on one machine is no call centre's seat island. */
const MOST_DEVICES = 256;

const numberOf = (name: string): number => Number(name.slice("hidraw".length));

/** The kernel's names of all HID devices, in the order of their numbers; empty where the system has none. */
export function hidrawNames({ sys }: HidWorld): string[] {
  return (attempt(() => readdirSync(sys)) ?? [])
    .filter((name) => /^hidraw\d+$/.test(name))
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .slice(0, MOST_DEVICES);
}

/**
 * Which device a name leads to now, as one text; null when there is none. The kernel counts every plugging-in, so that
 * a device plugged in again is another one, also under the same name.
 */
export function hidIdentity(path: string, { sys }: HidWorld): string | null {
  return attempt(() => readlinkSync(join(sys, basename(path))));
}

/** Everything that can change about the devices and what we may do with them, as one text. */
export function hidSignature(world: HidWorld): string {
  return hidrawNames(world)
    .map((name) => `${name} ${hidIdentity(name, world)} ${permissionsOf(name, world)}`)
    .join("\n");
}

function permissionsOf(name: string, { dev }: HidWorld): string | null {
  return attempt(() => {
    const { mode, uid, gid, ino } = statSync(join(dev, name));
    return `${mode} ${uid} ${gid} ${ino}`;
  });
}

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
