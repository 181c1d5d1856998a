import { afterEach, describe, expect, it } from "vitest";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { BusSession } from "../../../src/app/busSession.ts";
import type { BusMessage } from "../../../src/ports/broker.ts";
import { monotonicMs, openTimers, wallMs } from "../../../src/shared/time.ts";
import { request, settings } from "../../adapters/mqtt/brokerDoubles.ts";
import { recordingLog, recordingMetrics } from "../../app/busDoubles.ts";
import { Mosquitto } from "../mosquitto.ts";
import { eventually } from "../process.ts";

const STATUS = "cc/1/fr-lux/node/floor2/status";
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  expect(openTimers()).toBe(0);
});

async function mosquitto(): Promise<Mosquitto> {
  const broker = await Mosquitto.start();
  ends.push(() => broker.end());
  return broker;
}

function session(urls: readonly [string, ...string[]], keepAliveSeconds = 20) {
  const record = recordingLog();
  const bus = new BusSession(
    {
      broker: new MqttBroker(settings({ keepAliveSeconds })),
      clock: { wall: wallMs, monotonic: monotonicMs, isSynced: () => true },
      log: record.log,
      metrics: recordingMetrics(),
      random: () => 0,
      beat: () => undefined,
    },
    { urls, clientId: "bandeau-fr-lux-floor2", site: "fr-lux", node: "floor2", version: "0.4.0" },
  );
  ends.push(() => bus.stop());
  let up = 0;
  bus.state$.subscribe((state) => {
    if (state.up) up++;
  });
  const ups = (count: number): Promise<unknown> =>
    eventually(
      () => up >= count,
      20_000,
      () => record.said().join("\n"),
    );
  return { bus, ups, ...record };
}

/** What a broker has kept, as somebody who comes later sees it. */
async function keptBy(broker: Mosquitto): Promise<Map<string, Record<string, unknown>>> {
  const kept = new Map<string, Record<string, unknown>>();
  const take = ({ topic, payload }: BusMessage): void =>
    void kept.set(topic, JSON.parse(Buffer.from(payload).toString()));
  const asked = request(broker.url, { clientId: "somebody", onMessage: take });
  const connection = await new MqttBroker(settings()).connect(asked);
  await connection.subscribe(["cc/#", "end"]);
  const end = {
    topic: "end",
    payload: '"end"',
    qos: 1,
    retain: false,
    expirySeconds: null,
    correlation: null,
  } as const;
  await connection.publish(end);
  await eventually(
    () => kept.has("end"),
    5_000,
    () => "nothing came",
  );
  await connection.close();
  kept.delete("end");
  return kept;
}

describe("a session with a real broker", () => {
  it("fills the memory of a broker that lost it", async () => {
    const broker = await mosquitto();
    const { bus, ups } = session([broker.url]);
    bus.setRetained("cc/1/fr-lux/node/floor2/device/board-1/status", { state: "up" }, { qos: 1 });
    bus.start();
    await ups(1);
    await broker.restart();
    await ups(2);
    bus.setRetained("cc/1/fr-lux/node/floor2/device/board-1/shown", { lines: ["7"] }, { qos: 0 });
    const kept = await eventuallyKept(broker, 4);
    expect([...kept.keys()].sort((one, other) => one.localeCompare(other))).toEqual([
      "cc/1/fr-lux/node/floor2/description",
      "cc/1/fr-lux/node/floor2/device/board-1/shown",
      "cc/1/fr-lux/node/floor2/device/board-1/status",
      STATUS,
    ]);
    expect(kept.get(STATUS)).toMatchObject({ v: 1, state: "ready", version: "0.4.0" });
  });

  it("goes to the second broker when the first dies, and says all there", async () => {
    const [first, second] = [await mosquitto(), await mosquitto()];
    const { bus, ups, said } = session([first.url, second.url]);
    bus.start();
    await ups(1);
    await first.stop("SIGKILL");
    await ups(2);
    expect((await eventuallyKept(second, 2)).get(STATUS)).toMatchObject({ state: "ready" });
    expect(said()).toEqual(["broker up", "broker down", "broker up"]);
  });

  it("says goodbye so that nobody takes it for lost", async () => {
    const broker = await mosquitto();
    const { bus, ups } = session([broker.url]);
    bus.start();
    await ups(1);
    await bus.stop();
    expect((await keptBy(broker)).get(STATUS)).toMatchObject({ state: "disconnected" });
  });

  it("comes back from a broker that froze, with a greater number", async () => {
    const broker = await mosquitto();
    const { bus, ups } = session([broker.url], 1);
    bus.start();
    await ups(1);
    const before = (await eventuallyKept(broker, 2)).get(STATUS)?.["session"];
    broker.freeze();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    broker.thaw();
    await ups(2);
    const after = (await eventuallyKept(broker, 2)).get(STATUS);
    expect(after).toMatchObject({ state: "ready" });
    expect(Number(after?.["session"])).toBeGreaterThan(Number(before));
  });
});

/** Asks until that many topics are kept. */
async function eventuallyKept(
  broker: Mosquitto,
  topics: number,
): Promise<Map<string, Record<string, unknown>>> {
  const late = monotonicMs() + 10_000;
  for (;;) {
    const kept = await keptBy(broker);
    if (kept.size >= topics || monotonicMs() > late) return kept;
  }
}
