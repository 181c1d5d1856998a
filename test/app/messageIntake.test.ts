import { describe, expect, it } from "vitest";
import { MessageIntake, MOST_MESSAGES } from "../../src/app/messageIntake.ts";
import { readMessage, readSchedule } from "../../src/drivers/bus/readMessage.ts";
import type { BusMessage } from "../../src/ports/broker.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

function intakeOf() {
  const { log, lines, said } = recordingLog();
  const metrics = recordingMetrics();
  const alarms: [string, string | null][] = [];
  let changes = 0;
  const intake = new MessageIntake({
    clock: { wall: () => 0, monotonic: () => 0, isSynced: () => true },
    log,
    metrics,
    read: readMessage,
    readSchedule,
    changed: () => {
      changes += 1;
    },
    alarm: (id, message) => alarms.push([id, message?.text.any ?? null]),
  });
  const handlers = new Map<string, (message: BusMessage) => void>();
  intake.attach({ onMessage: (filter, handler) => void handlers.set(filter, handler) }, ["all", "floor-2"], {
    messages: (zone) => `cc/1/demo/message/${zone}/+`,
    schedule: (zone) => `cc/1/demo/schedule/${zone}`,
    acks: "cc/1/demo/node/n/alarm/+/ack",
  });
  const deliver = (filter: string, topic: string, payload: object | "", retained: boolean): void =>
    handlers.get(filter)?.({
      topic,
      payload: new TextEncoder().encode(payload === "" ? "" : JSON.stringify(payload)),
      retained,
      responseTopic: null,
      correlation: null,
    });
  return {
    intake,
    lines,
    said,
    metrics,
    alarms,
    changes: () => changes,
    post: (zone: string, id: string, payload: object | "") =>
      deliver(`cc/1/demo/message/${zone}/+`, `cc/1/demo/message/${zone}/${id}`, payload, true),
    acknowledge: (id: string, retained = false) =>
      deliver("cc/1/demo/node/n/alarm/+/ack", `cc/1/demo/node/n/alarm/${id}/ack`, { by: "x" }, retained),
    plan: (zone: string, payload: object | "") =>
      deliver(`cc/1/demo/schedule/${zone}`, `cc/1/demo/schedule/${zone}`, payload, true),
    of: (...zones: string[]) => intake.of(new Set(zones), 0, null).map(({ id }) => id),
    at: (minutes: number, ...zones: string[]) =>
      intake
        .of(new Set(zones), minutes * 60_000, { date: "2026-02-14", weekday: "sat", minutes })
        .map(({ id }) => id),
  };
}

describe("MessageIntake", () => {
  it("keeps messages by zone until they are taken away with an empty payload", () => {
    const { post, of, changes } = intakeOf();
    post("all", "a", { text: "A" });
    post("floor-2", "b", { text: "B" });
    expect([of("all"), of("floor-2"), of("all", "floor-2"), of("x")]).toEqual([["a"], ["b"], ["a", "b"], []]);
    post("all", "a", "");
    expect(of("all")).toEqual([]);
    expect(changes()).toBe(3);
    post("all", "never-there", "");
    expect(changes()).toBe(3);
  });

  it("replaces a message by its newer version", () => {
    const { post, of, metrics } = intakeOf();
    post("all", "a", { text: "A" });
    post("all", "a", { text: "B" });
    expect(of("all")).toEqual(["a"]);
    expect(metrics.value("messages_held")).toBe(1);
  });

  it("raises an alarm for a message that wants an acknowledgement, and takes it off the wall when it has one", () => {
    const { post, of, acknowledge, alarms, said } = intakeOf();
    post("all", "evac", { text: "OUT", needsAck: true });
    post("all", "news", { text: "CAKE" });
    acknowledge("other");
    acknowledge("news");
    expect(of("all")).toEqual(["evac", "news"]);
    acknowledge("evac");
    acknowledge("evac");
    expect(of("all")).toEqual(["news"]);
    expect(alarms).toEqual([
      ["evac", "OUT"],
      ["evac", null],
    ]);
    expect(said()).toEqual(["message acknowledged"]);
    post("all", "evac", { text: "OUT AGAIN", needsAck: true });
    expect(of("all")).toEqual(["news", "evac"]);
  });

  it("takes everything off the wall that wanted an acknowledgement, when somebody at a seat has seen it", () => {
    const { post, of, alarms, intake } = intakeOf();
    post("all", "evac", { text: "OUT", needsAck: true });
    post("all", "fire", { text: "FIRE", needsAck: true });
    post("all", "news", { text: "CAKE" });
    intake.acknowledgeAll();
    intake.acknowledgeAll();
    expect(of("all")).toEqual(["news"]);
    expect(alarms.slice(2)).toEqual([
      ["evac", null],
      ["fire", null],
    ]);
  });

  it("does not take yesterday's acknowledgement for today's", () => {
    const { post, of, acknowledge, metrics } = intakeOf();
    post("all", "evac", { text: "OUT", needsAck: true });
    acknowledge("evac", true);
    expect(of("all")).toEqual(["evac"]);
    expect(metrics.value('messages_dropped_total{reason="retained_ack"}')).toBe(1);
  });

  it("drops what it cannot read, says it once, and keeps what it had", () => {
    const { post, of, said, metrics } = intakeOf();
    post("all", "a", { text: "A" });
    post("all", "a", { text: 5 });
    post("all", "a", { text: 5 });
    post("all", "Not-An-Id", { text: "A" });
    expect(of("all")).toEqual(["a"]);
    expect(said()).toEqual(["message dropped", "message dropped"]);
    expect(metrics.value('messages_dropped_total{reason="unreadable"}')).toBe(2);
    expect(metrics.value('messages_dropped_total{reason="bad_id"}')).toBe(1);
  });

  it("has room for so many and no more", () => {
    const { post, of, metrics } = intakeOf();
    for (let index = 0; index <= MOST_MESSAGES; index += 1) post("all", `m${index}`, { text: "x" });
    expect(of("all")).toHaveLength(MOST_MESSAGES);
    expect(metrics.value('messages_dropped_total{reason="too_many"}')).toBe(1);
  });

  describe("a schedule", () => {
    const lunch = { id: "lunch", days: ["sat"], from: "12:00", to: "13:30", text: { fr: "BON APPETIT" } };

    it("gives its messages at their time, for its zone, and none while the clock is wrong", () => {
      const { plan, at, of } = intakeOf();
      plan("all", { v: 1, entries: [lunch, { ...lunch, id: "once", days: undefined, date: "2026-02-15" }] });
      expect([at(719, "all"), at(720, "all"), at(809, "all"), at(810, "all")]).toEqual([
        [],
        ["lunch"],
        ["lunch"],
        [],
      ]);
      expect(at(730, "floor-2")).toEqual([]);
      expect(of("all")).toEqual([]);
    });

    it("is replaced by the next one, kept when that cannot be read, and ended by an empty payload", () => {
      const { plan, at, metrics } = intakeOf();
      plan("all", { entries: [lunch] });
      plan("all", { entries: [{ ...lunch, from: "14:00" }] });
      expect(metrics.value('messages_dropped_total{reason="unreadable"}')).toBe(1);
      expect(at(730, "all")).toEqual(["lunch"]);
      plan("all", { entries: [{ ...lunch, id: "tea" }] });
      expect(at(730, "all")).toEqual(["tea"]);
      plan("all", "");
      expect(at(730, "all")).toEqual([]);
    });
  });
});
