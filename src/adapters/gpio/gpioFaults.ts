import { Fault, reasonOf } from "../../ports/fault.ts";
import { codeOf } from "./koffiKernel.ts";

/** A package that reaches GPIO is not installed, or its native part was not made. */
export function libraryFault(name: "onoff" | "koffi", cause: unknown): Fault {
  const advice =
    name === "onoff"
      ? "sudo apt install build-essential python3, then npm rebuild epoll where Bandeau is installed; or write backend: gpiochip"
      : "npm install koffi@3.3.4 where Bandeau is installed; or write backend: onoff";
  const reason = reasonOf(cause);
  // The loader of native parts lists every folder in which it looked.
  const [first = ""] = reason.split("\n");
  const why = /bindings file/.test(first) ? "its native part, epoll, was not compiled" : first;
  return new Fault("GPIO_LIBRARY_MISSING", `cannot load ${name}: ${why}`, advice, cause);
}

/** sysfs cannot be used by onoff on this kernel. */
export function sysfsFault(state: "new" | "none"): Fault {
  const message =
    state === "new"
      ? "this kernel has /sys/class/gpio without an export for all lines, which onoff needs"
      : "this kernel has no /sys/class/gpio, which onoff needs";
  return new Fault("GPIO_NO_SYSFS", message, "write backend: auto or backend: gpiochip");
}

export function deniedFault(path: string, cause: unknown): Fault {
  return new Fault(
    "GPIO_DENIED",
    `cannot open ${path}: permission denied`,
    "add the user to group gpio (sudo usermod -aG gpio bandeau) and start again; where there is no such group, install systemd/60-bandeau.rules; the service also needs DeviceAllow=char-gpiochip rw",
    cause,
  );
}

/** Somebody else has the line: another program, an export in sysfs, a driver of the kernel. */
export function busyFault(what: string, holder: string | null, cause: unknown): Fault {
  const by = holder === null ? "somebody else" : `'${holder}'`;
  return new Fault(
    "GPIO_BUSY",
    `${what} is in use by ${by}`,
    holder === "sysfs"
      ? "it was exported in sysfs: write its number to /sys/class/gpio/unexport, or use backend: onoff"
      : "stop the other program, or take the line out of the overlay in config.txt that uses it; gpioinfo shows who holds what",
    cause,
  );
}

/** The line was taken away while we held it. */
export function goneFault(what: string, cause: unknown): Fault {
  return new Fault(
    "GPIO_GONE",
    `${what} is not ours any more: ${reasonOf(cause)}`,
    "something else released the line or the chip was unplugged; it is taken again by itself",
    cause,
  );
}

/** onoff takes a line that is exported already as it is, and says nothing when it cannot change it. */
export function misconfiguredFault(what: string, is: string, wanted: string): Fault {
  return new Fault(
    "GPIO_MISCONFIGURED",
    `${what} is ${is} and cannot be made ${wanted}`,
    "another program has exported the line: stop it and write the number to /sys/class/gpio/unexport; or give this user the rights on its files",
  );
}

/** What failed when a line was asked for. */
export function requestFault(what: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  if (code === "EBUSY") return busyFault(what, null, error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return deniedFault(what, error);
  if (code === "ENODEV" || code === "ENOENT" || code === "ENXIO") return goneFault(what, error);
  if (code === "EINVAL")
    return new Fault(
      "GPIO_LINE",
      `the kernel knows no ${what}, or the line cannot do this`,
      "bandeau doctor gpio shows the chips and where each begins to count; an input-only line cannot light a lamp",
      error,
    );
  return new Fault(
    "GPIO_BROKEN",
    `${what} failed: ${reasonOf(error)}`,
    "bandeau doctor gpio shows what is there; dmesg | tail tells what the kernel says",
    error,
  );
}
