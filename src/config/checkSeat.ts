import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";

/** Checks that there is such a seat; nothing where none is named. */
export function checkSeat(seat: string | undefined, path: Path, { draft, findings }: Round): void {
  const seats = draft.seats.map(({ entry }) => entry.id);
  if (seat === undefined || seats.includes(seat) || lacksSome(seats, findings.yaml.value)) return;
  findings.error(path, `there is no seat ${quoted(seat)}${didYouMean(seat, seats)}`, {
    advice: listOf(seats),
  });
}

/** Whether seats were left out because of their own mistakes: then names cannot be judged. */
function lacksSome(kept: readonly string[], value: unknown): boolean {
  const written: unknown = Reflect.get(Object(value), "seats");
  return Array.isArray(written) && written.length > kept.length;
}
