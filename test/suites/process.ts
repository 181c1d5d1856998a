import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The built program, as it runs in the field; another build may be named instead. */
const bundle = process.env["BANDEAU_BUNDLE"] ?? join(import.meta.dirname, "..", "..", "dist", "bandeau.cjs");

/** A real process of the built program, with all it said. */
export class Bandeau {
  readonly out: string[] = [];
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  #wake: (() => void)[] = [];
  #closed = false;

  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    stdin: "ignore" | "pipe" = "ignore",
    starter: readonly string[] = [],
  ) {
    if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm run build`);
    const [program = process.execPath, ...before] = [...starter, process.execPath];
    this.#child = spawn(program, [...before, bundle, ...words], {
      stdio: [stdin, "pipe", "pipe"],
      // Under systemd the log has another form than in a pipe.
      env: { ...process.env, JOURNAL_STREAM: "", ...environment },
    });
    this.#collect(this.#child.stdout, this.out);
    this.#collect(this.#child.stderr, this.errors);
    this.#ended = once(this.#child, "close").then(([code]) => {
      this.#closed = true;
      this.#wakeAll();
      return code === null ? -1 : Number(code);
    });
  }

  #collect(stream: NodeJS.ReadableStream | null, lines: string[]): void {
    if (!stream) return;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      this.#wakeAll();
    });
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** The first line of stdout, from `since` on, that the test likes. Fails with all that was said. */
  async line(wanted: (line: string) => boolean, limitMs = 20_000, since = 0): Promise<string> {
    const late = Date.now() + limitMs;
    for (;;) {
      const found = this.out.slice(since).find(wanted);
      if (found !== undefined) return found;
      const rest = late - Date.now();
      if (rest <= 0) throw new Error(`not said within ${limitMs} ms:\n${this.said()}`);
      if (this.#closed) throw new Error(`it ended without saying it:\n${this.said()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  said(): string {
    return [...this.out.slice(-40), ...this.errors.slice(-40)].join("\n");
  }

  /** The system's number for it. */
  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("the process did not start");
    return pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Types a line, where stdin is a pipe. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** What a daemon logged, line by line, as objects. */
  logged(): Record<string, unknown>[] {
    return this.out.flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code; -1 when a signal ended it. */
  ended(): Promise<number> {
    return this.#ended;
  }

  /** Ends it by force, as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Ends it in an orderly way, by force after five seconds. */
  async stop(): Promise<number> {
    this.#child.kill("SIGTERM");
    const force = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    const code = await this.#ended;
    clearTimeout(force);
    return code;
  }
}

/** A command that has not ended by then is ended by force. */
const COMMAND_LIMIT_MS = 40_000;

/** Runs a command to its end. */
export async function bandeau(...words: string[]): Promise<{ code: number; out: string; errors: string }> {
  const run = new Bandeau(words);
  const force = setTimeout(() => run.signal("SIGKILL"), COMMAND_LIMIT_MS);
  const code = await run.ended();
  clearTimeout(force);
  return { code, out: run.out.join("\n"), errors: run.errors.join("\n") };
}

/** Asks again and again until the answer is there; a bound on real time, for real processes. */
export async function eventually<T>(
  ask: () => T | undefined | false | null,
  limitMs: number,
  what: () => string,
): Promise<T> {
  const late = Date.now() + limitMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() > late) throw new Error(`not within ${limitMs} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
