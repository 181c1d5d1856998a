import { describe, expect, it } from "vitest";
import { OncePerHour } from "../../src/app/oncePerHour.ts";

const HOUR_MS = 3_600_000;

describe("OncePerHour", () => {
  it("allows each key once an hour", () => {
    let now = 0;
    const hourly = new OncePerHour({ monotonic: () => now });
    expect([hourly.allows("a"), hourly.allows("a"), hourly.allows("b")]).toEqual([true, false, true]);
    now = HOUR_MS - 1;
    expect(hourly.allows("a")).toBe(false);
    now = HOUR_MS;
    expect([hourly.allows("a"), hourly.allows("a")]).toEqual([true, false]);
  });

  it("allows again at once after it forgot", () => {
    const hourly = new OncePerHour({ monotonic: () => 0 });
    hourly.allows("a");
    hourly.forget();
    expect(hourly.allows("a")).toBe(true);
  });

  it("remembers a bounded number of keys, and forgets the oldest first", () => {
    const hourly = new OncePerHour({ monotonic: () => 0 });
    for (let key = 0; key < 1_025; key++) hourly.allows(`${key}`);
    expect(hourly.allows("1024")).toBe(false);
    expect(hourly.allows("1")).toBe(false);
    expect(hourly.allows("0")).toBe(true);
  });
});
