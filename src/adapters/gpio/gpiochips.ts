import type { GpioChip } from "../../ports/gpioChips.ts";
import { newChipInfo, newLineInfo, readChipInfo, readLineInfo, requests } from "./gpioAbi.ts";
import type { GpioKernel } from "./gpioKernel.ts";
import { chipPaths, type GpioWorld } from "./gpioWorld.ts";
import { codeOf } from "./koffiKernel.ts";

/** A chip with a character device. */
export interface DeviceChip extends GpioChip {
  readonly path: string;
}

export interface ChipList {
  readonly chips: readonly DeviceChip[];
  /** Devices that this user may not open. */
  readonly denied: readonly string[];
}

/** All chips, as their devices tell of themselves. One that is pulled out while we look is left out. */
export function kernelChips(world: Pick<GpioWorld, "dev">, kernel: GpioKernel): ChipList {
  const chips: DeviceChip[] = [];
  const denied: string[] = [];
  for (const path of chipPaths(world)) {
    try {
      chips.push(askChip(path, kernel));
    } catch (error) {
      if (codeOf(error) === "EACCES" || codeOf(error) === "EPERM") denied.push(path);
    }
  }
  return { chips, denied };
}

function askChip(path: string, kernel: GpioKernel): DeviceChip {
  const fd = kernel.open(path);
  try {
    const info = newChipInfo();
    kernel.ioctl(fd, requests.chipInfo, info);
    const { label, lines } = readChipInfo(info);
    return { label, lines, base: null, path };
  } finally {
    kernel.close(fd);
  }
}

/** What the kernel knows of a line, and who holds it. */
export function lineInfo(fd: number, offset: number, kernel: GpioKernel): ReturnType<typeof readLineInfo> {
  const info = newLineInfo(offset);
  kernel.ioctl(fd, requests.lineInfo, info);
  return readLineInfo(info);
}

/** The names of a chip's lines, in their order; empty where a line has none. */
export const lineNames = (fd: number, { lines }: DeviceChip, kernel: GpioKernel): string[] =>
  Array.from({ length: lines }, (_, offset) => lineInfo(fd, offset, kernel).name);
