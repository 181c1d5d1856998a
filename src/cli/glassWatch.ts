import { type Glass, linesOf } from "../domain/glass.ts";
import type { VirtualSign } from "../ports/displayDriver.ts";
import type { DisplayModel } from "../ports/displayModel.ts";
import { wallMs } from "../shared/time.ts";
import { drawGlass } from "./drawGlass.ts";
import type { Terminal } from "./terminal.ts";

/** Says what a sign shows: its glass, the moment and what happened to it so far. */
export type TellGlass = (glass: Glass, at: number, events: VirtualSign["events"]) => void;

/** Tells a sign's glass each time it is another than the last one. */
export class GlassWatch {
  readonly #sign: VirtualSign;
  readonly #tell: TellGlass;
  #last = "";

  constructor(sign: VirtualSign, tell: TellGlass) {
    this.#sign = sign;
    this.#tell = tell;
  }

  look(): void {
    const at = wallMs();
    const glass = this.#sign.glass(at);
    const now = JSON.stringify(glass);
    if (now === this.#last) return;
    this.#last = now;
    this.#tell(glass, at, this.#sign.events);
  }
}

/** JSON lines for programs, a line for each change in a pipe, a picture in place for a person. */
export function tellGlass(
  { name, rows, columns }: DisplayModel,
  json: boolean,
  terminal: Pick<Terminal, "write" | "isTerminal" | "environment">,
): TellGlass {
  const stamp = (at: number): string => new Date(at).toISOString();
  if (json) {
    return (glass, at, events) => {
      const told = { at: stamp(at), lines: linesOf(glass), runs: glass, events: Object.fromEntries(events) };
      terminal.write(`${JSON.stringify(told)}\n`);
    };
  }
  const colour = terminal.isTerminal && terminal.environment["NO_COLOR"] === undefined;
  const draw = (glass: Glass): string[] => drawGlass(glass, { title: name, rows, columns, colour });
  if (!terminal.isTerminal) {
    return (glass, at) => terminal.write(`${stamp(at)} ${draw(glass).slice(1, -1).join("")}\n`);
  }
  let back = "";
  return (glass) => {
    terminal.write(`${back}${draw(glass).join("\n")}\n`);
    back = `\u001b[${rows + 2}A`;
  };
}
