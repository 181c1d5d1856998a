import type { Floor } from "../domain/floor.ts";
import type { Clock } from "../ports/clock.ts";
import type { Delivery } from "./statisticsFile.ts";

/** Lets a floor hear figures of a file, as if they were just said. Moments of measurement count from the clock's start. */
export function hearDeliveries(floor: Floor, clock: Clock, deliveries: readonly Delivery[]): void {
  const monotonic = clock.monotonic();
  for (const { source, statistics, observedAt, validForSeconds, partial } of deliveries) {
    const measured = observedAt === null ? null : observedAt + monotonic;
    const arrival = { monotonic, wall: clock.wall(), clockSynced: true, retained: false };
    floor.accept(
      source,
      { ...statistics, observedAt: measured },
      { ...arrival, publishedAt: null, validForSeconds, partial },
    );
  }
}
