import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gpiochipGpio } from "../../src/adapters/gpio/gpiochipGpio.ts";
import { type GpioWorld, realGpioWorld } from "../../src/adapters/gpio/gpioWorld.ts";
import { onoffGpio } from "../../src/adapters/gpio/onoffGpio.ts";
import type { Gpio, GpioEdge, GpioInputRequest, GpioOutputRequest } from "../../src/ports/gpio.ts";
import { openTimers } from "../../src/shared/time.ts";
import { boards, GpioBoard } from "../../src/simulated/gpioBoard.ts";
import { GpioTwin } from "../../src/simulated/gpioTwin.ts";
import { FakeGpioKernel } from "../adapters/gpio/fakeGpioKernel.ts";
import { FakeSysfs } from "../adapters/gpio/fakeSysfs.ts";

type BoardName = keyof typeof boards;

interface Bench {
  readonly gpio: Gpio;
  readonly board: GpioBoard;
}

const signal = new AbortController().signal;
const headers = { pi3: "pinctrl-bcm2835", pi4: "pinctrl-bcm2711", pi5: "pinctrl-rp1" } as const;

/** Everything that a test opened, to be closed behind it. */
const opened: { close(): unknown }[] = [];

function worldOf(board: GpioBoard): GpioWorld {
  const sysfs = new FakeSysfs(board);
  opened.push({ close: () => sysfs.remove() });
  return {
    ...realGpioWorld,
    sys: join(sysfs.folder, "sys"),
    dev: join(sysfs.folder, "dev"),
    loadOnoff: sysfs.loadOnoff,
    loadKernel: async () => new FakeGpioKernel(board),
  };
}

const ways: Readonly<Record<Gpio["backend"], (name: BoardName) => Promise<Bench>>> = {
  async simulated(name) {
    const gpio = new GpioTwin(boards[name]);
    return { gpio, board: gpio.board };
  },
  async onoff(name) {
    const board = new GpioBoard(boards[name]);
    return { gpio: await onoffGpio(worldOf(board)), board };
  },
  async gpiochip(name) {
    const board = new GpioBoard(boards[name]);
    return { gpio: await gpiochipGpio(worldOf(board)), board };
  },
};

const outputs = (some: Partial<GpioOutputRequest> = {}): GpioOutputRequest => ({
  chip: "auto",
  lines: [17, 27],
  activeLow: false,
  sysfsNumbers: null,
  initial: [false, false],
  ...some,
});

const button = (some: Partial<GpioInputRequest> = {}): GpioInputRequest => ({
  chip: "auto",
  lines: [5],
  activeLow: true,
  sysfsNumbers: null,
  debounceMs: 30,
  pull: "none",
  ...some,
});

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

async function open(bench: Bench, request: GpioOutputRequest) {
  const lines = await bench.gpio.openOutputs(request, signal);
  opened.push(lines);
  return lines;
}

async function hear(bench: Bench, request: GpioInputRequest) {
  const lines = await bench.gpio.openInputs(request, signal);
  opened.push(lines);
  const edges: GpioEdge[] = [];
  const end = vi.fn();
  lines.edges$.subscribe({ next: (edge) => edges.push(edge), complete: end });
  return { lines, edges, end };
}

describe.each(["simulated", "onoff", "gpiochip"] as const)("GPIO by %s", (way) => {
  const start = (name: BoardName = "pi4"): Promise<Bench> => ways[way](name);

  it.each(["pi3", "pi4", "pi5"] as const)(
    "finds the header of a %s, and none of its other chips",
    async (name) => {
      const bench = await start(name);
      await open(bench, outputs({ lines: [17, "GPIO27"], initial: [true, false] }));
      const label = headers[name];
      expect(bench.board.level(label, 17)).toBe(true);
      expect(bench.board.direction(label, 27)).toBe("out");
      for (const chip of bench.board.chips)
        if (chip.label !== label)
          for (let offset = 0; offset < chip.lines; offset++)
            expect(bench.board.holder(chip.label, offset)).toBeNull();
    },
  );

  it.each([true, false])("begins dark without a moment of light, active low %s", async (activeLow) => {
    const bench = await start();
    bench.board.push(headers.pi4, 17, activeLow);
    const seen: boolean[] = [];
    bench.board.onChange(() => {
      if (bench.board.direction(headers.pi4, 17) === "out") seen.push(bench.board.level(headers.pi4, 17));
    });
    await open(bench, outputs({ lines: [17], activeLow, initial: [false] }));
    expect(new Set(seen)).toEqual(new Set([activeLow]));
  });

  it.each([true, false])("begins lit where that is wanted, active low %s", async (activeLow) => {
    const bench = await start();
    await open(bench, outputs({ lines: [17], activeLow, initial: [true] }));
    expect(bench.board.level(headers.pi4, 17)).toBe(!activeLow);
  });

  it("writes any levels, whatever the polarity", async () => {
    const bench = await start();
    for (const activeLow of [true, false]) {
      const lines = await open(bench, outputs({ activeLow }));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 8 }), async (rows) => {
          for (const row of rows) {
            await lines.write(row);
            expect([17, 27].map((offset) => bench.board.level(headers.pi4, offset) !== activeLow)).toEqual(
              row,
            );
          }
        }),
        { numRuns: 20 },
      );
      await lines.close();
    }
  });

  it("leaves the lines as they are when it lets go, and takes them again", async () => {
    const bench = await start();
    const lines = await open(bench, outputs());
    await lines.write([true, false]);
    await lines.close();
    await lines.close();
    expect((await lines.lost).code).toBe("LINE_CLOSED");
    await expect(lines.write([false, false])).rejects.toMatchObject({ code: "LINE_CLOSED" });
    expect(bench.board.level(headers.pi4, 17)).toBe(true);
    await open(bench, outputs({ activeLow: true, initial: [false, true] }));
    expect(bench.board.level(headers.pi4, 17)).toBe(true);
    expect(bench.board.level(headers.pi4, 27)).toBe(false);
  });

  it("says so when a line is taken", async () => {
    const bench = await start();
    bench.board.take(headers.pi4, 27, "spi0 CS1");
    await expect(bench.gpio.openOutputs(outputs(), signal)).rejects.toMatchObject({ code: "GPIO_BUSY" });
    await expect(bench.gpio.openInputs(button({ lines: [27] }), signal)).rejects.toMatchObject({
      code: "GPIO_BUSY",
    });
  });

  it("lists the chips when it does not know the one that is named", async () => {
    const bench = await start("pi5");
    const asking = bench.gpio.openOutputs(outputs({ chip: "pinctrl-bcm2711" }), signal);
    await expect(asking).rejects.toMatchObject({ code: "GPIO_CHIP" });
    await asking.catch((fault: Error) => {
      for (const { label } of boards.pi5) expect(fault.message).toContain(label);
    });
  });

  it("takes a chip by its label, and by its device", async () => {
    const bench = await start("pi5");
    await open(bench, outputs({ chip: "gpio-brcmstb@107d508520", lines: [3], initial: [true] }));
    expect(bench.board.level("gpio-brcmstb@107d508520", 3)).toBe(true);
    await open(bench, outputs({ chip: "/dev/gpiochip4", lines: [3], initial: [true] }));
    expect(bench.board.level("pinctrl-rp1", 3)).toBe(true);
    await open(bench, outputs({ chip: "gpiochip4", lines: [4], initial: [true] }));
    expect(bench.board.level("pinctrl-rp1", 4)).toBe(true);
  });

  it("refuses a line that the chip has not", async () => {
    const bench = await start("pi5");
    for (const line of [54, 1_000, "GPIO99", "no such name"])
      await expect(bench.gpio.openOutputs(outputs({ lines: [line] }), signal)).rejects.toMatchObject({
        code: "GPIO_LINE",
      });
  });

  it("notices at the next writing that the chip was pulled out", async () => {
    const bench = await start();
    const lines = await open(bench, outputs());
    bench.board.unplug(headers.pi4);
    await expect(lines.write([true, true])).rejects.toMatchObject({ code: "GPIO_GONE" });
    expect((await lines.lost).code).toBe("GPIO_GONE");
    await expect(lines.write([true, true])).rejects.toMatchObject({ code: "GPIO_GONE" });
  });

  it("opens nothing once nobody waits for it", async () => {
    const bench = await start();
    const given = AbortSignal.abort();
    await expect(bench.gpio.openOutputs(outputs(), given)).rejects.toMatchObject({ code: "LINE_CLOSED" });
    await expect(bench.gpio.openInputs(button(), given)).rejects.toMatchObject({ code: "LINE_CLOSED" });
    expect(bench.board.holder(headers.pi4, 17)).toBeNull();
  });

  it("tells of a press and of its end, each once", async () => {
    const bench = await start();
    bench.board.push(headers.pi4, 5, true);
    const { edges } = await hear(bench, button());
    for (const level of [false, true, false, true, false]) bench.board.push(headers.pi4, 5, level);
    await vi.advanceTimersByTimeAsync(100);
    expect(edges).toEqual([{ line: 0, isActive: true }]);
    bench.board.push(headers.pi4, 5, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(edges).toEqual([
      { line: 0, isActive: true },
      { line: 0, isActive: false },
    ]);
  });

  it("tells nothing of a bounce that ends as it began", async () => {
    const bench = await start();
    bench.board.push(headers.pi4, 5, true);
    const { edges } = await hear(bench, button());
    bench.board.push(headers.pi4, 5, false);
    await vi.advanceTimersByTimeAsync(10);
    bench.board.push(headers.pi4, 5, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(edges).toEqual([]);
  });

  it("tells which of several lines it was", async () => {
    const bench = await start();
    const { edges } = await hear(bench, button({ lines: [5, 6], activeLow: false }));
    bench.board.push(headers.pi4, 6, true);
    await vi.advanceTimersByTimeAsync(100);
    bench.board.push(headers.pi4, 5, true);
    await vi.advanceTimersByTimeAsync(100);
    expect(edges).toEqual([
      { line: 1, isActive: true },
      { line: 0, isActive: true },
    ]);
  });

  it("falls silent when it is closed, and gives the line back", async () => {
    const bench = await start();
    const { lines, edges, end } = await hear(bench, button({ activeLow: false }));
    bench.board.push(headers.pi4, 5, true);
    await lines.close();
    await lines.close();
    await vi.advanceTimersByTimeAsync(100);
    expect(edges).toEqual([]);
    expect(end).toHaveBeenCalledOnce();
    expect((await lines.lost).code).toBe("LINE_CLOSED");
    await hear(bench, button());
  });

  it("loses its inputs when the chip is pulled out", async () => {
    const bench = await start();
    const { lines, end } = await hear(bench, button());
    bench.board.unplug(headers.pi4);
    await vi.advanceTimersByTimeAsync(100);
    expect((await lines.lost).code).toBe("GPIO_GONE");
    expect(end).toHaveBeenCalledOnce();
  });
});
