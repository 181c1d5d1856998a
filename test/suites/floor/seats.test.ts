import { createHmac } from "node:crypto";
import { describe } from "vitest";
import type { Heard } from "../busClient.ts";
import { eventually } from "../process.ts";
import { agentWord, canary, seatsTest as it, nodeTopic, seatTopic } from "../seatsBench.ts";

const pseudonymOn = (day: string): string =>
  `a-${createHmac("sha256", "the key of the canary").update(`${day} ${canary}`).digest("hex").slice(0, 16)}`;

const requestTopic = (): string =>
  `cc/1/floor/acd/acd/agent/${pseudonymOn(new Date().toISOString().slice(0, 10))}/request`;

const stateTopic = "cc/1/floor/acd/acd/agent/whoever/state";

const asks = { gestures: { flash: "notReady", redial: "ready" } };

interface Change {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
  readonly origin: string;
}

/** Every change that was heard, the first time it was. */
function changes(heard: readonly Heard[], seat = "p1"): Change[] {
  const told = heard.filter(({ topic }) => topic === seatTopic(seat, "state"));
  const byId = new Map<string, Change>();
  for (const { payload } of told) {
    const change = JSON.parse(payload) as Change;
    if (!byId.has(change.id)) byId.set(change.id, change);
  }
  return [...byId.values()];
}

const says = (heard: readonly Heard[], topic: string): Record<string, unknown>[] =>
  heard.filter((message) => message.topic === topic).map(({ payload }) => JSON.parse(payload));

describe.concurrent("a seat whose ACD decides", () => {
  it("answers the hook at once, and tells of it without keeping it", async ({ bench, expect }) => {
    const { headset, bus, heard } = await bench.run(asks);
    await headset.do("answer");
    await headset.shows(["OffHook"]);
    await bus.hears(seatTopic("p1", "headset"), ({ hook }) => hook === "off");
    await headset.do("mute");
    await headset.shows(["OffHook", "Mute", "Microphone"]);
    await bus.hears(seatTopic("p1", "headset"), ({ muted, changed }) => muted === true && changed === "mute");
    await headset.do("hangup");
    await headset.shows([]);
    await bus.hears(seatTopic("p1", "headset"), ({ hook }) => hook === "on");
    expect(changes(heard)).toEqual([]);
    const late = await bench.listener();
    await late.bus.hears(nodeTopic("status"), () => true);
    expect(late.bus.topics().filter((topic) => topic.includes("/seat/"))).toEqual([]);
  });

  it("asks the ACD, and believes only what the ACD then says", async ({ bench, expect }) => {
    const { headset, bus } = await bench.run(asks);
    await bus.publish(stateTopic, agentWord({ state: "ready" }));
    await headset.do("flash");
    const request = await bus.hears(requestTopic(), ({ to }) => to === "notReady");
    expect(request).toMatchObject({
      v: 1,
      replyTo: nodeTopic("reply"),
      correlation: request["id"],
      validForSeconds: 10,
    });
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === "pending");
    await bus.publish(nodeTopic("reply"), { v: 1, id: request["id"], ok: true });
    await bus.publish(stateTopic, agentWord({ state: "notReady" }));
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === null);
  });

  it("shows that the ACD refused, and does not hear an answer that comes too late", async ({
    bench,
    expect,
  }) => {
    const { headset, bus, heard } = await bench.run(asks);
    await bus.publish(stateTopic, agentWord({ state: "ready" }));
    await headset.do("flash");
    const first = await bus.hears(requestTopic(), ({ to }) => to === "notReady");
    await bus.publish(nodeTopic("reply"), { v: 1, id: first["id"], ok: false, code: "NOT_ALLOWED" });
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === "refused");
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === null, 6_000);
    await headset.do("flash");
    const second = await bus.hears(requestTopic(), ({ id }) => id !== first["id"]);
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === "failed", 13_000);
    await bus.publish(nodeTopic("reply"), { v: 1, id: second["id"], ok: false, code: "LATE" });
    await bus.hears(seatTopic("p1", "hint"), ({ hint }) => hint === null, 6_000);
    expect(says(heard, seatTopic("p1", "hint")).map(({ hint }) => hint)).toEqual([
      "pending",
      "refused",
      null,
      "pending",
      "failed",
      null,
    ]);
  });

  it("never sends a request late: without a broker it fails", async ({ bench, expect }) => {
    const { headset, daemon } = await bench.run(asks);
    await bench.broker.stop("SIGKILL");
    await daemon.line((line) => line.includes("broker down"));
    await headset.do("flash");
    await eventually(
      () => headset.told.some(({ said }) => said === "020800"),
      5_000,
      () => headset.process.said(),
    );
    await bench.broker.restart();
    const { bus, heard } = await bench.listener();
    await bus.hears(nodeTopic("status"), ({ state }) => state === "ready", 15_000);
    expect(await bench.metrics.sum("seat_requests_total", { result: "failed" })).toBe(1);
    expect(heard.filter(({ topic }) => topic.endsWith("/request"))).toEqual([]);
  });

  it("opens and closes the headset with the calls of the ACD, and keeps a call over a pulled plug", async ({
    bench,
  }) => {
    const { headset, bus } = await bench.run(asks);
    await bus.publish(stateTopic, agentWord({ state: "reserved" }));
    await headset.shows(["Ring"]);
    await bus.publish(stateTopic, agentWord({ state: "busy", callKind: "queue" }));
    await headset.shows(["OffHook"]);
    await headset.do("unplug");
    await bus.hears(nodeTopic("device/p1-headset/status"), ({ state }) => state === "down");
    await bus.hears(seatTopic("p1", "headset"), ({ present }) => present === false);
    await bus.hears(nodeTopic("alarm/p1-headset-lost"), ({ code }) => code === "HEADSET_DOWN");
    await headset.do("replug");
    await bus.hears(nodeTopic("device/p1-headset/status"), ({ state }) => state === "up");
    await headset.shows(["OffHook"]);
    await bus.publish(stateTopic, agentWord({ state: "wrapUp" }));
    await headset.shows([]);
  });

  it("takes a headset that is plugged in later", async ({ bench, expect }) => {
    bench.writeSite(asks);
    const { bus } = await bench.listener();
    const daemon = bench.daemon();
    await bus.hears(nodeTopic("device/p1-headset/status"), ({ state }) => state === "down");
    await daemon.line((line) => line.includes("headset down"));
    const headset = await bench.headset();
    await bus.hears(nodeTopic("device/p1-headset/status"), ({ state }) => state === "up");
    await headset.opened();
    await headset.do("answer");
    await headset.shows(["OffHook"]);
    await bus.hears(seatTopic("p1", "headset"), ({ hook }) => hook === "off");
    expect(daemon.isRunning).toBe(true);
  });

  it("leaves neither an agent's id nor what the headset does in the log or on the broker", async ({
    bench,
    expect,
  }) => {
    const { headset, bus, heard, daemon } = await bench.run(asks);
    heard.length = 0;
    const secret = { code: "9", label: "INFIRMERIE", class: "private" };
    await bus.publish(stateTopic, agentWord({ state: "notReady", reason: secret }));
    await headset.do("redial");
    await bus.hears(requestTopic(), ({ to }) => to === "ready");
    await headset.do("answer");
    await headset.shows(["OffHook"]);
    await headset.do("mute");
    await bus.hears(seatTopic("p1", "headset"), ({ muted }) => muted === true);
    await headset.do("hangup");
    await bus.hears(seatTopic("p1", "headset"), ({ hook }) => hook === "on");
    expect(await daemon.stop()).toBe(0);
    const ours = heard.filter(({ topic }) => topic !== stateTopic);
    expect(JSON.stringify(ours)).not.toMatch(/4212|canary|INFIRMERIE/);
    expect(daemon.said()).not.toMatch(/4212|INFIRMERIE|the key|a-[0-9a-f]{16}|hook|mute/i);
    const late = await bench.listener();
    await late.bus.hears(nodeTopic("status"), ({ state }) => state === "disconnected");
    expect(late.bus.topics().filter((topic) => /seat|agent|reply/.test(topic))).toEqual([]);
  });
});

const decides = { authority: "seat", wrapUpSeconds: 1, afterLogin: "ready", gestures: { flash: "notReady" } };

describe.concurrent("a seat that decides", () => {
  it("makes hook and gestures the state, each change a fact with its number", async ({ bench, expect }) => {
    const { headset, bus, heard } = await bench.run(decides);
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "ready");
    await headset.do("answer");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "busy");
    await headset.do("flash");
    await bus.hears(seatTopic("p1", "state"), ({ pending }) => pending === "notReady");
    await headset.do("hangup");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "wrapUp");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "notReady");
    expect(changes(heard).map(({ seq, state, origin }) => `${seq} ${state} ${origin}`)).toEqual([
      "1 ready login",
      "2 busy hook",
      "3 busy gesture",
      "4 wrapUp hook",
      "5 notReady timer",
    ]);
    expect(heard.some(({ topic, payload }) => topic.includes("/seat/") && payload.includes(canary))).toBe(
      false,
    );
  });

  it("loses and repeats no change over a broker that is away and a daemon that is killed", async ({
    bench,
    expect,
  }) => {
    const { headset, bus, heard, daemon } = await bench.run({ ...decides, wrapUpSeconds: 0 });
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "ready");
    await headset.do("answer");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "busy");
    await bench.broker.stop("SIGKILL");
    await daemon.line((line) => line.includes("broker down"));
    for (const [word, leds] of [
      ["hangup", []],
      ["answer", ["OffHook"]],
      ["hangup", []],
    ] as const) {
      await headset.do(word);
      await headset.shows(leds);
    }
    await daemon.kill();
    const second = bench.daemon();
    await second.line((line) => line.includes("facts of before are waiting"));
    await headset.opened();
    await headset.do("answer");
    await headset.shows(["OffHook"]);
    // Whoever listens must be there before the first of them comes: the broker keeps none.
    second.signal("SIGSTOP");
    await bench.broker.restart();
    const later = await bench.listener();
    second.signal("SIGCONT");
    await later.bus.hears(seatTopic("p1", "state"), ({ seq }) => Number(seq) >= 6, 20_000);
    const all = [...changes(heard), ...changes(later.heard)];
    expect(all.map(({ seq, state }) => `${seq} ${state}`)).toEqual([
      "1 ready",
      "2 busy",
      "3 ready",
      "4 busy",
      "5 ready",
      "6 busy",
    ]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(6);
    expect(await second.stop()).toBe(0);
  });

  it("takes its agent from a login, and forgets him when he leaves", async ({ bench, expect }) => {
    const early = await bench.listener();
    await early.bus.publish(nodeTopic("command/login"), { seat: "p1", agentId: "somebody" }, true);
    const { bus, heard, headset } = await bench.run(decides, { agent: { login: true } });
    await headset.do("answer");
    await headset.shows(["OffHook"]);
    await headset.do("hangup");
    await headset.shows([]);
    await bus.publish(nodeTopic("command/login"), { seat: "p2", agentId: canary });
    await bus.publish(nodeTopic("command/login"), { seat: "p1", agentId: canary });
    await bus.hears(seatTopic("p1", "state"), ({ state, agent }) => state === "ready" && agent !== null);
    await bus.publish(nodeTopic("command/login"), { seat: "p1", agentId: null });
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "loggedOut");
    expect(
      changes(heard)
        .filter(({ origin }) => origin === "login")
        .map(({ state }) => state),
    ).toEqual(["ready", "loggedOut"]);
  });

  it("keeps an agent's call over a new configuration", async ({ bench, expect }) => {
    const { headset, bus, heard, daemon } = await bench.run(decides);
    await headset.do("answer");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "busy");
    daemon.signal("SIGHUP");
    await daemon.line((line) => line.includes("configuration reloaded"));
    await headset.shows(["OffHook"]);
    await headset.do("hangup");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "wrapUp");
    expect(
      changes(heard)
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(["ready", "busy", "wrapUp"]);
  });
});
