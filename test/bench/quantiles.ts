/** The value below which this part of all lies; not a number when there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of each number of these, one by one. */
export function medians<T extends Readonly<Record<string, number>>>(rounds: readonly T[]): T {
  const [first] = rounds;
  if (first === undefined) throw new Error("nothing was measured");
  const middle = Object.keys(first).map((key) => [
    key,
    median(rounds.map((round) => round[key] ?? Number.NaN)),
  ]);
  return Object.fromEntries(middle);
}
