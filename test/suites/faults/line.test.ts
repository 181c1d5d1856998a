import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { loadSerialPort, openSerialPort } from "../../../src/adapters/serialport/openSerialPort.ts";
import { lineLimits } from "../../../src/ports/lineLimits.ts";
import { CableSign, ServedSign, type Sign } from "../chaos/devices.ts";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import { eventually } from "../process.ts";
import { wall } from "../siteFile.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const status = nodeTopic("device/wall/status");
const seven = () => statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 });
const eight = () => statistics("60100", { waiting: 8, longest: 65, ready: 3, level: 80 });
const asSeven = [/^W +7 +1:04$/, /^R +2 +79%$/];
const asEight = [/^W +8 +1:05$/, /^R +3 +80%$/];

const silent = { error() {}, warn() {}, info() {}, debug() {} };

async function plugged(bench: FloorBench, sign: CableSign | ServedSign): Promise<void> {
  bench.add(() => sign.end());
  await sign.plug();
}

const shows = (sign: Sign, rows: readonly RegExp[], limitMs = 15_000): Promise<true> =>
  eventually(
    () => rows.every((row, index) => row.test(sign.rows[index] ?? "")),
    limitMs,
    () => `${rows.join(" / ")}, but ${sign.rows.join(" / ")}`,
  );

/** A daemon whose only display hangs at this port. */
async function floor(bench: FloorBench, port: string, display: object = {}) {
  bench.writeSite({ site: { displays: [wall(port, display)] } });
  const bus = await bench.listener();
  const daemon = bench.daemon();
  await daemon.line((line) => line.includes("broker up"));
  return { bus, daemon };
}

describe.concurrent("a line", () => {
  it("that breaks in the middle of a frame and is back under another name goes on by the name it was given", async ({
    bench,
    expect,
  }) => {
    const first = new CableSign("alpha-4120c");
    const second = new CableSign("alpha-4120c");
    await plugged(bench, first);
    const byId = join(bench.file.folder, "usb-FTDI_FT232R_A50285BI-if00-port0");
    symlinkSync(first.port, byId);
    const { bus } = await floor(bench, byId);
    await bus.publish(topic, seven());
    await shows(first, asSeven);
    first.breakAfter(9);
    await bus.publish(topic, eight());
    await eventually(
      () => first.isBroken,
      10_000,
      () => "nothing was sent",
    );
    await first.unplug();
    const down = await bus.hears(status, ({ state }) => state === "down", 3_000);
    expect(down["reason"]).toContain(byId);
    await plugged(bench, second);
    // As udev does it: the name is there before the old one is gone.
    symlinkSync(second.port, `${byId}.new`);
    renameSync(`${byId}.new`, byId);
    await shows(second, asEight, 20_000);
    await bus.hears(status, ({ state }) => state === "up");
  });

  it.for(["alpha-4120c", "amplus-16x80"])(
    "of a sign that kept half a frame is understood again (%s)",
    async (model, { bench }) => {
      const sign = model === "alpha-4120c" ? new CableSign(model) : new ServedSign(model);
      await plugged(bench, sign);
      const { bus } = await floor(bench, sign.port, { model });
      await bus.publish(topic, seven());
      await shows(sign, asSeven);
      for (const after of [1, 5, 13]) {
        sign.breakAfter(after);
        await bus.publish(topic, after === 5 ? seven() : eight());
        await eventually(
          () => sign.isBroken,
          10_000,
          () => "nothing was sent",
        );
        await sign.unplug();
        sign.breakAfter(null);
        await sign.plug();
        await shows(sign, after === 5 ? asSeven : asEight, 20_000);
      }
    },
  );

  it("that another program has taken is asked for again until it is free", async ({ bench, expect }) => {
    const sign = new CableSign("alpha-4120c");
    await plugged(bench, sign);
    const eightBits = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
    const deps = { limits: lineLimits, log: silent, softwareParity: false, load: loadSerialPort };
    const thief = await openSerialPort(sign.port, eightBits, deps)(new AbortController().signal);
    const { bus } = await floor(bench, sign.port);
    const down = await bus.hears(status, ({ state }) => state === "down");
    expect(down).toMatchObject({
      reason: expect.stringContaining(sign.port),
      advice: expect.stringContaining("fuser"),
    });
    await bus.publish(topic, seven());
    await thief.close();
    await bus.hears(status, ({ state }) => state === "up", 20_000);
    await shows(sign, asSeven);
  });

  it.for(["alpha-4120c", "amplus-16x80"])(
    "that echoes and babbles changes nothing (%s)",
    async (model, { bench, expect }) => {
      const sign = model === "alpha-4120c" ? new CableSign(model) : new ServedSign(model);
      await plugged(bench, sign);
      sign.echoes = true;
      const { bus, daemon } = await floor(bench, sign.port, { model });
      await bus.publish(topic, seven());
      await shows(sign, asSeven);
      for (let time = 0; time < 50; time++) sign.babble(Math.random);
      await bus.publish(topic, eight());
      await shows(sign, asEight);
      await bus.hears(status, ({ state }) => state === "degraded");
      expect(daemon.isRunning).toBe(true);
    },
  );
});
