import type { Machine } from "./machine.ts";
import type { RigFloor } from "./rigFloor.ts";
import { isRunning, journal, mainPid, shown } from "./service.ts";
import { until } from "./until.ts";

/** WatchdogSec of the unit, the time for a process that does not end, and a slow machine. */
const WATCHDOG_LIMIT_MS = 120_000;

/** How often systemd has had the lamps put out behind the end of a process. */
const timesPutOut = async (machine: Machine): Promise<number> =>
  (await journal(machine, 10_000)).match(/^tower: off$/gm)?.length ?? 0;

/** What systemd does behind the end of a process: it puts out the lamps, and starts another one. */
async function risesAgain(floor: RigFloor, pid: string, putOutBefore: number): Promise<string> {
  const { machine } = floor;
  const since = performance.now();
  await isRunning(machine, pid);
  await floor.isRight();
  const tookMs = performance.now() - since;
  if ((await timesPutOut(machine)) !== putOutBefore + 1)
    throw new Error("nobody put out the tower meanwhile");
  return `the tower was put out, all right after ${(tookMs / 1_000).toFixed(0)} s`;
}

/** kill -9. */
export async function outlivesKill(floor: RigFloor): Promise<string> {
  const { machine } = floor;
  const pid = await mainPid(machine);
  const before = await timesPutOut(machine);
  floor.figures.move(true);
  await machine.must(`kill -KILL ${pid}`);
  const told = await risesAgain(floor, pid, before);
  const restarts = await shown(machine, "NRestarts");
  if (restarts !== "1") throw new Error(`systemd started it anew ${restarts} times`);
  return told;
}

/** The process is stopped and does nothing any more: systemd's watchdog bites. */
export async function outlivesHang(floor: RigFloor): Promise<string> {
  const { machine } = floor;
  const pid = await mainPid(machine);
  const before = await timesPutOut(machine);
  const restarts = Number(await shown(machine, "NRestarts"));
  floor.figures.move(true);
  await machine.must(`kill -STOP ${pid}`);
  const since = performance.now();
  await until(
    async () => (await journal(machine, 30)).includes("Watchdog timeout"),
    WATCHDOG_LIMIT_MS,
    () => "the watchdog bites",
  );
  const bitMs = performance.now() - since;
  floor.tell(`the watchdog bit after ${(bitMs / 1_000).toFixed(0)} s`);
  const told = await risesAgain(floor, pid, before);
  if (Number(await shown(machine, "NRestarts")) !== restarts + 1)
    throw new Error("systemd did not start it anew");
  return `bitten after ${(bitMs / 1_000).toFixed(0)} s; ${told}`;
}
