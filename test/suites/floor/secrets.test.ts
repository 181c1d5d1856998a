import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { BusClient } from "../busClient.ts";
import { freePort } from "../freePort.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, bandeau } from "../process.ts";
import { SiteFile, wall } from "../siteFile.ts";
import { Started } from "../started.ts";
import { nodeTopic } from "../statistics.ts";

/** A word that stands nowhere else, to be found wherever it leaks. */
const canary = "kanarie-7f3b91c2d8";
/** What an encoding makes of it. */
const disguises = [
  canary,
  encodeURIComponent(canary),
  Buffer.from(canary).toString("base64"),
  Buffer.from(canary).toString("hex"),
];

describe("a password", () => {
  it("stands in no log, no topic, no metric, no error and no report, right or refused, at start and at reload", async ({
    expect,
  }) => {
    const started = new Started();
    try {
      const site = new SiteFile();
      started.add(() => site.end());
      const passwordFile = join(site.folder, "bus");
      writeFileSync(passwordFile, `${canary}\n`, { mode: 0o600 });
      const listen = `127.0.0.1:${await freePort()}`;
      const broker = await Mosquitto.start({ logins: { "wall-1": "something else", watcher: "watching" } });
      started.add(() => broker.end());
      site.write({
        broker: { urls: [broker.url], username: "wall-1", passwordFile },
        displays: [wall("simulated")],
        metrics: { listen },
      });
      const watching = { username: "watcher", password: "watching" };
      const before = await BusClient.connect(broker.url, watching);
      const daemon = new Bandeau(["run", "--config", site.path, "--log-level", "debug"]);
      started.add(() => daemon.kill());
      // Refused: the error is told, the password is not.
      await daemon.line((line) => /BROKER_(LOGIN|CREDENTIALS|REFUSED|NOT_AUTHORISED)|password/i.test(line));
      const told = [await bandeau("check", site.path), await bandeau("status", site.path, "--wait", "1")];
      told.push(await bandeau("doctor", site.path, "--listen", "1"));
      const topics = [...before.topics()];
      await before.end();
      // Taken: the same broker with the right password, then a reload.
      const right = await Mosquitto.start({ logins: { "wall-1": canary, watcher: "watching" } });
      started.add(() => right.end());
      site.write({
        broker: { urls: [right.url], username: "wall-1", passwordFile },
        displays: [wall("simulated")],
        metrics: { listen },
      });
      daemon.signal("SIGHUP");
      const bus = await BusClient.connect(right.url, watching);
      started.add(() => bus.end());
      await bus.hears(nodeTopic("status"), ({ state }) => state === "ready");
      told.push(await bandeau("status", site.path, "--json"), await bandeau("acl", site.path, "--json"));
      for (const words of [
        ["--listen", "1"],
        ["--listen", "1", "--json"],
      ])
        told.push(await bandeau("doctor", site.path, ...words));
      const page = await (await fetch(`http://${listen}/metrics`)).text();
      const retained = bus.topics().map((topic) => `${topic} ${JSON.stringify(bus.newest(topic))}`);
      // A site that is wrong is told with the lines of its file.
      site.writeText(`version: 1\nbroker:\n  urls: ["mqtt://wall-1:${canary}@127.0.0.1"]\n`);
      told.push(await bandeau("check", site.path), await bandeau("check", site.path, "--json"));
      daemon.signal("SIGHUP");
      await daemon.line((line) => /configuration/i.test(line) && /kept|keeps|wrong|not/i.test(line));
      daemon.signal("SIGTERM");
      expect(await daemon.ended()).toBe(0);
      const everything = [
        daemon.said(),
        ...told.flatMap(({ out, errors }) => [out, errors]),
        ...topics,
        ...retained,
        page,
      ].join("\n");
      expect(everything).toContain("wall-1");
      for (const disguise of disguises) expect(everything).not.toContain(disguise);
    } finally {
      await started.end();
    }
  }, 180_000);
});
