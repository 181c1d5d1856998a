import { join } from "node:path";
import type { Observable } from "rxjs";
import { openFactLog } from "../adapters/files/factLog.ts";
import { stateFile } from "../adapters/files/stateFile.ts";
import { FactDelivery } from "../app/factDelivery.ts";
import { OncePerHour } from "../app/oncePerHour.ts";
import { SeatMemories } from "../app/seatMemories.ts";
import type { SeatMemory } from "../domain/seatState.ts";
import { readSeatMemory, writeSeatMemory } from "../drivers/seat/seatMemory.ts";
import type { Clock } from "../ports/clock.ts";
import type { FactLog } from "../ports/factLog.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";

/** Changes of a day of forty seats, with room to spare. */
const MOST_FACTS = 100_000;
const MOST_FACT_BYTES = 64 * 1_048_576;
/** What nobody took for a week nobody wants. */
const MOST_FACT_AGE_MS = 7 * 86_400_000;

interface SeatStateDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
}

interface Outwards {
  readonly send: (topic: string, payload: object) => Promise<void>;
  readonly up$: Observable<boolean>;
}

/** Seats that decide: their changes on the way to the bus, and what is remembered of them. */
export class SeatsOnDisk {
  readonly folder: string;
  readonly #memories: SeatMemories;
  readonly #delivery: FactDelivery;
  readonly #hourly: OncePerHour;
  readonly #deps: SeatStateDeps;

  private constructor(folder: string, memories: SeatMemories, delivery: FactDelivery, deps: SeatStateDeps) {
    this.folder = folder;
    this.#memories = memories;
    this.#delivery = delivery;
    this.#deps = deps;
    this.#hourly = new OncePerHour(deps.clock);
  }

  static async open(folder: string, deps: SeatStateDeps, outwards: Outwards): Promise<SeatsOnDisk> {
    const path = join(folder, "facts");
    const limits = { mostFacts: MOST_FACTS, mostBytes: MOST_FACT_BYTES, mostAgeMs: MOST_FACT_AGE_MS };
    const facts = await openFactLog({ path, ...limits, sync: "each", ...deps }).catch((error: unknown) => {
      deps.log.error("changes of seats are not kept on the disk", { folder, reason: reasonOf(error) });
      return refusingLog(error);
    });
    const file = stateFile(join(folder, "seats.json"));
    const { clock } = deps;
    const memories = await SeatMemories.open({
      facts,
      file,
      clock,
      write: writeSeatMemory,
      read: readSeatMemory,
    });
    const delivery = new FactDelivery({ facts: memories, ...outwards, ...deps });
    delivery.start();
    return new SeatsOnDisk(folder, memories, delivery, deps);
  }

  /** What is known of a seat, and how long ago; to be asked before the seat says anything. */
  of(seat: string): { readonly memory: SeatMemory | null; readonly ageMs: number | null } {
    return { memory: this.#memories.of(seat), ageMs: this.#memories.ageMs };
  }

  /** Keeps a change until the bus has it. */
  keep(topic: string, payload: object, { seat, memory }: { seat: string; memory: SeatMemory }): void {
    const kept = this.#memories.with(seat, memory, () => this.#delivery.keep(topic, payload));
    kept.catch((error: unknown) => {
      if (this.#hourly.allows("lost"))
        this.#deps.log.error("a change of a seat is lost", { reason: reasonOf(error) });
    });
  }

  async close(): Promise<void> {
    await this.#delivery.stop();
    await this.#memories.close();
  }
}

/** In place of a log that cannot be opened: what it should keep goes to the bus from memory alone. */
function refusingLog(error: unknown): FactLog {
  const fault =
    error instanceof Fault
      ? error
      : new Fault("FACT_LOG_UNUSABLE", reasonOf(error), "check the folder of stateFolder", error);
  return {
    pending: [],
    append: () => Promise.reject(fault),
    acknowledge: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
