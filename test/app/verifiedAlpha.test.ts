import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { DisplayReconciler } from "../../src/app/displayReconciler.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import { linesOf, type Show } from "../../src/domain/glass.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
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
  refresh: { valuesSeconds: 60, layoutsSeconds: null, everythingSeconds: null },
};

const show: Show = {
  layouts: [{ id: "one", rows: [[{ kind: "cell", cell: { key: "waiting", width: 4 } }]] }],
  alarms: [],
  page: "one",
  alarm: null,
  values: new Map([["waiting", { text: "  12", colour: "green", blink: false }]]),
};

/** The answer of a sign that got something with a wrong checksum. */
const checksumError = Uint8Array.from(`${"\0".repeat(20)}\x01000\x02E*P\x0300C4\x04`, (letter) =>
  letter.charCodeAt(0),
);

describe("an Alpha sign that is asked for errors", () => {
  let sign: VirtualSign;
  let reconciler: DisplayReconciler<Show>;
  let states: DeviceState[];
  let hasBadLine: boolean;

  const happened = (event: string): number => sign.events.get(event) ?? 0;
  /** Another host on the line says something. */
  const disturb = (bytes: string): void => {
    sign.feed(
      Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)),
      Date.now(),
    );
  };

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    const display = displayDrivers.get("alpha")?.bind(model, { verify: { everySeconds: 120 } });
    if (display === undefined) throw new Error("there is no alpha driver");
    sign = display.sign();
    states = [];
    hasBadLine = false;
    const clock = systemClock(() => false);
    const judged: VirtualSign = {
      events: sign.events,
      glass: (at) => sign.glass(at),
      powerCycle: () => sign.powerCycle(),
      feed(bytes, at) {
        const answers = sign.feed(bytes, at);
        return hasBadLine ? answers.map(() => checksumError) : answers;
      },
    };
    const line = new SerialTwin({
      name: "twin",
      sign: judged,
      settings: model.serial,
      limits: lineLimits,
      clock,
    });
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
    reconciler.state$.subscribe((state) => states.push(state));
    reconciler.want(show);
    reconciler.start();
  });

  afterEach(async () => {
    const stopped = reconciler.stop(null);
    await vi.advanceTimersByTimeAsync(6_000);
    await stopped;
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("is asked at every second refresh, and stays up with its figures on", async () => {
    await vi.advanceTimersByTimeAsync(605_000);
    expect(happened("questions")).toBe(5);
    expect(states.at(-1)?.state).toBe("up");
    expect(linesOf(sign.glass(Date.now()))).toEqual(["  12"]);
    expect(happened("wiped")).toBe(1);
  });

  it("is asked once more when it told of an error, and gets its figures again", async () => {
    await vi.advanceTimersByTimeAsync(90_000);
    disturb("\0\0\0\0\0\x01Z00\x02Ga\x1c2XXXX\x030000\x04");
    await vi.advanceTimersByTimeAsync(29_000);
    const strings = happened("strings");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(happened("questions")).toBe(2);
    expect(happened("strings")).toBe(strings + 1);
    expect(states.every(({ state }) => state !== "degraded")).toBe(true);
  });

  it("that goes on telling of errors is degraded, with the errors as the reason", async () => {
    hasBadLine = true;
    await vi.advanceTimersByTimeAsync(125_000);
    expect(states.at(-1)).toMatchObject({
      state: "degraded",
      reason: "the sign reports errors of what it got: checksum",
    });
    hasBadLine = false;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states.at(-1)?.state).toBe("up");
    expect(linesOf(sign.glass(Date.now()))).toEqual(["  12"]);
  });

  it("is laid out anew when it lost its memory behind a line that works", async () => {
    await vi.advanceTimersByTimeAsync(90_000);
    sign.powerCycle();
    const again: Show = {
      ...show,
      values: new Map([["waiting", { text: "  34", colour: "green", blink: false }]]),
    };
    reconciler.want(again);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(linesOf(sign.glass(Date.now()))).not.toEqual(["  34"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(linesOf(sign.glass(Date.now()))).toEqual(["  34"]);
  });
});
