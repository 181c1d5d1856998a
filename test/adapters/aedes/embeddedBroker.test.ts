import { describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../../src/adapters/aedes/embeddedBroker.ts";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { Secret } from "../../../src/shared/secret.ts";
import { request, settings } from "../mqtt/brokerDoubles.ts";

describe("the embedded broker", () => {
  it("asks who may come in", async () => {
    const guests: unknown[] = [];
    const broker = await startEmbeddedBroker({
      port: 0,
      admit: (guest) => {
        guests.push(guest);
        return guest.password === "hush" ? null : 4;
      },
    });
    const login = { username: "floor2", password: new Secret("hush") };
    const connection = await new MqttBroker(settings({ login, protocol: "3.1.1" })).connect(
      request(broker.url),
    );
    await connection.close();
    const nobody = new MqttBroker(settings({ protocol: "3.1.1" })).connect(request(broker.url));
    await expect(nobody).rejects.toMatchObject({ code: "BROKER_REFUSED_LOGIN" });
    expect(guests).toEqual([
      { clientId: "bandeau-fr-lux-floor2", username: "floor2", password: "hush" },
      { clientId: "bandeau-fr-lux-floor2", username: null, password: null },
    ]);
    await broker.close();
  });

  it("cuts its clients when it closes, twice if asked", async () => {
    const broker = await startEmbeddedBroker({ port: 0, admit: () => null });
    const connection = await new MqttBroker(settings()).connect(request(broker.url));
    await Promise.all([broker.close(), broker.close()]);
    expect((await connection.lost).code).toBe("BROKER_LOST");
  });

  it("says that its port is taken", async () => {
    const broker = await startEmbeddedBroker({ port: 0, admit: () => null });
    const second = startEmbeddedBroker({ port: broker.port, admit: () => null });
    await expect(second).rejects.toMatchObject({ code: "BROKER_PORT", advice: "choose another port" });
    await broker.close();
  });
});
