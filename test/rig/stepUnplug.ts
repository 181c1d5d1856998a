import type { RigFloor } from "./rigFloor.ts";
import { mainPid } from "./service.ts";
import { pause } from "./until.ts";

/** Figures that change while the plug is out. */
const OUT_MS = 5_000;

/** The sign's plug is pulled while figures change, and put in again: nothing else of the wall notices. */
export async function comesBackWithItsPlug(floor: RigFloor): Promise<string> {
  const { machine, tower, sign } = floor;
  const pid = await mainPid(machine);
  const lampsBefore = tower.history.length;
  floor.figures.move(true);
  await pause(2_000);
  const isMoving = new Set(sign.history.slice(-3)).size > 1;
  if (!isMoving) throw new Error("the figures on the glass do not change");
  await machine.unplug("sign");
  await floor.deviceIs("wall", "down");
  floor.tell("the plug is out, and the bus knows");
  const frozen = sign.lines.join(" / ");
  await pause(OUT_MS);
  if (sign.lines.join(" / ") !== frozen) throw new Error("the sign changes though its plug is out");
  if (tower.history.length !== lampsBefore) throw new Error(`the tower changed: ${tower.history}`);
  // A call goes on meanwhile.
  await floor.callGoesThrough();
  const back = performance.now();
  await floor.plugSign();
  await floor.glassIsRight();
  const tookMs = performance.now() - back;
  await floor.deviceIs("wall", "up");
  // The headset's and the light's plugs, one after the other.
  await floor.headset.unplug();
  await floor.deviceIs("p1-headset", "down");
  await floor.busylight.unplug();
  await floor.deviceIs("light-flag", "down");
  await floor.headset.plug(machine);
  await floor.busylight.plug(machine);
  await floor.isRight();
  if ((await mainPid(machine)) !== pid) throw new Error("the service was started anew");
  return `the glass was right ${(tookMs / 1_000).toFixed(1)} s after the plug was in; headset and busylight too`;
}
