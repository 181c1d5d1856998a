import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { release } from "node:os";
import { dirname, join } from "node:path";
import type { GpioChip } from "../../ports/gpioChips.ts";
import type { GpioKernel } from "./gpioKernel.ts";
import { loadKernel } from "./koffiKernel.ts";
import { loadOnoff, type MakePin } from "./onoffPin.ts";

/** Where GPIO is found, and the packages that reach it: tests have folders and packages of their own. */
export interface GpioWorld {
  /** sysfs: `class/gpio` and `bus/gpio/devices` are in it. */
  readonly sys: string;
  /** Where `gpiochipN` are. */
  readonly dev: string;
  /** The file in which a board says what it is. */
  readonly boardFile: string;
  readonly kernelRelease: string;
  /** onoff, loaded when it is needed. */
  readonly loadOnoff: () => Promise<MakePin>;
  /** The kernel's calls, loaded when they are needed. */
  readonly loadKernel: () => Promise<GpioKernel>;
}

/** This machine. */
export const realGpioWorld: GpioWorld = {
  sys: "/sys",
  dev: "/dev",
  boardFile: "/proc/device-tree/model",
  kernelRelease: release(),
  loadOnoff,
  loadKernel,
};

export type WhereGpio = Pick<GpioWorld, "sys" | "dev">;

/** More chips than this are no machine that we know. */
const MOST_CHIPS = 64;

/** What the board calls itself, such as `Raspberry Pi 5 Model B Rev 1.0`; null where it does not say. */
export const boardName = ({ boardFile }: Pick<GpioWorld, "boardFile">): string | null =>
  attempt(() => readFileSync(boardFile, "latin1").replaceAll("\0", "").trim()) || null;

/**
 * What sysfs offers for GPIO: `legacy` with one `export` for all lines, which onoff needs; `new` with an `export` for
 * each chip and none for all, as kernels are going to have it; `none`.
 */
export type SysfsState = "legacy" | "new" | "none";

export function sysfsState({ sys }: Pick<GpioWorld, "sys">): SysfsState {
  const folder = join(sys, "class/gpio");
  if (attempt(() => statSync(join(folder, "export"))) !== null) return "legacy";
  return attempt(() => statSync(folder)) === null ? "none" : "new";
}

const namesIn = (folder: string): string[] =>
  (attempt(() => readdirSync(folder)) ?? [])
    .filter((name) => /^gpiochip\d+$/.test(name))
    .toSorted((a, b) => Number(a.slice("gpiochip".length)) - Number(b.slice("gpiochip".length)))
    .slice(0, MOST_CHIPS);

/** The chips that sysfs lists, with their bases; the digits in the folders' names are bases, not those of `/dev`. */
export function sysfsChips(world: WhereGpio): GpioChip[] {
  const folder = join(world.sys, "class/gpio");
  return namesIn(folder).flatMap((name) => {
    const text = (file: string): string | null =>
      attempt(() => readFileSync(join(folder, name, file), "utf8").trim());
    const label = text("label");
    const base = Number(text("base") ?? Number.NaN);
    const lines = Number(text("ngpio") ?? Number.NaN);
    if (label === null || !Number.isInteger(base) || !Number.isInteger(lines)) return [];
    return [{ label, base, lines, path: devicePath(join(folder, name, "device"), world) }];
  });
}

/** Which `/dev/gpiochipN` belongs to a chip of sysfs: both hang on the same device. Null where that is not sure. */
function devicePath(deviceLink: string, { sys, dev }: WhereGpio): string | null {
  const device = attempt(() => realpathSync(deviceLink));
  if (device === null) return null;
  const folder = join(sys, "bus/gpio/devices");
  const names = namesIn(folder).filter((name) => {
    const place = attempt(() => realpathSync(join(folder, name)));
    return place !== null && (place === device || dirname(place) === device);
  });
  const [name] = names;
  return name === undefined || names.length > 1 ? null : join(dev, name);
}

/** The character devices, each once: older systems have second names for one chip. */
export function chipPaths({ dev }: Pick<GpioWorld, "dev">): string[] {
  const real = namesIn(dev).flatMap((name) => attempt(() => realpathSync(join(dev, name))) ?? []);
  return [...new Set(real)];
}

/** What a site wrote as chip, with second names of a device resolved. */
export const realChipName = (chip: string, { dev }: Pick<GpioWorld, "dev">): string =>
  /^(\/dev\/)?gpiochip\d+$/.test(chip)
    ? (attempt(() => realpathSync(join(dev, chip.replace("/dev/", "")))) ?? chip)
    : chip;

function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
