interface Event {
  readonly at: number;
  /** What was planned first happens first when two share a moment, so that the order never depends on chance. */
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** What is going to happen, soonest first: a binary heap. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #planned = 0;

  /** Plans something; what would happen at no finite moment is not kept. */
  plan(at: number, run: () => void): void {
    if (at === Number.POSITIVE_INFINITY) return;
    this.#rise({ at, order: this.#planned++, run });
  }

  /** Takes what happens next, unless it is later than that; null then. */
  takeUntil(until: number): Pick<Event, "at" | "run"> | null {
    const [first] = this.#heap;
    if (first === undefined || first.at > until) return null;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  /** Puts an event behind the last and moves it up to its place. */
  #rise(event: Event): void {
    let place = this.#heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(event, parent)) break;
      this.#heap[place] = parent;
      place = above;
    }
    this.#heap[place] = event;
  }

  /** Puts an event in place of the first and moves it down to its place. */
  #sink(event: Event): void {
    let place = 0;
    for (;;) {
      const child = this.#smallerChild(place);
      if (child === null || !isBefore(child.event, event)) break;
      this.#heap[place] = child.event;
      place = child.place;
    }
    this.#heap[place] = event;
  }

  #smallerChild(place: number): { readonly event: Event; readonly place: number } | null {
    const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
    if (left === undefined) return null;
    return right !== undefined && isBefore(right, left)
      ? { event: right, place: 2 * place + 2 }
      : { event: left, place: 2 * place + 1 };
  }
}
