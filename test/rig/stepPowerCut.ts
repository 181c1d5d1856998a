import { FactTally } from "../suites/chaos/factTally.ts";
import type { RigFloor } from "./rigFloor.ts";
import { isRunning } from "./service.ts";
import { bootAgain, type Places } from "./stepBoot.ts";
import { pause } from "./until.ts";

const CUTS = 3;
/** From the first call to the cut. */
const SHORTEST_LIFE_MS = 4_000;
const LONGEST_LIFE_MS = 16_000;
/** What was answered so long before the cut is on the disk: an emulated machine takes its time. */
const KEPT_MS = 2_000;
/** Nothing more comes of a cut after so long without a fact. */
const QUIET_MS = 6_000;

/** Calls, one after the other, until the power goes. */
class Caller {
  readonly #answeredAt: number[] = [];
  #isOver = false;

  async work({ headset }: RigFloor): Promise<void> {
    while (!this.#isOver) {
      if (await headset.hand(true, 1_500)) this.#answeredAt.push(performance.now());
      if (!this.#isOver) await headset.hand(false, 1_500);
    }
  }

  /** The power goes now; how many calls were begun and answered long enough before. */
  over(): number {
    this.#isOver = true;
    const late = performance.now() - KEPT_MS;
    return this.#answeredAt.filter((at) => at <= late).length;
  }
}

const callsHeard = ({ facts }: RigFloor): number =>
  (facts.bySeat.get("p1") ?? []).filter(({ state }) => state === "busy").length;

async function quiet(floor: RigFloor): Promise<void> {
  let [known, since] = [-1, performance.now()];
  while (performance.now() - since < QUIET_MS) {
    const heard = floor.facts.bySeat.get("p1")?.length ?? 0;
    if (heard !== known) [known, since] = [heard, performance.now()];
    await pause(100);
  }
  await floor.facts.isCaughtUp();
}

/** One cut in the midst of calls, with the broker there or away; how many calls were sure to be kept. */
async function cut(floor: RigFloor, places: Places, hasBroker: boolean): Promise<number> {
  await quiet(floor);
  const before = callsHeard(floor);
  if (!hasBroker) await floor.silence();
  const caller = new Caller();
  const working = caller.work(floor);
  await pause(SHORTEST_LIFE_MS + Math.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
  const sure = caller.over();
  await floor.cutPower();
  await working;
  floor.tell(`power cut ${hasBroker ? "" : "without a broker "}after ${sure} calls that must be kept`);
  await bootAgain(floor, places);
  await isRunning(floor.machine);
  if (!hasBroker) {
    await floor.broker.restart();
    await floor.listen();
  }
  await floor.plugAll();
  // The bus is up then, and what waited for it is on its way.
  await floor.glassIsRight();
  await quiet(floor);
  const heard = callsHeard(floor) - before;
  if (heard < sure) throw new Error(`${sure} calls were kept before the cut, ${heard} came to the ACD`);
  const { machine } = floor;
  const damage = await machine.must(
    "journalctl -u bandeau -b -o cat | grep -E 'damaged|not a file of facts|not kept' || true; dmesg | grep -E 'EXT4-fs error' || true",
  );
  if (damage !== "") throw new Error(`something is damaged: ${damage}`);
  await floor.isRight();
  return sure;
}

/** The guest's power goes in the midst of calls, several times. */
export async function outlivesPowerCuts(floor: RigFloor, places: Places): Promise<string> {
  let sure = 0;
  for (let round = 0; round < CUTS; round++) sure += await cut(floor, places, round % 2 === 0);
  await quiet(floor);
  const tally = new FactTally();
  tally.add("p1", floor.facts.bySeat.get("p1") ?? [], 0);
  const { read, lost, duplicated, reordered } = tally;
  if (lost + duplicated + reordered > 0)
    throw new Error(
      `of ${read} changes ${lost} were lost, ${duplicated} came twice, ${reordered} out of order: ${tally.evidence.map(({ what }) => what).join("; ")}`,
    );
  return `${CUTS} cuts, ${sure} calls sure, ${read} changes read: none lost, twice or out of order (${floor.facts.repeats} sent again under their own id)`;
}
