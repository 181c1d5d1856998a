import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LightFacts } from "../../src/domain/lightFacts.ts";
import type { WrittenLightRule } from "../../src/domain/lightRule.ts";
import { silenceLight } from "../../src/domain/lightRules.ts";
import { localDayReader } from "../../src/domain/localDay.ts";
import type { MessagePriority } from "../../src/domain/wallMessage.ts";
import { calm, FollowedLight, idleSeat, programOf, tower } from "./lightFixtures.ts";

const waiting = (value: number | null): Partial<LightFacts> => ({
  figure: (subject, figure) => (subject === "sales" && figure === "waiting" ? value : null),
});

const busy: WrittenLightRule = {
  figure: "waiting",
  of: "sales",
  above: 10,
  colour: "red",
  minimumSeconds: 0,
};
const fine: WrittenLightRule = { colour: "green", minimumSeconds: 0 };

describe("the rules of a light", () => {
  it("are asked from the top, and the first that holds wins", () => {
    const light = new FollowedLight(programOf([busy, { ...busy, above: 5, colour: "amber" }, fine]));
    expect(light.at(0, waiting(3))).toBe("green");
    expect(light.at(1, waiting(5))).toBe("amber");
    expect(light.at(2, waiting(10))).toBe("red");
    expect(light.at(3, waiting(4))).toBe("green");
  });

  it("leave the light dark while none of them holds", () => {
    expect(new FollowedLight(programOf([busy])).at(0, waiting(9))).toBe("dark");
    expect(new FollowedLight(programOf([])).step(0)).toMatchObject({ winners: [null], nextAt: null });
  });

  it("are left only past the way back", () => {
    const light = new FollowedLight(programOf([{ ...busy, back: 7 }, fine]));
    const seen = [9, 10, 8, 7, 6, 9, 10].map((value, second) => light.at(second, waiting(value)));
    expect(seen).toEqual(["green", "red", "red", "red", "green", "green", "red"]);
  });

  it("count from below too", () => {
    const low = {
      figure: "serviceLevel",
      of: "sales",
      below: 80,
      back: 85,
      colour: "red",
      minimumSeconds: 0,
    };
    const light = new FollowedLight(programOf([low, fine]));
    const seen = [81, 80, 84, 85, 86].map((value, second) => light.at(second, { figure: () => value }));
    expect(seen).toEqual(["green", "red", "red", "red", "green"]);
  });

  it("do not hold for a figure that nobody knows, and then let go at once", () => {
    const light = new FollowedLight(
      programOf([
        { ...busy, minimumSeconds: 3_600 },
        { noData: "sales", colour: "blue" },
      ]),
    );
    expect(light.at(0, waiting(12))).toBe("red");
    expect(light.at(1, { ...waiting(null), hasData: () => false })).toBe("blue");
    expect(light.at(2, waiting(Number.NaN))).toBe("blue");
    // The limit has to be reached again.
    expect(light.at(9, waiting(9))).toBe("dark");
  });

  it("stay their minimum time before one below them, and give way at once to one above", () => {
    const light = new FollowedLight(
      programOf([
        { health: "broker", colour: "magenta", minimumSeconds: 2 },
        { ...busy, minimumSeconds: 20 },
        fine,
      ]),
    );
    expect(light.at(0, waiting(12))).toBe("red");
    const held = light.step(5, waiting(0));
    expect([held.winners[0]?.name, held.nextAt]).toEqual(["rule 2", 20_000]);
    expect(light.at(6, { ...waiting(0), health: { worst: "up", broker: false } })).toBe("magenta");
    expect(light.at(7, waiting(0))).toBe("magenta");
    expect(light.at(8, waiting(0))).toBe("green");
  });

  it("stay five seconds where nothing is written, and longer when they hold again meanwhile", () => {
    const light = new FollowedLight(programOf([{ ...busy, minimumSeconds: undefined }]));
    expect(light.at(0, waiting(12))).toBe("red");
    expect(light.at(4, waiting(0))).toBe("red");
    expect(light.at(4.5, waiting(12))).toBe("red");
    expect(light.at(60, waiting(12))).toBe("red");
    expect(light.at(61, waiting(0))).toBe("dark");
  });

  it("follow the load in percent, above any limit where callers wait for nobody", () => {
    const meridian: WrittenLightRule[] = [
      { load: "sales", above: 200, colour: "red", flash: "fast", minimumSeconds: 0 },
      { load: "sales", above: 150, colour: "red", flash: "slow", minimumSeconds: 0 },
      { load: "sales", above: 100, colour: "red", minimumSeconds: 0 },
    ];
    const light = new FollowedLight(programOf(meridian));
    const loads = [0, 99.9, 100, 150, 200, Number.POSITIVE_INFINITY, null];
    const seen = loads.map((load, second) => light.at(second, { load: () => load }));
    expect(seen).toEqual(["dark", "dark", "red", "red slow", "red fast", "red fast", "dark"]);
  });

  it("ask conditions, and let go at once of one whose figures are unknown", () => {
    const light = new FollowedLight(
      programOf([{ when: "a.waiting > 0", colour: "red", minimumSeconds: 60 }]),
    );
    expect(light.at(0, { holds: (text) => text === "a.waiting > 0" })).toBe("red");
    expect(light.at(1, { isKnown: () => true })).toBe("red");
    expect(light.at(2, { isKnown: () => false })).toBe("dark");
  });

  it("ask what a seat is", () => {
    const light = new FollowedLight(
      programOf([{ seat: "s1", is: ["busy", "wrapUp"], colour: "red", minimumSeconds: 0 }]),
    );
    expect(light.at(0, { seat: () => ({ ...idleSeat, state: "wrapUp" }) })).toBe("red");
    expect(light.at(1, { seat: () => idleSeat })).toBe("dark");
    expect(light.at(2)).toBe("dark");
  });

  it("ask for messages so important or more", () => {
    const rules = (["emergency", "urgent", "normal", "any"] as const).map(
      (message, index): WrittenLightRule => ({
        message,
        minimumSeconds: 0,
        id: message,
        colour: "red",
        dim: index + 1,
      }),
    );
    const light = new FollowedLight(programOf(rules));
    const seen = ([0, 1, 2, 3, null] as const).map(
      (priority, second) => light.step(second, { message: () => priority }).winners[0]?.name ?? "none",
    );
    expect(seen).toEqual(["emergency", "urgent", "normal", "any", "none"]);
  });

  it("look for messages to all, to this light, and to the zones they name", () => {
    const asked: string[][] = [];
    const message = (zones: readonly string[]): MessagePriority | null => {
      asked.push([...zones]);
      return null;
    };
    new FollowedLight(programOf([{ message: "any", zones: ["sales", "all"], colour: "red" }])).at(0, {
      message,
    });
    expect(new Set(asked.map(String))).toEqual(new Set(["all,hall,sales"]));
  });

  it("ask how the controller is", () => {
    const rules = (["down", "degraded", "broker"] as const).map(
      (health): WrittenLightRule => ({ health, id: health, colour: "red", minimumSeconds: 0 }),
    );
    const light = new FollowedLight(programOf(rules));
    const states = [
      { worst: "up", broker: true },
      { worst: "degraded", broker: false },
      { worst: "down", broker: true },
      { worst: "up", broker: false },
    ] as const;
    const seen = states.map((health, second) => light.step(second, { health }).winners[0]?.name ?? "none");
    expect(seen).toEqual(["none", "degraded", "down", "broker"]);
  });

  it("notice that all figures are missing", () => {
    const light = new FollowedLight(programOf([{ noData: true, colour: "blue", minimumSeconds: 0 }]));
    expect(light.at(0, { hasData: (subject) => subject !== null })).toBe("blue");
    expect(light.at(1)).toBe("dark");
  });
});

describe("lamps of one colour each", () => {
  it("are decided about one by one", () => {
    const light = new FollowedLight(
      programOf([{ ...busy, lamp: "red", colour: undefined }, { lamp: "green" }], { plan: tower }),
    );
    expect(light.at(0, waiting(12))).toBe("red, dark, green");
    const { winners } = light.step(1, waiting(0));
    expect(winners.map((rule) => rule?.name ?? null)).toEqual([null, null, "rule 2"]);
  });

  it("keep their own times", () => {
    const light = new FollowedLight(
      programOf([{ ...busy, lamp: "red", minimumSeconds: 10 }, fine], { plan: tower }),
    );
    expect(light.at(0, waiting(12))).toBe("red, dark, green");
    expect(light.at(5, waiting(0))).toBe("red, dark, green");
    expect(light.at(10, waiting(0))).toBe("dark, dark, green");
  });
});

describe("times of day", () => {
  const lunch: WrittenLightRule = {
    colour: "blue",
    during: { from: "12:00", to: "14:00" },
    minimumSeconds: 60,
  };
  const day = (minutes: number) => ({ day: { date: "2026-02-16", weekday: "mon", minutes } as const });

  it("limit a rule, which goes at their end", () => {
    const light = new FollowedLight(programOf([lunch, fine]));
    const seen = [11 * 60 + 59, 12 * 60, 13 * 60 + 59, 14 * 60].map((at, second) =>
      light.at(second, day(at)),
    );
    expect(seen).toEqual(["green", "blue", "blue", "green"]);
  });

  it("are nobody's times while the clock cannot be trusted", () => {
    const light = new FollowedLight(programOf([lunch, fine]));
    expect(light.at(0, { day: null })).toBe("green");
  });
});

describe("closed hours", () => {
  const rules: WrittenLightRule[] = [
    { message: "urgent", colour: "red", flash: "fast", minimumSeconds: 0 },
    { health: "down", colour: "magenta" },
    fine,
  ];
  const emergency = { message: () => 0 as const };

  it("leave a light dark, but for emergencies", () => {
    const light = new FollowedLight(programOf(rules));
    expect(light.at(0)).toBe("green");
    expect(light.at(1, { isClosed: true, health: { worst: "down", broker: true } })).toBe("dark");
    expect(light.at(2, { isClosed: true, message: () => 1 })).toBe("dark");
    expect(light.at(3, { isClosed: true, ...emergency })).toBe("red fast");
    expect(light.at(4, { isClosed: true })).toBe("dark");
  });

  it("do not concern a light that does not follow them", () => {
    const light = new FollowedLight(programOf(rules, { followsHours: false }));
    expect(light.at(0, { isClosed: true })).toBe("green");
  });
});

describe("quiet hours", () => {
  const alarm: WrittenLightRule = { ...busy, flash: "fast", dim: 80, buzzerSeconds: 5 };
  const quiet = { from: "22:00", to: "06:00", dim: 30 };
  const night = { date: "2026-02-17", weekday: "tue", minutes: 60 } as const;

  it("know no flashing and no buzzer, and less light", () => {
    const light = new FollowedLight(programOf([alarm], { quiet, hasBuzzer: true }));
    expect(light.at(0, { ...waiting(12), day: night })).toBe("red 30%");
    expect(light.at(10, { ...waiting(0), day: night })).toBe("dark");
    expect(light.at(20, waiting(12))).toBe("red fast 80%, buzzer");
    expect(light.at(21, { ...waiting(12), day: night })).toBe("red 30%");
    expect(light.at(22, waiting(12))).toBe("red fast 80%");
  });

  it("never make a lamp brighter", () => {
    const light = new FollowedLight(programOf([{ ...alarm, dim: 20 }], { quiet }));
    expect(light.at(0, { ...waiting(12), day: night })).toBe("red 20%");
    const undimmed = new FollowedLight(programOf([alarm], { quiet: { from: "22:00", to: "06:00" } }));
    expect(undimmed.at(0, { ...waiting(12), day: night })).toBe("red 80%");
  });

  it("may be dark", () => {
    const light = new FollowedLight(programOf([alarm], { quiet: { ...quiet, off: true } }));
    expect(light.at(0, { ...waiting(12), day: night })).toBe("dark");
  });

  it("do not keep an emergency quiet", () => {
    const light = new FollowedLight(
      programOf([{ message: "any", colour: "red", flash: "fast", buzzerSeconds: 5 }], {
        quiet,
        hasBuzzer: true,
      }),
    );
    expect(light.at(0, { message: () => 1, day: night })).toBe("red 30%");
    expect(light.at(9, { message: () => null, day: night })).toBe("dark");
    expect(light.at(10, { message: () => 0, day: night })).toBe("red fast, buzzer");
  });

  it("are not kept while the clock cannot be trusted", () => {
    const light = new FollowedLight(programOf([alarm], { quiet: { from: "00:00", to: "24:00", off: true } }));
    expect(light.at(0, waiting(12))).toBe("dark");
    expect(light.at(1, { ...waiting(12), day: null })).toBe("red fast 80%");
  });

  it("last over midnight and over the hour that the clocks go forward or back", () => {
    const light = new FollowedLight(programOf([alarm], { quiet }));
    const localDay = localDayReader("Europe/Paris");
    const seen = [
      "2026-03-28T20:59:00Z", // 21:59
      "2026-03-28T21:00:00Z", // 22:00
      "2026-03-29T00:59:00Z", // 01:59, a minute before 03:00
      "2026-03-29T01:00:00Z", // 03:00
      "2026-03-29T03:59:00Z", // 05:59
      "2026-03-29T04:00:00Z", // 06:00
      "2026-10-25T00:30:00Z", // 02:30, the first time
      "2026-10-25T01:30:00Z", // 02:30 again
      "2026-10-25T04:59:00Z", // 05:59
      "2026-10-25T05:00:00Z", // 06:00
    ].map((at, second) => light.at(second, { ...waiting(12), day: localDay(Date.parse(at)) }));
    const [loud, hushed] = ["red fast 80%", "red 30%"];
    expect(seen).toEqual([loud, hushed, hushed, hushed, hushed, loud, hushed, hushed, hushed, loud]);
  });
});

describe("the buzzer", () => {
  const alarm: WrittenLightRule = { ...busy, buzzerSeconds: 5 };

  it("sounds once when its rule begins to win", () => {
    const light = new FollowedLight(programOf([alarm], { hasBuzzer: true }));
    const first = light.step(0, waiting(12));
    expect([first.look.buzzer, first.nextAt]).toEqual([true, 5_000]);
    expect(light.at(4, waiting(13))).toBe("red, buzzer");
    expect(light.at(5, waiting(13))).toBe("red");
    expect(light.at(500, waiting(13))).toBe("red");
    expect(light.at(501, waiting(0))).toBe("dark");
    expect(light.at(502, waiting(12))).toBe("red, buzzer");
  });

  it("is silent as soon as the rule does not win any more", () => {
    const light = new FollowedLight(
      programOf([{ health: "down", colour: "blue" }, alarm], { hasBuzzer: true }),
    );
    expect(light.at(0, waiting(12))).toBe("red, buzzer");
    expect(light.at(1, { ...waiting(12), health: { worst: "down", broker: true } })).toBe("blue");
  });

  it("is silenced by somebody who has heard it, until a rule begins to win", () => {
    const light = new FollowedLight(programOf([alarm], { hasBuzzer: true }));
    light.at(0, waiting(12));
    light.memory = silenceLight(light.memory);
    expect(light.at(1, waiting(12))).toBe("red");
    light.at(2, waiting(0));
    expect(light.at(3, waiting(12))).toBe("red, buzzer");
  });

  it("sounds for the rule that began last", () => {
    const light = new FollowedLight(
      programOf([{ health: "down", colour: "blue", lamp: "red", buzzerSeconds: 9 }, alarm], {
        hasBuzzer: true,
        plan: tower,
      }),
    );
    expect(light.step(0, waiting(12)).nextAt).toBe(5_000);
    expect(light.step(1, { ...waiting(12), health: { worst: "down", broker: true } }).nextAt).toBe(10_000);
  });

  it("is not there on most lights", () => {
    expect(new FollowedLight(programOf([alarm])).at(0, waiting(12))).toBe("red");
  });
});

describe("a light through any day", () => {
  const event = fc.record({
    afterMs: fc.integer({ min: 0, max: 8_000 }),
    waiting: fc.option(fc.integer({ min: 0, max: 15 }), { nil: null }),
    down: fc.boolean(),
    closed: fc.boolean(),
    minutes: fc.option(fc.integer({ min: 0, max: 1_439 }), { nil: null }),
    priority: fc.constantFrom<MessagePriority | null>(null, 0, 1, 2, 3),
  });
  const written: WrittenLightRule[] = [
    { message: "emergency", id: "emergency", colour: "red", flash: "fast", buzzerSeconds: 3 },
    { health: "down", id: "down", colour: "magenta", minimumSeconds: 2 },
    {
      figure: "waiting",
      of: "sales",
      above: 10,
      back: 7,
      id: "ten",
      colour: "red",
      minimumSeconds: 10,
      buzzerSeconds: 2,
    },
    { figure: "waiting", of: "sales", above: 5, id: "five", lamp: "amber", minimumSeconds: 4 },
    { id: "lunch", lamp: "green", flash: "slow", during: { from: "12:00", to: "14:00" } },
    { id: "fine", colour: "green", minimumSeconds: 0 },
  ];
  const quiet = { from: "22:00", to: "06:00" };

  it("has one winner for each lamp, which is the first that holds or has time left", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const light = new FollowedLight(programOf(written, { plan: tower, quiet, hasBuzzer: true }));
        let now = 0;
        let before = tower.map(() => ({ name: null as string | null, since: 0 }));
        for (const { afterMs, waiting: value, down, closed, minutes, priority } of events) {
          now += afterMs;
          const facts: LightFacts = {
            ...calm,
            ...waiting(value),
            health: { worst: down ? "down" : "up", broker: true },
            isClosed: closed,
            message: () => priority,
            day: minutes === null ? null : { date: "2026-02-16", weekday: "mon", minutes },
          };
          const { winners, look, nextAt } = light.step(now / 1_000, facts);
          expect(nextAt === null || nextAt > now).toBe(true);
          const names = winners.map((rule) => rule?.name ?? null);
          for (const [lamp, name] of names.entries()) {
            const last = before[lamp];
            const from = written.findIndex(({ id }) => id === last?.name);
            const to = written.findIndex(({ id }) => id === name);
            // Nothing but a rule above, or one that is not asked or not known any more, cuts a minimum time short.
            const minimumMs = (written[from]?.minimumSeconds ?? 5) * 1_000;
            const isAsked = !closed && !(value === null && (last?.name === "ten" || last?.name === "five"));
            const cutShort = from >= 0 && name !== last?.name && now < (last?.since ?? 0) + minimumMs;
            if (cutShort && isAsked && last?.name !== "lunch") expect(to >= 0 && to < from).toBe(true);
            if (closed && priority !== 0) expect(name).toBeNull();
            if (priority === 0) expect(name).toBe("emergency");
          }
          before = names.map((name, lamp) => {
            const last = before[lamp];
            return last?.name === name ? last : { name, since: now };
          });
          const isQuiet = minutes !== null && (minutes >= 22 * 60 || minutes < 6 * 60) && priority !== 0;
          if (isQuiet)
            expect([look.buzzer, look.lamps.every(({ rhythm }) => rhythm === "steady")]).toEqual([
              false,
              true,
            ]);
        }
      }),
    );
  });

  it("does not flicker while a figure moves between limit and way back", () => {
    const moves = fc.array(fc.integer({ min: 7, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(moves, fc.boolean(), (values, reached) => {
        const light = new FollowedLight(programOf([{ ...busy, back: 7 }, fine]));
        const first = light.at(0, waiting(reached ? 10 : 9));
        for (const [second, value] of values.entries())
          expect(light.at(second + 1, waiting(value))).toBe(first);
      }),
    );
  });

  it("looks the same when nothing changes, however often it looks", () => {
    const value = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [once, often] = [0, 1].map(() => new FollowedLight(programOf(written, { plan: tower })));
        once?.at(0, waiting(a));
        often?.at(0, waiting(a));
        for (let second = 1; second < 30; second += 1) often?.at(second, waiting(b));
        once?.at(1, waiting(b));
        expect(often?.at(30, waiting(b))).toBe(once?.at(30, waiting(b)));
      }),
    );
  });
});
