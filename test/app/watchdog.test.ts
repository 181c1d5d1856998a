import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serviceStatus } from "../../src/app/serviceStatus.ts";
import { SILENT_MS, Watchdog } from "../../src/app/watchdog.ts";
import type { Series } from "../../src/ports/metrics.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingLog } from "./busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

function bench(watchdogMs: number | null = 30_000) {
  const told: string[] = [];
  const { log, lines } = recordingLog();
  const state = { supervised: ["bus", "display wall"], status: "bus up" };
  const watchdog = new Watchdog({
    manager: {
      watchdogMs,
      ready: () => void told.push("ready"),
      reloading: () => void told.push("reloading"),
      stopping: () => void told.push("stopping"),
      alive: () => void told.push("alive"),
      status: (text) => void told.push(text),
    },
    clock: { monotonic: () => performance.now() },
    log,
    supervised: () => state.supervised,
    status: () => state.status,
  });
  /** Time passes, in which these beat every five seconds. */
  const pass = async (seconds: number, ...beating: string[]): Promise<void> => {
    for (let second = 0; second < seconds; second += 5) {
      await vi.advanceTimersByTimeAsync(5_000);
      for (const one of beating) watchdog.beat(one);
    }
  };
  const alive = (): number => told.splice(0).filter((word) => word === "alive").length;
  return { watchdog, told, lines, state, pass, alive };
}

describe("the watchdog", () => {
  it("is fed three times in its period while every supervisor beats", async () => {
    const { watchdog, told, pass, alive } = bench();
    watchdog.start();
    expect(told).toEqual(["alive", "bus up"]);
    told.length = 0;
    await pass(60, "bus", "display wall");
    expect(alive()).toBe(6);
    watchdog.stop();
  });

  it("is not fed when one of them hangs, which is logged once, and again when it has recovered", async () => {
    const { watchdog, lines, pass, alive } = bench();
    watchdog.start();
    await pass(30, "bus", "display wall");
    alive();
    await pass(SILENT_MS / 1_000, "bus");
    alive();
    await pass(60, "bus");
    expect(alive()).toBe(0);
    expect(lines).toMatchObject([
      { level: "error", text: "a supervisor hangs", facts: { supervisor: "display wall" } },
    ]);
    await pass(20, "bus", "display wall");
    expect(alive()).toBeGreaterThan(0);
    watchdog.stop();
  });

  it("is not fed when one never beat at all, and forgets one that is supervised no more", async () => {
    const { watchdog, state, pass, alive } = bench();
    watchdog.start();
    await pass(60, "bus");
    alive();
    await pass(30, "bus");
    expect(alive()).toBe(0);
    state.supervised = ["bus"];
    await pass(30, "bus");
    expect(alive()).toBe(3);
    state.supervised = ["bus", "display wall"];
    await pass(10, "bus");
    expect(alive()).toBe(1);
    watchdog.stop();
  });

  it("tells how things are when that changes, and looks after the supervisors where nobody watches", async () => {
    const { watchdog, told, lines, state, pass } = bench(null);
    watchdog.start();
    await pass(20, "bus", "display wall");
    state.status = "bus down";
    await pass(20, "bus", "display wall");
    expect(told.filter((word) => word !== "alive")).toEqual(["bus up", "bus down"]);
    await pass(60, "bus");
    expect(lines).toHaveLength(1);
    watchdog.stop();
  });
});

describe("a watchdog that never began", () => {
  it("may be stopped", () => {
    expect(() => bench().watchdog.stop()).not.toThrow();
  });
});

describe("how things are, in a line", () => {
  const gauge = (name: string, value: number, labels: Series["labels"] = {}): Series => ({
    name,
    kind: "gauge",
    value,
    labels,
  });

  it("is the bus, and how many of each kind of device are up", () => {
    expect(serviceStatus([])).toBe("bus down");
    const series = [
      gauge("bus_up", 1),
      gauge("display_up", 1, { display: "wall" }),
      gauge("display_up", 0, { display: "door" }),
      gauge("headset_up", 1, { headset: "p1" }),
    ];
    expect(serviceStatus(series)).toBe("bus up; displays 1 of 2; headsets 1 of 1");
  });
});
