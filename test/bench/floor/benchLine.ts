import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import koffi from "koffi";
import { eventually } from "../../suites/process.ts";
import { AlphaCutter, type SignFrame } from "./alphaCutter.ts";

/** 9600 baud, ten bits a character. */
const WIRE_BYTES_PER_MS = 0.96;
/** What the driver of a serial adapter keeps before it lets a program wait. */
const PORT_BUFFER_BYTES = 4_096;
/** Of tcflow(3): the terminal's output stands still, and goes on. */
const OUTPUT_OFF = 0;
const OUTPUT_ON = 1;

/** `wire`: bytes leave as fast as 9600 baud lets them. `none`: a frame has arrived when its last byte left the program. */
export type LineModel = "wire" | "none";

/** A frame at the display's end. */
export interface ArrivedFrame extends SignFrame {
  /** When its last byte was there, by this process's `performance.now`; with `wire` computed, and ahead of the clock. */
  readonly at: number;
}

const libc = koffi.load("libc.so.6");
const tcflow = libc.func("int tcflow(int, int)");

/**
 * The line of one display: a pseudo terminal whose other end is emptied at once. By itself it hides some 20,000 bytes, twenty
 * seconds at 9600 baud; with `wire` it takes no more than a real port and its line would.
 */
export class BenchLine {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "bandeau-bench-"));
  readonly #model: LineModel;
  readonly #cutter = new AlphaCutter();
  readonly #child: ChildProcess;
  #hold = -1;
  #freeAt = 0;
  #isStopped = false;
  #hear: (frame: ArrivedFrame) => void = () => undefined;
  /** All bytes until now. */
  bytes = 0;

  private constructor(model: LineModel) {
    this.#model = model;
    this.path = join(this.#folder, "tty");
    this.#child = spawn("socat", ["-u", `pty,raw,echo=0,link=${this.path}`, "STDOUT"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child.once("error", () => process.stderr.write("socat is missing: apt-get install socat\n"));
    this.#child.stdout?.on("data", (piece: Buffer) => this.#take(piece, performance.now()));
  }

  static async open(model: LineModel): Promise<BenchLine> {
    const line = new BenchLine(model);
    await eventually(
      () => line.#grip(),
      5_000,
      () => "socat made no terminal",
    );
    return line;
  }

  get torn(): number {
    return this.#cutter.torn;
  }

  /** When all that was written so far has left the line. */
  get freeAt(): number {
    return this.#freeAt;
  }

  /** Who is told of each frame from now on. */
  set hear(hear: (frame: ArrivedFrame) => void) {
    this.#hear = hear;
  }

  /** The program was ended, maybe in the middle of a frame. */
  forget(): void {
    this.#cutter.forget();
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
    closeSync(this.#hold);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** As long as we hold it too, the terminal outlives the program that writes to it. */
  #grip(): boolean {
    try {
      this.#hold = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
      return true;
    } catch {
      return false;
    }
  }

  #take(piece: Buffer, now: number): void {
    this.bytes += piece.length;
    const begin = Math.max(now, this.#freeAt);
    for (const frame of this.#cutter.take(piece)) {
      const at = this.#model === "wire" ? begin + frame.endsAfter / WIRE_BYTES_PER_MS : now;
      this.#hear({ ...frame, at });
    }
    if (this.#model === "none") return;
    this.#freeAt = begin + piece.length / WIRE_BYTES_PER_MS;
    this.#stopWhenFull(now);
  }

  #stopWhenFull(now: number): void {
    const waiting = (this.#freeAt - now) * WIRE_BYTES_PER_MS;
    if (this.#isStopped || waiting < PORT_BUFFER_BYTES) return;
    this.#isStopped = true;
    tcflow(this.#hold, OUTPUT_OFF);
    const emptied = (waiting - PORT_BUFFER_BYTES / 2) / WIRE_BYTES_PER_MS;
    setTimeout(() => {
      this.#isStopped = false;
      tcflow(this.#hold, OUTPUT_ON);
    }, emptied);
  }
}
