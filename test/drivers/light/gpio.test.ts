import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { darkLamp, darkLook, type LightColour, lightColours, sameLook } from "../../../src/domain/light.ts";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { driver } from "../../../src/drivers/light/gpio.ts";
import type { LightModel } from "../../../src/ports/lightModel.ts";

function tower(colours: readonly (LightColour | "any")[], hasBuzzer = false): LightModel {
  return {
    id: "tower",
    name: "Tower",
    driver: "gpio",
    lamps: colours.map((colour, index) => ({ name: `${colour}${index}`, colour })),
    hasBuzzer,
    usb: [],
    serial: null,
    tcpPort: null,
    wears: false,
    betweenFramesMs: 0,
    refreshSeconds: 60,
  };
}

const bound = driver.bind(tower(["red", "amber", "green"], true), {});
const lamp = (colour: LightColour) => ({ ...darkLamp, rgb: lightColours[colour] });

describe("lamps on GPIO", () => {
  it("are one level each, from the top, and the buzzer's last", () => {
    const look = { lamps: [lamp("red"), darkLamp, lamp("green")], buzzer: true };
    expect(bound.frames(null, look)).toEqual([{ kind: "levels", levels: [true, false, true, true] }]);
  });

  it("say nothing when nothing changed, and everything when anything did", () => {
    const red = { lamps: [lamp("red"), darkLamp, darkLamp], buzzer: false };
    expect(bound.frames(red, red)).toEqual([]);
    expect(bound.frames(red, darkLook(3))).toEqual([
      { kind: "levels", levels: [false, false, false, false] },
    ]);
  });

  it("are dark where a look says nothing about them", () => {
    expect(bound.frames(null, { lamps: [lamp("red")], buzzer: false })).toEqual([
      { kind: "levels", levels: [true, false, false, false] },
    ]);
  });

  it("have no level for a buzzer that the model lacks", () => {
    const small = driver.bind(tower(["red"]), {});
    expect(small.frames(null, { lamps: [lamp("red")], buzzer: false })).toEqual([
      { kind: "levels", levels: [true] },
    ]);
  });

  it("are lit in their own colour whatever was asked, and keep no rhythm by themselves", () => {
    const asked = { ...lamp("cyan"), dim: 20, fadeMs: 500, rhythm: "fast" as const };
    const nearest = bound.nearest({ lamps: [asked], buzzer: true });
    expect(nearest).toEqual({
      lamps: [{ ...lamp("red"), rhythm: "fast" }, darkLamp, darkLamp],
      buzzer: true,
    });
    expect(bound.rhythms).toEqual({});
    expect(bound.keepAlive).toBeNull();
  });

  it("are told in words", () => {
    expect(bound.read({ kind: "levels", levels: [false, true, false, true] })).toEqual({
      name: "levels",
      facts: { lit: ["amber1"], buzzer: true },
      problems: [],
    });
    expect(bound.read({ kind: "levels", levels: [true] }).problems).toEqual([
      "it has 4 outputs, and 1 are told",
    ]);
    expect(bound.read({ kind: "report", bytes: Uint8Array.of(0) })).toEqual({
      name: "unknown",
      facts: { hex: "00" },
      problems: ["lamps on GPIO take levels of outputs"],
    });
  });

  it("need a colour each, and no more outputs than the kernel gives at once", () => {
    expect(() => driver.bind(tower(["red", "any"]), {})).toThrow(/lamp any1 has one colour/);
    expect(() => driver.bind(tower(Array.from({ length: 64 }, () => "red" as const)), {})).not.toThrow();
    expect(() =>
      driver.bind(
        tower(
          Array.from({ length: 64 }, () => "red" as const),
          true,
        ),
        {},
      ),
    ).toThrow(/more than 64 outputs/);
  });

  it("show on the twin what was sent, and forget it without power", () => {
    const twin = bound.twin();
    twin.take({ kind: "levels", levels: [true, false, false, true] }, 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off", "buzzer"]);
    twin.take({ kind: "levels", levels: [false] }, 0);
    twin.take({ kind: "message", topic: "a", payload: "b" }, 0);
    expect(twin.events.get("dropped")).toBe(2);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off", "buzzer"]);
    twin.powerCycle();
    expect(lookWords(twin.look(0))).toEqual(["off", "off", "off"]);
  });

  it("become any look that was wanted", () => {
    const anyLamp = fc.record({
      rgb: fc.constantFrom(...Object.values(lightColours), darkLamp.rgb),
      rhythm: fc.constant("steady" as const),
      dim: fc.integer({ min: 1, max: 100 }),
      fadeMs: fc.nat(1_000),
    });
    const anyLook = fc.record({ lamps: fc.array(anyLamp, { maxLength: 4 }), buzzer: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyLook, { maxLength: 6 }), (looks) => {
        const twin = bound.twin();
        let held = null;
        for (const look of looks) {
          const nearest = bound.nearest(look);
          for (const frame of bound.frames(held, nearest)) {
            expect(bound.read(frame).problems).toEqual([]);
            twin.take(frame, 0);
          }
          held = nearest;
          expect(sameLook(twin.look(0), nearest)).toBe(true);
        }
      }),
    );
  });
});
