import { lookWords } from "../domain/lightWords.ts";
import type { VirtualLight } from "../ports/lightDriver.ts";
import { monotonicMs, wallMs } from "../shared/time.ts";
import type { Terminal } from "./terminal.ts";

/** Tells what a person sees of a simulated light, each time that is another thing than before: a line each. */
export class LightTeller {
  readonly #light: VirtualLight;
  readonly #json: boolean;
  readonly #terminal: Pick<Terminal, "write">;
  #last = "";

  constructor(light: VirtualLight, json: boolean, terminal: Pick<Terminal, "write">) {
    this.#light = light;
    this.#json = json;
    this.#terminal = terminal;
  }

  look(): void {
    const look = this.#light.look(monotonicMs());
    const { bricked, events } = this.#light;
    const lamps = lookWords({ ...look, buzzer: false });
    const now = JSON.stringify([lamps, look.buzzer, bricked]);
    if (now === this.#last) return;
    this.#last = now;
    const at = new Date(wallMs()).toISOString();
    const words = bricked === null ? lookWords(look).join(", ") : `broken for good: ${bricked}`;
    const told = { at, lamps, buzzer: look.buzzer, bricked, events: Object.fromEntries(events) };
    this.#terminal.write(this.#json ? `${JSON.stringify(told)}\n` : `${at} ${words}\n`);
  }
}
