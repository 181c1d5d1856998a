import fc from "fast-check";
import { concat, EMPTY, NEVER, of } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { lineBackoff } from "../../src/app/displayReconciler.ts";
import { FlashClock } from "../../src/app/flashClock.ts";
import { LightReconciler, type LightReconcilerDeps } from "../../src/app/lightReconciler.ts";
import { darkLook, type Lamp, type LightLook, lightColours, sameLook } from "../../src/domain/light.ts";
import type { BoundLight } from "../../src/ports/boundLight.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { LightNews } from "../../src/ports/lightDriver.ts";
import { openTimers } from "../../src/shared/time.ts";
import { LightTwin } from "../../src/simulated/lightTwin.ts";
import { recordingLog, recordingMetrics } from "./busDoubles.ts";
import { paintLight } from "./paintLight.ts";

const lamp = (colour: keyof typeof lightColours, more: Partial<Lamp> = {}): Lamp => ({
  rgb: lightColours[colour],
  rhythm: "steady",
  dim: 100,
  fadeMs: 0,
  ...more,
});
const [dark = lamp("red")] = darkLook(1).lamps;
const look = (...lamps: Lamp[]): LightLook => ({ lamps, buzzer: false });
const red = look(lamp("red"), dark);
const green = look(lamp("green"), dark);

const clock = systemClock(() => true);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const hex = (twin: LightTwin): string[] =>
  twin.frames.map((frame) => ("bytes" in frame ? Buffer.from(frame.bytes).toString("hex") : frame.kind));

const running: LightReconciler[] = [];

/** A light of its own, and all that happened to it. */
function makeLight(light: BoundLight = paintLight(), given: Partial<LightReconcilerDeps> = {}) {
  const virtual = light.twin();
  const twin = new LightTwin({ name: "twin", light: virtual, clock });
  const { log, lines, said } = recordingLog();
  const metrics = recordingMetrics();
  const states: DeviceState[] = [];
  const buttons: string[] = [];
  const shown: LightLook[] = [];
  const keeper = new LightReconciler(
    {
      open: twin.open,
      light,
      flash: clockOf(),
      flashRelays: false,
      backoff: lineBackoff,
      clock,
      log,
      metrics,
      random: () => 0.5,
      beat: () => undefined,
      onButton: (news) => void buttons.push(news),
      onShown: (one) => void shown.push(one),
      ...given,
    },
    "hall",
  );
  keeper.state$.subscribe((state) => void states.push(state));
  running.push(keeper);
  const state = () => states.at(-1)?.state;
  return { keeper, twin, virtual, lines, said, metrics, states, buttons, shown, state };
}

const clockOf = (rates = { slow: 0.5, fast: 1 }): FlashClock => new FlashClock(clock, rates);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    now: 1_000_000_000_000,
  });
});

afterEach(async () => {
  const stops = running.splice(0).map((keeper) => keeper.stop(null));
  await pass(10_000);
  await Promise.all(stops);
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

describe("the keeper of a light", () => {
  it("says everything to a light of which it knows nothing, then only what differs", async () => {
    const { keeper, twin, state, shown } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(0);
    expect(hex(twin)).toEqual(["00ff000000", "0100000000"]);
    expect(state()).toBe("up");
    keeper.want(look(lamp("red"), lamp("blue")));
    await pass(0);
    expect(hex(twin).slice(2)).toEqual(["010000ff00"]);
    keeper.want(look(lamp("red"), lamp("blue")));
    await pass(900);
    expect(hex(twin)).toHaveLength(3);
    expect(shown).toHaveLength(2);
  });

  it("leaves out what was wished and taken back while frames were on their way", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    twin.slow(100);
    keeper.want(red);
    await pass(50);
    keeper.want(green);
    keeper.want(look(lamp("blue"), dark));
    await pass(1_000);
    expect(hex(twin)).toEqual(["00ff000000", "0100000000", "000000ff00"]);
  });

  it("leaves the silence between frames that the light needs", async () => {
    const { keeper, twin } = makeLight(paintLight({ betweenFramesMs: 50 }));
    keeper.start();
    keeper.want(red);
    await pass(49);
    expect(hex(twin)).toHaveLength(1);
    await pass(1);
    expect(hex(twin)).toHaveLength(2);
    keeper.want(green);
    await pass(49);
    expect(hex(twin)).toHaveLength(2);
    await pass(1);
    expect(hex(twin)).toHaveLength(3);
  });

  it("tells a light everything once more after its first second, and then as often as its model says", async () => {
    const { keeper, twin, shown } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(999);
    expect(hex(twin)).toHaveLength(2);
    await pass(120_001);
    expect(hex(twin)).toHaveLength(4);
    expect(shown).toHaveLength(1);
    const forgetful = makeLight(paintLight({ refreshSeconds: 60 }));
    forgetful.keeper.start();
    forgetful.keeper.want(red);
    await pass(180_000);
    expect(hex(forgetful.twin)).toHaveLength(10);
  });

  it("mends what a light lost in its first moment, each time that it was plugged in", async () => {
    const { keeper, twin, virtual } = makeLight();
    keeper.start();
    keeper.want(red);
    for (let times = 0; times < 2; times++) {
      await pass(10);
      virtual.powerCycle();
      expect(twin.look).toEqual(darkLook(2));
      await pass(1_000);
      expect(sameLook(twin.look, red)).toBe(true);
      twin.unplug();
      twin.plug();
      await pass(950);
    }
  });

  it("says once more what was forgotten while a frame was on its way", async () => {
    const { keeper, twin } = makeLight(paintLight({ refreshSeconds: 1 }));
    keeper.start();
    twin.slow(300);
    keeper.want(red);
    await pass(900);
    expect(hex(twin)).toHaveLength(2);
    keeper.want(green);
    await pass(250);
    expect(hex(twin)).toHaveLength(2);
    await pass(700);
    expect(hex(twin)).toEqual(["00ff000000", "0100000000", "0000ff0000", "0000ff0000", "0100000000"]);
  });

  it("keeps a light alive that needs it, in a rest and in between, and lets it be while it is gone", async () => {
    const frame = { kind: "report" as const, bytes: Uint8Array.of(255) };
    const { keeper, twin } = makeLight(paintLight({}, { keepAlive: { everyMs: 8_000, frame } }));
    keeper.start();
    await pass(16_000);
    expect(hex(twin)).toEqual(["ff", "ff"]);
    keeper.want(red);
    await pass(8_000);
    expect(hex(twin)).toEqual(["ff", "ff", "00ff000000", "0100000000", "ff"]);
    twin.unplug();
    await pass(20_000);
    expect(hex(twin)).toHaveLength(5);
  });

  it("finds a light that was unplugged and plugged in elsewhere, and makes it what it was", async () => {
    const { keeper, twin, states, said, metrics } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(10);
    twin.unplug();
    await pass(0);
    expect(states.at(-1)).toMatchObject({ state: "down", reason: "twin is not there" });
    expect(metrics.value('light_up{light="hall"}')).toBe(0);
    expect(twin.look).toEqual(darkLook(2));
    twin.plug();
    await pass(5_000);
    expect(sameLook(twin.look, red)).toBe(true);
    expect(metrics.value('light_up{light="hall"}')).toBe(1);
    expect(said()).toEqual(["light up", "light down", "light up"]);
  });

  it("is down, and begins anew, when a frame fails for good in the middle of a fade", async () => {
    const { keeper, twin, states } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(10);
    twin.refuse(new Fault("HID_WRITE", "the plug is loose", "push it in"));
    keeper.want(look(lamp("blue", { fadeMs: 2_000 }), dark));
    await pass(0);
    expect(states.at(-1)).toMatchObject({ state: "down", reason: "the plug is loose", advice: "push it in" });
    twin.refuse(null);
    await pass(5_000);
    expect(states.at(-1)?.state).toBe("up");
    expect(twin.look.lamps[0]?.rgb).toEqual(lightColours.blue);
  });

  it.each([
    ["LIGHT_REFUSED", "it says no"],
    ["HID_REFUSED", "no such report"],
    ["LIGHT_SILENT", "it does not answer"],
  ])(
    "is degraded by %s, tries again more and more seldom, and says everything when it is taken",
    async (code, reason) => {
      const { keeper, twin, states } = makeLight();
      keeper.start();
      twin.refuse(new Fault(code, reason, "look at it"));
      keeper.want(red);
      await pass(10_000);
      expect(states.at(-1)).toMatchObject({ state: "degraded", reason });
      twin.refuse(null);
      await pass(20_000);
      expect(states.at(-1)?.state).toBe("up");
      expect(hex(twin)).toEqual(["00ff000000", "0100000000"]);
    },
  );

  it("says no more to a light that was unplugged between two frames, or while it had one on its way", async () => {
    const { keeper, twin, states } = makeLight(paintLight({ betweenFramesMs: 50 }));
    keeper.start();
    keeper.want(red);
    await pass(20);
    twin.unplug();
    await pass(500);
    expect(hex(twin)).toEqual(["00ff000000"]);
    twin.plug();
    twin.slow(100);
    await pass(5_050);
    keeper.want(green);
    await pass(50);
    twin.unplug();
    await pass(10);
    expect(states.at(-1)).toMatchObject({ state: "down", reason: "twin is not there" });
    expect(hex(twin)).not.toContain("0000ff0000");
  });

  it("takes no notice of a frame that a light still took after it was let go of", async () => {
    let arrive: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { keeper, shown, lost } = makeSilent(() => late);
    keeper.start();
    keeper.want(red);
    await pass(10);
    lost(new Fault("LIGHT_GONE", "it is not there", "plug it in"));
    await pass(10);
    arrive();
    await pass(10);
    expect(shown).toEqual([]);
  });

  it("gives a light up whose frames cannot be sent at all, and says why", async () => {
    const { keeper, lines } = makeSilent(async () => {
      throw new TypeError("no such report");
    });
    keeper.start();
    keeper.want(red);
    await pass(10);
    expect(lines.map(({ facts }) => facts["reason"])).toContain("no such report");
  });

  it("gives a light up whose driver fails, and says that it is our mistake", async () => {
    const broken = {
      ...paintLight(),
      frames: () => {
        throw new Error("off by one");
      },
    };
    const { keeper, lines } = makeLightOf(broken);
    keeper.start();
    keeper.want(red);
    await pass(10);
    expect(lines.map(({ facts }) => facts["reason"])).toContain("off by one");
  });
});

/** A light that works until its driver is asked for frames of a real look. */
function makeLightOf(light: BoundLight) {
  const good = paintLight();
  let isReady = false;
  const made = makeLight({ ...light, frames: (...both) => (isReady ? light : good).frames(...both) });
  isReady = true;
  return made;
}

/** A light whose way is not a twin's: what becomes of a frame, and when the light is lost, are a test's. */
function makeSilent(send: () => Promise<void>) {
  let lose: (fault: Fault) => void = () => undefined;
  const lost = new Promise<Fault>((resolve) => {
    lose = resolve;
  });
  const link = { lost, words$: EMPTY, send, close: async () => undefined };
  return { ...makeLight(paintLight(), { open: async () => link }), lost: (fault: Fault) => lose(fault) };
}

describe("what a light says by itself", () => {
  const speaking = (news: () => LightNews | null) => paintLight({}, { hear: news });

  it("is passed on when it is its button", async () => {
    let news: LightNews | null = "pressed";
    const { keeper, twin, buttons } = makeLight(speaking(() => news));
    keeper.start();
    await pass(0);
    twin.say({ kind: "report", bytes: Uint8Array.of(1) });
    news = "released";
    twin.say({ kind: "report", bytes: Uint8Array.of(0) });
    news = null;
    twin.say({ kind: "report", bytes: Uint8Array.of(7) });
    expect(buttons).toEqual(["pressed", "released"]);
  });

  it.each([
    { kept: "away", state: "down" },
    { kept: "back", state: "up" },
  ] as const)("is heard although it was kept for it and comes at once: $kept", async ({ kept, state }) => {
    const words$ = concat(of({ kind: "report", bytes: Uint8Array.of(0) } as const), NEVER);
    const sent: unknown[] = [];
    const link = {
      lost: new Promise<Fault>(() => undefined),
      words$,
      send: async (frame: unknown) => void sent.push(frame),
      close: async () => undefined,
    };
    const made = makeLight(
      speaking(() => kept),
      { open: async () => link },
    );
    made.keeper.start();
    made.keeper.want(red);
    await pass(0);
    expect(made.state()).toBe(state);
    expect(sent.length > 0).toBe(kept === "back");
    expect(made.said()).not.toContain("unexpected failure");
  });

  it("makes it down while it is away, and gets it everything when it is back", async () => {
    let news: LightNews = "away";
    const { keeper, twin, states } = makeLight(speaking(() => news));
    keeper.start();
    keeper.want(red);
    await pass(0);
    twin.say({ kind: "report", bytes: Uint8Array.of(0) });
    expect(states.at(-1)).toMatchObject({
      state: "down",
      reason: expect.stringContaining("off its network"),
    });
    keeper.want(green);
    await pass(10_000);
    expect(hex(twin)).toHaveLength(2);
    news = "back";
    twin.say({ kind: "report", bytes: Uint8Array.of(1) });
    await pass(0);
    expect(states.at(-1)?.state).toBe("up");
    expect(hex(twin).slice(2)).toEqual(["0000ff0000", "0100000000"]);
  });
});

describe("rhythms", () => {
  const flashing = look(lamp("red", { rhythm: "fast" }), dark);

  it("are kept by us, lit as long as dark, the edges of all lights at the same instants", async () => {
    const flash = clockOf();
    const one = makeLight(paintLight(), { flash });
    const other = makeLight(paintLight(), { flash });
    const edges = { one: [] as number[], other: [] as number[] };
    one.keeper.start();
    other.keeper.start();
    one.keeper.want(flashing);
    await pass(130);
    other.keeper.want(flashing);
    await pass(1);
    const lit = ({ twin }: typeof one) => twin.burning[0]?.red === 255;
    let before = lit(one);
    for (let ms = 0; ms < 5_000; ms += 10) {
      await pass(10);
      expect(lit(one)).toBe(lit(other));
      if (lit(one) !== before) edges.one.push(Date.now() % 500);
      before = lit(one);
    }
    expect(edges.one).toHaveLength(10);
    for (const past of edges.one) expect(past).toBeLessThanOrEqual(12);
  });

  it("are left to a light that keeps them near enough to the site's rate", async () => {
    const { keeper, twin } = makeLight(paintLight({}, { rhythms: { fast: { hz: 1.2 } } }));
    keeper.start();
    keeper.want(flashing);
    await pass(10_000);
    expect(new Set(hex(twin))).toEqual(new Set(["00ff000002", "0100000000"]));
    expect(hex(twin)).toHaveLength(4);
  });

  it.each([
    ["is too far from the site's", { fast: { hz: 1.3 } }],
    ["nobody knows", { fast: { hz: null } }],
  ])("are not left to a light whose rate %s", async (_, rhythms) => {
    const { keeper, twin } = makeLight(paintLight({}, { rhythms }));
    keeper.start();
    keeper.want(flashing);
    await pass(10_000);
    expect(hex(twin).some((frame) => frame.endsWith("02"))).toBe(false);
    expect(hex(twin).length).toBeGreaterThan(20);
  });

  it("become steady on a light that needs longer for an edge than the rhythm lasts", async () => {
    const { keeper, twin } = makeLight(paintLight({ betweenFramesMs: 300 }));
    keeper.start();
    keeper.want(flashing);
    await pass(10_000);
    expect(new Set(hex(twin))).toEqual(new Set(["00ff000000", "0100000000"]));
    expect(hex(twin)).toHaveLength(4);
  });

  it("run no timer while no light flashes, or none that flashes is there", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(1_100);
    const resting = openTimers();
    keeper.want(flashing);
    await pass(10);
    expect(openTimers()).toBe(resting + 1);
    keeper.want(red);
    await pass(10);
    expect(openTimers()).toBe(resting);
    keeper.want(flashing);
    twin.unplug();
    await pass(10);
    expect(openTimers()).toBe(resting + 1);
  });
});

describe("contacts that wear", () => {
  const relays = (): BoundLight => paintLight({ wears: true });

  it("are switched once a second at most, the others at once, and end as was wished last", async () => {
    const { keeper, twin } = makeLight(relays());
    keeper.start();
    keeper.want(look(dark, dark));
    await pass(2_000);
    keeper.want(red);
    await pass(100);
    keeper.want(look(dark, lamp("green")));
    await pass(100);
    expect(hex(twin).slice(4)).toEqual(["00ff000000", "0100ff0000"]);
    keeper.want(look(lamp("red"), lamp("green")));
    keeper.want(look(dark, lamp("green")));
    await pass(2_000);
    expect(hex(twin).slice(6)).toEqual(["0000000000"]);
  });

  it("burn steadily instead of flashing, unless the site says otherwise", async () => {
    const flashing = look(lamp("red", { rhythm: "fast" }), dark);
    const sparing = makeLight(relays());
    sparing.keeper.start();
    sparing.keeper.want(flashing);
    await pass(10_000);
    expect(new Set(hex(sparing.twin))).toEqual(new Set(["00ff000000", "0100000000"]));
    const spending = makeLight(relays(), { flashRelays: true });
    spending.keeper.start();
    spending.keeper.want(flashing);
    await pass(10_000);
    expect(hex(spending.twin).length).toBeGreaterThanOrEqual(20);
  });

  it("are spared over a lost line too", async () => {
    const { keeper, twin } = makeLight(relays());
    keeper.start();
    keeper.want(red);
    await pass(100);
    twin.unplug();
    twin.plug();
    await pass(500);
    keeper.want(look(dark, dark));
    await pass(200);
    expect(twin.look.lamps[0]?.rgb).toEqual(lightColours.red);
    await pass(1_000);
    expect(sameLook(twin.look, darkLook(2))).toBe(true);
  });

  it("stay as they are while only the buzzer's has to rest", async () => {
    const light = { ...relays(), nearest: (wanted: LightLook) => wanted };
    const { keeper, twin } = makeLight({
      ...light,
      frames: (held, wanted) =>
        held?.buzzer === wanted.buzzer
          ? []
          : [{ kind: "report", bytes: Uint8Array.of(9, wanted.buzzer ? 1 : 0) }],
    });
    keeper.start();
    keeper.want({ ...red, buzzer: true });
    await pass(100);
    keeper.want(red);
    await pass(100);
    expect(hex(twin)).toEqual(["0901"]);
    await pass(1_000);
    expect(hex(twin)).toEqual(["0901", "0900"]);
  });
});

describe("the end", () => {
  it("brings the light to its last look before it lets go of it", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(10);
    await keeper.stop(darkLook(2));
    expect(twin.look).toEqual(darkLook(2));
  });

  it("leaves a light that may keep what it has lit, not in the dark half of its rhythm", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    keeper.want(look(lamp("red", { rhythm: "fast" }), dark));
    while (twin.burning[0]?.red !== 0) await pass(10);
    await keeper.stop(null);
    expect(twin.burning[0]).toEqual(lightColours.red);
  });

  it("does not wait for a light that was refused its last look, nor for one that is gone", async () => {
    const { keeper, twin, said } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(10);
    twin.refuse(new Fault("LIGHT_SILENT", "it does not answer", "look at it"));
    await keeper.stop(darkLook(2));
    expect(said().at(-1)).toBe("light stopped before it had its last look");
    const gone = makeLight();
    gone.keeper.start();
    await pass(10);
    gone.twin.unplug();
    await pass(10);
    await gone.keeper.stop(darkLook(2));
  });

  it("waits five seconds at most for one that is slow", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    keeper.want(red);
    await pass(10);
    twin.slow(60_000);
    const stopped = keeper.stop(darkLook(2));
    await pass(5_000);
    await stopped;
  });

  it("takes no wish any more, and leaves one alone of which nothing was ever wished", async () => {
    const { keeper, twin } = makeLight();
    keeper.start();
    await pass(10);
    const stopped = keeper.stop(null);
    keeper.want(red);
    await pass(10);
    await stopped;
    expect(hex(twin)).toEqual([]);
  });
});

it("any sequence of wishes and faults ends with the light as was wished last", async () => {
  const someLamp = fc.record({
    rgb: fc.constantFrom(...Object.values(lightColours), darkLook(1).lamps[0]?.rgb ?? lightColours.red),
    rhythm: fc.constantFrom("steady" as const, "slow" as const, "fast" as const),
    dim: fc.constant(100),
    fadeMs: fc.constantFrom(0, 300),
  });
  const event = fc.oneof(
    { weight: 4, arbitrary: fc.record({ wish: fc.array(someLamp, { minLength: 2, maxLength: 2 }) }) },
    fc.constantFrom("unplug", "plug", "slow", "refuse", "silent", "well"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(event, fc.integer({ min: 0, max: 3_000 })), { maxLength: 15 }),
      fc.boolean(),
      fc.array(someLamp, { minLength: 2, maxLength: 2 }),
      async (events, wears, last) => {
        const made = makeLight(paintLight({ wears, betweenFramesMs: 20, refreshSeconds: 7 }));
        const { keeper, twin } = made;
        keeper.start();
        for (const [what, ms] of events) {
          if (typeof what === "object") keeper.want({ lamps: what.wish, buzzer: false });
          else if (what === "unplug") twin.unplug();
          else if (what === "plug") twin.plug();
          else if (what === "slow") twin.slow(400);
          else if (what === "refuse") twin.refuse(new Fault("LIGHT_REFUSED", "no", ""));
          else if (what === "silent") twin.refuse(new Fault("HID_WRITE", "gone", ""));
          else twin.refuse(null);
          await pass(ms);
        }
        twin.plug();
        twin.slow(0);
        twin.refuse(null);
        const steady = last.map((one): Lamp => ({ ...one, rhythm: "steady" }));
        keeper.want({ lamps: steady, buzzer: false });
        await pass(80_000);
        expect(sameLook(twin.look, { lamps: steady, buzzer: false })).toBe(true);
        const stopped = keeper.stop(darkLook(2));
        await pass(6_000);
        await stopped;
        running.splice(running.indexOf(keeper), 1);
      },
    ),
    { numRuns: 60 },
  );
});
