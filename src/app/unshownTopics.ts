/** Topics that are remembered; beyond it the memory starts afresh. */
const MOST_TOPICS = 4_096;
/** A longer name is read each time. */
const MOST_PIECE_BYTES = 256;

/** The bytes by which a message names its queue, and where they stand. */
interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * Topics that told of a queue nobody looks at. A message with the same name in the same place is of the same queue, and need not be
 * read: a site's broker may carry hundreds of queues for each one that is shown here.
 */
export class UnshownTopics {
  readonly #pieces = new Map<string, Piece>();

  /** A message of this topic named a queue that nobody looks at with this piece of its text. */
  remember(topic: string, text: string, piece: string): void {
    const bytes = encoder.encode(piece);
    if (bytes.length > MOST_PIECE_BYTES) return;
    if (this.#pieces.size >= MOST_TOPICS) this.#pieces.clear();
    this.#pieces.set(topic, { at: encoder.encode(text.slice(0, text.indexOf(piece))).length, bytes });
  }

  /** Whether a message is of the queue that its topic told of before. */
  has(topic: string, payload: Uint8Array): boolean {
    const piece = this.#pieces.get(topic);
    if (piece === undefined) return false;
    const { at, bytes } = piece;
    for (let index = 0; index < bytes.length; index += 1)
      if (payload[at + index] !== bytes[index]) return false;
    return true;
  }
}
