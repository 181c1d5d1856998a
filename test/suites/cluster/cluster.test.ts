import { describe, expect, it } from "vitest";
import { seeded } from "../seeded.ts";
import { Started } from "../started.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";
import { ClusterFloor } from "./clusterFloor.ts";
import type { RabbitNode } from "./rabbitCluster.ts";

/** Longer than a cluster needs to choose another leader, and shorter than anybody waits for a display. */
const MOVE_LIMIT_MS = 20_000;
const START_LIMIT_MS = 40_000;
const LIMIT_MS = 420_000;
const SHOWN_LIMIT_MS = 20_000;

const topic = statsTopic("sales");
const waiting = (calls: number) => statistics("60100", { waiting: calls, longest: 64, ready: 2, level: 79 });
const page = (calls: number) => [`W${String(calls).padStart(3)}            1:04`, "R  2             79%"];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const tell = (text: string): void => void process.stdout.write(`${text}\n`);

/** How long a daemon needs to another node after it lost this one. */
async function move(floor: ClusterFloor, lose: () => Promise<void>): Promise<RabbitNode> {
  const { length } = floor.daemon.out;
  const since = performance.now();
  await lose();
  const home = await floor.home(length, MOVE_LIMIT_MS);
  tell(`the daemon is on node ${home.name} after ${Math.round(performance.now() - since)} ms`);
  return home;
}

async function onFloor(test: (floor: ClusterFloor) => Promise<void>): Promise<void> {
  const started = new Started();
  try {
    await test(await ClusterFloor.open(started, seeded(20_261_123)));
  } finally {
    await started.end();
  }
}

describe("a cluster of three nodes", () => {
  it(
    "loses a node while figures and changes of a seat come: the daemon goes to another and nothing is lost",
    () =>
      onFloor(async (floor) => {
        const [one, two] = floor.cluster.nodes;
        const acd = await floor.client(two);
        expect(await floor.home(0, START_LIMIT_MS)).toBe(one);
        await acd.hears(nodeTopic("device/wall/shown"), () => true, 30_000);
        await acd.publish(topic, waiting(7), true);
        await floor.sign.shows(page(7), SHOWN_LIMIT_MS);

        const { session: before } = await acd.hears(nodeTopic("status"), ({ state }) => state === "ready");
        const evening = floor.worker.work(12);
        await pause(3_000);
        const home = await move(floor, () => one.kill());
        expect(home).not.toBe(one);
        await acd.publish(topic, waiting(8), true);
        await floor.sign.shows(page(8), SHOWN_LIMIT_MS);
        await evening;
        await floor.worker.rest();

        // Those who had listened all the time hear that it lives again, and who comes later finds what it keeps where it is.
        await acd.hears(nodeTopic("status"), ({ state, session }) => state === "ready" && session !== before);
        expect(await floor.kept(home, nodeTopic("status"))).toMatchObject({ state: "ready" });
        expect(await floor.kept(home, nodeTopic("device/wall/status"))).toMatchObject({ state: "up" });
        expect(JSON.stringify(await floor.kept(home, nodeTopic("device/wall/shown")))).toContain("W  8");
        const connections = await floor.metrics.sum("bus_connections_total");
        one.start();
        await one.isServing();
        const back = await floor.client(one);
        await back.publish(topic, waiting(9), true);
        await floor.sign.shows(page(9), SHOWN_LIMIT_MS);
        expect(await floor.metrics.sum("bus_connections_total")).toBe(connections);
        await floor.isAllRead();
        expect(floor.changes.length).toBeGreaterThanOrEqual(2 * floor.worker.sure);
        tell(`${floor.changes.length} changes of a seat, ${floor.reader.repeats} of them came twice`);
      }),
    LIMIT_MS,
  );
});
