import { MessageDispatch } from "../app/messageDispatch.ts";
import { MessageIntake } from "../app/messageIntake.ts";
import { StatisticsIntake } from "../app/statisticsIntake.ts";
import { Wallboard } from "../app/wallboard.ts";
import { type BoardShow, messageZones } from "../app/wallboardPlan.ts";
import { Floor } from "../domain/floor.ts";
import type { Instant } from "../domain/instant.ts";
import { ANY, nodeTopics, zoneTopics } from "../domain/topics.ts";
import { readMessage, readSchedule } from "../drivers/bus/readMessage.ts";
import type { RecordedLine } from "../drivers/bus/recording.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { soon } from "../shared/time.ts";
import type { DaemonPlan, DisplayUnit } from "./daemonPlan.ts";
import { type View, viewOf } from "./previewDisplay.ts";
import { SettledDisplay } from "./settledDisplay.ts";
import type { SiteFile } from "./siteLoader.ts";
import { sourcePlans } from "./sourcePlans.ts";
import { VirtualTime } from "./virtualTime.ts";

/** A glass from this moment on. */
export interface Change {
  readonly at: Instant;
  /** Since the begin of the recording. */
  readonly ms: number;
  readonly unit: DisplayUnit;
  readonly view: View;
}

export interface Rehearsal {
  readonly file: SiteFile;
  readonly plan: DaemonPlan;
  readonly lines: AsyncIterable<{ readonly ms: number; readonly line: RecordedLine }>;
  /** How often somebody looks; null for always. */
  readonly everyMs: number | null;
  readonly log: Logger;
}

/** What a display should show, and what its sign was seen to show last. */
interface Stage {
  readonly unit: DisplayUnit;
  readonly settled: SettledDisplay;
  wanted: BoardShow | null;
  seen: string;
}

const noMetrics: Metrics = { count: () => undefined, gauge: () => undefined, snapshot: () => [] };

/**
 * Plays a recording to a site's floor, wallboard and drivers in time of its own, and tells each change of each glass. Nothing
 * in it asks the machine's clocks, so the same recording gives the same changes whenever and wherever it is played.
 */
export async function* rehearseRecording(rehearsal: Rehearsal): AsyncGenerator<Change> {
  let theatre: Theatre | null = null;
  for await (const { ms, line } of rehearsal.lines) {
    theatre ??= new Theatre(rehearsal, { ms, at: line.at });
    yield* theatre.playUntil(ms);
    theatre.hear(line);
    await theatre.turnEnds();
  }
  if (theatre !== null) yield* theatre.end();
}

class Theatre {
  readonly #time: VirtualTime;
  readonly #dispatch: MessageDispatch;
  readonly #wallboard: Wallboard;
  readonly #stages: readonly Stage[];
  readonly #everyMs: number | null;
  /** What the recording calls the moment at which our time began. */
  readonly #startMs: number;
  #nextLook = 0;

  constructor({ file, plan, everyMs, log }: Rehearsal, start: { readonly ms: number; readonly at: Instant }) {
    const time = new VirtualTime(start.at);
    const floor = new Floor();
    const deps = { clock: time, log, metrics: noMetrics };
    const dispatch = new MessageDispatch(deps);
    const bus = { onMessage: dispatch.add.bind(dispatch) };
    const messages = new MessageIntake({
      ...deps,
      read: readMessage,
      readSchedule,
      changed: () => wallboard.changedAll(),
      alarm: () => undefined,
    });
    const { site, node } = plan.site;
    messages.attach(bus, messageZones(plan.wallboard), {
      messages: (zone) => zoneTopics(site, zone).message(ANY),
      schedule: (zone) => zoneTopics(site, zone).schedule,
      acks: nodeTopics(site, node).alarmAck(ANY),
    });
    this.#stages = plan.displays.map((unit) => ({
      unit,
      settled: new SettledDisplay(unit.bound, start.at),
      wanted: null,
      seen: "",
    }));
    const wallboard = new Wallboard(
      {
        floor,
        clock: time,
        messages: (zones, now, day) => messages.of(zones, now, day),
        want: (id, show) => this.#want(id, show),
        after: time.after,
        lights: null,
      },
      plan.wallboard,
    );
    const changes = {
      changed: wallboard.changed.bind(wallboard),
      sourceChanged: () => wallboard.changedAll(),
      after: time.after,
    };
    new StatisticsIntake({ ...deps, floor, ...changes }, sourcePlans(file)).attach(bus);
    [this.#time, this.#dispatch, this.#wallboard] = [time, dispatch, wallboard];
    [this.#everyMs, this.#startMs] = [everyMs, start.ms];
    wallboard.start();
  }

  /** Lets time go on to a moment of the recording; what changed before it is told. */
  *playUntil(ms: number): Generator<Change> {
    const moment = ms - this.#startMs;
    for (let due = this.#time.nextDue; due !== null && due < moment; due = this.#time.nextDue) {
      yield* this.#changesBefore(due);
      this.#time.goTo(due);
    }
    yield* this.#changesBefore(moment);
    this.#time.goTo(moment);
  }

  hear(line: RecordedLine): void {
    this.#time.setWall(line.at);
    if (line.kind !== "message") return;
    const { topic, payload, retained } = line;
    this.#dispatch.deliver({ topic, payload, retained, responseTopic: null, correlation: null });
  }

  /** Figures are read at the end of the turn in which they came. */
  turnEnds(): Promise<void> {
    return new Promise((resolve) => soon(resolve));
  }

  /** What is left to tell when nothing more comes. */
  *end(): Generator<Change> {
    this.#wallboard.stop();
    yield* this.#look();
  }

  #want(id: string, show: BoardShow): void {
    const stage = this.#stages.find(({ unit }) => unit.id === id);
    if (stage) stage.wanted = show;
  }

  /** Before time leaves a moment, all that was to happen in it has happened. */
  *#changesBefore(moment: number): Generator<Change> {
    if (moment <= this.#time.monotonic()) return;
    if (this.#everyMs === null) {
      yield* this.#look();
      return;
    }
    while (this.#nextLook < moment) {
      this.#time.goTo(this.#nextLook);
      yield* this.#look();
      this.#nextLook += this.#everyMs;
    }
  }

  *#look(): Generator<Change> {
    for (const stage of this.#stages) {
      if (stage.wanted === null) continue;
      const view = viewOf(stage.wanted, stage.settled.glassOf(stage.wanted));
      const seen = JSON.stringify(view.glass);
      if (seen === stage.seen) continue;
      stage.seen = seen;
      yield { at: this.#time.wall(), ms: this.#startMs + this.#time.monotonic(), unit: stage.unit, view };
    }
  }
}
