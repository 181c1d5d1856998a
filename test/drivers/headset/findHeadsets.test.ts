import { describe, expect, it } from "vitest";
import { findHeadsets } from "../../../src/drivers/headset/findHeadsets.ts";
import type { HidDeviceInfo } from "../../../src/ports/hid.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";

const descriptorOf = (product: RegExp): Uint8Array =>
  Uint8Array.from(
    Buffer.from(describedHeadsets.find((one) => product.test(one.product))?.descriptor ?? "", "hex"),
  );

const jabra = descriptorOf(/EVOLVE LINK/);
/** Consumer control with volume keys alone. */
const volumeKeys = Uint8Array.from(Buffer.from("050c0901a1011500250109e909ea750195028102c0", "hex"));
/** A telephone that tells its hook and cannot be told anything. */
const hookOnly = Uint8Array.from(
  Buffer.from("050b0905a1011500250109207501950181029507 8103c0".replace(" ", ""), "hex"),
);

const device = (
  number: number,
  descriptor: Uint8Array,
  more: Partial<HidDeviceInfo> = {},
): HidDeviceInfo => ({
  path: `/dev/hidraw${number}`,
  vendorId: 0x0b0e,
  productId: 0x0307,
  product: "Jabra EVOLVE LINK MS",
  serialNumber: null,
  physicalPath: "usb-0000:01:00.0-1.3/input3",
  descriptor,
  ...more,
});

const paths = (...devices: HidDeviceInfo[]): string[] => findHeadsets(devices, []).map(({ path }) => path);

describe("the headsets among HID devices", () => {
  it("are those whose descriptor says so", () => {
    const [found, ...others] = findHeadsets([device(0, jabra), device(1, volumeKeys)], []);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "/dev/hidraw0", callControl: "full", model: "generic" });
    expect(found?.known.name).toBe("Any headset");
  });

  it("are one for each thing, by the name under which it can do most", () => {
    const another = { physicalPath: "usb-0000:01:00.0-1.3/input4" };
    expect(paths(device(0, hookOnly), device(1, jabra, another))).toEqual(["/dev/hidraw1"]);
    expect(paths(device(1, jabra, another), device(2, hookOnly))).toEqual(["/dev/hidraw1"]);
    expect(paths(device(3, jabra), device(4, jabra, another))).toEqual(["/dev/hidraw3"]);
  });

  it("are several where their sockets or serial numbers differ, or nothing is known of either", () => {
    const elsewhere = { physicalPath: "usb-0000:01:00.0-1.4/input3" };
    expect(paths(device(0, jabra), device(1, jabra, elsewhere))).toHaveLength(2);
    expect(
      paths(device(0, jabra, { serialNumber: "1" }), device(1, jabra, { serialNumber: "2" })),
    ).toHaveLength(2);
    const nowhere = { physicalPath: null };
    expect(paths(device(0, jabra, nowhere), device(1, jabra, nowhere))).toHaveLength(2);
  });
});
