import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { Dialect, Frames } from "./dialect.ts";
import { FrameMatcher, type Said } from "./matchFrame.ts";

/** More bytes than this without a frame in them are noise. */
const mostPending = 8_192;

export type Purpose = keyof Frames;

/** What came off the line: a frame of the definition, or bytes that are none. */
export type Heard =
  | {
      readonly kind: "frame";
      readonly purpose: Purpose;
      /** Which of the frames for this purpose. */
      readonly part: number;
      readonly said: Said;
      readonly bytes: readonly number[];
    }
  | { readonly kind: "junk"; readonly bytes: readonly number[] };

interface Known {
  readonly purpose: Purpose;
  readonly part: number;
  readonly matcher: FrameMatcher;
}

const purposes = ["init", "clear", "text", "alarmEnd", "alarm"] as const satisfies Purpose[];

/** Finds the frames of a definition in a stream of bytes, however it is cut into pieces. */
export class FrameReader {
  readonly #known: readonly Known[];
  #pending: number[] = [];
  #junk: number[] = [];

  constructor(model: DisplayModel, dialect: Dialect) {
    this.#known = purposes.flatMap((purpose) =>
      dialect.frames[purpose].map((template, part) => ({
        purpose,
        part,
        matcher: new FrameMatcher(template, model, dialect),
      })),
    );
  }

  /** Whether bytes wait for the rest of their frame. */
  get isInFrame(): boolean {
    return this.#pending.length > 0;
  }

  push(bytes: Iterable<number>): Heard[] {
    this.#pending.push(...bytes);
    const heard: Heard[] = [];
    while (this.#pending.length > 0) {
      const next = this.#next();
      if (next === "more" && this.#pending.length <= mostPending) break;
      if (typeof next === "string") this.#junk.push(...this.#pending.splice(0, 1));
      else {
        heard.push(...this.#takeJunk(), next);
        this.#pending.splice(0, next.bytes.length);
      }
    }
    if (this.#pending.length === 0) heard.push(...this.#takeJunk());
    return heard;
  }

  /** Gives up what has no end. */
  abort(): Heard[] {
    this.#junk.push(...this.#pending.splice(0));
    return this.#takeJunk();
  }

  #takeJunk(): Heard[] {
    return this.#junk.length === 0 ? [] : [{ kind: "junk", bytes: this.#junk.splice(0) }];
  }

  /** The shortest frame that the bytes begin with, so that it does not matter in which pieces they came. */
  #next(): Extract<Heard, { kind: "frame" }> | "more" | "no" {
    let found: Extract<Heard, { kind: "frame" }> | null = null;
    let verdict: "more" | "no" = "no";
    for (const { purpose, part, matcher } of this.#known) {
      const match = matcher.match(this.#pending);
      if (match.kind === "more") verdict = "more";
      if (match.kind !== "frame") continue;
      const { said } = match;
      const isBetter =
        found === null ||
        said.length < found.said.length ||
        (said.length === found.said.length && found.said.checksum === "bad" && said.checksum !== "bad");
      if (isBetter)
        found = { kind: "frame", purpose, part, said, bytes: this.#pending.slice(0, said.length) };
    }
    return found ?? verdict;
  }
}
