import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { devicesCommand } from "../../src/cli/devices.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";
import { FakeHidWorld } from "../adapters/hid/fakeHidWorld.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let world: FakeHidWorld;
beforeEach(() => {
  world = new FakeHidWorld();
});
afterEach(() => world.remove());

const descriptorOf = (product: string): Uint8Array =>
  Uint8Array.from(
    Buffer.from(describedHeadsets.find((one) => one.product === product)?.descriptor ?? "", "hex"),
  );

const jabra = {
  ids: "0003:00000B0E:00000307",
  name: "Jabra EVOLVE LINK MS",
  descriptor: descriptorOf("Jabra EVOLVE LINK MS"),
};

async function devices(json = false): Promise<string> {
  const { terminal, written } = recordingTerminal();
  const ports = { list: async () => [], dev: world.dev, sys: world.sys, groups: "", mayOpen: () => true };
  expect(await devicesCommand({ models: false, json }, terminal, ports, world)).toBe(0);
  return written();
}

describe("bandeau devices", () => {
  it("says of a headset what a site writes for it, the surest first", async () => {
    world.plug("hidraw0", { ...jabra, uniq: "50C2", phys: "usb-0000:01:00.0-1.3/input3" });
    world.plug("hidraw1", { name: "a keyboard" });
    const out = await devices();
    expect(out).toContain(`${join(world.dev, "hidraw0")}  Jabra EVOLVE LINK MS (0b0e:0307): call control\n`);
    expect(out).toContain("  model: jabra (");
    expect(out).toContain('  headset: { serial: "50C2" }\n');
    expect(out).toContain('whatever is plugged in: { usbPort: "usb-0000:01:00.0-1.3" }\n');
    expect(out).not.toContain("keyboard");
    expect(out).not.toContain("you may not");
  });

  it("names the socket of those that have no serial number of their own", async () => {
    world.plug("hidraw0", { ...jabra, uniq: "1", phys: "usb-0000:01:00.0-1.3/input3" });
    world.plug("hidraw1", { ...jabra, uniq: "1", phys: "usb-0000:01:00.0-1.4/input3" });
    const out = await devices();
    expect(out).not.toContain("serial:");
    expect(out).toContain('  headset: { usbPort: "usb-0000:01:00.0-1.4" }\n');
  });

  it("says so where nothing tells a headset apart, what its descriptor lacks, and what it cannot do", async () => {
    const hookOnly = Uint8Array.from(Buffer.from("050b0905a101150025010920750195018102c0c0", "hex"));
    world.plug("hidraw0", { ids: "0003:00001234:0000ABCD", descriptor: hookOnly });
    const out = await devices();
    expect(out).toContain(
      "a headset without a name (1234:abcd): tells its keys, and cannot be told of a call",
    );
    expect(out).toContain("model: generic");
    expect(out).toContain("nothing tells it from another one of its kind");
    expect(out).toContain("  its descriptor: byte");
  });

  it("says which rule is missing where it may not be opened", async () => {
    world.plug("hidraw0", jabra);
    world.permit("hidraw0", 0);
    const [headset] = JSON.parse(await devices(true)).headsets;
    expect(headset).toMatchObject({ vendorId: "0b0e", productId: "0307", model: "jabra", mayOpen: false });
    expect(headset.headset).toEqual([]);
    expect(headset.advice).toContain(
      'SUBSYSTEM=="hidraw", KERNELS=="*:0B0E:*", GROUP="bandeau", MODE="0660"',
    );
  });

  it("says what to look at when there is none", async () => {
    expect(await devices()).toContain("no headset with call control found");
  });
});
