import type { RigFloor } from "./rigFloor.ts";
import { isRunning } from "./service.ts";
import { SIGN_PORT } from "./site.ts";

const INSTALL_LIMIT_MS = 420_000;

/** The package on a Debian that has never seen it, all plugs in, and a technician's file. */
export async function installs(floor: RigFloor): Promise<string> {
  const { machine } = floor;
  await machine.mountProject();
  await floor.plugAll();
  floor.tell("all plugs are in");
  await machine.must("dpkg -i /project/bandeau_*_amd64.deb", INSTALL_LIMIT_MS);
  floor.tell("the package is installed");
  await floor.configure();
  await machine.must("systemctl restart bandeau");
  const pid = await isRunning(machine);
  floor.tell("the service is ready");
  await floor.isRight();
  return opened(floor, pid);
}

/** Who has opened what: the service's own user, through what the package's rules of udev let him open. */
async function opened({ machine }: RigFloor, pid: string): Promise<string> {
  const user = await machine.must(`ps -o user= -p ${pid}`);
  if (user !== "bandeau") throw new Error(`the service runs as ${user}`);
  const links = await machine.must(
    `readlink /proc/${pid}/fd/* | grep -E '^/dev/(hidraw|ttyUSB|gpiochip)|gpio' | sort -u`,
  );
  for (const kind of ["hidraw0", "hidraw1", "ttyUSB0"])
    if (!links.includes(kind)) throw new Error(`${kind} is not open, only ${links}`);
  await machine.must(`test "$(readlink -f ${SIGN_PORT})" = /dev/ttyUSB0`);
  const modes = await machine.must(
    "stat -c '%n %U:%G %a' /dev/hidraw0 /dev/hidraw1 /dev/ttyUSB0 /dev/gpiochip0",
  );
  const wanted = [
    "/dev/hidraw0 root:bandeau 660",
    "/dev/hidraw1 root:bandeau 660",
    "/dev/ttyUSB0 root:dialout 660",
  ];
  for (const one of [...wanted, "/dev/gpiochip0 root:gpio 660"])
    if (!modes.includes(one)) throw new Error(`${one} is wanted, it is ${modes}`);
  return `as user ${user}: ${links.replaceAll("\n", ", ")}`;
}
