import { Bandeau, eventually } from "./process.ts";

interface Told {
  readonly lines: readonly string[];
  readonly runs: readonly (readonly { text: string; colour: string; blink: boolean }[])[];
  readonly events: Readonly<Record<string, number>>;
}

/** A virtual sign in a process of its own, at the far end of a cable or behind a TCP port. */
export class SignProcess {
  readonly process: Bandeau;
  /** `tcp://host:port` for a sign behind a port; empty for one on a line. */
  readonly address: string;

  private constructor(process: Bandeau, address: string) {
    this.process = process;
    this.address = address;
  }

  static async start(words: readonly string[], model = "alpha-4120c"): Promise<SignProcess> {
    const process = new Bandeau(["sim", "display", model, ...words, "--json"]);
    const greeting = await process.line((line) => line.startsWith('{"line"'));
    const { line } = JSON.parse(greeting) as { line: string };
    return new SignProcess(process, /^listening on (.*)$/.exec(line)?.[1] ?? "");
  }

  get #told(): Told[] {
    return this.process.out.flatMap((line) => (line.startsWith('{"at"') ? [JSON.parse(line)] : []));
  }

  /** What a person sees now. */
  get lines(): readonly string[] {
    return this.#told.at(-1)?.lines ?? [];
  }

  /** Every glass so far, rows joined with ` / `. */
  get history(): readonly string[] {
    return this.#told.map(({ lines }) => lines.join(" / "));
  }

  /** What happened to the sign up to the last change of its glass. */
  get events(): Readonly<Record<string, number>> {
    return this.#told.at(-1)?.events ?? {};
  }

  /** The colour of the first run that holds this text, and whether it blinks. */
  lookOf(text: string): { readonly colour: string; readonly blink: boolean } | null {
    const run = this.#told
      .at(-1)
      ?.runs.flat()
      .find((candidate) => candidate.text.includes(text));
    return run === undefined ? null : { colour: run.colour, blink: run.blink };
  }

  /** Waits until the rows are these; a row may be a pattern. */
  shows(rows: readonly (string | RegExp)[], limitMs = 10_000): Promise<true> {
    const holds = (): boolean =>
      rows.every((row, index) => {
        const line = this.lines[index] ?? "";
        return typeof row === "string" ? line === row : row.test(line);
      });
    const said = (): string =>
      `${rows.join(" / ")}, but\n${this.history.slice(-12).join("\n")}\n${this.process.errors.join("\n")}`;
    return eventually(() => holds() || null, limitMs, said);
  }
}
