import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FolderListener, watchFolder } from "../../../src/adapters/hid/watchFolder.ts";
import {
  QUICK_LOOK_MS,
  SETTLE_MS,
  SLOW_LOOK_MS,
  watchHidDevices,
} from "../../../src/adapters/hid/watchHidDevices.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { FakeHidWorld } from "./fakeHidWorld.ts";

let world: FakeHidWorld;
beforeEach(() => {
  world = new FakeHidWorld();
});
afterEach(() => {
  vi.useRealTimers();
  world.remove();
  expect(openTimers()).toBe(0);
});

/** A watch whose events the test makes. */
function watchedByHand() {
  const open = new Set<FolderListener>();
  let changes = 0;
  const changes$ = watchHidDevices(world, (_folder, listener) => {
    open.add(listener);
    return () => open.delete(listener);
  });
  const listen = () => changes$.subscribe(() => changes++);
  return {
    open,
    listen,
    changes: () => changes,
    tell: (name: string | null) => {
      for (const { told } of open) told(name);
    },
  };
}

describe("the watch over HID devices", () => {
  it.each(["hidraw0", null])("tells of a plug once, however much is said of %s", async (name) => {
    vi.useFakeTimers();
    const { listen, changes, tell } = watchedByHand();
    const listening = listen();
    world.plug("hidraw0");
    for (let event = 0; event < 20; event++) tell(name);
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(1);
    listening.unsubscribe();
  });

  it("does not tell of reports that are written, nor of other devices", async () => {
    vi.useFakeTimers();
    world.plug("hidraw0");
    const { listen, changes, tell } = watchedByHand();
    const listening = listen();
    writeFileSync(join(world.dev, "hidraw0"), "a report");
    tell("hidraw0");
    world.plug("hidraw1");
    tell("ttyUSB0");
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(1);
    tell("ttyUSB0");
    tell("hidraw1");
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(1);
    listening.unsubscribe();
  });

  it("tells of a device that came back under the same name, and of a permission that was given", async () => {
    vi.useFakeTimers();
    world.plug("hidraw0");
    const { listen, changes, tell } = watchedByHand();
    const listening = listen();
    world.unplug("hidraw0");
    world.plug("hidraw0");
    tell("hidraw0");
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(1);
    world.permit("hidraw0", 0o660);
    tell("hidraw0");
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(2);
    listening.unsubscribe();
  });

  it("serves all who listen with one watch, and ends with the last of them", async () => {
    vi.useFakeTimers();
    const { listen, changes, open, tell } = watchedByHand();
    const listening = [listen(), listen()];
    expect(open.size).toBe(1);
    world.plug("hidraw0");
    tell("hidraw0");
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(changes()).toBe(2);
    tell("hidraw0");
    for (const one of listening) one.unsubscribe();
    expect(open.size).toBe(0);
  });

  it("looks now and then where nothing is told", async () => {
    vi.useFakeTimers();
    const { listen, changes } = watchedByHand();
    const listening = listen();
    world.plug("hidraw0");
    await vi.advanceTimersByTimeAsync(SLOW_LOOK_MS - 1);
    expect(changes()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes()).toBe(1);
    listening.unsubscribe();
  });

  it("looks often where there is no watch, or none any more", async () => {
    vi.useFakeTimers();
    let changes = 0;
    const without = watchHidDevices(world, () => null).subscribe(() => changes++);
    const { listen, changes: changesByHand, open } = watchedByHand();
    const listening = listen();
    for (const { failed } of open) failed();
    expect(open.size).toBe(0);
    world.plug("hidraw0");
    await vi.advanceTimersByTimeAsync(QUICK_LOOK_MS);
    expect([changes, changesByHand()]).toEqual([1, 1]);
    without.unsubscribe();
    listening.unsubscribe();
  });

  it("is told by the kernel", async () => {
    let told: () => void = () => undefined;
    const change = new Promise<void>((resolve) => {
      told = resolve;
    });
    const listening = watchHidDevices(world, watchFolder).subscribe(told);
    world.plug("hidraw0");
    await change;
    listening.unsubscribe();
  });

  it("does without the kernel where the folder is missing", () => {
    expect(watchFolder("/nowhere/dev", { told: () => undefined, failed: () => undefined })).toBeNull();
  });
});
