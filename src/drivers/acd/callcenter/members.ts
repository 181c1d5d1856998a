import { epochOf } from "./agents.ts";
import { type Cells, cell } from "./outputs.ts";

/** One caller, without anything that tells who it is. */
interface Member {
  readonly state: string;
  /** Seconds since 1970; null when the table does not say. */
  readonly joined: number | null;
}

/** More callers than any queue has; events alone could make them without end. */
const mostMembers = 20_000;

/** Counts of the callers of one queue. */
interface MemberCounts {
  /** Not yet talking, those included at whose agent it rings. */
  readonly waiting: number;
  readonly ringing: number;
  readonly inService: number;
  /** When the oldest of those who wait joined, in milliseconds since 1970; null when nobody waits or one is not dated. */
  readonly oldestJoinedMs: number | null;
}

/** The callers of one queue from its last table, with what events said since. Abandoned ones stay in tables for a while. */
export class Members {
  readonly #members = new Map<string, Member>();

  constructor(rows: readonly Cells[]) {
    for (const [index, cells] of rows.entries()) {
      const state = cell(cells, "state").toLowerCase();
      this.#members.set(cell(cells, "uuid") || String(index), {
        state,
        joined: epochOf(cell(cells, "joined_epoch")),
      });
    }
  }

  join(uuid: string, joined: number | null): void {
    if (this.#members.size < mostMembers) this.#members.set(uuid, { state: "waiting", joined });
  }

  /** False when that caller is not known. */
  change(uuid: string, state: string): boolean {
    const member = this.#members.get(uuid);
    if (member !== undefined) this.#members.set(uuid, { ...member, state });
    return member !== undefined;
  }

  leave(uuid: string): void {
    this.#members.delete(uuid);
  }

  counts(): MemberCounts {
    const all = [...this.#members.values()];
    const ringing = all.filter(({ state }) => state === "trying").length;
    const waiting = all.filter(({ state }) => state === "waiting" || state === "trying");
    const joined = waiting.map((member) => member.joined).filter((time) => time !== null);
    const dated = joined.length > 0 && joined.length === waiting.length;
    return {
      waiting: waiting.length,
      ringing,
      inService: all.filter(({ state }) => state === "answered").length,
      oldestJoinedMs: dated ? joined.reduce((oldest, time) => Math.min(oldest, time)) * 1_000 : null,
    };
  }
}
