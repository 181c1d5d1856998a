import { checksumOf } from "./encodeFrame.ts";

export type Checksum = "ok" | "bad" | "none";

/** Something found on a line: a frame, the setting of a sign's number, or bytes that are neither. */
export type Heard =
  | {
      readonly kind: "frame";
      /** Two hexadecimal digits as they came. */
      readonly id: string;
      /** One character a byte. */
      readonly payload: string;
      readonly checksum: Checksum;
      /** The checksum as it came; "" when there was none. */
      readonly given: string;
    }
  | {
      readonly kind: "setId";
      readonly id: string;
      /** The maker puts the number in brackets; one program does not. */
      readonly brackets: boolean;
    }
  | { readonly kind: "dropped"; readonly message: string };

/** Longer than any page: what goes beyond is a line that babbles. */
const mostPayloadBytes = 4_096;

/** What begins a frame, and the two forms that set a sign's number; `h` is a hexadecimal digit. */
const forms = { frame: "<IDhh>", setId: "<ID><hh><E>", setIdBare: "<ID>hh<E>" } as const;

const fits = (text: string, form: string): boolean =>
  text.length <= form.length &&
  Array.from(text).every((letter, index) =>
    form[index] === "h" ? /[0-9A-Fa-f]/.test(letter) : letter === form[index],
  );

const fitsWhole = (text: string, form: string): boolean => text.length === form.length && fits(text, form);

/** Up to where a payload is raw bytes: a picture block and a glyph may hold anything, the end of a frame too. */
function binaryEnd(payload: string): number {
  if (/^<G[A-P][1-8]>/.test(payload)) return 5 + 64;
  return /^<F[A-C][0-9A-Fa-f]{2}>/.test(payload) ? 6 + 8 : 0;
}

const frameEnd = "<E>";
const frameStart = /<ID[0-9A-Fa-f]{2}>$/;

/** Takes a serial line byte by byte and tells what frames are on it, whatever the bytes are. */
export class FrameReader {
  /** What may be the beginning of a frame. */
  #start = "";
  #noise = 0;
  /** Digits of the frame that is open; null between frames. */
  #id: string | null = null;
  #payload = "";

  /** True between the start of a frame and its end. */
  get inFrame(): boolean {
    return this.#id !== null || this.#start !== "";
  }

  push(byte: number): readonly Heard[] {
    const letter = String.fromCharCode(byte);
    return this.#id === null ? this.#between(letter) : this.#inside(this.#id, letter);
  }

  /** The line fell silent, or its record ended: what was begun is dropped. */
  abort(reason: string): readonly Heard[] {
    const cut = this.#id === null ? [] : [dropped(`a frame was dropped: ${reason}`)];
    this.#noise += this.#start.length;
    this.#start = "";
    this.#id = null;
    return [...this.#noiseBefore(), ...cut];
  }

  #between(letter: string): readonly Heard[] {
    this.#start += letter;
    while (!Object.values(forms).some((form) => fits(this.#start, form))) {
      this.#start = this.#start.slice(1);
      this.#noise += 1;
    }
    const start = this.#start;
    if (fitsWhole(start, forms.frame)) {
      this.#open(start);
      return this.#noiseBefore();
    }
    const brackets = fitsWhole(start, forms.setId);
    if (!brackets && !fitsWhole(start, forms.setIdBare)) return [];
    this.#start = "";
    const id = brackets ? start.slice(5, 7) : start.slice(4, 6);
    return [...this.#noiseBefore(), { kind: "setId", id, brackets }];
  }

  #open(start: string): void {
    this.#start = "";
    this.#id = start.slice(3, 5);
    this.#payload = "";
  }

  #noiseBefore(): readonly Heard[] {
    const count = this.#noise;
    this.#noise = 0;
    return count === 0 ? [] : [dropped(`${count} bytes outside of a frame were skipped`)];
  }

  #inside(id: string, letter: string): readonly Heard[] {
    this.#payload += letter;
    const payload = this.#payload;
    const textLength = payload.length - binaryEnd(payload);
    if (payload.length > mostPayloadBytes) {
      this.#id = null;
      return [dropped(`a frame was dropped: it is longer than ${mostPayloadBytes} bytes`)];
    }
    if (letter !== ">") return [];
    if (textLength >= frameEnd.length && payload.endsWith(frameEnd)) {
      this.#id = null;
      return [frameOf(id, payload.slice(0, -frameEnd.length))];
    }
    // No text holds this: the end of the frame before was lost.
    const next = textLength >= forms.frame.length ? frameStart.exec(payload)?.[0] : undefined;
    if (next === undefined) return [];
    this.#open(next);
    return [dropped("a frame was dropped: the next one began before its end")];
  }
}

const dropped = (message: string): Heard => ({ kind: "dropped", message });

/** The two digits before the end are the checksum, when they are digits and no raw bytes. */
function frameOf(id: string, whole: string): Heard {
  const payload = whole.slice(0, -2);
  const given = whole.slice(-2);
  if (!/^[0-9A-Fa-f]{2}$/.test(given) || payload.length < binaryEnd(whole))
    return { kind: "frame", id, payload: whole, checksum: "none", given: "" };
  const checksum = given.toUpperCase() === checksumOf(payload) ? "ok" : "bad";
  return { kind: "frame", id, payload, checksum, given };
}
