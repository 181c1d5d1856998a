import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS, CLOSE_LIMIT_MS, type Supervision, supervise } from "../../src/app/supervise.ts";
import type { Connection } from "../../src/ports/connection.ts";
import { Fault } from "../../src/ports/fault.ts";
import { patient } from "../../src/shared/backoff.ts";
import { openTimers } from "../../src/shared/time.ts";

class Line implements Connection {
  readonly lost: Promise<Fault>;
  lose: (fault: Fault) => void = () => undefined;
  spoil: (error: unknown) => void = () => undefined;
  closed = 0;
  closing: () => Promise<void> = async () => undefined;

  constructor() {
    this.lost = new Promise((resolve, reject) => {
      this.lose = resolve;
      this.spoil = reject;
    });
  }

  close(): Promise<void> {
    this.closed++;
    return this.closing();
  }
}

const pulled = new Fault("GONE", "the plug was pulled", "put it back");

/** A supervised world in fake time, whose every event is written down with its moment. */
function world(changes: Partial<Supervision<Line>> = {}) {
  const stop = new AbortController();
  const story: string[] = [];
  const lines: Line[] = [];
  const seconds = (): number => Math.round(performance.now() - start) / 1_000;
  const start = performance.now();
  const errors: string[] = [];
  const options: Supervision<Line> = {
    name: "line-1",
    open: async () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    openLimitMs: 10_000,
    backoff: patient,
    hopeless: new Set(["REFUSED"]),
    up: () => void story.push(`${seconds()} up`),
    down: (fault, retryInMs) => void story.push(`${seconds()} ${fault.code} ${retryInMs}`),
    beat: () => undefined,
    signal: stop.signal,
    random: () => 0.5,
    clock: { monotonic: () => performance.now() },
    log: {
      error: (text, facts) => void errors.push(`${text}: ${facts?.["reason"]}`),
      warn: () => undefined,
      info: () => undefined,
      debug: (text, facts) => void errors.push(`${text}: ${facts?.["reason"]}`),
    },
    ...changes,
  };
  const done = supervise(options);
  const last = (): Line => {
    const line = lines.at(-1);
    if (line === undefined) throw new Error("nothing was opened");
    return line;
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await vi.advanceTimersByTimeAsync(CLOSE_LIMIT_MS);
    await done;
  };
  return { story, lines, last, errors, stop, done, end };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe("supervise", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("tries again after 1, 2, 4 … 60 s while nothing answers", async () => {
    const away = new Fault("AWAY", "nobody there", "switch it on");
    const { story, end } = world({ open: () => Promise.reject(away) });
    await pass(200_000);
    expect(story).toEqual([
      "0 AWAY 1000",
      "1 AWAY 2000",
      "3 AWAY 4000",
      "7 AWAY 8000",
      "15 AWAY 16000",
      "31 AWAY 32000",
      "63 AWAY 60000",
      "123 AWAY 60000",
      "183 AWAY 60000",
    ]);
    await end();
  });

  it("waits longer only when each of several places was tried", async () => {
    const away = new Fault("AWAY", "nobody there", "switch it on");
    const { story, end } = world({ open: () => Promise.reject(away), places: 3 });
    await pass(13_500);
    expect(story).toEqual([
      "0 AWAY 1000",
      "1 AWAY 1000",
      "2 AWAY 1000",
      "3 AWAY 2000",
      "5 AWAY 2000",
      "7 AWAY 2000",
      "9 AWAY 4000",
      "13 AWAY 4000",
    ]);
    await end();
  });

  it("waits the longest time at once when only a person can mend it", async () => {
    const refused = new Fault("REFUSED", "bad password", "change it");
    const { story, end } = world({ open: () => Promise.reject(refused) });
    await pass(61_000);
    expect(story).toEqual(["0 REFUSED 60000", "60 REFUSED 60000"]);
    await end();
  });

  it("closes a lost connection before it opens the next", async () => {
    const { story, lines, last, end } = world();
    await pass(100);
    last().lose(pulled);
    await pass(1_000);
    expect(story).toEqual(["0 up", "0.1 GONE 1000", "1.1 up"]);
    expect(lines.map((line) => line.closed)).toEqual([1, 0]);
    await end();
    expect(lines.map((line) => line.closed)).toEqual([1, 1]);
  });

  it("keeps backing off while the plug flaps, and starts afresh after a stable time", async () => {
    const { story, last, end } = world();
    for (const wait of [1_000, 2_000, 4_000]) {
      await pass(500);
      last().lose(pulled);
      await pass(wait);
    }
    await pass(30_000);
    last().lose(pulled);
    await pass(1_000);
    expect(story.filter((line) => line.includes("GONE"))).toEqual([
      "0.5 GONE 1000",
      "2 GONE 2000",
      "4.5 GONE 4000",
      "38.5 GONE 1000",
    ]);
    await end();
  });

  it("gives up an attempt that never ends, and closes what opens too late", async () => {
    const late = new Line();
    const openings: AbortSignal[] = [];
    let arrive: (line: Line) => void = () => undefined;
    const { story, end } = world({
      open: (signal) => {
        openings.push(signal);
        return new Promise((resolve) => {
          arrive = resolve;
        });
      },
    });
    await pass(10_000);
    expect(story).toEqual(["10 OPEN_LATE 1000"]);
    expect(openings[0]?.aborted).toBe(true);
    arrive(late);
    await pass(0);
    expect(late.closed).toBe(1);
    await end();
  });

  it("goes on without a connection that does not close, or whose close fails", async () => {
    const { story, errors, last, end } = world();
    await pass(0);
    last().closing = () => new Promise(() => undefined);
    last().lose(pulled);
    await pass(CLOSE_LIMIT_MS);
    expect(story.at(-1)).toBe("5 GONE 1000");
    await pass(1_000);
    last().closing = () => {
      throw new Error("already gone");
    };
    last().lose(pulled);
    await pass(0);
    expect(story.at(-1)).toBe("6 GONE 2000");
    expect(errors).toEqual([
      "close failed: did not close in time: we go on without it",
      "close failed: already gone",
    ]);
    await end();
  });

  it("reports a throwing handler, gives the connection up and tries again", async () => {
    let fails = 2;
    const { story, errors, lines, end } = world({
      up: () => {
        if (fails-- > 0) throw new TypeError("x is not a function");
      },
    });
    await pass(5_000);
    expect(story).toEqual(["0 UNEXPECTED 1000", "1 UNEXPECTED 2000"]);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toBe("unexpected failure: x is not a function");
    expect(lines.map((line) => line.closed)).toEqual([1, 1, 0]);
    await end();
  });

  it("takes a rejected welcome for a loss", async () => {
    let fault: Fault | null = new Fault("SUBSCRIBE_REFUSED", "no", "ask");
    const { story, errors, end } = world({
      up: async () => {
        if (fault === null) return;
        const thrown = fault;
        fault = null;
        throw thrown;
      },
    });
    await pass(1_500);
    expect(story).toEqual(["0 SUBSCRIBE_REFUSED 1000"]);
    expect(errors).toEqual([]);
    await end();
  });

  it("survives a `lost` that rejects, a throw that is no Error, and a `down` and a `beat` that throw", async () => {
    const { errors, last, end } = world({
      down: () => {
        throw new Error("down is broken");
      },
      beat: () => {
        throw new Error("beat is broken");
      },
    });
    await pass(0);
    last().spoil("just text");
    await pass(1_000);
    expect(errors).toEqual(["unexpected failure: just text", "unexpected failure: down is broken"]);
    await pass(BEAT_MS);
    expect(errors.at(-1)).toBe("unexpected failure: beat is broken");
    await end();
  });

  it("ends at once and for good in each phase", async () => {
    const opening = world({ open: () => new Promise(() => undefined) });
    await pass(1);
    await opening.end();
    const living = world();
    await pass(1);
    await living.end();
    expect(living.last().closed).toBe(1);
    const waiting = world({ open: () => Promise.reject(pulled) });
    await pass(1);
    await waiting.end();
    const closing = world();
    await pass(1);
    closing.last().closing = () => new Promise(() => undefined);
    closing.last().lose(pulled);
    await pass(1);
    await closing.end();
    const stories = [opening, living, waiting, closing].map((one) => one.story);
    expect(stories).toEqual([[], ["0 up"], ["0 GONE 1000"], ["0 up"]]);
    await pass(120_000);
    expect(living.lines).toHaveLength(1);
  });

  it("never opens when it was ended before it began", async () => {
    const stop = new AbortController();
    stop.abort();
    const { lines, done } = world({ signal: stop.signal });
    await done;
    expect(lines).toEqual([]);
  });

  it("closes a connection that opened in the moment of the end", async () => {
    const line = new Line();
    let arrive: (line: Line) => void = () => undefined;
    const { stop, done } = world({
      open: () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    });
    await pass(1);
    stop.abort();
    arrive(line);
    await done;
    await pass(0);
    expect(line.closed).toBe(1);
  });

  it("lets one signal end dozens of supervisors without a warning", async () => {
    const stop = new AbortController();
    const warnings: string[] = [];
    const warn = ({ name }: Error): void => void warnings.push(name);
    process.on("warning", warn);
    const all = Array.from({ length: 40 }, () => world({ signal: stop.signal }));
    await pass(1);
    stop.abort();
    await Promise.all(all.map(({ done }) => done));
    await new Promise((resolve) => process.nextTick(resolve));
    process.off("warning", warn);
    expect(warnings).toEqual([]);
  });

  it("ends when the welcome itself ends it", async () => {
    const stop = new AbortController();
    const { last, done } = world({ signal: stop.signal, up: () => stop.abort() });
    await done;
    expect(last().closed).toBe(1);
  });

  it("beats in every phase, and stops beating when a phase does not end", async () => {
    const watch = { beats: 0, aheadMs: 0 };
    const { last, end } = world({
      beat: () => void watch.beats++,
      clock: { monotonic: () => performance.now() + watch.aheadMs },
    });
    await pass(60_000);
    expect(watch.beats).toBe(12);
    last().closing = () => new Promise(() => undefined);
    last().lose(pulled);
    await pass(1);
    watch.aheadMs = 3_600_000;
    await pass(BEAT_MS - 1);
    expect(watch.beats).toBe(12);
    await end();
  });

  it("beats at the same moments as all the others, whenever it began", async () => {
    const beats: number[] = [];
    const begin = performance.now();
    const early = performance.now() - 0.4;
    const beat = (): void => void beats.push(performance.now() - begin);
    const ends = [];
    for (const waitMs of [0, 1_300, 2_900, 700]) {
      await pass(waitMs);
      ends.push(world({ beat, clock: { monotonic: () => performance.now() - early } }).end);
    }
    await pass(20_000 - (performance.now() - begin));
    expect(new Set(beats).size).toBe(4);
    expect(beats).toHaveLength(14);
    await Promise.all(ends.map((end) => end()));
  });
});
