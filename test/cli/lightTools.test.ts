import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LightToolOptions, lightToolCommand } from "../../src/cli/lightTools.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let server: Server;
let heard = "";
let port = "";
let folder = "";

beforeEach(async () => {
  heard = "";
  folder = mkdtempSync(join(tmpdir(), "bandeau-light-"));
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      heard += bytes.toString("hex");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
  expect(openTimers()).toBe(0);
});

async function run(
  tool: "set" | "test" | "identify",
  name: string,
  options: Partial<LightToolOptions>,
  endAfter: Promise<void> | null = null,
) {
  const { terminal, written } = recordingTerminal();
  const onSignal = (_: string, end: () => void): (() => void) => {
    void endAfter?.then(end);
    return () => undefined;
  };
  const given = { line: [], activeLow: false, ...options };
  const code = await lightToolCommand(tool, name, given, { ...terminal, onSignal });
  return { code, out: written() };
}

/** The message and advice of the Fault that a promise ends with. */
const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no fault",
    (error: unknown) => (error instanceof Fault ? `${error.message}\n${error.advice}` : String(error)),
  );

// Single bytes of the Adafruit tower: 1x on, 2x off; 1 red, 2 yellow, 4 green, 8 buzzer.
describe("bandeau light", () => {
  it("sets a light, and lets go of it", async () => {
    const { code, out } = await run("set", "adafruit-tower", { port, colour: "red" });
    expect({ code, out }).toEqual({
      code: 0,
      out: "Adafruit tri-colour tower with buzzer (5125): red red, yellow off, green off\n",
    });
    await expect.poll(() => heard).toMatch(/11$/);
  });

  it("sets it for some time, and makes it dark again", async () => {
    const { code } = await run("set", "adafruit-tower", { port, colour: "green", seconds: 0.05 });
    expect(code).toBe(0);
    await expect.poll(() => heard).toMatch(/14.*24$/);
  });

  it("holds one that does not flash by itself until somebody ends it", async () => {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => (heard.includes("11") ? resolve() : void setImmediate(look));
      look();
    });
    const options = { port, colour: "red", flash: "fast" } as const;
    const { code, out } = await run("set", "adafruit-tower", options, seen);
    expect(code).toBe(0);
    expect(out).toContain("does not flash by itself: held until Ctrl-C, then dark");
    await expect.poll(() => heard).toMatch(/21$/);
  });

  it("tests each lamp and the buzzer, and ends dark", async () => {
    const { code, out } = await run("test", "adafruit-tower", { port, seconds: 0.01 });
    expect(code).toBe(0);
    expect(out).toBe("red: red\nyellow: yellow\ngreen: green\nbuzzer\n");
    await expect.poll(() => heard).toMatch(/11.*21.*12.*22.*14.*24.*18.*28$/);
  });

  it("shows which one it is", async () => {
    const { code, out } = await run("identify", "lcus-2", { port, seconds: 0.01 });
    expect({ code, out }).toEqual({ code: 0, out: "this is LC Technology LCUS-2 USB relays\n" });
    await expect.poll(() => heard).toMatch(/a00101a2.*a00201a3/);
  });

  it("takes a light of a site by its id", async () => {
    const file = join(folder, "site.yaml");
    writeFileSync(
      file,
      `version: 1
site: here
node: wall
broker: { urls: ["mqtt://127.0.0.1:1"] }
sources: { acd: {} }
queues: {}
lights:
  - { id: hall, model: adafruit-tower, port: "${port}", rules: [{ colour: red }] }
  - { id: twin, model: luxafor-flag, port: simulated, rules: [{ colour: red }] }
  - { id: lamp, model: wled-strip, topic: wled/lamp, rules: [{ colour: red }] }
`,
    );
    expect((await run("set", "hall", { config: file, colour: "yellow" })).code).toBe(0);
    await expect.poll(() => heard).toMatch(/12$/);
    expect(await faultOf(run("set", "hal", { config: file, colour: "red" }))).toContain(
      "did you mean 'hall'?",
    );
    expect(await faultOf(run("set", "twin", { config: file, colour: "red" }))).toContain("twin is simulated");
    expect(await faultOf(run("set", "hall", { config: file, port, colour: "red" }))).toContain(
      "leave --config",
    );
    expect(await faultOf(run("set", "lamp", { config: file, colour: "red" }))).toContain("127.0.0.1:1");
    writeFileSync(file, "version: 1\n");
    expect(await faultOf(run("set", "hall", { config: file, colour: "red" }))).toContain("'site' is missing");
  });

  it.each<[string, string, Partial<LightToolOptions>, string]>([
    ["no place of a serial light", "adafruit-tower", {}, "--port /dev/serial/by-id/…"],
    ["no lines of a tower", "gpio-tower-3", {}, "--line red=17 for each lamp"],
    ["no broker of a light on the bus", "wled-strip", {}, "--config FILE"],
    ["a line that is none", "gpio-tower-3", { line: ["17"] }, "'17' names no line"],
    ["nobody at the port", "adafruit-tower", { port: "tcp://127.0.0.1:1" }, "127.0.0.1"],
    ["a USB light that is not plugged in", "luxafor-flag", { usbSerial: "none" }, "with serial number none"],
  ])("says what to do about %s", async (_, name, options, words) => {
    expect(await faultOf(run("set", name, { colour: "red", ...options }))).toContain(words);
  });
});
