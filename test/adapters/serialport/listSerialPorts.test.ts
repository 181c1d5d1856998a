import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  listSerialPorts,
  type PortWorld,
  realPortWorld,
} from "../../../src/adapters/serialport/listSerialPorts.ts";
import { devicesCommand } from "../../../src/cli/devices.ts";
import { recordingTerminal } from "../../cli/recordingTerminal.ts";

let root = "";
let world: PortWorld;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bandeau-ports-"));
  world = {
    list: () => Promise.reject(new Error("spawn udevadm ENOENT")),
    dev: join(root, "dev"),
    sys: join(root, "sys"),
    groups: join(root, "group"),
    mayOpen: realPortWorld.mayOpen,
  };
  mkdirSync(world.dev, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** An adapter as the kernel shows it, with udev's names where it has any. */
function plug(
  name: string,
  { byId = "", byPath = "", usb = {} }: { byId?: string; byPath?: string; usb?: object } = {},
): string {
  const path = join(world.dev, name);
  writeFileSync(path, "");
  const device = join(root, "devices", `usb-${name}`, "interface", name);
  mkdirSync(device, { recursive: true });
  for (const [file, text] of Object.entries(usb))
    writeFileSync(join(root, "devices", `usb-${name}`, file), `${text}\n`);
  mkdirSync(join(world.sys, "class/tty", name), { recursive: true });
  symlinkSync(device, join(world.sys, "class/tty", name, "device"));
  for (const [kind, link] of [
    ["by-id", byId],
    ["by-path", byPath],
  ]) {
    if (link === "") continue;
    mkdirSync(join(world.dev, "serial", String(kind)), { recursive: true });
    symlinkSync(path, join(world.dev, "serial", String(kind), String(link)));
  }
  return path;
}

const ftdi = {
  idVendor: "0403",
  idProduct: "6001",
  manufacturer: "FTDI",
  product: "FT232R USB UART",
  serial: "A50285BI",
};

async function devices(options: { models?: boolean; json?: boolean } = {}): Promise<string> {
  const { terminal, written } = recordingTerminal();
  const noHid = { dev: world.dev, sys: join(root, "sys/class/hidraw"), access: async () => undefined };
  expect(await devicesCommand({ models: false, json: false, ...options }, terminal, world, noHid)).toBe(0);
  return written();
}

describe("serial ports", () => {
  it("are found by what the kernel shows where udev cannot be asked", async () => {
    const path = plug("ttyUSB0", { byId: "usb-FTDI-if00", byPath: "pci-1", usb: ftdi });
    plug("ttyUSB10");
    plug("ttyUSB2");
    const gid = statSync(path).gid;
    writeFileSync(world.groups, `root:x:99999:\nserial:x:${gid}:\n`);
    const ports = await listSerialPorts(world);
    expect(ports.map((port) => port.path.slice(world.dev.length))).toEqual([
      "/ttyUSB0",
      "/ttyUSB2",
      "/ttyUSB10",
    ]);
    expect(ports[0]).toEqual({
      path,
      byId: join(world.dev, "serial/by-id/usb-FTDI-if00"),
      byPath: join(world.dev, "serial/by-path/pci-1"),
      manufacturer: "FTDI",
      product: "FT232R USB UART",
      serialNumber: "A50285BI",
      vendorId: "0403",
      productId: "6001",
      mayOpen: true,
      group: "serial",
    });
    expect(ports[1]).toMatchObject({ byId: null, byPath: null, manufacturer: null, product: null });
  });

  it("are those of udev where it answers, without the ones that no hardware is behind", async () => {
    const path = plug("ttyS0");
    writeFileSync(join(world.sys, "class/tty/ttyS0/type"), "0\n");
    const amba = plug("ttyAMA0");
    writeFileSync(join(world.sys, "class/tty/ttyAMA0/type"), "32\n");
    const other = plug("rfcomm0");
    const told = {
      path: other,
      manufacturer: "ACME",
      serialNumber: "7",
      vendorId: "1234",
      productId: "abcd",
    };
    const ports = await listSerialPorts({ ...world, list: async () => [{ path }, told] });
    expect(ports.map((port) => port.path)).toEqual([other, amba]);
    expect(ports[0]).toMatchObject({
      manufacturer: "ACME",
      serialNumber: "7",
      vendorId: "1234",
      productId: "abcd",
    });
  });

  it("are none on a machine that has none, whatever is missing", async () => {
    expect(await listSerialPorts(world)).toEqual([]);
    expect(Array.isArray(await listSerialPorts(realPortWorld))).toBe(true);
  });
});

describe("bandeau devices", () => {
  it("says what to paste into the configuration", async () => {
    plug("ttyUSB0", { byId: "usb-FTDI-if00", byPath: "pci-1", usb: ftdi });
    const out = await devices();
    expect(out).toContain("ttyUSB0  FTDI FT232R USB UART (0403:6001)\n");
    expect(out).toContain(`  port: ${world.dev}/serial/by-id/usb-FTDI-if00\n`);
    expect(out).toContain(`whatever is plugged in: ${world.dev}/serial/by-path/pci-1\n`);
    expect(out).toContain("An adapter does not know which display hangs on it");
  });

  it("warns of a name that may change, and knows the machine's own ports", async () => {
    plug("ttyACM0");
    plug("ttyAMA0");
    const out = await devices();
    expect(out).toContain("that name can change at each boot");
    expect(out).toContain("ttyAMA0  a port of the machine itself");
    expect(out.match(/can change/g)).toHaveLength(1);
  });

  it("says which group is missing", async () => {
    const path = plug("ttyUSB0", { byPath: "pci-1" });
    world = { ...world, mayOpen: () => false };
    expect(await devices()).toContain("you may not open it: install systemd/*.rules");
    writeFileSync(world.groups, `dialout:x:${statSync(path).gid}:\n`);
    expect(await devices()).toContain(
      "you may not open it: sudo usermod -aG dialout $USER, then log in again",
    );
    expect(realPortWorld.mayOpen(join(root, "gone"))).toBe(false);
  });

  it("says what to do when nothing is plugged in", async () => {
    expect(await devices()).toContain("no serial port found: plug in a USB adapter");
  });

  it("lists the displays that we know", async () => {
    const out = await devices({ models: true });
    expect(out).toMatch(/^alpha-4120c +2 × 20 +alpha +9600 7E1 +Adaptive Alpha 4120C$/m);
    const { ports, models } = JSON.parse(await devices({ models: true, json: true }));
    expect(ports).toEqual([]);
    expect(models).toContainEqual(
      expect.objectContaining({ id: "alcatel-2x16", protocol: "alcatel", rows: 2, columns: 16 }),
    );
    plug("ttyUSB0", { byId: "usb-FTDI-if00", usb: ftdi });
    const told = JSON.parse(await devices({ json: true }));
    expect(told).toEqual({
      ports: [expect.objectContaining({ port: `${world.dev}/serial/by-id/usb-FTDI-if00`, advice: null })],
      headsets: [],
    });
  });
});
