import { describe, expect, it } from "vitest";
import { MemoryMetrics } from "../../../src/adapters/metrics/memoryMetrics.ts";

describe("MemoryMetrics", () => {
  it("adds counters and replaces gauges, by name and labels", () => {
    const metrics = new MemoryMetrics();
    metrics.count("frames_total", { purpose: "value" });
    metrics.count("frames_total", { purpose: "value" }, 2);
    metrics.count("frames_total", { purpose: "page" });
    metrics.gauge("displays_up", 2);
    metrics.gauge("displays_up", 1);
    expect(metrics.snapshot()).toEqual([
      { name: "frames_total", kind: "counter", labels: { purpose: "value" }, value: 3 },
      { name: "frames_total", kind: "counter", labels: { purpose: "page" }, value: 1 },
      { name: "displays_up", kind: "gauge", labels: {}, value: 1 },
    ]);
  });

  it("does not grow without end when a label has endless values, and says what it dropped", () => {
    const metrics = new MemoryMetrics();
    for (let id = 0; id < 2_500; id += 1) metrics.count("seen_total", { id: String(id) });
    const all = metrics.snapshot();
    expect(all).toHaveLength(2_001);
    expect(all.at(-1)).toMatchObject({ name: "metrics_dropped_total", value: 500 });
  });
});
