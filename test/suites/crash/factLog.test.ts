import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** How often the process is killed; thousands for a night. */
const ROUNDS = Number(process.env["BANDEAU_CRASHES"] ?? 300);
/** From the moment it has opened its log, or from its start, to its end. */
const LONGEST_LIFE_MS = 80;
/** Ids of one life; lives do not share them. */
const IDS = 1_000_000;

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bandeau-crash-"));
  await build({
    entryPoints: [fileURLToPath(new URL("./writesFacts.ts", import.meta.url))],
    outfile: join(folder, "writesFacts.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One life of the process, with all it said before it was killed. */
async function live(path: string, first: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(folder, "writesFacts.mjs"), path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const life = Math.random() * LONGEST_LIFE_MS;
  const die = (): void => void setTimeout(() => child.kill("SIGKILL"), life);
  const isImpatient = Math.random() < 0.2;
  if (isImpatient) die();
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("opened") && !isImpatient) die();
    lines.push(line);
  });
  const [code, signal] = await once(child, "close");
  expect([code, signal, lines.slice(-3)]).toEqual([null, "SIGKILL", lines.slice(-3)]);
  return lines;
}

const idsOf = (lines: readonly string[], word: string): number[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length + 1)));

/** What the processes said until now, life after life. */
class Promises {
  #asked = new Set<number>();
  #kept = new Set<number>();
  #acknowledged = -1;
  #perhapsAcknowledged = -1;
  facts = 0;
  openings = 0;

  hear(lines: readonly string[]): void {
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
    const opened = lines.find((line) => line.startsWith("opened "));
    if (opened === undefined) return;
    this.openings++;
    this.#check(opened.slice("opened ".length).split(",").filter(Boolean).map(Number));
    for (const id of idsOf(lines, "asked")) this.#asked.add(id);
    for (const id of idsOf(lines, "kept")) this.#kept.add(id);
    this.facts += idsOf(lines, "kept").length;
    this.#acknowledged = Math.max(this.#acknowledged, ...idsOf(lines, "acknowledged"));
    this.#perhapsAcknowledged = Math.max(this.#perhapsAcknowledged, ...idsOf(lines, "acknowledging"));
  }

  #check(found: readonly number[]): void {
    expect(found.toSorted((a, b) => a - b)).toEqual(found);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => !this.#asked.has(id))).toEqual([]);
    expect(found.filter((id) => id <= this.#acknowledged)).toEqual([]);
    const there = new Set(found);
    const owed = [...this.#kept].filter((id) => id > this.#perhapsAcknowledged);
    expect(owed.filter((id) => !there.has(id))).toEqual([]);
    this.#asked = there;
    this.#kept = new Set(found);
  }
}

describe("a log of facts", () => {
  it(`keeps every promise when its process is killed ${ROUNDS} times`, {
    timeout: 10_000 + ROUNDS * 2_000,
  }, async () => {
    const path = join(folder, "state", "facts");
    const promises = new Promises();
    for (let round = 0; round < ROUNDS; round++) promises.hear(await live(path, round * IDS));
    expect(promises.openings).toBeGreaterThan(ROUNDS / 2);
    expect(promises.facts).toBeGreaterThan(ROUNDS * 5);
    expect(statSync(path).size).toBeLessThan(1_000_000);
    expect(readdirSync(join(folder, "state")).filter((name) => !/^facts(\.new)?$/.test(name))).toEqual([]);
  });
});
