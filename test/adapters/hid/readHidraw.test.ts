import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { realHidWorld } from "../../../src/adapters/hid/hidWorld.ts";
import { readHidraw } from "../../../src/adapters/hid/readHidraw.ts";
import { Fault } from "../../../src/ports/fault.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-hidraw-"));
const world = { dev: "/dev", sys: folder };
afterAll(() => rmSync(folder, { recursive: true }));

function plugIn(name: string, uevent: string): void {
  mkdirSync(join(folder, name, "device"), { recursive: true });
  writeFileSync(join(folder, name, "device", "uevent"), uevent);
  writeFileSync(join(folder, name, "device", "report_descriptor"), Uint8Array.of(0x05, 0x0b));
}

describe("what Linux knows of a HID device", () => {
  it("is its ids, its names, its socket and its descriptor", async () => {
    plugIn(
      "hidraw3",
      "DRIVER=hid-generic\nHID_ID=0003:00000B0E:00002453\nHID_NAME=GN Jabra Evolve2\nHID_PHYS=usb-0000:01:00.0-1.3/input3\nHID_UNIQ=50C2\n",
    );
    const expected = {
      path: "/dev/hidraw3",
      vendorId: 0x0b0e,
      productId: 0x2453,
      product: "GN Jabra Evolve2",
      serialNumber: "50C2",
      physicalPath: "usb-0000:01:00.0-1.3/input3",
      descriptor: Uint8Array.of(0x05, 0x0b),
    };
    expect(await readHidraw("/dev/hidraw3", world)).toEqual(expected);
    expect(await readHidraw("hidraw3", world)).toEqual(expected);
  });

  it("may be no more than its descriptor", async () => {
    plugIn("hidraw0", "HID_UNIQ=\nnonsense\n");
    expect(await readHidraw("hidraw0", world)).toMatchObject({
      vendorId: 0,
      productId: 0,
      product: null,
      serialNumber: null,
      physicalPath: null,
    });
  });

  it("is nothing where none is plugged in, which is said with where to look", async () => {
    const fault = await readHidraw("/dev/hidraw99", realHidWorld).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: "HID_GONE" });
  });

  it.each(["/dev/ttyUSB0", "../hidraw3x", "/dev/input/event3"])("is not asked for %s", async (path) => {
    await expect(readHidraw(path, world)).rejects.toMatchObject({ code: "HID_NAME" });
  });
});
