import { describe, expect, it, vi } from "vitest";
import { startEmbeddedBroker } from "../../../src/adapters/aedes/embeddedBroker.ts";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { BusSession } from "../../../src/app/busSession.ts";
import { monotonicMs, openTimers, wallMs } from "../../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "../../app/busDoubles.ts";
import { request, settings } from "./brokerDoubles.ts";

describe("a session with an MQTT 3.1.1 broker", () => {
  it("outlives a refusal, and its description says what is missing", async () => {
    let refusals = 2;
    const broker = await startEmbeddedBroker({ port: 0, admit: () => (refusals-- > 0 ? 3 : null) });
    const { log, said } = recordingLog();
    const clock = { wall: wallMs, monotonic: monotonicMs, isSynced: () => true };
    const metrics = recordingMetrics();
    const deps = {
      broker: new MqttBroker(settings()),
      clock,
      log,
      metrics,
      random: () => 0,
      beat: () => undefined,
    };
    const bus = new BusSession(deps, {
      urls: [broker.url],
      clientId: "bandeau-fr-lux-floor2",
      site: "fr-lux",
      node: "floor2",
      version: "0.4.0",
    });
    bus.start();
    await vi.waitFor(() => expect(said()).toEqual(["broker down", "broker up"]), { timeout: 10_000 });
    const asked = request(broker.url, { clientId: "technician" });
    const technician = await new MqttBroker(settings()).connect(asked);
    await technician.subscribe(["cc/1/+/node/+/description"]);
    await vi.waitFor(() => expect(asked.heard).toHaveLength(1));
    expect(JSON.parse(Buffer.from(asked.heard[0]?.payload ?? "").toString())).toMatchObject({
      v: 1,
      bus: { protocol: "3.1.1", lacks: expect.arrayContaining(["message expiry", "will delay"]) },
    });
    await bus.stop();
    await technician.close();
    await broker.close();
    expect(openTimers()).toBe(0);
  });
});
