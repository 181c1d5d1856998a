/** Numbers of chance that are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to but not 1. */
  next(): number;
  /** A time with no memory and this mean; endless when the mean is. */
  exponential(mean: number): number;
}

/** Draws after which the generator's state has forgotten how small the seed was. */
const WARM_UP_DRAWS = 16;

/** A generator of its own: Chris Doty-Humphrey's sfc32, small, fast and good enough for millions of callers. */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let draw = 0; draw < WARM_UP_DRAWS; draw++) next();
  return { next, exponential: (mean) => (Number.isFinite(mean) ? -mean * Math.log(1 - next()) : mean) };
}
