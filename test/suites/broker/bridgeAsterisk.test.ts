import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amiSource } from "../../drivers/acd/ami/amiBench.ts";
import { AmiServer } from "../amiServer.ts";
import { BusClient } from "../busClient.ts";
import { freePort } from "../freePort.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, eventually } from "../process.ts";
import { Started } from "../started.ts";

const SALES = "cc/1/floor/acd/pbx/queue/sales/stats";
const STATUS = "cc/1/floor/acd/pbx/status";
const RAW = "cc/1/floor/acd/pbx/raw";
/** A caller's number, in three places of each event of a call; it must never be seen on the bus. */
const CANARY = "0612345678";

let started: Started;
let broker: Mosquitto;
let bus: BusClient;
let asterisk: AmiServer;
let folder: string;

beforeEach(async () => {
  started = new Started();
  broker = await Mosquitto.start();
  started.add(() => broker.end());
  bus = await BusClient.connect(broker.url);
  started.add(() => bus.end());
  asterisk = await AmiServer.start();
  started.add(() => asterisk.end());
  folder = mkdtempSync(join(tmpdir(), "bandeau-ami-"));
  writeFileSync(join(folder, "secret"), "s3cret\n");
  const queue = asterisk.twin.queue("sales");
  queue.completed = 18;
  queue.abandoned = 2;
  for (const device of ["PJSIP/101", "PJSIP/102"]) queue.change(device, {});
  asterisk.twin.queue("support").change("PJSIP/101", {});
});

afterEach(async () => {
  await started.end();
  rmSync(folder, { recursive: true, force: true });
});

function bridge(...words: string[]): Bandeau {
  const process = new Bandeau([
    ...["bridge", "asterisk", "--ami", asterisk.address, "--user", "wall"],
    ...["--secret-file", join(folder, "secret"), "--broker", broker.url],
    ...["--site", "floor", "--source", "pbx", "--every", "1", ...words],
  ]);
  started.add(() => process.kill());
  return process;
}

const part = (message: Record<string, unknown>, group: string): Record<string, unknown> =>
  (message[group] ?? {}) as Record<string, unknown>;

/** Waits until the queue's figures are these. */
const figures = (wished: Readonly<Record<string, unknown>>, limitMs = 10_000) =>
  bus.hears(
    SALES,
    (message) =>
      Object.entries(wished).every(([path, value]) => {
        const [group = "", key = ""] = path.split(".");
        return (part(message, group)[key] ?? null) === value;
      }),
    limitMs,
  );

const reachable = (is: boolean, limitMs?: number) =>
  bus.hears(STATUS, ({ sourceReachable }) => sourceReachable === is, limitMs);

describe("bandeau bridge asterisk", () => {
  it("tells what Asterisk answers, and what it pushes between two answers", async () => {
    bridge();
    await reachable(true);
    const first = await figures({ "now.waiting": 0, "agents.ready": 2, "totals.answered": 18 });
    expect(first).toMatchObject({
      v: 1,
      queue: { id: "sales" },
      now: { longestWaitSeconds: 0, ringing: 0, inService: 0 },
      agents: { loggedIn: 2, ready: 2, reserved: 0, onCall: 0, onOtherCall: 0, wrapUp: 0, notReady: 0 },
      totals: { window: "sinceReset", offered: 20, abandoned: 2, answeredPercent: 90 },
      serviceLevel: { vendorPercent: 90, thresholdSeconds: 20, formula: "answered" },
    });
    const { twin } = asterisk;
    const call = twin.join("sales", CANARY);
    await figures({ "now.waiting": 1, "now.ringing": 0 });
    twin.ring("sales", call, "PJSIP/101");
    await figures({ "now.ringing": 1, "agents.reserved": 1 });
    twin.answer("sales", call, "PJSIP/101");
    await figures({ "now.waiting": 0, "agents.onCall": 1, "agents.ready": 1 });
    twin.complete("sales", "PJSIP/101");
    await figures({ "totals.answered": 19, "agents.ready": 2 });
    twin.member("sales", "PJSIP/102", { Paused: 1, PausedReason: "PAUSE" });
    await figures({ "agents.notReady": 1, "agents.loggedIn": 2 });
    expect(bus.topics().filter((topic) => topic.includes("agent"))).toEqual([]);
  });

  it("understands events that come byte by byte", async () => {
    asterisk.splits = true;
    bridge();
    await figures({ "now.waiting": 0, "agents.ready": 2 });
    asterisk.twin.join("sales", CANARY);
    await figures({ "now.waiting": 1 });
  });

  it("says that Asterisk is away within seconds, and tells new figures when it is back", async () => {
    const process = bridge();
    await figures({ "totals.answered": 18 });
    asterisk.twin.join("sales", CANARY);
    await figures({ "now.waiting": 1 });
    await asterisk.end();
    expect(await reachable(false, 3_000)).toMatchObject({ state: "ready" });
    await process.line((line) => line.includes("refuses the connection"));
    asterisk.twin.restart();
    await asterisk.open();
    await reachable(true, 20_000);
    const back = await figures({ "now.waiting": 0, "totals.answered": 0 });
    expect(part(back, "totals")["answeredPercent"]).toBeUndefined();
    expect(process.out).toContain("Asterisk is there again");
    expect(process.isRunning).toBe(true);
  });

  it("notices an Asterisk that is connected and silent", async () => {
    bridge();
    await figures({ "now.waiting": 0 });
    asterisk.twin.isSilent = true;
    await reachable(false, 15_000);
    asterisk.twin.isSilent = false;
    await reachable(true, 20_000);
  });

  it("gives a flood a few messages a second, and its last word", async () => {
    bridge();
    await figures({ "now.waiting": 0 });
    let told = 0;
    const stop = bus.listen(({ topic }) => {
      if (topic === SALES) told += 1;
    });
    const began = Date.now();
    for (let round = 0; round < 500; round++)
      asterisk.twin.abandon("sales", asterisk.twin.join("sales", CANARY));
    asterisk.twin.join("sales", CANARY);
    await figures({ "now.waiting": 1, "totals.abandoned": 502 });
    stop();
    expect(told).toBeLessThanOrEqual(5 * Math.ceil((Date.now() - began) / 1_000) + 1);
  });

  it("ends with a clear word when the password is wrong", async () => {
    writeFileSync(join(folder, "secret"), "wrong\n");
    const process = bridge();
    expect(await process.ended()).toBe(1);
    expect(process.errors.join("\n")).toContain("refuses the login of 'wall'");
    expect(process.errors.join("\n")).toContain("manager.conf");
    expect(process.said()).not.toContain("wrong");
  });

  it("waits for an Asterisk that is not there yet", async () => {
    const process = new Bandeau([
      ...["bridge", "asterisk", "--ami", `127.0.0.1:${await freePort()}`, "--user", "wall"],
      ...[
        "--secret-file",
        join(folder, "secret"),
        "--broker",
        broker.url,
        "--site",
        "floor",
        "--source",
        "pbx",
      ],
    ]);
    started.add(() => process.kill());
    expect(await reachable(false)).toMatchObject({ state: "ready" });
    await process.line((line) => line.includes("is Asterisk running"));
    expect(await process.stop()).toBe(0);
    await bus.hears(STATUS, ({ state }) => state === "disconnected");
  });

  it("says what is there instead of Asterisk", async () => {
    asterisk.twin.greeting = "220 mail.example ESMTP\r\n";
    const process = bridge();
    await process.line((line) => line.includes("is no manager interface"));
    asterisk.twin.greeting = "x".repeat(100_000);
    await process.line((line) => line.includes("without an end"));
  });

  it("logs in with the password itself only when it is told to", async () => {
    asterisk.twin.offersChallenge = false;
    const refused = bridge();
    expect(await refused.ended()).toBe(1);
    expect(refused.errors.join("\n")).toContain("--plain-login");
    bridge("--plain-login");
    await figures({ "agents.ready": 2 });
  });

  it("tells of the named queues only", async () => {
    bridge("--queues", "sales");
    await figures({ "agents.ready": 2 });
    expect(bus.topics().filter((topic) => topic.includes("/queue/"))).toEqual([SALES]);
  });

  it("gives a reader elsewhere the same figures by its raw events", async () => {
    const source = amiSource();
    const stop = bus.listen(({ topic, payload }) => {
      if (topic === RAW) source.read(payload, Date.now() / 1_000);
    });
    started.add(async () => stop());
    bridge("--raw");
    const call = (): number | null | undefined => source.queues.get("sales")?.agents.onCall;
    await eventually(
      () => call() === 0,
      10_000,
      () => "no complete answer",
    );
    const id = asterisk.twin.join("sales", CANARY);
    asterisk.twin.ring("sales", id, "PJSIP/101");
    await eventually(
      () => source.queue("sales").now.ringing === 1,
      10_000,
      () => "no ring",
    );
    asterisk.twin.answer("sales", id, "PJSIP/101");
    await eventually(
      () => call() === 1,
      10_000,
      () => "no call",
    );
    expect(source.queue("sales")).toMatchObject({
      now: { waiting: 0, ringing: 0 },
      agents: { loggedIn: 2, ready: 1, onCall: 1 },
      totals: { answered: 18 },
    });
  });

  it("tells everything again to a broker that was restarted and has forgotten", async () => {
    bridge();
    await figures({ "agents.ready": 2 });
    await broker.restart();
    const later = await BusClient.connect(broker.url);
    started.add(() => later.end());
    await later.hears(
      STATUS,
      ({ state, sourceReachable }) => state === "ready" && sourceReachable === true,
      20_000,
    );
    await later.hears(SALES, (message) => part(message, "agents")["ready"] === 2);
  });

  it("asks at once when queues were loaded anew, and holds its figures until the answer is whole", async () => {
    bridge("--every", "60");
    await figures({ "agents.ready": 2 });
    const ready: unknown[] = [];
    const stop = bus.listen(({ topic, payload }) => {
      if (topic === SALES) ready.push(JSON.parse(payload).agents.ready);
    });
    asterisk.twin.queue("sales").change("PJSIP/103", {});
    for (let time = 0; time < 20; time++)
      asterisk.twin.push({ Event: "Reload", Module: "app_queue.so", Status: 0 });
    await figures({ "agents.ready": 3 }, 5_000);
    stop();
    expect(ready).not.toContain(undefined);
    expect(asterisk.twin.asked).toBeLessThan(8);
  });

  it("leaves a queue out that would share a topic with another, and says so", async () => {
    asterisk.twin.queue("Sales!").change("PJSIP/109", {});
    const process = bridge();
    await process.line((line) => line.includes("would share the topic 'sales'"));
    await figures({ "agents.ready": 2 });
  });

  it("has agents on the bus when it is told to, as pseudonyms that nobody keeps", async () => {
    bridge("--agents");
    await figures({ "agents.ready": 2 });
    asterisk.twin.member("sales", "PJSIP/102", { Paused: 1, PausedReason: "INFIRMERIE" });
    const agents = () =>
      bus
        .topics()
        .filter((topic) => topic.includes("/agent/"))
        .flatMap((topic) => {
          const newest = bus.newest(topic);
          return newest === undefined ? [] : [newest];
        });
    const paused = await eventually(
      () => agents().find(({ state }) => state === "notReady"),
      10_000,
      () => JSON.stringify(agents()),
    );
    expect(paused).toMatchObject({ v: 1, state: "notReady", extension: "102", confidence: "authoritative" });
    expect(JSON.stringify(paused)).not.toContain("INFIRMERIE");
    expect(JSON.stringify(paused)).not.toContain("PJSIP/102");
    expect(bus.topics().join()).not.toMatch(/PJSIP|102/);
    const later = await BusClient.connect(broker.url);
    started.add(() => later.end());
    await later.hears(SALES, () => true);
    expect(later.topics().filter((topic) => topic.includes("/agent/"))).toEqual([]);
  });

  it.each(["", "--raw", "--agents", "--raw --agents"])(
    "never tells a caller's number or an agent's name: %s",
    async (options) => {
      const words = options === "" ? [] : options.split(" ");
      bridge(...words);
      await reachable(true);
      const { twin } = asterisk;
      const everything: string[] = [];
      const stop = bus.listen(({ topic, payload }) => everything.push(`${topic} ${payload}`));
      const call = twin.join("sales", CANARY);
      twin.ring("sales", call, "PJSIP/101");
      twin.answer("sales", call, "PJSIP/101");
      twin.complete("sales", "PJSIP/101");
      twin.abandon("sales", twin.join("sales", CANARY));
      twin.join("sales", CANARY);
      const last = words.includes("--raw") ? RAW : SALES;
      await bus.hears(last, () => everything.filter((line) => line.startsWith(last)).length > 3);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      stop();
      expect(everything.join("\n")).not.toContain(CANARY);
      expect(everything.join("\n")).not.toContain("Name of");
      if (!words.includes("--agents")) expect(everything.join("\n")).not.toContain("PJSIP");
    },
  );
});
