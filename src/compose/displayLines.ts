import { type Seat, SharedLine } from "../app/sharedLine.ts";
import { portKey, readDisplayPort } from "../config/displayPort.ts";
import type { Clock } from "../ports/clock.ts";
import type { OpenSerialLink } from "../ports/serialLink.ts";
import type { DisplayUnit } from "./daemonPlan.ts";

export interface DisplayLinesDeps {
  /** Opens the line of a display; asked once for all that share it. */
  readonly openLine: (unit: DisplayUnit) => OpenSerialLink;
  readonly clock: Clock;
}

/** The lines of a controller: displays whose `port:` is the same share one. */
export class DisplayLines {
  readonly #deps: DisplayLinesDeps;
  readonly #lines = new Map<string, { readonly line: SharedLine; readonly displays: Set<string> }>();

  constructor(deps: DisplayLinesDeps) {
    this.#deps = deps;
  }

  /** Gives a display its place. Give it back with `leave`. */
  join(unit: DisplayUnit): Seat {
    const key = lineKey(unit);
    const { openLine, clock } = this.#deps;
    const entry = this.#lines.get(key) ?? {
      line: new SharedLine(openLine(unit), clock),
      displays: new Set<string>(),
    };
    this.#lines.set(key, entry);
    entry.displays.add(unit.id);
    return entry.line.join();
  }

  /** A line that nobody uses is forgotten: the next configuration may set it otherwise. */
  leave(unit: DisplayUnit): void {
    const key = lineKey(unit);
    const displays = this.#lines.get(key)?.displays;
    displays?.delete(unit.id);
    if (displays?.size === 0) this.#lines.delete(key);
  }
}

/** The same for displays on one line; a simulated display has a line of its own. */
function lineKey({ id, display }: DisplayUnit): string {
  const parsed = readDisplayPort(display.port);
  const shared = parsed.ok ? portKey(parsed.port) : null;
  return shared === null ? `display ${id}` : `port ${shared}`;
}
