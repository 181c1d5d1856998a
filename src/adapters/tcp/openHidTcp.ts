import { connect, type Socket } from "node:net";
import { Fault } from "../../ports/fault.ts";
import { type HidDeviceInfo, type HidLink, refusedFault } from "../../ports/hid.ts";
import type { HidLimits } from "../../ports/hidLimits.ts";
import {
  type HidRequest,
  LineCutter,
  MOST_FEATURE_BYTES,
  MOST_GREETING_BYTES,
  MOST_REPORT_LINE_BYTES,
  readAnswerLine,
  readGreeting,
  readReportLine,
  reportLine,
  requestLine,
} from "../../ports/hidLines.ts";
import { closedFault, LineLife } from "../../ports/lineLife.ts";
import { soon, within } from "../../shared/time.ts";
import { readTcpAddress } from "./tcpAddress.ts";
import { tcpFault } from "./tcpFaults.ts";

/** A quiet line is asked after so long whether it lives. */
const KEEP_ALIVE_AFTER_MS = 10_000;

const ADVICE = "start bandeau sim headset with --tcp and the same address, or correct the port";

/** A headset that says itself what it is, as nobody lists what hangs on a network. */
export interface HidTcpLink extends HidLink {
  readonly info: HidDeviceInfo;
}

/** One attempt to open a headset at the end of a network line, such as the twin of `bandeau sim headset --tcp`. */
export function openHidTcp(url: string, limits: HidLimits): (signal: AbortSignal) => Promise<HidTcpLink> {
  return async (signal) => {
    const { host, port } = readTcpAddress(url);
    const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS };
    const socket = connect({ host, port, noDelay: true, ...keepAlive });
    const abort = (): void => {
      socket.destroy(closedFault(url));
    };
    signal.addEventListener("abort", abort);
    try {
      if (signal.aborted) abort();
      const lines = new LineCutter(MOST_GREETING_BYTES);
      const greeted = await within(limits.openMs, greeting(socket, lines, url), () =>
        late(url, limits.openMs),
      );
      return new TcpHidLink(socket, { ...greeted, lines, limits });
    } catch (error) {
      socket.on("error", () => undefined);
      socket.destroy();
      throw broken(url, error);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  };
}

interface Greeted {
  readonly info: HidDeviceInfo;
  /** Lines that came in the same breath. */
  readonly behind: readonly string[];
}

/** The first line; what comes behind it is not lost. */
function greeting(socket: Socket, lines: LineCutter, url: string): Promise<Greeted> {
  return new Promise((resolve, reject) => {
    const take = (bytes: Uint8Array): void => {
      const cut = lines.feed(bytes);
      if (cut?.length === 0) return;
      const [first = "", ...behind] = cut ?? [];
      const said = readGreeting(first);
      socket.off("data", take);
      if (said === null) reject(babble(url));
      else resolve({ info: { ...said, path: url, physicalPath: null }, behind });
    };
    socket.on("data", take);
    socket.once("error", reject);
    socket.once("end", () => reject(ended(url)));
  });
}

interface Opened extends Greeted {
  readonly lines: LineCutter;
  readonly limits: HidLimits;
}

class TcpHidLink implements HidTcpLink {
  readonly info;
  readonly reports$;
  readonly lost;
  readonly #socket: Socket;
  readonly #opened: Opened;
  readonly #life = new LineLife();
  /** Who waits for an answer, in the order of their requests. */
  readonly #asking: ((answer: Uint8Array | null) => void)[] = [];

  constructor(socket: Socket, opened: Opened) {
    this.#socket = socket;
    this.#opened = opened;
    this.info = opened.info;
    this.reports$ = this.#life.bytes$;
    this.lost = this.#life.lost;
    const url = this.info.path;
    socket.on("data", (bytes) => this.#take(opened.lines.feed(bytes)));
    socket.on("error", (error) => this.#life.lose(broken(url, error)));
    socket.on("end", () => this.#life.lose(ended(url)));
    socket.on("close", () => this.#life.lose(ended(url)));
    // Whoever opens it listens only after this turn.
    if (opened.behind.length > 0) soon(() => this.#take(opened.behind));
  }

  write(report: Uint8Array): Promise<void> {
    const text = reportLine(report);
    return this.#within(text.length, () => this.#send(text));
  }

  async sendFeature(report: Uint8Array): Promise<void> {
    await this.#asked({ kind: "take", report }, report[0] ?? 0);
  }

  async readFeature(id: number, length: number): Promise<Uint8Array> {
    const most = Math.min(length, MOST_FEATURE_BYTES);
    const answer = await this.#asked({ kind: "give", id, length: most }, id);
    return answer.subarray(0, most);
  }

  /** What was written before still leaves, unless the line is cut or the other end takes nothing. */
  async close(): Promise<void> {
    const cut = this.#life.fault !== null;
    this.#life.lose(closedFault(this.info.path));
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => {
      this.#socket.once("close", resolve);
    });
    if (cut) this.#socket.destroy();
    else this.#socket.destroySoon();
    const { closeMs } = this.#opened.limits;
    await within(closeMs, closed, () => new Error("no answer")).catch(() => this.#socket.destroy());
  }

  #within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const { writeMs } = this.#opened.limits;
    return this.#life.carry(bytes, () => within(writeMs, work(), () => stuck(this.info.path, writeMs)));
  }

  /** The answer to a request; what is refused is an answer too, after which the line lives on. */
  async #asked(request: HidRequest, id: number): Promise<Uint8Array> {
    const text = requestLine(request);
    const answer = await this.#within(text.length, () => {
      const answered = new Promise<Uint8Array | null>((resolve) => {
        this.#asking.push(resolve);
      });
      return this.#send(text).then(() => answered);
    });
    if (answer === null) throw refusedFault(this.info.path, id);
    return answer;
  }

  #take(lines: readonly string[] | null): void {
    for (const text of lines ?? [""]) {
      if (text.length <= MOST_REPORT_LINE_BYTES && this.#heard(text)) continue;
      this.#life.lose(babble(this.info.path));
    }
  }

  /** Takes a report, or an answer that is waited for; false when a line is neither. */
  #heard(text: string): boolean {
    const report = readReportLine(text);
    if (report !== null) {
      this.#life.receive(report);
      return true;
    }
    const answer = readAnswerLine(text);
    const asked = answer === undefined ? undefined : this.#asking.shift();
    if (answer !== undefined) asked?.(answer);
    return asked !== undefined;
  }

  #send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(text, (error) => {
        if (error) reject(broken(this.info.path, error));
        else resolve();
      });
    });
  }
}

/** A failure of the socket in the words of a line, with what to do about a headset. */
function broken(url: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const { code, message } = tcpFault(url, error);
  return new Fault(code, message, ADVICE, error);
}

const ended = (url: string): Fault => new Fault("HID_GONE", `the headset at ${url} hung up`, ADVICE);

const babble = (url: string): Fault =>
  new Fault("HID_BABBLE", `what answers at ${url} is no headset: it says something else`, ADVICE);

const late = (url: string, ms: number): Fault =>
  new Fault("HID_LATE", `${url} did not say within ${ms} ms which headset it is`, ADVICE);

const stuck = (url: string, ms: number): Fault =>
  new Fault("HID_STUCK", `the headset at ${url} took no report within ${ms} ms`, ADVICE);
