import type { Monotonic } from "../../domain/instant.ts";
import { darkLamp, isDark, type Lamp, type LightLook, type Rgb, type Rhythm } from "../../domain/light.ts";
import type {
  LightCommand,
  LightFrame,
  LightWord,
  OwnRhythm,
  VirtualLight,
} from "../../ports/lightDriver.ts";
import { dimmed } from "./mixedColours.ts";

/** What a frame means to a light: the command in words, and what it does. */
export interface Understood {
  readonly command: LightCommand;
  /** Lamps that it changes, by their places in the model. */
  readonly sets?: ReadonlyMap<number, Lamp>;
  readonly buzzer?: boolean;
  /** How long the light stays as it is unless it hears more, in milliseconds; null for ever. */
  readonly staysMs?: number | null;
  /** Why the light never works again, in words. */
  readonly breaks?: string;
  /** Counted beside the frames: `dropped` for those without an effect, `badChecksum` and so on. */
  readonly event?: string;
  readonly says?: readonly LightWord[];
}

interface Burning {
  readonly lamp: Lamp;
  readonly from: Rgb;
  readonly since: Monotonic;
}

const usualHz = { slow: 0.5, fast: 1 } as const;
const black: Rgb = darkLamp.rgb;

/** What a light's twin needs to know of its driver. */
export interface TwinOfLamps {
  readonly lamps: number;
  readonly rhythms: Partial<Readonly<Record<Exclude<Rhythm, "steady">, OwnRhythm>>>;
  /** How long it stays alight after power-up without hearing anything; null for ever. */
  readonly staysMs: number | null;
  /** What one frame means; pure. */
  understand(frame: LightFrame): Understood;
  press?(isDown: boolean): readonly LightWord[];
}

/** The twin of a light whose every frame means the same whatever came before: most of them. */
export class LampTwin implements VirtualLight {
  readonly #kind: TwinOfLamps;
  readonly #events = new Map<string, number>();
  readonly press?: (isDown: boolean) => readonly LightWord[];
  #lamps: Burning[] = [];
  #buzzer = false;
  #staysMs: number | null = null;
  #heardAt: Monotonic = 0;
  #bricked: string | null = null;

  constructor(kind: TwinOfLamps) {
    this.#kind = kind;
    const { press } = kind;
    if (press) this.press = (isDown) => (this.#bricked === null ? press(isDown) : []);
    this.powerCycle();
  }

  get events(): ReadonlyMap<string, number> {
    return this.#events;
  }

  get bricked(): string | null {
    return this.#bricked;
  }

  take(frame: LightFrame, at: Monotonic): readonly LightWord[] {
    if (this.#bricked !== null) return [];
    this.#expire(at);
    const { sets, buzzer, staysMs, breaks, event, says } = this.#kind.understand(frame);
    this.#count("frames");
    if (event !== undefined) this.#count(event);
    if (breaks !== undefined) this.#break(breaks);
    const before = this.burning(at);
    for (const [index, lamp] of sets ?? []) {
      const from = before[index];
      if (from !== undefined) this.#lamps[index] = { lamp, from, since: at };
    }
    this.#buzzer = buzzer ?? this.#buzzer;
    if (staysMs !== undefined) this.#staysMs = staysMs;
    if (event === undefined) this.#heardAt = at;
    return says ?? [];
  }

  look(at: Monotonic): LightLook {
    this.#expire(at);
    const lamps = this.#lamps.map(({ lamp }) => (isDark(lamp) ? darkLamp : { ...lamp, fadeMs: 0 }));
    return { lamps, buzzer: this.#buzzer };
  }

  burning(at: Monotonic): readonly Rgb[] {
    this.#expire(at);
    return this.#lamps.map((burning) => this.#now(burning, at));
  }

  powerCycle(): void {
    this.#events.clear();
    this.#heardAt = 0;
    this.#staysMs = this.#kind.staysMs;
    this.#goDark(0);
  }

  #now({ lamp, from, since }: Burning, at: Monotonic): Rgb {
    const to = dimmed(lamp.rgb, lamp.dim);
    const passed = at - since;
    if (lamp.rhythm !== "steady") {
      const hz = this.#kind.rhythms[lamp.rhythm]?.hz ?? usualHz[lamp.rhythm];
      return Math.floor((passed * 2 * hz) / 1_000) % 2 === 0 ? to : black;
    }
    if (passed >= lamp.fadeMs) return to;
    const between = (a: number, b: number): number => Math.round(a + ((b - a) * passed) / lamp.fadeMs);
    return {
      red: between(from.red, to.red),
      green: between(from.green, to.green),
      blue: between(from.blue, to.blue),
    };
  }

  #expire(at: Monotonic): void {
    if (this.#staysMs === null || at - this.#heardAt < this.#staysMs) return;
    if (this.#lamps.every(({ lamp }) => isDark(lamp)) && !this.#buzzer) return;
    this.#count("timedOut");
    this.#goDark(at);
  }

  #break(why: string): void {
    this.#bricked = why;
    this.#goDark(0);
  }

  #goDark(at: Monotonic): void {
    this.#lamps = Array.from({ length: this.#kind.lamps }, () => ({
      lamp: darkLamp,
      from: black,
      since: at,
    }));
    this.#buzzer = false;
  }

  #count(event: string): void {
    this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
  }
}
