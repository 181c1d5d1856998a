import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ButtonKeeper } from "../../src/app/buttonKeeper.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { GpioInputs } from "../../src/ports/gpio.ts";
import { openTimers } from "../../src/shared/time.ts";
import { boards } from "../../src/simulated/gpioBoard.ts";
import { GpioTwin } from "../../src/simulated/gpioTwin.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const header = "pinctrl-bcm2711";
const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };

function keeperOf(open?: (signal: AbortSignal) => Promise<GpioInputs>) {
  const twin = new GpioTwin(boards.pi4);
  twin.board.push(header, 5, true);
  const request = {
    chip: "auto",
    lines: [5],
    activeLow: true,
    sysfsNumbers: null,
    debounceMs: 30,
    pull: "none",
  } as const;
  const { log, lines } = recordingLog();
  const pressed = vi.fn();
  const keeper = new ButtonKeeper(
    {
      open: open ?? ((signal) => twin.openInputs(request, signal)),
      pressed,
      clock,
      log,
      metrics: recordingMetrics(),
      random: () => 0.5,
      beat: () => undefined,
    },
    "ack",
  );
  const states: DeviceState["state"][] = [];
  keeper.state$.subscribe(({ state }) => states.push(state));
  return { keeper, twin, pressed, lines, states };
}

describe("a button", () => {
  it("is told once for each press, and not when it is let go", async () => {
    const { keeper, twin, pressed } = keeperOf();
    keeper.start();
    keeper.start();
    await vi.advanceTimersByTimeAsync(10);
    for (const level of [false, true, false, true]) {
      twin.board.push(header, 5, level);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(pressed).toHaveBeenCalledTimes(2);
    await keeper.stop();
  });

  it("does not press itself when it is held down at the start", async () => {
    const { keeper, twin, pressed } = keeperOf();
    twin.board.push(header, 5, false);
    keeper.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pressed).not.toHaveBeenCalled();
    await keeper.stop();
  });

  it("is down with its reason while its line cannot be had, and is tried again", async () => {
    const { keeper, states, lines } = keeperOf(() =>
      Promise.reject(new Fault("GPIO_BUSY", "line 5 is in use by 'spi'", "stop it")),
    );
    keeper.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states.at(-1)).toBe("down");
    expect(JSON.stringify(lines)).toContain("line 5 is in use by 'spi'");
    await keeper.stop();
  });

  it("comes back when its chip is lost and there again", async () => {
    let isThere = true;
    const twin = new GpioTwin(boards.pi4);
    const { keeper, states } = keeperOf((signal) =>
      (isThere ? twin : new GpioTwin(boards.pi4)).openInputs(
        { chip: "auto", lines: [5], activeLow: true, sysfsNumbers: null, debounceMs: 30, pull: "up" },
        signal,
      ),
    );
    keeper.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(states.at(-1)).toBe("up");
    isThere = false;
    twin.board.unplug(header);
    await vi.advanceTimersByTimeAsync(10);
    expect(states.at(-1)).toBe("down");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toBe("up");
    await keeper.stop();
  });
});
