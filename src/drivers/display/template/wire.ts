/** A code on the line and what it means. */
export type Codes<Meaning> = readonly (readonly [readonly number[], Meaning])[];

/** Codes in the order in which they are tried: the longest first, because one may begin like another. */
export const longestFirst = <Meaning>(
  codes: Iterable<readonly [readonly number[], Meaning]>,
): Codes<Meaning> => [...codes].toSorted(([a], [b]) => b.length - a.length);

/** A place on the line. Places are never changed, so that a wrong guess costs nothing. */
export interface Spot {
  /** The next byte on the line. */
  readonly at: number;
  /** How many bytes were taken by then, replaced ones as they were before. */
  readonly plain: number;
  /** Whether some bytes here stand for others. */
  readonly escapes: boolean;
}

/** Where the reading came furthest, and what should have stood there. */
export interface Miss {
  readonly at: number;
  readonly wanted: string;
}

/** Bytes from the line, read forwards with any number of wrong guesses. */
export class Wire {
  readonly #bytes: readonly number[];
  readonly #escapes: Codes<number>;
  readonly #plain: number[] = [];
  #ranOut = false;
  #miss: Miss = { at: -1, wanted: "" };

  constructor(bytes: readonly number[], escapes: Codes<number>) {
    this.#bytes = bytes;
    this.#escapes = escapes;
  }

  /** Whether a guess needed more bytes than there are. */
  get ranOut(): boolean {
    return this.#ranOut;
  }

  get miss(): Miss {
    return this.#miss;
  }

  /** Remembers what is looked for here; the furthest place tells what was wrong when nothing fits. */
  look(spot: Spot, wanted: string): void {
    if (spot.at > this.#miss.at) this.#miss = { at: spot.at, wanted };
  }

  /** The bytes taken between two places. */
  between(from: number, to: number): number[] {
    return this.#plain.slice(from, to);
  }

  /** Takes one byte, whatever it is; one that was replaced on the line becomes what it was. */
  any<Place extends Spot>(place: Place): Place | null {
    const onLine = this.#bytes[place.at];
    if (onLine === undefined) {
      this.#ranOut = true;
      return null;
    }
    const taken = place.escapes ? this.#replaced(place.at) : null;
    if (taken === "more") return null;
    const [length, byte] = taken ?? [1, onLine];
    this.#plain.length = place.plain;
    this.#plain.push(byte);
    return { ...place, at: place.at + length, plain: place.plain + 1 };
  }

  /** Takes just these bytes. */
  take<Place extends Spot>(wanted: readonly number[], place: Place): Place | null {
    let next: Place = place;
    for (const byte of wanted) {
      const taken = this.any(next);
      if (taken === null || this.#plain[taken.plain - 1] !== byte) return null;
      next = taken;
    }
    return next;
  }

  /** Takes so many bytes. */
  takeAny<Place extends Spot>(count: number, place: Place): Place | null {
    let next: Place | null = place;
    for (let taken = 0; taken < count && next !== null; taken++) next = this.any(next);
    return next;
  }

  /** Takes the first code that fits. */
  code<Place extends Spot, Meaning>(codes: Codes<Meaning>, place: Place): readonly [Place, Meaning] | null {
    for (const [code, meaning] of codes) {
      const next = this.take(code, place);
      if (next !== null) return [next, meaning];
    }
    return null;
  }

  #replaced(at: number): readonly [number, number] | "more" | null {
    for (const [code, byte] of this.#escapes) {
      const rest = this.#bytes.slice(at, at + code.length);
      if (!rest.every((value, index) => value === code[index])) continue;
      if (rest.length === code.length) return [code.length, byte];
      this.#ranOut = true;
      return "more";
    }
    return null;
  }
}
