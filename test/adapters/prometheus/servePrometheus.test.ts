import { describe, expect, it } from "vitest";
import { MemoryMetrics } from "../../../src/adapters/metrics/memoryMetrics.ts";
import { servePrometheus } from "../../../src/adapters/prometheus/servePrometheus.ts";

describe("servePrometheus", () => {
  it("serves the series in Prometheus' text form, and nothing else", async () => {
    const metrics = new MemoryMetrics();
    metrics.count("frames_total", { purpose: "value" }, 3);
    metrics.count("frames_total", { purpose: "page" }, 1);
    metrics.gauge("displays_up", 2);
    const page = await servePrometheus("127.0.0.1:0", metrics);
    const answer = await fetch(`http://127.0.0.1:${page.port}/metrics`);
    const text = await answer.text();
    const other = await fetch(`http://127.0.0.1:${page.port}/`);
    await page.close();
    expect(text).toContain("# TYPE bandeau_frames_total counter");
    expect(text).toContain('bandeau_frames_total{purpose="value"} 3');
    expect(text).toContain('bandeau_frames_total{purpose="page"} 1');
    expect(text).toContain("bandeau_displays_up 2");
    expect(other.status).toBe(404);
  });

  it("says what to do when the address is taken", async () => {
    const metrics = new MemoryMetrics();
    const page = await servePrometheus("127.0.0.1:0", metrics);
    await expect(servePrometheus(`127.0.0.1:${page.port}`, metrics)).rejects.toMatchObject({
      code: "METRICS_LISTEN",
      advice: "choose another port at metrics.listen, or take the block out",
    });
    await page.close();
  });

  it("answers 500 when a series cannot be written, and goes on", async () => {
    const broken = {
      count() {},
      gauge() {},
      snapshot: () => [{ name: "bad name", kind: "gauge" as const, labels: {}, value: 1 }],
    };
    const page = await servePrometheus("127.0.0.1:0", broken);
    const answer = await fetch(`http://127.0.0.1:${page.port}/metrics`);
    await page.close();
    expect(answer.status).toBe(500);
  });
});
