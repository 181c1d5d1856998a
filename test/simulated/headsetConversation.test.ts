import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readHeadset } from "../../src/drivers/headset/telephony.ts";
import { openTimers } from "../../src/shared/time.ts";
import { headsetKeys } from "../../src/simulated/headset/body.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";
import type { TwinFaults } from "../../src/simulated/headset/faults.ts";
import type { HeadsetTwin } from "../../src/simulated/headsetTwin.ts";
import { describedTwin } from "./headset/described.ts";
import { Host } from "./headset/host.ts";

/** Longer than any date of a conversation or a twin. */
const QUIET_MS = 10_000;

const full = describedHeadsets
  .filter(({ descriptor }) => readHeadset(Buffer.from(descriptor, "hex")).callControl === "full")
  .map(({ name }) => name);

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** The LEDs of those that tell a wish, as they should be. */
function wantedLeds({ wish, quirks }: Host, twin: HeadsetTwin): string[] {
  const { offHook, ringing, muted, held } = wish;
  const isLit = {
    OffHook: offHook && !(held && quirks.holdClearsOffHook),
    Ring: ringing,
    Mute: muted,
    Hold: held,
  };
  const has = new Set(readHeadset(twin.info.descriptor).outputs.map(({ name }) => name));
  return Object.entries(isLit).flatMap(([led, lit]) => (lit && has.has(led) ? [led] : []));
}

const shownLeds = (twin: HeadsetTwin): string[] =>
  ["OffHook", "Ring", "Mute", "Hold"].filter((led) => twin.lit.has(led));

/** Acts that a host would do something about. */
const meant = (host: Host): string[] => host.acts.filter((act) => !act.startsWith("line"));

const newTwin = (name: string): HeadsetTwin => describedTwin(name, {}, "1");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

describe.each(full)("a conversation with %s", (name) => {
  it("answers, mutes and ends a call on the headset, and each act comes once", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    await pass(1_000);
    host.want({ ringing: true });
    await pass(1_000);
    twin.press("answer");
    await pass(1_000);
    twin.press("mute");
    await pass(1_000);
    twin.press("mute");
    await pass(1_000);
    twin.press("hangup");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["offHook", "muted", "unmuted", "onHook"]);
    expect(shownLeds(twin)).toEqual([]);
    expect(twin.offHook).toBe(false);
    await host.close();
  });

  it("takes nothing that follows the host's own doing for a person's", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    const calls = [{ ringing: true }, { ringing: false, offHook: true }, { muted: true }, { muted: false }];
    const holds = [{ held: true }, { held: false }, { offHook: false }];
    for (const change of [...calls, ...holds, ...calls, ...holds]) {
      host.want(change);
      await pass(1_000);
      expect(shownLeds(twin)).toEqual(wantedLeds(host, twin));
    }
    expect(meant(host)).toEqual([]);
    expect(host.problems).toEqual([]);
    await host.close();
  });

  const faults: Record<string, (faults: TwinFaults) => void> = {
    "a lost answer": (faults) => {
      faults.lostAnswers = 1;
    },
    "doubled reports": (faults) => {
      faults.doubled = true;
    },
    "a bouncing hook": (faults) => {
      faults.bouncing = true;
    },
    "slow writes": (faults) => {
      faults.slowWriteMs = 50;
    },
    "old reports at the opening": (faults) => {
      faults.staleReports = [Uint8Array.of(2, 1, 0), Uint8Array.of(8, 2), Uint8Array.of(1, 1)];
    },
    "a report that ends in the middle": (faults) => {
      faults.shortReports = 1;
    },
    "a report of an unknown number": (faults) => {
      faults.unknownReports = 1;
    },
  };

  it.each(Object.keys(faults))("does no more and no less with %s", async (fault) => {
    const twin = newTwin(name);
    faults[fault]?.(twin.faults);
    const host = new Host(twin);
    await pass(1_000);
    host.want({ offHook: true });
    await pass(QUIET_MS);
    expect(meant(host)).toEqual([]);
    expect(twin.offHook).toBe(true);
    twin.press("hangup");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["onHook"]);
    expect(shownLeds(twin)).toEqual([]);
    host.want({ ringing: true });
    await pass(1_000);
    twin.press("answer");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["onHook", "offHook"]);
    expect(shownLeds(twin)).toEqual(["OffHook"]);
    await host.close();
  });

  it("tells the headset everything again after a replug and after a sleep", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    host.want({ offHook: true, muted: true });
    await pass(1_000);
    twin.unplug();
    expect(shownLeds(twin)).toEqual([]);
    await pass(1_000);
    twin.plug();
    host.reconnect();
    await pass(1_000);
    expect(shownLeds(twin)).toEqual(["OffHook", "Mute"]);
    expect(twin.muted).toBe(true);
    expect(twin.offHook).toBe(true);
    expect(meant(host)).toEqual([]);
    await host.close();
    twin.unplug();
  });

  it("notices a headset that is out of range", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    await pass(1_000);
    twin.walk(false);
    host.want({ offHook: true });
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["onHook"]);
    expect(shownLeds(twin)).toEqual([]);
    expect(host.problems).toHaveLength(1);
    await host.close();
  });

  it("gives way to an arm that is up, and follows it down", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    await pass(1_000);
    host.want({ offHook: true });
    await pass(1_000);
    twin.arm(true);
    await pass(1_000);
    host.want({ muted: false });
    await pass(1_000);
    expect(meant(host)).toEqual(["muted", "muted"]);
    expect(shownLeds(twin)).toEqual(["OffHook", "Mute"]);
    twin.arm(false);
    await pass(QUIET_MS);
    expect(shownLeds(twin)).toEqual(["OffHook"]);
    await host.close();
  });

  it("is not confused by a headset that echoes its mute LED", async () => {
    const twin = describedTwin(name, { echoesMute: true });
    const host = new Host(twin);
    await pass(1_000);
    host.want({ offHook: true });
    await pass(1_000);
    for (const muted of [true, false, true]) {
      host.want({ muted });
      await pass(1_000);
    }
    expect(shownLeds(twin)).toEqual(["OffHook", "Mute"]);
    expect(meant(host)).toEqual([]);
    await host.close();
  });

  it("hears nothing of a headset that speaks on its maker's page alone, and says nothing wrong", async () => {
    const twin = newTwin(name);
    twin.faults.makersReport = 0x7f;
    const host = new Host(twin);
    await pass(1_000);
    host.want({ ringing: true });
    twin.press("answer");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual([]);
    expect(shownLeds(twin)).toEqual(["Ring"]);
    await host.close();
  });

  it("survives any bytes from the headset", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    const reports = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(reports, async (babble) => {
        twin.babble(...babble);
        await pass(100);
      }),
      { numRuns: 30 },
    );
    await pass(QUIET_MS);
    host.want({ offHook: true, ringing: false, muted: false, held: false });
    await pass(QUIET_MS);
    expect(shownLeds(twin)).toEqual(wantedLeds(host, twin));
    await host.close();
    twin.unplug();
  });

  it("survives twenty mute keys in a second", async () => {
    const twin = newTwin(name);
    const host = new Host(twin);
    await pass(1_000);
    host.want({ offHook: true });
    await pass(1_000);
    for (let press = 0; press < 20; press++) {
      twin.press("mute");
      await pass(50);
    }
    await pass(QUIET_MS);
    expect(shownLeds(twin)).toEqual(wantedLeds(host, twin));
    expect(twin.muted).toBe(host.wish.muted);
    await host.close();
  });

  it.each([
    { host: "at any moment", apart: 0, doubled: false },
    { host: "no sooner than a copy of a report comes, everything said twice", apart: 3, doubled: true },
  ])(
    "never takes an echo of 400 ms at most for a person, with a host that changes its mind $host",
    async ({ apart, doubled }) => {
      const wish = fc.record({
        offHook: fc.boolean(),
        ringing: fc.boolean(),
        muted: fc.boolean(),
        held: fc.boolean(),
      });
      // Often at the very moment at which an answer comes.
      const gap = fc.oneof(fc.constantFrom(apart, 5, 20, 50, 200, 400), fc.integer({ min: apart, max: 800 }));
      const wishes = fc.array(fc.tuple(wish, gap), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(wishes, fc.constantFrom(0, 5, 20, 50, 100, 200, 400), async (story, answerMs) => {
          const twin = describedTwin(name, { answerMs });
          twin.faults.doubled = doubled;
          const host = new Host(twin);
          await pass(1_000);
          for (const [change, ms] of story) {
            host.want(change);
            await pass(ms);
          }
          await pass(QUIET_MS);
          expect(meant(host)).toEqual([]);
          expect(shownLeds(twin)).toEqual(wantedLeds(host, twin));
          await host.close();
          twin.unplug();
        }),
        { numRuns: 40 },
      );
    },
  );

  it("ends with what is wanted on the LEDs, whatever a person and a host do", async () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant("press" as const), key: fc.constantFrom(...headsetKeys) }),
      fc.record({
        kind: fc.constant("want" as const),
        wish: fc.record(
          { offHook: fc.boolean(), ringing: fc.boolean(), muted: fc.boolean(), held: fc.boolean() },
          { requiredKeys: [] },
        ),
      }),
    );
    const deeds = fc.array(fc.tuple(deed, fc.integer({ min: 0, max: 1_500 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(deeds, fc.constantFrom(0, 5, 20, 50, 200, 400), async (story, answerMs) => {
        const twin = describedTwin(name, { answerMs });
        const host = new Host(twin);
        await pass(1_000);
        for (const [one, ms] of story) {
          if (one.kind === "press") twin.press(one.key);
          else host.want(one.wish);
          await pass(ms);
        }
        await pass(QUIET_MS);
        expect(shownLeds(twin)).toEqual(wantedLeds(host, twin));
        expect(twin.offHook).toBe(twin.lit.has("OffHook"));
        await host.close();
        twin.unplug();
      }),
      { numRuns: 40 },
    );
  });
});

describe("a Jabra that speaks on its maker's pages after power-up", () => {
  const gnTwin = (): HeadsetTwin => describedTwin("jabra-link-380", { gnModeReport: 4 }, "1");

  it("is switched over when it is opened, and again after a replug", async () => {
    const twin = gnTwin();
    const deaf = twin.connect();
    expect(await deaf.readFeature(4, 2)).toEqual(Uint8Array.of(4, 1));
    const said: string[] = [];
    deaf.reports$.subscribe((report) => said.push(Buffer.from(report).toString("hex")));
    twin.press("answer");
    await pass(QUIET_MS);
    expect(said).toEqual([]);
    const host = new Host(twin);
    await pass(1_000);
    twin.press("answer");
    await pass(1_000);
    expect(meant(host)).toEqual(["offHook"]);
    twin.unplug();
    twin.plug();
    host.reconnect();
    await pass(1_000);
    twin.press("hangup");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["offHook", "onHook"]);
    await host.close();
  });

  it("is switched over again at the next call, when another program has switched it back", async () => {
    const twin = gnTwin();
    const host = new Host(twin);
    await pass(1_000);
    const other = twin.connect();
    await other.sendFeature(Uint8Array.of(4, 1));
    await other.close();
    host.want({ ringing: true });
    await pass(1_000);
    twin.press("answer");
    await pass(QUIET_MS);
    expect(meant(host)).toEqual(["offHook"]);
    await host.close();
  });
});

describe("a host that wants Off-Hook, not, and again, before the first answer comes", () => {
  it.each([
    { name: "dell-sp325", answerMs: 5, second: 1, third: 5 },
    { name: "poly-voyager-base-cd", answerMs: 200, second: 82, third: 200 },
    { name: "epos-impact-dw", answerMs: 20, second: 10, third: 20 },
    { name: "anker-powerconf", answerMs: 50, second: 1, third: 50 },
  ])(
    "has nobody hang up $name, whose answer of $answerMs ms comes with the last wish",
    async ({ name, answerMs, second, third }) => {
      const twin = describedTwin(name, { answerMs });
      const host = new Host(twin);
      await pass(1_000);
      host.want({ offHook: true });
      await pass(second);
      host.want({ offHook: false });
      await pass(third - second);
      host.want({ offHook: true });
      await pass(QUIET_MS);
      expect(meant(host)).toEqual([]);
      expect(host.problems).toEqual([]);
      expect(shownLeds(twin)).toEqual(["OffHook"]);
      expect(twin.offHook).toBe(true);
      await host.close();
      twin.unplug();
    },
  );
});
