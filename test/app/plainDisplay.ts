import { type Glass, glassOf, type Run, type Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import type { Answer, Doubt, Frame, Verdict, VirtualSign } from "../../src/ports/displayDriver.ts";
import type { DisplayModel } from "../../src/ports/displayModel.ts";

/** 9600 8N1: a frame of 48 bytes takes 50 ms. */
export const plainModel: DisplayModel = {
  id: "plain",
  name: "Plain board",
  driver: "plain",
  rows: 2,
  columns: 16,
  colours: ["green", "red"],
  serial: { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 },
  pacing: { betweenFramesMs: 100 },
  refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null },
};

const FRAME_BYTES = 48;
/** Silence that the board needs after its first frame. */
export const resetPauseMs = 1_000;

/** A show of one page with cells of one character, by key. */
export function showOf(values: Readonly<Record<string, string>>): Show {
  const run = (text: string): Run => ({ text, colour: "green", blink: false });
  const cells = Object.keys(values).map((key) => ({ kind: "cell", cell: { key, width: 6 } }) as const);
  return {
    layouts: [{ id: "page", rows: [cells] }],
    alarms: [],
    page: "page",
    alarm: null,
    values: new Map(Object.entries(values).map(([key, text]) => [key, run(text.padEnd(6))])),
  };
}

/** A board that says `OK.` or `NO.` to each frame has 300 ms for it, and is asked once more. */
export const plainAnswer: Answer = {
  withinMs: 300,
  retries: 1,
  read(bytes): Verdict {
    const text = new TextDecoder().decode(bytes);
    if (text.startsWith("OK.")) return { kind: "taken" };
    if (text.startsWith("NO.")) return { kind: "refused", reason: "it said no", advice: "ask otherwise" };
    return { kind: "more" };
  },
};

/**
 * A board's language as plain as can be: `RESET`, then `key=text`, each padded to 48 bytes with dots. With an `address`
 * each frame begins with it.
 */
export function plainDisplay(
  model: DisplayModel = plainModel,
  answer: Answer | null = null,
  address = "",
): BoundDisplay {
  const frame = (text: string, purpose: Frame["purpose"], pauseAfterMs: number): Frame => ({
    bytes: new TextEncoder().encode(`${address}${text}`.padEnd(FRAME_BYTES, ".")),
    purpose,
    pauseAfterMs,
    answer,
  });
  return {
    model,
    letters: "",
    missing: "",
    plan: () => [],
    start() {
      let isReset = false;
      const held = new Map<string, string>();
      /** Counts what was forgotten: a frame that was on its way then leaves nothing that is known. */
      let doubts = 0;
      const forget = (doubt: Doubt): void => {
        doubts++;
        held.clear();
        if (doubt === "everything") isReset = false;
      };
      return {
        next(show) {
          const before = doubts;
          if (!isReset)
            return { frame: frame("RESET", "initialise", resetPauseMs), commit: () => (isReset = true) };
          for (const [key, run] of show.values) {
            if (held.get(key) === run.text) continue;
            const commit = (): void => {
              if (doubts === before) held.set(key, run.text);
            };
            return { frame: frame(`${key}=${run.text}`, "value", 0), commit };
          }
          return null;
        },
        forget,
      };
    },
    sign: () => new PlainSign(),
  };
}

/** Takes whole frames only; what is left of a broken one spoils the next, as on a real line. */
export class PlainSign implements VirtualSign {
  /** What it says at the end of a frame, and whether it takes the frame at all. */
  conduct: (text: string) => { readonly says: string; readonly takes: boolean } = () => ({
    says: "",
    takes: true,
  });
  readonly events = new Map<string, number>();
  /** Each whole frame with the moment of its last byte. */
  readonly frames: { readonly text: string; readonly at: number }[] = [];
  readonly values = new Map<string, string>();
  #buffer = "";

  feed(bytes: Uint8Array, at: number): readonly Uint8Array[] {
    this.#buffer += new TextDecoder().decode(bytes);
    let said = "";
    while (this.#buffer.length >= FRAME_BYTES) {
      const text = this.#buffer.slice(0, FRAME_BYTES).replace(/\.+$/, "");
      this.#buffer = this.#buffer.slice(FRAME_BYTES);
      this.frames.push({ text, at });
      const { says, takes } = this.conduct(text);
      said += says;
      if (!takes) continue;
      const [key, value] = text.split("=");
      if (text === "RESET") this.values.clear();
      else if (key !== undefined && value !== undefined) this.values.set(key, value.trimEnd());
    }
    return said === "" ? [] : [new TextEncoder().encode(said)];
  }

  /** Bytes of a frame that has not come to its end. */
  get pending(): number {
    return this.#buffer.length;
  }

  glass(): Glass {
    return glassOf(showOf(Object.fromEntries(this.values)));
  }

  powerCycle(): void {
    this.values.clear();
    this.#buffer = "";
  }
}
