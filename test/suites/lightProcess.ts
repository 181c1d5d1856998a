import { Bandeau, eventually } from "./process.ts";

/** What a simulated light tells at each change. */
interface Told {
  readonly at: string;
  readonly lamps: readonly string[];
  readonly buzzer: boolean;
  readonly bricked: string | null;
  readonly events: Readonly<Record<string, number>>;
}

/** A simulated light in a process of its own: on a line, at a TCP port, or on the bus. */
export class LightProcess {
  readonly process: Bandeau;
  /** `host:port` of one at a port; empty for others. */
  readonly address: string;

  private constructor(process: Bandeau, address: string) {
    this.process = process;
    this.address = address;
  }

  static async start(model: string, words: readonly string[]): Promise<LightProcess> {
    const process = new Bandeau(["sim", "light", model, ...words, "--json"], {}, "pipe");
    const greeting = await process.line((line) => line.startsWith('{"line"'));
    return new LightProcess(process, /listening on ([^"]*)/.exec(greeting)?.[1] ?? "");
  }

  get told(): Told[] {
    return this.process.out.flatMap((line) => (line.startsWith('{"at"') ? [JSON.parse(line)] : []));
  }

  /** What a person sees now, lamp by lamp. */
  get lamps(): string {
    return this.told.at(-1)?.lamps.join(" ") ?? "";
  }

  /** All that a person saw. */
  get history(): readonly string[] {
    return this.told.map(({ lamps }) => lamps.join(" "));
  }

  /** Does something that the light has a word for. */
  do(word: string): void {
    this.process.type(word);
  }

  /** Waits until a person sees this; with `since`, until a person has seen it from that change on. */
  shows(lamps: string, limitMs = 10_000): Promise<unknown> {
    return eventually(
      () => this.lamps === lamps,
      limitMs,
      () => `${lamps} is wanted, but\n${this.history.slice(-12).join("\n")}\n${this.process.said()}`,
    );
  }

  /** Waits until a person has seen this after so many changes. */
  hasShown(lamps: string, since: number, limitMs = 10_000): Promise<unknown> {
    return eventually(
      () => this.history.slice(since).includes(lamps),
      limitMs,
      () => `${lamps} is wanted, but\n${this.history.slice(since).join("\n")}\n${this.process.said()}`,
    );
  }
}
