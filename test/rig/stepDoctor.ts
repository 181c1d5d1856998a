import { statistics } from "../suites/statistics.ts";
import type { Machine } from "./machine.ts";
import type { RigFloor } from "./rigFloor.ts";
import { isRunning } from "./service.ts";
import { STALE_AFTER_SECONDS, statsTopic } from "./site.ts";

/** The doctor starts Node, opens every device and listens to the bus. */
const DOCTOR_LIMIT_MS = 300_000;

interface Finding {
  readonly area: string;
  readonly state: string;
  readonly code: string | null;
  readonly what: string;
  readonly advice: string | null;
}

/** What the doctor must find: its code, and what its advice must tell. */
type Wanted = readonly [code: string, advice: RegExp];

async function asked(machine: Machine, words = ""): Promise<readonly Finding[]> {
  const { out, errors } = await machine.run(`bandeau doctor --json --full ${words}`, DOCTOR_LIMIT_MS);
  try {
    return (JSON.parse(out) as { findings: Finding[] }).findings;
  } catch {
    throw new Error(`the doctor says no JSON: ${out}${errors}`);
  }
}

const told = (findings: readonly Finding[]): string =>
  findings
    .map(({ area, state, code, what, advice }) => `${area} ${state} ${code ?? ""}: ${what}; ${advice ?? ""}`)
    .join("\n");

function finds(findings: readonly Finding[], wanted: readonly Wanted[]): void {
  for (const [code, advice] of wanted)
    if (!findings.some((one) => one.code === code && advice.test(one.advice ?? "")))
      throw new Error(`${code} with ${advice} is not found:\n${told(findings)}`);
}

/** A wall on which all is well: nothing may be found wrong. */
async function findsNothing({ machine, tell }: RigFloor): Promise<void> {
  const wrong = (await asked(machine)).filter(({ state }) => state === "wrong");
  if (wrong.length > 0) throw new Error(`all is well, and it finds\n${told(wrong)}`);
  tell("all is well, and nothing is found wrong");
}

/** Permissions that are missing, and a broker that is not there. */
async function findsWhatMayNotBeOpened(floor: RigFloor): Promise<void> {
  const { machine } = floor;
  await machine.must("systemctl stop bandeau");
  await floor.silence();
  await machine.must(
    "chgrp root /dev/ttyUSB0 && mv /usr/lib/udev/rules.d/60-bandeau.rules /root/ && chown root:root /dev/hidraw* && chmod 600 /dev/hidraw* && mkdir /run/systemd/timesync",
  );
  finds(await asked(machine, "--listen 1"), [
    ["CLOCK_UNSYNCED", /timesync/],
    ["SERVICE_DENIED", /udevadm trigger --action=add --subsystem-match=tty/],
    ["UDEV_RULES_MISSING", /udev/],
    ["BROKER_UNREACHABLE", /broker|listen|mosquitto/],
    ["SERVICE_STOPPED", /systemctl start bandeau/],
  ]);
  floor.tell("found: the clock, the line's group, the rules of udev, the broker, the service");
  await machine.must(
    "mv /root/60-bandeau.rules /usr/lib/udev/rules.d/ && udevadm control --reload && udevadm trigger --settle --subsystem-match=hidraw --subsystem-match=tty && rmdir /run/systemd/timesync",
  );
}

/** A port that is not there, a user without a group, an ACD whose figures are old. */
async function findsWhatIsGone(floor: RigFloor): Promise<void> {
  const { machine, figures } = floor;
  await machine.unplug("sign");
  await floor.broker.restart();
  await floor.listen();
  figures.use(null);
  const old = new Date(Date.now() - STALE_AFTER_SECONDS * 10_000).toISOString();
  await floor.bus.publish(
    statsTopic,
    statistics("60100", { waiting: 1 }, { at: old, observedAt: old }),
    true,
  );
  finds(await asked(machine, "--listen 5"), [
    ["PORT_GONE", /USB cable/],
    ["SOURCE_STALE", /bridge/],
  ]);
  floor.tell("found: the port that is gone, the figures that are old");
  await floor.bus.publish(statsTopic, "", true);
  figures.use(floor.bus);
  await floor.plugSign();
  await machine.must(
    "until chgrp tty /dev/ttyUSB0; do sleep 0.5; done; udevadm settle; chgrp tty /dev/ttyUSB0",
  );
  finds(await asked(machine, "--listen 1"), [["SERVICE_DENIED", /usermod -aG tty bandeau/]]);
  floor.tell("found: a line of a group that the service is not in");
  await machine.must("udevadm trigger --settle --action=add --subsystem-match=tty");
}

/** GPIO of a kernel that has no sysfs for it. */
async function findsTheOtherDoor({ machine, tell }: RigFloor): Promise<void> {
  const gpio = "bandeau doctor gpio /etc/bandeau/bandeau.yaml";
  const { out } = await machine.run(
    `unshare -m sh -c 'mount -t tmpfs none /sys/class/gpio && ${gpio}'`,
    DOCTOR_LIMIT_MS,
  );
  if (!/auto is: +gpiochip/.test(out)) throw new Error(`auto is not the character device: ${out}`);
  tell("found: no sysfs, and the way that is left");
}

/** Each fault that a technician meets is made, and the doctor must name it and its cure. */
export async function findsEachFault(floor: RigFloor): Promise<string> {
  await findsNothing(floor);
  await findsWhatMayNotBeOpened(floor);
  await findsWhatIsGone(floor);
  await findsTheOtherDoor(floor);
  await floor.machine.must("systemctl restart bandeau");
  await isRunning(floor.machine);
  await floor.isRight();
  return "clock, groups, rules of udev, port, broker, service, old figures, no sysfs; all right again afterwards";
}
