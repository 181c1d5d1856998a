import { editDistance } from "../domain/nearestWord.ts";

/** Longer words are not typing mistakes of anything we know, and comparing them would cost time. */
const LONGEST_WORD = 64;

/** From this length on, the beginning of a known word is enough: `password` is near `passwordFile`. */
const SHORTEST_BEGINNING = 3;

/** The known word that somebody who typed `word` most likely meant; null when none is near enough. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null;
  const typed = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of known) {
    const wanted = candidate.toLowerCase();
    const distance = isBeginning(typed, wanted) ? 1 : editDistance(typed, wanted.slice(0, LONGEST_WORD));
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

const isBeginning = (typed: string, wanted: string): boolean =>
  typed !== wanted && typed.length >= SHORTEST_BEGINNING && wanted.startsWith(typed);

/** `; did you mean 'x'?` to put behind a message about an unknown word, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const candidate = nearest(word, known);
  return candidate === null ? "" : `; did you mean '${candidate}'?`;
}

/** More known words than this do not help on one line. */
const MOST_LISTED = 12;

/** `known: a, b, c` as advice when a word is not known; shortened when there are many. */
export function listOf(known: Iterable<string>): string {
  const all = [...known];
  if (all.length === 0) return "there is none yet";
  const shown = all.slice(0, MOST_LISTED).join(", ");
  return all.length > MOST_LISTED
    ? `known: ${shown} and ${all.length - MOST_LISTED} more`
    : `known: ${shown}`;
}
