const SOH = "\x01";
const STX = "\x02";
const EOT = "\x04";
/** A sign whose end never comes must not fill our memory. */
const MOST_FRAME_BYTES = 65_536;

/** One whole frame for a sign. */
export interface SignFrame {
  /** With the synchronising zeros before it. */
  readonly bytes: number;
  /** The number of five digits in it; null where it carries none. */
  readonly value: number | null;
  /** How many bytes of the piece in which it ended came until its end. */
  readonly endsAfter: number;
}

/** Cuts what a sign hears into frames. Written from the maker's document for this purpose only: none of our drivers judges itself. */
export class AlphaCutter {
  #open = "";
  /** Frames that began inside another one, or that had no begin. */
  torn = 0;

  take(piece: Uint8Array): SignFrame[] {
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1");
    const frames: SignFrame[] = [];
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf(EOT, from);
      if (end < 0) {
        this.#open = (this.#open + text.slice(from)).slice(-MOST_FRAME_BYTES);
        break;
      }
      frames.push(this.#frame(this.#open + text.slice(from, end), end + 1));
      this.#open = "";
      from = end + 1;
    }
    return frames;
  }

  /** What was begun will not be ended: the program was. */
  forget(): void {
    this.#open = "";
  }

  #frame(text: string, endsAfter: number): SignFrame {
    const begin = text.lastIndexOf(SOH);
    if (begin < 0 || text.indexOf(SOH) !== begin || !/^\0*$/.test(text.slice(0, begin))) this.torn += 1;
    // A colour is a control character with a digit behind it, which is no figure.
    const body = text.slice(text.indexOf(STX, begin) + 1).replace(/\x1c./g, "");
    const digits = /\d{5}/.exec(body)?.[0];
    return { bytes: text.length + 1, value: digits === undefined ? null : Number(digits), endsAfter };
  }
}
