import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { TurnQueue } from "../../src/app/lineTurns.ts";
import { openTimers } from "../../src/shared/time.ts";
import { later } from "./busDoubles.ts";

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const clock = systemClock(() => false);

describe("turns on a line", () => {
  let queue: TurnQueue;
  let spoken: string[];
  const [a, b, c] = [{ name: "a" }, { name: "b" }, { name: "c" }];
  const ask = (member: { name: string }) => queue.ask(member, () => void spoken.push(member.name));

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    });
    queue = new TurnQueue(clock);
    spoken = [];
  });

  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("are given at once while the line is free", () => {
    expect(ask(a)).toBeNull();
    expect([queue.holder, queue.speaker]).toEqual([a, a]);
    expect(spoken).toEqual([]);
  });

  it("are given in the order in which they were asked for", () => {
    ask(a);
    ask(b);
    ask(c);
    queue.end(a, 0);
    ask(a);
    queue.end(b, 0);
    queue.end(c, 0);
    expect(spoken).toEqual(["b", "c", "a"]);
  });

  it("are not ended by another", () => {
    ask(a);
    ask(b);
    queue.end(b, 0);
    expect(queue.holder).toBe(a);
  });

  it("begin after the pause of the turn before", async () => {
    ask(a);
    queue.end(a, clock.monotonic() + 100);
    expect(ask(b)).not.toBeNull();
    ask(c);
    expect(openTimers()).toBe(1);
    await pass(99);
    expect(spoken).toEqual([]);
    await pass(1);
    expect(spoken).toEqual(["b"]);
    expect(queue.speaker).toBe(b);
  });

  it("need no timer when nobody waits", () => {
    ask(a);
    queue.end(a, clock.monotonic() + 100);
    expect(openTimers()).toBe(0);
    const takeBack = [ask(b), ask(c)];
    takeBack[0]?.();
    expect(openTimers()).toBe(1);
    takeBack[1]?.();
    expect(openTimers()).toBe(0);
  });

  it("can be taken back while they wait", () => {
    ask(a);
    const takeBack = ask(b);
    ask(c);
    takeBack?.();
    queue.end(a, 0);
    expect(spoken).toEqual(["c"]);
  });

  it("do not begin while bytes of somebody who has left are on their way", async () => {
    const write = later<void>();
    ask(a);
    const written = queue.during(write.promise);
    queue.end(a, 0);
    ask(b);
    expect(spoken).toEqual([]);
    write.reject(new Error("cut"));
    await expect(written).rejects.toThrow("cut");
    expect(spoken).toEqual(["b"]);
  });

  it("are one at a time, fair and never lost, whatever the schedule", async () => {
    const step = fc.record({
      member: fc.nat(4),
      turnMs: fc.nat(50),
      pauseMs: fc.nat(80),
      afterMs: fc.nat(40),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const turns = new TurnQueue(clock);
        const members = Array.from({ length: 5 }, () => ({}));
        const waiting: number[] = [];
        const given: number[] = [];
        const asked: number[] = [];
        let speaking = 0;
        let freeAt = 0;
        for (const { member, turnMs, pauseMs, afterMs } of steps) {
          const key = members[member] ?? {};
          const id = asked.push(member) - 1;
          waiting.push(id);
          const go = (): void => {
            expect(speaking).toBe(0);
            expect(clock.monotonic()).toBeGreaterThanOrEqual(freeAt);
            expect(waiting.shift()).toBe(id);
            speaking++;
            given.push(id);
            setTimeout(() => {
              speaking--;
              freeAt = clock.monotonic() + pauseMs;
              turns.end(key, freeAt);
            }, turnMs);
          };
          if (turns.ask(key, go) === null) go();
          await pass(afterMs);
        }
        await pass(60 * 140);
        expect(given).toEqual(asked.map((_, id) => id));
        expect(openTimers()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
