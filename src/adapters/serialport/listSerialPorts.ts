import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { within } from "../../shared/time.ts";

/** What udev or the kernel knows of a serial adapter. */
interface KnownPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/** One serial port of this machine. */
export interface SerialPortInfo {
  readonly path: string;
  /** Names that stay the same at every boot: by the adapter's serial number, and by the socket it is plugged into. */
  readonly byId: string | null;
  readonly byPath: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serialNumber: string | null;
  readonly vendorId: string | null;
  readonly productId: string | null;
  /** Whether this user may open it. */
  readonly mayOpen: boolean;
  /** The group that may. */
  readonly group: string | null;
}

export interface PortWorld {
  /** serialport's own list, which asks udev; rejects where that is missing. */
  readonly list: () => Promise<readonly KnownPort[]>;
  readonly dev: string;
  readonly sys: string;
  /** The system's table of groups. */
  readonly groups: string;
  /** Whether this user may read and write a file. */
  readonly mayOpen: (path: string) => boolean;
}

const LIST_LIMIT_MS = 5_000;

/** This machine. */
export const realPortWorld: PortWorld = {
  list: async () => {
    const { SerialPort } = await import("serialport");
    return SerialPort.list();
  },
  dev: "/dev",
  sys: "/sys",
  groups: "/etc/group",
  mayOpen: (path) =>
    attempt(() => {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    }) ?? false,
};

/** Serial ports with a device behind them. Never fails: what cannot be found out is null. */
export async function listSerialPorts(world: PortWorld): Promise<SerialPortInfo[]> {
  const told = await within(LIST_LIMIT_MS, world.list(), () => new Error("no answer")).catch(() => []);
  const known = new Map(told.map((port) => [port.path, port]));
  const paths = new Set([
    ...told.map(({ path }) => path).filter((path) => hasDevice(path, world)),
    ...kernelPorts(world),
    ...links(world, "by-id").map(target),
  ]);
  const byId = namesOf(world, "by-id");
  const byPath = namesOf(world, "by-path");
  return [...paths]
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((path) => {
      const { manufacturer, serialNumber, vendorId, productId } = known.get(path) ?? {};
      const usb = usbFolder(path, world);
      return {
        path,
        byId: byId.get(path) ?? null,
        byPath: byPath.get(path) ?? null,
        manufacturer: read(usb, "manufacturer") ?? manufacturer ?? null,
        product: read(usb, "product"),
        serialNumber: read(usb, "serial") ?? serialNumber ?? null,
        vendorId: read(usb, "idVendor") ?? vendorId ?? null,
        productId: read(usb, "idProduct") ?? productId ?? null,
        mayOpen: world.mayOpen(path),
        group: groupOf(path, world),
      };
    });
}

/** UARTs that the kernel prepared for and no machine has: their type is 0. */
function hasDevice(path: string, { sys }: PortWorld): boolean {
  const type = read(join(sys, "class/tty", basename(path)), "type");
  return type === null || type !== "0";
}

/** Ports that the kernel has with hardware behind them. */
function kernelPorts(world: PortWorld): string[] {
  return entries(join(world.sys, "class/tty"))
    .filter((name) => /^tty(USB|ACM|AMA|S|O|mxc|XRUSB|SC)\d+$/.test(name))
    .map((name) => join(world.dev, name))
    .filter((path) => hasDevice(path, world) && exists(path));
}

function links({ dev }: PortWorld, kind: string): string[] {
  const folder = join(dev, "serial", kind);
  return entries(folder).map((name) => join(folder, name));
}

const namesOf = (world: PortWorld, kind: string): ReadonlyMap<string, string> =>
  new Map(links(world, kind).map((name) => [target(name), name]));

/** The folder of the USB device that a tty belongs to: some steps above the tty's own. */
function usbFolder(path: string, { sys }: PortWorld): string | null {
  let folder = attempt(() => realpathSync(join(sys, "class/tty", basename(path), "device")));
  for (let step = 0; folder !== null && step < 4; step++) {
    if (read(folder, "idVendor") !== null) return folder;
    folder = dirname(folder);
  }
  return null;
}

function groupOf(path: string, { groups }: PortWorld): string | null {
  const gid = attempt(() => statSync(path).gid);
  const lines = (attempt(() => readFileSync(groups, "utf8")) ?? "").split("\n");
  const line = lines.map((one) => one.split(":")).find(([, , id]) => gid !== null && id === String(gid));
  return line?.[0] ?? null;
}

function read(folder: string | null, name: string): string | null {
  if (folder === null) return null;
  const text = attempt(() => readFileSync(join(folder, name), "utf8").trim());
  return text === "" ? null : text;
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
const entries = (folder: string): string[] => attempt(() => readdirSync(folder).toSorted()) ?? [];
const target = (path: string): string => attempt(() => realpathSync(path)) ?? path;

/** Whatever is missing or forbidden is not known. */
function attempt<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
