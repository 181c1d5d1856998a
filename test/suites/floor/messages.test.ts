import { describe } from "vitest";
import type { BusClient } from "../busClient.ts";
import { floorTest as it } from "../floorBench.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
/** All pages are on the sign, also those that are not on. */
const provisioned = (bus: BusClient) => bus.hears(nodeTopic("device/wall/shown"), () => true);

const message = (zone: string, id: string): string => `cc/1/floor/message/${zone}/${id}`;
const figures = ["W  3            1:00", "R  2             80%"];

describe.concurrent("messages from supervisors", () => {
  it("interrupt for their zone, wait for somebody's word, and give the page back", async ({
    bench,
    expect,
  }) => {
    const { sign, bus } = await bench.run({ display: { zones: ["floor-2"] } });
    await provisioned(bus);
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 60, ready: 2, level: 80 }));
    await sign.shows(figures);
    const { texts } = sign.events;
    await bus.publish(message("floor-3", "news"), { v: 1, priority: 1, text: "NOT FOR US" }, true);
    const outage = { v: 1, priority: 1, text: { fr: "PANNE", en: "SERVER DOWN" }, needsAck: true };
    await bus.publish(message("floor-2", "outage"), outage, true);
    await sign.shows([/^ +SERVER DOWN/, ""]);
    expect(sign.lookOf("SERVER")).toEqual({ colour: "red", blink: false });
    await bus.hears(nodeTopic("device/wall/shown"), ({ source }) => source === "message");
    await bus.hears(nodeTopic("alarm/outage"), ({ text }) => text === "SERVER DOWN");
    await bus.publish(nodeTopic("alarm/outage/ack"), { v: 1, by: "someone" });
    await sign.shows(figures);
    expect(sign.events["texts"]).toBe(texts);
  });

  it("take their turn with the pages until they are taken away", async ({ bench }) => {
    const pages = [{ id: "sales", seconds: 2, lines: ["W{sales.waiting}{fill}{sales.longestWait}"] }];
    const { sign, bus } = await bench.run({ display: { pages } });
    await provisioned(bus);
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 60 }));
    await bus.publish(message("all", "cake"), { v: 1, text: "CAKE IN ROOM 4" }, true);
    await sign.shows([/^ +CAKE IN ROOM 4/, ""]);
    await sign.shows(["W  3            1:00", ""]);
    await sign.shows([/^ +CAKE IN ROOM 4/, ""]);
    await bus.publish(message("all", "cake"), "", true);
    await sign.shows(["W  3            1:00", ""]);
  });

  it("are dropped when they make no sense, and counted", async ({ bench, expect }) => {
    const { sign, bus, daemon } = await bench.run();
    await provisioned(bus);
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 60, ready: 2, level: 80 }));
    await bus.publish(message("all", "bad"), { v: 1, priority: 7, text: "X" }, true);
    await bus.publish(message("all", "worse"), "{", true);
    await daemon.line((line) => line.includes("message dropped"));
    await sign.shows(figures);
    expect(await bench.metrics.sum("messages_dropped_total")).toBe(2);
  });
});

describe.concurrent("outside opening hours", () => {
  it("the wall says closed, whatever the figures are, and an emergency all the same", async ({ bench }) => {
    const closed = [{ date: new Date().toISOString().slice(0, 10), closed: true }];
    const tomorrow = { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:30", to: "23:00" };
    const { sign, bus } = await bench.run({ site: { hours: [...closed, tomorrow] } });
    await bus.publish(topic, statistics("60100", { waiting: 3, longest: 60, ready: 2, level: 80 }));
    await sign.shows([/^ *CLOSED OPEN 00:30/, ""], 15_000);
    await bus.publish(message("all", "fire"), { v: 1, priority: 0, text: "FIRE" }, true);
    await sign.shows([/^ +FIRE/, ""]);
    await bus.publish(message("all", "fire"), "", true);
    await sign.shows([/^ *CLOSED OPEN 00:30/, ""]);
  });
});
