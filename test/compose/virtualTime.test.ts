import { describe, expect, it } from "vitest";
import { VirtualTime } from "../../src/compose/virtualTime.ts";

describe("virtual time", () => {
  it("stands still until it is moved", () => {
    const time = new VirtualTime(1_000);
    expect([time.monotonic(), time.wall(), time.isSynced(), time.nextDue]).toEqual([0, 1_000, true, null]);
    time.goTo(250);
    expect([time.monotonic(), time.wall()]).toEqual([250, 1_250]);
    time.goTo(100);
    expect(time.monotonic()).toBe(250);
  });

  it("has a wall clock that may be set without moving the other", () => {
    const time = new VirtualTime(0);
    time.goTo(10);
    time.setWall(5_000);
    expect([time.monotonic(), time.wall()]).toEqual([10, 5_000]);
    time.goTo(20);
    expect(time.wall()).toBe(5_010);
  });

  it("calls back once, at the time, in the order in which it was asked, and not whom nobody needs any more", () => {
    const time = new VirtualTime(0);
    const calls: string[] = [];
    time.after(10, () => void calls.push("a"));
    time.after(-1, () => void calls.push("at once"));
    const cancel = time.after(10, () => void calls.push("never"));
    time.after(10, () => {
      calls.push("b");
      time.after(0, () => void calls.push("then"));
    });
    cancel();
    expect(time.nextDue).toBe(0);
    time.goTo(0);
    expect([calls, time.nextDue]).toEqual([["at once"], 10]);
    time.goTo(10);
    expect([calls, time.nextDue]).toEqual([["at once", "a", "b"], 10]);
    time.goTo(10);
    time.goTo(1_000);
    expect(calls).toEqual(["at once", "a", "b", "then"]);
  });

  it("does not call one that another called before it cancels", () => {
    const time = new VirtualTime(0);
    const calls: string[] = [];
    let cancel: () => void = () => undefined;
    time.after(5, () => cancel());
    cancel = time.after(5, () => void calls.push("cancelled"));
    time.goTo(5);
    expect(calls).toEqual([]);
  });
});
