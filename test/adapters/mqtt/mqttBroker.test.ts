import { afterEach, describe, expect, it, vi } from "vitest";
import { startEmbeddedBroker } from "../../../src/adapters/aedes/embeddedBroker.ts";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { Fault } from "../../../src/ports/fault.ts";
import { Secret } from "../../../src/shared/secret.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { type FakeBroker, fakeBroker, outgoing, packets, request, settings } from "./brokerDoubles.ts";

const open: { close(): Promise<void> }[] = [];

/** What is opened here is closed after the test, the newest first. */
function opened<T extends { close(): Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}

const fake = async (...args: Parameters<typeof fakeBroker>): Promise<FakeBroker> =>
  opened(await fakeBroker(...args));
const embedded = async (admit: Parameters<typeof startEmbeddedBroker>[0]["admit"] = () => null) =>
  opened(await startEmbeddedBroker({ port: 0, admit }));
const connectTo = async (url: string, changes = {}, asked = request(url)) =>
  opened(await new MqttBroker(settings(changes)).connect(asked));
const faultOf = (work: Promise<unknown>): Promise<Fault> =>
  work.then(
    () => {
      throw new Error("it worked");
    },
    (error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    },
  );

afterEach(async () => {
  vi.useRealTimers();
  for (const thing of open.splice(0).reverse()) await thing.close();
  expect(openTimers()).toBe(0);
});

describe("connecting", () => {
  it("falls back to MQTT 3.1.1 where the broker refuses 5, and says what is missing", async () => {
    const { url } = await embedded();
    const connection = await connectTo(url);
    expect(connection.protocol).toBe("3.1.1");
    expect(connection.lacks).toEqual([
      "message expiry",
      "will delay",
      "reply properties",
      "packet size limit",
    ]);
    expect(connection.mostInFlight).toBe(20);
  });

  it.each([
    ["code 132", packets.refused(132)],
    ["code 1 in the old form", packets.refusedOld(1)],
    ["hanging up", null],
  ])("takes %s for a refusal of MQTT 5, and remembers it for this broker", async (_, refusal) => {
    const { url, heard } = await fake((_chunk, connection) =>
      connection === 0 ? refusal : packets.acceptedOld,
    );
    const broker = new MqttBroker(settings());
    opened(await broker.connect(request(url)));
    opened(await broker.connect(request(url)));
    // The protocol level is the ninth byte of a CONNECT packet whose length fits one byte, the tenth with two.
    const levels = heard.map(([connect]) => connect?.subarray(connect.indexOf("MQTT") + 4)[0]);
    expect(levels).toEqual([5, 4, 4]);
  });

  it("announces will, limits and login to an MQTT 5 broker", async () => {
    const { url, heard } = await fake(() => packets.accepted);
    const login = { username: "floor2", password: new Secret("hush") };
    const connection = await connectTo(url, { login });
    expect(connection.protocol).toBe("5");
    expect(connection.lacks).toEqual([]);
    const connect = heard[0]?.[0]?.toString("hex") ?? "";
    const has = (...hex: string[]): void => {
      for (const one of hex) expect(connect).toContain(one);
    };
    const text = (value: string): string => Buffer.from(value).toString("hex");
    // Flags: user name, password, will retain, will QoS 1, will, clean start; keep alive 20 s.
    has(`00044d51545405ee0014`);
    // Session expiry 0, receive maximum 20, maximum packet size 4 MiB.
    has("1100000000", "210014", "2700400000");
    // Will delay 10 s.
    has("180000000a", text('{"state":"lost"}'), text("floor2"), text("hush"));
  });

  it.each([
    [4, "BROKER_REFUSED_LOGIN", "password"],
    [5, "BROKER_NOT_AUTHORISED", "access list"],
    [2, "BROKER_ID_REFUSED", "broker.clientId"],
    [3, "BROKER_UNAVAILABLE", "wait"],
  ] as const)("explains CONNACK %i of MQTT 3.1.1", async (code, fault, advice) => {
    const { url } = await embedded(() => code);
    const { code: found, advice: given } = await faultOf(new MqttBroker(settings()).connect(request(url)));
    expect(found).toBe(fault);
    expect(given).toContain(advice);
  });

  it.each([
    [133, "BROKER_ID_REFUSED"],
    [134, "BROKER_REFUSED_LOGIN"],
    [135, "BROKER_NOT_AUTHORISED"],
    [136, "BROKER_UNAVAILABLE"],
    [138, "BROKER_NOT_AUTHORISED"],
    [159, "BROKER_REFUSED"],
  ])("explains CONNACK %i of MQTT 5", async (code, fault) => {
    const { url, heard } = await fake(() => packets.refused(code));
    expect((await faultOf(new MqttBroker(settings()).connect(request(url)))).code).toBe(fault);
    expect(heard).toHaveLength(1);
  });

  it("speaks only the version it is told to", async () => {
    const { url } = await embedded();
    const five = await faultOf(new MqttBroker(settings({ protocol: "5" })).connect(request(url)));
    expect(five.code).toBe("BROKER_VERSION");
    expect((await connectTo(url, { protocol: "3.1.1" })).protocol).toBe("3.1.1");
  });

  it("sends a user name without a password", async () => {
    const names: (string | null)[] = [];
    const { url } = await embedded(({ username, password }) => {
      names.push(username, password);
      return null;
    });
    await connectTo(url, { login: { username: "floor2", password: null } });
    expect(names).toEqual(["floor2", null]);
  });

  it("gives up within its limit when the broker accepts and says nothing", async () => {
    const { url, sockets } = await fake(() => []);
    const fault = await faultOf(new MqttBroker(settings({ connectLimitMs: 50 })).connect(request(url)));
    expect(fault.code).toBe("BROKER_SILENT");
    await vi.waitFor(() => expect(sockets.every((socket) => socket.destroyed)).toBe(true));
  });

  it("gives up within its limit when nothing answers at all", async () => {
    // 192.0.2.0/24 is kept for documentation (RFC 5737): no machine has such an address.
    const fault = await faultOf(
      new MqttBroker(settings({ connectLimitMs: 50 })).connect(request("mqtt://192.0.2.1")),
    );
    expect(fault.code).toBe("BROKER_UNREACHABLE");
  });

  it("says that nobody listens, and that the name is unknown", async () => {
    const gone = await fakeBroker(() => []);
    await gone.close();
    const broker = new MqttBroker(settings());
    const refused = await faultOf(broker.connect(request(gone.url)));
    expect([refused.code, refused.advice]).toEqual([
      "BROKER_UNREACHABLE",
      "is the broker running, and is the port right?",
    ]);
  });

  it("says that the other side hung up, or speaks something else", async () => {
    const mute = await fake(() => null);
    const broker = new MqttBroker(settings());
    expect((await faultOf(broker.connect(request(mute.url)))).code).toBe("BROKER_SPEECHLESS");
    const web = await fake(() => [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")]);
    expect((await faultOf(broker.connect(request(web.url)))).code).toBe("BROKER_BABBLES");
  });

  it("stops at once when nobody waits any more", async () => {
    const { url } = await fake(() => []);
    const stop = new AbortController();
    const broker = new MqttBroker(settings());
    const attempt = faultOf(broker.connect(request(url, { signal: stop.signal })));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect((await attempt).code).toBe("BUS_CLOSED");
    expect((await faultOf(broker.connect(request(url, { signal: stop.signal })))).code).toBe("BUS_CLOSED");
  });

  it("survives a second answer, and an error after it gave up", async () => {
    const { url, sockets } = await fake(() => [...packets.refused(135), ...packets.accepted]);
    const fault = await faultOf(new MqttBroker(settings()).connect(request(url)));
    expect(fault.code).toBe("BROKER_NOT_AUTHORISED");
    sockets[0]?.resetAndDestroy();
  });
});

describe("messages", () => {
  it("go from one controller to the other, and retained ones are marked as such", async () => {
    const { url } = await embedded();
    const asked = request(url, { clientId: "reader" });
    const writer = await connectTo(url, {}, request(url, { clientId: "writer" }));
    await writer.publish(outgoing({ topic: "a/kept", payload: "old", retain: true }));
    const reader = await connectTo(url, {}, asked);
    expect(await reader.subscribe(["a/#"])).toEqual([]);
    await writer.publish(outgoing({ topic: "a/live", payload: "new", qos: 0 }));
    await vi.waitFor(() => expect(asked.heard).toHaveLength(2));
    const heard = asked.heard.map(({ topic, payload, retained }) => [
      topic,
      Buffer.from(payload).toString(),
      retained,
    ]);
    expect(heard.sort((one, other) => `${one[0]}`.localeCompare(`${other[0]}`))).toEqual([
      ["a/kept", "old", true],
      ["a/live", "new", false],
    ]);
    expect(asked.heard[0]).toMatchObject({ responseTopic: null, correlation: null });
  });

  it("come with their quality of service, and with what is left of their life", async () => {
    const { url, say } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const asked = request(url);
    await connectTo(url, {}, asked);
    // PUBLISH, QoS 1, topic "a", packet 1, message expiry interval 120 s, payload "x"; then QoS 0 without properties.
    say([0x32, 0x0c, 0x00, 0x01, 0x61, 0x00, 0x01, 0x05, 0x02, 0x00, 0x00, 0x00, 0x78, 0x78]);
    say([0x30, 0x05, 0x00, 0x01, 0x62, 0x00, 0x79]);
    await vi.waitFor(() => expect(asked.heard).toHaveLength(2));
    expect(asked.heard).toMatchObject([
      { topic: "a", qos: 1, expirySeconds: 120 },
      { topic: "b", qos: 0, expirySeconds: null },
    ]);
  });

  it("may be bytes of somebody else, which are not called JSON", async () => {
    const { url, heard } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const writer = await connectTo(url);
    await writer.publish({ ...outgoing({ topic: "a", qos: 0 }), payload: Uint8Array.of(0, 0xff) });
    // PUBLISH, QoS 0, topic "a", no properties, payload 00 ff.
    await vi.waitFor(() => expect(Buffer.concat(heard.flat()).toString("hex")).toContain("30060001610000ff"));
  });

  it("carry where an MQTT 5 stranger wants the answer", async () => {
    const { url, say } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const asked = request(url);
    await connectTo(url, {}, asked);
    // PUBLISH, QoS 0, topic "a", response topic "b", correlation data 01 02, payload "x".
    say([0x30, 0x0d, 0x00, 0x01, 0x61, 0x09, 0x08, 0x00, 0x01, 0x62, 0x09, 0x00, 0x02, 0x01, 0x02, 0x78]);
    await vi.waitFor(() => expect(asked.heard).toHaveLength(1));
    expect(asked.heard[0]).toMatchObject({
      topic: "a",
      responseTopic: "b",
      correlation: Buffer.from([1, 2]),
    });
  });

  it("say to an MQTT 5 broker where the answer should go", async () => {
    const { url, heard } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const connection = await connectTo(url);
    await connection.publish({ ...outgoing({ topic: "t", payload: "", qos: 0 }), responseTopic: "b" });
    // Response topic is property 8.
    await vi.waitFor(() =>
      expect(Buffer.concat(heard[0]?.slice(1) ?? []).toString("hex")).toBe("300800017404080001" + "62"),
    );
  });

  it("carry type, expiry and correlation to an MQTT 5 broker, and a clearing one carries nothing", async () => {
    const { url, heard } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const connection = await connectTo(url);
    const correlation = new Uint8Array([7]);
    await connection.publish(outgoing({ topic: "t", payload: "{}", qos: 0, expirySeconds: 30, correlation }));
    await connection.publish(outgoing({ topic: "t", payload: "", qos: 0, retain: true }));
    await vi.waitFor(() => expect(Buffer.concat(heard[0]?.slice(1) ?? []).length).toBe(44));
    // PUBLISH, topic "t"; content type, format 1, expiry 30 s, correlation; then the clearing one with the retain flag.
    expect(Buffer.concat(heard[0]?.slice(1) ?? []).toString("hex")).toBe(
      "3024" +
        "000174" +
        "1e" +
        `030010${Buffer.from("application/json").toString("hex")}` +
        "0101" +
        "020000001e" +
        "09000107" +
        "7b7d" +
        "3104" +
        "000174" +
        "00",
    );
  });

  it("subscribes in packets that no broker finds too big, and says which filters were refused", async () => {
    // SUBACK for each SUBSCRIBE: granted QoS 1, but not authorised (135) for the first filter of each.
    const { url, heard } = await fake((chunk) => {
      if (chunk[0] !== 0x82) return packets.accepted;
      const count = [...chunk.toString("latin1").matchAll(/f\d\d/g)].length;
      const id = chunk.subarray(chunk[1] !== undefined && chunk[1] > 127 ? 3 : 2);
      return [0x90, 3 + count, id[0] ?? 0, id[1] ?? 0, 0, 135, ...Array<number>(count - 1).fill(1)];
    });
    const filters = Array.from({ length: 45 }, (_, index) => `f${String(index).padStart(2, "0")}`);
    const connection = await connectTo(url);
    expect(await connection.subscribe(filters)).toEqual(["f00", "f20", "f40"]);
    expect(heard[0]).toHaveLength(4);
  });
});

describe("a broker that cannot give QoS 1", () => {
  const SUBSCRIBE = 0x82;
  /** In 3.1.1 the wish is the last byte of a SUBSCRIBE, the packet's id the third and fourth. */
  const answered = (chunk: Buffer, code: number): number[] => [0x90, 3, chunk[2] ?? 0, chunk[3] ?? 0, code];
  const wishes = (chunks: readonly Buffer[] | undefined): (number | undefined)[] =>
    (chunks ?? []).filter((chunk) => chunk[0] === SUBSCRIBE).map((chunk) => chunk.at(-1));

  it("is asked for less at once where it says no without a reason", async () => {
    const { url, heard } = await fake((chunk) =>
      chunk[0] === SUBSCRIBE ? answered(chunk, chunk.at(-1) === 1 ? 128 : 0) : packets.acceptedOld,
    );
    const connection = await connectTo(url, { protocol: "3.1.1" });
    expect(await connection.subscribe(["a"])).toEqual([]);
    expect(wishes(heard[0])).toEqual([1, 0]);
  });

  it("has refused when it says no to less as well", async () => {
    const { url } = await fake((chunk) =>
      chunk[0] === SUBSCRIBE ? answered(chunk, 128) : packets.acceptedOld,
    );
    const connection = await connectTo(url, { protocol: "3.1.1" });
    expect(await connection.subscribe(["a"])).toEqual(["a"]);
  });

  it("is asked for less on the next connection where it hangs up, and for more again on the one after that", async () => {
    const { url, heard } = await fake((chunk) => {
      if (chunk[0] !== SUBSCRIBE) return packets.acceptedOld;
      return chunk.at(-1) === 1 ? null : answered(chunk, chunk.includes("no") ? 128 : 0);
    });
    const broker = new MqttBroker(settings({ protocol: "3.1.1" }));
    const first = opened(await broker.connect(request(url)));
    expect((await faultOf(first.subscribe(["a"]))).code).toBe("BROKER_LOST");
    const second = opened(await broker.connect(request(url)));
    expect(await second.subscribe(["a"])).toEqual([]);
    expect(await second.subscribe(["no"])).toEqual(["no"]);
    expect([first, second].map(({ lacks }) => lacks.includes("subscriptions with QoS 1"))).toEqual([
      false,
      true,
    ]);
    const third = opened(await broker.connect(request(url)));
    expect((await faultOf(third.subscribe(["a"]))).code).toBe("BROKER_LOST");
    expect(heard.map(wishes)).toEqual([[1], [0, 0], [1]]);
  });
});

describe("what a broker would end the connection over", () => {
  it("does not leave the house: wildcards, empty topics, big payloads", async () => {
    const { url } = await embedded();
    const connection = await connectTo(url);
    const codes = await Promise.all(
      [
        outgoing({ topic: "a/+" }),
        outgoing({ topic: "" }),
        outgoing({ topic: "a\u0000" }),
        outgoing({ payload: "x".repeat(65_537) }),
        outgoing({ payload: "€".repeat(21_846) }),
      ].map((message) => faultOf(connection.publish(message)).then((fault) => fault.code)),
    );
    expect(codes).toEqual([
      "BUS_TOPIC_INVALID",
      "BUS_TOPIC_INVALID",
      "BUS_TOPIC_INVALID",
      "BUS_PAYLOAD_TOO_BIG",
      "BUS_PAYLOAD_TOO_BIG",
    ]);
    await connection.publish(outgoing({ payload: "x".repeat(65_536) }));
  });

  it("respects what the broker said it can: packet size, messages on the way, retained messages", async () => {
    const { url, heard } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.acceptedPoor : []));
    const connection = await connectTo(url);
    expect(connection.lacks).toEqual(["retained messages"]);
    expect(connection.mostInFlight).toBe(2);
    const big = await faultOf(connection.publish(outgoing({ payload: "x".repeat(300) })));
    expect(big.code).toBe("BUS_PAYLOAD_TOO_BIG");
    await connection.publish(outgoing({ qos: 0, retain: true }));
    await vi.waitFor(() => expect(heard[0]?.[1]?.[0]).toBe(0x30));
    const waiting = [1, 2].map(() => faultOf(connection.publish(outgoing())));
    expect((await faultOf(connection.publish(outgoing()))).code).toBe("BUS_BUSY");
    await connection.close();
    expect((await Promise.all(waiting)).map((fault) => fault.code)).toEqual(["BUS_CLOSED", "BUS_CLOSED"]);
  });

  it("does not pile up what the network does not take", async () => {
    const { url, sockets } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const connection = await connectTo(url);
    sockets[0]?.pause();
    const results: Promise<string>[] = [];
    for (let times = 0; times < 400; times++) {
      const message = outgoing({ qos: 0, payload: "x".repeat(60_000) });
      results.push(
        connection.publish(message).then(
          () => "sent",
          (fault: Fault) => fault.code,
        ),
      );
    }
    await connection.close();
    const ends = new Set(await Promise.all(results));
    expect(ends).toContain("BUS_BUSY");
  });
});

describe("a broker that does not acknowledge", () => {
  it("makes a publish and a subscription fail after ten seconds, and is forgotten by mqtt.js", async () => {
    const { url } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const connection = await connectTo(url, { keepAliveSeconds: 600 });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const late = [faultOf(connection.publish(outgoing())), faultOf(connection.subscribe(["a"]))];
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await Promise.all(late)).map((fault) => fault.code)).toEqual([
      "BUS_PUBLISH_LATE",
      "BUS_SUBSCRIBE_LATE",
    ]);
    vi.useRealTimers();
  });

  it("refuses one message by code without ending the connection", async () => {
    let code = 135;
    const { url } = await fake((chunk) => {
      if (chunk[0] !== 0x32) return packets.accepted;
      // The message's id follows the topic; a PUBACK repeats it before the reason.
      const id = chunk.indexOf("status") + "status".length;
      return [0x40, 0x04, ...chunk.subarray(id, id + 2), code, 0x00];
    });
    const connection = await connectTo(url);
    expect((await faultOf(connection.publish(outgoing()))).code).toBe("BROKER_NOT_AUTHORISED");
    code = 151;
    expect((await faultOf(connection.publish(outgoing()))).code).toBe("BUS_PUBLISH_REFUSED");
    code = 16;
    await connection.publish(outgoing());
  });
});

describe("the loss of a connection", () => {
  const living = async (changes = {}) => {
    const broker = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    return { broker, connection: await connectTo(broker.url, changes) };
  };

  it("is noticed when the broker hangs up, and ends what waits for it", async () => {
    const { broker, connection } = await living();
    const waiting = [faultOf(connection.publish(outgoing())), faultOf(connection.subscribe(["a"]))];
    broker.sockets[0]?.destroy();
    expect((await connection.lost).code).toBe("BROKER_LOST");
    expect((await Promise.all(waiting)).map((fault) => fault.code)).toEqual(["BROKER_LOST", "BROKER_LOST"]);
    expect((await faultOf(connection.publish(outgoing()))).code).toBe("BROKER_LOST");
    expect((await faultOf(connection.subscribe(["a"]))).code).toBe("BROKER_LOST");
  });

  it("is noticed when the network resets it", async () => {
    const { broker, connection } = await living();
    broker.sockets[0]?.resetAndDestroy();
    expect(await connection.lost).toMatchObject({
      code: "BROKER_LOST",
      message: expect.stringContaining("ECONNRESET"),
    });
  });

  it.each([
    [142, "BROKER_ID_TAKEN", "same client id"],
    [139, "BROKER_UNAVAILABLE", "wait"],
    [149, "BUS_PAYLOAD_TOO_BIG", "max_packet_size"],
    [0x9c, "BROKER_REFUSED", "log"],
  ])("is explained when the broker says goodbye with code %i", async (code, fault, advice) => {
    const { broker, connection } = await living();
    broker.say(packets.disconnect(code));
    const found = await connection.lost;
    expect(found.code).toBe(fault);
    expect(found.advice).toContain(advice);
  });

  it("is noticed by the keep-alive when the broker falls silent", async () => {
    const { connection } = await living({ keepAliveSeconds: 1 });
    expect((await connection.lost).code).toBe("BROKER_SILENT");
  });

  it("follows a packet that is not MQTT, a second CONNACK, and a message beyond our limit", async () => {
    const babbling = await living();
    babbling.broker.say([0xf1, 0x00, 0x00]);
    const twice = await living();
    twice.broker.say(packets.accepted);
    const huge = await living();
    huge.broker.say(
      [0x30, 0x90, 0x80, 0x80, 0x02, 0x00, 0x01, 0x61, 0x00],
      Array<number>(4_194_316).fill(0x78),
    );
    const codes = [babbling, twice, huge].map(async ({ connection }) => (await connection.lost).code);
    expect(await Promise.all(codes)).toEqual(["BROKER_LOST", "BROKER_REFUSED", "BUS_PAYLOAD_TOO_BIG"]);
  });
});

describe("closing", () => {
  it("says goodbye, so that the broker forgets the will", async () => {
    const { url, heard } = await fake((_, _connection, chunk) => (chunk === 0 ? packets.accepted : []));
    const connection = await connectTo(url);
    await Promise.all([connection.close(), connection.close()]);
    expect((await connection.lost).code).toBe("BUS_CLOSED");
    await vi.waitFor(() => expect(heard[0]?.[1]?.[0]).toBe(0xe0));
  });

  it("does not wait for messages on the way, nor for a broker that does not hang up", async () => {
    const { url, heard, sockets } = await fake((_, _connection, chunk) =>
      chunk === 0 ? packets.accepted : [],
    );
    const connection = await connectTo(url);
    sockets[0]?.pause();
    const waiting = faultOf(connection.publish(outgoing()));
    const begun = performance.now();
    await connection.close();
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect((await waiting).code).toBe("BUS_CLOSED");
    expect(heard[0]).toHaveLength(1);
  });

  it("is nothing after a loss", async () => {
    const { url, sockets } = await fake(() => packets.accepted);
    const connection = await connectTo(url);
    sockets[0]?.destroy();
    await connection.lost;
    await connection.close();
    expect((await connection.lost).code).toBe("BROKER_LOST");
  });
});
