import type { Instant } from "../../../domain/instant.ts";
import type { WritePage, WriteSchedule } from "./command.ts";
import { isInForce } from "./signClock.ts";

/** The pages of a sign and what says which of them is on. */
export class SignMemory {
  readonly #pages = new Map<string, ReadonlyMap<number, WritePage>>();
  readonly #schedules = new Map<string, WriteSchedule>();
  /** "One default run page"; which one a new sign has is our assumption, and what the first example shows. */
  defaultPage = "A";

  write(page: WritePage): void {
    this.#pages.set(page.page, new Map([...this.linesOf(page.page), [page.line, page]]));
  }

  /** What a page holds, by line. */
  linesOf(page: string): ReadonlyMap<number, WritePage> {
    return this.#pages.get(page) ?? new Map<number, WritePage>();
  }

  deletePage(line: number, page: string): void {
    this.#pages.set(page, new Map([...this.linesOf(page)].filter(([number]) => number !== line)));
  }

  schedule(schedule: WriteSchedule): void {
    this.#schedules.set(schedule.schedule, schedule);
  }

  deleteSchedule(schedule: string): void {
    this.#schedules.delete(schedule);
  }

  clear(): void {
    this.#pages.clear();
    this.#schedules.clear();
  }

  /** The page that is on after so many milliseconds of the present sequence; null when there is nothing to show. */
  pageOn(stamp: string, elapsedMs: Instant): string | null {
    const inForce = Array.from("ABCDE", (letter) => this.#schedules.get(letter)).find(
      (schedule) => schedule !== undefined && isInForce(schedule, stamp),
    );
    const order = [...(inForce?.pages ?? this.defaultPage)].filter((page) => this.linesOf(page).size > 0);
    const whole = order.reduce((sum, page) => sum + this.#staysMs(page), 0);
    let left = whole === 0 ? 0 : Math.max(0, elapsedMs) % whole;
    return (
      order.find((page) => {
        left -= this.#staysMs(page);
        return left < 0;
      }) ?? null
    );
  }

  #staysMs(page: string): number {
    return 1_000 * Math.max(...Array.from(this.linesOf(page).values(), (line) => line.waitSeconds));
  }
}
