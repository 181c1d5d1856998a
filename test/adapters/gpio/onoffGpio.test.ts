import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type GpioWorld, realGpioWorld } from "../../../src/adapters/gpio/gpioWorld.ts";
import { onoffGpio } from "../../../src/adapters/gpio/onoffGpio.ts";
import type { GpioEdge } from "../../../src/ports/gpio.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { boards, GpioBoard } from "../../../src/simulated/gpioBoard.ts";
import { FakeSysfs } from "./fakeSysfs.ts";

const signal = new AbortController().signal;
const opened: { close(): unknown }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

function machine(options: { hasExport?: boolean } = {}) {
  const board = new GpioBoard(boards.pi4);
  const sysfs = new FakeSysfs(board, options);
  opened.push({ close: () => sysfs.remove() });
  const world: GpioWorld = {
    ...realGpioWorld,
    sys: join(sysfs.folder, "sys"),
    dev: join(sysfs.folder, "dev"),
    loadOnoff: sysfs.loadOnoff,
  };
  return { board, sysfs, world };
}

const lamp = { chip: "auto", lines: [17], activeLow: true, sysfsNumbers: null, initial: [false] };
const button = {
  chip: "auto",
  lines: [5],
  activeLow: true,
  sysfsNumbers: null,
  debounceMs: 0,
  pull: "none",
} as const;

describe("GPIO by onoff", () => {
  it("counts lines from the base of their chip, not from zero", async () => {
    const { sysfs, world } = machine();
    opened.push(await (await onoffGpio(world)).openOutputs(lamp, signal));
    expect(sysfs.isExported(529)).toBe(true);
  });

  it("takes the number that a site insists on", async () => {
    const { sysfs, world } = machine();
    opened.push(await (await onoffGpio(world)).openOutputs({ ...lamp, sysfsNumbers: [530] }, signal));
    expect(sysfs.isExported(530)).toBe(true);
  });

  it("says in words that a number is not there", async () => {
    const gpio = await onoffGpio(machine().world);
    await expect(gpio.openOutputs({ ...lamp, sysfsNumbers: [17] }, signal)).rejects.toMatchObject({
      code: "GPIO_LINE",
      message: "the kernel knows no GPIO number 17 of sysfs, or the line cannot do this",
    });
  });

  it("waits for the rights that udev gives a moment after the export", async () => {
    const { sysfs, world } = machine();
    sysfs.refusals = 25_000;
    const opening = (await onoffGpio(world)).openOutputs(lamp, signal);
    await vi.advanceTimersByTimeAsync(1_000);
    opened.push(await opening);
    expect(sysfs.isExported(529)).toBe(true);
  });

  it("gives up when the rights never come", async () => {
    const { sysfs, world } = machine();
    sysfs.refusals = Number.POSITIVE_INFINITY;
    const opening = expect((await onoffGpio(world)).openOutputs(lamp, signal)).rejects.toMatchObject({
      code: "GPIO_DENIED",
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await opening;
  });

  it("does not believe that a line is right which was exported before", async () => {
    const { sysfs, world } = machine();
    sysfs.export(529);
    sysfs.locked.add(529);
    const gpio = await onoffGpio(world);
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({
      code: "GPIO_MISCONFIGURED",
      message: "GPIO number 529 of sysfs is in and cannot be made out, active low",
    });
    sysfs.locked.delete(529);
    opened.push(await gpio.openOutputs(lamp, signal));
    sysfs.export(517);
    sysfs.locked.add(517);
    await expect(gpio.openInputs(button, signal)).rejects.toMatchObject({
      code: "GPIO_MISCONFIGURED",
      message: "GPIO number 517 of sysfs is in, edge none and cannot be made in, edge both, active low",
    });
  });

  it("takes a line again that somebody unexported", async () => {
    const { board, sysfs, world } = machine();
    const gpio = await onoffGpio(world);
    const first = await gpio.openOutputs(lamp, signal);
    sysfs.unexport(529);
    await expect(first.write([true])).rejects.toMatchObject({ code: "GPIO_GONE" });
    const second = await gpio.openOutputs(lamp, signal);
    await second.write([true]);
    expect(board.level("pinctrl-bcm2711", 17)).toBe(false);
    await second.close();
    sysfs.unexport(529);
    opened.push(await gpio.openOutputs(lamp, signal));
    expect(sysfs.isExported(529)).toBe(true);
  });

  it("survives an interrupt of a line that is gone", async () => {
    const { sysfs, world } = machine();
    const inputs = await (await onoffGpio(world)).openInputs(button, signal);
    const edges: GpioEdge[] = [];
    inputs.edges$.subscribe((edge) => edges.push(edge));
    sysfs.unexport(517);
    sysfs.interrupt();
    expect((await inputs.lost).code).toBe("GPIO_GONE");
    expect(edges).toEqual([]);
  });

  it("lets go of the inputs that it has when it does not get the others", async () => {
    const { board, sysfs, world } = machine();
    board.take("pinctrl-bcm2711", 6, "spi");
    await expect(
      (await onoffGpio(world)).openInputs({ ...button, lines: [5, 6] }, signal),
    ).rejects.toMatchObject({ code: "GPIO_BUSY" });
    expect(sysfs.isExported(517)).toBe(false);
  });

  it("says that it cannot set a resistor", async () => {
    const gpio = await onoffGpio(machine().world);
    await expect(gpio.openInputs({ ...button, pull: "up" }, signal)).rejects.toMatchObject({
      code: "GPIO_NO_PULL",
    });
  });

  it("is not there where sysfs has no export for all lines, or is not there at all", async () => {
    const { world } = machine({ hasExport: false });
    await expect(onoffGpio(world)).rejects.toMatchObject({
      code: "GPIO_NO_SYSFS",
      message: expect.stringContaining("without an export"),
    });
    await expect(onoffGpio({ ...world, sys: "/nowhere" })).rejects.toMatchObject({
      code: "GPIO_NO_SYSFS",
      message: expect.stringContaining("no /sys/class/gpio"),
    });
  });

  it("says what to install where the package does not load", async () => {
    const bindings = new Error("Could not locate the bindings file. Tried:\n → here\n → there");
    const { world } = machine();
    await expect(onoffGpio({ ...world, loadOnoff: () => Promise.reject(bindings) })).rejects.toMatchObject({
      code: "GPIO_LIBRARY_MISSING",
      message: "cannot load onoff: its native part, epoll, was not compiled",
      advice: expect.stringContaining("npm rebuild epoll"),
    });
  });
});
