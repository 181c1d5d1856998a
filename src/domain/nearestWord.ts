/** More edits than this and a word is no longer a slip of the finger. */
const mostEdits = 3;

/** A number of a line of the table; what lies outside costs too much to be chosen. */
const at = (line: readonly number[], column: number): number => line[column] ?? Number.POSITIVE_INFINITY;

/** How many letters have to be put in, taken out, changed or swapped with their neighbour to turn one into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = at(beforeLast, column - 2) + (isSwapped ? 1 : Number.POSITIVE_INFINITY);
      const change = at(last, column - 1) + (isSame ? 0 : 1);
      line.push(Math.min(at(last, column) + 1, at(line, column - 1) + 1, change, swap));
    }
    beforeLast = last;
    last = line;
  }
  return at(last, to.length);
}

/** The known word that somebody most likely meant; null when none is near. Case does not count. */
export function nearestWord(typed: string, known: Iterable<string>): string | null {
  const allowed = Math.min(mostEdits, Math.max(1, Math.floor(typed.length / 2)));
  let best: string | null = null;
  let least = allowed + 1;
  for (const word of known) {
    if (Math.abs(word.length - typed.length) >= least) continue;
    const distance = editDistance(typed.toLowerCase(), word.toLowerCase());
    if (distance >= least) continue;
    best = word;
    least = distance;
  }
  return best;
}

/** What to tell somebody who typed a word we do not know: the nearest one, or some of those there are. */
export function wordAdvice(typed: string, known: readonly string[]): string {
  const nearest = nearestWord(typed, known);
  if (nearest !== null) return `did you mean '${nearest}'?`;
  const some = known.slice(0, 12).join(", ");
  return known.length === 0 ? "there is none" : `use one of: ${some}${known.length > 12 ? " …" : ""}`;
}
