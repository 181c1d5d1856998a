import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { Fault } from "../../src/ports/fault.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import type { SerialLink } from "../../src/ports/serialLink.ts";
import { openTimers } from "../../src/shared/time.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { faultOf } from "../contract/serialLinkContract.ts";

const unaborted = new AbortController().signal;

function makeTwin(dataBits: 7 | 8 = 8) {
  const arrived: { bytes: number[]; at: number }[] = [];
  const twin = new SerialTwin({
    name: "twin",
    sign: {
      feed(bytes, at) {
        arrived.push({ bytes: [...bytes], at });
        return [Uint8Array.of(0x86)];
      },
    },
    settings: { baudRate: 9_600, dataBits, parity: dataBits === 7 ? "even" : "none", stopBits: 1 },
    limits: lineLimits,
    clock: systemClock(() => false),
  });
  return { twin, arrived };
}

describe("the twin of a serial line", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  });

  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("delivers a frame when its last byte would have left the wire, and brings the answer back", async () => {
    const { twin, arrived } = makeTwin();
    const link = await twin.open(unaborted);
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    const startedAt = Date.now();
    const written = link.write(new Uint8Array(96));
    await vi.advanceTimersByTimeAsync(99);
    expect(arrived).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await written;
    expect(arrived).toEqual([{ bytes: Array(96).fill(0), at: startedAt + 100 }]);
    expect(heard).toEqual([0x86]);
  });

  it("hears and is heard in seven bits where the line has seven", async () => {
    const { twin, arrived } = makeTwin(7);
    const link = await twin.open(unaborted);
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    const written = link.write(Uint8Array.of(0xc3));
    await vi.advanceTimersByTimeAsync(10);
    await written;
    expect([arrived[0]?.bytes, heard]).toEqual([[0x43], [0x06]]);
  });

  it("delivers what had arrived when the cable was pulled, and nothing of what waited behind", async () => {
    const { twin, arrived } = makeTwin();
    const link = await twin.open(unaborted);
    const writes = [link.write(new Uint8Array(96).fill(1)), link.write(new Uint8Array(96).fill(2))];
    const faults = Promise.all(writes.map((write) => faultOf(write)));
    await vi.advanceTimersByTimeAsync(25);
    twin.unplug();
    expect((await faults).map(({ code }) => code)).toEqual(["PORT_GONE", "PORT_GONE"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(arrived.map(({ bytes }) => bytes)).toEqual([Array(24).fill(1)]);
  });

  it("is as many times slower as it is told", async () => {
    const { twin, arrived } = makeTwin();
    const link = await twin.open(unaborted);
    twin.slow(10);
    const written = link.write(new Uint8Array(96));
    await vi.advanceTimersByTimeAsync(999);
    expect(arrived).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await written;
  });

  it("takes nothing while it is stuck, and is lost for it", async () => {
    const { twin, arrived } = makeTwin();
    const link = await twin.open(unaborted);
    twin.stick(true);
    const fault = faultOf(link.write(new Uint8Array(96)));
    await vi.advanceTimersByTimeAsync(100 + lineLimits.writeMarginMs);
    expect([(await fault).code, (await link.lost).code, arrived]).toEqual(["LINE_STUCK", "LINE_STUCK", []]);
  });

  it("is opened by one at a time, and fails as it is told", async () => {
    const { twin } = makeTwin();
    const link: SerialLink = await twin.open(unaborted);
    expect((await faultOf(twin.open(unaborted))).code).toBe("PORT_BUSY");
    await link.close();
    const denied = new Fault("PORT_DENIED", "denied", "ask");
    twin.openFails(denied);
    expect(await faultOf(twin.open(unaborted))).toBe(denied);
    twin.openFails(null);
    await (await twin.open(unaborted)).close();
  });

  it("may be unplugged and made to babble before anybody opened it", () => {
    const { twin } = makeTwin();
    twin.babble(Uint8Array.of(1));
    twin.unplug();
    twin.plug();
  });
});
