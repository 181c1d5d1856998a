/** What is kept of what a program said; a long one says more than anybody reads. */
const MOST_TEXT = 200_000;

/** A program in the guest, with its pipes. */
export class GuestJob {
  /** With its exit code; -1 when the guest's power went. */
  readonly ended: Promise<number>;
  out = "";
  errors = "";
  readonly #send: (word: object) => void;
  #tellEnded: (code: number) => void = () => undefined;
  #take: ((bytes: Buffer) => void) | null = null;

  constructor(send: (word: object) => void) {
    this.#send = send;
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
  }

  /** Hands over what it says from now on, in place of keeping it as text. */
  listen(take: (bytes: Buffer) => void): void {
    this.#take = take;
  }

  hear(on: number, bytes: Buffer): void {
    if (on === 2) this.errors = (this.errors + bytes.toString()).slice(-MOST_TEXT);
    else if (this.#take !== null) this.#take(bytes);
    else this.out = (this.out + bytes.toString()).slice(-MOST_TEXT);
  }

  over(code: number): void {
    this.#tellEnded(code);
  }

  type(bytes: Uint8Array): void {
    this.#send({ do: "type", data: Buffer.from(bytes).toString("base64") });
  }

  /** The end of its input. */
  end(): void {
    this.#send({ do: "end" });
  }

  signal(number: number): void {
    this.#send({ do: "signal", number });
  }
}
