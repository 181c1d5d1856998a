import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { loadConditions } from "../../src/adapters/cel/compileCondition.ts";
import { Wallboard } from "../../src/app/wallboard.ts";
import type { BoardShow, SubjectPlan, WallboardPlan } from "../../src/app/wallboardPlan.ts";
import { planDisplay } from "../../src/compose/planDisplay.ts";
import { displayModelFileSchema } from "../../src/config/displayModelFile.ts";
import { siteModel } from "../../src/config/siteModel.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { Floor, queueKey } from "../../src/domain/floor.ts";
import { glassOf, linesOf } from "../../src/domain/glass.ts";
import { localDayReader } from "../../src/domain/localDay.ts";
import { nothingKnown, type QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { settle } from "../../src/domain/statisticsRules.ts";
import type { WallMessage } from "../../src/domain/wallMessage.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { after, openTimers } from "../../src/shared/time.ts";

const compile = await loadConditions();

function boundDisplay(model: string) {
  const path = join(import.meta.dirname, "..", "..", "devices", "displays", `${model}.yaml`);
  const file = displayModelFileSchema.parse(parse(readFileSync(path, "utf8")));
  const fitted = siteModel({ settings: {} }, file);
  const driver = displayDrivers.get(file.driver);
  if (!driver) throw new Error(`no driver ${file.driver}`);
  return driver.bind(fitted.model, fitted.settings);
}

interface Given {
  readonly pages?: readonly object[];
  readonly alarms?: readonly object[];
  readonly atStop?: unknown;
  readonly model?: string;
  readonly noDataAfterSeconds?: number;
  readonly clockSynced?: boolean;
  readonly hours?: readonly object[];
  /** Queues that the floor knows; both when absent. */
  readonly subjects?: readonly string[];
  readonly display?: object;
}

const peakDay = "2026-02-15";

const plainMessage: WallMessage = {
  zone: "all",
  id: "news",
  priority: 2,
  text: { any: "CAKE IN ROOM 4" },
  from: null,
  until: null,
  repeatSeconds: null,
  needsAck: false,
  publishedAt: Date.parse("2026-02-14T10:00:00+01:00"),
};

const onePage = [{ lines: ["WAITING{fill}{sales.waiting | width 2}", "READY{fill}{sales.ready | width 2}"] }];

/** A floor with one source, a wallboard with one display, and what the display was asked to show. */
function wallboardOf(given: Given = {}) {
  const site = siteSchema.parse({
    version: 1,
    site: "demo",
    node: "floor",
    timeZone: "Europe/Paris",
    broker: { urls: ["mqtt://localhost"] },
    sources: { acd: {} },
    queues: { sales: { id: "1" }, service: { id: "2" } },
    hours: given.hours ?? [],
    displays: [
      {
        ...given.display,
        id: "wall",
        model: given.model ?? "alpha-4120c",
        port: "simulated",
        pages: given.pages ?? onePage,
        alarms: given.alarms ?? [],
        ...(given.atStop === undefined ? {} : { atStop: given.atStop }),
        ...(given.noDataAfterSeconds === undefined ? {} : { noDataAfterSeconds: given.noDataAfterSeconds }),
      },
    ],
  });
  const display = site.displays[0];
  if (!display) throw new Error("no display");
  const planned = planDisplay(site, display, boundDisplay(display.model), compile);
  expect(planned.problems).toEqual([]);
  const subject = (name: string, ...ids: string[]): [string, SubjectPlan] => [
    name,
    {
      name,
      displayName: name,
      members: ids.map((id) => queueKey("acd", id)),
      agents: "none",
      thresholdsOn: (date) =>
        new Map([
          [
            "waiting",
            {
              minimumMs: 20_000,
              steps: [{ above: date === peakDay ? 30 : 10, back: 7, colour: "red", blink: false }],
            },
          ],
        ]),
    },
  ];
  const plan: WallboardPlan = {
    subjects: new Map(
      [subject("sales", "1"), subject("service", "2"), subject("both", "1", "2")].filter(
        ([name]) => given.subjects === undefined || given.subjects.includes(name),
      ),
    ),
    displays: [planned.plan],
    lights: [],
    wholeWall: false,
    serviceLevel: "computed",
    staleAfterMs: () => 60_000,
    hours: site.hours,
    localDay: localDayReader("Europe/Paris"),
  };
  const messages: WallMessage[] = [];
  const clock = {
    wall: () => Date.now(),
    monotonic: () => performance.now(),
    isSynced: () => given.clockSynced ?? true,
  };
  const floor = new Floor();
  const shows: BoardShow[] = [];
  const wallboard = new Wallboard(
    {
      floor,
      clock,
      messages: (zones) => messages.filter(({ zone }) => zones.has(zone)),
      want: (_, show) => shows.push(show),
      after,
      lights: null,
    },
    plan,
  );
  running.push(wallboard);
  const say = (
    id: string,
    now: Partial<QueueStatistics["now"]>,
    agents: Partial<QueueStatistics["agents"]> = {},
  ) => {
    const empty = nothingKnown(id, null);
    const statistics = settle({
      ...empty,
      observedAt: Date.now(),
      now: { ...empty.now, ...now },
      agents: { ...empty.agents, ...agents },
    });
    floor.accept("acd", statistics, {
      monotonic: clock.monotonic(),
      wall: clock.wall(),
      clockSynced: true,
      retained: false,
      publishedAt: Date.now(),
      validForSeconds: null,
      partial: false,
    });
    wallboard.changed([queueKey("acd", id)]);
  };
  const last = (): BoardShow => {
    const show = shows.at(-1);
    if (!show) throw new Error("nothing was shown");
    return show;
  };
  const post = (message: Partial<WallMessage>): void => {
    messages.push({ ...plainMessage, ...message });
    wallboard.changedAll();
  };
  const withdraw = (): void => {
    messages.length = 0;
    wallboard.changedAll();
  };
  return { wallboard, floor, post, withdraw, say, shows, last, lines: () => linesOf(glassOf(last())) };
}

let running: Wallboard[] = [];

describe("Wallboard", () => {
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

  it("hands on the run of a figure that did not change as the same object", () => {
    const { wallboard, say, shows } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 3 }, { ready: 2 });
    say("1", { waiting: 4 }, { ready: 2 });
    const [before, now] = shows.slice(-2).map(({ values }) => values);
    const same = [...(now ?? [])].map(([key, run]) => [run.text, run === before?.get(key)]);
    expect(same).toContainEqual([" 2", true]);
    expect(same).toContainEqual([" 4", false]);
  });

  it("keeps the earlier of two moments at which something changes by time alone", async () => {
    const { wallboard, say, shows, lines } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 3 });
    for (let second = 0; second < 59; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      say("1", { waiting: 3 });
    }
    // What came last puts off when the figures are old; the minute is looked at all the same.
    expect(shows.length).toBeLessThan(65);
    await vi.advanceTimersByTimeAsync(60_002);
    expect(lines()[0]).toContain("--");
  });

  it("shows dashes, not zeros, before anything was heard", () => {
    const { wallboard, lines, last } = wallboardOf();
    wallboard.start();
    expect(lines()).toEqual(["WAITING    @--:-- --", "READY             --"]);
    expect(last()).toMatchObject({ stale: true, source: "rotation", pageNumber: 1 });
  });

  it("shows figures as soon as they come, and dashes for the one that is not known", () => {
    const { wallboard, say, lines } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 7 });
    expect(lines()).toEqual(["WAITING            7", "READY             --"]);
  });

  it("shows zero as zero", () => {
    const { wallboard, say, lines } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 0 }, { ready: 0 });
    expect(lines()).toEqual(["WAITING            0", "READY              0"]);
  });

  it("blanks the figures when they are 61 s old, and says of when the last good ones were", async () => {
    const { wallboard, say, lines, last } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 7 }, { ready: 2 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(lines()[0]).toBe("WAITING            7");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(lines()).toEqual(["WAITING    @10:18 --", "READY             --"]);
    expect(last().stale).toBe(true);
  });

  it("is fresh again with the next figures", async () => {
    const { wallboard, say, lines, last } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 7 });
    await vi.advanceTimersByTimeAsync(61_000);
    say("1", { waiting: 3 });
    expect(lines()[0]).toBe("WAITING            3");
    expect(last().stale).toBe(false);
  });

  it("gives way to NO DATA after five minutes without fresh figures", async () => {
    const { wallboard, say, lines, last } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 7 });
    await vi.advanceTimersByTimeAsync(61_000 + 299_000);
    expect(last().source).toBe("rotation");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(last()).toMatchObject({ source: "noData", stale: true, pageNumber: 0 });
    expect(lines()).toEqual(["      NO DATA", "       @10:18"]);
  });

  it("gives way to NO DATA at once where the page has no room to say how old its figures are", async () => {
    const { wallboard, say, last } = wallboardOf({
      model: "alpha-betabrite",
      pages: [{ lines: ["WAITING    {sales.waiting | width 2}"] }],
    });
    wallboard.start();
    say("1", { waiting: 7 });
    await vi.advanceTimersByTimeAsync(61_000);
    expect(last().source).toBe("noData");
  });

  it("lets pages take turns, and leaves out those whose condition does not hold", async () => {
    const pages = [
      { id: "one", seconds: 10, lines: ["ONE"] },
      { id: "two", seconds: 5, lines: ["TWO"], when: "sales.waiting > 5" },
      { id: "three", seconds: 10, lines: ["THREE"] },
    ];
    const { wallboard, say, last } = wallboardOf({ pages });
    const seen: string[] = [];
    wallboard.start();
    say("1", { waiting: 2 });
    seen.push(last().page);
    await vi.advanceTimersByTimeAsync(10_100);
    seen.push(last().page);
    say("1", { waiting: 6 });
    await vi.advanceTimersByTimeAsync(10_100);
    seen.push(last().page);
    await vi.advanceTimersByTimeAsync(10_100);
    seen.push(last().page);
    await vi.advanceTimersByTimeAsync(5_100);
    seen.push(last().page);
    expect(seen).toEqual(["one", "three", "one", "two", "three"]);
  });

  it("shows the time, not NO DATA, when no condition holds although the figures are fresh", () => {
    const pages = [{ lines: ["BUSY {sales.waiting}"], when: "sales.waiting > 5" }];
    const { wallboard, say, last, lines } = wallboardOf({ pages });
    wallboard.start();
    expect(last().source).toBe("noData");
    say("1", { waiting: 1 });
    expect(last().source).toBe("idle");
    expect(lines().join("")).toContain("10:18");
    say("1", { waiting: 6 });
    expect(last()).toMatchObject({ source: "rotation", page: "page-1" });
  });

  it("interrupts with an alarm, holds it for its time and goes back to where it was", async () => {
    const alarms = [
      { lines: ["LONG QUEUE {sales.waiting}"], when: "sales.waiting >= 20", minimumSeconds: 20 },
    ];
    const { wallboard, say, last, lines } = wallboardOf({ alarms });
    wallboard.start();
    say("1", { waiting: 21 });
    expect(last()).toMatchObject({ source: "alarm", alarm: "alarm-1", page: "page-1" });
    expect(lines()[0]).toContain("LONG QUEUE  21");
    say("1", { waiting: 3 });
    expect(last().alarm).toBe("alarm-1");
    await vi.advanceTimersByTimeAsync(20_100);
    expect(last()).toMatchObject({ alarm: null, source: "rotation" });
  });

  it("colours by threshold with hysteresis, and without new figures once the minimum time is over", async () => {
    const { wallboard, say, last } = wallboardOf();
    const colour = (): string | undefined =>
      [...last().values.values()].find((run) => /\d/.test(run.text))?.colour;
    wallboard.start();
    say("1", { waiting: 12 });
    expect(colour()).toBe("red");
    say("1", { waiting: 8 });
    expect(colour()).toBe("red");
    say("1", { waiting: 5 });
    expect(colour()).toBe("red");
    await vi.advanceTimersByTimeAsync(20_100);
    expect(colour()).toBe("green");
  });

  it("follows the minute where a page has a clock", async () => {
    const { wallboard, lines } = wallboardOf({ pages: [{ lines: ["{clock}"] }] });
    wallboard.start();
    expect(lines()[0]).toBe("10:18");
    await vi.advanceTimersByTimeAsync(60_100);
    expect(lines()[0]).toBe("10:19");
  });

  it("shows no time while the clock is not known to be right", () => {
    const { wallboard, lines } = wallboardOf({ pages: [{ lines: ["{clock}"] }], clockSynced: false });
    wallboard.start();
    expect(lines()[0]).toMatch(/^ *-+/);
  });

  it("turns no figure stale or fresh when the wall clock jumps forty years", async () => {
    const { wallboard, say, lines } = wallboardOf();
    wallboard.start();
    say("1", { waiting: 7 });
    vi.setSystemTime(new Date("1986-02-14T10:18:00+01:00"));
    await vi.advanceTimersByTimeAsync(30_000);
    wallboard.changedAll();
    expect(lines()[0]).toBe("WAITING            7");
    vi.setSystemTime(new Date("2026-02-14T10:18:30+01:00"));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(lines()[0]).toContain("--");
  });

  it("asks only the displays that look at a queue", () => {
    const { wallboard, say, shows } = wallboardOf();
    wallboard.start();
    const before = shows.length;
    say("2", { waiting: 1 });
    expect(shows.length).toBe(before);
    say("1", { waiting: 1 });
    expect(shows.length).toBe(before + 1);
  });

  it("does nothing before it is started and after it was stopped", () => {
    const { wallboard, say, shows } = wallboardOf();
    say("1", { waiting: 1 });
    wallboard.changedAll();
    expect(shows).toEqual([]);
    wallboard.start();
    wallboard.stop();
    const count = shows.length;
    say("1", { waiting: 2 });
    expect(shows.length).toBe(count);
  });

  it.each([
    ["blank", []],
    [{ text: "CLOSED" }, ["       CLOSED"]],
  ])("leaves the display as the site asked: %j", (atStop, shown) => {
    const { wallboard } = wallboardOf({ atStop });
    wallboard.start();
    const show = wallboard.stop().get("wall");
    if (!show) throw new Error("no last show");
    expect(linesOf(glassOf(show)).filter((line) => line !== "")).toEqual(shown);
    expect(show).toMatchObject({ source: "stop", stale: false, alarm: null });
  });

  it("leaves the display as it is where the site wants that", () => {
    const { wallboard } = wallboardOf({ atStop: "keep" });
    wallboard.start();
    expect(wallboard.stop().get("wall")).toBeNull();
  });

  describe("closed hours", () => {
    const hours = [{ days: ["sat"], from: "08:30", to: "10:20" }];

    it("says that the centre is closed and when it opens, not figures", async () => {
      const { wallboard, lines, last } = wallboardOf({ hours });
      wallboard.start();
      expect(last().source).toBe("rotation");
      await vi.advanceTimersByTimeAsync(125_000);
      expect(last()).toMatchObject({ source: "closed", stale: false, pageNumber: 0 });
      expect(lines().join(" ")).toMatch(/CLOSED OPEN 08:30/);
    });

    it("shows pages all the same on a display that does not follow them", async () => {
      const { wallboard, last } = wallboardOf({ hours, display: { followHours: false } });
      wallboard.start();
      await vi.advanceTimersByTimeAsync(125_000);
      expect(last().source).toBe("rotation");
    });

    it("covers alarms and urgent messages, but not an emergency", async () => {
      const alarms = [{ lines: ["LONG QUEUE"], when: "sales.waiting >= 20" }];
      const { wallboard, say, post, last, lines } = wallboardOf({ hours, alarms });
      wallboard.start();
      await vi.advanceTimersByTimeAsync(125_000);
      say("1", { waiting: 30 });
      post({ id: "urgent", priority: 1, text: { any: "SERVER DOWN" } });
      expect(last()).toMatchObject({ source: "closed", alarm: null });
      post({ id: "evac", priority: 0, text: { en: "EVACUATE", fr: "EVACUATION" } });
      expect(last()).toMatchObject({ source: "message", alarm: "@urgent" });
      expect(lines().join("").trim()).toBe("EVACUATE");
    });

    it("counts as open while the clock is not known to be right", () => {
      const { wallboard, last } = wallboardOf({
        hours: [{ date: "2026-02-14", closed: true }],
        clockSynced: false,
      });
      wallboard.start();
      expect(last().source).toBe("rotation");
    });
  });

  describe("messages", () => {
    it("lets a normal message take its turn among the pages, screen after screen", async () => {
      const text = "THE CANTEEN HAS SOUP TODAY AND THE LIFT IS REPAIRED AT LAST";
      const { wallboard, say, post, last, lines } = wallboardOf();
      wallboard.start();
      say("1", { waiting: 1 });
      post({ text: { any: text } });
      expect(last().source).toBe("rotation");
      await vi.advanceTimersByTimeAsync(10_100);
      expect(last()).toMatchObject({ source: "message", page: "@message", alarm: null });
      const words = [lines().join(" ")];
      await vi.advanceTimersByTimeAsync(4_000);
      words.push(lines().join(" "));
      expect(words.join(" ").split(/\s+/).filter(Boolean).toSorted()).toEqual(text.split(" ").toSorted());
      await vi.advanceTimersByTimeAsync(4_100);
      expect(last().source).toBe("rotation");
    });

    it("interrupts with an urgent message, in red, until it is withdrawn", () => {
      const { wallboard, post, withdraw, last } = wallboardOf();
      wallboard.start();
      post({ priority: 1 });
      expect(last()).toMatchObject({ source: "message", alarm: "@urgent", page: "page-1" });
      expect([...last().values.values()].find(({ text }) => text.includes("CAKE"))?.colour).toBe("red");
      withdraw();
      expect(last()).toMatchObject({ source: "rotation", alarm: null });
    });

    it("blinks for an emergency, which goes before an urgent message", () => {
      const { wallboard, post, lines, last } = wallboardOf();
      wallboard.start();
      post({ id: "a", priority: 1, text: { any: "SERVER DOWN" } });
      post({ id: "b", priority: 0, text: { any: "FIRE" } });
      expect(lines().join("")).toContain("FIRE");
      expect([...last().values.values()].find(({ text }) => text.includes("FIRE"))?.blink).toBe(true);
    });

    it("comes back every so many seconds where it says so", async () => {
      const { wallboard, post, last } = wallboardOf();
      wallboard.start();
      post({ priority: 1, repeatSeconds: 20, from: Date.now() });
      const seen: string[] = [];
      await vi.advanceTimersByTimeAsync(100);
      for (let second = 0; second < 40; second += 4) {
        seen.push(last().source);
        await vi.advanceTimersByTimeAsync(4_000);
      }
      const [m, r] = ["message", "rotation"];
      expect(seen).toEqual([m, m, r, r, r, m, m, r, r, r]);
    });

    it("begins and ends by itself", async () => {
      const { wallboard, post, last } = wallboardOf();
      const now = Date.now();
      wallboard.start();
      post({ priority: 1, from: now + 30_000, until: now + 50_000 });
      expect(last().source).toBe("rotation");
      await vi.advanceTimersByTimeAsync(30_100);
      expect(last().source).toBe("message");
      await vi.advanceTimersByTimeAsync(20_000);
      expect(last().source).toBe("rotation");
    });

    it("shows a filler only where there is nothing else", () => {
      const pages = [{ lines: ["BUSY {sales.waiting}"], when: "sales.waiting > 5" }];
      const { wallboard, say, post, last } = wallboardOf({ pages });
      wallboard.start();
      post({ priority: 3 });
      say("1", { waiting: 1 });
      expect(last()).toMatchObject({ source: "message", page: "@message" });
      say("1", { waiting: 9 });
      expect(last().source).toBe("rotation");
    });

    it("is for its zone only", () => {
      const { wallboard, post, last } = wallboardOf({ display: { zones: ["floor-2"] } });
      wallboard.start();
      post({ priority: 1, zone: "floor-3" });
      expect(last().source).toBe("rotation");
      post({ priority: 1, zone: "floor-2" });
      expect(last().source).toBe("message");
    });

    it("holds the rotation while something covers it", async () => {
      const pages = [
        { id: "one", lines: ["ONE"] },
        { id: "two", lines: ["TWO"] },
      ];
      const { wallboard, post, withdraw, last } = wallboardOf({ pages });
      wallboard.start();
      await vi.advanceTimersByTimeAsync(6_000);
      post({ priority: 1 });
      await vi.advanceTimersByTimeAsync(60_000);
      withdraw();
      expect(last().page).toBe("one");
      await vi.advanceTimersByTimeAsync(4_100);
      expect(last().page).toBe("two");
    });

    it("shows only what is urgent while the clock is not known to be right", () => {
      const { wallboard, post, last } = wallboardOf({ clockSynced: false });
      wallboard.start();
      post({ id: "a", priority: 2 });
      expect(last().source).toBe("rotation");
      post({ id: "b", priority: 1, until: 0 });
      expect(last().source).toBe("message");
    });
  });

  it("takes the limits of a peak day when it begins", async () => {
    const { wallboard, say, last } = wallboardOf();
    vi.setSystemTime(new Date("2026-02-14T23:59:00+01:00"));
    wallboard.start();
    say("1", { waiting: 15 });
    const colour = (): string | undefined =>
      [...last().values.values()].find((run) => /\d/.test(run.text))?.colour;
    expect(colour()).toBe("red");
    vi.setSystemTime(new Date("2026-02-15T00:01:00+01:00"));
    say("1", { waiting: 5 });
    await vi.advanceTimersByTimeAsync(21_000);
    say("1", { waiting: 15 });
    expect(colour()).toBe("green");
  });

  it("shows dashes for a queue that nobody knows, and counts its conditions as not fulfilled", () => {
    const pages = [
      { lines: ["OTHER {service.waiting}"] },
      { lines: ["NEVER"], when: "service.waiting > 0 || sales.waiting > 99" },
    ];
    const { wallboard, say, lines, last } = wallboardOf({ pages, subjects: ["sales"] });
    wallboard.start();
    say("1", { waiting: 1 });
    say("3", { waiting: 1 });
    wallboard.changedAll();
    expect(lines()[0]).toMatch(/^OTHER +--/);
    expect(last()).toMatchObject({ stale: true, pageNumber: 1 });
  });
});
