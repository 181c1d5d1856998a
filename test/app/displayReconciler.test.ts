import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { BEHIND_AFTER_MS } from "../../src/app/displayLine.ts";
import { DisplayReconciler, type Shown } from "../../src/app/displayReconciler.ts";
import { QUIET_AFTER_MS } from "../../src/app/lineNoise.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import type { Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { Fault } from "../../src/ports/fault.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";
import { PlainSign, plainDisplay, plainModel, resetPauseMs, showOf } from "./plainDisplay.ts";

/** 48 bytes at 960 a second. */
const frameMs = 50;
const gapMs = plainModel.pacing.betweenFramesMs;

function makeBoard(display: BoundDisplay = plainDisplay()) {
  const clock = systemClock(() => false);
  const sign = new PlainSign();
  const line = new SerialTwin({ name: "twin", sign, settings: plainModel.serial, limits: lineLimits, clock });
  const { log, lines, said } = recordingLog();
  const metrics = recordingMetrics();
  const shown: Shown<Show>[] = [];
  const states: DeviceState[] = [];
  const backoff = { firstMs: 1_000, mostMs: 10_000, stableMs: 30_000 };
  const reconciler = new DisplayReconciler(
    {
      ...new SharedLine(line.open, clock).join(),
      display,
      backoff,
      clock,
      log,
      metrics,
      random: () => 0.5,
      beat: () => undefined,
      onShown: (one) => void shown.push(one),
    },
    "wall",
  );
  reconciler.state$.subscribe((state) => void states.push(state));
  const state = (): string | undefined => states.at(-1)?.state;
  return { reconciler, sign, line, lines, said, metrics, shown, states, state };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe("a display's reconciler", () => {
  let board: ReturnType<typeof makeBoard>;

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    board = makeBoard();
  });

  afterEach(async () => {
    const stopped = board.reconciler.stop(null);
    await pass(10_000);
    await stopped;
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  /** Started, with the board reset and at rest. */
  const settle = async (): Promise<void> => {
    board.reconciler.start();
    board.reconciler.want(showOf({ a: "1" }));
    await pass(5_000);
    board.sign.frames.length = 0;
    board.shown.length = 0;
  };

  it("brings a display of which it knows nothing to what it should show", async () => {
    board.reconciler.start();
    board.reconciler.want(showOf({ a: "1", b: "2" }));
    await pass(5_000);
    expect(board.sign.frames.map(({ text }) => text.trim())).toEqual(["RESET", "a=1", "b=2"]);
    expect(board.state()).toBe("up");
  });

  it("keeps to the wire's time, the pause between frames and the pause that a frame asks for", async () => {
    board.reconciler.want(showOf({ a: "1", b: "2" }));
    board.reconciler.start();
    const startedAt = Date.now();
    await pass(5_000);
    const reset = startedAt + frameMs;
    const first = reset + gapMs + resetPauseMs + frameMs;
    expect(board.sign.frames.map(({ at }) => at)).toEqual([reset, first, first + gapMs + frameMs]);
  });

  it("sends the first change after a rest in the same turn", async () => {
    await settle();
    const at = Date.now();
    board.reconciler.want(showOf({ a: "9" }));
    await pass(frameMs);
    expect(board.sign.frames).toEqual([{ text: expect.stringContaining("a=9"), at: at + frameMs }]);
  });

  it("runs no timer of its own while nothing waits for the line", async () => {
    await settle();
    const resting = openTimers();
    board.reconciler.want(showOf({ a: "9" }));
    await pass(frameMs);
    expect(openTimers()).toBe(resting);
  });

  it("sends the first of a thousand wishes at once, then the latest, and none between", async () => {
    await settle();
    for (let wish = 2; wish <= 1_000; wish++) board.reconciler.want(showOf({ a: String(wish) }));
    await pass(5_000);
    expect(board.sign.frames.map(({ text }) => text.trim())).toEqual(["a=2", "a=1000"]);
  });

  it("shows a value that is never older than two frames when wishes come faster than the line", async () => {
    await settle();
    let value = 1;
    for (let ms = 0; ms < 5_000; ms += 5) {
      value++;
      board.reconciler.want(showOf({ a: String(value) }));
      await pass(5);
    }
    expect(board.sign.frames.length).toBeGreaterThan(30);
    expect(value - Number(board.sign.values.get("a"))).toBeLessThanOrEqual((2 * (frameMs + gapMs)) / 5);
  });

  it("lays the display out anew when the cable was pulled in the middle of a frame", async () => {
    await settle();
    board.reconciler.want(showOf({ a: "2" }));
    await pass(frameMs / 2);
    board.line.unplug();
    await pass(1);
    expect([board.state(), board.sign.pending]).toEqual(["down", 24]);
    board.sign.powerCycle();
    board.reconciler.want(showOf({ a: "3" }));
    board.line.plug();
    await pass(5_000);
    expect(board.sign.frames.map(({ text }) => text.trim())).toEqual(["RESET", "a=3"]);
    expect(board.state()).toBe("up");
  });

  it("says once that a display went and once that it is back, and for how long it was away", async () => {
    await settle();
    board.line.unplug();
    await pass(50 * 60_000);
    board.line.plug();
    await pass(15_000);
    expect(board.said()).toEqual(["display up", "display down", "display up"]);
    expect(board.lines.find(({ text }) => text === "display down")?.facts).toMatchObject({
      id: "wall",
      code: "PORT_GONE",
      advice: "plug the twin in again",
    });
    expect(board.lines.filter(({ level }) => level === "info").at(-1)?.facts).toMatchObject({
      awaySeconds: expect.closeTo(3_005, -1),
    });
  });

  it("reminds each hour while a display is away", async () => {
    board.line.openFails(new Fault("PORT_DENIED", "cannot open it", "ask for the right"));
    board.reconciler.start();
    await pass(3 * 3_600_000 + 60_000);
    expect(board.said()).toEqual([
      "display down",
      "display still down",
      "display still down",
      "display still down",
    ]);
    expect(board.states.at(-1)).toMatchObject({
      state: "down",
      reason: "cannot open it",
      advice: "ask for the right",
    });
  });

  it("keeps the wish while the line is away, and knows since when it is down", async () => {
    await settle();
    const at = Date.now();
    board.line.unplug();
    await pass(100);
    board.reconciler.want(showOf({ a: "5" }));
    await pass(5_000);
    expect(board.states.at(-1)).toMatchObject({ state: "down", since: at });
  });

  it("gives up a stuck line, and comes back when it moves again", async () => {
    await settle();
    board.line.stick(true);
    board.reconciler.want(showOf({ a: "2" }));
    await pass(lineLimits.writeMarginMs + 100);
    expect(board.states.at(-1)).toMatchObject({
      state: "down",
      reason: expect.stringContaining("no more bytes"),
    });
    board.line.stick(false);
    await pass(10_000);
    expect([board.state(), board.sign.values.get("a")]).toEqual(["up", "2"]);
  });

  it("says that the line gives back what is sent, and is up again when it was quiet for a minute", async () => {
    await settle();
    board.reconciler.want(showOf({ a: "2" }));
    await pass(frameMs);
    board.line.babble(new TextEncoder().encode("a=2     ...."));
    board.line.babble(new TextEncoder().encode("?"));
    expect(board.states.at(-1)).toMatchObject({
      state: "degraded",
      reason: "the line gives back what we send",
    });
    await pass(QUIET_AFTER_MS / 2);
    board.line.babble(new TextEncoder().encode("?"));
    await pass(QUIET_AFTER_MS - 1);
    expect(board.state()).toBe("degraded");
    await pass(QUIET_AFTER_MS);
    expect(board.state()).toBe("up");
    expect(board.metrics.value('display_unexpected_bytes_total{display="wall"}')).toBe(14);
  });

  it("counts babble and says it once an hour, however much it is", async () => {
    await settle();
    for (let piece = 0; piece < 500; piece++) board.line.babble(new Uint8Array(100).fill(0x7e));
    board.line.babble(new Uint8Array());
    expect(board.states.at(-1)).toMatchObject({
      state: "degraded",
      reason: "the line says something that nobody asked for",
    });
    await pass(QUIET_AFTER_MS);
    board.line.babble(Uint8Array.of(1));
    expect(board.said()).toEqual(["display up", "display degraded", "display well again"]);
    expect(board.metrics.value('display_unexpected_bytes_total{display="wall"}')).toBe(50_001);
    expect(board.metrics.value('display_up{display="wall"}')).toBe(1);
  });

  it("says that a display cannot keep up after a minute without rest, until it rests", async () => {
    await settle();
    for (let ms = 0, value = 2; ms <= BEHIND_AFTER_MS + 500; ms += 50, value++) {
      board.reconciler.want(showOf({ a: String(value) }));
      await pass(50);
    }
    expect(board.states.at(-1)).toMatchObject({
      state: "degraded",
      reason: expect.stringContaining("faster"),
    });
    await pass(1_000);
    expect(board.state()).toBe("up");
  });

  it("gives the line up when the driver fails, says so as a mistake of ours, and tries again", async () => {
    const display = plainDisplay();
    let failures = 1;
    board = makeBoard({
      ...display,
      start() {
        const session = display.start();
        return {
          ...session,
          next(show) {
            if (show.values.has("bad") && failures-- > 0) throw new Error("driver bug");
            return session.next(show);
          },
        };
      },
    });
    await settle();
    board.reconciler.want(showOf({ bad: "1" }));
    await pass(10);
    expect(board.states.at(-1)).toMatchObject({
      state: "down",
      reason: expect.stringContaining("driver bug"),
    });
    await pass(10_000);
    expect([board.state(), board.sign.values.get("bad")]).toEqual(["up", "1"]);
    expect(board.lines.some(({ level }) => level === "error")).toBe(true);
  });

  it("tells what went out after each frame, and whether that was all", async () => {
    await settle();
    const wish = showOf({ a: "2", b: "3" });
    board.reconciler.want(wish);
    await pass(2 * (frameMs + gapMs));
    expect(board.shown).toEqual([
      { show: wish, complete: false, confirmed: false },
      { show: wish, complete: true, confirmed: false },
    ]);
  });

  it("counts frames by purpose, and bytes", async () => {
    await settle();
    expect(board.metrics.value('display_frames_total{display="wall",purpose="initialise"}')).toBe(1);
    expect(board.metrics.value('display_frames_total{display="wall",purpose="value"}')).toBe(1);
    expect(board.metrics.value('display_bytes_total{display="wall"}')).toBe(96);
  });

  it("does not start twice", async () => {
    board.reconciler.start();
    await settle();
    expect(board.said()).toEqual(["display up"]);
  });

  describe("at the stop", () => {
    it("brings the display to its last show and takes no wishes after", async () => {
      await settle();
      board.reconciler.want(showOf({ a: "2" }));
      const stopped = board.reconciler.stop(showOf({ a: "" }));
      board.reconciler.want(showOf({ a: "3" }));
      await pass(1_000);
      await stopped;
      expect(board.sign.values.get("a")).toBe("");
      expect(board.metrics.value('display_up{display="wall"}')).toBe(0);
      expect(openTimers()).toBe(0);
    });

    it("ends the frame that is on its way when the display keeps what it shows", async () => {
      await settle();
      board.reconciler.want(showOf({ a: "2" }));
      await pass(10);
      const stopped = board.reconciler.stop(null);
      await pass(1_000);
      await stopped;
      expect([board.sign.values.get("a"), board.sign.pending]).toEqual(["2", 0]);
    });

    it("is done at once when the display has all already, or was never started", async () => {
      await board.reconciler.stop(showOf({ a: "1" }));
      board = makeBoard();
      await settle();
      const at = Date.now();
      await board.reconciler.stop(showOf({ a: "1" }));
      expect(Date.now()).toBe(at);
    });

    it("does not wait for a line that is away, nor longer than it may", async () => {
      await settle();
      board.line.slow(1_000);
      board.reconciler.want(showOf({ a: "2" }));
      const stopped = board.reconciler.stop(showOf({ a: "" }));
      await pass(5_000);
      await stopped;
      expect(board.state()).toBe("down");
      board = makeBoard();
      board.line.unplug();
      board.reconciler.start();
      await pass(100);
      await board.reconciler.stop(showOf({ a: "" }));
    });

    it("gives up a display that is too slow for its last show", async () => {
      await settle();
      const many = Object.fromEntries(Array.from({ length: 60 }, (_, key) => [`k${key}`, "1"]));
      const stopped = board.reconciler.stop(showOf(many));
      await pass(5_000);
      await stopped;
      expect(board.said()).toContain("display stopped before it had its last show");
    });
  });
});

describe("a display's refresh", () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("says values, layouts and everything again, each in its own time", async () => {
    const refresh = { valuesSeconds: 60, layoutsSeconds: 100, everythingSeconds: 150 };
    const { reconciler, sign } = makeBoard(plainDisplay({ ...plainModel, refresh }));
    reconciler.start();
    reconciler.want(showOf({ a: "1" }));
    await pass(59_000);
    expect(sign.frames.map(({ text }) => text.trim())).toEqual(["RESET", "a=1"]);
    sign.frames.length = 0;
    await pass(2_000);
    expect(sign.frames.map(({ text }) => text.trim())).toEqual(["a=1"]);
    await pass(40_000);
    expect(sign.frames.map(({ text }) => text.trim())).toEqual(["a=1", "a=1"]);
    await pass(51_000);
    expect(sign.frames.map(({ text }) => text.trim())).toEqual(["a=1", "a=1", "a=1", "RESET", "a=1"]);
    const stopped = reconciler.stop(null);
    await pass(1_000);
    await stopped;
    expect(openTimers()).toBe(0);
  });
});
