import { describe, expect, it } from "vitest";
import { SettledDisplay } from "../../src/compose/settledDisplay.ts";
import { linesOf, type Show } from "../../src/domain/glass.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import type { Verdict } from "../../src/ports/displayDriver.ts";
import { changed, model4120, run, twoPages } from "../drivers/display/bench.ts";

function alpha(): BoundDisplay {
  const driver = displayDrivers.get("alpha");
  if (!driver) throw new Error("no driver");
  return driver.bind(model4120, {});
}

const show: Show = twoPages({ waiting: run(" 12"), longest: run(" 1:04"), ready: run("  3") });

/** A display that is sent one frame after the other for ever, and whose answer is judged by `read`. */
const restless = (read: (bytes: Uint8Array) => Verdict): BoundDisplay => ({
  ...alpha(),
  start: () => ({
    next: () => ({
      frame: {
        bytes: Uint8Array.of(1),
        pauseAfterMs: 0,
        purpose: "value",
        answer: { withinMs: 100, retries: 1, read },
      },
      commit: () => undefined,
    }),
    forget: () => undefined,
  }),
  sign: () => ({ ...alpha().sign(), feed: () => [Uint8Array.of(6), Uint8Array.of(7)], events: new Map() }),
});

describe("a display that is settled", () => {
  it("shows what its sign makes of the driver's bytes", () => {
    const settled = new SettledDisplay(alpha(), 0);
    expect(linesOf(settled.glassOf(show))[0]).toBe("Att  12  1:04");
  });

  it("goes on to the next show from where it is", () => {
    const settled = new SettledDisplay(alpha(), 0);
    settled.glassOf(show);
    expect(linesOf(settled.glassOf(changed(show, { waiting: run(" 13") })))[0]).toBe("Att  13  1:04");
    expect(linesOf(settled.glassOf(changed(show, {}, { alarm: "full" })))[0]).toContain("FULL");
    expect(linesOf(settled.glassOf(changed(show, {}, { page: "agents" })))[0]).toBe("Prêts   3");
  });

  it("tells when the sign refuses a frame, judged from all that it answered", () => {
    const heard: number[][] = [];
    const refusing = restless((bytes) => {
      heard.push([...bytes]);
      return { kind: "refused", reason: "illegal address", advice: "correct the register" };
    });
    expect(() => new SettledDisplay(refusing, 0).glassOf(show)).toThrow(
      expect.objectContaining({
        code: "SIGN_REFUSES",
        message: "the virtual Adaptive Alpha 4120C refuses a frame: illegal address",
        advice: "correct the register",
      }),
    );
    expect(heard).toEqual([[6, 7]]);
  });

  it("gives up on a driver that never comes to rest", () => {
    expect(() =>
      new SettledDisplay(
        restless(() => ({ kind: "taken" })),
        0,
      ).glassOf(show),
    ).toThrow("the driver of alpha-4120c does not come to rest");
  });
});
