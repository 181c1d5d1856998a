import { describe, expect, it } from "vitest";
import { findLights } from "../../../src/drivers/light/findLights.ts";
import type { HidDeviceInfo } from "../../../src/ports/hid.ts";
import type { LightUsbId } from "../../../src/ports/lightModel.ts";

const plugged = (more: Partial<HidDeviceInfo>): HidDeviceInfo => ({
  path: "/dev/hidraw0",
  vendorId: 0x04d8,
  productId: 0xf372,
  product: "LUXAFOR FLAG",
  serialNumber: null,
  physicalPath: "usb-0000:01:00.0-1.1/input0",
  descriptor: new Uint8Array(),
  ...more,
});

const model = (id: string, more: Partial<LightUsbId> = {}) => ({
  id,
  usb: [{ vendorId: 0x04d8, productId: 0xf372, product: null, interface: null, ...more }],
});

const modelsOf = (info: HidDeviceInfo, ...known: ReturnType<typeof model>[]) =>
  findLights([info], known).map(({ models }) => models);

describe("which lights are plugged in", () => {
  it("is told by maker and product, and by the product's name where ids are shared", () => {
    const flag = model("luxafor-flag", { product: "flag" });
    const mute = model("luxafor-mute", { product: "mute" });
    expect(modelsOf(plugged({}), flag, mute)).toEqual([["luxafor-flag"]]);
    expect(modelsOf(plugged({ product: "Luxafor Mute " }), flag, mute)).toEqual([["luxafor-mute"]]);
    expect(modelsOf(plugged({ product: null }), flag, mute)).toEqual([]);
    expect(modelsOf(plugged({ productId: 1 }), flag)).toEqual([]);
    expect(modelsOf(plugged({ vendorId: 1 }), flag)).toEqual([]);
  });

  it("may be several models, each once", () => {
    expect(modelsOf(plugged({}), model("one"), model("two"), model("one"))).toEqual([["one", "two"]]);
  });

  it("is told by the interface too, where somebody says which it is", () => {
    const second = model("blync", { interface: 1 });
    expect(modelsOf(plugged({}), second)).toEqual([]);
    expect(modelsOf(plugged({ physicalPath: "usb-1/input1" }), second)).toEqual([["blync"]]);
    expect(modelsOf(plugged({ physicalPath: null }), second)).toEqual([["blync"]]);
  });
});
