import { describe } from "vitest";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import { LightProcess } from "../lightProcess.ts";
import { PtyPair } from "../socat.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");

/** Blue while nobody knows, red above ten, amber above five, else green. */
const rules = [
  { noData: true, colour: "blue", minimumSeconds: 0 },
  { figure: "waiting", of: "sales", above: 10, colour: "red", minimumSeconds: 0 },
  { figure: "waiting", of: "sales", above: 5, colour: "amber", minimumSeconds: 0 },
  { colour: "green", minimumSeconds: 0 },
];

/** A light for this test alone, taken down behind it. */
async function plug(bench: FloorBench, model: string, ...words: readonly string[]): Promise<LightProcess> {
  const light = await LightProcess.start(model, words);
  bench.add(() => light.process.kill());
  return light;
}

/** A floor without displays, and these lights on it. */
async function floor(bench: FloorBench, lights: readonly object[], site: object = {}) {
  bench.writeSite({ site: { displays: [], lights, ...site } });
  const bus = await bench.listener();
  const daemon = bench.daemon();
  await daemon.line((line) => line.includes("broker up"));
  const publish = (waiting: number): Promise<void> =>
    bus.publish(topic, statistics("60100", { waiting, longest: 5, ready: 2, level: 90 }));
  return { bus, daemon, publish };
}

const onBus = ({ broker }: FloorBench, of: string): readonly string[] => [
  "--broker",
  broker.url,
  "--topic",
  of,
];

describe.concurrent("from the bus to the lights", () => {
  it("says the same on a line, on a network line, on USB and on the bus, and is dark when the daemon stops", async ({
    bench,
    expect,
  }) => {
    const cable = new PtyPair();
    bench.add(() => cable.end());
    await cable.plug();
    const relays = await plug(bench, "lcus-4", "--tty", cable.theirs);
    const tower = await plug(bench, "adafruit-tower", "--tcp", "0");
    const blink = await plug(bench, "blink1-mk2", "--tcp", "0");
    const strip = await plug(bench, "wled-strip", ...onBus(bench, "wled/hall"));
    const bulb = await plug(bench, "tasmota-rgb", ...onBus(bench, "hall-bulb"));
    const zigbee = await plug(bench, "zigbee2mqtt-rgb", ...onBus(bench, "zigbee2mqtt/hall"));
    const esphome = await plug(bench, "esphome-rgb", ...onBus(bench, "hall/light/lamp"));
    const { daemon, publish } = await floor(bench, [
      { id: "relays", model: "lcus-4", port: cable.ours, rules },
      { id: "tower", model: "adafruit-tower", port: `tcp://${tower.address}`, rules: rules.slice(1) },
      { id: "desk", model: "blink1-mk2", port: `tcp://${blink.address}`, rules },
      { id: "strip", model: "wled-strip", topic: "wled/hall", rules },
      { id: "bulb", model: "tasmota-rgb", topic: "hall-bulb", rules },
      { id: "zigbee", model: "zigbee2mqtt-rgb", topic: "zigbee2mqtt/hall", rules },
      { id: "esphome", model: "esphome-rgb", topic: "hall/light/lamp", rules },
    ]);
    const mixing = [strip, bulb, zigbee, esphome];
    const all = async (colour: string, onTower: string, onRelays: string): Promise<void> => {
      for (const light of mixing) await light.shows(colour);
      await blink.shows(`${colour} ${colour}`);
      await tower.shows(onTower);
      await relays.shows(onRelays);
    };
    await relays.shows("off off off blue");
    await publish(7);
    await all("amber", "off yellow off", "off amber off off");
    await publish(12);
    await all("red", "red off off", "red off off off");
    await publish(2);
    await all("green", "off off green", "off off green off");
    expect(await daemon.stop()).toBe(0);
    await all("off", "off off off", "off off off off");
    for (const light of [...mixing, blink, tower, relays])
      expect(light.told.filter(({ bricked }) => bricked !== null)).toEqual([]);
  });

  it("is blue while nobody knows, and again when the figures are too old", async ({ bench }) => {
    const strip = await plug(bench, "wled-strip", ...onBus(bench, "wled/hall"));
    const { publish } = await floor(
      bench,
      [{ id: "strip", model: "wled-strip", topic: "wled/hall", rules }],
      {
        sources: { acd: { staleAfterSeconds: 5 } },
      },
    );
    await strip.shows("blue");
    await publish(7);
    await strip.shows("amber");
    await strip.shows("blue", 15_000);
  });

  it("is told again what it forgot, when it comes back to the bus", async ({ bench, expect }) => {
    const strip = await plug(bench, "wled-strip", ...onBus(bench, "wled/hall"));
    const { bus, publish } = await floor(bench, [
      { id: "strip", model: "wled-strip", topic: "wled/hall", rules },
    ]);
    await publish(12);
    await strip.shows("red");
    strip.do("unplug");
    await bus.hears(nodeTopic("device/light-strip/status"), ({ state }) => state === "down");
    await publish(7);
    const before = strip.history.length;
    strip.do("replug");
    await strip.hasShown("amber", before);
    expect(strip.history.slice(before)).not.toContain("red");
    await bus.hears(nodeTopic("device/light-strip/status"), ({ state }) => state === "up");
  });

  it("goes on where it was when its plug is pulled in the middle of a fade", async ({ bench, expect }) => {
    const blink = await plug(bench, "blink1-mk2", "--tcp", "0");
    const slowly = rules.map((rule) => ({ ...rule, fadeMs: 3_000 }));
    const { bus, daemon, publish } = await floor(bench, [
      { id: "desk", model: "blink1-mk2", port: `tcp://${blink.address}`, rules: slowly },
    ]);
    await publish(12);
    await blink.shows("red red");
    const before = blink.history.length;
    blink.do("unplug");
    await bus.hears(nodeTopic("device/light-desk/status"), ({ state }) => state === "down");
    await publish(2);
    blink.do("replug");
    await blink.hasShown("green green", before, 20_000);
    expect(daemon.isRunning).toBe(true);
  });

  it("finds a cable again that was pulled while a light faded", async ({ bench, expect }) => {
    const cable = new PtyPair();
    bench.add(() => cable.end());
    await cable.plug();
    await plug(bench, "fit-statusb", "--tty", cable.theirs);
    const { bus, daemon, publish } = await floor(bench, [
      { id: "stick", model: "fit-statusb", port: cable.ours, rules },
    ]);
    const status = nodeTopic("device/light-stick/status");
    await bus.hears(status, ({ state }) => state === "up");
    await publish(12);
    await cable.unplug();
    await bus.hears(status, ({ state }) => state === "down");
    const plugged: LightProcess[] = [];
    await cable.plug(async () => plugged.push(await plug(bench, "fit-statusb", "--tty", cable.theirs)));
    await plugged[0]?.shows("red", 20_000);
    expect(daemon.isRunning).toBe(true);
  });

  it("is not misled by what somebody left on its topics", async ({ bench, expect }) => {
    const bus = await bench.listener();
    for (const [of, payload] of [
      ["wled/hall/status", "nonsense"],
      ["wled/hall/g", "255"],
      ["wled/hall/api", '{"on":true,"bri":255,"seg":{"fx":23,"col":[[255,0,255]]}}'],
    ] as const)
      await bus.publish(of, payload, true);
    const strip = await plug(bench, "wled-strip", ...onBus(bench, "wled/hall"));
    const { daemon, publish } = await floor(bench, [
      { id: "strip", model: "wled-strip", topic: "wled/hall", rules },
    ]);
    await publish(7);
    await strip.shows("amber");
    strip.do("babble 200");
    await publish(12);
    await strip.shows("red");
    expect(daemon.isRunning).toBe(true);
  });

  it("leaves a light that stops taking anything, and brings it up to date later", async ({ bench }) => {
    const strip = await plug(bench, "wled-strip", ...onBus(bench, "wled/hall"));
    const { publish } = await floor(bench, [{ id: "strip", model: "wled-strip", topic: "wled/hall", rules }]);
    await publish(7);
    await strip.shows("amber");
    strip.do("deaf");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await publish(12);
    await new Promise((resolve) => setTimeout(resolve, 700));
    strip.do("deaf off");
    strip.do("unplug");
    strip.do("replug");
    await strip.shows("red");
  });
});
