import { BehaviorSubject, Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BusState } from "../../../src/app/busSession.ts";
import { BusLights } from "../../../src/app/lightLinks/busLights.ts";
import { gpioLight } from "../../../src/app/lightLinks/gpioLight.ts";
import { hidLight } from "../../../src/app/lightLinks/hidLight.ts";
import { SerialLight } from "../../../src/app/lightLinks/serialLight.ts";
import type { MessageHandler } from "../../../src/app/messageDispatch.ts";
import type { Answer } from "../../../src/ports/displayDriver.ts";
import { Fault } from "../../../src/ports/fault.ts";
import type { LightFrame, LightWord } from "../../../src/ports/lightDriver.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { later } from "../busDoubles.ts";

const gone = new Fault("PORT_GONE", "it is gone", "plug it in");
const levels: LightFrame = { kind: "levels", levels: [true] };
const message: LightFrame = { kind: "message", topic: "wled/hall/api", payload: "{}" };
const never = new AbortController().signal;

/** What a connection has besides what it carries. */
function connection() {
  const lost = later<Fault>();
  return { lost: lost.promise, lose: lost.resolve, close: vi.fn(async () => lost.resolve(gone)) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

describe("a light on USB", () => {
  it("takes reports and feature reports, says its own, and takes nothing else", async () => {
    const reports$ = new Subject<Uint8Array>();
    const written: string[] = [];
    const link = hidLight({
      ...connection(),
      reports$,
      write: async (bytes) => void written.push(`write ${bytes[0]}`),
      sendFeature: async (bytes) => void written.push(`feature ${bytes[0]}`),
      readFeature: async () => new Uint8Array(),
    });
    const words: LightWord[] = [];
    link.words$.subscribe((word) => words.push(word));
    await link.send({ kind: "report", bytes: Uint8Array.of(0, 1) });
    await link.send({ kind: "feature", bytes: Uint8Array.of(1, 99) });
    await expect(link.send(levels)).rejects.toMatchObject({ code: "LIGHT_WIRE" });
    reports$.next(Uint8Array.of(4));
    expect(words).toEqual([{ kind: "report", bytes: Uint8Array.of(4) }]);
    expect(written).toEqual(["write 0", "feature 1"]);
    await link.close();
    expect(await link.lost).toBe(gone);
  });
});

describe("a light on GPIO", () => {
  it("takes levels and nothing else", async () => {
    const written: (readonly boolean[])[] = [];
    const link = gpioLight({ ...connection(), write: async (told) => void written.push(told) });
    await link.send(levels);
    await expect(link.send(message)).rejects.toMatchObject({ code: "LIGHT_WIRE" });
    expect(written).toEqual([[true]]);
    await link.close();
    expect(await link.lost).toBe(gone);
  });
});

describe("a light on a line", () => {
  const answer: Answer = {
    withinMs: 200,
    retries: 1,
    read: ([first]) =>
      first === undefined
        ? { kind: "more" }
        : first === 6
          ? { kind: "taken" }
          : { kind: "refused", reason: "it says no", advice: "ask it why" },
  };
  const asking: LightFrame = { kind: "bytes", bytes: Uint8Array.of(0x57), answer };

  /** A line whose answers are the test's. */
  function lineOf(answers: readonly (number | null)[]) {
    const bytes$ = new Subject<Uint8Array>();
    const base = connection();
    const written: string[] = [];
    const left = [...answers];
    const link = new SerialLight({
      ...base,
      bytes$,
      write: async (bytes) => {
        written.push(Buffer.from(bytes).toString("hex"));
        const next = left.shift();
        if (next != null) bytes$.next(Uint8Array.of(next));
      },
    });
    const words: LightWord[] = [];
    link.words$.subscribe((word) => words.push(word));
    return { link, written, words, bytes$, lose: base.lose };
  }

  it("takes bytes that it answers nothing to, says its own, and takes nothing else", async () => {
    const { link, written, words, bytes$ } = lineOf([]);
    await link.send({ kind: "bytes", bytes: Uint8Array.of(0x11), answer: null });
    bytes$.next(Uint8Array.of(1));
    expect(words).toEqual([{ kind: "bytes", bytes: Uint8Array.of(1) }]);
    await expect(link.send(message)).rejects.toMatchObject({ code: "LIGHT_WIRE" });
    expect(written).toEqual(["11"]);
    bytes$.complete();
    await link.close();
  });

  it("has taken what it says it has, if need be at the second time", async () => {
    const first = lineOf([6]);
    await first.link.send(asking);
    expect(first.words).toEqual([]);
    const second = lineOf([21, 6]);
    await second.link.send(asking);
    expect(second.written).toEqual(["57", "57"]);
  });

  it("refuses, is silent, or makes no sense: a Fault each", async () => {
    const refusing = lineOf([21, 21]);
    await expect(refusing.link.send(asking)).rejects.toMatchObject({
      code: "LIGHT_REFUSED",
      message: "it says no",
      advice: "ask it why",
    });
    const mute = lineOf([]);
    const silence = expect(mute.link.send(asking)).rejects.toMatchObject({
      code: "LIGHT_SILENT",
      message: "the light does not answer",
    });
    await vi.advanceTimersByTimeAsync(400);
    await silence;
    const garbled = lineOf([1]);
    const nonsense = expect(
      garbled.link.send({
        ...asking,
        answer: { ...answer, retries: 0, read: () => ({ kind: "more" }) },
      }),
    ).rejects.toMatchObject({ code: "LIGHT_SILENT", message: expect.stringContaining("no sense") });
    await vi.advanceTimersByTimeAsync(400);
    await nonsense;
  });

  it("is not waited for when it is gone", async () => {
    const { link, lose } = lineOf([]);
    const sent = expect(link.send(asking)).rejects.toBe(gone);
    await vi.advanceTimersByTimeAsync(10);
    lose(gone);
    await sent;
  });
});

describe("lights on the bus", () => {
  /** A bus that is up or not, and what was said on it. */
  function busOf() {
    const state$ = new BehaviorSubject<BusState>({ up: false, fault: null });
    const handlers = new Map<string, MessageHandler>();
    const said: string[] = [];
    const bus = {
      state$,
      onMessage: (topic: string, handler: MessageHandler) => void handlers.set(topic, handler),
      say: async (topic: string, payload: string) => void said.push(`${topic} ${payload}`),
    };
    const hear = (topic: string, payload: string, retained = false): void =>
      handlers.get(topic)?.({
        topic,
        payload: new TextEncoder().encode(payload),
        retained,
        responseTopic: null,
        correlation: null,
      });
    const up = (): void => state$.next({ up: true, url: "mqtt://b", protocol: "5" });
    const down = (): void => state$.next({ up: false, fault: gone });
    return { bus, said, hear, up, down, topics: () => [...handlers.keys()] };
  }

  it("are there as soon as the bus is, and gone with it", async () => {
    const lights = new BusLights();
    const { bus, said, up, down, topics } = busOf();
    lights.attach(bus, ["wled/hall/status", "wled/hall/status"]);
    expect(topics()).toEqual(["wled/hall/status"]);
    const absent: string[] = [];
    const opening = lights.openerOf({ listens: ["wled/hall/status"] })(never, ({ code }) =>
      absent.push(code),
    );
    up();
    const link = await opening;
    expect(absent).toEqual(["LIGHT_NO_BUS"]);
    await link.send(message);
    expect(said).toEqual(["wled/hall/api {}"]);
    await expect(link.send(levels)).rejects.toMatchObject({ code: "LIGHT_WIRE" });
    down();
    expect(await link.lost).toMatchObject({ code: "LIGHT_NO_BUS" });
    lights.detach();
    await expect(link.send(message)).rejects.toMatchObject({ code: "LIGHT_NO_BUS" });
  });

  it("hear what the broker kept of their topics before they were open, and all that follows", async () => {
    const lights = new BusLights();
    const { bus, hear, up, down } = busOf();
    lights.attach(bus, ["a/LWT", "b/LWT"]);
    hear("a/LWT", "Offline", true);
    hear("b/LWT", "Online", true);
    hear("a/LWT", "Online");
    up();
    const link = await lights.openerOf({ listens: ["a/LWT"] })(never, () => undefined);
    const words: LightWord[] = [];
    link.words$.subscribe((word) => words.push(word));
    hear("a/LWT", "Offline");
    hear("b/LWT", "Offline");
    expect(words).toEqual([
      { kind: "message", topic: "a/LWT", payload: "Online", retained: true },
      { kind: "message", topic: "a/LWT", payload: "Offline", retained: false },
    ]);
    await link.close();
    expect(await link.lost).toMatchObject({ code: "LIGHT_CLOSED" });
    down();
    up();
    const again = await lights.openerOf({ listens: ["a/LWT"] })(never, () => undefined);
    const later: LightWord[] = [];
    again.words$.subscribe((word) => later.push(word));
    expect(later).toEqual([]);
    lights.detach();
  });

  it("forget what was not kept, such as a key that was pressed", async () => {
    const lights = new BusLights();
    const { bus, hear, up } = busOf();
    lights.attach(bus, ["a/key"]);
    up();
    hear("a/key", "pressed");
    const link = await lights.openerOf({ listens: ["a/key"] })(never, () => undefined);
    const words: LightWord[] = [];
    link.words$.subscribe((word) => words.push(word));
    expect(words).toEqual([]);
    lights.detach();
  });

  it("remember no more topics than they can have", async () => {
    const lights = new BusLights();
    const { bus, hear, up } = busOf();
    const topics = Array.from({ length: 1_030 }, (_, index) => `t/${index}`);
    lights.attach(bus, topics);
    for (const topic of topics) hear(topic, "on", true);
    hear("t/0", "off", true);
    up();
    const link = await lights.openerOf({ listens: topics })(never, () => undefined);
    const words: LightWord[] = [];
    link.words$.subscribe((word) => words.push(word));
    expect(words).toHaveLength(1_024);
    expect(words[0]).toMatchObject({ payload: "off" });
    lights.detach();
  });

  it("are not waited for longer than a minute, nor when nobody wants them any more", async () => {
    const lights = new BusLights();
    const opening = expect(lights.openerOf({ listens: [] })(never, () => undefined)).rejects.toMatchObject({
      code: "LIGHT_NO_BUS",
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await opening;
    const given = expect(
      lights.openerOf({ listens: [] })(AbortSignal.abort(), () => undefined),
    ).rejects.toMatchObject({ code: "LIGHT_NO_BUS" });
    await given;
  });
});
