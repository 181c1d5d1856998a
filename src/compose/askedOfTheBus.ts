import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NEVER } from "rxjs";
import { systemClock } from "../adapters/clock/systemClock.ts";
import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import { Daemon } from "../compose.ts";
import { darkLamp, darkLook, lightColours } from "../domain/light.ts";
import { ANY, acdTopics, nodeTopics } from "../domain/topics.ts";
import type { Broker, BrokerConnection, ConnectRequest } from "../ports/broker.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import { Secret } from "../shared/secret.ts";
import { within } from "../shared/time.ts";
import { type LightUnit, lightUnits } from "./lightUnits.ts";
import { seatsPlan } from "./seatPlans.ts";
import type { SiteFile } from "./siteLoader.ts";

/** How long the rehearsal may take to say what it asks for. */
const REHEARSAL_LIMIT_MS = 10_000;

/** What a controller does on the bus. */
export interface Asked {
  /** Filters it subscribes to, in the order of the alphabet. */
  readonly reads: readonly string[];
  /** Topics and filters it publishes to. */
  readonly writes: readonly string[];
}

/** A broker that takes everything, has nothing, and tells what was asked of it. */
class AskedBroker implements Broker {
  readonly asked: Promise<readonly string[]>;
  #tell: (filters: readonly string[]) => void = () => undefined;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  async connect({ signal }: ConnectRequest): Promise<BrokerConnection> {
    const tell = this.#tell;
    let end: (fault: Fault) => void = () => undefined;
    const lost = new Promise<Fault>((resolve) => {
      end = resolve;
    });
    const close = async (): Promise<void> => end(new Fault("BUS_CLOSED", "closed", "nothing to do"));
    signal.addEventListener("abort", () => void close());
    return {
      protocol: "5",
      lacks: [],
      mostInFlight: 20,
      lost,
      close,
      subscribe: async (filters) => {
        tell(filters);
        return [];
      },
      publish: async () => undefined,
    };
  }
}

const silent: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

const notHere = (): Promise<never> =>
  Promise.reject(new Fault("REHEARSAL", "nothing is opened in a rehearsal", "nothing to do"));

/**
 * What the daemon really asks of the bus with a site's file: it is started with nothing plugged in, before a broker
 * that only listens, and stopped. Nothing is opened, and nothing is written but in a folder that is thrown away.
 */
export async function askedOfTheBus(file: SiteFile, compile: CompileCondition): Promise<Asked> {
  const { site } = file;
  const stateFolder = await mkdtemp(join(tmpdir(), "bandeau-rehearsal-"));
  const broker = new AskedBroker();
  const daemon = new Daemon({
    brokerFor: async () => broker,
    openLine: () => notHere,
    devices: { list: async () => [], open: notHere, changes$: NEVER },
    lights: { line: () => notHere, gpio: { open: notHere }, twin: () => notHere },
    readKey: async () => new Secret("a key of the rehearsal, as long as a key has to be"),
    compile,
    clock: systemClock(),
    log: silent,
    metrics: new MemoryMetrics(),
    random: Math.random,
    beat: () => undefined,
  });
  try {
    await daemon.apply({ ...file, site: { ...site, stateFolder } });
    const late = () =>
      new Fault("REHEARSAL_LATE", "the daemon asked the bus for nothing", "please report it");
    const reads = await within(REHEARSAL_LIMIT_MS, broker.asked, late);
    // What it says itself it may hear too: that is how `status` and `doctor` ask on its machine.
    const own = ownTopics(site);
    const others = reads.filter((filter) => !filter.startsWith(own.slice(0, -1)));
    return { reads: [...others, own].toSorted(), writes: writesOf(file) };
  } finally {
    await daemon.stop();
    await rm(stateFolder, { recursive: true, force: true });
  }
}

/** Everything below a controller's name. */
const ownTopics = ({ site, node }: SiteFile["site"]): string =>
  nodeTopics(site, node).status.replace(/status$/, "#");

function writesOf(file: SiteFile): string[] {
  const { site } = file;
  const own = ownTopics(site);
  const seats = seatsPlan(file);
  const asks = seats.authority === "acd" && seats.seats.length > 0;
  const agents = asks ? [acdTopics(site.site, seats.source).agentRequest(ANY)] : [];
  return [...agents, own, ...lightUnits(file).flatMap(topicsOf)];
}

/** The topics of a light on the bus, whatever it is told. */
function topicsOf({ bound, site }: LightUnit): readonly string[] {
  if (site.port === "simulated") return [];
  const { lamps, hasBuzzer } = bound.model;
  const lamp = { ...darkLamp, rgb: lightColours.white };
  const lit = bound.nearest({ lamps: Array.from(lamps, () => lamp), buzzer: hasBuzzer });
  const frames = [...bound.frames(null, darkLook(lamps.length)), ...bound.frames(null, lit)];
  return [...new Set(frames.flatMap((frame) => (frame.kind === "message" ? [frame.topic] : [])))].toSorted();
}
