import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lightProofs } from "../../src/compose/bindLight.ts";
import { bareLight, fitLight } from "../../src/config/fittedLight.ts";
import {
  darkLook,
  isDark,
  type Lamp,
  type LightLook,
  MOST_FLASH_HZ,
  sameLook,
} from "../../src/domain/light.ts";
import { lookWords } from "../../src/domain/lightWords.ts";
import { lightDrivers } from "../../src/drivers/lightDrivers.ts";
import type { BoundLight } from "../../src/ports/boundLight.ts";
import type { LightFrame, VirtualLight } from "../../src/ports/lightDriver.ts";
import { openTimers } from "../../src/shared/time.ts";
import { lightModelFile, shippedLight } from "../drivers/light/lightBench.ts";

const root = join(import.meta.dirname, "..", "..");
const byName = (a: string, b: string): number => a.localeCompare(b);
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort(byName);

/** Files of the folder that are a driver; the others are what drivers share. */
const driverFiles = filesOf("src/drivers/light", ".ts").filter((file) =>
  /^export const driver\b/m.test(readFileSync(join(root, "src/drivers/light", file), "utf8")),
);

const ids = filesOf("devices/lights", ".yaml").map((file) => basename(file, ".yaml"));
const files = ids.map((id) => ({ id, file: lightModelFile(id) }));

const tests = filesOf("test/drivers/light", ".test.ts").map((file) => ({
  file,
  text: readFileSync(join(root, "test/drivers/light", file), "utf8"),
}));

/** Any moment will do. */
const startAt = 1_000_000;

/** Long enough for any fade and pause, short enough for every light that needs to hear from its host. */
const laterMs = 700_000;

const part = fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.integer({ min: 0, max: 255 }));
const lamp: fc.Arbitrary<Lamp> = fc.record({
  rgb: fc.record({ red: part, green: part, blue: part }),
  rhythm: fc.constantFrom("steady", "slow", "fast"),
  dim: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 100 })),
  fadeMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
});

/** Looks for this light: half of them the same on every lamp, as most are. */
const looks = ({ model }: BoundLight): fc.Arbitrary<LightLook> => {
  const lamps = model.lamps.length;
  return fc.record({
    lamps: fc.oneof(
      lamp.map((one) => Array.from({ length: lamps }, () => one)),
      fc.array(lamp, { minLength: lamps, maxLength: lamps }),
    ),
    buzzer: fc.boolean(),
  });
};

/** A look whose rhythms the program keeps: lamps burn steadily until the program darkens them. */
const withoutForeignRhythms = (light: BoundLight, { lamps, buzzer }: LightLook): LightLook => ({
  buzzer,
  lamps: lamps.map((one) =>
    one.rhythm === "steady" || light.rhythms[one.rhythm] ? one : { ...one, rhythm: "steady" },
  ),
});

/** A light's twin at a clock that goes on. */
class Stage {
  readonly twin: VirtualLight;
  at = startAt;
  readonly #light: BoundLight;

  constructor(light: BoundLight) {
    this.#light = light;
    this.twin = light.twin();
  }

  send(frames: readonly LightFrame[]): void {
    for (const frame of frames) {
      this.twin.take(frame, this.at);
      this.at += Math.max(1, this.#light.model.betweenFramesMs);
    }
  }
}

/** Everything a light may be told: its settings as shipped, and with its own flashing measured where that can be. */
const variants: readonly { id: string; name: string; light: BoundLight }[] = files.flatMap(({ id, file }) => {
  const light = shippedLight(id);
  const { driver } = light.model;
  const measured = { ...file.settings, flashHz: { slow: 0.5, fast: 1 } };
  const takes = lightDrivers.get(driver)?.options.safeParse(measured).success === true;
  return [
    { id, name: id, light },
    ...(takes
      ? [
          {
            id,
            name: `${id} with measured flashing`,
            light: shippedLight(id, { flashHz: { slow: 0.5, fast: 1 } }),
          },
        ]
      : []),
  ];
});

describe("the registry of light drivers", () => {
  it("has every driver of the folder, and each under a name of its own", () => {
    expect(lightDrivers.size).toBe(driverFiles.length);
    const imported = readFileSync(join(root, "src/drivers/lightDrivers.ts"), "utf8");
    expect(driverFiles.filter((file) => !imported.includes(`"./light/${file}"`))).toEqual([]);
  });

  it.each([...lightDrivers.keys()])("has a model for %s", (kind) => {
    expect(files.map(({ file }) => file.driver)).toContain(kind);
  });

  it.each([...lightDrivers.keys()])("has tests of its own for %s", (kind) => {
    const models = files.filter(({ file }) => file.driver === kind);
    const isNamed = models.some(({ id }) => tests.some(({ text }) => text.includes(`"${id}`)));
    expect(isNamed || tests.some(({ file }) => file === `${kind}.test.ts`)).toBe(true);
  });

  it("has no name twice, aliases included", () => {
    const names = files.flatMap(({ id, file }) => [id, ...file.aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe.each(files)("the model $id", ({ id, file }) => {
  it("has the name of its file, a known driver, at least two samples, and says where it comes from", () => {
    expect(file.id).toBe(id);
    expect(lightDrivers.has(file.driver)).toBe(true);
    expect(file.samples.length).toBeGreaterThanOrEqual(2);
    expect(file.source.length).toBeGreaterThan(10);
  });

  it("is reached as its driver speaks", () => {
    const { wire } = shippedLight(id);
    expect(file.usb.length > 0).toBe(wire === "hid");
    expect(file.serial !== undefined || file.tcpPort !== undefined).toBe(wire === "serial");
  });

  it("shows what its samples say", () => {
    const fitted = fitLight(bareLight, file);
    expect(lightProofs.model(fitted)).toEqual([]);
    expect(file.samples.map((sample) => lightProofs.sample(fitted, sample))).toEqual(
      file.samples.map(() => null),
    );
  });

  it("refuses settings that its driver does not know, with their path", () => {
    expect(() => shippedLight(id, { nonsense: 1 })).toThrow(/settings: .*nonsense/);
  });
});

describe.each(variants)("$name", ({ light }) => {
  const lookWanted = looks(light).map((look) => withoutForeignRhythms(light, look));

  it("keeps rhythms that nobody minds", () => {
    for (const rhythm of Object.values(light.rhythms)) {
      expect(rhythm.hz === null || rhythm.hz <= MOST_FLASH_HZ).toBe(true);
    }
  });

  it("is dark and silent at first, and can be lit and put out", () => {
    const stage = new Stage(light);
    const lamps = light.model.lamps.length;
    expect(stage.twin.look(startAt)).toEqual(darkLook(lamps));
    const white = {
      rgb: { red: 255, green: 255, blue: 255 },
      rhythm: "steady",
      dim: 100,
      fadeMs: 0,
    } as const;
    const lit = light.nearest({ lamps: Array.from({ length: lamps }, () => white), buzzer: false });
    expect(lit.lamps.every(isDark)).toBe(false);
    stage.send(light.frames(null, lit));
    expect(lookWords(stage.twin.look(stage.at))).toEqual(lookWords(lit));
    stage.send(light.frames(lit, darkLook(lamps)));
    expect(stage.twin.burning(stage.at + laterMs).every((rgb) => isDark({ rgb }))).toBe(true);
  });

  it("finds a nearest look that it can really be, and stays with it", () => {
    fc.assert(
      fc.property(lookWanted, (wanted) => {
        const nearest = light.nearest(wanted);
        expect(nearest.lamps).toHaveLength(light.model.lamps.length);
        expect(sameLook(light.nearest(nearest), nearest)).toBe(true);
        const stage = new Stage(light);
        stage.send(light.frames(null, nearest));
        expect(lookWords(stage.twin.look(stage.at))).toEqual(lookWords(nearest));
      }),
      { numRuns: 25 },
    );
  });

  it("gets to a look by differences as it does from nothing", () => {
    fc.assert(
      fc.property(fc.array(lookWanted, { minLength: 1, maxLength: 5 }), (wanted) => {
        const stage = new Stage(light);
        let held: LightLook | null = null;
        for (const look of wanted) {
          const nearest = light.nearest(look);
          stage.send(light.frames(held, nearest));
          held = nearest;
          expect(lookWords(stage.twin.look(stage.at))).toEqual(lookWords(nearest));
        }
        const rest = held ?? darkLook(0);
        expect(light.frames(rest, rest)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("says only what it can read again without a problem, and nothing that breaks it", () => {
    fc.assert(
      fc.property(lookWanted, lookWanted, (first, second) => {
        const before = light.nearest(first);
        const frames = [...light.frames(null, before), ...light.frames(before, light.nearest(second))];
        const keepAlive = light.keepAlive === null ? [] : [light.keepAlive.frame];
        const stage = new Stage(light);
        for (const frame of [...frames, ...keepAlive]) {
          const { name, problems } = light.read(frame);
          expect([name === "unknown", problems]).toEqual([false, []]);
        }
        stage.send([...frames, ...keepAlive]);
        expect(stage.twin.bricked).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  it("shows what it was told for as long as it hears its keep-alive", () => {
    const { keepAlive } = light;
    if (keepAlive === null) return;
    const stage = new Stage(light);
    const lit = light.nearest(
      withoutForeignRhythms(light, {
        lamps: light.model.lamps.map(() => ({
          rgb: { red: 255, green: 0, blue: 0 },
          rhythm: "steady",
          dim: 100,
          fadeMs: 0,
        })),
        buzzer: false,
      }),
    );
    stage.send(light.frames(null, lit));
    for (let times = 0; times < 20; times++) {
      stage.at += keepAlive.everyMs;
      expect(lookWords(stage.twin.look(stage.at))).toEqual(lookWords(lit));
      stage.send([keepAlive.frame]);
    }
    expect(stage.twin.look(stage.at + laterMs)).toEqual(darkLook(light.model.lamps.length));
  });

  it("survives any frames, and shows the right thing once it was told twice", () => {
    const kind = fc.constantFrom("report" as const, "feature" as const);
    const bytes = fc.uint8Array({ maxLength: 70 });
    const noise: fc.Arbitrary<LightFrame> = fc.oneof(
      fc.record({ kind, bytes }),
      fc.record({ kind: fc.constant("bytes" as const), bytes, answer: fc.constant(null) }),
      fc.record({ kind: fc.constant("message" as const), topic: fc.string(), payload: fc.string() }),
      fc.record({ kind: fc.constant("levels" as const), levels: fc.array(fc.boolean(), { maxLength: 9 }) }),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 5 }), lookWanted, (frames, wanted) => {
        const stage = new Stage(light);
        for (const frame of frames) {
          light.read(frame);
          stage.twin.take(frame, stage.at);
        }
        stage.at += 60_000;
        if (stage.twin.bricked !== null) return;
        const nearest = light.nearest(wanted);
        // Half a line that was there before takes the first command with it: what is said again heals it.
        stage.send([...light.frames(null, nearest), ...light.frames(null, nearest)]);
        expect(lookWords(stage.twin.look(stage.at))).toEqual(lookWords(nearest));
      }),
      { numRuns: 25 },
    );
  });

  it("hears nothing in noise that would break the program", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.string(), (bytes, text) => {
        light.hear({ kind: "report", bytes });
        light.hear({ kind: "bytes", bytes });
        light.hear({ kind: "message", topic: light.listens[0] ?? text, payload: text, retained: false });
      }),
      { numRuns: 25 },
    );
  });

  it("tells a press of its button from a release", () => {
    const { press } = light.twin();
    if (press === undefined) return;
    const heard = (isDown: boolean) => press(isDown).map((word) => light.hear(word));
    expect(heard(true)).toContain("pressed");
    expect(heard(false)).toContain("released");
  });

  it("loses all when it is unplugged", () => {
    fc.assert(
      fc.property(lookWanted, (wanted) => {
        const stage = new Stage(light);
        stage.send(light.frames(null, light.nearest(wanted)));
        stage.twin.powerCycle();
        expect(stage.twin.look(stage.at)).toEqual(darkLook(light.model.lamps.length));
        expect([...stage.twin.events]).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });
});

describe("all light drivers together", () => {
  it("leave no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
