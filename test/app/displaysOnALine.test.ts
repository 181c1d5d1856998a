import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { DisplayReconciler, type Shown } from "../../src/app/displayReconciler.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import type { Show } from "../../src/domain/glass.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import { SerialTwin } from "../../src/simulated/serialTwin.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";
import { PlainSign, plainAnswer, plainDisplay, plainModel, showOf } from "./plainDisplay.ts";

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const frameMs = 50;
const gapMs = plainModel.pacing.betweenFramesMs;

/** Boards in a chain: each hears everything, and minds the frames that begin with its own address. */
class Chain {
  readonly signs = new Map<string, PlainSign>();
  readonly heard: string[] = [];
  /** When each frame was whole. */
  readonly at: number[] = [];
  #buffer = "";

  feed(bytes: Uint8Array, at: number): readonly Uint8Array[] {
    this.#buffer += new TextDecoder().decode(bytes);
    const replies: Uint8Array[] = [];
    while (this.#buffer.length >= 48) {
      const frame = this.#buffer.slice(0, 48);
      this.#buffer = this.#buffer.slice(48);
      this.heard.push(frame.replace(/\.+$/, "").trim());
      this.at.push(at);
      const sign = this.signs.get(frame.slice(0, 1));
      replies.push(...(sign?.feed(new TextEncoder().encode(frame.slice(1).padEnd(48, ".")), at) ?? []));
    }
    return replies;
  }
}

function makeChain(addresses: readonly string[]) {
  const clock = systemClock(() => false);
  const chain = new Chain();
  const twin = new SerialTwin({
    name: "twin",
    sign: chain,
    settings: plainModel.serial,
    limits: lineLimits,
    clock,
  });
  const line = new SharedLine(twin.open, clock);
  const boards = addresses.map((address) => {
    const sign = new PlainSign();
    sign.conduct = () => ({ says: "OK.", takes: true });
    chain.signs.set(address, sign);
    const states: DeviceState[] = [];
    const shown: Shown<Show>[] = [];
    const metrics = recordingMetrics();
    const reconciler = new DisplayReconciler<Show>(
      {
        ...line.join(),
        display: plainDisplay(plainModel, plainAnswer, address),
        backoff: { firstMs: 1_000, mostMs: 10_000, stableMs: 30_000 },
        clock,
        log: recordingLog().log,
        metrics,
        random: () => 0.5,
        beat: () => undefined,
        onShown: (one) => void shown.push(one),
      },
      address,
    );
    reconciler.state$.subscribe((state) => void states.push(state));
    return { sign, reconciler, shown, metrics, state: () => states.at(-1)?.state };
  });
  return { chain, twin, boards };
}

describe("displays that share a line", () => {
  let { chain, twin, boards }: ReturnType<typeof makeChain> = makeChain([]);

  const make = (...addresses: string[]): void => {
    ({ chain, twin, boards } = makeChain(addresses));
  };
  const board = (index: number) => {
    const one = boards[index];
    if (one === undefined) throw new Error(`there is no board ${index}`);
    return one;
  };
  const settle = async (): Promise<void> => {
    for (const { reconciler } of boards) {
      reconciler.start();
      reconciler.want(showOf({ a: "1" }));
    }
    await pass(20_000);
    chain.heard.length = 0;
    chain.at.length = 0;
  };

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
  });

  afterEach(async () => {
    const stopped = boards.map(({ reconciler }) => reconciler.stop(null));
    await pass(10_000);
    await Promise.all(stopped);
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("each come to what they should show, over one line that is opened once", async () => {
    make("1", "2", "3");
    await settle();
    expect(boards.map(({ sign, state }) => [sign.values.get("a"), state()])).toEqual([
      ["1", "up"],
      ["1", "up"],
      ["1", "up"],
    ]);
    expect(boards.map(({ shown }) => shown.at(-1)?.confirmed)).toEqual([true, true, true]);
  });

  it("take turns, with the line's pause between them", async () => {
    make("1", "2", "3");
    await settle();
    for (const { reconciler } of boards) reconciler.want(showOf({ a: "2", b: "2" }));
    await pass(5_000);
    expect(chain.heard).toEqual(["1a=2", "2a=2", "3a=2", "1b=2", "2b=2", "3b=2"]);
    const gaps = chain.at.slice(1).map((at, index) => at - (chain.at[index] ?? 0));
    expect(gaps).toEqual([150, 150, 150, 150, 150]);
  });

  it("get what is wished when their turn comes, not what was wished when they asked", async () => {
    make("1", "2");
    await settle();
    board(0).reconciler.want(showOf({ a: "2" }));
    board(1).reconciler.want(showOf({ a: "2" }));
    await pass(100);
    board(1).reconciler.want(showOf({ a: "3" }));
    await pass(5_000);
    expect(chain.heard).toEqual(["1a=2", "2a=3"]);
  });

  it("let a turn go that nobody needs any more", async () => {
    make("1", "2", "3");
    await settle();
    for (const { reconciler } of boards) reconciler.want(showOf({ a: "2" }));
    await pass(10);
    board(1).reconciler.want(showOf({ a: "1" }));
    await pass(5_000);
    expect(chain.heard).toEqual(["1a=2", "3a=2"]);
  });

  it("are all lost with the line, and all laid out anew when it is back", async () => {
    make("1", "2");
    await settle();
    twin.unplug();
    await pass(1);
    expect(boards.map(({ state }) => state())).toEqual(["down", "down"]);
    twin.plug();
    await pass(20_000);
    expect(boards.map(({ state }) => state())).toEqual(["up", "up"]);
    expect([...chain.heard].sort((a, b) => a.localeCompare(b))).toEqual(["1a=1", "1RESET", "2a=1", "2RESET"]);
  });

  it("go on when one of them is stopped in the middle of its frame, or while it waits for its turn", async () => {
    make("1", "2", "3");
    await settle();
    for (const { reconciler } of boards) reconciler.want(showOf({ a: "2" }));
    await pass(10);
    const stopped = [board(0).reconciler.stop(null), board(1).reconciler.stop(null)];
    await pass(5_000);
    await Promise.all(stopped);
    expect(chain.heard).toEqual(["1a=2", "3a=2"]);
    expect(board(2).sign.values.get("a")).toBe("2");
    expect(board(2).state()).toBe("up");
  });

  it("leave the line alone until the answer of a display that was stopped can no longer come", async () => {
    make("1", "2");
    await settle();
    board(0).sign.conduct = () => ({ says: "", takes: true });
    board(0).reconciler.want(showOf({ a: "2" }));
    await pass(frameMs + 10);
    await board(0).reconciler.stop(null);
    board(1).reconciler.want(showOf({ a: "2" }));
    await pass(plainAnswer.withinMs);
    twin.babble(new TextEncoder().encode("OK."));
    expect(chain.heard).toEqual(["1a=2"]);
    await pass(1_000);
    expect(chain.heard).toEqual(["1a=2", "2a=2"]);
    expect(board(1).state()).toBe("up");
  });

  it("hear only what is said to them: the late word of one is not the answer of another", async () => {
    make("1", "2");
    await settle();
    board(0).sign.conduct = () => ({ says: "", takes: false });
    board(1).sign.conduct = () => ({ says: "", takes: false });
    board(0).reconciler.want(showOf({ a: "2" }));
    board(1).reconciler.want(showOf({ a: "2" }));
    await pass(frameMs + 2 * plainAnswer.withinMs - 10);
    twin.babble(new TextEncoder().encode("OK."));
    await pass(30);
    expect(chain.heard).toEqual(["1a=2"]);
    expect(board(0).metrics.value('display_late_bytes_total{display="1"}')).toBe(3);
    expect(boards.map(({ shown }) => shown.length)).toEqual([2, 2]);
  });

  /** How often the second board followed a figure that changes all the time, in ten minutes. */
  const rateBeside = async (conduct: PlainSign["conduct"]): Promise<number> => {
    make("1", "2");
    await settle();
    board(0).sign.conduct = conduct;
    const frames = (): number => board(1).sign.frames.length;
    board(0).reconciler.want(showOf({ a: "2" }));
    await pass(60_000);
    const before = frames();
    for (let second = 0; second < 600; second++) {
      board(1).reconciler.want(showOf({ a: String(second) }));
      await pass(1_000);
    }
    const rate = frames() - before;
    const stopped = boards.map(({ reconciler }) => reconciler.stop(null));
    await pass(10_000);
    await Promise.all(stopped);
    return rate;
  };

  it("are served at their own rate beside one that is dead", async () => {
    const beforehand = await rateBeside(() => ({ says: "OK.", takes: true }));
    const beside = await rateBeside(() => ({ says: "", takes: false }));
    expect(beforehand).toBe(600);
    expect(beside).toBeGreaterThanOrEqual(590);
    expect(boards.map(({ state }) => state())).toEqual(["degraded", "up"]);
  });

  it("keep up beside one whose figures never rest", async () => {
    make("1", "2");
    await settle();
    for (let wish = 0; wish < 400; wish++) {
      board(0).reconciler.want(showOf({ a: String(wish) }));
      if (wish % 40 === 0) board(1).reconciler.want(showOf({ a: String(wish) }));
      await pass(10);
      if (wish % 40 === 39) expect(board(1).sign.values.get("a")).toBe(String(wish - 39));
    }
    expect(chain.heard.length).toBeGreaterThanOrEqual(Math.floor(4_000 / (frameMs + gapMs)) - 1);
  });
});
