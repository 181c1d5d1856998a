import type { QueueStatistics } from "../domain/queueStatistics.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { ReadStatistics } from "../ports/readStatistics.ts";
import { sleep } from "../shared/time.ts";
import { AcdBridge } from "./acdBridge.ts";
import { AgentNews } from "./agentNews.ts";
import { AmiFeed } from "./amiFeed.ts";
import { AmiRaw } from "./amiRaw.ts";
import type { AmiAccess } from "./openAmi.ts";
import { exitCodes } from "./terminal.ts";
import { TopicNames } from "./topicNames.ts";

export interface BridgeAsteriskOptions {
  readonly broker: string;
  readonly site: string;
  readonly source: string;
  /** Seconds between two questions to Asterisk. */
  readonly every: number;
  /** Names of the queues to tell of; null for all. */
  readonly queues: ReadonlySet<string> | null;
  /** Events of Asterisk without anybody's number instead of statistics in our own words. */
  readonly raw: boolean;
  /** Whether the states of single agents go on the bus. */
  readonly agents: boolean;
}

export interface BridgeAsteriskDeps {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly log: Logger;
  readonly access: Omit<AmiAccess, "onEvent">;
  readonly reader: ReadStatistics;
  readonly pseudonym: (name: string) => string;
  readonly out: (line: string) => void;
}

/** Five times a second at most: a display takes no more, and nobody reads faster. */
const GATHER_MS = 200;
/** How often the status says again when Asterisk last spoke. */
const STATUS_EVERY_MS = 60_000;

/** Puts the queues of an Asterisk on the bus until the signal is aborted, or only a person can mend what is wrong. */
export async function bridgeAsterisk(
  options: BridgeAsteriskOptions,
  deps: BridgeAsteriskDeps,
  signal: AbortSignal,
): Promise<number> {
  const { broker: url, site, source, every } = options;
  const { broker, clock, out } = deps;
  const bridge = new AcdBridge({ broker, clock, out }, { url, site, source, every, isReal: true });
  const stop = AbortSignal.any([signal, bridge.gaveUp]);
  const { pseudonym } = deps;
  const raw = options.raw ? new AmiRaw({ ...options, bridge, pseudonym }) : null;
  const feed = new AmiFeed({
    ...deps,
    every,
    signal: stop,
    reachable: (reachable) => void bridge.sourceIs(reachable, feed.lastAt),
    onEvent: (event) => raw?.add(event),
  });
  out(`Asterisk at ${deps.access.address} on ${url}: cc/1/${site}/acd/${source}, every ${every} s`);
  try {
    await publishing({ options, deps, bridge, feed, raw }, AbortSignal.any([stop, feed.gaveUp]));
  } finally {
    await bridge.close();
  }
  await feed.done;
  const fault = feed.fault ?? bridge.fault;
  if (fault !== null) throw fault;
  return exitCodes.done;
}

interface Publishing {
  readonly options: BridgeAsteriskOptions;
  readonly deps: BridgeAsteriskDeps;
  readonly bridge: AcdBridge;
  readonly feed: AmiFeed;
  readonly raw: AmiRaw | null;
}

/** What has changed goes out, then what has changed meanwhile: a slow broker gets newer figures, not more of them. */
async function publishing({ options, deps, bridge, feed, raw }: Publishing, signal: AbortSignal) {
  const agents = options.agents ? new AgentNews({ ...options, ...deps, bridge }) : null;
  const names = new TopicNames(deps.out);
  const wanted = ({ queue }: QueueStatistics): boolean =>
    (options.queues?.has(queue.id) ?? true) && names.has(queue.id);
  let statusAt = deps.clock.monotonic();
  while (!signal.aborted) {
    const taken = feed.take();
    if (raw === null) {
      await bridge.update(taken.queues.filter(wanted));
      await agents?.publish(taken.agents);
    } else await raw.publish();
    const now = deps.clock.monotonic();
    if (feed.isReachable && now - statusAt >= STATUS_EVERY_MS) {
      statusAt = now;
      await bridge.sourceIs(true, feed.lastAt);
    }
    await sleep(GATHER_MS, signal);
  }
}
