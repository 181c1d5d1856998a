import { describe } from "vitest";
import { type FloorBench, floorTest as it } from "../floorBench.ts";
import { LightProcess } from "../lightProcess.ts";
import { eventually } from "../process.ts";
import { seatsTest, seatTopic } from "../seatsBench.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");

const rules = [
  { noData: true, colour: "blue", minimumSeconds: 0 },
  { figure: "waiting", of: "sales", above: 10, colour: "red", minimumSeconds: 0 },
  { colour: "green", minimumSeconds: 0 },
];

/** A light at a port, and a floor that has it. */
async function floor(bench: FloorBench, model: string) {
  const light = await LightProcess.start(model, ["--tcp", "0"]);
  bench.add(() => light.process.kill());
  const lights = [{ id: "lamp", model, port: `tcp://${light.address}`, rules }];
  bench.writeSite({ site: { displays: [], lights } });
  const bus = await bench.listener();
  const daemon = bench.daemon();
  await daemon.line((line) => line.includes("broker up"));
  const publish = (waiting: number): Promise<void> =>
    bus.publish(topic, statistics("60100", { waiting, longest: 5, ready: 2, level: 90 }));
  return { light, bus, daemon, publish };
}

describe.concurrent("a light", () => {
  it.for([
    { model: "blink1-mk2", red: "red red", green: "green green" },
    { model: "embrava-blynclight", red: "red", green: "green" },
    { model: "kuando-busylight-alpha", red: "red", green: "green" },
    { model: "fit-statusb", red: "red", green: "green" },
  ])(
    "that babbles, falls silent, takes nothing and is pulled is right again each time ($model)",
    async ({ model, red, green }, { bench, expect }) => {
      const { light, bus, daemon, publish } = await floor(bench, model);
      await publish(12);
      await light.shows(red);
      light.do("babble 200");
      await publish(2);
      await light.shows(green);
      light.do("silent");
      await publish(12);
      await light.shows(red);
      light.do("silent off");
      light.do("deaf");
      await publish(2);
      await new Promise((resolve) => setTimeout(resolve, 500));
      light.do("deaf off");
      light.do("unplug");
      await bus.hears(nodeTopic("device/light-lamp/status"), ({ state }) => state === "down");
      light.do("replug");
      await light.shows(green, 20_000);
      await bus.hears(nodeTopic("device/light-lamp/status"), ({ state }) => state === "up");
      expect(light.told.filter(({ bricked }) => bricked !== null)).toEqual([]);
      expect(daemon.errors).toEqual([]);
    },
  );
});

const seatDecides = { authority: "seat", afterLogin: "ready" };

describe.concurrent("a headset", () => {
  seatsTest.for(["double", "bounce", "slow 300", "lose 1"])(
    "that is faulty (%s) gives each call once",
    async (fault, { bench, expect }) => {
      const { headset, heard, daemon } = await bench.run(seatDecides);
      const states = (): string[] =>
        heard
          .filter(({ topic: of }) => of === seatTopic("p1", "state"))
          .map(({ payload }) => String((JSON.parse(payload) as { state: unknown }).state));
      await eventually(
        () => states().at(-1) === "ready",
        10_000,
        () => headset.process.said(),
      );
      const before = states().length;
      await headset.do(fault);
      for (let call = 0; call < 3; call++) {
        const told = states().length;
        await headset.do("answer");
        await eventually(
          () => states().length > told,
          10_000,
          () => `${states().join()}\n${headset.process.said()}`,
        );
        // A hook that bounces is believed when it rests.
        await new Promise((resolve) => setTimeout(resolve, 700));
        await headset.do("hangup");
        await eventually(
          () => states().length > told + 1,
          10_000,
          () => `${states().join()}\n${headset.process.said()}`,
        );
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
      expect(states().slice(before)).toEqual(["busy", "ready", "busy", "ready", "busy", "ready"]);
      expect(daemon.errors).toEqual([]);
    },
  );

  seatsTest("that babbles for a while is followed again afterwards", async ({ bench, expect }) => {
    const { headset, bus, daemon } = await bench.run(seatDecides);
    await headset.do("babble 300");
    await headset.do("unplug");
    await bus.hears(nodeTopicOfSeat, ({ state }) => state === "down");
    await headset.do("replug");
    await bus.hears(nodeTopicOfSeat, ({ state }) => state === "up");
    await headset.opened();
    await headset.do("answer");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "busy");
    await headset.do("hangup");
    await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "ready");
    expect(daemon.errors).toEqual([]);
  });
});

const nodeTopicOfSeat = "cc/1/floor/node/island-1/device/p1-headset/status";
