import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { headsetTwin } from "../../src/compose/headsetTwins.ts";
import { siteLoader } from "../../src/compose/siteLoader.ts";
import { Daemon, devicesFolder } from "../../src/compose.ts";
import { Secret } from "../../src/shared/secret.ts";
import { openTimers } from "../../src/shared/time.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";
import { HidBus } from "../../src/simulated/hidBus.ts";
import { recordingLog, recordingMetrics, ScriptedConnection } from "../app/busDoubles.ts";
import { lightWorld } from "./lightWorld.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-seats-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

function twinOf(name: string, serialNumber: string | null = null) {
  const found = describedHeadsets.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  const { vendorId, productId, product } = found;
  const descriptor = Uint8Array.from(Buffer.from(found.descriptor, "hex"));
  return headsetTwin({ vendorId, productId, product, serialNumber, descriptor });
}

const siteWith = (seats: string): string => `version: 1
site: here
node: island
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { acd: { agents: true } }
queues: {}
agents: { keyFile: k, gestures: { redial: ready } }
seats: ${seats}
`;

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A daemon whose sockets and bus are the test's. */
async function daemonOf(seats: string) {
  const { load, compile } = await siteLoader({}, devicesFolder);
  const path = join(folder, "site.yaml");
  const read = async (text: string) => {
    writeFileSync(path, siteWith(text));
    const file = await load(path);
    if (!file.ok) throw new Error(JSON.stringify(file.problems));
    return file;
  };
  const devices = new HidBus();
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
    devices,
    lights: lightWorld({ wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true }),
    readKey: async () => new Secret("key"),
    compile,
    clock: { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true },
    log,
    metrics: recordingMetrics(),
    random: () => 0.5,
    beat: () => undefined,
  });
  await daemon.apply(await read(seats));
  await pass(1_000);
  const last = (topic: string): unknown =>
    connections.flatMap((connection) => connection.said(`cc/1/here/node/island/${topic}`)).at(-1);
  const stop = async (): Promise<void> => {
    const stopped = daemon.stop();
    await pass(20_000);
    await stopped;
  };
  return { daemon, devices, last, said, stop, read };
}

const socket = (port: number): string => `usb-0000:01:00.0-1.${port}`;
const first = '[{ id: p1, agent: { id: "1" } }]';

describe("seats with headsets on USB", () => {
  it("take the only headset there is, when it is there, and again wherever it is plugged in", async () => {
    const { devices, last, stop } = await daemonOf(first);
    expect(last("device/p1-headset/status")).toMatchObject({ state: "down" });
    const twin = twinOf("jabra-evolve-link");
    devices.plug(twin, socket(1));
    await pass(5_000);
    expect(last("device/p1-headset/status")).toMatchObject({ state: "up" });
    twin.press("answer");
    await pass(1_000);
    expect(last("seat/p1/headset")).toMatchObject({ hook: "off", present: true });
    expect([...twin.lit]).toEqual(["OffHook"]);
    devices.unplug(twin);
    await pass(100);
    expect(last("seat/p1/headset")).toMatchObject({ hook: null, present: false });
    devices.plug(twin, socket(2), 7);
    await pass(10_000);
    expect(last("device/p1-headset/status")).toMatchObject({ state: "up" });
    await stop();
  });

  it("give nobody one of two that nothing tells apart, and each his own by its socket", async () => {
    const { daemon, devices, last, stop, read } = await daemonOf(first);
    const twins = [twinOf("jabra-evolve-link"), twinOf("jabra-evolve-link")] as const;
    devices.plug(twins[0], socket(1));
    devices.plug(twins[1], socket(2));
    await pass(70_000);
    const seats = [1, 2].map(
      (n) => `{ id: q${n}, headset: { usbPort: "${socket(n)}" }, agent: { id: "${n}" } }`,
    );
    const applied = daemon.apply(await read(`[${seats.join()}]`));
    await pass(10_000);
    await applied;
    await pass(5_000);
    twins[1].press("answer");
    await pass(1_000);
    expect(last("seat/q2/headset")).toMatchObject({ hook: "off" });
    expect(last("seat/q1/headset")).toMatchObject({ hook: "on" });
    expect([...twins[0].lit]).toEqual([]);
    await stop();
  });

  it("leave a device without keys for calls alone, and begin anew with one that lets nobody in", async () => {
    const { devices, last, stop, said } = await daemonOf(first);
    devices.deny(true);
    devices.plug(twinOf("jabra-evolve-link"), socket(1));
    await pass(5_000);
    expect(JSON.stringify(last("device/p1-headset/status"))).toContain("permission");
    devices.deny(false);
    await pass(10_000);
    expect(last("device/p1-headset/status")).toMatchObject({ state: "up" });
    expect(said()).toContain("headset up");
    await stop();
  });

  it("may have none at all", async () => {
    const { last, stop } = await daemonOf('[{ id: p1, headset: { port: simulated }, agent: { id: "1" } }]');
    expect(last("device/p1-headset/status")).toMatchObject({ state: "up" });
    await stop();
  });
});
