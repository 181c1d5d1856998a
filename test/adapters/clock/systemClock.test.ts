import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/adapters/clock/systemClock.ts";

describe("systemClock", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("does not believe a clock that shows a time before this program existed", () => {
    vi.setSystemTime(new Date("1970-01-01T00:03:00Z"));
    expect(systemClock(() => false).isSynced()).toBe(false);
  });

  it("believes timesyncd, and asks it again after a while", () => {
    vi.setSystemTime(new Date("2026-11-22T10:00:00Z"));
    let answered = false;
    const clock = systemClock((path) => !path.endsWith("synchronized") || answered);
    expect(clock.isSynced()).toBe(false);
    answered = true;
    expect(clock.isSynced()).toBe(false);
    vi.advanceTimersByTime(10_000);
    expect(clock.isSynced()).toBe(true);
  });

  it("believes a plausible clock where no timesyncd runs", () => {
    vi.setSystemTime(new Date("2026-11-22T10:00:00Z"));
    expect(systemClock(() => false).isSynced()).toBe(true);
    expect(systemClock().wall()).toBe(Date.parse("2026-11-22T10:00:00Z"));
  });
});
