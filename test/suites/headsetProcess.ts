import { Bandeau, eventually } from "./process.ts";

/** What a headset's twin tells: who has it open, what it was told, what it said. */
interface Told {
  readonly programs?: number;
  readonly taken?: string;
  readonly lit?: readonly string[];
  readonly said?: string;
}

/** For half a second the first word of a headset tells how it is, and not what a person does. */
const SETTLED_MS = 700;

/** What moves faster is a bouncing switch. */
const HAND_MS = 250;

/** A headset in a process of its own, behind a TCP port. */
export class HeadsetProcess {
  readonly process: Bandeau;

  private constructor(process: Bandeau) {
    this.process = process;
  }

  static async start(port: number, model = "jabra-evolve-link"): Promise<HeadsetProcess> {
    const words = ["sim", "headset", model, "--tcp", `127.0.0.1:${port}`, "--json"];
    const process = new Bandeau(words, {}, "pipe");
    await process.line((line) => line.startsWith('{"line"'));
    return new HeadsetProcess(process);
  }

  get told(): Told[] {
    return this.process.out.flatMap((line): Told[] => (line.startsWith("{") ? [JSON.parse(line)] : []));
  }

  /** The LEDs that are lit now. */
  get lit(): readonly string[] {
    return this.told.findLast(({ lit }) => lit !== undefined)?.lit ?? [];
  }

  /** Presses a key, or does something else that the twin has a word for, at the pace of a hand. */
  async do(word: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, HAND_MS));
    this.process.type(word);
  }

  /** Waits until somebody has it open, and no longer takes what it says for how it was before. */
  async opened(limitMs = 10_000): Promise<void> {
    await eventually(
      () => this.told.findLast(({ programs }) => programs !== undefined)?.programs === 1,
      limitMs,
      () => this.process.said(),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  }

  /** Waits until exactly these LEDs are lit. */
  shows(leds: readonly string[], limitMs = 5_000): Promise<unknown> {
    const wanted = [...leds].sort().join();
    return eventually(
      () => [...this.lit].sort().join() === wanted,
      limitMs,
      () => `${wanted} is wanted\n${this.process.said()}`,
    );
  }
}
