import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../suites/freePort.ts";
import { Mosquitto } from "../../suites/mosquitto.ts";
import { eventually } from "../../suites/process.ts";
import type { Started } from "../../suites/started.ts";
import { topFolder } from "../topFolder.ts";
import { BenchLine, type LineModel } from "./benchLine.ts";
import { benchSite } from "./benchSite.ts";

const START_LIMIT_MS = 60_000;

/** The programs that are compared; the first is what the others are measured by. */
export const subjectNames = ["minimal", "paced", "daemon"] as const;
export type SubjectName = (typeof subjectNames)[number];

/** A program with displays of its own, on a site of its own. */
export interface FloorSubject {
  readonly name: SubjectName;
  readonly site: string;
  readonly lines: readonly BenchLine[];
  readonly pid: number;
  /** Ends the program, not its lines. */
  stop(): Promise<void>;
  /** Starts it anew. */
  start(): void;
  /** True when it has found the broker. Fails when it has ended instead. */
  hasStarted(): boolean;
}

/** What every subject of a measurement has. */
export interface Floor {
  readonly displays: number;
  readonly queues: readonly string[];
  readonly model: LineModel;
}

/** A broker that drops nothing and does not wait for the packet after. */
export async function benchBroker(started: Started): Promise<Mosquitto> {
  const broker = await Mosquitto.start({
    lines: ["set_tcp_nodelay true", "max_queued_messages 0", "log_type error"],
  });
  started.add(() => broker.end());
  return broker;
}

const unit = (): string => readFileSync(join(topFolder, "systemd", "bandeau.service"), "utf8");

/** The flags with which the service starts the program. */
export function unitFlags(): readonly string[] {
  const start = /^ExecStart=.*\/node (.*) \S+\.cjs run/m.exec(unit())?.[1];
  if (start === undefined) throw new Error("the unit's ExecStart= is not as it was");
  return start.split(" ");
}

/** The variables that the service gives to the program. */
export const unitVariables = (): Record<string, string> =>
  Object.fromEntries(
    [...unit().matchAll(/^Environment=(\w+)=(\S*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );

/** The built program, or another build that is named instead. */
export const bundle = process.env["BANDEAU_BUNDLE"] ?? join(topFolder, "dist", "bandeau.cjs");

async function wordsOf(
  name: SubjectName,
  { queues }: Floor,
  { broker, started, lines }: { broker: Mosquitto; started: Started; lines: readonly BenchLine[] },
): Promise<readonly string[]> {
  const site = `bench-${name}`;
  const ports = lines.map(({ path }) => path);
  if (name !== "daemon") {
    const script = join(topFolder, "dist", "bench", "baselines", `${name}.cjs`);
    const queue = queues.length === 1 ? queues[0] : "*";
    return [script, broker.url, site, ...ports.map((path) => `${queue}=${path}`)];
  }
  const metricsPort = await freePort();
  const file = benchSite({ url: broker.url, site, ports, queues, metricsPort, more: {} });
  started.add(() => file.end());
  return [...unitFlags(), bundle, "run", "--config", file.path];
}

class Program implements FloorSubject {
  readonly name: SubjectName;
  readonly site: string;
  readonly lines: readonly BenchLine[];
  readonly #words: readonly string[];
  readonly #said: string[] = [];
  #child: ChildProcess | null = null;
  isUp = false;

  constructor(name: SubjectName, words: readonly string[], lines: readonly BenchLine[]) {
    this.name = name;
    this.site = `bench-${name}`;
    this.lines = lines;
    this.#words = words;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    this.isUp = false;
    const env = this.name === "daemon" ? { ...process.env, ...unitVariables() } : process.env;
    const child = spawn(process.execPath, this.#words, { stdio: ["ignore", "pipe", "pipe"], env });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text: Buffer) => {
        this.#said.splice(0, Math.max(0, this.#said.length - 20));
        this.#said.push(text.toString());
        if (text.includes("broker up")) this.isUp = true;
      });
    this.#child = child;
  }

  hasStarted(): boolean {
    if (this.#child?.exitCode !== null) throw new Error(`it ended: ${this.said()}`);
    return this.isUp;
  }

  said(): string {
    return `${this.name}: ${this.#said.join("")}`;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}

/** All three programs, started and connected; `started` ends them. */
export async function floorSubjects(
  floor: Floor,
  { broker, started }: { readonly broker: Mosquitto; readonly started: Started },
  names: readonly SubjectName[] = subjectNames,
): Promise<readonly FloorSubject[]> {
  const subjects: FloorSubject[] = [];
  for (const name of names) {
    const lines: BenchLine[] = [];
    for (let index = 0; index < floor.displays; index += 1) {
      const line = await BenchLine.open(floor.model);
      started.add(() => line.end());
      lines.push(line);
    }
    const program = new Program(name, await wordsOf(name, floor, { broker, started, lines }), lines);
    started.add(() => program.stop());
    program.start();
    await eventually(
      () => program.hasStarted(),
      START_LIMIT_MS,
      () => program.said(),
    );
    subjects.push(program);
  }
  return subjects;
}
