import { describe, expect, it } from "vitest";
import { telephoneMode } from "../../../src/drivers/headset/gnMode.ts";
import { usualQuirks } from "../../../src/drivers/headset/quirks.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";

const descriptorOf = (name: string): Uint8Array => {
  const found = describedHeadsets.find((one) => one.name === name);
  return Uint8Array.from(Buffer.from(found?.descriptor ?? "", "hex"));
};

describe("a headset that speaks on its maker's pages", () => {
  const quirks = { ...usualQuirks, gnModeFeature: true };

  it("is switched over by a 0 in the report of usage FF30:FFFF, as a Jabra Link 380 declares it", () => {
    expect(telephoneMode(descriptorOf("jabra-link-380"), quirks)).toEqual(Uint8Array.of(4, 0));
  });

  it("is left alone where it has no such feature, or is not known for it", () => {
    expect(telephoneMode(descriptorOf("jabra-evolve-link"), quirks)).toBeNull();
    expect(telephoneMode(descriptorOf("poly-blackwire-3220"), quirks)).toBeNull();
    expect(telephoneMode(descriptorOf("jabra-link-380"), usualQuirks)).toBeNull();
  });
});
