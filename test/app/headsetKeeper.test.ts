import { Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadsetKeeper, type OpenHeadset } from "../../src/app/headsetKeeper.ts";
import type { HeadsetWish } from "../../src/domain/headset.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { HidLink } from "../../src/ports/hid.ts";
import { openTimers } from "../../src/shared/time.ts";
import { later, recordingLog, recordingMetrics } from "./busDoubles.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

const quiet = { reports: [], acts: [], nextAt: null, problems: [] };
const offHook: HeadsetWish = { offHook: true, ringing: false, muted: false, held: false };
const gone = new Fault("HID_GONE", "the headset is gone", "plug it in");

/** A headset whose talk is the test's, and all that happened, in order. */
function keeperOf(open?: OpenHeadset, telephoneMode: Uint8Array | null = null) {
  const story: string[] = [];
  const links: { lose: (fault: Fault) => void; reports$: Subject<Uint8Array> }[] = [];
  const steps = {
    opened: () => ({ ...quiet, reports: [Uint8Array.of(1)] }),
    report: (bytes: Uint8Array): ReturnType<Parameters<typeof talkWith>[0]> => ({
      ...quiet,
      reports: [Uint8Array.of(2)],
      acts: [{ kind: "hook" as const, offHook: bytes[0] === 1 }],
    }),
  };
  const talkWith = (report: (bytes: Uint8Array) => object) => report;
  const write = vi.fn(async ([first]: Uint8Array) => void story.push(`write ${first}`));
  const openUsual: OpenHeadset = async () => {
    const lost = later<Fault>();
    const reports$ = new Subject<Uint8Array>();
    links.push({ lose: lost.resolve, reports$ });
    const link: HidLink = {
      lost: lost.promise,
      reports$,
      write,
      sendFeature: async ([first]) => {
        story.push(`feature ${first}`);
        if (first === 5) throw new Fault("HID_REFUSED", "no feature report 5", "nothing");
      },
      readFeature: async () => new Uint8Array(),
      close: async () => lost.resolve(new Fault("HID_CLOSED", "closed", "")),
    };
    const talk = {
      opened: () => {
        story.push("opened");
        return steps.opened();
      },
      report: (bytes: Uint8Array) => steps.report(bytes) as typeof quiet,
      want: (wish: HeadsetWish) => {
        story.push(`want ${wish.offHook}`);
        return { ...quiet, reports: [Uint8Array.of(9)] };
      },
      due: () => {
        story.push("due");
        return quiet;
      },
    };
    return { link, talk, telephoneMode, model: "jabra" };
  };
  const { log, said, lines } = recordingLog();
  const metrics = recordingMetrics();
  const states: string[] = [];
  const keeper = new HeadsetKeeper(
    {
      open: open ?? openUsual,
      clock: { wall: () => Date.now(), monotonic: () => performance.now(), isSynced: () => true },
      log,
      metrics,
      random: () => 0.5,
      beat: () => undefined,
      onActs: (acts) => void story.push(...acts.map((act) => `act ${act.kind}`)),
      onPresent: (isPresent) => void story.push(`present ${isPresent}`),
    },
    "p1-headset",
  );
  keeper.state$.subscribe(({ state, reason }) => void states.push(`${state} ${reason}`));
  return { keeper, story, links, steps, write, said, lines, metrics, states };
}

const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe("the keeper of a headset", () => {
  it("tells an opened headset everything, with the wish of before taken in", async () => {
    const { keeper, story, states, said } = keeperOf();
    keeper.want(offHook);
    keeper.start();
    await pass();
    expect(story).toEqual(["present true", "want true", "opened", "write 1"]);
    expect(states).toEqual(["down not opened yet", "up null"]);
    expect(said()).toEqual(["headset up"]);
    await keeper.stop();
    expect(story.at(-1)).toBe("present false");
  });

  it("has it speak as a telephone when it is opened and at each call, and only logs that it refuses", async () => {
    const { keeper, story, lines } = keeperOf(undefined, Uint8Array.of(5, 0));
    keeper.start();
    await pass();
    expect(story).toEqual(["present true", "feature 5", "want false", "opened", "write 1"]);
    story.length = 0;
    keeper.want(offHook);
    await pass();
    expect(story).toEqual(["feature 5", "want true", "write 9"]);
    keeper.want({ ...offHook, muted: true });
    await pass();
    expect(story.filter((one) => one === "feature 5")).toHaveLength(1);
    expect(lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    await keeper.stop();
  });

  it("answers a person before anybody else hears of it", async () => {
    const { keeper, story, links } = keeperOf();
    keeper.start();
    await pass();
    story.length = 0;
    links[0]?.reports$.next(Uint8Array.of(1));
    expect(story).toEqual(["write 2", "act hook"]);
    keeper.want(offHook);
    expect(story).toContain("want true");
    await pass();
    await keeper.stop();
  });

  it("comes with `due` when the talk asked for it, and logs its problems once an hour", async () => {
    const { keeper, story, links, steps, lines, metrics } = keeperOf();
    keeper.start();
    await pass();
    steps.report = () => ({ ...quiet, nextAt: performance.now() + 100, problems: ["it does not answer"] });
    links[0]?.reports$.next(Uint8Array.of(1));
    links[0]?.reports$.next(Uint8Array.of(1));
    await pass(99);
    expect(story).not.toContain("due");
    await pass(1);
    expect(story).toContain("due");
    expect(lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(metrics.value("headset_problems_total")).toBe(2);
    await keeper.stop();
  });

  it("says at once that the plug was pulled, and opens it again when it is back", async () => {
    const { keeper, story, links, states, said } = keeperOf();
    keeper.start();
    await pass();
    story.length = 0;
    links[0]?.lose(gone);
    await pass();
    expect(story).toEqual(["present false"]);
    expect(states.at(-1)).toBe("down the headset is gone");
    links[0]?.reports$.next(Uint8Array.of(1));
    keeper.want(offHook);
    await pass(400);
    expect(story.slice(1)).toEqual(["present true", "want true", "opened", "write 1"]);
    expect(said()).toEqual(["headset up", "headset down", "headset up"]);
    await keeper.stop();
  });

  it("opens a headset again that takes no report", async () => {
    const { keeper, links, write, states } = keeperOf();
    write.mockRejectedValueOnce(new Fault("HID_STUCK", "took no report", "pull the plug"));
    keeper.start();
    await pass(500);
    expect(links).toHaveLength(2);
    expect(states).toEqual(["down not opened yet", "up null", "down took no report", "up null"]);
    await keeper.stop();
  });

  it("gives a headset up that takes no reports any more, with all that was planned for it", async () => {
    const { keeper, write, states } = keeperOf();
    write.mockImplementation(() => new Promise(() => undefined));
    keeper.start();
    await pass();
    for (let wish = 0; wish < 70; wish++) keeper.want(offHook);
    expect(states.at(-1)).toBe("down the headset takes no reports");
    await keeper.stop();
  });

  it("survives a talk that fails", async () => {
    const { keeper, links, steps, said } = keeperOf();
    keeper.start();
    await pass();
    steps.report = () => {
      throw new Error("bug");
    };
    links[0]?.reports$.next(Uint8Array.of(1));
    await pass(500);
    expect(said()).toContain("unexpected failure");
    expect(links).toHaveLength(2);
    await keeper.stop();
  });

  it("says why it waits for a headset, and waits on", async () => {
    const absent = new Fault("HEADSET_MISSING", "no headset is plugged in", "plug it in");
    const { keeper, states, said, story } = keeperOf(
      (signal, tell) =>
        new Promise((_, reject) => {
          tell(absent);
          tell(absent);
          signal.addEventListener("abort", () => reject(absent));
        }),
    );
    keeper.start();
    await pass(1_000);
    expect(states).toEqual(["down not opened yet", "down no headset is plugged in"]);
    expect(said()).toEqual(["headset down"]);
    expect(story).toEqual([]);
    await keeper.stop();
  });
});
