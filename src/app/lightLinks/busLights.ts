import {
  BehaviorSubject,
  concat,
  defer,
  filter,
  firstValueFrom,
  map,
  merge,
  Subject,
  Subscription,
  takeUntil,
} from "rxjs";
import type { BoundLight } from "../../ports/boundLight.ts";
import type { BusMessage } from "../../ports/broker.ts";
import { Fault } from "../../ports/fault.ts";
import type { LightWord } from "../../ports/lightDriver.ts";
import type { LightLink } from "../../ports/lightLink.ts";
import { sleep } from "../../shared/time.ts";
import type { BusSession } from "../busSession.ts";
import type { OpenLightLink } from "../lightReconciler.ts";
import { wrongWire } from "./wrongWire.ts";

/** More topics than lights can have here; beyond it what the broker kept is not remembered. */
const MOST_TOPICS = 1_024;
/** How long a light waits for the bus before it begins anew. */
const WAIT_MS = 60_000;

type Bus = Pick<BusSession, "onMessage" | "say" | "state$">;
type Word = Extract<LightWord, { readonly kind: "message" }>;

const decoder = new TextDecoder();

const noBus = (): Fault =>
  new Fault(
    "LIGHT_NO_BUS",
    "there is no broker to reach the light by",
    "see the broker's own line in the log",
  );

/** The lights that hang on the bus. They live on when the bus is changed. */
export class BusLights {
  readonly #up$ = new BehaviorSubject(false);
  readonly #words$ = new Subject<Word>();
  /** What the broker keeps of the lights' topics: it says so before anybody can ask. */
  readonly #kept = new Map<string, Word>();
  #attachment = new Subscription();
  #bus: Bus | null = null;

  /** Ties the lights to a bus that is about to be started. */
  attach(bus: Bus, topics: Iterable<string>): void {
    this.#bus = bus;
    for (const topic of new Set(topics)) bus.onMessage(topic, (message) => this.#hear(message));
    this.#attachment = bus.state$.subscribe(({ up }) => this.#turn(up));
  }

  /** The bus is about to go. */
  detach(): void {
    this.#attachment.unsubscribe();
    this.#bus = null;
    this.#turn(false);
  }

  /** How one light is opened: as soon as there is a bus. */
  openerOf({ listens }: Pick<BoundLight, "listens">): OpenLightLink {
    return async (signal, absent) => {
      if (!this.#up$.value) absent(noBus());
      await this.#whenUp(signal);
      return this.#link(new Set(listens));
    };
  }

  async #whenUp(signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    const end = (): void => waiting.abort();
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    const up = this.#up$.pipe(filter(Boolean)).subscribe(end);
    await sleep(WAIT_MS, waiting.signal);
    up.unsubscribe();
    signal.removeEventListener("abort", end);
    if (!this.#up$.value) throw noBus();
  }

  #link(topics: ReadonlySet<string>): LightLink {
    const closed$ = new Subject<Fault>();
    const lost$ = this.#up$.pipe(
      filter((up) => !up),
      map(noBus),
    );
    const kept$ = defer(() => [...this.#kept.values()]);
    return {
      lost: firstValueFrom(merge(lost$, closed$)),
      words$: concat(kept$, this.#words$).pipe(
        filter(({ topic }) => topics.has(topic)),
        takeUntil(merge(lost$, closed$)),
      ),
      close: async () => closed$.next(new Fault("LIGHT_CLOSED", "the light was let go of", "nothing to do")),
      send: async (frame) => {
        if (frame.kind !== "message") throw wrongWire(frame, "the bus");
        if (this.#bus === null) throw noBus();
        await this.#bus.say(frame.topic, frame.payload);
      },
    };
  }

  #turn(up: boolean): void {
    if (!up) this.#kept.clear();
    if (up !== this.#up$.value) this.#up$.next(up);
  }

  #hear({ topic, payload, retained }: BusMessage): void {
    const word: Word = { kind: "message", topic, payload: decoder.decode(payload), retained };
    const isKept = retained || this.#kept.has(topic);
    if (isKept && (this.#kept.size < MOST_TOPICS || this.#kept.has(topic)))
      this.#kept.set(topic, { ...word, retained: true });
    this.#words$.next(word);
  }
}
