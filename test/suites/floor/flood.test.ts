import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Memory of a process that lies in the machine's RAM, now and at its most, in MB. */
function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1_024;
  return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

/** One after the other: they load the machine, and one of them looks at the clock. */
describe("a flood", () => {
  it("of two thousand messages a second leaves the newest figure on the glass within a second", async ({
    bench,
    expect,
  }) => {
    const { sign, bus, daemon } = await bench.run();
    await bus.publish(topic, statistics("60100", { waiting: 1, longest: 1, ready: 1, level: 50 }));
    await sign.shows(["W  1            0:01", "R  1             50%"]);
    const before = memoryOf(daemon.pid);
    const startedAt = performance.now();
    for (let sent = 0; sent < 10_000; ) {
      const due = Math.min(10_000, Math.ceil((performance.now() - startedAt) * 2));
      for (; sent < due; sent++) {
        const figures = { waiting: sent % 100, longest: sent % 60, ready: 1, level: 50 };
        void bus.publish(topic, statistics("60100", figures), false, 0);
      }
      await pause(5);
    }
    await bus.publish(topic, statistics("60100", { waiting: 42, longest: 42, ready: 1, level: 50 }));
    const seconds = (performance.now() - startedAt) / 1_000;
    await bus.hears(topic, ({ now }) => JSON.stringify(now).includes('"waiting":42'), 10_000);
    const last = performance.now();
    await sign.shows(["W 42            0:42", "R  1             50%"], 10_000);
    const late = performance.now() - last;
    const after = memoryOf(daemon.pid);
    const read = await bench.metrics.sum("statistics_messages_total");
    process.stdout.write(
      `10000 messages in ${seconds.toFixed(1)} s: ${read} read, newest on the glass after ${Math.round(late)} ms, ` +
        `memory ${Math.round(before.now)} to ${Math.round(after.now)} MB (most ${Math.round(after.most)})\n`,
    );
    expect(after.most - before.now).toBeLessThan(64);
    expect(daemon.errors).toEqual([]);
    expect(daemon.logged().filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });

  it("of five thousand topics is counted, said once, and delays nobody", async ({ bench, expect }) => {
    const { sign, bus, daemon } = await bench.run();
    await bus.publish(topic, statistics("60100", { waiting: 1, longest: 1, ready: 1, level: 50 }));
    await sign.shows(["W  1            0:01", "R  1             50%"]);
    const before = memoryOf(daemon.pid);
    const flood = Array.from({ length: 5_000 }, (_, index) =>
      bus.publish(statsTopic(`q${index}`), statistics(`no-${index}`, { waiting: index }), true, 1),
    );
    await Promise.all(flood);
    await bus.publish(topic, statistics("60100", { waiting: 2, longest: 2, ready: 2, level: 60 }));
    await sign.shows(["W  2            0:02", "R  2             60%"], 15_000);
    const dropped = await bench.metrics.sum("statistics_dropped_total", { reason: "unknown_queue" });
    expect(dropped).toBe(5_000);
    const said = daemon.logged().filter(({ msg }) => msg === "statistics dropped");
    expect(said).toHaveLength(1);
    expect(memoryOf(daemon.pid).most - before.now).toBeLessThan(64);
    expect((await bus.hears(nodeTopic("status"), () => true))["state"]).toBe("ready");
    daemon.signal("SIGTERM");
    expect(await daemon.ended()).toBe(0);
  });

  it("of retained topics that waits for a daemon's start does not hide the figures", async ({
    bench,
    expect,
  }) => {
    const bus = await bench.listener();
    const kept = Array.from({ length: 5_000 }, (_, index) =>
      bus.publish(statsTopic(`q${index}`), statistics(`no-${index}`, { waiting: index }), true, 1),
    );
    await Promise.all(kept);
    await bus.publish(topic, statistics("60100", { waiting: 8, longest: 9, ready: 2, level: 60 }), true);
    const { sign, daemon } = await bench.run();
    await sign.shows(["W  8            0:09", "R  2             60%"]);
    expect(daemon.errors).toEqual([]);
  });
});
