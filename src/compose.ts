import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { AgentIntake } from "./app/agentIntake.ts";
import { BusSession } from "./app/busSession.ts";
import { DisplayReconciler, lineBackoff } from "./app/displayReconciler.ts";
import { HealthWatch } from "./app/healthWatch.ts";
import { MessageIntake } from "./app/messageIntake.ts";
import { NodeReport } from "./app/nodeReport.ts";
import { StatisticsIntake } from "./app/statisticsIntake.ts";
import { Wallboard } from "./app/wallboard.ts";
import { type BoardShow, messageZones } from "./app/wallboardPlan.ts";
import { Buttons } from "./compose/buttons.ts";
import { type DaemonPlan, type DisplayUnit, planDaemon } from "./compose/daemonPlan.ts";
import { DisplayLines } from "./compose/displayLines.ts";
import { Lights, type LightsParts } from "./compose/lights.ts";
import { type LightUnit, lightUnits } from "./compose/lightUnits.ts";
import { seatsPlan } from "./compose/seatPlans.ts";
import { Seats, type SeatsParts } from "./compose/seats.ts";
import type { SiteFile } from "./compose/siteLoader.ts";
import { agentPlans, sourcePlans } from "./compose/sourcePlans.ts";
import type { CompleteSite } from "./config/completeSite.ts";
import { Floor } from "./domain/floor.ts";
import { ANY, nodeTopics, zoneTopics } from "./domain/topics.ts";
import { textFor, type WallMessage } from "./domain/wallMessage.ts";
import { readMessage, readSchedule } from "./drivers/bus/readMessage.ts";
import type { Broker } from "./ports/broker.ts";
import type { CompileCondition } from "./ports/conditions.ts";
import type { OpenSerialLink } from "./ports/serialLink.ts";
import { after } from "./shared/time.ts";

/** The `devices` folder lies beside the folder this program was started from, built or not. */
export const devicesFolder = join(import.meta.dirname, "..", "devices");

/** The example sites, one of which the demo shows. */
export const configFolder = join(import.meta.dirname, "..", "config");

/** What a daemon gets from the world; the demo and tests hand in twins. */
export interface DaemonParts extends SeatsParts, LightsParts {
  readonly brokerFor: (site: CompleteSite) => Promise<Broker>;
  /** Opens the line of a display; asked once for all that share it. */
  readonly openLine: (unit: DisplayUnit) => OpenSerialLink;
  readonly compile: CompileCondition;
}

interface RunningDisplay {
  readonly unit: DisplayUnit;
  readonly reconciler: DisplayReconciler<BoardShow>;
}

/** What is made anew with each configuration. The floor and the displays that did not change live on. */
interface Generation {
  readonly bus: BusSession;
  readonly wallboard: Wallboard;
  readonly agents: AgentIntake;
  readonly report: NodeReport;
  readonly health: HealthWatch;
}

/** What a generation is made of, beside the site itself. */
interface Prepared {
  readonly plan: DaemonPlan;
  readonly lights: readonly LightUnit[];
  readonly broker: Broker;
}

/** A message that waits for somebody's acknowledgement, as an alarm of this node; empty when it is over. */
function alarmOf(message: WallMessage | null): object | "" {
  if (message === null) return "";
  const severity = message.priority === 0 ? "critical" : "warning";
  const advice = "acknowledge it on the ack topic below this one";
  return { severity, code: "MESSAGE", text: textFor(message, "en"), advice, ackedBy: null };
}

/** One controller: a bus, a floor, a wallboard and a reconciler for each display. */
export class Daemon {
  readonly #parts: DaemonParts;
  readonly #floor = new Floor();
  readonly #lines: DisplayLines;
  readonly #displays = new Map<string, RunningDisplay>();
  readonly #seats: Seats;
  readonly #lights: Lights;
  readonly #buttons: Buttons;
  #generation: Generation | null = null;

  constructor(parts: DaemonParts) {
    this.#parts = parts;
    this.#lines = new DisplayLines(parts);
    this.#seats = new Seats(parts);
    this.#lights = new Lights(parts);
    this.#buttons = new Buttons({ ...parts, gpio: parts.lights.gpio });
  }

  /** The supervisors that must beat, as they call themselves. */
  get supervised(): readonly string[] {
    const bus = this.#generation === null ? [] : ["bus"];
    const displays = [...this.#displays.keys()].map((id) => `display ${id}`);
    const buttons = this.#buttons.devices.map(({ id }) => `button ${id}`);
    return [...bus, ...displays, ...this.#seats.supervised, ...this.#lights.supervised, ...buttons];
  }

  /** Starts with a checked site, or changes over to it. Displays whose line, model and settings stay are left alone. */
  async apply(file: SiteFile): Promise<void> {
    const plan = planDaemon(file, this.#parts.compile);
    const broker = await this.#parts.brokerFor(plan.site);
    const seats = seatsPlan(file);
    const key = seats.keyFile === null ? null : await this.#parts.readKey(seats.keyFile);
    const lights = lightUnits(file);
    await this.#lights.leave(lights);
    const lastShows = await this.#leave();
    await this.#dropDisplays(plan, lastShows);
    await this.#buttons.prepare(file.site.buttons);
    await this.#seats.prepare(seats, key, file.headsets);
    for (const unit of plan.displays) if (!this.#displays.has(unit.id)) this.#addDisplay(unit);
    this.#generation = this.#begin(file, { plan, lights, broker });
  }

  /** Brings every display to its end state, says goodbye on the bus, and lets go of everything. */
  async stop(): Promise<void> {
    const wallboard = this.#generation?.wallboard;
    const lastShows = wallboard?.stop() ?? new Map<string, BoardShow | null>();
    await Promise.all(
      [...this.#displays.keys()].map((id) => this.#stopDisplay(id, lastShows.get(id) ?? null)),
    );
    await Promise.all([this.#lights.stop(), this.#buttons.stop()]);
    await this.#seats.stop();
    await this.#leave();
  }

  #begin(file: SiteFile, { plan, lights, broker }: Prepared): Generation {
    const { clock, log, metrics, random, beat } = this.#parts;
    const { site } = plan;
    const [first, ...others] = site.broker.urls;
    if (first === undefined) throw new Error("a site without a broker passed the check");
    const bus = new BusSession(
      { broker, clock, log, metrics, random, beat: () => beat("bus") },
      {
        urls: [first, ...others],
        clientId: site.broker.clientId ?? `bandeau-${site.site}-${site.node}`,
        site: site.site,
        node: site.node,
        version: packageJson.version,
      },
    );
    const node = nodeTopics(site.site, site.node);
    const messages = new MessageIntake({
      clock,
      log,
      metrics,
      read: readMessage,
      readSchedule,
      changed: () => wallboard.changedAll(),
      alarm: (id, message) => bus.setRetained(node.alarm(id), alarmOf(message), { qos: 1 }),
    });
    messages.attach(bus, messageZones(plan.wallboard), {
      messages: (zone) => zoneTopics(site.site, zone).message(ANY),
      schedule: (zone) => zoneTopics(site.site, zone).schedule,
      acks: node.alarmAck(ANY),
    });
    const wallboard = new Wallboard(
      {
        floor: this.#floor,
        clock,
        messages: (zones, now, day) => messages.of(zones, now, day),
        want: (id, show) => this.#displays.get(id)?.reconciler.want(show),
        after,
        lights: {
          want: (id, show) => this.#lights.want(id, show),
          seat: (seat) => this.#seats.lookOf(seat),
          health: () => health.now,
        },
      },
      plan.wallboard,
    );
    const agents = new AgentIntake(
      { clock, log, metrics, changed: (source) => this.#seats.agentsChanged(source) },
      agentPlans(file),
    );
    agents.attach(bus);
    const acknowledgeAll = (): void => {
      messages.acknowledgeAll();
      wallboard.silence();
    };
    this.#seats.attach(bus, agents, { acknowledgeAll, lookChanged: () => wallboard.changedLights() });
    this.#lights.attach(lights, site.lighting, bus, {
      shown: (device, show) => report.lightShown(device, show),
      pressed: () => wallboard.silence(),
    });
    this.#buttons.attach({
      acknowledgeAlarm: acknowledgeAll,
      callSupervisor: (seat) => this.#seats.callSupervisor(seat),
    });
    const intake = new StatisticsIntake(
      {
        floor: this.#floor,
        clock,
        log,
        metrics,
        changed: (keys) => wallboard.changed(keys),
        sourceChanged: () => wallboard.changedAll(),
        after,
        agents: (source, told) => agents.take(source, told),
      },
      sourcePlans(file),
    );
    intake.attach(bus);
    const report = new NodeReport(
      { bus, clock, metrics },
      {
        site: site.site,
        node: site.node,
        version: packageJson.version,
        configHash: plan.configHash,
        displays: [...this.#displays.values()].map(({ unit, reconciler }) => ({
          id: unit.id,
          model: unit.display.model,
          state$: reconciler.state$,
        })),
        headsets: this.#seats.headsets,
        lights: this.#lights.devices,
        buttons: this.#buttons.devices.map(({ id, state$ }) => ({
          id: `button-${id}`,
          model: "gpio",
          state$,
        })),
      },
    );
    const health = new HealthWatch(bus.state$, report.worst$, () => wallboard.changedLights());
    report.start();
    wallboard.start();
    agents.start();
    bus.start();
    return { bus, wallboard, agents, report, health };
  }

  /** Ends the present generation; the answer is what its displays should show last. */
  async #leave(): Promise<ReadonlyMap<string, BoardShow | null>> {
    const generation = this.#generation;
    if (generation === null) return new Map();
    this.#generation = null;
    const lastShows = generation.wallboard.stop();
    generation.health.stop();
    generation.report.stop();
    generation.agents.stop();
    this.#seats.detach();
    this.#lights.detach();
    this.#buttons.detach();
    await generation.bus.stop();
    return lastShows;
  }

  async #dropDisplays(plan: DaemonPlan, lastShows: ReadonlyMap<string, BoardShow | null>): Promise<void> {
    const kept = new Map(plan.displays.map((unit) => [unit.id, unit.key]));
    const gone = [...this.#displays.values()].filter(({ unit }) => kept.get(unit.id) !== unit.key);
    await Promise.all(gone.map(({ unit }) => this.#stopDisplay(unit.id, lastShows.get(unit.id) ?? null)));
  }

  #addDisplay(unit: DisplayUnit): void {
    const { clock, log, metrics, random, beat } = this.#parts;
    const reconciler = new DisplayReconciler<BoardShow>(
      {
        ...this.#lines.join(unit),
        display: unit.bound,
        backoff: lineBackoff,
        clock,
        log,
        metrics,
        random,
        beat: () => beat(`display ${unit.id}`),
        onShown: ({ show, complete, confirmed }) => {
          if (complete) this.#generation?.report.shown(unit.id, show, confirmed);
        },
      },
      unit.id,
    );
    this.#displays.set(unit.id, { unit, reconciler });
    reconciler.start();
  }

  async #stopDisplay(id: string, lastShow: BoardShow | null): Promise<void> {
    const running = this.#displays.get(id);
    this.#displays.delete(id);
    if (running === undefined) return;
    await running.reconciler.stop(lastShow);
    this.#lines.leave(running.unit);
  }
}
