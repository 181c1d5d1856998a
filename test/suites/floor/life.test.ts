import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { salesPage, wall } from "../siteFile.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const seven = () => statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 });
const page = ["W  7            1:04", "R  2             79%"];

/** Where a text stands in a file, as `line:column`. */
function placeOf(text: string, mark: string): string {
  const before = text.slice(0, text.indexOf(mark)).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

const wrongSite = (port: string, broker: string) => `version: 1
site: floor
node: Wall 1
broker:
  urls: ["${broker}"]
sources:
  acd: {}
queues:
  sales: { id: "60100" }
displays:
  - id: wall
    model: alpha-4120d
    port: ${port}
    serial: { bautRate: 9600 }
    pages:
      - lines: ["{sales.wating}"]
      - lines: ["{tales.waiting}", "far too long for a display of twenty columns"]
`;

describe.concurrent("the life of a daemon", () => {
  it("refuses a wrong configuration with every problem in its place, and touches nothing", async ({
    bench,
    expect,
  }) => {
    const text = wrongSite(bench.cable.ours, bench.broker.url);
    bench.file.writeText(text);
    const sign = await bench.plugSign();
    const connections = (): number => bench.broker.said().split("New connection").length;
    const before = connections();
    const daemon = bench.daemon();
    expect(await daemon.ended()).toBe(78);
    const said = daemon.errors.join("\n");
    for (const mark of ["Wall 1", "alpha-4120d", "bautRate"])
      expect(said).toContain(`${bench.file.path}:${placeOf(text, mark)} `);
    for (const words of ["did you mean 'baudRate'", "alpha-4120c", "Nothing was started"])
      expect(said).toContain(words);
    expect(daemon.out).toEqual([]);
    expect(connections()).toBe(before);
    expect(sign.history).toEqual([" / "]);
  });

  it("refuses pages that ask for what there is not, or do not fit", async ({ bench, expect }) => {
    const text = wrongSite(bench.cable.ours, bench.broker.url)
      .replace("Wall 1", "wall-1")
      .replace("4120d", "4120c")
      .replace("    serial: { bautRate: 9600 }\n", "");
    bench.file.writeText(text);
    const daemon = bench.daemon();
    expect(await daemon.ended()).toBe(78);
    const said = daemon.errors.join("\n");
    for (const mark of ["sales.wating", "tales.waiting"]) {
      const [line] = placeOf(text, mark).split(":");
      expect(said).toContain(`${bench.file.path}:${line}:`);
    }
    expect(said).toContain("did you mean");
    expect(said).toContain("44 columns wide, the display has 20");
    expect(said).toContain("3 problems");
  });

  it.for([
    { atStop: "blank", last: ["", ""] },
    { atStop: "keep", last: page },
    { atStop: { text: "CLOSED FOR TODAY" }, last: ["  CLOSED FOR TODAY", ""] },
  ])("leaves $atStop on the glass when it is told to stop", async ({ atStop, last }, { bench, expect }) => {
    const { sign, bus, daemon } = await bench.run({ display: { atStop } });
    await bus.publish(topic, seven());
    await sign.shows(page);
    await bus.hears(nodeTopic("device/wall/shown"), ({ lines }) => String(lines).includes("1:04"));
    const askedAt = Date.now();
    daemon.signal("SIGTERM");
    expect(await daemon.ended()).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(10_000);
    await sign.shows(last, 1_000);
    await bus.hears(nodeTopic("status"), ({ state }) => state === "disconnected", 1_000);
    expect(daemon.errors).toEqual([]);
    expect(daemon.logged().at(-1)).toMatchObject({ msg: "stopped" });
  });

  it("stops in time although broker and cable are gone", async ({ bench, expect }) => {
    const { bus, daemon } = await bench.run();
    await bus.hears(nodeTopic("device/wall/status"), ({ state }) => state === "up");
    bench.cable.hold();
    bench.broker.freeze();
    const askedAt = Date.now();
    daemon.signal("SIGINT");
    expect(await daemon.ended()).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(10_000);
  });

  it("reads its file again when told: a wrong one changes nothing, a right one only what differs", async ({
    bench,
    expect,
  }) => {
    const corner = await bench.sign("--tcp", "127.0.0.1:0");
    const displays = (lines: readonly string[]) => [
      wall(bench.cable.ours, { pages: [{ ...salesPage, lines }] }),
      wall(`tcp://${corner.address}`, { id: "corner" }),
    ];
    const { sign, bus, daemon } = await bench.run({ site: { displays: displays(salesPage.lines) } });
    await bus.publish(topic, seven());
    await Promise.all([sign.shows(page), corner.shows(page)]);
    bench.writeSite({ site: { displays: displays(["{sales.nothing}"]) } });
    daemon.signal("SIGHUP");
    await daemon.line((line) => line.includes("the old configuration stays in force"));
    const refused = daemon.logged().filter(({ msg }) => msg === "new configuration refused");
    expect(refused).toHaveLength(1);
    expect(String(refused[0]?.["at"])).toMatch(new RegExp(`^${bench.file.path}:\\d+:\\d+$`));
    await bus.publish(topic, statistics("60100", { waiting: 8, longest: 65, ready: 2, level: 79 }));
    await sign.shows(["W  8            1:05", "R  2             79%"]);

    bench.writeSite({ site: { displays: displays(["NOW{fill}{sales.waiting}"]) } });
    daemon.signal("SIGHUP");
    await daemon.line((line) => line.includes("configuration reloaded"));
    await sign.shows([/^NOW +8$/, ""], 15_000);
    await bus.publish(topic, statistics("60100", { waiting: 9, longest: 66, ready: 2, level: 79 }));
    await Promise.all([
      sign.shows([/^NOW +9$/, ""]),
      corner.shows(["W  9            1:06", "R  2             79%"]),
    ]);
    expect(corner.events).toMatchObject({ initialised: 1, wiped: 1 });
    await bus.hears(nodeTopic("status"), ({ state, devices }) => {
      return state === "ready" && JSON.stringify(devices) === '{"ready":2,"failing":0}';
    });
  });

  it("is missed at once by an old broker when it dies, and takes over a sign that kept its memory", async ({
    bench,
    expect,
  }) => {
    const broker = { urls: [bench.broker.url], protocol: "3.1.1" };
    const { sign, bus, daemon } = await bench.run({ site: { broker } });
    await bus.publish(topic, seven());
    await sign.shows(page);
    await daemon.kill();
    await bus.hears(nodeTopic("status"), ({ state }) => state === "lost", 3_000);
    await sign.shows(page, 0);
    bench.daemon();
    await bus.hears(nodeTopic("status"), ({ state }) => state === "ready");
    await bus.publish(topic, statistics("60100", { waiting: 5, longest: 8, ready: 2, level: 79 }));
    await sign.shows(["W  5            0:08", "R  2             79%"], 15_000);
    expect(sign.events).toMatchObject({ initialised: 2 });
  });

  it("is missed after ten seconds by a broker that knows how to wait, and not when it is back sooner", async ({
    bench,
    expect,
  }) => {
    const { bus, daemon } = await bench.run();
    const ready = await bus.hears(nodeTopic("status"), ({ state }) => state === "ready");
    await daemon.kill();
    const second = bench.daemon();
    const back = await bus.hears(nodeTopic("status"), ({ session }) => session !== ready["session"]);
    expect(back).toMatchObject({ state: "ready" });
    expect(Number(back["session"])).toBeGreaterThan(Number(ready["session"]));
    const killedAt = Date.now();
    await second.kill();
    const lost = await bus.hears(nodeTopic("status"), ({ state }) => state === "lost", 15_000);
    expect(Date.now() - killedAt).toBeGreaterThan(8_000);
    expect(lost["session"]).toBe(back["session"]);
  });
});
