import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Fault, reasonOf } from "../../ports/fault.ts";
import type { HidDeviceInfo } from "../../ports/hid.ts";
import type { HidWorld } from "./hidWorld.ts";

/** What Linux knows of a HID device: `hidraw3` or `/dev/hidraw3`. The descriptor is the one after the kernel's corrections. */
export async function readHidraw(
  path: string,
  { dev, sys }: Pick<HidWorld, "dev" | "sys">,
): Promise<HidDeviceInfo> {
  const name = basename(path);
  if (!/^hidraw\d+$/.test(name))
    throw new Fault(
      "HID_NAME",
      `${path} is no HID device`,
      "name one as /dev/hidraw0; ls /dev/hidraw* lists them",
    );
  const device = join(sys, name, "device");
  try {
    const [descriptor, uevent] = await Promise.all([
      readFile(join(device, "report_descriptor")),
      readFile(join(device, "uevent"), "utf8"),
    ]);
    const known = new Map(uevent.split("\n").map((line) => split(line)));
    const text = (key: string): string | null => known.get(key) || null;
    const [, vendor = "", product = ""] = (text("HID_ID") ?? "").split(":");
    return {
      path: join(dev, name),
      vendorId: Number.parseInt(vendor, 16) || 0,
      productId: Number.parseInt(product, 16) || 0,
      product: text("HID_NAME"),
      serialNumber: text("HID_UNIQ"),
      physicalPath: text("HID_PHYS"),
      descriptor: Uint8Array.from(descriptor),
    };
  } catch (cause) {
    throw new Fault(
      "HID_GONE",
      `the system knows no ${name}: ${reasonOf(cause)}`,
      "plug the headset in and look for its number with ls -l /sys/class/hidraw; it changes at each replug",
      cause,
    );
  }
}

function split(line: string): [string, string] {
  const equals = line.indexOf("=");
  return [line.slice(0, Math.max(0, equals)), line.slice(equals + 1).trim()];
}
