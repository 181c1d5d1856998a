import { connect, type MqttClient } from "mqtt";
import { statistics, statsTopic } from "../statistics.ts";

/** The figures that the displays show. All of them are below `LEAST_LIE`. */
export interface Figures {
  readonly waiting: number;
  readonly longest: number;
  readonly ready: number;
  readonly level: number;
}

/** No true figure is so high: one that is, on a glass, comes from a message that nobody should have believed. */
export const LEAST_LIE = 66;
const HOUR_MS = 3_600_000;
/** So long the truth is kept back behind a lie now and then: whoever believes the lie has time to show it. */
const HOLD_MS = 1_500;
const HELD_SHARE = 0.2;

const topic = statsTopic("sales");

/** Messages that must change nothing, each with a lie in it. */
const junk: readonly ((figure: number) => { topic: string; payload: string })[] = [
  (lie) => ({ topic, payload: `{"v":1,"queue":{"id":"60100"},"now":{"waiting":${lie}` }),
  (lie) => ({ topic, payload: JSON.stringify({ __proto__: null, queue: 7, now: { waiting: lie } }) }),
  (lie) => ({ topic, payload: `{"__proto__":{"now":{"waiting":${lie}}},"v":1,"queue":{}}` }),
  (lie) => ({ topic, payload: JSON.stringify(lies("60999", lie)) }),
  (lie) => ({ topic: "cc/1/floor/acd/other/queue/sales/stats", payload: JSON.stringify(lies("60100", lie)) }),
  (lie) => ({
    topic: "cc/1/elsewhere/acd/acd/queue/sales/stats",
    payload: JSON.stringify(lies("60100", lie)),
  }),
  () => ({ topic, payload: "\u0000\uffff".repeat(20_000) }),
  () => ({ topic, payload: "[".repeat(50_000) }),
  () => ({ topic: "cc/1/floor/node/wall-1/cmd/reboot", payload: '{"v":1,"id":"x"}' }),
  () => ({ topic: "cc/1/floor/acd/acd/status", payload: "neither here nor there" }),
  () => ({ topic: "wled/hall/g", payload: "NaN" }),
];

const lies = (id: string, lie: number, changes: object = {}) =>
  statistics(id, { waiting: lie, longest: lie * 60, ready: lie, level: lie }, changes);

/** The ACD, which alone knows the truth, and somebody who uses its topics badly. */
export class Truth {
  readonly #client: MqttClient;
  readonly #random: () => number;
  #heldUntil = 0;
  #figures: Figures = { waiting: 0, longest: 0, ready: 0, level: 0 };

  constructor(url: string, random: () => number) {
    this.#random = random;
    this.#client = connect(url, { reconnectPeriod: 100, connectTimeout: 2_000, keepalive: 5 });
    this.#client.on("error", () => undefined);
  }

  get figures(): Figures {
    return this.#figures;
  }

  /** Something has happened on the floor. */
  change(): void {
    const below = (most: number): number => Math.floor(this.#random() * most);
    // Nobody waiting means that nobody waits long, whatever is told of it.
    this.#figures = { waiting: 1 + below(20), longest: below(60), ready: below(10), level: below(60) };
  }

  /** The floor as it is now, by a clock that may go wrong. */
  say(aheadMs = 0): void {
    if (performance.now() < this.#heldUntil) return;
    const at = new Date(Date.now() + aheadMs).toISOString();
    this.#send(topic, JSON.stringify(statistics("60100", this.#figures, { at, observedAt: at })), true);
  }

  /** One message that nobody should believe. */
  sayJunk(): void {
    const made = junk[Math.floor(this.#random() * junk.length)]?.(this.#lie());
    if (made === undefined) return;
    this.#send(made.topic, made.payload, false);
    if (this.#random() < HELD_SHARE) this.#hold();
  }

  /** A bridge tells now what its ACD measured an hour ago. */
  sayOld(): void {
    this.#keep(Date.now(), Date.now() - HOUR_MS);
  }

  /**
   * What a bridge said an hour ago is all that the broker has. For a daemon that is not there: one that hears it as it is said has to
   * take it for new, since a bridge's clock may be wrong and its own is not asked for what comes at this moment.
   */
  leaveYesterday(): void {
    this.#keep(Date.now() - HOUR_MS, Date.now() - HOUR_MS);
  }

  /** Something old stays with the broker until the truth is said again. */
  #keep(saidAt: number, measuredAt: number): void {
    const [at, observedAt] = [saidAt, measuredAt].map((moment) => new Date(moment).toISOString());
    this.#send(topic, JSON.stringify(lies("60100", this.#lie(), { at, observedAt })), true);
    this.#hold();
  }

  #hold(): void {
    this.#heldUntil = performance.now() + HOLD_MS;
  }

  /** Hundreds of messages about queues that nobody knows. */
  flood(count: number): void {
    for (let index = 0; index < count; index++)
      this.#send(statsTopic(`q${index}`), JSON.stringify(lies(`no-${index}`, this.#lie())), false);
  }

  #lie(): number {
    return LEAST_LIE + Math.floor(this.#random() * (100 - LEAST_LIE));
  }

  /** What cannot be said now is never said late. */
  #send(to: string, payload: string, retain: boolean): void {
    if (this.#client.connected) this.#client.publish(to, payload, { qos: 0, retain }, () => undefined);
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
