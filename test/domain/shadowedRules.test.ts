import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LampPlan } from "../../src/domain/lightLamps.ts";
import type { WrittenLightRule } from "../../src/domain/lightRule.ts";
import { shadowedRules } from "../../src/domain/shadowedRules.ts";

const ball: readonly LampPlan[] = [{ name: "all", colour: "any" }];

const tower: readonly LampPlan[] = [
  { name: "red", colour: "red" },
  { name: "amber", colour: "amber" },
  { name: "green", colour: "green" },
];

const reasons = (
  rules: readonly WrittenLightRule[],
  { lamps = ball, canClose = false }: { lamps?: readonly LampPlan[]; canClose?: boolean } = {},
): string[] => shadowedRules(rules, { light: "hall", lamps, canClose }).map(({ reason }) => reason);

const red = { colour: "red" };

describe("rules that can never win", () => {
  it("stand below a rule without a condition", () => {
    expect(reasons([{ colour: "green" }, { figure: "waiting", of: "sales", above: 5, ...red }])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (always)",
    ]);
    expect(reasons([{ figure: "waiting", of: "sales", above: 5, ...red }, { colour: "green" }])).toEqual([]);
  });

  it("have a stricter limit than a rule above them for the same figure of the same queue", () => {
    const waiting = (above: number, of = "sales"): WrittenLightRule => ({
      figure: "waiting",
      of,
      above,
      ...red,
    });
    expect(reasons([waiting(5), waiting(10)])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (waiting of sales at 5 or more)",
    ]);
    expect(reasons([waiting(10), waiting(5)])).toEqual([]);
    expect(reasons([waiting(5), waiting(10, "service")])).toEqual([]);
    expect(reasons([waiting(5), { figure: "waiting", of: "sales", below: 10, ...red }])).toEqual([]);
    expect(reasons([waiting(5), { figure: "longestWait", of: "sales", above: 10, ...red }])).toEqual([]);
    const level = (below: number): WrittenLightRule => ({
      figure: "serviceLevel",
      of: "sales",
      below,
      ...red,
    });
    expect(reasons([level(80), level(60)])).toHaveLength(1);
    expect(reasons([level(60), level(80)])).toEqual([]);
    expect(
      reasons([
        { load: "sales", above: 100, ...red },
        { load: "sales", above: 200, ...red },
      ]),
    ).toEqual(["rule 2 never wins: rule 1 holds whenever it does (load of sales at 100 or more)"]);
  });

  it("are no such rules where they last longer on the way back", () => {
    const from = { figure: "waiting", of: "sales", ...red };
    expect(
      reasons([
        { ...from, above: 5 },
        { ...from, above: 10, back: 3 },
      ]),
    ).toEqual([]);
    expect(
      reasons([
        { ...from, above: 5, back: 3 },
        { ...from, above: 10, back: 4 },
      ]),
    ).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (waiting of sales at 5 or more, until past 3)",
    ]);
    const level = { figure: "serviceLevel", of: "sales", ...red };
    expect(
      reasons([
        { ...level, below: 80 },
        { ...level, below: 60, back: 85 },
      ]),
    ).toEqual([]);
    expect(
      reasons([
        { ...level, below: 80, back: 90 },
        { ...level, below: 60, back: 85 },
      ]),
    ).toHaveLength(1);
  });

  it("ask of a seat what rules above ask already, alone or together", () => {
    const seat = (...is: NonNullable<Exclude<WrittenLightRule["is"], string>>): WrittenLightRule => ({
      seat: "seat-1",
      is,
      ...red,
    });
    expect(reasons([seat("busy", "reserved"), seat("talking")])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (seat seat-1 is busy or reserved)",
    ]);
    expect(reasons([seat("talking"), seat("busy")])).toEqual([]);
    expect(reasons([seat("busy"), seat("reserved"), seat("ringing", "held")])).toEqual([
      "rule 3 never wins: rule 1 or rule 2 holds whenever it does (seat seat-1 is busy; seat seat-1 is reserved)",
    ]);
    expect(reasons([seat("busy"), seat("muted")])).toEqual([]);
    expect(reasons([seat("busy"), { ...seat("busy"), seat: "seat-2" }])).toEqual([]);
    expect(
      reasons([
        { seat: "seat-1", is: "busy", ...red },
        { seat: "seat-1", is: "held", ...red },
      ]),
    ).toHaveLength(1);
    expect(
      reasons([
        { seat: "seat-1", ...red },
        { seat: "seat-1", ...red },
      ]),
    ).toHaveLength(1);
  });

  it("want messages that a rule above takes already", () => {
    const message = (level: WrittenLightRule["message"], ...zones: string[]): WrittenLightRule => ({
      message: level,
      ...(zones.length === 0 ? {} : { zones }),
      ...red,
    });
    expect(reasons([message("urgent"), message("emergency")])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (an urgent message is on)",
    ]);
    expect(reasons([message("emergency"), message("urgent")])).toEqual([]);
    expect(reasons([message("urgent"), message("urgent", "sales")])).toEqual([]);
    expect(reasons([message("any", "sales", "service"), message("normal", "sales")])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (any message is on for sales, service)",
    ]);
  });

  it("are not messages where closed hours put the rules above to sleep", () => {
    const rules: WrittenLightRule[] = [{ colour: "green" }, { message: "emergency", ...red }];
    expect(reasons(rules)).toEqual(["rule 2 never wins: rule 1 holds whenever it does (always)"]);
    expect(reasons(rules, { canClose: true })).toEqual([]);
    expect(
      reasons(
        [
          { message: "any", ...red },
          { message: "normal", ...red },
        ],
        { canClose: true },
      ),
    ).toHaveLength(1);
  });

  it("wait for missing figures or a broken node that a rule above has noticed", () => {
    expect(
      reasons([
        { noData: "sales", ...red },
        { noData: true, ...red },
      ]),
    ).toEqual(["rule 2 never wins: rule 1 holds whenever it does (no figures of sales)"]);
    expect(
      reasons([
        { noData: true, ...red },
        { noData: "sales", ...red },
      ]),
    ).toEqual([]);
    expect(
      reasons([
        { noData: true, ...red },
        { noData: true, ...red },
      ]),
    ).toEqual(["rule 2 never wins: rule 1 holds whenever it does (no figures at all)"]);
    expect(
      reasons([
        { health: "degraded", ...red },
        { health: "down", ...red },
      ]),
    ).toEqual(["rule 2 never wins: rule 1 holds whenever it does (a device is degraded or down)"]);
    expect(
      reasons([
        { health: "down", ...red },
        { health: "degraded", ...red },
      ]),
    ).toEqual([]);
    expect(
      reasons([
        { health: "degraded", ...red },
        { health: "broker", ...red },
      ]),
    ).toEqual([]);
    expect(
      reasons([
        { health: "broker", ...red },
        { noData: true, ...red },
      ]),
    ).toEqual([]);
  });

  it("have the same condition, however it is spaced", () => {
    const when = (text: string): WrittenLightRule => ({ when: text, ...red });
    expect(reasons([when("sales.waiting > 0"), when("sales.waiting>0")])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (sales.waiting > 0)",
    ]);
    expect(reasons([when("sales.waiting > 0"), when("sales.waiting > 1")])).toEqual([]);
  });

  it("have times that a rule above covers", () => {
    const at = (from: string, to: string, days?: ("mon" | "sat")[]): WrittenLightRule => ({
      during: { from, to, ...(days === undefined ? {} : { days }) },
      ...red,
    });
    expect(reasons([at("08:00", "18:00"), at("09:00", "12:00", ["mon"])])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (always, from 08:00 to 18:00)",
    ]);
    expect(reasons([at("09:00", "12:00"), at("08:00", "18:00")])).toEqual([]);
    expect(reasons([at("08:00", "18:00", ["mon", "sat"]), at("09:00", "12:00")])).toEqual([]);
    expect(reasons([at("22:00", "06:00"), at("23:00", "05:00")])).toHaveLength(1);
    expect(reasons([at("22:00", "06:00", ["mon"]), at("00:00", "05:00", ["mon"])])).toEqual([]);
    expect(reasons([at("08:00", "18:00", ["mon"]), { health: "down", ...red }])).toEqual([]);
    expect(reasons([at("08:00", "18:00", ["mon", "sat"]), at("09:00", "10:00", ["sat"])])).toEqual([
      "rule 2 never wins: rule 1 holds whenever it does (always, mon sat from 08:00 to 18:00)",
    ]);
  });

  it("are looked for lamp by lamp", () => {
    const lamp = (name: string): WrittenLightRule => ({ lamp: name });
    expect(reasons([lamp("red"), lamp("green")], { lamps: tower })).toEqual([]);
    expect(reasons([lamp("red"), lamp("red")], { lamps: tower })).toHaveLength(1);
    expect(reasons([lamp("red"), red], { lamps: tower })).toEqual([]);
    expect(
      reasons([lamp("red"), lamp("amber"), lamp("green"), { health: "broker", off: true }], { lamps: tower }),
    ).toEqual([
      "rule 4 never wins: rule 1 or rule 2 or rule 3 holds whenever it does (always; always; always)",
    ]);
    expect(reasons([lamp("blue")], { lamps: tower })).toEqual([
      "rule 1 never wins: the light has no such lamp",
    ]);
  });

  it("tells the place of each", () => {
    const found = shadowedRules([{ colour: "green" }, red, red], {
      light: "hall",
      lamps: ball,
      canClose: false,
    });
    expect(found.map(({ index }) => index)).toEqual([1, 2]);
  });
});

describe("limits", () => {
  it("never call a rule hopeless that some course of the figure would make win", () => {
    const limit = fc.record({ above: fc.integer({ min: 0, max: 9 }), back: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(
        limit,
        limit,
        fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 30 }),
        (a, b, values) => {
          const rule = ({ above, back }: typeof a): WrittenLightRule => ({
            figure: "waiting",
            of: "sales",
            above,
            back: Math.min(above, back),
            ...red,
          });
          if (reasons([rule(a), rule(b)]).length === 0) return;
          let [onA, onB] = [false, false];
          for (const value of values) {
            onA = value >= (onA ? Math.min(a.above, a.back) : a.above);
            onB = value >= (onB ? Math.min(b.above, b.back) : b.above);
            expect(onB && !onA).toBe(false);
          }
        },
      ),
    );
  });
});
