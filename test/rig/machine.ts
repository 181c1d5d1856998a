import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { within } from "../../src/shared/time.ts";
import { GuestJob } from "./guestJob.ts";
import { openJsonLines } from "./jsonLines.ts";
import { type MachineParts, qemuWords } from "./qemu.ts";

type Word = Record<string, unknown>;
type Lines = Awaited<ReturnType<typeof openJsonLines>>;

const START_LIMIT_MS = 20_000;
/** A boot in an emulated machine takes a minute, on a busy one two. */
const BOOT_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 60_000;
const RUN_LIMIT_MS = 120_000;
const FASTEST_BYTES = 4_294_967_296;

/** What a command in the guest said, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** The guest: a Debian of its own, with a kernel, a systemd, USB sockets, and somebody in it who does what we ask. */
export class Machine {
  readonly #folder = mkdtempSync(join(tmpdir(), "bandeau-rig-"));
  readonly #qemu: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #jobs = new Map<number, GuestJob>();
  readonly #answers: ((word: Word) => void)[] = [];
  readonly #events = new Map<string, () => void>();
  readonly #ready: Promise<void>;
  #tellReady: () => void = () => undefined;
  #monitor: Lines | null = null;
  #agent: Lines | null = null;
  #last = 0;

  private constructor(parts: MachineParts) {
    this.#ready = new Promise((resolve) => {
      this.#tellReady = resolve;
    });
    this.#qemu = spawn("qemu-system-x86_64", qemuWords(parts, this.#folder), { stdio: "ignore" });
    this.#ended = once(this.#qemu, "close");
  }

  /** Starts it, and resolves when it does what it is asked: a saved one within a second, one that boots within a minute or two. */
  static async start(parts: MachineParts): Promise<Machine> {
    const machine = new Machine(parts);
    try {
      await machine.#open(parts.saved !== null);
      return machine;
    } catch (error) {
      const console = machine.console();
      await machine.kill();
      throw new Error(`the guest does not start: ${error}\n${console}`);
    }
  }

  async #open(isSaved: boolean): Promise<void> {
    const path = (name: string): string => join(this.#folder, name);
    this.#monitor = await openJsonLines(path("monitor"), (word) => this.#hear(word), START_LIMIT_MS);
    await this.ask("qmp_capabilities");
    this.#agent = await openJsonLines(path("agent"), (word) => this.#obeyed(word), START_LIMIT_MS);
    if (isSaved) await this.#goOn();
    else await within(BOOT_LIMIT_MS, this.#ready, () => new Error("it does not come up"));
    this.#agent.send({ do: "clock", now: Date.now() / 1_000, seed: randomBytes(64).toString("base64") });
  }

  async #goOn(): Promise<void> {
    const late = Date.now() + ANSWER_LIMIT_MS;
    while ((await this.ask("query-status"))["status"] === "inmigrate") {
      if (Date.now() > late) throw new Error("what was saved does not load");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.ask("cont");
  }

  /** Resolves when it is off. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** What its kernel and its systemd wrote last. */
  console(): string {
    try {
      return readFileSync(join(this.#folder, "console"), "utf8").slice(-2_000);
    } catch {
      return "";
    }
  }

  #hear(word: Word): void {
    if ("event" in word) {
      const { device } = (word["data"] ?? {}) as Word;
      this.#events.get(`${word["event"]} ${device}`)?.();
    } else if (!("QMP" in word)) this.#answers.shift()?.(word);
  }

  /** Asks QEMU's monitor. */
  async ask(execute: string, given: object = {}): Promise<Word> {
    const answer = new Promise<Word>((resolve) => this.#answers.push(resolve));
    this.#monitor?.send({ execute, arguments: given });
    const word = await within(ANSWER_LIMIT_MS, answer, () => new Error(`QEMU does not answer to ${execute}`));
    if ("error" in word) throw new Error(`${execute}: ${JSON.stringify(word["error"])}`);
    return (word["return"] ?? {}) as Word;
  }

  #obeyed({ is, id, on, data, code }: Word): void {
    if (is === "ready") this.#tellReady();
    const job = this.#jobs.get(Number(id));
    if (is === "said") job?.hear(Number(on), Buffer.from(String(data), "base64"));
    if (is !== "over") return;
    this.#jobs.delete(Number(id));
    job?.over(Number(code));
  }

  /** Starts a program in the guest, as root. */
  open(...argv: string[]): GuestJob {
    const id = ++this.#last;
    const job = new GuestJob((word) => this.#agent?.send({ id, ...word }));
    this.#jobs.set(id, job);
    this.#agent?.send({ do: "run", id, argv });
    return job;
  }

  /** Runs a line of shell in the guest to its end. */
  async run(line: string, limitMs = RUN_LIMIT_MS): Promise<Ran> {
    const job = this.open("bash", "-c", line);
    job.end();
    const late = (): Error => {
      job.signal(9);
      return new Error(`in the guest, no end after ${limitMs / 1_000} s: ${line}\n${job.out}\n${job.errors}`);
    };
    const code = await within(limitMs, job.ended, late);
    return { code, out: job.out, errors: job.errors };
  }

  /** Runs it, and fails with what it said unless it ends well. */
  async must(line: string, limitMs?: number): Promise<string> {
    const { code, out, errors } = await this.run(line, limitMs);
    if (code !== 0) throw new Error(`in the guest, ${line} ended with ${code}: ${out}${errors}`);
    return out.trim();
  }

  /** What the rig has for it is under /project; each boot forgets that. */
  async mountProject(): Promise<void> {
    const options = "trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose";
    await this.must(`mountpoint -q /project || mount -t 9p -o ${options} project /project`);
  }

  /** Plugs in a USB-serial adapter (FTDI) whose other end is a TCP port of this machine. */
  async plugSerial(id: string, port: number, serial: string): Promise<void> {
    const data = { addr: { type: "inet", data: { host: "127.0.0.1", port: String(port) } }, server: false };
    await this.ask("chardev-add", { id: `line-${id}`, backend: { type: "socket", data } });
    const device = { driver: "usb-serial", id, bus: "usb.0", chardev: `line-${id}`, serial };
    await this.ask("device_add", device);
  }

  /** Plugs in any other device that QEMU has. */
  async plug(driver: string, id: string): Promise<void> {
    await this.ask("device_add", { driver, id, bus: "usb.0" });
  }

  /** Pulls a plug, also while it is in use. */
  async unplug(id: string, isSerial = true): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#events.set(`DEVICE_DELETED ${id}`, resolve));
    await this.ask("device_del", { id });
    await within(ANSWER_LIMIT_MS, gone, () => new Error(`${id} does not go away`));
    this.#events.delete(`DEVICE_DELETED ${id}`);
    if (isSerial) await this.ask("chardev-remove", { id: `line-${id}` });
  }

  /** Puts its memory into a file, from which it can go on at any time; it has ended then. */
  async save(path: string): Promise<void> {
    await this.ask("stop");
    await this.ask("migrate-set-parameters", { "max-bandwidth": FASTEST_BYTES });
    await this.ask("migrate", { uri: `exec:cat > ${path}` });
    const late = Date.now() + ANSWER_LIMIT_MS;
    for (;;) {
      const { status } = await this.ask("query-migrate");
      if (status === "completed") break;
      if (status === "failed" || Date.now() > late) throw new Error(`the guest cannot be saved: ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.kill();
  }

  /** Its power goes, at once. What was not synced is lost. */
  async kill(): Promise<void> {
    this.#qemu.kill("SIGKILL");
    await this.#ended;
    this.#monitor?.end();
    this.#agent?.end();
    for (const job of this.#jobs.values()) job.over(-1);
    this.#jobs.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
