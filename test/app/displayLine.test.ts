import { NEVER } from "rxjs";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { DisplayLine } from "../../src/app/displayLine.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingMetrics } from "./busDoubles.ts";
import { plainDisplay, showOf } from "./plainDisplay.ts";

describe("a display's line", () => {
  it("believes nothing of a frame that arrives after the line has ended", async () => {
    let arrive: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const metrics = recordingMetrics();
    const told: string[] = [];
    const line = new DisplayLine({
      id: "wall",
      link: {
        bytes$: NEVER,
        lost: new Promise(() => undefined),
        write: () => written,
        close: async () => undefined,
      },
      turns: { ask: () => null, end: () => undefined },
      display: plainDisplay(),
      clock: systemClock(() => false),
      metrics,
      random: () => 0.5,
      wanted: () => showOf({ a: "1" }),
      freeFrom: 0,
      onTrouble: () => void told.push("trouble"),
      onSent: () => void told.push("sent"),
      onSettled: () => void told.push("settled"),
      onFailed: () => void told.push("failed"),
    });
    line.turn();
    line.end();
    arrive();
    await written;
    await Promise.resolve();
    expect(told).toEqual([]);
    expect(metrics.value('display_bytes_total{display="wall"}')).toBe(0);
    expect(openTimers()).toBe(0);
  });
});
