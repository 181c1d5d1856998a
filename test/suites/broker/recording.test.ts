import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRecordings } from "../../../src/cli/recording/openRecordings.ts";
import type { RecordedMessage } from "../../../src/drivers/bus/recording.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, bandeau, eventually } from "../process.ts";

const AGENT = "cc/1/flowers/acd/acd/agent/a-7f3/state";
const ends: (() => Promise<unknown>)[] = [];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bandeau-recording-"));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true });
  expect(openTimers()).toBe(0);
});

const at = (name: string): string => join(folder, name);

async function mosquitto(): Promise<Mosquitto> {
  const broker = await Mosquitto.start();
  ends.push(() => broker.end());
  return broker;
}

async function stranger(broker: Mosquitto): Promise<MqttClient> {
  const client = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
  ends.push(() => client.endAsync(true));
  return client;
}

/** A recorder that hears already. */
async function recorder(broker: Mosquitto, path: string, ...words: string[]): Promise<Bandeau> {
  const known = broker.said();
  const run = new Bandeau(["record", path, "--broker", broker.url, ...words]);
  ends.push(() => run.kill());
  await eventually(
    () => broker.said() !== known && /Sending SUBACK to bandeau-record-/.test(broker.said()),
    20_000,
    () => `${broker.said()}\n${run.said()}`,
  );
  return run;
}

async function messagesIn(path: string): Promise<RecordedMessage[]> {
  const recordings = await openRecordings([path], () => undefined);
  const messages: RecordedMessage[] = [];
  for await (const { line } of recordings.play()) if (line.kind === "message") messages.push(line);
  return messages;
}

/** All of a message but when it came. */
const contentOf = ({ topic, payload, qos, expirySeconds }: RecordedMessage) => [
  topic,
  Buffer.from(payload).toString("hex"),
  qos,
  expirySeconds,
];

describe("record and replay with a real broker", () => {
  it("give again what was recorded, message for message", async () => {
    const broker = await mosquitto();
    const other = await stranger(broker);
    await other.publishAsync("cc/1/flowers/kept", "old", { qos: 1, retain: true });
    const first = await recorder(broker, at("first.gz"));
    for (let count = 0; count < 100; count++) {
      const payload = count % 3 === 0 ? Buffer.of(0xff, count, 0x0a) : `{"count":${count},"text":"é\\n"}`;
      const properties = count % 2 === 0 ? { messageExpiryInterval: 1_000 + count } : {};
      await other.publishAsync(`cc/1/flowers/t${count % 7}`, payload, {
        qos: count % 5 === 0 ? 0 : 1,
        properties,
      });
    }
    await other.publishAsync("cc/1/flowers/empty", "", { qos: 1 });
    await other.publishAsync(AGENT, "canary", { qos: 1 });
    await other.publishAsync("cc/1/flowers/last", "{}", { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await first.stop()).toBe(0);
    const recorded = await messagesIn(at("first.gz"));
    expect(recorded).toHaveLength(103);
    expect(recorded[0]).toMatchObject({ topic: "cc/1/flowers/kept", retained: true });
    expect(gunzipSync(readFileSync(at("first.gz"))).toString()).not.toContain("canary");

    const empty = await mosquitto();
    const second = await recorder(empty, at("second.gz"));
    const replay = await bandeau("replay", at("first.gz"), "--broker", empty.url, "--speed", "max");
    expect(replay).toMatchObject({ code: 0, out: expect.stringContaining("played 103 messages") });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await second.stop()).toBe(0);
    const again = await messagesIn(at("second.gz"));
    // A broker may let QoS 0 overtake what waits for its acknowledgement; within a quality the order stays.
    for (const quality of [0, 1])
      expect(again.filter(({ qos }) => qos === quality).map(contentOf)).toEqual(
        recorded.filter(({ qos }) => qos === quality).map(contentOf),
      );
    expect(again).toHaveLength(recorded.length);
    const retaining = await bandeau(
      "replay",
      at("first.gz"),
      "--broker",
      empty.url,
      "--speed",
      "max",
      "--retain",
    );
    expect(retaining.code).toBe(0);
    const third = await recorder(empty, at("third.gz"), "--duration", "1s");
    expect(await third.ended()).toBe(0);
    expect((await messagesIn(at("third.gz"))).map(({ topic }) => topic)).toEqual(["cc/1/flowers/kept"]);
  });

  it("lose at most a second when the recorder is killed, and its file plays", async () => {
    const broker = await mosquitto();
    const other = await stranger(broker);
    const run = await recorder(broker, folder);
    await other.publishAsync("cc/1/flowers/early", "{}", { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await run.kill();
    const [name = ""] = readdirSync(folder);
    expect((await messagesIn(at(name))).map(({ topic }) => topic)).toEqual(["cc/1/flowers/early"]);
    const replay = await bandeau("replay", folder, "--broker", broker.url, "--speed", "max");
    expect(replay.code).toBe(0);
    expect(replay.errors).toContain("its end is missing, as when the recorder was killed");
  });

  it("bring a broker that was away back into the recording", async () => {
    const broker = await mosquitto();
    const run = await recorder(broker, at("a.gz"));
    await broker.restart();
    const other = await stranger(broker);
    const asAgain = () => /SUBACK to bandeau-record-/.test(broker.said().split("running").at(-1) ?? "");
    await eventually(asAgain, 20_000, () => broker.said());
    await other.publishAsync("cc/1/flowers/again", "{}", { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await run.stop()).toBe(0);
    const lines = gunzipSync(readFileSync(at("a.gz"))).toString();
    expect(lines).toMatch(/"broker":"up"[\s\S]*"broker":"down"[\s\S]*"broker":"up"[\s\S]*again/);
  });

  it("show the same glasses in a preview, time after time, as text and in any time zone", async () => {
    const broker = await mosquitto();
    const run = await recorder(broker, at("demo.gz"), "--site", "demo", "--duration", "4s");
    const acd = new Bandeau(["sim", "acd", "--broker", broker.url, "--every", "0.2", "--speed", "200"]);
    ends.push(() => acd.kill());
    expect(await run.ended()).toBe(0);
    const site = join(import.meta.dirname, "..", "..", "..", "config", "demo.yaml");
    const shown = async (zone: string): Promise<string> => {
      const preview = new Bandeau(["preview", site, "--replay", at("demo.gz"), "--json"], { TZ: zone });
      expect(await preview.ended()).toBe(0);
      return preview.out.join("\n");
    };
    const first = await shown("UTC");
    expect(first.split("\n").length).toBeGreaterThan(10);
    expect(await shown("Asia/Tokyo")).toBe(first);
    expect(await shown("America/New_York")).toBe(first);
  });

  it("say what is wrong with a file, or with the broker", async () => {
    const broker = await mosquitto();
    writeFileSync(at("text"), "hello\n");
    const wrong = await bandeau("replay", at("text"), "--broker", broker.url);
    expect(wrong).toMatchObject({
      code: 1,
      errors: expect.stringContaining("text is no recording that we can read"),
    });
    const full = await bandeau("record", "/dev/full", "--broker", broker.url);
    expect(full).toMatchObject({ code: 1, errors: expect.stringContaining("/dev/full is there already") });
  });
});
