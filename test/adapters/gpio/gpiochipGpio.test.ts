import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gpiochipGpio } from "../../../src/adapters/gpio/gpiochipGpio.ts";
import { realGpioWorld } from "../../../src/adapters/gpio/gpioWorld.ts";
import type { GpioEdge } from "../../../src/ports/gpio.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { boards, GpioBoard } from "../../../src/simulated/gpioBoard.ts";
import { FakeGpioKernel } from "./fakeGpioKernel.ts";
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

async function machine() {
  const board = new GpioBoard(boards.pi4);
  const files = new FakeSysfs(board, { hasExport: false });
  opened.push({ close: () => files.remove() });
  const kernel = new FakeGpioKernel(board);
  const gpio = await gpiochipGpio({
    ...realGpioWorld,
    sys: "/nowhere",
    dev: join(files.folder, "dev"),
    loadKernel: async () => kernel,
  });
  return { board, kernel, gpio };
}

const lamp = { chip: "auto", lines: [17, 22], activeLow: false, sysfsNumbers: null, initial: [true, false] };
const button = {
  chip: "auto",
  lines: [5],
  activeLow: true,
  sysfsNumbers: null,
  debounceMs: 0,
  pull: "up",
} as const;

describe("GPIO by the character device", () => {
  it("needs no sysfs", async () => {
    const { board, gpio } = await machine();
    opened.push(await gpio.openOutputs(lamp, signal));
    expect(board.level("pinctrl-bcm2711", 17)).toBe(true);
    expect(board.holder("pinctrl-bcm2711", 17)).toBe("bandeau");
  });

  it("changes all lamps of a light at once", async () => {
    const { kernel, gpio } = await machine();
    const calls = vi.spyOn(kernel, "ioctl");
    const lines = await gpio.openOutputs(lamp, signal);
    opened.push(lines);
    calls.mockClear();
    await lines.write([false, true]);
    expect(calls).toHaveBeenCalledOnce();
  });

  it("names the line that is taken, and who has it", async () => {
    const { board, gpio } = await machine();
    board.take("pinctrl-bcm2711", 22, "sysfs");
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({
      code: "GPIO_BUSY",
      message: expect.stringMatching(/^line 22 of pinctrl-bcm2711 .* is in use by 'sysfs'$/),
      advice: expect.stringContaining("unexport"),
    });
    expect(board.holder("pinctrl-bcm2711", 17)).toBeNull();
  });

  it("says that somebody has it where the kernel does not say who", async () => {
    const { board, kernel, gpio } = await machine();
    board.take("pinctrl-bcm2711", 22, "");
    await expect(gpio.openOutputs(lamp, signal)).rejects.toThrow("in use by somebody else");
    board.release("pinctrl-bcm2711", 22);
    kernel.failing.set(0xc250b407, "EBUSY");
    await expect(gpio.openOutputs(lamp, signal)).rejects.toThrow(/line 17, 22 .* in use by somebody else/);
  });

  it.each([
    ["EINVAL", "GPIO_LINE"],
    ["EPERM", "GPIO_DENIED"],
    ["ENODEV", "GPIO_GONE"],
    ["EIO", "GPIO_BROKEN"],
  ])("tells %s of the kernel as %s", async (code, fault) => {
    const { kernel, gpio } = await machine();
    kernel.failing.set(0xc250b407, code);
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({ code: fault });
    expect(kernel.openFiles).toBe(0);
  });

  it("asks for the right on a device before it says that a chip is missing", async () => {
    const { kernel, gpio } = await machine();
    kernel.denied.add("gpiochip0");
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({
      code: "GPIO_DENIED",
      advice: expect.stringContaining("group gpio"),
    });
    opened.push(await gpio.openOutputs({ ...lamp, chip: "raspberrypi-exp-gpio", lines: [1, 2] }, signal));
  });

  it("says so when the device goes between listing and opening", async () => {
    const { kernel, gpio } = await machine();
    const open = kernel.open.bind(kernel);
    vi.spyOn(kernel, "open")
      .mockImplementationOnce(open)
      .mockImplementationOnce(open)
      .mockImplementationOnce(() => {
        throw Object.assign(new Error("ENXIO"), { code: "ENXIO" });
      });
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({ code: "GPIO_GONE" });
  });

  it("leaves out a chip that does not say what it is", async () => {
    const { kernel, gpio } = await machine();
    kernel.failing.set(0x8044b401, "EIO");
    await expect(gpio.openOutputs(lamp, signal)).rejects.toMatchObject({ code: "GPIO_CHIP" });
    expect(kernel.openFiles).toBe(0);
  });

  it("finds lines by the kernel's names", async () => {
    const { board, gpio } = await machine();
    opened.push(await gpio.openOutputs({ ...lamp, lines: ["ID_SDA", "GPIO22"] }, signal));
    expect(board.level("pinctrl-bcm2711", 0)).toBe(true);
  });

  it("pulls a button's line up, and hears it pulled down", async () => {
    const { board, gpio } = await machine();
    const inputs = await gpio.openInputs(button, signal);
    opened.push(inputs);
    const edges: GpioEdge[] = [];
    inputs.edges$.subscribe((edge) => edges.push(edge));
    expect(board.level("pinctrl-bcm2711", 5)).toBe(true);
    board.push("pinctrl-bcm2711", 5, false);
    await vi.advanceTimersByTimeAsync(20);
    expect(edges).toEqual([{ line: 0, isActive: true }]);
  });

  it("ends with what the line is when the kernel's memory overflowed", async () => {
    const { board, gpio } = await machine();
    const inputs = await gpio.openInputs(button, signal);
    opened.push(inputs);
    const edges: GpioEdge[] = [];
    inputs.edges$.subscribe((edge) => edges.push(edge));
    for (let press = 0; press < 31; press++) board.push("pinctrl-bcm2711", 5, press % 2 === 1);
    await vi.advanceTimersByTimeAsync(20);
    expect(edges.at(-1)).toEqual({ line: 0, isActive: true });
  });

  it("gives an input back that does not tell its level", async () => {
    const { kernel, gpio } = await machine();
    kernel.failing.set(0xc010b40e, "EIO");
    await expect(gpio.openInputs(button, signal)).rejects.toMatchObject({ code: "GPIO_BROKEN" });
    expect(kernel.openFiles).toBe(0);
  });

  it("leaves no file open behind it", async () => {
    const { kernel, gpio } = await machine();
    const outputs = await gpio.openOutputs(lamp, signal);
    const inputs = await gpio.openInputs({ ...button, pull: "down" }, signal);
    expect(kernel.openFiles).toBe(2);
    await outputs.close();
    await inputs.close();
    expect(kernel.openFiles).toBe(0);
  });

  it("says what to install where the package does not load", async () => {
    const loadKernel = () => Promise.reject(new Error("Cannot find package 'koffi'"));
    await expect(gpiochipGpio({ ...realGpioWorld, loadKernel })).rejects.toMatchObject({
      code: "GPIO_LIBRARY_MISSING",
      message: "cannot load koffi: Cannot find package 'koffi'",
    });
  });
});
