import { randomBytes } from "node:crypto";
import { BehaviorSubject, Subscription } from "rxjs";
import type { AgentIntake } from "../app/agentIntake.ts";
import type { BusSession } from "../app/busSession.ts";
import { HeadsetKeeper } from "../app/headsetKeeper.ts";
import { SeatKeeper, type SeatOutlet } from "../app/seatKeeper.ts";
import { headsetDeviceId } from "../config/checkSeats.ts";
import { agentAt, wordOf } from "../domain/seatAgent.ts";
import type { SeatLook } from "../domain/seatLook.ts";
import { REQUEST_LIFE_MS } from "../domain/seatRequests.ts";
import { acdTopics, nodeTopics } from "../domain/topics.ts";
import type { HeadsetFile } from "../drivers/headset/quirks.ts";
import { readSeatLogin } from "../drivers/seat/seatLogin.ts";
import { readReply, writeHeadset, writeRequest, writeSeatChange } from "../drivers/seat/seatMessages.ts";
import type { BusMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDevices } from "../ports/hid.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Secret } from "../shared/secret.ts";
import { type AgentNames, agentNames } from "./agentNames.ts";
import { HeadsetOpener } from "./openHeadsets.ts";
import type { SeatsPlan, SeatUnit } from "./seatPlans.ts";
import { SeatsOnDisk } from "./seatsOnDisk.ts";

/** What a headset does matters only now. */
const NEWS_LIFE_SECONDS = 5;
/** Somebody who called for help waits at most so long before calling again. */
const CALL_LIFE_SECONDS = 60;
/** A login that was under way longer is somebody's yesterday. */
const LOGIN_LIFE_MS = 30_000;

export interface SeatsParts {
  readonly devices: HidDevices;
  /** Reads the key of which pseudonyms are made. */
  readonly readKey: (file: string) => Promise<Secret>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly beat: (part: string) => void;
}

/** What is made anew with each configuration. */
interface Attachment {
  readonly bus: BusSession;
  readonly agents: AgentIntake;
  readonly acknowledgeAll: () => void;
  readonly lookChanged: () => void;
  readonly subscription: Subscription;
}

interface RunningSeat {
  readonly unit: SeatUnit;
  readonly seat: SeatKeeper;
  readonly headset: HeadsetKeeper;
  readonly outlet: SeatOutlet;
}

interface Setting {
  readonly plan: SeatsPlan;
  readonly names: AgentNames;
  readonly node: ReturnType<typeof nodeTopics>;
}

/** A headset among the devices of a controller. */
export interface ReportedHeadset {
  readonly id: string;
  readonly model: string;
  readonly state$: HeadsetKeeper["state$"];
}

const decoder = new TextDecoder();

/** All seats of a controller. A new configuration leaves those alone that it does not change: an agent may be talking. */
export class Seats {
  readonly #parts: SeatsParts;
  readonly #opener: HeadsetOpener;
  readonly #running = new Map<string, RunningSeat>();
  readonly #up$ = new BehaviorSubject(false);
  /** New with each start, so that no id is ever used twice. */
  readonly #bootId = randomBytes(6).toString("hex");
  #setting: Setting | null = null;
  #attachment: Attachment | null = null;
  #disk: SeatsOnDisk | null = null;

  constructor(parts: SeatsParts) {
    this.#parts = parts;
    this.#opener = new HeadsetOpener(parts.devices);
  }

  /** Changes over to a plan while there is no bus: what is gone or different ends, what is new waits for `attach`. */
  async prepare(plan: SeatsPlan, key: Secret | null, files: ReadonlyMap<string, HeadsetFile>): Promise<void> {
    const { site, node, source, authority, stateFolder } = plan;
    const before = this.#setting?.plan;
    const isOther =
      before !== undefined &&
      (["site", "node", "source", "authority", "stateFolder"] as const).some(
        (part) => before[part] !== plan[part],
      );
    const kept = new Map(plan.seats.map((unit) => [unit.id, unit.key]));
    for (const { unit } of [...this.#running.values()])
      if (isOther || kept.get(unit.id) !== unit.key) await this.#end(unit.id);
    const needsDisk = authority === "seat" && plan.seats.length > 0;
    if (this.#disk !== null && (!needsDisk || this.#disk.folder !== stateFolder)) await this.#closeDisk();
    this.#setting = { plan, names: agentNames(plan.pseudonyms, key), node: nodeTopics(site, node) };
    this.#opener.use(plan.seats, files);
    if (needsDisk) this.#disk ??= await this.#openDisk(stateFolder);
    this.#parts.log.debug("seats are prepared", { seats: plan.seats.length, source });
  }

  /** Ties the seats to a bus that is about to be started. */
  attach(
    bus: BusSession,
    agents: AgentIntake,
    { acknowledgeAll, lookChanged }: Pick<Attachment, "acknowledgeAll" | "lookChanged">,
  ): void {
    const setting = this.#setting;
    if (setting === null || setting.plan.seats.length === 0) return;
    const subscription = new Subscription();
    this.#attachment = { bus, agents, acknowledgeAll, lookChanged, subscription };
    bus.onMessage(setting.node.reply, (message) => this.#takeReply(message));
    if (setting.plan.seats.some(({ agent }) => agent.kind === "login"))
      bus.onMessage(setting.node.command("login"), (message) => this.#takeLogin(message));
    subscription.add(bus.state$.subscribe(({ up }) => this.#up$.next(up)));
    // What the ACD said to the bus of before is not known to be so any more.
    for (const { seat } of this.#running.values()) seat.hearAcd(null);
    for (const unit of setting.plan.seats) if (!this.#running.has(unit.id)) this.#begin(unit, setting);
  }

  /** The bus is about to go. */
  detach(): void {
    this.#attachment?.subscription.unsubscribe();
    this.#attachment = null;
    this.#up$.next(false);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#end(id)));
    await this.#closeDisk();
  }

  /** The supervisors that must beat, as they call themselves. */
  get supervised(): readonly string[] {
    return [...this.#running.keys()].map((id) => `headset ${id}`);
  }

  get headsets(): readonly ReportedHeadset[] {
    return [...this.#running.values()].map(({ unit, headset }) => ({
      id: headsetDeviceId(unit.id),
      model: unit.headset.model ?? "any",
      state$: headset.state$,
    }));
  }

  /** What a seat looks like; null for one that this controller does not have. */
  lookOf(seat: string): SeatLook | null {
    return this.#running.get(seat)?.seat.look ?? null;
  }

  /** Somebody at the seat asks for help. */
  callSupervisor(seat: string): void {
    this.#running.get(seat)?.outlet.callSupervisor();
  }

  /** The ACD says something new of its agents. */
  agentsChanged(source: string): void {
    const roster = this.#attachment?.agents.rosterOf(source);
    if (roster == null || this.#setting?.plan.source !== source) return;
    for (const { unit, seat } of this.#running.values()) {
      if (unit.agent.kind === "extension") {
        const agentId = agentAt(unit.agent.extension, seat.agentId, roster);
        if (agentId !== undefined && agentId !== seat.agentId) seat.bind(agentId, "acd");
      }
      const { agentId } = seat;
      if (agentId === null) continue;
      const word = wordOf(agentId, this.#setting.names.namesOf(agentId, this.#parts.clock.wall()), roster);
      seat.hearAcd(word?.state === "unknown" ? null : word);
    }
  }

  #begin(unit: SeatUnit, setting: Setting): void {
    const { clock, log, metrics, random, beat } = this.#parts;
    const id = headsetDeviceId(unit.id);
    const headset: HeadsetKeeper = new HeadsetKeeper(
      {
        open: this.#opener.openerOf(unit),
        clock,
        log,
        metrics,
        random,
        beat: () => beat(`headset ${unit.id}`),
        onActs: (acts, at) => seat.hearActs(acts, at),
        onPresent: (isPresent) => seat.setPresent(isPresent),
      },
      id,
    );
    const outlet = this.#outletOf(unit.id, setting);
    const seat: SeatKeeper = new SeatKeeper(
      {
        clock,
        log,
        metrics,
        outlet,
        wish: (wish) => headset.want(wish),
        changed: () => this.#attachment?.lookChanged(),
      },
      { ...unit.plan, bootId: this.#bootId },
      unit.meanings,
    );
    this.#running.set(unit.id, { unit, seat, headset, outlet });
    if (this.#disk !== null) {
      const { memory, ageMs } = this.#disk.of(unit.id);
      seat.restore(memory, ageMs);
    }
    if (unit.agent.kind === "agent") seat.bind(unit.agent.id, "config");
    headset.start();
  }

  #outletOf(id: string, { plan, names, node }: Setting): SeatOutlet {
    const { clock } = this.#parts;
    const tell = (topic: string, payload: object, qos: 0 | 1, expirySeconds: number): void => {
      this.#attachment?.bus.send(topic, payload, { qos, expirySeconds, correlation: null });
    };
    return {
      headset: (news) => tell(node.seatHeadset(id), writeHeadset(news, clock.wall()), 0, NEWS_LIFE_SECONDS),
      hint: (hint) => tell(node.seatHint(id), { hint }, 0, NEWS_LIFE_SECONDS),
      ask: ({ agentId, ...request }) =>
        this.#attachment?.bus.send(
          acdTopics(plan.site, plan.source).agentRequest(this.#nameFor(agentId, names)),
          writeRequest(request, clock.wall(), node.reply),
          {
            qos: 1,
            expirySeconds: REQUEST_LIFE_MS / 1_000,
            correlation: new TextEncoder().encode(request.id),
            responseTopic: node.reply,
          },
        ) ?? false,
      keep: (change, memory) => {
        const agent = change.agentId === null ? null : names.nameOf(change.agentId, clock.wall());
        this.#disk?.keep(node.seatState(id), writeSeatChange(change, agent), { seat: id, memory });
      },
      acknowledgeAlarm: () => this.#attachment?.acknowledgeAll(),
      callSupervisor: () => tell(node.seatCall(id), { seat: id }, 1, CALL_LIFE_SECONDS),
    };
  }

  /** The name by which the ACD's bridge called the agent itself, if it uses one of our names; else ours for today. */
  #nameFor(agentId: string, names: AgentNames): string {
    const { clock } = this.#parts;
    const roster = this.#attachment?.agents.rosterOf(this.#setting?.plan.source ?? "");
    const told = names.namesOf(agentId, clock.wall()).find((name) => roster?.agent(name) != null);
    return told ?? names.nameOf(agentId, clock.wall());
  }

  #takeReply({ payload, retained }: BusMessage): void {
    const reply = retained ? null : readReply(decoder.decode(payload));
    this.#parts.metrics.count("seat_replies_total", {
      result: reply === null ? "dropped" : reply.ok ? "ok" : "refused",
    });
    // Whoever has not asked does not know the id.
    if (reply !== null)
      for (const { seat } of this.#running.values()) seat.reply(reply.id, reply.ok, reply.code);
  }

  #takeLogin({ payload, retained }: BusMessage): void {
    const { clock, metrics } = this.#parts;
    const login = retained ? null : readSeatLogin(decoder.decode(payload));
    const running = login === null ? undefined : this.#running.get(login.seat);
    const isLate = login?.at != null && clock.isSynced() && Math.abs(clock.wall() - login.at) > LOGIN_LIFE_MS;
    const isTaken = login !== null && running?.unit.agent.kind === "login" && !isLate;
    metrics.count("seat_logins_total", { result: isTaken ? "taken" : "dropped" });
    if (!isTaken || running === undefined) return;
    running.seat.bind(login.agentId, "login");
    this.agentsChanged(this.#setting?.plan.source ?? "");
  }

  async #openDisk(folder: string): Promise<SeatsOnDisk> {
    const send = async (topic: string, payload: object): Promise<void> => {
      const bus = this.#attachment?.bus;
      if (bus === undefined)
        throw new Fault("BUS_DOWN", "there is no bus", "nothing to do: it is being changed");
      await bus.deliver(topic, payload);
    };
    return SeatsOnDisk.open(folder, this.#parts, { send, up$: this.#up$ });
  }

  async #closeDisk(): Promise<void> {
    const disk = this.#disk;
    this.#disk = null;
    await disk?.close();
  }

  async #end(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    if (running === undefined) return;
    await running.headset.stop();
    running.seat.stop();
  }
}
