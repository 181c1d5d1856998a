import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { eventually } from "../process.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const clockNow = (): string => new Date().toISOString().slice(11, 16);

describe.concurrent("what is lost comes back", () => {
  it("marks figures as old while the broker is gone, and tells a broker without memory everything again", async ({
    bench,
    expect,
  }) => {
    const { sign, bus, daemon } = await bench.run({ site: { sources: { acd: { staleAfterSeconds: 3 } } } });
    await bus.hears(nodeTopic("device/wall/shown"), () => true);
    const times = [clockNow()];
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }));
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    await bench.broker.stop("SIGKILL");
    times.push(clockNow());
    await sign.shows([/^W -- +@\d\d:\d\d +--$/, /^R -- +--$/], 5_000);
    expect(times).toContain(/@(\d\d:\d\d)/.exec(sign.lines.join())?.[1]);
    await daemon.line((line) => line.includes("broker down"));
    await bench.broker.restart();
    const again = await bench.listener();
    await again.hears(nodeTopic("status"), ({ state }) => state === "ready", 15_000);
    await again.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    await again.hears(nodeTopic("device/wall/shown"), ({ stale }) => stale === true);
    await again.hears(nodeTopic("description"), ({ devices }) => Array.isArray(devices));
    await again.hears(nodeTopic("health"), ({ displays }) => JSON.stringify(displays).includes("up"));
    await again.publish(topic, statistics("60100", { waiting: 4, longest: 9, ready: 3, level: 81 }));
    await sign.shows(["W  4            0:09", "R  3             81%"]);
    const late = await bench.listener();
    await late.hears(nodeTopic("device/wall/shown"), ({ stale }) => stale === false);
    expect(late.topics()).toEqual(
      ["description", "device/wall/shown", "device/wall/status", "health", "status"].map(nodeTopic),
    );
    expect(sign.events).toMatchObject({ initialised: 1 });
  });

  it("notices a pulled cable within three seconds and brings the sign back when it is plugged in again", async ({
    bench,
    expect,
  }) => {
    const { sign, bus, daemon } = await bench.run();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }));
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    await bench.cable.unplug();
    const down = await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "down", 3_000);
    expect(String(down["reason"])).toContain(bench.cable.ours);
    expect(String(down["advice"])).not.toBe("");
    await bus.hears(nodeTopic("alarm/wall-lost"), ({ code }) => code === "DISPLAY_DOWN");
    await bus.hears(
      nodeTopic("status"),
      ({ devices }) => JSON.stringify(devices) === '{"ready":0,"failing":1}',
    );
    await bus.publish(topic, statistics("60100", { waiting: 12, longest: 70, ready: 1, level: 70 }));
    const plugged = await bench.plugCableAndSign();
    await plugged.shows(["W 12            1:10", "R  1             70%"], 20_000);
    expect(plugged.lookOf("12")).toEqual({ colour: "red", blink: false });
    expect(plugged.events).toMatchObject({ wiped: 1, initialised: 1 });
    expect(plugged.history.join("\n")).not.toContain("W  7");
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    await eventually(
      () => bus.newest(nodeTopic("alarm/wall-lost")) === undefined,
      5_000,
      () => "the alarm was not cleared",
    );
    const edges = daemon.logged().map(({ msg }) => String(msg));
    expect(edges.filter((text) => text.startsWith("display "))).toEqual([
      "display up",
      "display down",
      "display up",
    ]);
  });

  it("starts with no broker and no sign, stays, and serves both when they come", async ({
    bench,
    expect,
  }) => {
    await bench.broker.stop();
    await bench.cable.unplug();
    bench.writeSite();
    const daemon = bench.daemon();
    await daemon.line((line) => line.includes("broker down"));
    await daemon.line((line) => line.includes("display down"));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(daemon.isRunning).toBe(true);
    const sign = await bench.plugCableAndSign();
    await bench.broker.restart();
    const bus = await bench.listener();
    await bus.hears(nodeTopic("status"), ({ state }) => state === "ready", 20_000);
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up", 20_000);
    await bus.publish(topic, statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }));
    await sign.shows(["W  7            1:04", "R  2             79%"], 15_000);
  });
});
