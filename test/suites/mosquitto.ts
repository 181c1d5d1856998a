import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "./freePort.ts";
import { eventually } from "./process.ts";

export interface MosquittoOptions {
  /** User name to password; anybody may come in when it is empty. */
  readonly logins?: Readonly<Record<string, string>>;
  /** Lines of an access list. */
  readonly access?: readonly string[];
  /** More lines of the configuration, such as `max_packet_size 1000`. */
  readonly lines?: readonly string[];
  /** Keep messages on disk, so that they outlive a restart. */
  readonly persistence?: boolean;
}

/** Pieces of its log that are kept: a long run says millions of lines. */
const MOST_SAID = 40;

/** A real broker on a free port of this machine, with its own folder, that can be stopped, frozen and killed. */
export class Mosquitto {
  readonly folder: string;
  readonly port: number;
  readonly #log: string[] = [];
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), "bandeau-mosquitto-"));
  }

  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort());
    broker.#configure(options);
    await broker.restart();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** The system's number for it. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the broker does not run");
    return pid;
  }

  #configure({ logins = {}, access = [], lines = [], persistence = false }: MosquittoOptions): void {
    const path = (name: string): string => join(this.folder, name);
    const users = Object.entries(logins);
    for (const [index, [user, password]] of users.entries()) {
      const create = index === 0 ? ["-c"] : [];
      execFileSync(find("mosquitto_passwd"), [...create, "-b", path("passwords"), user, password], {
        stdio: "ignore",
      });
    }
    writeFileSync(path("access"), `${access.join("\n")}\n`);
    const configuration = [
      // Started by root, it would else become a user who may not read this folder.
      "user root",
      `persistence ${persistence}`,
      `persistence_location ${this.folder}/`,
      "log_type all",
      `allow_anonymous ${users.length === 0}`,
      ...(users.length === 0 ? [] : [`password_file ${path("passwords")}`]),
      ...(access.length === 0 ? [] : [`acl_file ${path("access")}`]),
      `listener ${this.port} 127.0.0.1`,
      ...lines,
    ];
    writeFileSync(path("mosquitto.conf"), `${configuration.join("\n")}\n`);
  }

  /** Starts it, after ending what ran. Without persistence its memory is wiped. */
  async restart(): Promise<void> {
    await this.stop();
    const child = spawn(find("mosquitto"), ["-c", join(this.folder, "mosquitto.conf")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        this.#log.unshift(text.toString());
        this.#log.splice(MOST_SAID);
      });
    }
    let listening = false;
    const knock = (): boolean => {
      const socket = connect(this.port, "127.0.0.1");
      socket.once("connect", () => {
        listening = true;
        socket.destroy();
      });
      socket.once("error", () => socket.destroy());
      return listening;
    };
    await eventually(knock, 10_000, () => `mosquitto did not start: ${this.said()}`);
  }

  /** The newest of what it logged. */
  said(): string {
    return this.#log.toReversed().join("");
  }

  /** The network stays, but nobody is there any more. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** In an orderly way; by force with SIGKILL. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    child.kill("SIGCONT");
    await gone;
  }

  async end(): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Debian keeps daemons where a user's PATH does not look. */
function find(name: string): string {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error("mosquitto is missing: apt-get install mosquitto");
  return found;
}
