import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConditions } from "../../src/adapters/cel/compileCondition.ts";
import { LightBoard } from "../../src/app/lightBoard.ts";
import type { LightShow } from "../../src/app/lightPlan.ts";
import { Wallboard } from "../../src/app/wallboard.ts";
import { messageZones, type SubjectPlan, type WallboardPlan } from "../../src/app/wallboardPlan.ts";
import { lightPlans } from "../../src/compose/lightPlans.ts";
import { completeSite } from "../../src/config/completeSite.ts";
import { type LightModelFile, lightModelFileSchema } from "../../src/config/lightModelFile.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { Floor, queueKey } from "../../src/domain/floor.ts";
import type { NodeHealth } from "../../src/domain/lightFacts.ts";
import { localDayReader } from "../../src/domain/localDay.ts";
import { nothingKnown, type QueueStatistics } from "../../src/domain/queueStatistics.ts";
import type { SeatLook } from "../../src/domain/seatLook.ts";
import { settle } from "../../src/domain/statisticsRules.ts";
import type { WallMessage } from "../../src/domain/wallMessage.ts";
import { after, openTimers } from "../../src/shared/time.ts";
import { calm, idleSeat, programOf, wordsOf } from "../domain/lightFixtures.ts";

const compile = await loadConditions();

const modelOf = (id: string, more: object): [string, LightModelFile] => [
  id,
  lightModelFileSchema.parse({
    schema: 1,
    id,
    name: id,
    driver: "none",
    refreshSeconds: null,
    samples: [{ levels: [], shows: [] }],
    source: "made for these tests",
    ...more,
  }),
];

const models = new Map([
  modelOf("ball", { lamps: [{ name: "all", colour: "any" }] }),
  modelOf("tower", {
    lamps: [
      { name: "red", colour: "red" },
      { name: "amber", colour: "amber" },
      { name: "green", colour: "green" },
    ],
    buzzer: true,
  }),
  modelOf("relays", { lamps: [{ name: "red", colour: "red" }], wears: true }),
]);

interface Given {
  readonly lights: readonly object[];
  readonly hours?: readonly object[];
  readonly wholeWall?: boolean;
}

/** A site with lights and no display, and what its lights were told. */
function lightsOf({ lights, hours = [], wholeWall = false }: Given) {
  const site = siteSchema.parse({
    version: 1,
    site: "demo",
    node: "floor",
    timeZone: "Europe/Paris",
    broker: { urls: ["mqtt://localhost"] },
    sources: { acd: {} },
    queues: { sales: { id: "1" }, service: { id: "2" } },
    hours,
    lights: lights.map((light, index) => ({ id: `light-${index + 1}`, model: "ball", ...light })),
    lighting: { wholeWall },
  });
  const floor = new Floor();
  const subject = (name: string, ...ids: string[]): [string, SubjectPlan] => [
    name,
    {
      name,
      displayName: name,
      members: ids.map((id) => queueKey("acd", id)),
      agents: "none",
      thresholdsOn: () => new Map(),
    },
  ];
  const plan: WallboardPlan = {
    subjects: new Map([subject("sales", "1"), subject("service", "2")]),
    displays: [],
    lights: lightPlans({ site: completeSite(site, "/"), lights: models }, compile),
    wholeWall: site.lighting.wholeWall,
    serviceLevel: "computed",
    staleAfterMs: () => 60_000,
    hours: site.hours,
    localDay: localDayReader("Europe/Paris"),
  };
  const told: [id: string, show: LightShow][] = [];
  const world = {
    seat: null as SeatLook | null,
    health: { worst: "up", broker: true } as NodeHealth,
    messages: [] as WallMessage[],
    isSynced: true,
    onWant: (): void => undefined,
  };
  const startedAt = Date.now();
  const clock = {
    wall: () => Date.now(),
    monotonic: () => Date.now() - startedAt,
    isSynced: () => world.isSynced,
  };
  const wallboard = new Wallboard(
    {
      floor,
      clock,
      messages: (zones) => world.messages.filter(({ zone }) => zones.has(zone)),
      want: () => undefined,
      after,
      lights: {
        want: (id, show) => {
          told.push([id, show]);
          world.onWant();
        },
        seat: (seat) => (seat === "seat-1" ? world.seat : null),
        health: () => world.health,
      },
    },
    plan,
  );
  running.push(wallboard);
  const say = (
    id: string,
    now: Partial<QueueStatistics["now"]>,
    agents: Partial<QueueStatistics["agents"]> = {},
  ): void => {
    const empty = nothingKnown(id, null);
    const statistics = settle({
      ...empty,
      observedAt: Date.now(),
      now: { ...empty.now, ...now },
      agents: { ...empty.agents, ...agents },
    });
    const arrival = { monotonic: clock.monotonic(), wall: clock.wall(), clockSynced: true, retained: false };
    floor.accept("acd", statistics, {
      ...arrival,
      publishedAt: Date.now(),
      validForSeconds: null,
      partial: false,
    });
    wallboard.changed([queueKey("acd", id)]);
  };
  const last = (id = "light-1"): LightShow => {
    const show = told.findLast(([light]) => light === id)?.[1];
    if (show === undefined) throw new Error(`${id} was told nothing`);
    return show;
  };
  return { wallboard, plan, world, told, say, last, look: (id?: string) => wordsOf(last(id)) };
}

const message: WallMessage = {
  zone: "all",
  id: "news",
  priority: 1,
  text: { any: "FIRE DRILL" },
  from: null,
  until: null,
  repeatSeconds: null,
  needsAck: false,
  publishedAt: Date.parse("2026-02-14T10:00:00+01:00"),
};

const waiting = { figure: "waiting", of: "sales", above: 5, colour: "red", minimumSeconds: 0 };
const fine = { colour: "green", minimumSeconds: 0 };

let running: Wallboard[] = [];

describe("lights beside the displays", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(new Date("2026-02-14T10:18:00+01:00"));
  });
  afterEach(() => {
    for (const wallboard of running) wallboard.stop();
    running = [];
    vi.useRealTimers();
    expect(openTimers()).toBe(0);
  });

  it("follow figures as soon as they come, and are told only what is new", () => {
    const { wallboard, say, told, look, last } = lightsOf({ lights: [{ rules: [waiting, fine] }] });
    wallboard.start();
    say("1", { waiting: 4 });
    expect(look()).toBe("green");
    say("1", { waiting: 5 });
    expect(look()).toBe("red");
    expect(last().rules).toEqual(["rule 1"]);
    say("1", { waiting: 9 });
    wallboard.changedAll();
    expect(told).toHaveLength(2);
  });

  it("tell another fade, or another rule, of the same look", () => {
    const slow = { ...waiting, above: 9, fadeMs: 500 };
    const { wallboard, say, told } = lightsOf({
      lights: [{ rules: [slow, waiting, { ...waiting, above: 1 }] }],
    });
    wallboard.start();
    for (const value of [1, 5, 9]) say("1", { waiting: value });
    expect(told.map(([, { rules }]) => rules[0])).toEqual([null, "rule 3", "rule 2", "rule 1"]);
  });

  it("look again only when a queue changes that they look at", () => {
    const { wallboard, say, told } = lightsOf({
      lights: [
        { rules: [waiting] },
        { rules: [{ when: "service.waiting > 0", colour: "red" }] },
        { rules: [{ load: "service", above: 100, colour: "red" }] },
        { rules: [{ noData: true, colour: "blue", minimumSeconds: 0 }] },
        { rules: [{ noData: "service", colour: "blue", minimumSeconds: 0 }] },
      ],
    });
    wallboard.start();
    told.length = 0;
    say("1", { waiting: 5 });
    expect(told.map(([id]) => id)).toEqual(["light-1", "light-4"]);
    told.length = 0;
    say("2", { waiting: 5 }, { ready: 1, onCall: 4 });
    expect(told.map(([id]) => id)).toEqual(["light-2", "light-3", "light-5"]);
  });

  it("let go of stale figures, and say that there are none", async () => {
    const { wallboard, say, look } = lightsOf({
      lights: [
        {
          rules: [
            { ...waiting, minimumSeconds: 3_600 },
            { noData: "sales", colour: "blue" },
          ],
        },
      ],
    });
    wallboard.start();
    expect(look()).toBe("blue");
    say("1", { waiting: 7 });
    expect(look()).toBe("red");
    await vi.advanceTimersByTimeAsync(59_000);
    expect(look()).toBe("red");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(look()).toBe("blue");
  });

  it("do not take unknown for zero", () => {
    const { wallboard, say, look } = lightsOf({
      lights: [{ rules: [{ figure: "ready", of: "sales", below: 0, colour: "red" }] }],
    });
    wallboard.start();
    say("1", { waiting: 7 });
    expect(look()).toBe("dark");
    say("1", { waiting: 7 }, { ready: 0 });
    expect(look()).toBe("red");
  });

  it("follow a condition, and let go of it when its figures are stale", async () => {
    const rule = { when: "sales.waiting > 0 && sales.ready == 0", colour: "red", minimumSeconds: 3_600 };
    const { wallboard, say, look } = lightsOf({ lights: [{ rules: [rule] }] });
    wallboard.start();
    say("1", { waiting: 1 }, { ready: 0 });
    expect(look()).toBe("red");
    say("1", { waiting: 1 }, { ready: 3 });
    expect(look()).toBe("red");
    await vi.advanceTimersByTimeAsync(61_000);
    expect(look()).toBe("dark");
  });

  it("end a minimum time by the clock alone", async () => {
    const { wallboard, say, look } = lightsOf({
      lights: [{ rules: [{ ...waiting, minimumSeconds: 5 }, fine] }],
    });
    wallboard.start();
    say("1", { waiting: 7 });
    say("1", { waiting: 0 });
    await vi.advanceTimersByTimeAsync(4_900);
    expect(look()).toBe("red");
    await vi.advanceTimersByTimeAsync(200);
    expect(look()).toBe("green");
  });

  it("sound a buzzer for its time, or until somebody has heard it", async () => {
    const { wallboard, say, look } = lightsOf({
      lights: [{ model: "tower", rules: [{ ...waiting, buzzerSeconds: 3 }] }],
    });
    wallboard.start();
    say("1", { waiting: 7 });
    expect(look()).toBe("red, dark, dark, buzzer");
    await vi.advanceTimersByTimeAsync(3_100);
    expect(look()).toBe("red, dark, dark");
    say("1", { waiting: 0 });
    say("1", { waiting: 7 });
    expect(look()).toBe("red, dark, dark, buzzer");
    wallboard.silence();
    expect(look()).toBe("red, dark, dark");
  });

  it("follow a seat and the controller's own health", () => {
    const { wallboard, world, look } = lightsOf({
      lights: [{ seat: "seat-1" }, { rules: [{ health: "down", colour: "magenta", minimumSeconds: 0 }] }],
    });
    wallboard.start();
    expect(look()).toBe("dark");
    world.seat = { ...idleSeat, state: "reserved" };
    wallboard.changedLights();
    expect(look()).toBe("green fast");
    world.health = { worst: "down", broker: true };
    wallboard.changedLights();
    expect(look("light-2")).toBe("magenta");
  });

  it("follow messages while they are on, also in the breaks of their text", async () => {
    const rules = [
      { message: "emergency", colour: "red", flash: "fast", minimumSeconds: 0 },
      { message: "urgent", zones: ["island"], colour: "amber", minimumSeconds: 0 },
      { message: "normal", colour: "blue", minimumSeconds: 0 },
    ];
    const { wallboard, plan, world, look } = lightsOf({ lights: [{ rules }] });
    expect(messageZones(plan)).toEqual(new Set(["all", "light-1", "island"]));
    wallboard.start();
    const post = (...messages: Partial<WallMessage>[]): string => {
      world.messages = messages.map((one) => ({ ...message, ...one }));
      wallboard.changedAll();
      return look();
    };
    expect(post({ priority: 2 })).toBe("blue");
    expect(post({ priority: 3 })).toBe("dark");
    expect(post({ priority: 2, publishedAt: null })).toBe("blue");
    expect(post({ zone: "island" })).toBe("amber");
    expect(post({ priority: 0, zone: "light-1" }, { priority: 2 })).toBe("red fast");
    expect(post({ repeatSeconds: 60, until: Date.now() + 90_000 })).toBe("amber");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(look()).toBe("amber");
    await vi.advanceTimersByTimeAsync(60_100);
    expect(look()).toBe("dark");
    post({ priority: 2, from: Date.now() + 10_000 });
    await vi.advanceTimersByTimeAsync(10_100);
    expect(look()).toBe("blue");
  });

  it("believe only emergencies and urgent messages while the clock cannot be trusted", () => {
    const { wallboard, world, look } = lightsOf({
      lights: [{ rules: [{ message: "any", colour: "red", minimumSeconds: 0 }] }],
    });
    world.isSynced = false;
    world.messages = [{ ...message, priority: 2 }];
    wallboard.start();
    expect(look()).toBe("dark");
    world.messages = [{ ...message, until: Date.now() - 1 }];
    wallboard.changedAll();
    expect(look()).toBe("red");
  });

  it("are dark while the centre is closed, and burn from the minute it opens", async () => {
    vi.setSystemTime(new Date("2026-02-16T08:29:30+01:00"));
    const hours = [{ days: ["mon"], from: "08:30", to: "18:00" }];
    const { wallboard, look } = lightsOf({
      hours,
      lights: [{ rules: [fine] }, { rules: [fine], followHours: false }],
    });
    wallboard.start();
    expect([look("light-1"), look("light-2")]).toEqual(["dark", "green"]);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(look("light-1")).toBe("green");
  });

  it("are quiet from their hour on", async () => {
    vi.setSystemTime(new Date("2026-02-16T21:59:30+01:00"));
    const quiet = { from: "22:00", to: "06:00", dim: 30 };
    const { wallboard, look } = lightsOf({ lights: [{ quiet, rules: [{ colour: "red", flash: "fast" }] }] });
    wallboard.start();
    expect(look()).toBe("red fast");
    await vi.advanceTimersByTimeAsync(31_000);
    expect(look()).toBe("red 30%");
  });

  it("do not all flash at once in one colour, unless the site says so", () => {
    const rules = [{ colour: "red", flash: "fast" }];
    const careful = lightsOf({ lights: [{ rules }, { rules }] });
    careful.wallboard.start();
    expect([careful.look("light-1"), careful.look("light-2")]).toEqual(["red fast", "red"]);
    const daring = lightsOf({ lights: [{ rules }, { rules }], wholeWall: true });
    daring.wallboard.start();
    expect([daring.look("light-1"), daring.look("light-2")]).toEqual(["red fast", "red fast"]);
  });

  it("flash again as soon as another light does not any more", () => {
    const flashing = { ...waiting, flash: "fast" };
    const { wallboard, say, look } = lightsOf({
      lights: [{ rules: [flashing] }, { rules: [{ colour: "red", flash: "fast" }] }],
    });
    wallboard.start();
    expect([look("light-1"), look("light-2")]).toEqual(["dark", "red fast"]);
    say("1", { waiting: 7 });
    expect([look("light-1"), look("light-2")]).toEqual(["red fast", "red"]);
    say("1", { waiting: 0 });
    expect([look("light-1"), look("light-2")]).toEqual(["dark", "red fast"]);
  });

  it("do not flash with relays unless the site says so, and leave them a second", () => {
    const rules = [{ ...waiting, lamp: "red", flash: "fast" }];
    const { wallboard, say, look, plan } = lightsOf({
      lights: [
        { model: "relays", rules },
        { model: "relays", rules, flashRelays: true, atStop: "keep" },
      ],
      wholeWall: true,
    });
    wallboard.start();
    say("1", { waiting: 7 });
    expect([look("light-1"), look("light-2")]).toEqual(["red", "red fast"]);
    expect(plan.lights[0]?.program.rules[0]?.minimumMs).toBe(1_000);
    expect(plan.lights.map(({ last }) => last && wordsOf(last))).toEqual(["dark", null]);
  });

  it("are told the newest, also when the first word of one is news to the others", () => {
    const rules = [{ health: "down", colour: "red", minimumSeconds: 0 }, fine];
    const { wallboard, world, told, look } = lightsOf({ lights: [{ rules }, { rules }] });
    world.onWant = () => {
      world.onWant = () => undefined;
      world.health = { worst: "down", broker: true };
      wallboard.changedLights();
    };
    wallboard.start();
    expect([look("light-1"), look("light-2")]).toEqual(["red", "red"]);
    expect(told).toHaveLength(3);
  });

  it("say nothing any more when the wallboard has stopped", () => {
    const { wallboard, told, say } = lightsOf({ lights: [{ rules: [waiting] }] });
    wallboard.changedLights();
    expect(told).toEqual([]);
    wallboard.start();
    wallboard.stop();
    told.length = 0;
    say("1", { waiting: 7 });
    wallboard.silence();
    wallboard.changedAll();
    expect(told).toEqual([]);
  });
});

describe("a light alone", () => {
  it("takes for unknown what nobody knows of", () => {
    const program = programOf([
      { figure: "waiting", of: "sales", below: 0, colour: "red" },
      { load: "sales", below: 0, colour: "red" },
      { when: "sales.waiting == 0", colour: "red" },
      { noData: "sales", colour: "blue" },
    ]);
    const plan = {
      id: "hall",
      program,
      conditions: new Map(),
      reads: new Set(""),
      zones: new Set(""),
      last: null,
    };
    const show = new LightBoard(plan).show(
      { monotonic: 0, wall: 0, clockSynced: true },
      {
        subjects: new Map(),
        messages: () => [],
        seat: () => null,
        health: calm.health,
        day: null,
        isClosed: false,
      },
    );
    expect([wordsOf(show), show.rules]).toEqual(["blue", ["rule 4"]]);
  });
});

describe("the plans of lights", () => {
  it("need a model and conditions that can be read, as the check has seen to", () => {
    expect(() => lightsOf({ lights: [{ model: "lamp" }] })).toThrow("there is no model 'lamp'");
    const when = "marketing.waiting > 0";
    expect(() => lightsOf({ lights: [{ rules: [{ when, colour: "red" }] }] })).toThrow("marketing");
  });
});
