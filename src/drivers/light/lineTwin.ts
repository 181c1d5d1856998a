import type { Monotonic } from "../../domain/instant.ts";
import type { LightLook, Rgb } from "../../domain/light.ts";
import type { LightFrame, LightWord, VirtualLight } from "../../ports/lightDriver.ts";
import { type CommandLength, CommandLine } from "./commandLine.ts";
import { onLine } from "./frameBytes.ts";
import { LampTwin, type TwinOfLamps } from "./lampTwin.ts";

/** What the twin of a light on a line needs to know beside its lamps. */
interface TwinOnLine extends TwinOfLamps {
  readonly lengthOf: CommandLength;
  /** A longer silence ends a command; null where the light waits for ever. */
  readonly silenceMs: number | null;
  /** A command that comes sooner after another one is lost; 0 where none is. */
  readonly deafMs: number;
  /** What it answers to a command, once it is what the command made of it; absent where it never does. */
  reply?(bytes: Uint8Array, look: LightLook): readonly LightWord[];
}

/** The twin of a light on a line: commands come in pieces or several at once, and are understood one by one. */
export class LineTwin implements VirtualLight {
  readonly #lamps: LampTwin;
  readonly #line: CommandLine;
  readonly #kind: TwinOnLine;
  readonly #events = new Map<string, number>();
  #tookAt: Monotonic | null = null;

  constructor(kind: TwinOnLine) {
    this.#lamps = new LampTwin(kind);
    this.#line = new CommandLine(kind.lengthOf, kind.silenceMs);
    this.#kind = kind;
  }

  get events(): ReadonlyMap<string, number> {
    return new Map([...this.#lamps.events, ...this.#events]);
  }

  get bricked(): string | null {
    return this.#lamps.bricked;
  }

  take(frame: LightFrame, at: Monotonic): readonly LightWord[] {
    if (frame.kind !== "bytes") return this.#lamps.take(frame, at);
    return this.#line.feed(frame.bytes, at).flatMap((bytes) => this.#hear(bytes, at));
  }

  look(at: Monotonic): LightLook {
    return this.#lamps.look(at);
  }

  burning(at: Monotonic): readonly Rgb[] {
    return this.#lamps.burning(at);
  }

  powerCycle(): void {
    this.#lamps.powerCycle();
    this.#line.forget();
    this.#events.clear();
    this.#tookAt = null;
  }

  #hear(bytes: Uint8Array, at: Monotonic): readonly LightWord[] {
    if (this.#tookAt !== null && at - this.#tookAt < this.#kind.deafMs) {
      this.#events.set("tooSoon", (this.#events.get("tooSoon") ?? 0) + 1);
      return [];
    }
    this.#tookAt = at;
    const words = this.#lamps.take(onLine(bytes, null), at);
    const reply = this.bricked === null ? this.#kind.reply?.(bytes, this.look(at)) : undefined;
    return [...words, ...(reply ?? [])];
  }
}
