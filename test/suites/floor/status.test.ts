import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { bandeau } from "../process.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const ask = (file: string, ...words: string[]) => bandeau("status", file, "--wait", "2", ...words);

describe.concurrent("bandeau status", () => {
  it("is well when the controller and its displays are, and not when a cable is pulled", async ({
    bench,
    expect,
  }) => {
    const { sign, bus } = await bench.run();
    await bus.publish(
      statsTopic("sales"),
      statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }),
    );
    await sign.shows(["W  7            1:04", "R  2             79%"]);
    await bus.hears(nodeTopic("device/wall/shown"), ({ lines }) => String(lines).includes("1:04"));
    const well = await ask(bench.file.path);
    expect(well).toMatchObject({ code: 0, errors: "" });
    expect(well.out).toMatch(/^wall-1: ready, version \d+\.\d+\.\d+, clock \w+/);
    expect(well.out).toMatch(/ {2}wall +up +W {2}7 +1:04 \/ R {2}2 +79%/);
    const facts = await ask(bench.file.path, "--json");
    expect(JSON.parse(facts.out)).toMatchObject({
      status: { state: "ready" },
      "device/wall/status": { state: "up", reason: null },
    });
    await bench.cable.unplug();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "down", 3_000);
    const down = await ask(bench.file.path);
    expect(down.code).toBe(1);
    expect(down.out).toMatch(/ {2}wall +down +.*ours.*: \S+/);
  });

  it("says that nothing is known, that the controller was stopped, and that no broker answers", async ({
    bench,
    expect,
  }) => {
    bench.writeSite();
    const nobody = await ask(bench.file.path);
    expect(nobody.code).toBe(1);
    expect(nobody.out).toContain("wall-1: nothing is known on the bus");
    expect(nobody.out).toContain("bandeau run");
    const { daemon } = await bench.run();
    daemon.signal("SIGTERM");
    expect(await daemon.ended()).toBe(0);
    const stopped = await ask(bench.file.path);
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain("wall-1: disconnected");
    await bench.broker.stop();
    const unreachable = await ask(bench.file.path);
    expect(unreachable).toMatchObject({ code: 1, out: "" });
    expect(unreachable.errors).toContain("no broker of the site answers");
    expect(unreachable.errors).toContain(`127.0.0.1:${bench.broker.port}`);
  });

  it("does not wait for ever for a broker that is there and silent", async ({ bench, expect }) => {
    bench.writeSite();
    bench.broker.freeze();
    const askedAt = Date.now();
    const silent = await ask(bench.file.path);
    expect(silent.code).toBe(1);
    expect(silent.errors).toContain("does not answer");
    expect(Date.now() - askedAt).toBeLessThan(20_000);
  });

  it("needs a right configuration", async ({ bench, expect }) => {
    bench.file.writeText("version: 1\n");
    const wrong = await ask(bench.file.path);
    expect(wrong).toMatchObject({ code: 78, out: "" });
    expect(wrong.errors).toContain(`bandeau check ${bench.file.path}`);
  });
});
