import { systemClock } from "../../src/adapters/clock/systemClock.ts";
import { loadSerialPort, openSerialPort } from "../../src/adapters/serialport/openSerialPort.ts";
import { openTcpLine, readConnections } from "../../src/adapters/tcp/openTcpLine.ts";
import type { DeviceState } from "../../src/app/deviceHealth.ts";
import { DisplayReconciler, type Shown } from "../../src/app/displayReconciler.ts";
import { SharedLine } from "../../src/app/sharedLine.ts";
import { glassOf, linesOf, type Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { lineLimits } from "../../src/ports/lineLimits.ts";
import type { OpenSerialLink } from "../../src/ports/serialLink.ts";
import { recordingLog, recordingMetrics } from "../app/busDoubles.ts";
import { freePort } from "./freePort.ts";
import { eventually } from "./process.ts";
import { SignProcess } from "./signProcess.ts";
import { PtyPair } from "./socat.ts";
import type { Started } from "./started.ts";

/** What a virtual sign's line may be. */
export type Way = "tty" | "tcp";

/** What becomes of one frame on its way. */
export type Damage = (frame: Uint8Array) => Uint8Array;

/** A whole show takes seconds on the slowest sign, and the machine may be busy. */
const SHOWN_LIMIT_MS = 25_000;

/** A line that ends at a sign in a process of its own. */
interface Line {
  readonly open: OpenSerialLink;
  plug(): Promise<SignProcess>;
  unplug(): Promise<void>;
}

/** A serial line of two pseudo terminals: when it is pulled, the sign at its end has no line any more. */
function ttyLine({ model }: BoundDisplay, started: Started): Line {
  const cable = new PtyPair();
  started.add(() => cable.end());
  const deps = { limits: lineLimits, log: recordingLog().log, softwareParity: false, load: loadSerialPort };
  return {
    open: openSerialPort(cable.ours, model.serial, deps),
    async plug() {
      const plugged: SignProcess[] = [];
      await cable.plug(async () => plugged.push(await SignProcess.start(["--tty", cable.theirs], model.id)));
      const [sign] = plugged;
      if (sign === undefined) throw new Error("the cable was plugged in without its sign");
      return sign;
    },
    unplug: () => cable.unplug(),
  };
}

/** A serial server and the sign behind it, which lose their power together. */
async function tcpLine({ model }: BoundDisplay): Promise<Line> {
  const address = `127.0.0.1:${await freePort()}`;
  const deps = { limits: lineLimits, softwareParity: false, connections: readConnections };
  let sign: SignProcess | null = null;
  return {
    open: openTcpLine(`tcp://${address}`, model.serial, deps),
    async plug() {
      sign = await SignProcess.start(["--tcp", address], model.id);
      return sign;
    },
    async unplug() {
      await sign?.process.kill();
    },
  };
}

/** One display of the daemon at a real line, with a sign of the built program at its other end. */
export class LineBench {
  readonly states: DeviceState["state"][] = [];
  readonly display: BoundDisplay;
  readonly #line: Line;
  readonly #started: Started;
  readonly #metrics = recordingMetrics();
  readonly #board: DisplayReconciler<Show>;
  #sign: SignProcess | null = null;
  #damage: Damage | null = null;
  #cuts = false;
  #state: DeviceState | null = null;
  #shown: Shown<Show> | null = null;

  private constructor(started: Started, display: BoundDisplay, line: Line) {
    this.#started = started;
    this.display = display;
    this.#line = line;
    const clock = systemClock(() => false);
    this.#board = new DisplayReconciler<Show>(
      {
        ...new SharedLine((signal) => this.#openBadly(signal), clock).join(),
        display,
        backoff: { firstMs: 200, mostMs: 1_000, stableMs: 30_000 },
        clock,
        log: recordingLog().log,
        metrics: this.#metrics,
        random: () => 0.5,
        beat: () => undefined,
        onShown: (shown) => {
          this.#shown = shown;
        },
      },
      "wall",
    );
    this.#board.state$.subscribe((state) => {
      this.#state = state;
      if (this.states.at(-1) !== state.state) this.states.push(state.state);
    });
    started.add(() => this.#board.stop(null));
  }

  /** Plugs everything in and begins; `started` ends it. */
  static async start(started: Started, display: BoundDisplay, way: Way): Promise<LineBench> {
    const line = way === "tty" ? ttyLine(display, started) : await tcpLine(display);
    const bench = new LineBench(started, display, line);
    await bench.plug();
    bench.#board.start();
    return bench;
  }

  get sign(): SignProcess {
    if (this.#sign === null) throw new Error("no sign is plugged in");
    return this.#sign;
  }

  /** How the display does, in the words of its status. */
  get state(): DeviceState | null {
    return this.#state;
  }

  /** How many frames ended like this. */
  answers(kind: "taken" | "refused" | "silent"): number {
    return this.#metrics.value(`display_answers_total{display="wall",answer="${kind}"}`);
  }

  /** The next frame arrives other than it was sent. */
  damageNext(damage: Damage): void {
    this.#damage = damage;
  }

  /** The line is lost in the middle of the next frame; the sign stays on, with half of it. */
  cutNext(): void {
    this.#cuts = true;
  }

  want(show: Show): void {
    this.#board.want(show);
  }

  /** Waits until somebody who looks up sees all of the show. */
  async sees(show: Show, limitMs = SHOWN_LIMIT_MS): Promise<void> {
    const blank = new Array<string>(this.display.model.rows).fill("");
    const wanted = linesOf(glassOf(show));
    await this.sign.shows(Object.assign(blank, wanted), limitMs);
  }

  /** Waits until the display has all of it, as far as the reconciler knows. */
  async has(show: Show): Promise<Shown<Show>> {
    const ask = (): Shown<Show> | null =>
      this.#shown?.show === show && this.#shown.complete ? this.#shown : null;
    return await eventually(ask, SHOWN_LIMIT_MS, () => `the show is not complete: ${this.states.join()}`);
  }

  async becomes(state: DeviceState["state"], limitMs: number): Promise<void> {
    await eventually(
      () => this.states.at(-1) === state,
      limitMs,
      () => `${state}, but ${this.states.join()}`,
    );
  }

  /** A sign that was just switched on, and its cable. */
  async plug(): Promise<void> {
    const sign = await this.#line.plug();
    this.#started.add(() => sign.process.kill());
    this.#sign = sign;
  }

  unplug(): Promise<void> {
    return this.#line.unplug();
  }

  stop(last: Show): Promise<void> {
    return this.#board.stop(last);
  }

  async #openBadly(signal: AbortSignal) {
    const link = await this.#line.open(signal);
    const { bytes$, lost } = link;
    const write = async (frame: Uint8Array): Promise<void> => {
      const damage = this.#damage;
      const cuts = this.#cuts;
      this.#damage = null;
      this.#cuts = false;
      if (!cuts) return await link.write(damage === null ? frame : damage(frame));
      await link.write(frame.subarray(0, Math.ceil(frame.length / 2)));
      await link.close();
      throw await lost;
    };
    return { bytes$, lost, write, close: () => link.close() };
  }
}
