import { describe } from "vitest";
import type { BusClient } from "../busClient.ts";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import type { Bandeau } from "../process.ts";
import type { SignProcess } from "../signProcess.ts";
import { nodeTopic, sourceTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const bothPage = {
  id: "both",
  lines: ["A{sales.waiting}{fill}{sales.longestWait}", "B{service.waiting}{fill}{service.longestWait}"],
};

interface Running {
  readonly bench: FloorBench;
  readonly sign: SignProcess;
  readonly bus: BusClient;
  readonly daemon: Bandeau;
}

/** A floor whose page shows both queues, with figures on it. */
async function floorWith(bench: FloorBench, site: Readonly<Record<string, unknown>> = {}): Promise<Running> {
  const running = await bench.run({ site, display: { pages: [bothPage] } });
  await running.bus.publish(topic, statistics("60100", { waiting: 1, longest: 61 }));
  await other(running, 1);
  await running.sign.shows(["A  1            1:01", "B  1            0:01"]);
  return { bench, ...running };
}

/** The other queue's figures: whatever happens, they go on. */
const other = ({ bus }: Pick<Running, "bus">, waiting: number) =>
  bus.publish(statsTopic("service"), statistics("60200", { waiting, longest: waiting }));

const warnings = ({ daemon }: Running, text: string) => daemon.logged().filter(({ msg }) => msg === text);

const good = statistics("60100", { waiting: 9, longest: 9 });
const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`.slice(0, 60_000);

/** Messages of which nothing can be used, and the reason under which they are counted. */
const useless: readonly (readonly [name: string, payload: string | Buffer, reason: string])[] = [
  ["half a message", JSON.stringify(good).slice(0, -9), "not_json"],
  ["nothing", "", "not_json"],
  ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3]), "not_json"],
  ["NaN, which JSON has not", JSON.stringify(good).replace('"waiting":9', '"waiting":NaN'), "not_json"],
  ["brackets without end", deep, "too_deep"],
  ["closed brackets without end", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, "too_deep"],
  ["a list", JSON.stringify([good]), "wrong_shape"],
  ["null", "null", "wrong_shape"],
  ["a number", "12", "wrong_shape"],
  ["another version", JSON.stringify({ ...good, v: 2 }), "wrong_version"],
  ["no queue", JSON.stringify({ ...good, queue: null }), "no_queue"],
  ["a queue without an id", JSON.stringify({ ...good, queue: { id: {} } }), "no_queue"],
  ["a prototype", `{"__proto__":${JSON.stringify(good)}}`, "no_queue"],
  ["a queue of nobody", JSON.stringify({ ...good, queue: { id: "99999" } }), "unknown_queue"],
  ["a queue called __proto__", JSON.stringify({ ...good, queue: { id: "__proto__" } }), "unknown_queue"],
  ["an older message", JSON.stringify({ ...good, observedAt: "2026-01-01T00:00:00Z" }), "older"],
];

/** Figures that make no sense: they are unknown, the rest of the message counts. */
const senseless: readonly (readonly [name: string, waiting: string])[] = [
  ["text", '"12"'],
  ["NaN as text", '"NaN"'],
  ["negative", "-1"],
  ["endless", "1e400"],
  ["absurd", "1e300"],
  ["a truth", "true"],
  ["a list", "[1]"],
  ["an object", '{"__proto__":{"waiting":1}}'],
];

describe.concurrent("what comes in is hostile until checked", () => {
  it("drops what it cannot use, counts it, says it once, and lets the last good figures stand", async ({
    bench,
    expect,
  }) => {
    const running = await floorWith(bench);
    for (const [name, payload, reason] of useless) {
      const dropped = () => bench.metrics.sum("statistics_dropped_total", { source: "acd", reason });
      const before = await dropped();
      // One after the other, because of several in one moment only the last is read.
      for (let time = 1; time <= 2; time++) {
        await running.bus.publish(topic, payload);
        await other(running, time);
        await running.bus.publish(nodeTopic("command/nothing"), {});
        await expect.poll(dropped, { message: name, timeout: 2_000 }).toBe(before + time);
      }
    }
    await other(running, 77);
    await running.sign.shows(["A  1            1:01", "B 77            1:17"]);
    const said = warnings(running, "statistics dropped").map(({ reason }) => reason);
    expect(said).toEqual([...new Set(useless.map(([, , reason]) => reason))]);
    expect(warnings(running, "statistics dropped").every(({ what }) => String(what).length <= 300)).toBe(
      true,
    );
    expect(JSON.stringify(running.daemon.logged())).not.toContain("longestWaitSeconds");
    await running.bus.publish(topic, statistics("60100", { waiting: 2, longest: 62 }));
    await running.sign.shows(["A  2            1:02", "B 77            1:17"]);
    expect(running.daemon.errors).toEqual([]);
  });

  it("takes a figure that makes no sense for unknown and keeps the others", async ({ bench, expect }) => {
    const running = await floorWith(bench);
    for (const [index, [name, waiting]] of senseless.entries()) {
      const longest = 10 + index;
      const message = JSON.stringify(statistics("60100", { waiting: 4_242, longest }));
      await running.bus.publish(topic, message.replace('"waiting":4242', `"waiting":${waiting}`));
      await running.sign.shows([`A --            0:${longest}`, "B  1            0:01"]).catch((error) => {
        throw new Error(`${name}: ${String(error)}`);
      });
    }
    expect(await bench.metrics.sum("statistics_problems_total", { source: "acd" })).toBe(senseless.length);
    const said = warnings(running, "a figure could not be read");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ source: "acd", topic, path: "now.waiting", message: "is not a number" });
    expect(await bench.metrics.sum("statistics_dropped_total")).toBe(0);
  });

  it("is not misled by clocks that tell nonsense", async ({ bench, expect }) => {
    const running = await floorWith(bench);
    const nonsense = [
      "yesterday",
      "2026-02-30T25:61:00Z",
      "0000-00-00",
      12,
      "9".repeat(100),
      "2026-02-14T10:18:00",
    ];
    for (const [index, observedAt] of nonsense.entries()) {
      await running.bus.publish(
        topic,
        statistics("60100", { waiting: index, longest: index }, { observedAt }),
      );
      await running.sign.shows([`A  ${index}            0:0${index}`, "B  1            0:01"]);
    }
    for (const ahead of ["2099-01-01T00:00:00Z", "+275760-09-13T00:00:00.000Z"]) {
      await running.bus.publish(
        topic,
        statistics("60100", { waiting: 20, longest: 20 }, { observedAt: ahead }),
      );
      await running.bus.publish(topic, statistics("60100", { waiting: 21, longest: 21 }));
      await running.sign.shows(["A 21            0:21", "B  1            0:01"]);
    }
    expect(running.daemon.errors).toEqual([]);
  });

  it("believes no status that is none", async ({ bench, expect }) => {
    const running = await floorWith(bench);
    for (const payload of [
      "offline",
      "{",
      "[]",
      '{"state":"dead"}',
      '{"state":["lost"]}',
      "\u0000".repeat(1_000),
    ])
      await running.bus.publish(sourceTopic, payload);
    await other(running, 5);
    await running.sign.shows(["A  1            1:01", "B  5            0:05"]);
    expect(await bench.metrics.sum("statistics_dropped_total", { reason: "status" })).toBe(6);
    expect(warnings(running, "statistics dropped")).toHaveLength(1);
  });

  it.for(["5", "3.1.1"])(
    "lets ten megabytes pass by, retained too, with MQTT %s",
    async (protocol, { bench, expect }) => {
      const site = { broker: { urls: [bench.broker.url], protocol } };
      const huge = Buffer.alloc(10_000_000, `${JSON.stringify(good)} `);
      const before = await bench.listener();
      await before.publish(statsTopic("huge"), huge, true);
      const running = await floorWith(bench, site);
      await running.bus.publish(topic, huge);
      await running.bus.publish(topic, Buffer.alloc(65_537, " "));
      await other(running, 5);
      await running.sign.shows(["A  1            1:01", "B  5            0:05"]);
      const dropped = await bench.metrics.sum("bus_dropped_total", { reason: "too_big" });
      const said = warnings(running, "message dropped: too big");
      // A broker of today is told our limit and keeps such messages to itself.
      if (protocol === "3.1.1") {
        expect(dropped).toBe(3);
        expect(said.map((line) => line["topic"])).toEqual([statsTopic("huge"), topic]);
      } else expect(dropped).toBeLessThanOrEqual(1);
      expect(await bench.metrics.sum("bus_connections_total")).toBe(1);
    },
  );

  it("shows names with control bytes, emoji and accents as far as the sign can", async ({
    bench,
    expect,
  }) => {
    const queues = {
      sales: { id: "60100", name: "T\u00e9l\u00e9\u{1f490}\u0004\u001b[2Jvente" },
      service: { id: "60200", name: "\u202eevil\u0000\u0001Z00\u0002AA" },
    };
    const page = {
      id: "names",
      lines: ["{sales.name}{fill}{sales.waiting}", "{service.name}{fill}{service.waiting}"],
    };
    const running = await bench.run({ site: { queues }, display: { pages: [page] } });
    const name = `${"\u{1f490}\u0002\u0004".repeat(2_000)}${"x".repeat(10_000)}`;
    const queue = (id: string) => ({ queue: { id, name, state: "open" } });
    await running.bus.publish(topic, statistics("60100", { waiting: 3 }, queue("60100")));
    await running.bus.publish(statsTopic("service"), statistics("60200", { waiting: 4 }, queue("60200")));
    await running.sign.shows(["T\u00e9l\u00e9[2Jvente       3", "evilZ00AA          4"]);
    expect(running.sign.events).not.toHaveProperty("illegal");
    expect(running.sign.events).toMatchObject({ initialised: 1 });
  });
});
