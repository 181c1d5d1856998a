import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { lineBackoff } from "../../src/app/displayReconciler.ts";
import { FlashClock } from "../../src/app/flashClock.ts";
import { LightReconciler } from "../../src/app/lightReconciler.ts";
import { darkLook, type Lamp, type LightLook, lightColours, sameLook } from "../../src/domain/light.ts";
import { lookWords } from "../../src/domain/lightWords.ts";
import type { BoundLight } from "../../src/ports/boundLight.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { VirtualLight } from "../../src/ports/lightDriver.ts";
import { openTimers } from "../../src/shared/time.ts";
import { LightTwin } from "../../src/simulated/lightTwin.ts";
import { recordingLog, recordingMetrics } from "../app/busDoubles.ts";
import { shippedLight } from "../drivers/light/lightBench.ts";

const folder = join(import.meta.dirname, "..", "..", "devices", "lights");
const ids = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => basename(name, ".yaml"))
  .sort((a, b) => a.localeCompare(b));
const lights = ids.map((id) => ({ id, light: shippedLight(id) }));

/** Long enough to find a light again, for the slowest of them to be told everything, and for every fade. */
const SETTLED_MS = 120_000;
/** How long a light hears nothing after it was opened, where it is one of those. */
const DEAF_MS = 900;

const clock = systemClock(() => true);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const silent = new Fault("LIGHT_SILENT", "it does not answer", "look at it");

const steady = (rgb: Lamp["rgb"]): Lamp => ({ rgb, rhythm: "steady", dim: 100, fadeMs: 0 });
const allOf = ({ model }: BoundLight, lamp: Lamp): LightLook => ({
  lamps: model.lamps.map(() => lamp),
  buzzer: false,
});
/** Every lamp in a colour that it has. */
const lit = (light: BoundLight): LightLook => ({
  lamps: light.model.lamps.map(({ colour }) => steady(lightColours[colour === "any" ? "red" : colour])),
  buzzer: false,
});

/** A light that loses what it is told in its first moment, and says nothing to it. */
const deafAtFirst = (light: VirtualLight, hears: () => boolean): VirtualLight => ({
  take: (frame, at) => (hears() ? light.take(frame, at) : []),
  look: (at) => light.look(at),
  burning: (at) => light.burning(at),
  events: light.events,
  get bricked() {
    return light.bricked;
  },
  powerCycle: () => light.powerCycle(),
});

const running: LightReconciler[] = [];

/** The keeper of a light, and the twin that it keeps. */
function keep(light: BoundLight, isDeafAtFirst = false) {
  let hearsAt = 0;
  const virtual = light.twin();
  const heard = deafAtFirst(virtual, () => clock.monotonic() >= hearsAt);
  const twin = new LightTwin({ name: "twin", light: heard, clock });
  const { log } = recordingLog();
  const keeper = new LightReconciler(
    {
      open: (signal) => {
        if (isDeafAtFirst) hearsAt = clock.monotonic() + DEAF_MS;
        return twin.open(signal);
      },
      light,
      flash: new FlashClock(clock, { slow: 0.5, fast: 1 }),
      flashRelays: false,
      backoff: lineBackoff,
      clock,
      log,
      metrics: recordingMetrics(),
      random: () => 0.5,
      beat: () => undefined,
      onButton: () => undefined,
      onShown: () => undefined,
    },
    "hall",
  );
  running.push(keeper);
  keeper.start();
  return { keeper, twin, virtual };
}

function expectLook(twin: LightTwin, light: BoundLight, wanted: LightLook): void {
  const nearest = light.nearest(wanted);
  expect(lookWords(twin.look)).toEqual(lookWords(nearest));
  expect(sameLook(twin.look, nearest)).toBe(true);
}

async function stopAll(): Promise<void> {
  const stops = running.splice(0).map((keeper) => keeper.stop(null));
  await pass(10_000);
  await Promise.all(stops);
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    now: 1_000_000_000_000,
  });
});

afterEach(async () => {
  await stopAll();
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

const lamp: fc.Arbitrary<Lamp> = fc.record({
  rgb: fc.constantFrom(...Object.values(lightColours), { red: 0, green: 0, blue: 0 }),
  rhythm: fc.constantFrom("steady", "slow", "fast"),
  dim: fc.constantFrom(100, 40, 1),
  fadeMs: fc.constantFrom(0, 300),
});

const looks = ({ model: { lamps } }: BoundLight): fc.Arbitrary<LightLook> =>
  fc.record({
    lamps: fc.array(lamp, { minLength: lamps.length, maxLength: lamps.length }),
    buzzer: fc.boolean(),
  });

type Event = LightLook | "unplug" | "plug" | "silent" | "well" | "slow";

/** What may happen to a light, and how long it stays so: from a moment to longer than any keep-alive. */
const events = (light: BoundLight): fc.Arbitrary<[Event, number][]> =>
  fc.array(
    fc.tuple<[Event, number]>(
      fc.oneof(
        { weight: 4, arbitrary: looks(light) },
        fc.constantFrom(
          "unplug" as const,
          "plug" as const,
          "silent" as const,
          "well" as const,
          "slow" as const,
        ),
      ),
      fc.constantFrom(0, 10, 400, 1_500, 45_000),
    ),
    { maxLength: 8 },
  );

function happen(event: Event, { keeper, twin }: ReturnType<typeof keep>): void {
  if (typeof event === "object") keeper.want(event);
  else if (event === "unplug") twin.unplug();
  else if (event === "plug") twin.plug();
  else if (event === "slow") twin.slow(150);
  else twin.refuse(event === "silent" ? silent : null);
}

describe.each(lights)("$id, kept by the daemon", ({ light }) => {
  it("is as was wished last, over wishes in a row, pulled plugs, silences and slow lines", async () => {
    await fc.assert(
      fc.asyncProperty(events(light), looks(light), fc.boolean(), async (story, last, isDeaf) => {
        const kept = keep(light, isDeaf);
        for (const [event, ms] of story) {
          happen(event, kept);
          await pass(ms);
        }
        for (const event of ["plug", "well"] as const) happen(event, kept);
        kept.twin.slow(0);
        const wanted = { ...last, lamps: last.lamps.map((one) => ({ ...one, rhythm: "steady" as const })) };
        kept.keeper.want(wanted);
        await pass(SETTLED_MS);
        expectLook(kept.twin, light, wanted);
        expect(kept.virtual.bricked).toBeNull();
        await stopAll();
      }),
      { numRuns: 5 },
    );
  });

  it("is lit although it lost what it was told right after it was plugged in, each time", async () => {
    const { keeper, twin } = keep(light, true);
    keeper.want(lit(light));
    await pass(SETTLED_MS);
    expectLook(twin, light, lit(light));
    twin.unplug();
    expect(sameLook(twin.look, darkLook(light.model.lamps.length))).toBe(true);
    twin.plug();
    await pass(SETTLED_MS);
    expectLook(twin, light, lit(light));
  });
});

describe.each(lights.filter(({ light }) => light.keepAlive !== null))("$id", ({ light }) => {
  it("stays lit while it is kept alive, goes dark when that is missed, and is lit again after it", async () => {
    const { keeper, twin } = keep(light);
    const wanted = allOf(light, steady(lightColours.green));
    keeper.want(wanted);
    await pass(600_000);
    expectLook(twin, light, wanted);
    twin.refuse(silent);
    await pass(300_000);
    expect(sameLook(twin.look, darkLook(light.model.lamps.length))).toBe(true);
    twin.refuse(null);
    await pass(SETTLED_MS);
    expectLook(twin, light, wanted);
  });
});
