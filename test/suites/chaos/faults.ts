import { type ChaosFloor, pause } from "./chaosFloor.ts";
import type { Sign } from "./devices.ts";

/** One thing that breaks, and how it is mended. */
export interface ChaosFault {
  readonly name: string;
  /** What it needs for itself while it lasts. */
  readonly on: readonly string[];
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** Resolves when nothing of it is left but what the daemon has to put right. */
  readonly strike: (floor: ChaosFloor, random: () => number) => Promise<void> | void;
}

const between = (random: () => number, least: number, most: number): number =>
  Math.floor(least + random() * (most - least));

const onDaemon: readonly ChaosFault[] = [
  { name: "daemon killed", on: ["daemon"], weight: 3, strike: (floor) => floor.killDaemon() },
  {
    name: "daemon frozen",
    on: ["daemon"],
    weight: 3,
    async strike({ daemon }, random) {
      daemon.signal("SIGSTOP");
      await pause(between(random, 100, 1_500));
      daemon.signal("SIGCONT");
    },
  },
  { name: "reload", on: ["daemon"], weight: 4, strike: ({ daemon }) => daemon.signal("SIGHUP") },
  {
    name: "reload of a wrong file",
    on: ["daemon"],
    weight: 2,
    async strike(floor) {
      floor.write({ queues: { sales: { id: 7 } } });
      floor.daemon.signal("SIGHUP");
      await pause(300);
      floor.write();
    },
  },
];

const onBroker: readonly ChaosFault[] = [
  { name: "broker restarted", on: ["broker"], weight: 2, strike: ({ broker }) => broker.restart() },
  {
    name: "broker gone for seconds",
    on: ["broker"],
    weight: 1,
    async strike({ broker }, random) {
      await broker.stop();
      await pause(between(random, 500, 4_000));
      await broker.restart();
    },
  },
  {
    name: "broker wiped",
    on: ["broker", "daemon"],
    // It needs two things that are whole, which is seldom.
    weight: 4,
    strike: (floor) => floor.wipeBroker(),
  },
  {
    name: "broker silent",
    on: ["broker"],
    weight: 2,
    async strike({ broker }, random) {
      broker.freeze();
      // Longer than one and a half of the keep-alive now and then: then the daemon hangs up.
      await pause(random() < 0.2 ? 9_000 : between(random, 200, 2_000));
      broker.thaw();
    },
  },
  {
    name: "same client id",
    on: ["broker"],
    weight: 2,
    strike: (floor, random) => floor.usurp(between(random, 50, 500)),
  },
];

/** The faults of one display. */
function onSign(name: "wall" | "hall"): readonly ChaosFault[] {
  const unplug = async (sign: Sign, random: () => number): Promise<void> => {
    await sign.unplug();
    await pause(between(random, 50, 1_500));
  };
  return [
    {
      name: `${name} pulled`,
      on: [name],
      weight: 5,
      async strike({ [name]: sign }, random) {
        await unplug(sign, random);
        await sign.plug();
      },
    },
    {
      name: `${name} pulled in a frame`,
      on: [name],
      weight: 4,
      async strike({ [name]: sign }, random) {
        sign.breakAfter(between(random, 1, 40));
        for (let waited = 0; waited < 1_000 && !sign.isBroken; waited += 10) await pause(10);
        await unplug(sign, random);
        sign.breakAfter(null);
        await sign.plug();
      },
    },
    {
      name: `${name} echoes`,
      on: [name],
      weight: 3,
      async strike({ [name]: sign }, random) {
        sign.echoes = true;
        await pause(between(random, 200, 2_000));
        sign.echoes = false;
      },
    },
    {
      name: `${name} without power`,
      on: [name],
      weight: 4,
      async strike({ [name]: sign }, random) {
        await unplug(sign, random);
        sign.forget();
        await sign.plug();
      },
    },
    {
      name: `${name} babbles`,
      on: [name],
      weight: 5,
      strike: ({ [name]: sign }, random) => sign.babble(random),
    },
  ];
}

/** The faults of one light. */
function onLamp(name: "tower" | "strip"): readonly ChaosFault[] {
  return [
    {
      name: `${name} unplugged`,
      on: [name, ...(name === "strip" ? ["broker"] : [])],
      weight: 6,
      async strike({ [name]: lamp }, random) {
        await lamp.do("unplug");
        await pause(between(random, 50, 1_000));
        await lamp.do("replug");
      },
    },
    {
      name: `${name} babbles`,
      on: [name],
      weight: 5,
      strike: ({ [name]: lamp }, random) => lamp.do(`babble ${between(random, 1, 50)}`),
    },
  ];
}

const onSeats: ChaosFault = {
  name: "headset unplugged",
  on: ["seats"],
  weight: 5,
  async strike({ workers }, random) {
    await workers[Math.floor(random() * workers.length)]?.pullPlug();
  },
};

const onBus: readonly ChaosFault[] = [
  { name: "junk", on: [], weight: 25, strike: ({ truth }) => truth.sayJunk() },
  { name: "old figures told", on: [], weight: 6, strike: ({ truth }) => truth.sayOld() },
  {
    name: "a clock gone wrong",
    on: [],
    weight: 5,
    strike: ({ truth }, random) => truth.say(between(random, -40 * 365, 40 * 365) * 86_400_000),
  },
  { name: "flood", on: [], weight: 3, strike: ({ truth }, random) => truth.flood(between(random, 100, 500)) },
];

const all: readonly ChaosFault[] = [
  ...onDaemon,
  ...onBroker,
  ...onSign("wall"),
  ...onSign("hall"),
  ...onLamp("tower"),
  ...onLamp("strip"),
  onSeats,
  ...onBus,
];

/** Any fault whose things are whole at the moment. */
export function anyFault(random: () => number, busy: ReadonlySet<string>): ChaosFault | undefined {
  const possible = all.filter(({ on }) => on.every((thing) => !busy.has(thing)));
  let left = random() * possible.reduce((sum, { weight }) => sum + weight, 0);
  return possible.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}
