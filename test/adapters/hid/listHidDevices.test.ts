import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hidIdentity, realHidWorld } from "../../../src/adapters/hid/hidWorld.ts";
import { listHidDevices } from "../../../src/adapters/hid/listHidDevices.ts";
import { FakeHidWorld } from "./fakeHidWorld.ts";

let world: FakeHidWorld;
beforeEach(() => {
  world = new FakeHidWorld();
});
afterEach(() => world.remove());

const paths = async (): Promise<string[]> => (await listHidDevices(world)).map(({ path }) => path);

describe("the list of HID devices", () => {
  it("is what the kernel says, in the order of its numbers", async () => {
    world.plug("hidraw10", { name: "Poly Blackwire", ids: "0003:0000047F:0000C056" });
    world.plug("hidraw2", { uniq: "50C2", phys: "usb-0000:01:00.0-1.3/input3" });
    expect(await listHidDevices(world)).toMatchObject([
      { path: join(world.dev, "hidraw2"), vendorId: 0x0b0e, serialNumber: "50C2", product: null },
      { path: join(world.dev, "hidraw10"), vendorId: 0x047f, productId: 0xc056, product: "Poly Blackwire" },
    ]);
  });

  it("leaves out what is pulled out while we look, and what is no HID device", async () => {
    world.plug("hidraw0");
    world.plug("hidraw1");
    rmSync(join(world.sys, "hidraw1", "device"), { recursive: true });
    world.plug("input3");
    expect(await paths()).toEqual([join(world.dev, "hidraw0")]);
  });

  it("is empty on a system without any", async () => {
    expect(await listHidDevices({ ...realHidWorld, sys: "/nowhere" })).toEqual([]);
    expect(Array.isArray(await listHidDevices(realHidWorld))).toBe(true);
  });

  it("ends somewhere", async () => {
    for (let number = 0; number < 260; number++) world.plug(`hidraw${number}`);
    expect(await paths()).toHaveLength(256);
  });

  it("tells a device that was plugged in again from the one before", () => {
    const path = world.plug("hidraw0");
    const before = hidIdentity(path, world);
    world.unplug("hidraw0");
    expect(hidIdentity(path, world)).toBeNull();
    world.plug("hidraw0");
    expect(hidIdentity(path, world)).not.toBe(before);
  });
});
