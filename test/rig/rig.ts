import { join } from "node:path";
import { Started } from "../suites/started.ts";
import { bootedDebian, diskOver } from "./image.ts";
import { RigFloor } from "./rigFloor.ts";
import { journal } from "./service.ts";
import { bootsBeforeAllElse, type Places } from "./stepBoot.ts";
import { findsEachFault } from "./stepDoctor.ts";
import { installs } from "./stepInstall.ts";
import { outlivesHang, outlivesKill } from "./stepKill.ts";
import { outlivesPowerCuts } from "./stepPowerCut.ts";
import { passesSuites } from "./stepSuites.ts";
import { comesBackWithItsPlug } from "./stepUnplug.ts";

/** One thing that the rig shows; what it gives back is told behind it. */
interface Step {
  readonly name: string;
  readonly does: (floor: RigFloor) => Promise<string>;
}

const stepsAt = (places: Places): readonly Step[] => [
  { name: "install: the package on a fresh Debian drives all devices", does: installs },
  { name: "unplug: plugs are pulled and put in while figures change", does: comesBackWithItsPlug },
  { name: "kill: kill -9", does: outlivesKill },
  { name: "watchdog: the process hangs", does: outlivesHang },
  { name: "boot: no broker, no devices", does: (floor) => bootsBeforeAllElse(floor, places) },
  { name: "power: cut in the midst of calls", does: (floor) => outlivesPowerCuts(floor, places) },
  { name: "doctor: each fault, and its cure", does: findsEachFault },
  { name: "suites: hidraw, and both doors to GPIO", does: passesSuites },
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Does a step, and says how it went; false when it failed. */
async function done({ name, does }: Step, floor: RigFloor): Promise<boolean> {
  const since = performance.now();
  const took = (): string => `${((performance.now() - since) / 1_000).toFixed(0).padStart(4)} s`;
  try {
    const told = await does(floor);
    say(`ok    ${name.padEnd(64)} ${took()}  ${told}`);
    return true;
  } catch (error) {
    say(`FAIL  ${name.padEnd(64)} ${took()}`);
    say(String(error instanceof Error ? error.message : error));
    say(await journal(floor.machine, 40).catch((reason: unknown) => `no journal: ${reason}`));
    return false;
  }
}

/** The first step and these, in a guest of their own; gives back those that failed. */
async function inOneGuest(places: Places, steps: readonly Step[]): Promise<readonly Step[]> {
  const { image, project } = places;
  const started = new Started();
  try {
    const debian = await bootedDebian(image, project);
    const disk = diskOver(debian.disk, join(project, "disk.qcow2"));
    const floor = await RigFloor.open(started);
    await floor.boot({ image, project, disk, saved: debian.saved });
    const failed: Step[] = [];
    for (const step of steps) {
      if (await done(step, floor)) continue;
      failed.push(step);
      // Without the package there is nothing to look at.
      if (step === steps[0]) return steps;
    }
    return failed;
  } finally {
    await started.end();
  }
}

/**
 * All steps, or those whose names begin so. What fails is tried once more in a fresh guest, which is told: an emulated machine
 * beside others is slow enough now and then for any limit.
 */
async function main(places: Places, names: readonly string[]): Promise<number> {
  const [first, ...others] = stepsAt(places);
  if (first === undefined) return 1;
  const unknown = names.filter((one) => ![first, ...others].some(({ name }) => name.startsWith(one)));
  if (unknown.length > 0) {
    say(
      `no step is called ${unknown.join(", ")}: ${[first, ...others].map(({ name }) => name.split(":")[0]).join(", ")}`,
    );
    return 2;
  }
  const isWanted = ({ name }: Step): boolean =>
    names.length === 0 || names.some((one) => name.startsWith(one));
  const wanted = [first, ...others.filter(isWanted)];
  let failed = await inOneGuest(places, wanted);
  if (failed.length > 0) {
    const again = [first, ...failed.filter((step) => step !== first)];
    say(`AGAIN ${again.map(({ name }) => name.split(":")[0]).join(", ")}`);
    failed = await inOneGuest(places, again);
  }
  say(`${wanted.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

const [image = "", project = "", ...names] = process.argv.slice(2);
main({ image, project }, names).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`FAIL  ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    process.exit(1);
  },
);
