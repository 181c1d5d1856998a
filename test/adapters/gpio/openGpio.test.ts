import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  boardName,
  chipPaths,
  type GpioWorld,
  realChipName,
  realGpioWorld,
  sysfsChips,
} from "../../../src/adapters/gpio/gpioWorld.ts";
import { openGpio } from "../../../src/adapters/gpio/openGpio.ts";
import { boards, GpioBoard } from "../../../src/simulated/gpioBoard.ts";
import { recordingLog } from "../../app/busDoubles.ts";
import { FakeGpioKernel } from "./fakeGpioKernel.ts";
import { FakeSysfs } from "./fakeSysfs.ts";

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

function machine(name: keyof typeof boards = "pi5", options: { hasExport?: boolean } = {}) {
  const board = new GpioBoard(boards[name]);
  const files = new FakeSysfs(board, options);
  folders.push(files);
  const world: GpioWorld = {
    sys: join(files.folder, "sys"),
    dev: join(files.folder, "dev"),
    boardFile: join(files.folder, "model"),
    kernelRelease: "6.6.31+rpt-rpi-2712",
    loadOnoff: files.loadOnoff,
    loadKernel: async () => new FakeGpioKernel(board),
  };
  writeFileSync(world.boardFile, "Raspberry Pi 5 Model B Rev 1.0\0");
  return world;
}

const missing = () => Promise.reject(new Error("not installed"));

describe("the door to GPIO", () => {
  it("is onoff where kernel and installation allow it, and the log says on what it stands", async () => {
    const { log, lines } = recordingLog();
    expect((await openGpio("auto", { world: machine(), log })).backend).toBe("onoff");
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).toContain("Raspberry Pi 5 Model B Rev 1.0");
    expect(JSON.stringify(lines)).toContain("pinctrl-rp1 (54 lines");
  });

  it("is the character device on a kernel without sysfs, and the log says why", async () => {
    for (const world of [machine("pi5", { hasExport: false }), { ...machine(), sys: "/nowhere" }]) {
      const { log, lines } = recordingLog();
      expect((await openGpio("auto", { world, log })).backend).toBe("gpiochip");
      expect(JSON.stringify(lines)).toContain("which onoff needs");
    }
  });

  it("is the character device where onoff was not compiled", async () => {
    const { log } = recordingLog();
    const world = { ...machine(), loadOnoff: missing };
    expect((await openGpio("auto", { world, log })).backend).toBe("gpiochip");
    await expect(openGpio("onoff", { world, log })).rejects.toMatchObject({ code: "GPIO_LIBRARY_MISSING" });
  });

  it("is the one that the site names", async () => {
    const { log } = recordingLog();
    const world = machine();
    expect((await openGpio("onoff", { world, log })).backend).toBe("onoff");
    expect((await openGpio("gpiochip", { world: { ...world, boardFile: "/nowhere" }, log })).backend).toBe(
      "gpiochip",
    );
  });

  it("is none, and both reasons are told", async () => {
    const { log } = recordingLog();
    const world = { ...machine(), loadOnoff: missing, loadKernel: missing };
    await expect(openGpio("auto", { world, log })).rejects.toMatchObject({
      code: "GPIO_NONE",
      message: expect.stringMatching(/cannot load onoff: not installed.*cannot load koffi: not installed/),
    });
  });
});

describe("what a machine tells of its GPIO", () => {
  it("is which device of /dev belongs to which chip of sysfs", () => {
    expect(sysfsChips(machine()).map(({ label, base, path }) => [label, base, path?.slice(-9)])).toEqual(
      boards.pi5.map(({ label, base, path }) => [label, base, path.slice(-9)]),
    );
  });

  it("leaves out what is no chip", () => {
    const world = machine("pi4");
    writeFileSync(join(world.sys, "class/gpio/gpiochip999"), "");
    expect(sysfsChips(world)).toHaveLength(2);
  });

  it("counts a chip once that has two names", () => {
    const world = machine("pi4");
    symlinkSync(join(world.dev, "gpiochip0"), join(world.dev, "gpiochip4"));
    expect(chipPaths(world).map((path) => path.slice(-9))).toEqual(["gpiochip0", "gpiochip1"]);
    expect(realChipName("/dev/gpiochip4", world)).toBe(realChipName("gpiochip0", world));
    expect(realChipName("gpiochip77", world)).toBe("gpiochip77");
    expect(realChipName("pinctrl-rp1", world)).toBe("pinctrl-rp1");
  });

  it("is nothing on a machine that has none", () => {
    const folder = mkdtempSync(join(tmpdir(), "bandeau-none-"));
    folders.push({ remove: () => rmSync(folder, { recursive: true }) });
    const world = { ...realGpioWorld, sys: folder, dev: folder, boardFile: join(folder, "model") };
    expect([boardName(world), sysfsChips(world), chipPaths(world)]).toEqual([null, [], []]);
  });
});
