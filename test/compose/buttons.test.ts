import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { realGpioWorld } from "../../src/adapters/gpio/gpioWorld.ts";
import { Buttons } from "../../src/compose/buttons.ts";
import { GpioHere } from "../../src/compose/gpioHere.ts";
import { buttonSchema } from "../../src/config/lightSchema.ts";
import { openTimers } from "../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "../app/busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const header = "pinctrl-bcm2711";
const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };
const gpio = { backend: "simulated", line: 5, pull: "up" };
const ack = buttonSchema.parse({ id: "ack", gpio, press: "acknowledgeAlarm" });
const call = buttonSchema.parse({
  id: "call",
  gpio: { ...gpio, line: 6 },
  press: "callSupervisor",
  seat: "a1",
});

function buttonsOf() {
  const { log } = recordingLog();
  const here = new GpioHere(realGpioWorld, log);
  const beats = new Set<string>();
  const buttons = new Buttons({
    gpio: here,
    clock,
    log,
    metrics: recordingMetrics(),
    random: () => 0.5,
    beat: (name) => beats.add(name),
  });
  const acts = { acknowledgeAlarm: vi.fn(), callSupervisor: vi.fn() };
  const press = async (line: number): Promise<void> => {
    for (const level of [false, true]) {
      here.twin.board.push(header, line, level);
      await vi.advanceTimersByTimeAsync(100);
    }
  };
  return { buttons, here, acts, press, beats };
}

describe("the buttons of a site", () => {
  it("do what the site says they do", async () => {
    const { buttons, acts, press, beats } = buttonsOf();
    await buttons.prepare([ack, call]);
    buttons.attach(acts);
    await vi.advanceTimersByTimeAsync(10);
    await press(5);
    expect(acts.acknowledgeAlarm).toHaveBeenCalledOnce();
    expect(acts.callSupervisor).not.toHaveBeenCalled();
    await press(6);
    expect(acts.callSupervisor).toHaveBeenCalledWith("a1");
    await vi.advanceTimersByTimeAsync(10_000);
    expect([...beats]).toEqual(["button ack", "button call"]);
    await buttons.stop();
  });

  it("lead to nothing while no configuration is in force", async () => {
    const { buttons, acts, press } = buttonsOf();
    await buttons.prepare([ack]);
    buttons.attach(acts);
    buttons.detach();
    await vi.advanceTimersByTimeAsync(10);
    await press(5);
    expect(acts.acknowledgeAlarm).not.toHaveBeenCalled();
    await buttons.stop();
  });

  it("keep their line over a reload, and mean what the new file says", async () => {
    const { buttons, acts, press } = buttonsOf();
    await buttons.prepare([ack, call]);
    const [before] = buttons.devices;
    await vi.advanceTimersByTimeAsync(10);
    await buttons.prepare([{ ...ack, press: "callSupervisor", seat: "b2" }]);
    buttons.attach(acts);
    expect(buttons.devices).toEqual([before]);
    await press(5);
    await press(6);
    expect(acts.callSupervisor.mock.calls).toEqual([["b2"]]);
    await buttons.stop();
  });

  it("change to another line", async () => {
    const { buttons, here, acts, press } = buttonsOf();
    await buttons.prepare([ack]);
    await vi.advanceTimersByTimeAsync(10);
    await buttons.prepare([{ ...ack, gpio: { ...ack.gpio, line: 7 } }]);
    buttons.attach(acts);
    await vi.advanceTimersByTimeAsync(10);
    expect(here.twin.board.holder(header, 5)).toBeNull();
    await press(7);
    expect(acts.acknowledgeAlarm).toHaveBeenCalledOnce();
    await buttons.stop();
  });

  it("take the door that can set a resistor where the site leaves the choice", async () => {
    const asked: string[] = [];
    const { log } = recordingLog();
    const here = new GpioHere(realGpioWorld, log);
    const parts = { clock, log, metrics: recordingMetrics(), random: () => 0.5, beat: () => undefined };
    const open = (backend: Parameters<GpioHere["open"]>[0]) => {
      asked.push(backend);
      return here.open("simulated");
    };
    const buttons = new Buttons({ ...parts, gpio: { open } });
    const on = (some: object) => buttonSchema.parse({ ...ack, gpio: { line: 5, ...some } });
    await buttons.prepare([on({ pull: "up" })]);
    await vi.advanceTimersByTimeAsync(10);
    await buttons.prepare([on({ sysfsNumber: 517 })]);
    await vi.advanceTimersByTimeAsync(10);
    await buttons.prepare([on({ backend: "onoff" })]);
    await vi.advanceTimersByTimeAsync(10);
    expect(asked).toEqual(["gpiochip", "auto", "onoff"]);
    await buttons.stop();
  });
});
