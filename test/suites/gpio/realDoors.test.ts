import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const top = join(import.meta.dirname, "..", "..", "..");
const probe = join(top, "dist", "suites", "gpioProbe.cjs");
const folder = mkdtempSync(join(tmpdir(), "bandeau-doors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How long a line of the probe is waited for. */
const LIMIT_MS = 20_000;

/** Runs the probe with these commands; the answer is all that it said. */
async function say(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  commands: readonly object[],
): Promise<{ [key: string]: unknown }[]> {
  const [program = "node", ...rest] = words;
  const child = spawn(program, rest, {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
    timeout: LIMIT_MS,
  });
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  for (const command of commands) child.stdin.write(`${JSON.stringify(command)}\n`);
  // An edge that waits in the kernel is fetched a moment later.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  child.stdin.end();
  await ended;
  return said
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** As root, a program can have a `/sys/class` of its own. */
const isRoot = process.getuid?.() === 0;

const lamps = { chip: "auto", activeLow: true, sysfsNumbers: null };

describe("the character device, through the real koffi", () => {
  const library = join(folder, "fakeGpiochip.so");
  const log = join(folder, "asked");
  const dev = join(folder, "dev");
  const environment = { LD_PRELOAD: library, FAKE_GPIO_LOG: log };
  const words = ["node", probe, "auto", join(folder, "no-sys"), dev];

  beforeAll(() => {
    execFileSync("gcc", [
      "-shared",
      "-fPIC",
      "-Wall",
      "-o",
      library,
      join(import.meta.dirname, "fakeGpiochip.c"),
    ]);
    mkdirSync(dev);
    writeFileSync(join(dev, "gpiochip0"), "");
  });

  it("lights lamps on a kernel without sysfs, dark from the first moment", async () => {
    const said = await say(words, environment, [
      { open: { ...lamps, lines: [17, "GPIO27", 22], initial: [false, true, false] } },
      { write: [true, false, true] },
    ]);
    expect(said[0]).toMatchObject({ text: "GPIO", backend: "gpiochip" });
    expect(said.slice(1)).toEqual([{ done: ["open"] }, { done: ["write"] }]);
    // Output (8) and active low (2).
    expect(readFileSync(log, "utf8")).toBe("lines 17 27 22 flags a values 2 of 7 by bandeau\nset 5 of 7\n");
  });

  it("is what auto takes where sysfs may only be read, as under systemd", async (context) => {
    if (!isRoot) context.skip("only root may give a program another /sys/class");
    const tree = [
      "mount -t tmpfs none /sys/class && mkdir /sys/class/gpio && echo >/sys/class/gpio/export",
      "mount -o remount,ro /sys/class",
      `LD_PRELOAD=${library} node ${probe} auto /sys ${dev}`,
    ].join("\n");
    const [first] = await say(["unshare", "-m", "sh", "-c", tree], {}, []);
    expect(first).toMatchObject({
      backend: "gpiochip",
      because: expect.stringContaining("cannot open /sys/class/gpio/export: permission denied"),
    });
  });

  it("hears a press, debounced and pulled up by the kernel", async () => {
    writeFileSync(log, "");
    const said = await say(words, environment, [
      { hear: { ...lamps, lines: [5], debounceMs: 30, pull: "up" } },
    ]);
    expect(said.slice(1)).toEqual([{ done: ["hear"] }, { edge: { line: 0, isActive: true } }]);
    // Input (4), active low (2), both edges (30), pull-up (100).
    expect(readFileSync(log, "utf8")).toBe("lines 5 flags 136 debounce 30000 by bandeau\n");
  });

  it("says who has a line that is taken", async () => {
    const said = await say(words, environment, [
      { open: { ...lamps, lines: [17, 0], initial: [false, false] } },
    ]);
    expect(said[1]).toMatchObject({
      fault: "GPIO_BUSY",
      message: expect.stringMatching(/^line 0 of pinctrl-bcm2711 .* in use by 'spi0 CS0'$/),
    });
  });
});

describe("sysfs, through the real onoff", () => {
  const packages = ["onoff", "epoll", "nan", "bindings", "file-uri-to-path", "lodash.debounce"];

  beforeAll(() => {
    for (const name of packages)
      cpSync(join(top, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { onoff: "6.0.3" } }));
    execFileSync("npm", ["rebuild", "epoll"], { cwd: folder, stdio: "pipe" });
    cpSync(probe, join(folder, "gpioProbe.cjs"));
  }, 300_000);

  it("is loaded with its native part, and asks the kernel for a level of the wire", async (context) => {
    if (!isRoot) context.skip("only root may give a program another /sys/class");
    // Files do not answer as the kernel does, which says `out` after `high` was written: the reading back must object.
    const tree = [
      "mount -t tmpfs none /sys/class && cd /sys/class && mkdir -p gpio/gpiochip512 gpio/gpio529 && cd gpio",
      "echo 512 >gpiochip512/base; echo 58 >gpiochip512/ngpio; echo pinctrl-bcm2711 >gpiochip512/label",
      "echo >export; echo 0 >gpio529/value; echo in >gpio529/direction; echo 0 >gpio529/active_low",
      `node ${join(folder, "gpioProbe.cjs")} auto`,
      "head -n 1 gpio529/direction gpio529/active_low >&2",
      `cp -r gpio529 ${folder}`,
    ].join("\n");
    const said = await say(["unshare", "-m", "sh", "-c", tree], {}, [
      { open: { ...lamps, lines: [17], initial: [false] } },
    ]);
    expect(said[0]).toMatchObject({
      backend: "onoff",
      chips: ["pinctrl-bcm2711 (58 lines, sysfs base 512)"],
    });
    expect(said[1]).toMatchObject({
      fault: "GPIO_MISCONFIGURED",
      message: "GPIO number 529 of sysfs is high, active low and cannot be made out, active low",
    });
    expect(readFileSync(join(folder, "gpio529", "direction"), "utf8")).toBe("high");
    expect(readFileSync(join(folder, "gpio529", "active_low"), "utf8")).toMatch(/^1/);
  });
});
