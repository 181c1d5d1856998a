import { closeSync, constants as files, openSync, readSync } from "node:fs";
import { constants } from "node:os";
import type { GpioKernel } from "./gpioKernel.ts";

/** fcntl(2): set the flags of an open file. The same number on every Linux that Node runs on. */
const F_SETFL = 4;

/** The real kernel, through koffi, which brings its own native part and needs no compiler. */
export async function loadKernel(): Promise<GpioKernel> {
  const { default: koffi } = await import("koffi");
  // The program's own libc, so that a library loaded before it can stand in for the kernel.
  const libc = koffi.load(null);
  const ioctl = libc.func("int ioctl(int fd, unsigned long request, void *data)");
  const fcntl = libc.func("int fcntl(int fd, int command, int flags)");
  const checked = (call: string, result: unknown): void => {
    if (typeof result === "number" && result >= 0) return;
    throw systemError(call, koffi.errno());
  };
  return {
    open: (path) => openSync(path, files.O_RDWR),
    ioctl: (fd, request, data) => checked("ioctl", ioctl(fd, request, data)),
    neverWait: (fd) => checked("fcntl", fcntl(fd, F_SETFL, files.O_NONBLOCK)),
    read: (fd, into) => readWhatWaits(fd, into),
    close: closeSync,
  };
}

function readWhatWaits(fd: number, into: Uint8Array): number {
  try {
    return readSync(fd, into, 0, into.length, null);
  } catch (error) {
    if (codeOf(error) === "EAGAIN") return 0;
    throw error;
  }
}

/** The system's word for an error, such as EBUSY; an empty text where it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "";
}

function systemError(call: string, errno: number): Error {
  const [code = `errno ${errno}`] =
    Object.entries(constants.errno).find(([, number]) => number === errno) ?? [];
  return Object.assign(new Error(`${code}: ${call}`), { code });
}
