import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import type { BrokerConnection } from "../../../src/ports/broker.ts";
import { Secret } from "../../../src/shared/secret.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { outgoing, request, settings } from "../../adapters/mqtt/brokerDoubles.ts";
import { Mosquitto, type MosquittoOptions } from "../mosquitto.ts";

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  expect(openTimers()).toBe(0);
});

async function mosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const broker = await Mosquitto.start(options);
  ends.push(() => broker.end());
  return broker;
}

async function connected(
  asked: ReturnType<typeof request>,
  changes: Parameters<typeof settings>[0] = {},
): Promise<BrokerConnection> {
  const connection = await new MqttBroker(settings(changes)).connect(asked);
  ends.push(() => connection.close());
  return connection;
}

/** A client that is not ours. */
async function stranger(broker: Mosquitto, options: object = {}): Promise<MqttClient> {
  const client = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5, ...options });
  ends.push(() => client.endAsync(true));
  return client;
}

/** A network between us and the broker that can be cut. */
async function cuttable(broker: Mosquitto): Promise<{ url: string; cut(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(broker.port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.push(socket);
      socket.on("error", () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  ends.push(async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return {
    url: `mqtt://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    cut,
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const text = (payload: Uint8Array): string => Buffer.from(payload).toString();

describe("a real broker", () => {
  it("is spoken to in MQTT 5, and lacks nothing", async () => {
    const { url } = await mosquitto();
    const connection = await connected(request(url));
    expect([connection.protocol, connection.lacks, connection.mostInFlight]).toEqual(["5", [], 20]);
  });

  it("refuses a wrong password, and no password, with advice", async () => {
    const { url } = await mosquitto({ logins: { floor2: "hush" } });
    const login = { username: "floor2", password: new Secret("wrong") };
    for (const protocol of ["5", "3.1.1"] as const) {
      for (const changes of [{ protocol, login }, { protocol }]) {
        const attempt = new MqttBroker(settings(changes)).connect(request(url));
        await expect(attempt).rejects.toMatchObject({ advice: expect.stringContaining("password") });
      }
    }
    await connected(request(url), { login: { username: "floor2", password: new Secret("hush") } });
  });

  it("brings retained messages marked as such, once, and live ones as they come", async () => {
    const broker = await mosquitto();
    const other = await stranger(broker);
    await other.publishAsync("a/1", "old", { retain: true, qos: 1 });
    const asked = request(broker.url);
    const connection = await connected(asked);
    await connection.subscribe(["a/#"]);
    await connection.subscribe(["a/#"]);
    await other.publishAsync("a/1", "new", { retain: true, qos: 1 });
    await vi.waitFor(() => expect(asked.heard.map(({ payload }) => text(payload))).toEqual(["old", "new"]));
    expect(asked.heard.map(({ retained }) => retained)).toEqual([true, false]);
  });

  it("brings where a stranger wants the answer, and takes the answer with its correlation", async () => {
    const broker = await mosquitto();
    const other = await stranger(broker);
    const asked = request(broker.url);
    const connection = await connected(asked);
    await connection.subscribe(["command"]);
    const answers: unknown[] = [];
    other.on("message", (_topic, payload, packet) =>
      answers.push([
        payload.toString(),
        packet.properties?.correlationData?.toString(),
        packet.properties?.contentType,
      ]),
    );
    await other.subscribeAsync("reply");
    const properties = { responseTopic: "reply", correlationData: Buffer.from("42") };
    await other.publishAsync("command", "{}", { qos: 1, properties });
    await vi.waitFor(() => expect(asked.heard).toHaveLength(1));
    const { responseTopic, correlation } = asked.heard[0] ?? {};
    await connection.publish(outgoing({ topic: responseTopic ?? "", correlation: correlation ?? null }));
    await vi.waitFor(() => expect(answers).toEqual([['{"v":1}', "42", "application/json"]]));
  });

  it("forgets a message after its time", async () => {
    const { url } = await mosquitto();
    const writer = await connected(request(url));
    await writer.publish(outgoing({ topic: "a/short", retain: true, expirySeconds: 1 }));
    await writer.publish(outgoing({ topic: "a/long", retain: true, expirySeconds: 60 }));
    await pause(2_200);
    const asked = request(url, { clientId: "reader" });
    await (await connected(asked)).subscribe(["a/#"]);
    await vi.waitFor(() => expect(asked.heard.map(({ topic }) => topic)).toEqual(["a/long"]));
  });

  it("tells the others when the network was cut, but only after the delay, and not after a goodbye", async () => {
    const broker = await mosquitto();
    const network = await cuttable(broker);
    const asked = request(broker.url, { clientId: "reader" });
    await (await connected(asked)).subscribe(["#"]);
    const will = { ...outgoing({ payload: "lost" }), delaySeconds: 1 };
    const polite = await connected(
      request(network.url, { clientId: "polite", will: { ...will, topic: "polite" } }),
    );
    await polite.close();
    const rude = await connected(
      request(network.url, { clientId: "rude", will: { ...will, topic: "rude" } }),
    );
    network.cut();
    expect((await rude.lost).code).toBe("BROKER_LOST");
    await pause(500);
    expect(asked.heard).toEqual([]);
    await vi.waitFor(() => expect(asked.heard).toHaveLength(1), { timeout: 5_000 });
    expect(asked.heard[0]).toMatchObject({ topic: "rude" });
  });

  it.each(["5", "3.1.1"] as const)(
    "lets the second client of an id push out the first (MQTT %s)",
    async (protocol) => {
      const { url } = await mosquitto();
      const first = await connected(request(url), { protocol });
      await connected(request(url), { protocol });
      expect((await first.lost).advice).toContain("another controller use");
    },
  );

  it("that freezes is noticed by the keep-alive, and a new attempt by its limit", async () => {
    const broker = await mosquitto();
    const connection = await connected(request(broker.url), { keepAliveSeconds: 1 });
    broker.freeze();
    expect((await connection.lost).code).toBe("BROKER_SILENT");
    const attempt = new MqttBroker(settings({ connectLimitMs: 500 })).connect(request(broker.url));
    await expect(attempt).rejects.toMatchObject({ code: "BROKER_SILENT" });
    broker.thaw();
    await connected(request(broker.url));
  });

  it("that is killed is noticed at once", async () => {
    const broker = await mosquitto();
    const connection = await connected(request(broker.url));
    await broker.stop("SIGKILL");
    expect((await connection.lost).code).toBe("BROKER_LOST");
    await expect(new MqttBroker(settings()).connect(request(broker.url))).rejects.toMatchObject({
      code: "BROKER_UNREACHABLE",
    });
  });

  it("never gets a packet over its limit, so the connection lives", async () => {
    const { url } = await mosquitto({ lines: ["max_packet_size 1000"] });
    const connection = await connected(request(url));
    const big = outgoing({ payload: "x".repeat(1_200) });
    await expect(connection.publish(big)).rejects.toMatchObject({ code: "BUS_PAYLOAD_TOO_BIG" });
    await connection.publish(outgoing({ payload: "x".repeat(800) }));
  });

  it("keeps messages over our limit to itself, so the connection lives", async () => {
    const broker = await mosquitto();
    const other = await stranger(broker);
    await other.publishAsync("a/huge", "x".repeat(5_000_000), { retain: true, qos: 1 });
    await other.publishAsync("a/small", "x", { retain: true, qos: 1 });
    const asked = request(broker.url);
    await (await connected(asked)).subscribe(["a/#"]);
    await vi.waitFor(() => expect(asked.heard.map(({ topic }) => topic)).toEqual(["a/small"]));
  });

  it("says what we may not write, without ending the connection", async () => {
    const { url } = await mosquitto({ access: ["topic readwrite cc/1/fr-lux/node/floor2/#"] });
    const connection = await connected(request(url));
    await expect(connection.publish(outgoing({ topic: "elsewhere" }))).rejects.toMatchObject({
      code: "BROKER_NOT_AUTHORISED",
      message: expect.stringContaining("elsewhere"),
    });
    await connection.publish(outgoing());
  });

  it("behind TLS wants our certificate, and says so when there is none", async () => {
    const file = (name: string): string =>
      join(import.meta.dirname, `../../adapters/mqtt/certificates/${name}.pem`);
    const broker = await mosquitto({
      lines: [
        `cafile ${file("site-authority")}`,
        `certfile ${file("broker")}`,
        `keyfile ${file("broker.key")}`,
        "require_certificate true",
      ],
    });
    const url = broker.url.replace("mqtt:", "mqtts:");
    const mine = { certificateFile: file("controller"), keyFile: file("controller.key") };
    const files = { caFile: file("site-authority"), certificateFile: null, keyFile: null };
    await connected(request(url), { tls: { ...files, ...mine } });
    const attempt = new MqttBroker(settings({ tls: files })).connect(request(url));
    await expect(attempt).rejects.toMatchObject({
      advice: expect.stringContaining("broker.tls.certificateFile"),
    });
  });
});
