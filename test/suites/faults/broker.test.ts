import { createServer, type Socket } from "node:net";
import { describe } from "vitest";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import { Bandeau } from "../process.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const seven = () => statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 });
const page = ["W  7            1:04", "R  2             79%"];

/** Takes every connection and never says a word. */
async function silence(bench: FloorBench): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  bench.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `mqtt://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

describe.concurrent("a broker", () => {
  it("that accepts and is silent is told from one that is away, and the next one is taken", async ({
    bench,
    expect,
  }) => {
    const urls = [await silence(bench), bench.broker.url];
    bench.writeSite({ site: { broker: { urls } } });
    const sign = await bench.plugSign();
    const bus = await bench.listener();
    const daemon = bench.daemon();
    await daemon.line((line) => line.includes("does not answer"), 30_000);
    await bus.hears(nodeTopic("status"), ({ state }) => state === "ready", 20_000);
    await bus.publish(topic, seven());
    await sign.shows(page);
    expect(daemon.logged().find(({ msg }) => msg === "broker down")).toMatchObject({
      advice: expect.stringContaining("is it a broker"),
    });
  });

  it("that falls silent is left, its figures grow old in sight, and it is taken back when it speaks", async ({
    bench,
  }) => {
    const { sign, bus, daemon } = await bench.run({
      site: {
        broker: { urls: [bench.broker.url], keepAliveSeconds: 5 },
        sources: { acd: { staleAfterSeconds: 4 } },
      },
    });
    // A sign needs some seconds for its pages; figures that come before are old when it has them.
    await bus.hears(nodeTopic("device/wall/shown"), () => true);
    await bus.publish(topic, seven());
    await sign.shows(page);
    bench.broker.freeze();
    await sign.shows([/^W -- +@\d\d:\d\d +--$/, /^R -- +--$/], 8_000);
    await daemon.line((line) => line.includes("broker down"), 20_000);
    const { length } = daemon.out;
    bench.broker.thaw();
    await daemon.line((line) => line.includes("broker up"), 40_000, length);
    const again = await bench.listener();
    await again.publish(topic, seven());
    await sign.shows(page);
    await again.hears(nodeTopic("status"), ({ state }) => state === "ready");
  });

  it("that knows two controllers by one name has each of them back, and says whose fault it is", async ({
    bench,
    expect,
  }) => {
    const { sign, bus, daemon } = await bench.run();
    await bus.hears(nodeTopic("status"), ({ state }) => state === "ready");
    const twin = new Bandeau(["run", "--config", bench.file.path]);
    bench.add(() => twin.kill());
    await twin.line((line) => line.includes("broker up"));
    const said = await daemon.line((line) => line.includes("broker down"));
    // The broker's word for it does not always arrive before it hangs up.
    expect(JSON.parse(said)).toMatchObject({ advice: expect.stringMatching(/client ?id/i) });
    await twin.kill();
    const { length } = daemon.out;
    await daemon.line((line) => line.includes("broker up"), 40_000, length).catch(() => undefined);
    await bus.publish(topic, seven());
    await sign.shows(page, 20_000);
  });
});
