import { join } from "node:path";
import type { RigFloor } from "./rigFloor.ts";
import { isRunning, shown } from "./service.ts";
import { until } from "./until.ts";

const OFF_LIMIT_MS = 120_000;
const WAIT_LIMIT_MS = 60_000;

/** Where the guest's disk and its kernel are. */
export interface Places {
  readonly image: string;
  readonly project: string;
}

/** The guest boots from its disk as it is. */
export const bootAgain = (floor: RigFloor, { image, project }: Places): Promise<void> =>
  floor.boot({ image, project, disk: join(project, "disk.qcow2"), saved: null });

/** A boot with no broker on the floor and nothing plugged in; then all of it comes, the broker last. */
export async function bootsBeforeAllElse(floor: RigFloor, places: Places): Promise<string> {
  await floor.machine.must("sync");
  // Its end must be an orderly one, once: power cuts have a step of their own.
  const off = floor.machine.run("systemctl poweroff", OFF_LIMIT_MS);
  await Promise.race([off, floor.machine.ended]);
  await floor.machine.ended;
  await floor.cutPower();
  await floor.silence();
  const since = performance.now();
  await bootAgain(floor, places);
  const { machine } = floor;
  await isRunning(machine);
  const tookMs = performance.now() - since;
  let status = "";
  await until(
    async () => {
      status = await shown(machine, "StatusText");
      return /bus down/.test(status) && /displays 0 of 1/.test(status);
    },
    WAIT_LIMIT_MS,
    () => `the service says '${status}'`,
  );
  floor.tell(`it is ready and says: ${status}`);
  await floor.plugAll();
  await floor.broker.restart();
  await floor.listen();
  await floor.isRight();
  return `READY ${(tookMs / 1_000).toFixed(0)} s after power, saying '${status}'`;
}
