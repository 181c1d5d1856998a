import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { topFolder } from "../bench/topFolder.ts";
import { type Input, inputs } from "./inputs.ts";
import { readKept } from "./keptFailure.ts";

const usage = `npm run fuzz [-- --minutes N] [--only NAME] [--seed N] [--list]
  Tries the properties of every input from outside with new cases, round after round, and keeps what fails in test/fuzz/kept,
  where every later run of the tests tries it again. Ends with 1 when anything failed.
  --minutes N   how long (10); a round that has begun is ended
  --only NAME   one input: ${inputs.map(({ name }) => name).join(", ")}
  --seed N      the seed of the first round, to see it again; each further one is 1 more
  --list        which property tries which input
`;

/** A round takes a minute, on a busy machine ten; one that takes so long hangs, and that is a failure of its own. */
const ROUND_LIMIT_MS = 30 * 60_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** For vitest's -t, which takes a regular expression. */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

interface Round {
  readonly cases: number;
  readonly properties: number;
  /** Names of the files of what failed. */
  readonly failed: readonly string[];
  /** A test failed that is no property, or vitest did not end; what it said. */
  readonly broken: string | null;
}

/** Runs the properties of these inputs once. */
function round(chosen: readonly Input[], seed: number): Round {
  const folder = mkdtempSync(join(tmpdir(), "bandeau-fuzz-"));
  try {
    const tried = chosen.flatMap((input) => input.tried);
    const names = tried.map(({ name }) => literal(name)).join("|");
    const files = [...new Set(tried.map(({ file }) => file))];
    const vitest = join(topFolder, "node_modules/vitest/vitest.mjs");
    const patience = ["--testTimeout", String(ROUND_LIMIT_MS), "--hookTimeout", String(ROUND_LIMIT_MS)];
    const given = ["run", "--project", "unit", ...patience, "-t", names, ...files];
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, ...given], {
      cwd: topFolder,
      encoding: "utf8",
      env: { ...process.env, BANDEAU_SEED: String(seed), BANDEAU_FUZZ: folder, NO_COLOR: "1" },
      maxBuffer: 64 * 1_048_576,
      timeout: ROUND_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    const counts = readFileSync(join(folder, "counts"), { encoding: "utf8", flag: "a+" })
      .split("\n")
      .filter(Boolean);
    const found = readKept(folder);
    const kept = join(topFolder, "test/fuzz/kept");
    if (found.size > 0) mkdirSync(kept, { recursive: true });
    for (const [name, failure] of found)
      writeFileSync(join(kept, name), `${JSON.stringify(failure, null, 2)}\n`);
    return {
      cases: counts.reduce((sum, line) => sum + Number(line), 0),
      properties: counts.length,
      failed: [...found.keys()],
      broken: status === 0 || found.size > 0 ? null : `${stdout}\n${stderr}`.trim().slice(-4_000),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function list(): void {
  for (const { name, what, tried } of inputs) {
    say(`${name}: ${what}`);
    for (const one of tried) say(`  ${one.file}: ${one.name}`);
  }
}

function fuzz(chosen: readonly Input[], minutes: number, firstSeed: number): boolean {
  const began = Date.now();
  const failed = new Set<string>();
  let cases = 0;
  let broken = 0;
  for (let seed = firstSeed; Date.now() - began < minutes * 60_000; seed++) {
    const done = round(chosen, seed);
    cases += done.cases;
    const passed = Math.round((Date.now() - began) / 60_000);
    say(
      `seed ${seed}  ${done.properties} properties  ${done.cases} cases  ${done.failed.length} failed  (${cases} cases in ${passed} min)`,
    );
    for (const name of done.failed) {
      failed.add(name);
      say(`  kept test/fuzz/kept/${name}`);
    }
    if (done.broken === null) continue;
    broken += 1;
    say(`  the round did not end well, and no property says why:\n${done.broken}`);
  }
  say(`${cases} cases, ${failed.size} properties failed, ${broken} rounds broken`);
  return failed.size === 0 && broken === 0;
}

function main(): number {
  const options = {
    minutes: { type: "string", default: "10" },
    only: { type: "string" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 30)) },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  const { values } = parseArgs({ options });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const chosen = inputs.filter(({ name }) => values.only === undefined || name === values.only);
  if (values.help || !(minutes > 0) || !Number.isSafeInteger(seed) || chosen.length === 0) {
    process.stderr.write(usage);
    return values.help ? 0 : 2;
  }
  if (values.list) list();
  return values.list || fuzz(chosen, minutes, seed) ? 0 : 1;
}

process.exitCode = main();
