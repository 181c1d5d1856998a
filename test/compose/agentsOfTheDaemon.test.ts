import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { siteLoader } from "../../src/compose/siteLoader.ts";
import { Daemon, devicesFolder } from "../../src/compose.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { Secret } from "../../src/shared/secret.ts";
import { openTimers } from "../../src/shared/time.ts";
import { HidBus } from "../../src/simulated/hidBus.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { recordingLog, recordingMetrics, ScriptedConnection } from "../app/busDoubles.ts";
import { lightWorld } from "./lightWorld.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-daemon-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const siteWith = (source: string): string => `version: 1
site: here
node: wall
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources:
  phones: ${source}
queues:
  sales: { source: phones, id: "7" }
displays:
  - { id: hall, model: alpha-generic-2x20, port: simulated, pages: [{ lines: ["{sales.notReady}"] }] }
`;

/** A daemon with a bus that the test plays. */
async function daemonOf(source: string) {
  const { load, compile } = await siteLoader({}, devicesFolder);
  const path = join(folder, "site.yaml");
  writeFileSync(path, siteWith(source));
  const file = await load(path);
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  const clock = { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true };
  const { log, lines } = recordingLog();
  const metrics = recordingMetrics();
  const connections: ScriptedConnection[] = [];
  const daemon = new Daemon({
    brokerFor: async () => ({
      connect: async (request) => {
        const connection = new ScriptedConnection(request);
        connections.push(connection);
        return connection;
      },
    }),
    openLine: ({ id, bound }) =>
      new SerialTwin({
        name: id,
        sign: bound.sign(),
        settings: bound.model.serial,
        limits: lineLimits,
        clock,
      }).open,
    devices: new HidBus(),
    lights: lightWorld(clock),
    readKey: async () => new Secret("key"),
    compile,
    clock,
    log,
    metrics,
    random: () => 0.5,
    beat: () => undefined,
  });
  await daemon.apply(file);
  await vi.advanceTimersByTimeAsync(1_000);
  const [connection] = connections;
  if (connection === undefined) throw new Error("not connected");
  return {
    daemon,
    metrics,
    connection,
    say: (topic: string, message: object) =>
      connection.request.onMessage({
        topic,
        payload: new TextEncoder().encode(JSON.stringify(message)),
        retained: false,
        responseTopic: null,
        correlation: null,
        qos: 1,
        expirySeconds: null,
      }),
    /** All that left the machine or was written down. */
    told: () => JSON.stringify([connection.published, lines]),
  };
}

const agentTopic = "cc/1/here/acd/phones/agent/p-canary/state";
const ill = { agentId: "p-canary", state: "notReady", reason: { code: "9", label: "INFIRMERIE" } };

describe("a daemon whose site wants to know of agents", () => {
  it("counts them by state, and neither a private reason nor an id leaves it or is logged", async () => {
    const { daemon, connection, metrics, say, told } = await daemonOf("{ agents: true }");
    expect(connection.story[0]).toContain("cc/1/here/acd/phones/agent/+/state");
    say(agentTopic, ill);
    say(agentTopic, { ...ill, state: "INFIRMERIE" });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(metrics.value('agent_messages_total{source="phones"}')).toBe(2);
    expect(metrics.value('agents{source="phones",state="notReady"}')).toBe(0);
    const stopped = daemon.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    await stopped;
    expect(told()).not.toMatch(/INFIRMERIE|canary/i);
  });

  it("takes them from the messages of a profile too", async () => {
    const { daemon, metrics, say, told } = await daemonOf(
      "{ profile: cisco-finesse-user, subscribe: finesse/+, agents: true, reasons: { '10': { class: private } } }",
    );
    say("finesse/canary", {
      User: { loginId: "canary", state: "NOT_READY", reasonCode: { code: "10", label: "x-secret" } },
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(metrics.value('agents{source="phones",state="notReady"}')).toBe(1);
    const stopped = daemon.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    await stopped;
    expect(told()).not.toMatch(/x-secret|canary/);
  });
});

describe("a daemon whose site has not asked for agents", () => {
  it("does not subscribe to them", async () => {
    const { daemon, connection, metrics, say } = await daemonOf("{}");
    expect(connection.story.join()).not.toContain("/agent/");
    say(agentTopic, ill);
    expect(metrics.value('agent_messages_total{source="phones"}')).toBe(0);
    const stopped = daemon.stop();
    await vi.advanceTimersByTimeAsync(20_000);
    await stopped;
  });
});
