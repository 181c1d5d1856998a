import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { statistics, statsTopic } from "../statistics.ts";

describe("a daemon that is told to read its file again", () => {
  it("while it still starts does so when it has started", async ({ bench, expect }) => {
    bench.writeSite();
    const sign = await bench.plugSign();
    const bus = await bench.listener();
    const daemon = bench.daemon();
    await daemon.line((line) => line.includes('"starting"'));
    for (let time = 0; time < 3; time++) daemon.signal("SIGHUP");
    await daemon.line((line) => line.includes("configuration reloaded"));
    await daemon.line((line) => line.includes("broker up"));
    await bus.publish(
      statsTopic("sales"),
      statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }),
      true,
    );
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    expect(await daemon.stop()).toBe(0);
  });
});
