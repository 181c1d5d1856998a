import { BehaviorSubject, type Observable, Subscription } from "rxjs";
import type { HeadsetAct, HeadsetWish } from "../domain/headset.ts";
import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Connection } from "../ports/connection.ts";
import { Fault } from "../ports/fault.ts";
import type { HidLink } from "../ports/hid.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Backoff } from "../shared/backoff.ts";
import { after } from "../shared/time.ts";
import { type DeviceState, NOT_OPENED } from "./deviceHealth.ts";
import { EdgeLog } from "./edgeLog.ts";
import { OncePerHour } from "./oncePerHour.ts";
import { ReportWriter } from "./reportWriter.ts";
import { supervise } from "./supervise.ts";

/** Short waits: an agent has the plug in hand. */
const headsetBackoff: Backoff = { firstMs: 250, mostMs: 5_000, stableMs: 10_000 };
/** Opening waits until a headset is plugged in, for a minute at most; then it begins anew. */
const OPEN_LIMIT_MS = 90_000;
/** What only a person can mend. */
const hopeless: ReadonlySet<string> = new Set(["HID_LIBRARY", "HEADSET_NO_KEYS"]);

/** What follows from one event of a headset's life; its reports are written before anything else is done. */
interface TalkStep {
  readonly reports: readonly Uint8Array[];
  readonly acts: readonly HeadsetAct[];
  readonly nextAt: Monotonic | null;
  readonly problems: readonly string[];
}

/** The talk between us and one headset: its maker's bits and echoes on one side, acts and wishes on the other. */
interface HeadsetTalk {
  opened(at: Monotonic): TalkStep;
  report(bytes: Uint8Array, at: Monotonic): TalkStep;
  want(wish: HeadsetWish, at: Monotonic): TalkStep;
  due(at: Monotonic): TalkStep;
}

/** A headset whose link is open. */
export interface OpenedHeadset {
  readonly link: HidLink;
  readonly talk: HeadsetTalk;
  /** A feature report that has it speak as a telephone, at the opening and at each call; null where it does anyway. */
  readonly telephoneMode: Uint8Array | null;
  /** What it is, for the log. */
  readonly model: string;
}

/** Waits for the headset if need be, and says so by `absent`; rejects when that took too long or opening failed. */
export type OpenHeadset = (signal: AbortSignal, absent: (fault: Fault) => void) => Promise<OpenedHeadset>;

export interface HeadsetKeeperDeps {
  readonly open: OpenHeadset;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly beat: () => void;
  /** What the person did. The headset has been answered already. */
  readonly onActs: (acts: readonly HeadsetAct[], at: Monotonic) => void;
  readonly onPresent: (isPresent: boolean) => void;
}

type Open = OpenedHeadset & Connection;

const isCall = ({ ringing, offHook }: HeadsetWish): boolean => ringing || offHook;

interface Live {
  readonly talk: HeadsetTalk;
  readonly writer: ReportWriter;
  readonly telephoneMode: Uint8Array | null;
  readonly reports: Subscription;
}

/** Keeps one headset open, answers it at once, and tells what its wearer does. */
export class HeadsetKeeper {
  readonly state$: Observable<DeviceState>;
  readonly #id: string;
  readonly #deps: HeadsetKeeperDeps;
  readonly #state: BehaviorSubject<DeviceState>;
  readonly #edges: EdgeLog;
  readonly #hourly: OncePerHour;
  readonly #ending = new AbortController();
  #supervision: Promise<void> | null = null;
  #live: Live | null = null;
  #wish: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };
  #cancel: () => void = () => undefined;

  /** `id`: as the headset is called among the devices of this controller. */
  constructor(deps: HeadsetKeeperDeps, id: string) {
    this.#deps = deps;
    this.#id = id;
    this.#edges = new EdgeLog(deps, "headset");
    this.#hourly = new OncePerHour(deps.clock);
    this.#state = new BehaviorSubject<DeviceState>({
      state: "down",
      reason: NOT_OPENED,
      advice: "nothing to do: it is being opened",
      since: deps.clock.wall(),
    });
    this.state$ = this.#state.asObservable();
  }

  start(): void {
    const { random, clock, log, beat } = this.#deps;
    this.#supervision ??= supervise<Open>({
      name: this.#id,
      open: (signal) => this.#open(signal),
      openLimitMs: OPEN_LIMIT_MS,
      backoff: headsetBackoff,
      hopeless,
      up: (headset) => this.#serve(headset),
      down: (fault) => this.#lost(fault),
      beat,
      signal: this.#ending.signal,
      random,
      clock,
      log,
    });
  }

  /** How the headset should be from now on. */
  want(wish: HeadsetWish): void {
    const isCallNew = isCall(wish) && !isCall(this.#wish);
    this.#wish = wish;
    if (isCallNew) this.#asTelephone();
    if (this.#live !== null) this.#run(this.#live, this.#live.talk.want(wish, this.#deps.clock.monotonic()));
  }

  /** Lets go of it as it is: a call that goes on is not ended by us. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#supervision;
    this.#drop();
    this.#state.complete();
  }

  async #open(signal: AbortSignal): Promise<Open> {
    const opened = await this.#deps.open(signal, (fault) => this.#lost(fault));
    const { link } = opened;
    return { ...opened, lost: link.lost, close: () => link.close() };
  }

  /** The promise rejects when we give the link up, and else is left behind with it. */
  #serve({ link, talk, telephoneMode, model }: Open): Promise<void> {
    return new Promise((_, reject) => {
      const giveUp = (error: unknown): void => {
        // Before the supervisor closes the link, which would be told as the reason.
        if (error instanceof Fault) this.#lost(error);
        reject(error);
      };
      const { clock, onPresent } = this.#deps;
      this.#edges.up({ id: this.#id, model });
      this.#publish({ state: "up", reason: null, advice: null });
      onPresent(true);
      const refused = ({ message }: Fault): void => this.#problem(message);
      const writer = new ReportWriter(link, { failed: giveUp, refused });
      const live: Live = { talk, writer, telephoneMode, reports: new Subscription() };
      this.#live = live;
      this.#asTelephone();
      void link.lost.then((fault) => {
        if (this.#live === live && !this.#ending.signal.aborted) this.#lost(fault);
      });
      // The talk learns how things are; what it would write for that is written by `opened` in full.
      talk.want(this.#wish, clock.monotonic());
      this.#run(live, talk.opened(clock.monotonic()));
      live.reports.add(
        link.reports$.subscribe((bytes) => {
          try {
            this.#run(live, talk.report(bytes, clock.monotonic()));
          } catch (error) {
            giveUp(error);
          }
        }),
      );
    });
  }

  #run(live: Live, step: TalkStep): void {
    const { clock, onActs } = this.#deps;
    live.writer.write(step.reports);
    this.#cancel();
    // A headset that takes nothing more has been given up by now.
    if (this.#live !== live) return;
    const { nextAt } = step;
    const now = clock.monotonic();
    if (nextAt !== null)
      this.#cancel = after(Math.max(0, Math.ceil(nextAt - now)), () =>
        this.#run(live, live.talk.due(clock.monotonic())),
      );
    for (const problem of step.problems) this.#problem(problem);
    if (step.acts.length > 0) onActs(step.acts, now);
  }

  #asTelephone(): void {
    const report = this.#live?.telephoneMode ?? null;
    if (report !== null) this.#live?.writer.sendFeature(report);
  }

  #problem(problem: string): void {
    const { log, metrics } = this.#deps;
    metrics.count("headset_problems_total");
    if (this.#hourly.allows(problem)) log.warn("headset", { id: this.#id, problem });
  }

  #lost(fault: Fault): void {
    this.#edges.down(fault, { id: this.#id });
    this.#publish({ state: "down", reason: fault.message, advice: fault.advice });
    this.#drop();
  }

  #drop(): void {
    this.#cancel();
    const live = this.#live;
    this.#live = null;
    if (live === null) return;
    live.reports.unsubscribe();
    this.#deps.onPresent(false);
  }

  #publish(now: Omit<DeviceState, "since">): void {
    const before = this.#state.value;
    if (before.state === now.state && before.reason === now.reason) return;
    const since = before.state === now.state ? before.since : this.#deps.clock.wall();
    this.#state.next({ ...now, since });
  }
}
