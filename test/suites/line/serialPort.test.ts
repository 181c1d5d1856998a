import { renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSerialPort, openSerialPort } from "../../../src/adapters/serialport/openSerialPort.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { SerialSettings } from "../../../src/ports/serialLink.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { eventually, faultOf, quickLimits, serialLinkContract } from "../../contract/serialLinkContract.ts";
import { FarEnd, PtyPair } from "../socat.ts";

const silent: Logger = { error() {}, warn() {}, info() {}, debug() {} };
const eight: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 };
const seven: SerialSettings = { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 };
const deps = { limits: quickLimits, log: silent, softwareParity: false, load: loadSerialPort };
const unaborted = new AbortController().signal;

serialLinkContract("a serial port", async () => {
  const pair = new PtyPair();
  await pair.plug();
  let far = new FarEnd(pair.theirs);
  return {
    open: openSerialPort(pair.ours, eight, deps),
    arrived: () => far.arrived(),
    say: (bytes) => far.say(bytes),
    unplug: () => pair.unplug(),
    async plug() {
      await pair.plug();
      far.end();
      far = new FarEnd(pair.theirs);
    },
    stick: () => pair.hold(),
    async end() {
      far.end();
      await pair.end();
    },
  };
});

describe("a serial port on a pseudo terminal", () => {
  let pair: PtyPair;
  let far: FarEnd;

  beforeEach(async () => {
    pair = new PtyPair();
    await pair.plug();
    far = new FarEnd(pair.theirs);
  });

  afterEach(async () => {
    far.end();
    await pair.end();
    expect(openTimers()).toBe(0);
  });

  it("is refused to a second program with advice", async () => {
    const link = await openSerialPort(pair.ours, eight, deps)(unaborted);
    const fault = await faultOf(openSerialPort(pair.ours, eight, deps)(unaborted));
    expect([fault.code, fault.advice]).toEqual(["PORT_BUSY", expect.stringContaining("fuser")]);
    await link.close();
  });

  it("says what is wrong with a path that is no serial port", async () => {
    const file = join(pair.folder, "file");
    writeFileSync(file, "");
    expect((await faultOf(openSerialPort(file, eight, deps)(unaborted))).code).toBe("PORT_NOT_SERIAL");
    expect((await faultOf(openSerialPort("/dev/null", eight, deps)(unaborted))).code).toBe("PORT_NOT_SERIAL");
  });

  it("opens 7E1 although a pseudo terminal knows eight bits only, and hears seven", async () => {
    const link = await openSerialPort(pair.ours, seven, deps)(unaborted);
    await link.write(Uint8Array.of(0x41, 0x43, 0x04));
    await eventually(() => far.arrived().length === 3);
    expect(far.arrived()).toEqual(Uint8Array.of(0x41, 0x43, 0x04));
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    far.say(Uint8Array.of(0x41, 0xc3, 0x84));
    await eventually(() => heard.length === 3);
    expect(heard).toEqual([0x41, 0x43, 0x04]);
    await link.close();
  });

  it("puts even parity into bit 7 when the adapter only does eight bits", async () => {
    const link = await openSerialPort(pair.ours, seven, { ...deps, softwareParity: true })(unaborted);
    await link.write(Uint8Array.of(0x41, 0x43, 0x04));
    await eventually(() => far.arrived().length === 3);
    expect(far.arrived()).toEqual(Uint8Array.of(0x41, 0xc3, 0x84));
    await link.close();
  });

  it("notices when its name leads to another device", async () => {
    const other = new PtyPair();
    await other.plug();
    const name = join(pair.folder, "name");
    symlinkSync(pair.ours, name);
    const link = await openSerialPort(name, eight, deps)(unaborted);
    symlinkSync(other.ours, `${name}.new`);
    renameSync(`${name}.new`, name);
    expect((await link.lost).message).toContain("another device");
    await link.close();
    await other.end();
  });

  it("takes as long for a write as the wire needs, so that nothing piles up behind it", async () => {
    const link = await openSerialPort(pair.ours, seven, deps)(unaborted);
    const startedAt = performance.now();
    await link.write(new Uint8Array(192));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
    await link.close();
  });
});
