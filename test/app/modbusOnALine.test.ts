import { firstValueFrom } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { DisplayReconciler } from "../../src/app/displayReconciler.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import { linesOf, type Show } from "../../src/domain/glass.ts";
import { modbusOptions } from "../../src/drivers/display/modbus/options.ts";
import { ModbusSlave } from "../../src/drivers/display/modbus/slave.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { modelOf } from "../drivers/display/modbus/digits.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

const model = modelOf(4);
const settings = (slave: number) => ({ slave, encode: "ascii1", register: 0, blinkRegister: 8 });

const showOf = (waiting: number): Show => ({
  layouts: [{ id: "page", rows: [[{ kind: "cell", cell: { key: "waiting", width: 4 } }]] }],
  alarms: [],
  page: "page",
  alarm: null,
  values: new Map([["waiting", { text: String(waiting).padStart(4), colour: "red", blink: false }]]),
});

describe("two displays of digits on one pair of wires", () => {
  let slaves: ModbusSlave[];
  /** Slaves whose plug is in. */
  let plugged: Set<ModbusSlave>;
  let reconcilers: DisplayReconciler<Show>[];

  const glass = (): string[] => slaves.flatMap((slave) => linesOf(slave.glass()));
  const states = () => Promise.all(reconcilers.map(({ state$ }) => firstValueFrom(state$)));
  const wish = (...figures: number[]): void =>
    figures.forEach((figure, index) => {
      reconcilers[index]?.want(showOf(figure));
    });

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    slaves = [1, 2].map((slave) => new ModbusSlave(model, modbusOptions.parse(settings(slave))));
    plugged = new Set(slaves);
    const sign = {
      feed: (bytes: Uint8Array, at: number) => [...plugged].flatMap((slave) => slave.feed(bytes, at)),
    };
    const clock = systemClock(() => false);
    const twin = new SerialTwin({ name: "twin", sign, settings: model.serial, limits: lineLimits, clock });
    const shared = new SharedLine(twin.open, clock);
    reconcilers = [1, 2].map((slave) => {
      const display = displayDrivers.get("modbus")?.bind(model, settings(slave));
      if (display === undefined) throw new Error("there is no modbus driver");
      return new DisplayReconciler(
        {
          ...shared.join(),
          display,
          backoff: { firstMs: 500, mostMs: 10_000, stableMs: 30_000 },
          clock,
          log: recordingLog().log,
          metrics: recordingMetrics(),
          random: () => 0.5,
          beat: () => undefined,
          onShown: () => undefined,
        },
        `digits-${slave}`,
      );
    });
    for (const reconciler of reconcilers) reconciler.start();
  });

  afterEach(async () => {
    const stopped = Promise.all(reconcilers.map((reconciler) => reconciler.stop(null)));
    await vi.advanceTimersByTimeAsync(6_000);
    await stopped;
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("show their own number each, within a second", async () => {
    wish(42, 7);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(glass()).toEqual(["  42", "   7"]);
    expect((await states()).map(({ state }) => state)).toEqual(["up", "up"]);
  });

  it("are told apart when one loses its plug, and agree again when it has it back", async () => {
    wish(42, 7);
    await vi.advanceTimersByTimeAsync(1_000);
    const [, second] = slaves;
    if (second === undefined) throw new Error("no second slave");
    plugged.delete(second);
    second.powerCycle();
    wish(43, 8);
    await vi.advanceTimersByTimeAsync(20_000);
    const [first, silent] = await states();
    expect([first?.state, glass()[0]]).toEqual(["up", "  43"]);
    expect(silent?.state).not.toBe("up");
    plugged.add(second);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(glass()).toEqual(["  43", "   8"]);
    expect((await states()).map(({ state }) => state)).toEqual(["up", "up"]);
  });

  it("say in plain words why one refuses", async () => {
    slaves[0]?.breakDown(true);
    wish(42, 7);
    await vi.advanceTimersByTimeAsync(20_000);
    const [defective, other] = await states();
    expect(defective?.reason).toContain("exception 4: device failure");
    expect(defective?.advice).toContain("switch the display off and on");
    expect([other?.state, glass()[1]]).toEqual(["up", "   7"]);
  });
});
