import { describe, expect, it } from "vitest";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";
import type { LampModel, LightModel } from "../../../src/ports/lightModel.ts";
import { shippedLight } from "./lightBench.ts";

const lampsOf = (...colours: readonly LampModel["colour"][]): readonly LampModel[] =>
  colours.map((colour, index) => ({ name: `lamp${index}`, colour }));

/** What a driver says of a model that was written for another light. */
function bindOther(like: string, change: Partial<LightModel>): () => unknown {
  const { model } = shippedLight(like);
  const settings = like === "relay-bytes-3" ? { on: ["01", "02"], off: ["11", "12"] } : {};
  return () => lightDrivers.get(model.driver)?.bind({ ...model, ...change }, settings);
}

describe("a model that does not fit its driver", () => {
  it.each([
    ["blinkstick-square", lampsOf(...Array.from({ length: 9 }, () => "any" as const)), /carries 8 LEDs/],
    ["muteme-mini", lampsOf("any", "any"), /one lamp/],
    ["epos-busylight", lampsOf("any"), /2 zones/],
    ["patlite-ne-usb", lampsOf("any", "any"), /one lamp/],
    ["patlite-lr-usb", lampsOf("red", "red"), /one lamp each of red, amber, green, blue, white/],
    ["patlite-lr-usb", lampsOf("cyan"), /one lamp each/],
    ["patlite-lr-usb", lampsOf("any"), /name it instead of any/],
    ["patlite-phn", lampsOf("red", "amber", "green", "blue"), /3 tiers/],
    ["fit-statusb", lampsOf("any", "any"), /one lamp/],
    ["luxafor-busy-tag", lampsOf(...Array.from({ length: 8 }, () => "any" as const)), /7 LEDs/],
    ["mutesync-button", lampsOf("any"), /4 lamps/],
    ["adafruit-tower", lampsOf("red", "blue"), /one red, one yellow and one green/],
    ["adafruit-tower", lampsOf("amber", "yellow"), /one red, one yellow and one green/],
    ["lcus-8", lampsOf(...Array.from({ length: 9 }, () => "red" as const)), /needs 9 relays/],
    ["lcus-2", lampsOf("any", "red"), /lamp lamp0 has one colour/],
    ["relay-bytes-3", lampsOf("red", "amber", "green"), /write 3 commands/],
  ])("%s: is refused in words", (id, lamps, problem) => {
    expect(bindOther(id, { lamps })).toThrow(problem);
  });

  it("has any colour on each tier where tiers have nine, and five of them at most", () => {
    const { model } = shippedLight("patlite-la6-poe");
    const bind = (lamps: readonly LampModel[]) => () =>
      lightDrivers.get(model.driver)?.bind({ ...model, lamps }, { detail: true });
    expect(bind(lampsOf("red"))).toThrow(/five tiers of any colour/);
    expect(bind(lampsOf("any", "any", "any", "any", "any", "any"))).toThrow(/five tiers/);
    expect(bind(lampsOf("any", "any"))).not.toThrow();
  });

  it("counts the buzzer among the relays", () => {
    const { model } = shippedLight("lcus-8");
    const bind = (settings: unknown) =>
      lightDrivers.get("lcus")?.bind({ ...model, hasBuzzer: true }, settings);
    expect(() => bind({})).toThrow(/needs 9 relays/);
    const { model: four } = shippedLight("lcus-4");
    const withBuzzer = lightDrivers
      .get("lcus")
      ?.bind({ ...four, lamps: lampsOf("red", "green"), hasBuzzer: true }, { relays: [1, 2, 8] });
    const frames = withBuzzer?.frames(null, { ...withBuzzer.nearest({ lamps: [], buzzer: true }) });
    expect(
      frames?.map((frame) => ("bytes" in frame ? Buffer.from(frame.bytes).toString("hex") : "")),
    ).toEqual(["a00100a1", "a00200a2", "a00801a9"]);
    expect(() => lightDrivers.get("lcus")?.bind({ ...four, hasBuzzer: true }, { relays: [1] })).toThrow(
      /and the buzzer/,
    );
  });
});
