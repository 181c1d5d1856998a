import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { DisplayReconciler } from "../../src/app/displayReconciler.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import { glassOf, linesOf, type Part, type Run, type Show } from "../../src/domain/glass.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import type { VirtualSign } from "../../src/ports/displayDriver.ts";
import type { DisplayModel } from "../../src/ports/displayModel.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

const model: DisplayModel = {
  id: "alpha-4120c",
  name: "Alpha 4120C",
  driver: "alpha",
  rows: 1,
  columns: 20,
  colours: ["red", "green", "amber"],
  serial: { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 },
  pacing: { betweenFramesMs: 250 },
  refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null },
};

const fixed = (text: string): Part => ({ kind: "fixed", run: { text, colour: "green", blink: false } });
const cell = (key: string): Part => ({ kind: "cell", cell: { key, width: 4 } });
const pages = [
  { id: "one", rows: [[fixed("WAITING "), cell("waiting")]] },
  { id: "two", rows: [[fixed("LONGEST "), cell("longest")]] },
];
const alarms = [{ id: "full", rows: [[fixed("QUEUE FULL")]] }];

/** One page of two, with figures as wide as their cells. */
function showOf(page: "one" | "two", waiting: number, alarm: string | null = null): Show {
  const run = (value: number): Run => ({ text: String(value).padStart(4), colour: "green", blink: false });
  const values = new Map([
    ["waiting", run(waiting)],
    ["longest", run(waiting * 10)],
  ]);
  return { layouts: pages, alarms, page, alarm, values };
}

describe("an Alpha sign on a line", () => {
  let sign: VirtualSign;
  let line: SerialTwin;
  let reconciler: DisplayReconciler<Show>;

  const lines = (): string[] => linesOf(sign.glass(Date.now()));
  const wanted = (show: Show): string[] => linesOf(glassOf(show));
  const happened = (event: string): number => sign.events.get(event) ?? 0;

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    const display: BoundDisplay | undefined = displayDrivers.get("alpha")?.bind(model, {});
    if (display === undefined) throw new Error("there is no alpha driver");
    sign = display.sign();
    const clock = systemClock(() => false);
    line = new SerialTwin({ name: "twin", sign, settings: model.serial, limits: lineLimits, clock });
    reconciler = new DisplayReconciler(
      {
        ...new SharedLine(line.open, clock).join(),
        display,
        backoff: { firstMs: 500, mostMs: 10_000, stableMs: 30_000 },
        clock,
        log: recordingLog().log,
        metrics: recordingMetrics(),
        random: () => 0.5,
        beat: () => undefined,
        onShown: () => undefined,
      },
      "wall",
    );
    reconciler.start();
  });

  afterEach(async () => {
    const stopped = reconciler.stop(null);
    await vi.advanceTimersByTimeAsync(6_000);
    await stopped;
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("shows what is wished within seconds of power-up, with every byte on a seven-bit wire", async () => {
    reconciler.want(showOf("one", 7));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(lines()).toEqual(wanted(showOf("one", 7)));
    expect(lines()).toEqual(["WAITING    7"]);
  });

  it("follows a figure without a blink, in one frame each and within 100 ms after a rest", async () => {
    reconciler.want(showOf("one", 7));
    await vi.advanceTimersByTimeAsync(10_000);
    const [blanked, frames] = [happened("blanked"), happened("frames")];
    for (let waiting = 8; waiting < 28; waiting++) {
      reconciler.want({
        ...showOf("one", waiting),
        values: new Map([["waiting", { text: `${waiting}`.padStart(4), colour: "green", blink: false }]]),
      });
      await vi.advanceTimersByTimeAsync(100);
      expect(lines()).toEqual([`WAITING ${String(waiting).padStart(4)}`]);
      await vi.advanceTimersByTimeAsync(900);
    }
    expect(happened("blanked")).toBe(blanked);
    expect(happened("frames") - frames).toBeLessThanOrEqual(21);
  });

  it("turns pages and raises and releases an alarm", async () => {
    reconciler.want(showOf("one", 7));
    await vi.advanceTimersByTimeAsync(10_000);
    for (const show of [showOf("two", 9), showOf("two", 9, "full"), showOf("one", 9)]) {
      reconciler.want(show);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(lines()).toEqual(wanted(show));
    }
  });

  it("is laid out anew when its plug was pulled in the middle of a frame and it forgot everything", async () => {
    reconciler.want(showOf("one", 7));
    await vi.advanceTimersByTimeAsync(10_000);
    reconciler.want(showOf("two", 8));
    await vi.advanceTimersByTimeAsync(15);
    line.unplug();
    sign.powerCycle();
    await vi.advanceTimersByTimeAsync(3_000);
    line.plug();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(lines()).toEqual(wanted(showOf("two", 8)));
  });

  it("shows the newest figure when they come two hundred times a second", async () => {
    reconciler.want(showOf("one", 0));
    await vi.advanceTimersByTimeAsync(10_000);
    for (let waiting = 1; waiting <= 2_000; waiting++) {
      reconciler.want(showOf("one", waiting));
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(600);
    expect(lines()).toEqual(["WAITING 2000"]);
  });
});
