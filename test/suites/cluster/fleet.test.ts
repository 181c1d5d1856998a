import { join } from "node:path";
import { expect, it } from "vitest";
import { measureFleet } from "../../bench/fleet/measureFleet.ts";

const CONTROLLERS = 20;
const LIMIT_MS = 240_000;

it(
  "brings a small fleet to one broker, and all of it back after each of the broker's absences",
  async () => {
    const devicesFolder = join(import.meta.dirname, "..", "..", "..", "devices");
    const plan = {
      controllers: CONTROLLERS,
      perSecond: 1,
      seconds: 3,
      everything: false,
      settleMs: 0,
      devicesFolder,
    };
    const { traffic, recoveries } = await measureFleet(plan);
    // One controller for each queue: what is published is heard once, and the last of it perhaps a moment later.
    expect(traffic.deliveredPerSecond).toBeGreaterThan(traffic.publishedPerSecond / 2);
    expect(traffic.deliveredPerSecond).toBeLessThan(traffic.publishedPerSecond * 1.5);
    expect(recoveries.map(({ what }) => what)).toEqual([
      "restarted, memory kept",
      "away for 10 s, memory kept",
      "restarted, memory wiped",
    ]);
    for (const { connectedSeconds, rightSeconds } of recoveries)
      expect(rightSeconds).toBeGreaterThanOrEqual(connectedSeconds);
  },
  LIMIT_MS,
);
