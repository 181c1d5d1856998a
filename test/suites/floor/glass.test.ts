import { describe } from "vitest";
import type { BusClient } from "../busClient.ts";
import { floorTest as it } from "../floorBench.ts";
import { nodeTopic, sourceTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const day = 86_400_000;

/** All pages are on the sign, also those that are not on. */
const provisioned = (bus: BusClient) => bus.hears(nodeTopic("device/wall/shown"), () => true);

describe.concurrent("from the bus to the glass", () => {
  it("shows what is published, dashes for what is unknown, and the colours of the thresholds", async ({
    bench,
    expect,
  }) => {
    const { sign, bus } = await bench.run();
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79.6 }));
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    expect(sign.lookOf("7")).toEqual({ colour: "amber", blink: false });
    await bus.publish(topic, statistics("60100", { waiting: 12, longest: 3_600, ready: 0, level: 100 }));
    await sign.shows(["W 12            1h00", "R  0            100%"]);
    expect(sign.lookOf("12")).toEqual({ colour: "red", blink: false });
    await bus.publish(topic, statistics("60100", {}));
    await sign.shows(["W --              --", "R --              --"]);
    expect(sign.lookOf("--")).toEqual({ colour: "green", blink: false });
    await bus.publish(topic, statistics("60100", { waiting: 0, longest: 0, ready: 0, level: 0 }));
    await sign.shows(["W  0            0:00", "R  0              0%"]);
    const shown = await bus.hears(nodeTopic("device/wall/shown"), ({ lines }) =>
      String(lines).includes("0:00"),
    );
    expect(shown).toMatchObject({ lines: sign.lines, source: "rotation", stale: false, page: 1, pages: 1 });
  });

  it("follows a thousand changes without writing a page again or going dark", async ({ bench, expect }) => {
    const { sign, bus } = await bench.run();
    await provisioned(bus);
    await bus.publish(topic, statistics("60100", { waiting: 1, longest: 1, ready: 1, level: 50 }));
    await sign.shows(["W  1            0:01", "R  1             50%"]);
    const before = sign.events;
    const wire = async () => ({
      bytes: await bench.metrics.sum("display_bytes_total"),
      figures: await bench.metrics.sum("display_frames_total", { purpose: "value" }),
    });
    const first = await wire();
    for (let change = 1; change <= 1_000; change++) {
      await bus.publish(
        topic,
        statistics("60100", { waiting: change % 100, longest: 1, ready: 1, level: 50 }),
      );
      if (change % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await bus.publish(topic, statistics("60100", { waiting: 42, longest: 1, ready: 1, level: 50 }));
    await sign.shows(["W 42            0:01", "R  1             50%"], 1_000);
    const last = await wire();
    const [bytes, figures] = [last.bytes - first.bytes, last.figures - first.figures];
    process.stdout.write(
      `1000 changes: ${figures} figures written, ${(bytes / figures).toFixed(1)} bytes each\n`,
    );
    const { texts, blanked, initialised, wiped } = before;
    expect(sign.events).toMatchObject({ texts, blanked, initialised, wiped });
    expect(Number(sign.events["strings"])).toBeGreaterThan(10);
    expect(figures).toBeGreaterThan(10);
    expect(bytes / figures).toBeLessThan(40);
  });

  it("interrupts for an alarm and gives the page back", async ({ bench, expect }) => {
    const alarm = {
      id: "long-wait",
      when: "sales.longestWait >= 90",
      lines: [{ text: "ALARM {sales.longestWait}", colour: "red", align: "centre" }],
      minimumSeconds: 1,
    };
    const { sign, bus } = await bench.run({ display: { alarms: [alarm] } });
    await provisioned(bus);
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 60, ready: 2, level: 80 }));
    await sign.shows(["W  3            1:00", "R  2             80%"]);
    const { texts, initialised } = sign.events;
    await bus.publish(topic, statistics("60100", { waiting: 4, longest: 95, ready: 2, level: 80 }));
    await sign.shows([/^ +ALARM +1:35/, ""]);
    expect(sign.lookOf("ALARM")).toEqual({ colour: "red", blink: true });
    await bus.hears(nodeTopic("device/wall/shown"), ({ source }) => source === "alarm");
    await bus.publish(topic, statistics("60100", { waiting: 2, longest: 10, ready: 2, level: 80 }));
    await sign.shows(["W  2            0:10", "R  2             80%"]);
    await bus.hears(nodeTopic("device/wall/shown"), ({ source }) => source === "rotation");
    expect(sign.events).toMatchObject({ priority: 1, released: 1, texts, initialised });
  });

  it("writes to a serial server as to a line, also when the server was away", async ({ bench }) => {
    const sign = await bench.sign("--tcp", "127.0.0.1:0");
    bench.writeSite({ display: { port: `tcp://${sign.address}` } });
    const bus = await bench.listener();
    const daemon = bench.daemon();
    await daemon.line((line) => line.includes("broker up"));
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }));
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    await sign.process.kill();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "down", 3_000);
    await bus.publish(topic, statistics("60100", { waiting: 8, longest: 65, ready: 2, level: 79 }));
    const again = await bench.sign("--tcp", sign.address);
    await again.shows(["W  8            1:05", "R  2             79%"], 15_000);
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
  });
});

describe.concurrent("figures that must not be believed", () => {
  it("become dashes at once when the bridge cannot reach its ACD, until it has spoken again", async ({
    bench,
    expect,
  }) => {
    const { sign, bus } = await bench.run();
    const status = (sourceReachable: boolean) => ({ v: 1, state: "ready", session: 1, sourceReachable });
    await bus.publish(sourceTopic, status(true), true);
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }));
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    await bus.publish(sourceTopic, status(false), true);
    await sign.shows([/^W -- +@\d\d:\d\d +--$/, /^R -- +--$/], 2_000);
    const told = sign.history.length;
    await bus.hears(nodeTopic("device/wall/shown"), ({ stale }) => stale === true);
    await bus.publish(sourceTopic, status(true), true);
    await bus.publish(topic, statistics("60100", { waiting: 6, longest: 70, ready: 2, level: 79 }));
    await sign.shows(["W  6            1:10", "R  2             79%"]);
    expect(sign.history.slice(told).filter((glass) => glass.startsWith("W  7"))).toEqual([]);
  });

  it("are dashes from the first moment when the broker kept them from yesterday", async ({
    bench,
    expect,
  }) => {
    const yesterday = new Date(Date.now() - day).toISOString();
    const old = statistics(
      "60100",
      { waiting: 7, longest: 64, ready: 2, level: 79 },
      { at: yesterday, observedAt: yesterday },
    );
    const earlier = await bench.listener();
    await earlier.publish(topic, old, true);
    const { sign, bus } = await bench.run();
    const date = `${yesterday.slice(8, 10)}/${yesterday.slice(5, 7)}`;
    await sign.shows([new RegExp(`^W -- +@${date} +--$`), /^R -- +--$/]);
    await bus.hears(nodeTopic("device/wall/shown"), ({ stale }) => stale === true);
    expect(sign.history.join("\n")).not.toMatch(/7|64|1:04/);
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 5, ready: 2, level: 79 }));
    await sign.shows(["W  3            0:05", "R  2             79%"]);
  });
});
