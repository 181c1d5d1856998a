import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GpioWorld, realGpioWorld } from "../../src/adapters/gpio/gpioWorld.ts";
import { doctorGpioCommand, groupNames } from "../../src/cli/doctorGpio.ts";
import { lightOffCommand } from "../../src/cli/lightOff.ts";
import { type SiteFile, siteLoader } from "../../src/compose/siteLoader.ts";
import { devicesFolder } from "../../src/compose.ts";
import { openTimers } from "../../src/shared/time.ts";
import { boards, GpioBoard } from "../../src/simulated/gpioBoard.ts";
import { FakeGpioKernel } from "../adapters/gpio/fakeGpioKernel.ts";
import { FakeSysfs } from "../adapters/gpio/fakeSysfs.ts";
import { recordingLog } from "../app/busDoubles.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-gpio-tools-"));
let site: SiteFile;

beforeAll(async () => {
  const path = join(folder, "site.yaml");
  const rules = `rules: [{ figure: waiting, of: sales, above: 3, colour: red }]`;
  writeFileSync(
    path,
    `version: 1
site: here
node: wall
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { phones: {} }
queues:
  sales: { source: phones, id: "7" }
lights:
  - { id: hall, model: gpio-tower-3-buzzer, gpio: { lines: { red: 17, amber: GPIO27, green: 22, buzzer: 23 } }, ${rules} }
  - { id: relay, model: gpio-relays-1, gpio: { activeLow: true, lines: { red: 24 } }, ${rules} }
  - { id: kept, model: gpio-tower-1, atStop: keep, gpio: { lines: { red: 25 } }, ${rules} }
  - { id: old, model: gpio-tower-1, gpio: { backend: onoff, lines: { red: 26 }, sysfsNumbers: { red: 538 } }, ${rules} }
  - { id: bell, model: gpio-tower-1, gpio: { backend: gpiochip, lines: { red: ID_SCL } }, ${rules} }
  - { id: none, model: gpio-tower-1, gpio: { backend: simulated, lines: { red: 25 } }, ${rules} }
buttons:
  - { id: ack, gpio: { line: 5 }, press: acknowledgeAlarm }
  - { id: by-number, gpio: { line: 6, sysfsNumber: 518 }, press: acknowledgeAlarm }
  - { id: none, gpio: { line: 5, backend: simulated }, press: acknowledgeAlarm }
`,
  );
  const loaded = await (await siteLoader({}, devicesFolder)).load(path);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  site = loaded;
});

const files: FakeSysfs[] = [];
afterEach(() => {
  for (const one of files.splice(0)) one.remove();
  expect(openTimers()).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

function machine(some: Partial<GpioWorld> = {}, name: keyof typeof boards = "pi4") {
  const board = new GpioBoard(boards[name]);
  const sysfs = new FakeSysfs(board);
  files.push(sysfs);
  const kernel = new FakeGpioKernel(board);
  const world: GpioWorld = {
    ...realGpioWorld,
    sys: join(sysfs.folder, "sys"),
    dev: join(sysfs.folder, "dev"),
    boardFile: "/nowhere",
    loadOnoff: sysfs.loadOnoff,
    loadKernel: async () => kernel,
    ...some,
  };
  return { board, world, kernel };
}

function told() {
  const out: string[] = [];
  const errors: string[] = [];
  return {
    out,
    errors,
    write: (text: string) => void out.push(text),
    writeError: (text: string) => void errors.push(text),
  };
}

const missing = () => Promise.reject(new Error("not installed"));
const header = "pinctrl-bcm2711";

describe("bandeau light off", () => {
  it("makes the lamps dark that a killed daemon left lit, and leaves those that are to stay", async () => {
    const { board, world } = machine();
    for (const lit of [17, 25, 26]) board.drive(header, lit, true);
    board.drive(header, 24, false);
    const terminal = told();
    expect(await lightOffCommand({ site, world, log: recordingLog().log }, terminal)).toBe(0);
    expect([17, 22, 23, 24, 25, 26, 27].filter((line) => board.level(header, line))).toEqual([24, 25]);
    expect(terminal.out.join("")).toBe(
      "hall: off\nrelay: off\nkept: kept as it is\nold: off\nbell: off\nnone: off\n",
    );
  });

  it("goes on with the others when one light cannot be had", async () => {
    const { board, world } = machine();
    board.take(header, 17, "spi");
    board.drive(header, 24, false);
    const terminal = told();
    expect(await lightOffCommand({ site, world, log: recordingLog().log }, terminal)).toBe(1);
    expect(terminal.errors.join("")).toMatch(/^hall: GPIO number 529 of sysfs is in use by somebody else: /);
    expect(board.level(header, 24)).toBe(true);
  });

  it("says so when a light's model is not there", async () => {
    const terminal = told();
    const bare = { site: site.site, lights: new Map() };
    expect(
      await lightOffCommand({ site: bare, world: machine().world, log: recordingLog().log }, terminal),
    ).toBe(1);
    expect(terminal.errors[0]).toBe("hall: there is no model gpio-tower-3-buzzer\n");
  });
});

describe("bandeau doctor gpio", () => {
  async function report(world: GpioWorld, withSite: SiteFile | null = null) {
    const terminal = told();
    const deps = { world, site: withSite, groups: ["gpio"] };
    const code = await doctorGpioCommand({ json: false }, deps, terminal);
    const asJson = told();
    await doctorGpioCommand({ json: true }, deps, asJson);
    return { code, text: terminal.out.join(""), json: JSON.parse(asJson.out.join("")) };
  }

  it("tells where each line of a site ends up", async () => {
    const { code, text, json } = await report(machine().world, site);
    expect(code).toBe(0);
    expect(text).toMatch(/^GPIO is well\n/);
    expect(text).toContain("auto is:  onoff");
    expect(text).toContain("  light hall, red: line 17 of pinctrl-bcm2711, sysfs number 529\n");
    expect(text).toContain("  light hall, buzzer: line 23 of pinctrl-bcm2711, sysfs number 535\n");
    expect(text).toContain("  light old, red: sysfs number 538\n");
    expect(text).toContain("  light bell, red: line 1 of pinctrl-bcm2711\n");
    expect(text.match(/^ {2}pinctrl-bcm2711 /gm)).toHaveLength(1);
    expect(text).toContain("  button ack: line 5 of pinctrl-bcm2711, sysfs number 517\n");
    expect(text).toContain("  button by-number: sysfs number 518\n");
    expect(text).not.toContain("none,");
    expect(json).toMatchObject({ auto: "onoff", sysfs: "legacy", groups: ["gpio"], problems: [] });
  });

  it("resolves by the devices on a kernel without sysfs", async () => {
    const { code, text } = await report(machine({ sys: "/nowhere" }, "pi5").world, site);
    expect(code).toBe(0);
    expect(text).toContain("sysfs:    not in this kernel: onoff cannot be used");
    expect(text).toContain("auto is:  gpiochip");
    expect(text).toContain("  light hall, red: line 17 of pinctrl-rp1\n");
  });

  it("begins with the machine that has no GPIO", async () => {
    const { code, text } = await report({ ...machine().world, sys: "/nowhere", dev: "/nowhere" }, site);
    expect(code).toBe(1);
    expect(text).toMatch(/^this machine has no GPIO chip\n {2}run this on the Raspberry Pi/);
    expect(text).toContain("  light hall, red: not found");
  });

  it("says what to install when no door opens", async () => {
    const { code, text } = await report(machine({ loadOnoff: missing, loadKernel: missing }).world);
    expect(code).toBe(1);
    expect(text).toMatch(/^no door to GPIO opens: cannot load onoff: not installed: sudo apt install/);
    const other = await report(machine({ sys: "/nowhere", loadKernel: missing }).world);
    expect(other.text).toMatch(
      /^no door to GPIO opens: not in this kernel: onoff cannot be used; cannot load koffi/,
    );
  });

  it("says which group is missing", async () => {
    const { world, kernel } = machine({ sys: "/nowhere" });
    kernel.denied.add("gpiochip0");
    const { code, text } = await report(world);
    expect(code).toBe(1);
    expect(text).toMatch(/^you may not open .*gpiochip0\n {2}sudo usermod -aG gpio/);
    expect(text).toContain("gpiochip0: permission denied");
  });

  it("names the line that is not there, and lists the chips", async () => {
    const [hall] = site.site.lights;
    const wrong = {
      ...site,
      site: { ...site.site, lights: hall ? [{ ...hall, gpio: { ...hall.gpio, chip: "rp1" } }] : [] },
    };
    const { code, text } = await report(machine().world, wrong as SiteFile);
    expect(code).toBe(1);
    expect(text).toMatch(/^light hall, red: no GPIO chip is 'rp1'; this machine has pinctrl-bcm2711/);
  });

  it("knows groups by their names, and by their numbers where they have none", () => {
    expect(groupNames([0, 4_000_000])).toEqual(["root", "4000000"]);
  });
});
