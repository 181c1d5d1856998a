import type { RigFloor } from "./rigFloor.ts";

const SUITE_LIMIT_MS = 900_000;

/** A script of this folder in the guest, over the installed program; how many things it has seen. */
async function suite({ machine, tell }: RigFloor, name: string): Promise<string> {
  const { code, out, errors } = await machine.run(
    `cd /project && LIMIT_SECONDS=150 bash test/rig/${name} </dev/null`,
    SUITE_LIMIT_MS,
  );
  const seen = out.match(/^ok: /gm)?.length ?? 0;
  if (code !== 0 || seen === 0) throw new Error(`${name} ended with ${code}:\n${out}${errors}`);
  tell(`${name}: ${seen} seen`);
  return `${name} ${seen}`;
}

/** What has a script of its own: headsets through hidraw, and GPIO through both of its doors. */
export async function passesSuites(floor: RigFloor): Promise<string> {
  const { machine } = floor;
  await machine.mountProject();
  await machine.must("systemctl stop bandeau");
  await floor.headset.unplug();
  await floor.busylight.unplug();
  await floor.tower.unplug();
  await machine.must("ln -sf /usr/lib/bandeau/node /usr/local/bin/node");
  const seen = [await suite(floor, "realHidraw.sh"), await suite(floor, "gpio.sh")];
  return `things seen: ${seen.join(", ")}`;
}
