import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { Dialect, Frames } from "./dialect.ts";
import { hexPairs } from "./elementInWords.ts";
import { FrameMatcher, type Said } from "./matchFrame.ts";
import type { Miss } from "./wire.ts";

/** More bytes than this without a frame in them are noise. */
const mostPending = 8_192;

export type Purpose = keyof Frames;

/** What came off the line: a frame of the definition, or bytes that are none, and where they stop being like one. */
export type Heard =
  | {
      readonly kind: "frame";
      readonly purpose: Purpose;
      /** Which of the frames for this purpose. */
      readonly part: number;
      readonly said: Said;
      readonly bytes: readonly number[];
    }
  | { readonly kind: "junk"; readonly bytes: readonly number[]; readonly why: string };

type HeardFrame = Extract<Heard, { kind: "frame" }>;

interface Known {
  readonly purpose: Purpose;
  readonly part: number;
  readonly matcher: FrameMatcher;
}

/** How far the bytes were like a frame, and like which. */
interface NearMiss extends Miss {
  readonly purpose: Purpose;
}

type Next = HeardFrame | { readonly kind: "more" | "no"; readonly miss: NearMiss };

const purposes = ["init", "clear", "text", "alarmEnd", "alarm"] as const satisfies Purpose[];

const wantedIn = ({ purpose, wanted }: NearMiss): string => `${wanted} of frames.${purpose}`;

/** Not like any frame at all. */
const farthest: NearMiss = { at: -1, wanted: "", purpose: "text" };

/** Finds the frames of a definition in a stream of bytes, however it is cut into pieces. */
export class FrameReader {
  readonly #known: readonly Known[];
  #pending: number[] = [];
  #junk: number[] = [];
  #why = "";
  /** Where the pending bytes stop being like a frame. */
  #miss: NearMiss = farthest;
  /** How near a frame the junk came at best. */
  #nearest = -1;
  /** How many bytes were taken off the line before the pending ones. */
  #position = 0;

  constructor(model: DisplayModel, dialect: Dialect) {
    this.#known = purposes.flatMap((purpose) =>
      dialect.frames[purpose].map((template, part) => ({
        purpose,
        part,
        matcher: new FrameMatcher(template, model, dialect),
      })),
    );
  }

  /** What is missing from the bytes that wait for the rest of their frame; null when none wait. */
  get unfinished(): string | null {
    if (this.#pending.length === 0) return null;
    const end = this.#position + this.#pending.length;
    return `the frame is not over after byte ${end}: ${wantedIn(this.#miss)} is not whole`;
  }

  push(bytes: Iterable<number>): Heard[] {
    for (const byte of bytes) this.#pending.push(byte);
    const heard: Heard[] = [];
    while (this.#pending.length > 0) {
      const next = this.#next();
      if (next.kind === "frame") {
        heard.push(...this.#takeJunk(), next);
        this.#drop(next.bytes.length);
        continue;
      }
      this.#miss = next.miss;
      if (next.kind === "more" && this.#pending.length <= mostPending) break;
      this.#dropByte(next.miss);
    }
    if (this.#pending.length === 0) heard.push(...this.#takeJunk());
    return heard;
  }

  /** Gives up what has no end. */
  abort(): Heard[] {
    const why = this.unfinished;
    if (why !== null && this.#junk.length === 0) this.#why = why;
    this.#junk.push(...this.#drop(this.#pending.length));
    return this.#takeJunk();
  }

  #drop(count: number): number[] {
    this.#position += count;
    return this.#pending.splice(0, count);
  }

  #dropByte(miss: NearMiss): void {
    const { at } = miss;
    if (at > this.#nearest) {
      this.#nearest = at;
      const byte = hexPairs(this.#pending.slice(at, at + 1));
      const where = `byte ${this.#position + at + 1} is ${byte}`;
      this.#why =
        at === 0 ? `${where}, and no frame begins with it` : `${where}, where ${wantedIn(miss)} should stand`;
    }
    this.#junk.push(...this.#drop(1));
  }

  #takeJunk(): Heard[] {
    if (this.#junk.length === 0) return [];
    const why = this.#why;
    this.#nearest = -1;
    return [{ kind: "junk", bytes: this.#junk.splice(0), why }];
  }

  /** The shortest frame that the bytes begin with, so that it does not matter in which pieces they came. */
  #next(): Next {
    let found: HeardFrame | null = null;
    let kind: "more" | "no" = "no";
    let miss: NearMiss = farthest;
    for (const { purpose, part, matcher } of this.#known) {
      const match = matcher.match(this.#pending);
      if (match.kind === "frame") {
        const { said } = match;
        if (found === null || isBetter(said, found.said))
          found = { kind: "frame", purpose, part, said, bytes: this.#pending.slice(0, said.length) };
      } else {
        if (match.kind === "more") kind = "more";
        if (match.miss.at > miss.at) miss = { ...match.miss, purpose };
      }
    }
    return found ?? { kind, miss };
  }
}

function isBetter(said: Said, found: Said): boolean {
  if (said.length !== found.length) return said.length < found.length;
  return found.checksum === "bad" && said.checksum !== "bad";
}
