import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { patient } from "../../../src/shared/backoff.ts";
import { markdownTable } from "../markdownTable.ts";
import { topFolder } from "../topFolder.ts";
import { type FleetReport, measureFleet } from "./measureFleet.ts";

/** Nothing here waits for ever; this is for what nobody has thought of. */
const LIMIT_MS = 300_000;

const { values } = parseArgs({
  options: {
    controllers: { type: "string", default: "500" },
    "per-second": { type: "string", default: "1" },
    seconds: { type: "string", default: "10" },
    everything: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

/** A whole number between one and a bound. */
function count(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  process.stderr.write(`--${name} is a whole number from 1 to ${most}\n`);
  process.exit(2);
}

/** Where the numbers come from. */
function machine(): string {
  const [processor] = cpus();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: topFolder, encoding: "utf8" });
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, commit ${commit.trim()}, Node ${process.versions.node}, ${cpus().length} × ${processor?.model.trim() ?? process.arch}`;
}

function tables({ controllers, startSeconds, traffic, recoveries }: FleetReport): string {
  const cost = [
    ["controllers", `${controllers}`],
    ["s from start until all are right", startSeconds.toFixed(1)],
    ["messages published/s", traffic.publishedPerSecond.toFixed(0)],
    ["messages delivered/s", traffic.deliveredPerSecond.toFixed(0)],
    ["CPU of the broker, % of a core", traffic.brokerCpuPercent.toFixed(1)],
    ["CPU of all controllers, % of a core", traffic.fleetCpuPercent.toFixed(0)],
  ];
  const back = recoveries.map(({ what, connectedSeconds, rightSeconds, mostAtOnce }) => [
    what,
    "",
    connectedSeconds.toFixed(1),
    rightSeconds.toFixed(1),
    `${mostAtOnce}`,
  ]);
  const heads = ["broker", "", "s until all are connected", "s until all are right", "most in 100 ms"];
  return `${markdownTable(["figure", "value"], cost)}\n\n${markdownTable(heads, back)}`;
}

const guard = setTimeout(() => {
  process.stderr.write("the fleet was not done within five minutes\n");
  process.exit(1);
}, LIMIT_MS);

const report = await measureFleet({
  controllers: count("controllers", values.controllers, 2_000),
  perSecond: count("per-second", values["per-second"], 100),
  seconds: count("seconds", values.seconds, 60),
  everything: values.everything,
  settleMs: patient.stableMs + 1_000,
  devicesFolder: join(topFolder, "devices"),
});
clearTimeout(guard);
const told = values.json
  ? JSON.stringify({ benchmark: "fleet", machine: machine(), ...report })
  : `${machine()}\n\n${tables(report)}`;
process.stdout.write(`${told}\n`);
