import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A null-modem cable made of two pseudo terminals: our end has a serial port's name, the other is the device. */
export class PtyPair {
  readonly folder = mkdtempSync(join(tmpdir(), "bandeau-line-"));
  readonly ours = join(this.folder, "ours");
  readonly theirs = join(this.folder, "theirs");
  readonly #near = join(this.folder, "near");
  #child: ChildProcess | null = null;

  /**
   * Plugs the cable in; both names are there when it resolves. `first` is run when the device's end is there and ours
   * is not yet: what is written before a device listens is lost, as it is on a real line.
   */
  async plug(first: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const end = (link: string): string => `pty,raw,echo=0,link=${link}`;
    const child = spawn("socat", [end(this.#near), end(this.theirs)], { stdio: "ignore" });
    this.#child = child;
    let missing = false;
    child.once("error", () => {
      missing = true;
    });
    for (let waited = 0; !(existsSync(this.#near) && existsSync(this.theirs)); waited += 10) {
      if (missing) throw new Error("socat is missing: apt-get install socat");
      if (waited > 5_000) throw new Error("socat made no terminals within 5 s");
      await pause(10);
    }
    await first();
    symlinkSync(this.#near, this.ours);
  }

  /** Pulls the cable out: both names are gone when it resolves. */
  async unplug(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    rmSync(this.ours, { force: true });
  }

  /** Holds the cable: nothing passes until it is unplugged. */
  hold(): void {
    this.#child?.kill("SIGSTOP");
  }

  async end(): Promise<void> {
    this.#child?.kill("SIGCONT");
    await this.unplug();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The device's end of a pair, read and written without any serial package. */
export class FarEnd {
  readonly #fd: number;
  #arrived: Uint8Array = new Uint8Array();

  constructor(path: string) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  /** All that arrived so far. */
  arrived(): Uint8Array {
    const piece = Buffer.alloc(65_536);
    for (;;) {
      let length = 0;
      try {
        length = readSync(this.#fd, piece);
      } catch {
        return this.#arrived;
      }
      if (length === 0) return this.#arrived;
      this.#arrived = Uint8Array.from([...this.#arrived, ...piece.subarray(0, length)]);
    }
  }

  say(bytes: Uint8Array): void {
    writeSync(this.#fd, bytes);
  }

  end(): void {
    closeSync(this.#fd);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
