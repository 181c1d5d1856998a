import { resolve } from "node:path";
import { accountOf } from "../../adapters/machine/accounts.ts";
import { realPathOf } from "../../adapters/machine/attempt.ts";
import { runningDaemons } from "../../adapters/machine/processes.ts";
import { type UnitState, unitState } from "../../adapters/systemd/unitState.ts";
import { askedOfTheBus } from "../../compose/askedOfTheBus.ts";
import { planDaemon } from "../../compose/daemonPlan.ts";
import { lightsOnUsb } from "../../compose/lightOpener.ts";
import { lightUnits } from "../../compose/lightUnits.ts";
import type { SiteFile, SiteLoader } from "../../compose/siteLoader.ts";
import type { Problem } from "../../config/problem.ts";
import { examineGpio } from "../doctorGpio.ts";
import type { Circumstances, DoctorWorld } from "./doctorWorld.ts";
import { examineBus } from "./examineBus.ts";
import { examineLines } from "./examineLines.ts";
import {
  examineClock,
  examineFiles,
  examineProgram,
  examineService,
  examineState,
} from "./examineMachine.ts";
import { examineUsb } from "./examineUsb.ts";
import { doubt, type Finding, well, wrong } from "./finding.ts";

export interface Questions {
  readonly file: string;
  /** False: nothing is opened. */
  readonly open: boolean;
  /** How long to listen to the bus; null for as long as figures are good, a minute at most. */
  readonly listenMs: number | null;
}

/** What was found; the site is null where its file is wrong. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly site: SiteFile | null;
}

/** Looks at everything that a site needs. Nothing is changed, and nothing is said to a device. */
export async function examine(
  { file, open, listenMs }: Questions,
  { load, compile }: SiteLoader,
  world: DoctorWorld,
): Promise<Diagnosis> {
  const loaded = await load(file);
  const unit = await unitOf(file, world);
  const machine = [await examineClock(world)];
  if (!loaded.ok) {
    const problems = [...loaded.problems, ...loaded.warnings].map((problem) => problemFinding(problem, file));
    return { findings: [...problems, ...machine, ...examineService({ ...nobody, unit, open })], site: null };
  }
  const circumstances = circumstancesOf(file, unit, open, world);
  const findings = [
    well(configuration, "valid"),
    ...loaded.warnings.map((problem) => problemFinding(problem, file)),
    ...examineFiles(file, loaded, circumstances),
    ...machine,
    ...(await examineHere(loaded, compile, world, circumstances)),
    ...(await examineBus(
      loaded,
      { reads: (await askedOfTheBus(loaded, compile)).reads, listenMs },
      world,
      circumstances,
    )),
    ...examineService(circumstances),
  ];
  return { findings, site: loaded };
}

const nobody = { daemonHere: false, service: null } as const;
const configuration = { area: "configuration", subject: "" } as const;

/** A line of the site's own file needs no file's name; a line of a device's file does, and a file that cannot be read at all. */
function problemFinding(problem: Problem, siteFile: string): Finding {
  const { severity, file, line, column, path, message, instead, advice } = problem;
  const places = [
    ...(line === null || file !== siteFile ? [file] : []),
    ...(line === null ? [] : [`line ${line}, column ${column ?? 1}`]),
  ];
  const what = `${places.join(", ")}: ${path === "" ? "" : `${path} `}${message}`;
  const cure = [...(instead === null ? [] : [`write ${instead}`]), ...(advice === null ? [] : [advice])].join(
    "; ",
  );
  return severity === "error"
    ? wrong(configuration, "CONFIGURATION", what, cure)
    : doubt(configuration, "CONFIGURATION", what, cure);
}

/** What this machine has: packages, the folder for state, lines, USB, GPIO. What the running daemon has, it tells itself. */
async function examineHere(
  file: SiteFile,
  compile: SiteLoader["compile"],
  world: DoctorWorld,
  circumstances: Circumstances,
): Promise<Finding[]> {
  const { site } = file;
  const lights = lightUnits(file);
  const displays = planDaemon(file, compile).displays;
  const ports = [...displays.map(({ display }) => display), ...site.lights].map(({ port = "" }) => port);
  const needed = {
    serial: ports.some((port) => port.startsWith("/")),
    hid: site.seats.some(({ headset }) => headset.port === undefined) || lightsOnUsb(lights).length > 0,
  };
  const keepsState = site.seats.length > 0 && site.agents.authority === "seat";
  const devices = circumstances.daemonHere
    ? []
    : [
        ...(await examineLines({ displays, lights, seats: site.seats }, world, circumstances)),
        ...(await examineUsb({ seats: site.seats, headsets: file.headsets, lights }, world, circumstances)),
      ];
  return [
    ...(await examineProgram(needed, world)),
    ...(keepsState ? examineState(site.stateFolder, world, circumstances) : []),
    ...devices,
    ...(await gpioOf(file, world)),
  ];
}

/** The lines of lamps and buttons; no line is asked for, so that a running daemon keeps its own. */
async function gpioOf(file: SiteFile, world: DoctorWorld): Promise<Finding[]> {
  const { site } = file;
  const backends = [...site.lights, ...site.buttons].flatMap(({ gpio }) => gpio?.backend ?? []);
  if (backends.every((backend) => backend === "simulated")) return [];
  const groups = [...world.self.groups].map(String);
  const { problems, auto, lines } = await examineGpio({ world: world.gpio, site: file, groups });
  const place = { area: "gpio", subject: "" } as const;
  return problems.length === 0
    ? [well(place, `${lines.length} lines, by ${auto}`)]
    : problems.map(({ problem, advice }) => wrong(place, "GPIO", problem, advice));
}

/** The unit that runs the daemon with this file, as the package installs it. */
async function unitOf(file: string, world: DoctorWorld): Promise<UnitState | null> {
  const name = /^\/etc\/bandeau\/([^/]+)\.ya?ml$/.exec(resolve(file))?.[1];
  if (name === undefined) return null;
  return unitState(name === "bandeau" ? "bandeau.service" : `bandeau@${name}.service`, world.ask);
}

function circumstancesOf(
  file: string,
  unit: UnitState | null,
  open: boolean,
  world: DoctorWorld,
): Circumstances {
  const path = realPathOf(resolve(file));
  const runs = runningDaemons(world.proc).some(({ config }) => realPathOf(config) === path);
  const service = unit === null || unit.user === "" ? null : accountOf(unit.user, unit.groups, world.etc);
  return {
    daemonHere: runs || unit?.active === "active",
    unit,
    service: service !== null && service.uid === world.self.uid ? null : service,
    open,
  };
}
