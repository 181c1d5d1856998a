import { NEVER } from "rxjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { DisplayLine, type DisplayLineDeps } from "../../src/app/displayLine.ts";
import type { Show } from "../../src/domain/glass.ts";
import type { Fault } from "../../src/ports/fault.ts";
import { openTimers } from "../../src/shared/time.ts";
import { later, recordingMetrics } from "./busDoubles.ts";
import { plainDisplay, showOf } from "./plainDisplay.ts";

const clock = systemClock(() => false);

/** What a line needs, with everything that it tells written down. */
function lineDeps(told: string[]) {
  return {
    id: "wall",
    link: {
      bytes$: NEVER,
      lost: new Promise<Fault>(() => undefined),
      write: async () => void told.push("written"),
      close: async () => undefined,
    },
    turns: { ask: () => null, end: () => void told.push("turn ended") },
    display: plainDisplay(),
    clock,
    metrics: recordingMetrics(),
    random: () => 0.5,
    wanted: (): Show | null => showOf({ a: "1" }),
    freeFrom: 0,
    onTrouble: () => void told.push("trouble"),
    onSent: () => void told.push("sent"),
    onSettled: () => void told.push("settled"),
    onFailed: () => void told.push("failed"),
  } satisfies DisplayLineDeps<Show>;
}

describe("a display's line", () => {
  let told: string[];

  beforeEach(() => {
    told = [];
  });

  afterEach(() => {
    expect(openTimers()).toBe(0);
  });

  it("believes nothing of a frame that arrives after the line has ended", async () => {
    const write = later<void>();
    const deps = lineDeps(told);
    const line = new DisplayLine({ ...deps, link: { ...deps.link, write: () => write.promise } });
    line.turn();
    line.end();
    write.resolve();
    await write.promise;
    await Promise.resolve();
    expect(told).toEqual(["turn ended"]);
    expect(deps.metrics.value('display_bytes_total{display="wall"}')).toBe(0);
  });

  it("lets its turn go when nothing is wished any more by then", () => {
    let go: () => void = () => undefined;
    let wish: Show | null = showOf({ a: "1" });
    const turns = {
      ask(then: () => void) {
        go = then;
        return () => undefined;
      },
      end: () => void told.push("turn ended"),
    };
    const line = new DisplayLine({ ...lineDeps(told), turns, wanted: () => wish });
    line.turn();
    wish = null;
    go();
    expect(told).toEqual(["turn ended"]);
    line.end();
  });
});
