import { describe, expect, it } from "vitest";
import { MessageDispatch } from "../../src/app/messageDispatch.ts";
import type { BusMessage } from "../../src/ports/broker.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";

const message = (topic: string, bytes = 2): BusMessage => ({
  topic,
  payload: new Uint8Array(bytes),
  retained: false,
  responseTopic: null,
  correlation: null,
});

function dispatching() {
  const record = recordingLog();
  const metrics = recordingMetrics();
  const time = { ms: 0 };
  const dispatch = new MessageDispatch({ log: record.log, metrics, clock: { monotonic: () => time.ms } });
  const heard: string[] = [];
  const hear = (filter: string): void =>
    dispatch.add(filter, ({ topic }) => void heard.push(`${filter} ${topic}`));
  return { ...record, metrics, time, dispatch, heard, hear };
}

describe("MessageDispatch", () => {
  it("brings a message to all who asked for its topic, and to nobody else", () => {
    const { dispatch, heard, hear } = dispatching();
    hear("a/b");
    hear("a/+");
    hear("a/+");
    hear("c/#");
    for (const topic of ["a/b", "a/b", "c/d/e", "x"]) dispatch.deliver(message(topic));
    expect(heard).toEqual(["a/b a/b", "a/+ a/b", "a/+ a/b", "a/b a/b", "a/+ a/b", "a/+ a/b", "c/# c/d/e"]);
    expect(dispatch.filters).toEqual(["a/b", "a/+", "c/#"]);
  });

  it("refuses a filter that MQTT forbids", () => {
    const { dispatch, hear } = dispatching();
    expect(() => hear("a/#/b")).toThrow('cannot subscribe to "a/#/b": # may stand only at the end');
    expect(dispatch.filters).toEqual([]);
  });

  it("drops a payload over 64 KiB unread, counts it, and says so once a topic and hour", () => {
    const { dispatch, heard, hear, metrics, lines, time } = dispatching();
    hear("#");
    for (let times = 0; times < 3; times++) dispatch.deliver(message("a", 65_537));
    dispatch.deliver(message("b", 65_537));
    time.ms = 3_600_000;
    dispatch.deliver(message("a", 65_537));
    expect(heard).toEqual([]);
    expect(metrics.value('bus_dropped_total{reason="too_big"}')).toBe(5);
    expect(lines.map(({ facts }) => facts)).toEqual([
      { topic: "a", bytes: 65_537 },
      { topic: "b", bytes: 65_537 },
      { topic: "a", bytes: 65_537 },
    ]);
    dispatch.deliver(message("a", 65_536));
    expect(heard).toEqual(["# a"]);
  });

  it("lets a handler take bigger ones, where an ACD sends all its queues at once", () => {
    const { dispatch, metrics } = dispatching();
    const sizes: number[] = [];
    dispatch.add("acd/all", ({ payload }) => sizes.push(payload.length), 1_000_000);
    dispatch.deliver(message("acd/all", 1_000_000));
    dispatch.deliver(message("acd/all", 1_000_001));
    expect(sizes).toEqual([1_000_000]);
    expect(metrics.value('bus_dropped_total{reason="too_big"}')).toBe(1);
  });

  it("keeps one handler's failure from the others, and logs it once an hour", () => {
    const { dispatch, heard, hear, metrics, said, lines } = dispatching();
    dispatch.add("a", () => {
      throw new Error("broken");
    });
    dispatch.add("b", () => {
      throw "text";
    });
    hear("a");
    for (const topic of ["a", "a", "b"]) dispatch.deliver(message(topic));
    expect(heard).toEqual(["a a", "a a"]);
    expect(said()).toEqual(["a message could not be handled", "a message could not be handled"]);
    expect(lines.map(({ facts }) => facts["reason"])).toEqual(["broken", "text"]);
    expect(metrics.value("bus_handler_failures_total")).toBe(3);
  });

  it("names no person's topic in the log", () => {
    const { dispatch, lines } = dispatching();
    dispatch.add("#", () => {
      throw new Error("broken");
    });
    dispatch.add("+/#", () => undefined, 1);
    dispatch.deliver(message("cc/1/s/node/n/seat/p1/state"));
    expect(lines.map(({ facts }) => facts["topic"])).toEqual(["of a person", "of a person"]);
  });

  it("survives more topics than it remembers", () => {
    const { dispatch, heard, hear } = dispatching();
    hear("t/+");
    for (let index = 0; index < 5_000; index++) dispatch.deliver(message(`t/${index}`));
    expect(heard).toHaveLength(5_000);
  });
});
