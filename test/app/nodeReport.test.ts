import { BehaviorSubject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryMetrics } from "../../src/adapters/metrics/memoryMetrics.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { HEALTH_EVERY_MS, NodeReport } from "../../src/app/nodeReport.ts";
import type { BoardShow } from "../../src/app/wallboardPlan.ts";
import { darkLook, lightColours } from "../../src/domain/light.ts";
import { openTimers } from "../../src/shared/time.ts";

const opening: DeviceState = { state: "down", reason: "not opened yet", advice: "wait", since: 0 };
const up: DeviceState = { state: "up", reason: null, advice: null, since: 1_000 };
const gone: DeviceState = {
  state: "down",
  reason: "the port is gone",
  advice: "check the cable",
  since: 2_000,
};

/** A bus that remembers what each topic says, by what follows the node's name. */
function reportOf(
  isSynced = true,
  headsets: ConstructorParameters<typeof NodeReport>[1]["headsets"] = [],
  lights = 0,
) {
  const topics = new Map<string, unknown>();
  const facts: unknown[] = [];
  let description: unknown;
  const wall = new BehaviorSubject(opening);
  const corner = new BehaviorSubject(opening);
  const hall = new BehaviorSubject(opening);
  const metrics = new MemoryMetrics();
  metrics.count("display_frames_total", { display: "wall", purpose: "value" }, 3);
  const report = new NodeReport(
    {
      bus: {
        setRetained: (topic, payload) => void topics.set(topic.replace("cc/1/demo/node/floor/", ""), payload),
        describe: (told) => void facts.push(told),
        setDescription: (told) => {
          description = told;
        },
      },
      clock: { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => isSynced },
      metrics,
    },
    {
      site: "demo",
      node: "floor",
      version: "1.2.3",
      configHash: "abcd",
      displays: [
        { id: "wall", model: "alpha-4120c", state$: wall },
        { id: "corner", model: "alpha-betabrite", state$: corner },
      ],
      headsets,
      lights: [{ id: "light-hall", model: "paint", state$: hall }].slice(0, lights),
      buttons: [],
    },
  );
  return { report, topics, facts, description: () => description, wall, corner, hall, metrics };
}

describe("NodeReport", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    expect(openTimers()).toBe(0);
  });

  it("describes the node and tells each display's state", () => {
    const { report, topics, facts, description, wall } = reportOf();
    report.start();
    wall.next(up);
    expect(description()).toEqual({
      version: "1.2.3",
      devices: [
        { id: "wall", kind: "display", model: "alpha-4120c" },
        { id: "corner", kind: "display", model: "alpha-betabrite" },
      ],
    });
    expect(topics.get("device/wall/status")).toEqual({
      state: "up",
      reason: null,
      advice: null,
      since: "1970-01-01T00:00:01.000Z",
    });
    expect(facts.at(-1)).toEqual({ clock: "synced", configHash: "abcd", devices: { ready: 1, failing: 1 } });
    report.stop();
  });

  it("admits that its clock may be wrong", () => {
    const { report, facts } = reportOf(false);
    report.start();
    expect(facts.at(-1)).toMatchObject({ clock: "unsynced" });
    report.stop();
  });

  it("tells what a light is, by which rules, and how it does", () => {
    const { report, topics, hall, metrics } = reportOf(true, [], 1);
    report.start();
    hall.next(gone);
    const [dark] = darkLook(1).lamps;
    const amber = { rgb: lightColours.amber, rhythm: "slow" as const, dim: 100, fadeMs: 0 };
    const lamps = dark === undefined ? [] : [amber, dark];
    report.lightShown("light-hall", { lamps, buzzer: false, rules: ["waiting", null] });
    expect(topics.get("device/light-hall/shown")).toEqual({
      lamps: ["amber slow", "off"],
      rules: ["waiting", null],
    });
    expect(topics.get("device/light-hall/status")).toMatchObject({ state: "down" });
    expect(topics.get("alarm/light-hall-lost")).toMatchObject({ code: "LIGHT_DOWN" });
    expect(topics.get("health")).toMatchObject({ lights: { "light-hall": { state: "down" } } });
    expect(metrics.snapshot()).toContainEqual(expect.objectContaining({ name: "lights_failing", value: 1 }));
    report.stop();
  });

  it("knows how the worst of all devices is, but for those that were not opened yet", () => {
    const { report, wall, corner } = reportOf();
    const worst: string[] = [];
    const following = report.worst$.subscribe((one) => void worst.push(one));
    report.start();
    wall.next(up);
    corner.next({ ...up, state: "degraded", reason: "it is slow" });
    wall.next(gone);
    wall.next(up);
    corner.next(up);
    expect(worst).toEqual(["up", "degraded", "down", "degraded", "up"]);
    following.unsubscribe();
    report.stop();
  });

  it("raises an alarm for a display that is down, and clears it; the first opening alarms nobody", () => {
    const { report, topics, wall } = reportOf();
    report.start();
    expect(topics.has("alarm/wall-lost")).toBe(false);
    wall.next(gone);
    expect(topics.get("alarm/wall-lost")).toEqual({
      severity: "warning",
      code: "DISPLAY_DOWN",
      text: "wall: the port is gone",
      advice: "check the cable",
      ackedBy: null,
    });
    wall.next(up);
    expect(topics.get("alarm/wall-lost")).toBe("");
    report.stop();
  });

  it("writes its health now and then, with the counters in Prometheus' notation", async () => {
    const { report, topics, metrics } = reportOf();
    report.start();
    metrics.count("bus_messages_total", undefined, 5);
    await vi.advanceTimersByTimeAsync(HEALTH_EVERY_MS);
    expect(topics.get("health")).toMatchObject({
      uptimeSeconds: HEALTH_EVERY_MS / 1_000,
      metrics: { 'display_frames_total{display="wall",purpose="value"}': 3, bus_messages_total: 5 },
      displays: { wall: { state: "down" } },
    });
    report.stop();
  });

  it("tells of headsets beside displays", () => {
    const state$ = new BehaviorSubject(opening);
    const { report, topics, facts, metrics, wall, corner } = reportOf(true, [
      { id: "p1-headset", model: "any", state$ },
    ]);
    report.start();
    wall.next(up);
    corner.next(up);
    state$.next({ ...opening, reason: "no headset is plugged in", advice: "plug it in" });
    expect(topics.get("device/p1-headset/status")).toMatchObject({ state: "down" });
    expect(topics.get("alarm/p1-headset-lost")).toMatchObject({ code: "HEADSET_DOWN" });
    expect(facts.at(-1)).toMatchObject({ devices: { ready: 2, failing: 1 } });
    expect(topics.get("health")).toMatchObject({ headsets: { "p1-headset": { state: "down" } } });
    const value = (name: string) => metrics.snapshot().find((series) => series.name === name)?.value;
    expect([value("displays_failing"), value("headsets_failing")]).toEqual([0, 1]);
    state$.next(up);
    expect(topics.get("alarm/p1-headset-lost")).toBe("");
    report.stop();
  });

  it("tells of a node without any device", () => {
    const facts: unknown[] = [];
    const { clock, metrics } = {
      clock: { wall: () => 0, monotonic: () => 0, isSynced: () => true },
      metrics: new MemoryMetrics(),
    };
    const bus = {
      setRetained: () => undefined,
      setDescription: () => undefined,
      describe: (told: unknown) => void facts.push(told),
    };
    const site = { site: "demo", node: "floor", version: "1", configHash: "a" };
    const report = new NodeReport(
      { bus, clock, metrics },
      { ...site, displays: [], headsets: [], lights: [], buttons: [] },
    );
    report.start();
    expect(facts).toEqual([{ clock: "synced", configHash: "a", devices: { ready: 0, failing: 0 } }]);
    report.stop();
  });

  it("says what a display shows", () => {
    const { report, topics } = reportOf();
    const run = { text: "WAITING  7  ", colour: "green", blink: false } as const;
    const show: BoardShow = {
      layouts: [{ id: "page-1", rows: [[{ kind: "fixed", run }]] }],
      alarms: [],
      page: "page-1",
      alarm: null,
      values: new Map(),
      source: "rotation",
      stale: false,
      pageNumber: 1,
      pages: 3,
    };
    report.shown("wall", show, false);
    expect(topics.get("device/wall/shown")).toEqual({
      lines: ["WAITING  7"],
      page: 1,
      pages: 3,
      source: "rotation",
      stale: false,
      confirmed: false,
    });
  });

  it("says nothing more once it was stopped", async () => {
    const { report, topics, wall } = reportOf();
    report.start();
    report.stop();
    topics.clear();
    wall.next(up);
    await vi.advanceTimersByTimeAsync(HEALTH_EVERY_MS * 2);
    expect(topics.size).toBe(0);
  });
});
