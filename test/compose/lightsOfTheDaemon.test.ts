import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Subject } from "rxjs";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lightTwins } from "../../src/compose/realWorld.ts";
import { siteLoader } from "../../src/compose/siteLoader.ts";
import { Daemon, devicesFolder } from "../../src/compose.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { HidDeviceInfo, HidDevices } from "../../src/ports/hid.ts";
import { Secret } from "../../src/shared/secret.ts";
import { openTimers } from "../../src/shared/time.ts";
import { boards } from "../../src/simulated/gpioBoard.ts";
import { GpioTwin } from "../../src/simulated/gpioTwin.ts";
import { later, recordingLog, recordingMetrics, ScriptedConnection } from "../app/busDoubles.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-lights-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Sockets with Luxafor Flags in them; what is written to each is kept by its socket. */
function flags() {
  const changes$ = new Subject<void>();
  const plugged = new Map<string, { info: HidDeviceInfo; lose: (fault: Fault) => void }>();
  const written = new Map<string, string[]>();
  const devices: HidDevices = {
    changes$,
    list: async () => [...plugged.values()].map(({ info }) => info),
    async open(info) {
      const lost = later<Fault>();
      const port = String(info.physicalPath);
      plugged.set(port, { info, lose: lost.resolve });
      const write = async (bytes: Uint8Array) => {
        written.set(port, [...(written.get(port) ?? []), Buffer.from(bytes).toString("hex")]);
      };
      return {
        lost: lost.promise,
        reports$: new Subject<Uint8Array>(),
        write,
        sendFeature: write,
        readFeature: async () => new Uint8Array(),
        close: async () => lost.resolve(new Fault("HID_CLOSED", "closed", "")),
      };
    },
  };
  const plug = (port: string, number: number): void => {
    const info: HidDeviceInfo = {
      path: `/dev/hidraw${number}`,
      vendorId: 0x04d8,
      productId: 0xf372,
      product: "LUXAFOR FLAG",
      serialNumber: null,
      physicalPath: `${port}/input0`,
      descriptor: new Uint8Array(),
    };
    plugged.set(`${port}/input0`, { info, lose: () => undefined });
    changes$.next();
  };
  const unplug = (port: string): void => {
    plugged.get(`${port}/input0`)?.lose(new Fault("HID_GONE", "it is gone", "plug it in"));
    plugged.delete(`${port}/input0`);
    changes$.next();
  };
  const told = (port: string): readonly string[] => written.get(`${port}/input0`) ?? [];
  return { devices, plug, unplug, told };
}

const siteWith = (rest: string): string => `version: 1
site: here
node: hall
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { acd: { staleAfterSeconds: 60 } }
queues: { sales: { id: "1" } }
${rest}
`;

/** A daemon whose sockets, pins and bus are the test's. */
async function daemonOf(rest: string) {
  const { load, compile } = await siteLoader({}, devicesFolder);
  const path = join(folder, "site.yaml");
  const read = async (text: string) => {
    writeFileSync(path, siteWith(text));
    const file = await load(path);
    if (!file.ok) throw new Error(JSON.stringify(file.problems));
    return file;
  };
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };
  const usb = flags();
  const gpio = new GpioTwin(boards.pi4);
  const { log, said } = recordingLog();
  const connections: ScriptedConnection[] = [];
  const daemon = new Daemon({
    brokerFor: async () => ({
      connect: async (request) => {
        const connection = new ScriptedConnection(request);
        connections.push(connection);
        return connection;
      },
    }),
    openLine: () => () => Promise.reject(new Error("no displays here")),
    devices: usb.devices,
    lights: {
      line: () => () => Promise.reject(new Fault("PORT_GONE", "there is no such port", "plug it in")),
      gpio: { open: async () => gpio },
      twin: lightTwins({ clock }),
    },
    readKey: async () => new Secret("key"),
    compile,
    clock,
    log,
    metrics: recordingMetrics(),
    random: () => 0.5,
    beat: () => undefined,
  });
  await daemon.apply(await read(rest));
  await pass(1_000);
  const last = (topic: string): unknown =>
    connections.flatMap((connection) => connection.said(`cc/1/here/node/hall/${topic}`)).at(-1);
  const published = (topic: string): string[] =>
    connections.flatMap((connection) =>
      connection.published.filter((one) => one.topic === topic).map(({ payload }) => payload),
    );
  const stop = async (): Promise<void> => {
    const stopped = daemon.stop();
    await pass(20_000);
    await stopped;
  };
  const change = async (text: string): Promise<void> => {
    const applied = daemon.apply(await read(text));
    await pass(10_000);
    await applied;
  };
  return { daemon, usb, gpio, last, published, said, stop, change };
}

const socket = (port: number): string => `usb-0000:01:00.0-1.${port}`;
const flag = "{ id: hall, model: luxafor-flag, rules: [{ colour: red, id: always }] }";

describe("lights on USB", () => {
  it("are the only one of their model, wherever it is plugged in, and dark when the daemon has stopped", async () => {
    const { usb, last, stop, daemon } = await daemonOf(`lights: [${flag}]`);
    expect(daemon.supervised).toContain("light hall");
    expect(last("device/light-hall/status")).toMatchObject({
      state: "down",
      reason: "no light of model luxafor-flag is plugged in that is not another one of the site",
    });
    usb.plug(socket(1), 0);
    await pass(2_000);
    expect(last("device/light-hall/status")).toMatchObject({ state: "up" });
    expect(usb.told(socket(1))[0]).toMatch(/^0001ffff0000/);
    expect(last("device/light-hall/shown")).toMatchObject({ lamps: Array(6).fill("red") });
    usb.unplug(socket(1));
    await pass(100);
    expect(last("device/light-hall/status")).toMatchObject({ state: "down", reason: expect.any(String) });
    usb.plug(socket(2), 7);
    await pass(10_000);
    expect(usb.told(socket(2))[0]).toMatch(/^0001ffff0000/);
    await stop();
    expect(usb.told(socket(2)).at(-1)).toMatch(/^0001ff000000/);
  });

  it("are never taken for their twins: two alike need their sockets named", async () => {
    const { usb, last, stop, change } = await daemonOf(`lights: [${flag}]`);
    usb.plug(socket(1), 0);
    await pass(2_000);
    usb.plug(socket(2), 1);
    await pass(2_000);
    expect(last("device/light-hall/status")).toMatchObject({ state: "up" });
    usb.unplug(socket(1));
    usb.plug(socket(3), 0);
    await pass(10_000);
    expect(last("device/light-hall/status")).toMatchObject({
      state: "down",
      advice: "name the USB port: usbPort",
    });
    expect(usb.told(socket(2))).toEqual([]);
    const own = flag.replace("luxafor-flag", `luxafor-flag, usb: { usbPort: "${socket(3)}" }`);
    await change(`lights: [${own}]`);
    expect(last("device/light-hall/status")).toMatchObject({ state: "up" });
    expect(usb.told(socket(2))).toEqual([]);
    expect(usb.told(socket(3))).not.toEqual([]);
    await stop();
  });
});

describe("a change of configuration", () => {
  it("leaves lights alone that it does not change, darkens those that are gone, and follows new rules", async () => {
    const { usb, stop, change, last } = await daemonOf(`lights: [${flag}]`);
    usb.plug(socket(1), 0);
    await pass(5_000);
    const before = usb.told(socket(1)).length;
    await change(`lights: [${flag}]`);
    expect(usb.told(socket(1))).toHaveLength(before);
    await change(`lights: [${flag.replace("always", "ever")}]`);
    expect(usb.told(socket(1))).toHaveLength(before);
    expect(last("device/light-hall/shown")).toMatchObject({ rules: Array(6).fill("ever") });
    await change(`lighting: { fastHz: 2 }\nlights: [${flag.replace("red", "blue")}]`);
    expect(usb.told(socket(1)).at(-1)).toMatch(/^0001ff0000ff/);
    await change("lights: [{ id: other, model: luxafor-flag, port: simulated }]");
    expect(usb.told(socket(1)).at(-1)).toMatch(/^0001ff000000/);
    await stop();
  });
});

describe("lights elsewhere", () => {
  it("on the bus are told in their own words, and before the bus is left", async () => {
    const wled = "{ id: hall, model: wled-strip, topic: wled/hall, rules: [{ colour: red }] }";
    const { published, last, stop } = await daemonOf(`lights: [${wled}]`);
    await pass(5_000);
    expect(last("device/light-hall/status")).toMatchObject({ state: "up" });
    expect(JSON.parse(published("wled/hall/api").at(-1) ?? "{}")).toMatchObject({ on: true });
    await stop();
    expect(JSON.parse(published("wled/hall/api").at(-1) ?? "{}")).toMatchObject({ on: false });
  });

  it("on GPIO lines are lit from their first moment on as they should be", async () => {
    const tower =
      "{ id: tower, model: gpio-tower-1, gpio: { backend: simulated, lines: { red: 17 } }, rules: [{ colour: red }] }";
    const { last, stop } = await daemonOf(`lights: [${tower}]`);
    await pass(5_000);
    expect(last("device/light-tower/status")).toMatchObject({ state: "up" });
    expect(last("device/light-tower/shown")).toMatchObject({ lamps: ["red"] });
    await stop();
  });

  it("on a line that is not there are down, and say why", async () => {
    const relays =
      "{ id: desk, model: lcus-1, port: /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0, rules: [{ colour: red }] }";
    const { last, stop } = await daemonOf(`lights: [${relays}]`);
    await pass(5_000);
    expect(last("device/light-desk/status")).toMatchObject({
      state: "down",
      reason: "there is no such port",
    });
    await stop();
  });

  it("may be none at all, and follow the health of the others", async () => {
    const both = `lights: [${flag}, { id: well, model: luxafor-flag, port: simulated, rules: [{ health: down, colour: red, id: sick }, { colour: green, id: well }] }]`;
    const { usb, last, stop } = await daemonOf(both);
    await pass(10_000);
    expect(last("device/light-well/shown")).toMatchObject({ rules: Array(6).fill("sick") });
    usb.plug(socket(1), 0);
    await pass(30_000);
    expect(last("device/light-well/shown")).toMatchObject({ rules: Array(6).fill("well") });
    await stop();
  });
});
