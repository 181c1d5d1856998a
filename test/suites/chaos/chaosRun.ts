import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seeded } from "../seeded.ts";
import { Started } from "../started.ts";
import { ChaosFloor, pause, STALE_AFTER_MS } from "./chaosFloor.ts";
import { type Evidence, FactTally } from "./factTally.ts";
import { anyFault } from "./faults.ts";
import type { Figures } from "./truth.ts";

/** Faults between two quiet moments. */
const BATCH = 40;
/** A fault comes after at most this; half of it on the average. */
const MOST_BETWEEN_MS = 300;
/** Longer than the longest wait of the daemon for a broker that was away many times. */
const SETTLE_LIMIT_MS = 90_000;
/** Every so many quiet moments the ACD is silent as well, until its figures are too old. */
const SILENCE_EVERY = 6;
/** How often the floor changes while faults come, and is told again while it is quiet. */
const CHANGE_MS = 500;
const MOST_RECENT = 60;
/** Faults so long before something wrong was seen are told with it. */
const BEFORE_MS = 8_000;

/** What a run has come to. */
export interface ChaosTally {
  readonly faults: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly facts: FactTally;
  readonly wrongFigures: number;
  /** What was wrong, and which faults came before it. */
  readonly evidence: readonly string[];
  readonly slowestMs: number;
  readonly exit: number;
}

/** A seeded run of faults over a whole floor. The oracle speaks in each quiet moment. */
export class ChaosRun {
  readonly #random: () => number;
  readonly #floor: ChaosFloor;
  readonly #kinds = new Map<string, number>();
  /** All faults, in order. */
  readonly #story: Evidence[] = [];
  #faults = 0;
  #slowestMs = 0;

  private constructor(floor: ChaosFloor, random: () => number) {
    this.#floor = floor;
    this.#random = random;
  }

  /** Rejects with all that is needed to look into it when the floor is not right in time. */
  static async of(faults: number, seed: number, tell: (line: string) => void): Promise<ChaosTally> {
    const started = new Started();
    try {
      const floor = await ChaosFloor.open(started, seeded(seed + 1));
      await floor.start();
      const run = new ChaosRun(floor, seeded(seed));
      await run.#settle("at the start");
      for (let batch = 1; run.#faults < faults; batch++) {
        await run.#batch(Math.min(BATCH, faults - run.#faults));
        await run.#quiet(batch);
        if (batch % 10 === 0) tell(`${run.#faults} faults, slowest recovery ${run.#slowestMs} ms`);
      }
      return await run.#end();
    } finally {
      await started.end();
    }
  }

  async #batch(count: number): Promise<void> {
    const { truth, workers } = this.#floor;
    const ending = new AbortController();
    const talk = setInterval(() => {
      truth.change();
      truth.say();
    }, CHANGE_MS);
    const work = workers.map(async (worker) => {
      while (!ending.signal.aborted) await worker.work(1);
    });
    // A worker who is not served is told when the batch is over.
    const worked = Promise.allSettled(work);
    try {
      await this.#strike(count);
    } finally {
      ending.abort();
      clearInterval(talk);
    }
    for (const outcome of await worked)
      if (outcome.status === "rejected") this.#fail([String(outcome.reason)]);
    await Promise.all(workers.map((worker) => worker.rest()));
  }

  /** So many faults, several at a time but never two on the same thing. */
  async #strike(count: number): Promise<void> {
    const busy = new Set<string>();
    const strikes: Promise<void>[] = [];
    for (let struck = 0; struck < count; ) {
      await pause(this.#random() * MOST_BETWEEN_MS);
      const fault = anyFault(this.#random, busy);
      if (fault === undefined) continue;
      struck++;
      this.#note(fault.name);
      for (const thing of fault.on) busy.add(thing);
      const strike = (async () => fault.strike(this.#floor, this.#random))();
      strikes.push(
        strike.finally(() => {
          for (const thing of fault.on) busy.delete(thing);
        }),
      );
    }
    for (const outcome of await Promise.allSettled(strikes))
      if (outcome.status === "rejected") this.#fail([`a fault failed: ${String(outcome.reason)}`]);
  }

  #note(name: string): void {
    this.#faults++;
    this.#kinds.set(name, (this.#kinds.get(name) ?? 0) + 1);
    this.#story.push({ at: Date.now(), what: name });
  }

  async #quiet(batch: number): Promise<void> {
    this.#floor.truth.change();
    await this.#settle("in the quiet");
    if (batch % SILENCE_EVERY !== 0) return;
    await pause(STALE_AFTER_MS);
    await this.#until(() => this.#staleProblems(), "when the ACD is silent");
    await this.#settle("when the ACD speaks again");
  }

  /** The ACD says again and again how it is, until all that can be seen is so. */
  async #settle(when: string): Promise<void> {
    const { truth } = this.#floor;
    truth.say();
    const talk = setInterval(() => truth.say(), CHANGE_MS);
    const since = performance.now();
    try {
      await this.#until(() => [...this.#truthProblems(), ...this.#factProblems()], when);
    } finally {
      clearInterval(talk);
    }
    this.#slowestMs = Math.max(this.#slowestMs, Math.round(performance.now() - since));
  }

  async #until(problems: () => readonly string[], when: string): Promise<void> {
    const late = performance.now() + SETTLE_LIMIT_MS;
    for (;;) {
      const left = problems();
      if (left.length === 0) return;
      if (performance.now() > late) this.#fail([`${when}:`, ...left]);
      await pause(50);
    }
  }

  #truthProblems(): string[] {
    const { wall, hall, tower, strip, truth } = this.#floor;
    const { waiting, longest, ready, level } = truth.figures;
    const rows = [
      new RegExp(`^W +${waiting} +0:${String(longest).padStart(2, "0")}$`),
      new RegExp(`^R +${ready} +${level}%$`),
    ];
    return [
      ...wrongRows("wall", wall.rows, rows),
      ...wrongRows("hall", hall.rows, rows),
      ...wrongLamps("tower", tower.lamps, towerLamps(truth.figures)),
      ...wrongLamps("strip", strip.lamps, stripLamps(truth.figures)),
    ];
  }

  #staleProblems(): string[] {
    const { wall, hall, tower, strip } = this.#floor;
    return [
      ...wrongRows("wall", wall.rows, [/^W +--/, /^R +--/]),
      // Its page has no room for the mark of old figures, and gives way at once.
      ...wrongRows("hall", hall.rows, [/NO DATA/]),
      ...wrongLamps("tower", tower.lamps, "off off off"),
      ...wrongLamps("strip", strip.lamps, "blue"),
    ];
  }

  /** Nobody is on the phone in a quiet moment, and the ACD knows it. */
  #factProblems(): string[] {
    const { workers, reader } = this.#floor;
    return workers.flatMap(({ seat, sure }) => {
      const changes = reader.bySeat.get(seat) ?? [];
      const calls = changes.filter(({ state }) => state === "busy").length;
      return [
        ...(changes.at(-1)?.state === "busy" ? [`${seat} is on the phone for ever`] : []),
        ...(calls < sure ? [`${seat} had ${sure} calls, of which ${calls} came`] : []),
      ];
    });
  }

  async #end(): Promise<ChaosTally> {
    const { daemon, reader, workers, stateFolder, metrics } = this.#floor;
    let waiting = 1;
    for (let second = 0; second < 60 && waiting > 0; second++) {
      await pause(1_000);
      waiting = await metrics.sum("facts_waiting").catch(() => 1);
    }
    const exit = await daemon.stop();
    await reader.isCaughtUp();
    const kept = JSON.parse(readFileSync(join(stateFolder, "seats.json"), "utf8")) as {
      seats: Record<string, string>;
    };
    const facts = new FactTally();
    for (const { seat } of workers) {
      const { seq } = JSON.parse(kept.seats[seat] ?? '{"seq":0}') as { seq: number };
      facts.add(seat, reader.bySeat.get(seat) ?? [], seq);
    }
    facts.repeats = reader.repeats;
    const { wall, hall } = this.#floor;
    return {
      faults: this.#faults,
      kinds: Object.fromEntries([...this.#kinds].toSorted(([a], [b]) => a.localeCompare(b))),
      facts,
      wrongFigures: wall.lies.length + hall.lies.length,
      evidence: [...facts.evidence, ...wall.lies, ...hall.lies].map((one) => this.#around(one)),
      slowestMs: this.#slowestMs,
      exit,
    };
  }

  #around({ at, what }: Evidence): string {
    const before = this.#story.filter((fault) => fault.at <= at && fault.at > at - BEFORE_MS);
    return [told({ at, what }), ...before.map((fault) => `  ${told(fault)}`)].join("\n");
  }

  #fail(problems: readonly string[]): never {
    const said = this.#floor.daemon.said();
    throw new Error(
      [
        `after ${this.#faults} faults`,
        ...problems,
        "the last faults:",
        ...this.#story.slice(-MOST_RECENT).map(told),
        said,
      ].join("\n"),
    );
  }
}

const told = ({ at, what }: Evidence): string => `${new Date(at).toISOString().slice(11, 23)} ${what}`;

function wrongRows(name: string, rows: readonly string[], wanted: readonly RegExp[]): string[] {
  const isRight = wanted.every((row, index) => row.test(rows[index] ?? ""));
  return isRight ? [] : [`${name} shows ${rows.join(" / ")}, not ${wanted.join(" / ")}`];
}

const wrongLamps = (name: string, lamps: string, wanted: string): string[] =>
  lamps === wanted ? [] : [`${name} is ${lamps}, not ${wanted}`];

const towerLamps = ({ waiting }: Figures): string => {
  if (waiting >= 10) return "red off off";
  return waiting >= 5 ? "off yellow off" : "off off green";
};

const stripLamps = ({ waiting }: Figures): string => {
  if (waiting >= 10) return "red";
  return waiting >= 5 ? "amber" : "green";
};
