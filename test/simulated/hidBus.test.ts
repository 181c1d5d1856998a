import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTimers } from "../../src/shared/time.ts";
import { HidBus } from "../../src/simulated/hidBus.ts";
import { describedTwin } from "./headset/described.ts";

const never = new AbortController().signal;
const port = "usb-0000:01:00.0-1.3";
const otherPort = "usb-0000:01:00.0-1.4";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

/** A bus, and how often it said that something changed. */
function watched(): { bus: HidBus; changes: () => number } {
  const bus = new HidBus();
  let changes = 0;
  bus.changes$.subscribe(() => {
    changes += 1;
  });
  return { bus, changes: () => changes };
}

const paths = async (bus: HidBus): Promise<string[]> => (await bus.list()).map(({ path }) => path);

describe("the sockets of a machine", () => {
  it("lists what is plugged in, with what Linux says of it", async () => {
    const { bus, changes } = watched();
    bus.plug(describedTwin("jabra-evolve-link", {}, "A1"), port);
    expect(changes()).toBe(1);
    const [info, ...others] = await bus.list();
    expect(others).toEqual([]);
    expect(info).toMatchObject({
      path: "/dev/hidraw0",
      vendorId: 0x0b0e,
      productId: 0x0307,
      serialNumber: "A1",
      physicalPath: `${port}/input3`,
    });
  });

  it("tells two equal headsets apart by their sockets alone", async () => {
    const { bus } = watched();
    bus.plug(describedTwin("jabra-evolve-link"), port);
    bus.plug(describedTwin("jabra-evolve-link"), otherPort);
    const [one, two] = await bus.list();
    expect(one).toEqual({ ...two, path: "/dev/hidraw0", physicalPath: `${port}/input3` });
  });

  it("gives a number that is free, so that a replugged headset may have another name at the same socket", async () => {
    const { bus } = watched();
    const [one, two] = [describedTwin("jabra-evolve-link"), describedTwin("dell-sp325")];
    bus.plug(one, port);
    bus.plug(two, otherPort);
    bus.unplug(one);
    expect(await paths(bus)).toEqual(["/dev/hidraw1"]);
    bus.plug(one, port, 7);
    expect(await paths(bus)).toEqual(["/dev/hidraw1", "/dev/hidraw7"]);
    bus.plug(two, port);
    expect(await paths(bus)).toEqual(["/dev/hidraw0", "/dev/hidraw7"]);
  });

  it("opens a headset, and loses it when it is pulled", async () => {
    const { bus, changes } = watched();
    const twin = describedTwin("jabra-evolve-link");
    bus.plug(twin, port);
    const [info] = await bus.list();
    if (info === undefined) throw new Error("nothing is listed");
    const link = await bus.open(info, never);
    await link.write(Uint8Array.of(2, 4, 0));
    expect(twin.lit).toEqual(new Set(["Ring"]));
    bus.unplug(twin);
    bus.unplug(twin);
    expect(changes()).toBe(2);
    expect(await link.lost).toMatchObject({ code: "HID_GONE" });
    await expect(bus.open(info, never)).rejects.toMatchObject({ code: "HID_GONE" });
  });

  it("does not open another headset that has the name now", async () => {
    const { bus } = watched();
    const [one, two] = [describedTwin("jabra-evolve-link"), describedTwin("jabra-evolve-link")];
    bus.plug(one, port);
    const [info] = await bus.list();
    if (info === undefined) throw new Error("nothing is listed");
    bus.unplug(one);
    bus.plug(two, otherPort);
    expect(await paths(bus)).toEqual([info.path]);
    await expect(bus.open(info, never)).rejects.toMatchObject({ code: "HID_GONE" });
    bus.unplug(two);
  });

  it("opens nothing for whoever has given up", async () => {
    const { bus } = watched();
    bus.plug(describedTwin("jabra-evolve-link"), port);
    const [info] = await bus.list();
    if (info === undefined) throw new Error("nothing is listed");
    await expect(bus.open(info, AbortSignal.abort())).rejects.toMatchObject({ code: "LINE_CLOSED" });
  });

  it("needs its time until a headset is listed, and until it may be opened", async () => {
    const { bus, changes } = watched();
    const twin = describedTwin("jabra-evolve-link", { enumerationMs: 3_000, permissionMs: 500 });
    bus.plug(twin, port);
    expect(await bus.list()).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_000);
    const [info] = await bus.list();
    if (info === undefined) throw new Error("nothing is listed");
    expect(changes()).toBe(1);
    await expect(bus.open(info, never)).rejects.toMatchObject({ code: "HID_DENIED" });
    await vi.advanceTimersByTimeAsync(500);
    expect(changes()).toBe(2);
    await bus.open(info, never);
    bus.plug(twin, port);
    bus.unplug(twin);
    expect(openTimers()).toBe(0);
  });

  it("lets nobody in where permissions are missing", async () => {
    const { bus } = watched();
    bus.plug(describedTwin("jabra-evolve-link"), port);
    const [info] = await bus.list();
    if (info === undefined) throw new Error("nothing is listed");
    bus.deny(true);
    await expect(bus.open(info, never)).rejects.toMatchObject({ code: "HID_DENIED" });
    bus.deny(false);
    await bus.open(info, never);
  });
});
