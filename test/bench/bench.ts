import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Started } from "../suites/started.ts";
import { endOnSignal } from "./endOnSignal.ts";
import { type Figure, figureTable } from "./floor/figure.ts";
import { full, parts, quick } from "./floor/parts.ts";
import { judge, verdictTable } from "./floor/targets.ts";
import { topFolder } from "./topFolder.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "a,b,c,d,e,f,g,h" },
    rounds: { type: "string" },
  },
});

/** A part that is a benchmark of its own, with a process group of its own: a signal reaches all that it has started. */
async function run(script: string, ...words: readonly string[]): Promise<string> {
  const json = values.json ? ["--json"] : [];
  const child = spawn("npm", ["run", "--silent", script, "--", ...words, ...json], {
    cwd: topFolder,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const gone = once(child, "exit");
  const started = new Started();
  started.add(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await gone;
  });
  const watched = endOnSignal(started);
  let said = "";
  for await (const piece of child.stdout.setEncoding("utf8")) said += piece;
  const [code] = await gone;
  watched();
  if (code !== 0) throw new Error(`npm run ${script} ended with ${code}`);
  return said;
}

function headsets(): Promise<string> {
  return values.quick
    ? run("bench:headset", "--headsets", "1", "--presses", "4", "--idle", "5")
    : run("bench:headset", "--presses", "10", "--idle", "30");
}

const others: ReadonlyMap<string, () => Promise<string>> = new Map([
  ["g", headsets],
  ["h", () => (values.quick ? run("bench:map", "--profile", "cisco-uccx-csq") : run("bench:map"))],
]);

/** The commit that was measured; a tarball has none. */
function commit(): string {
  const { stdout, status } = spawnSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: topFolder,
    encoding: "utf8",
  });
  return status === 0 ? `commit ${stdout.trim()}` : "no commit";
}

/** Where the numbers come from. */
function machine(): string {
  const [processor] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const name = processor?.model.trim() ?? process.arch;
  return `${day}, ${commit()}, Node ${process.versions.node}, ${cpus().length} × ${name}`;
}

/** A part that fails takes nothing from the others, but the benchmark has failed. */
async function tried<T>(part: string, measure: () => T | Promise<T>): Promise<T[]> {
  const since = performance.now();
  try {
    return [await measure()];
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`part ${part} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    return [];
  } finally {
    process.stderr.write(`part ${part}: ${Math.round((performance.now() - since) / 1_000)} s\n`);
  }
}

async function bench(): Promise<void> {
  const wanted = new Set(values.only.split(","));
  const unknown = [...wanted].filter((part) => !"abcdefgh".includes(part) || part.length !== 1);
  if (unknown.length > 0) {
    process.stderr.write(`--only takes parts a to h, as a,c: ${unknown.join(",")} is none\n`);
    process.exitCode = 2;
    return;
  }
  const usual = values.quick ? quick : full;
  const extent = { ...usual, rounds: Number(values.rounds ?? usual.rounds) };
  const figures: Figure[] = [];
  for (const [part, measure] of parts)
    if (wanted.has(part)) figures.push(...(await tried(part, () => measure(extent))).flat());
  const told: { readonly part: string; readonly text: string }[] = [];
  for (const [part, measure] of others)
    if (wanted.has(part)) told.push(...(await tried(part, async () => ({ part, text: await measure() }))));
  const verdicts = judge(figures);
  if (values.json) {
    const rest = told.map(({ part, text }) => ({ part, ...JSON.parse(text) }));
    const all = { benchmark: "all", machine: machine(), figures, verdicts, rest };
    process.stdout.write(`${JSON.stringify(all)}\n`);
    return;
  }
  const tables = [machine(), figureTable(figures), verdictTable(verdicts), ...told.map(({ text }) => text)];
  process.stdout.write(`${tables.join("\n\n")}\n`);
}

void bench();
