import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { nodeTopics } from "../../src/domain/topics.ts";
import type { Mosquitto } from "../suites/mosquitto.ts";
import { Bandeau, eventually } from "../suites/process.ts";
import { SiteFile } from "../suites/siteFile.ts";
import type { Started } from "../suites/started.ts";
import { PressedHeadset } from "./pressedHeadset.ts";

const START_LIMIT_MS = 30_000;

/** A program with its own headsets plugged into it. */
export interface Subject {
  readonly name: string;
  readonly pid: number;
  readonly headsets: readonly PressedHeadset[];
  /** Where the headset at this place in the list is spoken of. */
  topicOf(index: number): string;
}

/** Who decides what an agent is; a seat that decides writes each change to its disk as well. */
export type Authority = "acd" | "seat";

async function plugged(count: number, started: Started): Promise<readonly PressedHeadset[]> {
  const headsets = await Promise.all(Array.from({ length: count }, () => PressedHeadset.listen()));
  started.add(() => Promise.all(headsets.map((headset) => headset.end())));
  return headsets;
}

const allOpen = (headsets: readonly PressedHeadset[], said: () => string): Promise<true> =>
  eventually(() => headsets.every(({ isOpen }) => isOpen), START_LIMIT_MS, said);

/** The built daemon with a seat for each headset. Without any it has one seat with no headset, as it must have work. */
export async function daemonWith(
  count: number,
  authority: Authority,
  { broker, started }: { readonly broker: Mosquitto; readonly started: Started },
): Promise<Subject> {
  const headsets = await plugged(count, started);
  const file = new SiteFile();
  started.add(() => file.end());
  const name = authority === "acd" ? "daemon" : "daemon, authority seat";
  const node = `bench-${authority}-${count}`;
  const ports = headsets.map(({ port }) => `tcp://127.0.0.1:${port}`);
  file.write({
    node,
    broker: { urls: [broker.url] },
    displays: [],
    sources: { acd: { staleAfterSeconds: 60, agents: true } },
    stateFolder: file.folder,
    agents: { authority, pseudonyms: "none" },
    seats: (count === 0 ? ["simulated"] : ports).map((port, index) => ({
      id: `s${index}`,
      headset: { port },
      agent: { id: String(4_000 + index) },
    })),
  });
  const daemon = new Bandeau(["run", "--config", file.path]);
  started.add(() => daemon.stop());
  await daemon.line((line) => line.includes("broker up"));
  await allOpen(headsets, () => daemon.said());
  return { name, pid: daemon.pid, headsets, topicOf: (i) => nodeTopics("floor", node).seatHeadset(`s${i}`) };
}

/** The least program that answers headsets and tells the broker. */
export async function baselineWith(
  count: number,
  { broker, started }: { readonly broker: Mosquitto; readonly started: Started },
): Promise<Subject> {
  const headsets = await plugged(count, started);
  const root = `cc/1/floor/node/bench-baseline-${count}/seat`;
  const script = join(import.meta.dirname, "baselines", "minimalHeadset.cjs");
  const seats = headsets.map(({ port }, index) => `s${index}=${port}`);
  const child = spawn(process.execPath, [script, broker.url, root, ...seats], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.add(() => ended(child));
  let isUp = false;
  child.stdout.on("data", () => {
    isUp = true;
  });
  await eventually(
    () => isUp,
    START_LIMIT_MS,
    () => "the baseline found no broker",
  );
  await allOpen(headsets, () => "the baseline did not open its headsets");
  return { name: "baseline", pid: child.pid ?? 0, headsets, topicOf: (index) => `${root}/s${index}/headset` };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
