import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { describe, it } from "vitest";
import { BusClient } from "../busClient.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, bandeau } from "../process.ts";
import { SiteFile, wall } from "../siteFile.ts";
import { Started } from "../started.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const file = (name: string): string =>
  join(import.meta.dirname, `../../adapters/mqtt/certificates/${name}.pem`);
const asking = (name: string) => ({
  ca: readFileSync(file("site-authority")),
  cert: readFileSync(file(name)),
  key: readFileSync(file(`${name}.key`)),
});

/** A broker that knows everybody by certificate, and allows a controller what `bandeau acl` says and nothing else. */
async function guarded(started: Started) {
  const site = new SiteFile();
  started.add(() => site.end());
  const tls = {
    caFile: file("site-authority"),
    certificateFile: file("controller"),
    keyFile: file("controller.key"),
  };
  const write = (url: string): void =>
    site.write({ broker: { urls: [url], tls }, displays: [wall("simulated")] });
  write("mqtts://127.0.0.1:1");
  const acl = await bandeau("acl", site.path, "--user", "controller");
  const broker = await Mosquitto.start({
    access: [...acl.out.split("\n"), "user elsewhere", "topic readwrite #"],
    lines: [
      `cafile ${file("site-authority")}`,
      `certfile ${file("broker")}`,
      `keyfile ${file("broker.key")}`,
      "require_certificate true",
      "use_identity_as_username true",
    ],
  });
  started.add(() => broker.end());
  const url = broker.url.replace("mqtt:", "mqtts:");
  write(url);
  const others = await BusClient.connect(url, asking("elsewhere"));
  started.add(() => others.end());
  return { broker, url, site, others };
}

async function withGuard(
  use: (bench: Awaited<ReturnType<typeof guarded>>, started: Started) => Promise<void>,
) {
  const started = new Started();
  try {
    await use(await guarded(started), started);
  } finally {
    await started.end();
  }
}

/** Somebody who stole the controller's certificate. */
async function thief(url: string, started: Started): Promise<MqttClient> {
  const client = await connectAsync(
    url,
    { ...asking("controller"), protocolVersion: 5, reconnectPeriod: 0 },
    false,
  );
  client.on("error", () => undefined);
  started.add(() => client.endAsync(true));
  return client;
}

describe.concurrent("the rights of a controller", () => {
  it("are enough for all its work", ({ expect }) =>
    withGuard(async ({ broker, site, others }, started) => {
      const daemon = new Bandeau(["run", "--config", site.path]);
      started.add(() => daemon.kill());
      await daemon.line((line) => line.includes("broker up"));
      await others.publish(
        statsTopic("sales"),
        statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 }),
      );
      await others.hears(nodeTopic("device/wall/shown"), ({ lines }) => String(lines).includes("1:04"));
      await others.hears(nodeTopic("status"), ({ state }) => state === "ready");
      daemon.signal("SIGTERM");
      expect(await daemon.ended()).toBe(0);
      await others.hears(nodeTopic("status"), ({ state }) => state === "disconnected");
      expect(broker.said()).not.toMatch(/denied/i);
      expect(daemon.said()).not.toMatch(/not allowed|refused/i);
    }));

  it.each([
    ["another controller's status", "cc/1/floor/node/wall-2/status"],
    ["an agent's state", "cc/1/floor/acd/acd/agent/a-1/state"],
    ["figures", "cc/1/floor/acd/acd/queue/60100/stats"],
    ["a message on the wall", "cc/1/floor/message/all/evacuate"],
    ["another site", "cc/1/elsewhere/node/wall-1/status"],
  ])("do not let whoever steals its certificate write %s", (_, topic) =>
    withGuard(async ({ url, others }, started) => {
      const client = await thief(url, started);
      const refusal = client.publishAsync(topic, "{}", { qos: 1, retain: true });
      await refusal.then(
        () => {
          throw new Error(`${topic} was taken`);
        },
        (error: Error) => {
          if (!/not authorized/i.test(error.message)) throw error;
        },
      );
      await others.publish("cc/1/after", {});
      await others.hears("cc/1/after", () => true);
      if (others.topics().includes(topic)) throw new Error(`${topic} reached others`);
    }),
  );

  it("do not let it listen to what is not its own", ({ expect }) =>
    withGuard(async ({ url, others }, started) => {
      const client = await thief(url, started);
      const heard: string[] = [];
      client.on("message", (topic) => void heard.push(topic));
      await client.subscribeAsync("#", { qos: 1 });
      await others.publish("cc/1/floor/acd/acd/agent/a-1/state", { state: "busy" });
      await others.publish("cc/1/floor/node/wall-2/seat/p1/headset", { hook: "off" });
      await others.publish(statsTopic("sales"), statistics("60100", { waiting: 1 }));
      for (let tries = 0; !heard.includes(statsTopic("sales")) && tries < 100; tries++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(heard).toEqual([statsTopic("sales")]);
    }));
});
