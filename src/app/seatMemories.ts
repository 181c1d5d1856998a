import type { Instant } from "../domain/instant.ts";
import type { SeatMemory } from "../domain/seatState.ts";
import type { Clock } from "../ports/clock.ts";
import type { FactLog, StoredFact } from "../ports/factLog.ts";
import { every } from "../shared/time.ts";

/** How often it is written down that this program lives, so that a restart knows how long nobody looked. */
const ALIVE_EVERY_MS = 300_000;

/** A small file that is replaced whole. */
interface StateFile {
  /** Null when there is none that can be read. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

export interface SeatMemoriesDeps {
  readonly facts: FactLog;
  readonly file: StateFile;
  readonly clock: Clock;
  readonly write: (memory: SeatMemory) => string;
  readonly read: (text: string) => SeatMemory | null;
}

interface Kept {
  readonly memory: SeatMemory;
  readonly text: string;
}

/**
 * What is remembered of seats over a restart. It goes to the disk together with each fact, and into a file of its own before a
 * fact is acknowledged and thereby erased: so no power cut lets the memory fall behind what was told.
 */
export class SeatMemories implements FactLog {
  readonly #deps: SeatMemoriesDeps;
  readonly #kept = new Map<string, Kept>();
  /** When this program is known to have lived. */
  #aliveAt: Instant | null = null;
  #attached: { readonly seat: string } | null = null;
  #isDirty = false;
  #saving: Promise<void> | null = null;
  readonly #stopLiving: () => void;

  private constructor(deps: SeatMemoriesDeps) {
    this.#deps = deps;
    this.#stopLiving = every(ALIVE_EVERY_MS, () => {
      this.#touch();
      // When this fails, the next acknowledgement fails too, and says so.
      void this.#saved().catch(() => undefined);
    });
  }

  static async open(deps: SeatMemoriesDeps): Promise<SeatMemories> {
    const memories = new SeatMemories(deps);
    memories.#readFile(await deps.file.read());
    for (const { text } of deps.facts.pending) memories.#readFact(text);
    // The file must know what the facts know before the first of them is acknowledged and thereby erased.
    memories.#isDirty = deps.facts.pending.length > 0;
    return memories;
  }

  /** What is known of a seat; null when nothing is. */
  of(seat: string): SeatMemory | null {
    return this.#kept.get(seat)?.memory ?? null;
  }

  /** How long nobody looked; null when nobody can say. To be asked before anything is kept. */
  get ageMs(): number | null {
    const { clock } = this.#deps;
    if (this.#aliveAt === null || !clock.isSynced()) return null;
    const age = clock.wall() - this.#aliveAt;
    return age < 0 ? null : age;
  }

  /** Remembers this of a seat together with the fact that `keep` appends in the same turn. */
  with<T>(seat: string, memory: SeatMemory, keep: () => T): T {
    this.#kept.set(seat, { memory, text: this.#deps.write(memory) });
    this.#touch();
    this.#attached = { seat };
    try {
      return keep();
    } finally {
      this.#attached = null;
    }
  }

  get pending(): readonly StoredFact[] {
    return this.#deps.facts.pending;
  }

  append(text: string): Promise<StoredFact> {
    const seat = this.#attached?.seat;
    const memory = seat === undefined ? undefined : this.#kept.get(seat)?.text;
    if (seat === undefined || memory === undefined) return this.#deps.facts.append(text);
    const kept = JSON.stringify({ seat, at: this.#aliveAt, memory });
    return this.#deps.facts.append(`${text.slice(0, -1)},"kept":${kept}}`);
  }

  async acknowledge(number: number): Promise<void> {
    await this.#saved();
    await this.#deps.facts.acknowledge(number);
  }

  async close(): Promise<void> {
    this.#stopLiving();
    this.#touch();
    await this.#saved().catch(() => undefined);
    await this.#deps.facts.close();
  }

  #touch(): void {
    const { clock } = this.#deps;
    this.#aliveAt = clock.isSynced() ? clock.wall() : null;
    this.#isDirty = true;
  }

  async #saved(): Promise<void> {
    while (this.#isDirty || this.#saving !== null) {
      this.#saving ??= this.#save();
      await this.#saving;
    }
  }

  async #save(): Promise<void> {
    this.#isDirty = false;
    const seats = Object.fromEntries([...this.#kept].map(([seat, { text }]) => [seat, text]));
    try {
      await this.#deps.file.write(JSON.stringify({ v: 1, aliveAt: this.#aliveAt, seats }));
    } catch (error) {
      this.#isDirty = true;
      throw error;
    } finally {
      this.#saving = null;
    }
  }

  #readFile(text: string | null): void {
    const file = objectOf(text);
    this.#alive(file?.["aliveAt"]);
    const { seats } = file ?? {};
    if (typeof seats !== "object" || seats === null) return;
    for (const [seat, memory] of Object.entries(seats)) this.#learn(seat, memory);
  }

  #readFact(text: string): void {
    const { kept } = objectOf(text) ?? {};
    if (typeof kept !== "object" || kept === null) return;
    const { seat, at, memory } = Object.fromEntries(Object.entries(kept));
    this.#alive(at);
    if (typeof seat === "string") this.#learn(seat, memory);
  }

  #alive(at: unknown): void {
    if (typeof at === "number" && Number.isFinite(at)) this.#aliveAt = Math.max(at, this.#aliveAt ?? at);
  }

  #learn(seat: string, text: unknown): void {
    const memory = typeof text === "string" ? this.#deps.read(text) : null;
    if (typeof text !== "string" || memory === null) return;
    if (memory.seq >= (this.#kept.get(seat)?.memory.seq ?? 0)) this.#kept.set(seat, { memory, text });
  }
}

function objectOf(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}
