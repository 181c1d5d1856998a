import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchHeadsets, type PluggedHeadset } from "../../src/domain/headsetIdentity.ts";
import { usbPortOf } from "../../src/domain/usbIdentity.ts";

const socket = (port: string) => `usb-0000:01:00.0-${port}`;

const plugged = (number: number, port: string, more: Partial<PluggedHeadset> = {}): PluggedHeadset => ({
  path: `/dev/hidraw${number}`,
  model: "jabra",
  product: "Jabra Evolve2 40",
  serialNumber: null,
  physicalPath: `${socket(port)}/input3`,
  callControl: "full",
  ...more,
});

const noneHeld: ReadonlyMap<string, string> = new Map();

/** The path of each seat's headset, or why it has none. */
function matched(
  seats: Parameters<typeof matchHeadsets>[0],
  devices: readonly PluggedHeadset[],
  held = noneHeld,
): Record<string, string> {
  const found = [...matchHeadsets(seats, devices, held)];
  return Object.fromEntries(
    found.map(([seat, match]) => [seat, match.kind === "found" ? match.device.path : match.kind]),
  );
}

describe("the headset of a seat", () => {
  const one = plugged(0, "1.1", { serialNumber: "50C1" });
  const two = plugged(1, "1.2", { serialNumber: "50C2" });

  it("is known by its serial number, wherever it is plugged in", () => {
    const seats = [
      { id: "a", headset: { serial: "50C2" } },
      { id: "b", headset: { serial: "50C1" } },
    ];
    expect(matched(seats, [one, two])).toEqual({ a: two.path, b: one.path });
    const moved = { ...two, path: "/dev/hidraw7", physicalPath: "usb-0000:01:00.0-1.4/input0" };
    expect(matched(seats, [moved, one])).toEqual({ a: "/dev/hidraw7", b: one.path });
  });

  it("is known by its socket, whatever its number", () => {
    const seats = [
      { id: "a", headset: { usbPort: socket("1.1") } },
      { id: "b", headset: { usbPort: `${socket("1.2")}/input3` } },
    ];
    const devices = [plugged(5, "1.2"), plugged(4, "1.1")];
    expect(matched(seats, devices)).toEqual({ a: "/dev/hidraw4", b: "/dev/hidraw5" });
    expect(matched(seats, [plugged(0, "1.2")])).toEqual({ a: "missing", b: "/dev/hidraw0" });
    expect(matched(seats, [plugged(0, "1.2", { physicalPath: null })])).toEqual({
      a: "missing",
      b: "missing",
    });
  });

  it("is the only one where nothing is said", () => {
    expect(matched([{ id: "a", headset: {} }], [one])).toEqual({ a: one.path });
    expect(matched([{ id: "a", headset: {} }], [])).toEqual({ a: "missing" });
    expect(matched([{ id: "a", headset: {} }], [one, two])).toEqual({ a: "ambiguous" });
  });

  it("is what those leave who name theirs", () => {
    const seats = [
      { id: "a", headset: {} },
      { id: "b", headset: { model: "jabra" } },
      { id: "c", headset: { serial: "50C1" } },
    ];
    const poly = plugged(2, "1.3", { model: "poly" });
    expect(matched(seats, [one, two, poly])).toEqual({ a: poly.path, b: two.path, c: one.path });
  });

  it("is no camera while there is a headset, and a camera where it is named", () => {
    const camera = plugged(3, "1.4", { callControl: "inputOnly" });
    expect(matched([{ id: "a", headset: {} }], [camera, one])).toEqual({ a: one.path });
    expect(matched([{ id: "a", headset: {} }], [camera])).toEqual({ a: camera.path });
    const named = [{ id: "a", headset: { usbPort: socket("1.4") } }];
    expect(matched(named, [one, camera])).toEqual({ a: camera.path });
  });

  it("is not guessed among two of the same model without serial number", () => {
    const seats = [{ id: "a", headset: { model: "jabra" } }];
    expect(matchHeadsets(seats, [plugged(1, "1.2"), plugged(0, "1.1")], noneHeld).get("a")).toEqual({
      kind: "ambiguous",
      message:
        "2 headsets of the same model (Jabra Evolve2 40) and no serial number could be this seat's, at usb-0000:01:00.0-1.1 and usb-0000:01:00.0-1.2",
      advice: "name the USB port: usbPort",
    });
  });

  it("is named by what tells it from the others", () => {
    const seats = [{ id: "a", headset: {} }];
    const poly = plugged(2, "1.3", { product: null, model: "poly", serialNumber: "P" });
    expect(matchHeadsets(seats, [one, poly], noneHeld).get("a")).toMatchObject({
      message: "2 headsets could be this seat's, at usb-0000:01:00.0-1.1 and usb-0000:01:00.0-1.3",
      advice: "name the serial number of the right one: serial",
    });
    const copies = [
      plugged(0, "1.1", { serialNumber: "1" }),
      plugged(1, "1.2", { serialNumber: "1", physicalPath: null }),
    ];
    expect(matchHeadsets([{ id: "a", headset: { serial: "1" } }], copies, noneHeld).get("a")).toMatchObject({
      message:
        "2 headsets of the same model (Jabra Evolve2 40) and serial number could be this seat's, at /dev/hidraw1 and usb-0000:01:00.0-1.1",
      advice: "name the USB port: usbPort",
    });
  });

  it("is not given to one of two seats that could have it", () => {
    const seats = [
      { id: "a", headset: { model: "jabra" } },
      { id: "b", headset: { model: "jabra" } },
    ];
    expect(matched(seats, [one])).toEqual({ a: "ambiguous", b: "ambiguous" });
    expect(matchHeadsets(seats, [{ ...one, product: null }], noneHeld).get("b")).toMatchObject({
      message: "/dev/hidraw0 could be this seat's or that of a",
    });
  });

  it("stays its own when others are plugged in beside", () => {
    const seats = [
      { id: "a", headset: {} },
      { id: "b", headset: { model: "jabra" } },
    ];
    const held = new Map([["a", one.path]]);
    expect(matched([{ id: "a", headset: {} }], [one, two], held)).toEqual({ a: one.path });
    expect(matched(seats, [one, two], held)).toEqual({ a: one.path, b: two.path });
  });

  it("is that of who names it, though somebody else has it", () => {
    const seats = [
      { id: "a", headset: {} },
      { id: "b", headset: { serial: "50C1" } },
    ];
    expect(matched(seats, [one, two], new Map([["a", one.path]]))).toEqual({ a: two.path, b: one.path });
  });

  it("that is missing is called as the site calls it", () => {
    const headset = { model: "poly", serial: "50C9", usbPort: socket("1.1") };
    expect(matchHeadsets([{ id: "a", headset }], [one], noneHeld).get("a")).toMatchObject({
      kind: "missing",
      message:
        "no headset of model poly with serial number 50C9 at usb-0000:01:00.0-1.1 is plugged in that is not another seat's",
    });
  });

  it("is never two seats', fits what is said, and does not depend on any order", () => {
    const pick = fc.constantFrom(undefined, "1", "2");
    const choice = fc.record({ serial: pick, model: pick, usbPort: pick });
    const device = fc.record({
      serialNumber: fc.constantFrom(null, "1", "2"),
      model: fc.constantFrom("1", "2"),
      physicalPath: fc.constantFrom(null, "1/input0", "2/input1"),
      callControl: fc.constantFrom("full" as const, "inputOnly" as const),
    });
    const heldSeats = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(choice, { maxLength: 5 }),
        fc.array(device, { maxLength: 5 }),
        heldSeats,
        (choices, kinds, pairs) => {
          const seats = choices.map((headset, index) => ({ id: `seat${index}`, headset }));
          const devices = kinds.map((kind, index) => ({ ...plugged(index, "1"), ...kind }));
          const held = new Map(pairs.map(([seat, path]) => [`seat${seat}`, `/dev/hidraw${path}`]));
          const matches = matchHeadsets(seats, devices, held);
          const found = [...matches.values()].flatMap((match) =>
            match.kind === "found" ? [match.device.path] : [],
          );
          expect(new Set(found).size).toBe(found.length);
          expect(matches.size).toBe(seats.length);
          for (const { id, headset } of seats) {
            const match = matches.get(id);
            if (match?.kind !== "found") continue;
            const { device: own } = match;
            if (headset.serial !== undefined) expect(own.serialNumber).toBe(headset.serial);
            if (headset.model !== undefined) expect(own.model).toBe(headset.model);
            if (headset.usbPort !== undefined) expect(usbPortOf(own.physicalPath)).toBe(headset.usbPort);
          }
          expect(matched(seats.toReversed(), devices.toReversed(), held)).toEqual(
            matched(seats, devices, held),
          );
        },
      ),
    );
  });
});
