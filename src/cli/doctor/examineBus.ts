import type { SiteFile } from "../../compose/siteLoader.ts";
import { sourcePlans } from "../../compose/sourcePlans.ts";
import { staleAfterSeconds } from "../../compose/staleAfter.ts";
import { nodeTopics } from "../../domain/topics.ts";
import type { Broker, BrokerConnection, BusMessage } from "../../ports/broker.ts";
import { Fault } from "../../ports/fault.ts";
import { after } from "../../shared/time.ts";
import type { Circumstances, DoctorWorld } from "./doctorWorld.ts";
import { doubt, type Finding, fromFault, well, wrong } from "./finding.ts";
import { NodeEar } from "./nodeEar.ts";
import { SourceEar } from "./sourceEar.ts";

/** Nobody wants to stand on a ladder for longer. */
const LONGEST_LISTEN_MS = 60_000;
/** The word that tells whether we may write lives no longer than this. */
const WORD_SECONDS = 5;

export interface BusQuestions {
  /** What the controller subscribes to. */
  readonly reads: readonly string[];
  /** How long to listen; null for as long as figures are good, a minute at most. */
  readonly listenMs: number | null;
}

/** Whether the broker lets us in, what it lets us do, who speaks there and how old that is. */
export async function examineBus(
  file: SiteFile,
  questions: BusQuestions,
  world: DoctorWorld,
  circumstances: Circumstances,
): Promise<Finding[]> {
  const node = new NodeEar(file.site);
  const ears = earsOf(file, world);
  const onMessage = (message: BusMessage): void => {
    node.hear(message);
    for (const ear of ears) ear.hear(message);
  };
  const { connection, findings } = await connect(file, { world, circumstances, onMessage });
  if (connection === null) {
    // What the daemon has cannot be opened beside it, and without a broker it cannot tell.
    return circumstances.daemonHere ? [...findings, ...node.findings(true, world.clock.wall())] : findings;
  }
  try {
    findings.push(...(await rights(connection, questions.reads, node, file)));
    const listenMs = questions.listenMs ?? longest(file);
    const isContent = (): boolean =>
      ears.every((ear) => ear.isContent) && (node.isContent || !circumstances.daemonHere);
    const listenedMs = await listen(connection, listenMs, isContent, world);
    findings.push(...node.findings(circumstances.daemonHere, world.clock.wall()));
    findings.push(...ears.flatMap((ear) => ear.findings(listenedMs)));
  } catch (error) {
    findings.push(fromFault({ area: "broker", subject: "" }, error));
  } finally {
    await connection.close();
  }
  return findings;
}

const earsOf = (file: SiteFile, world: DoctorWorld): readonly SourceEar[] =>
  sourcePlans(file).map((source) => {
    const queueNames = new Map(
      Object.entries(file.site.queues).flatMap(([name, queue]) =>
        queue.source === source.name ? [[queue.id, name] as const] : [],
      ),
    );
    const staleAfterMs = staleAfterSeconds(file, source.name) * 1_000;
    return new SourceEar({ source, staleAfterMs, queueNames, now: () => world.clock.wall() });
  });

const longest = (file: SiteFile): number =>
  Math.min(
    LONGEST_LISTEN_MS,
    Math.max(0, ...Object.keys(file.site.sources).map((name) => staleAfterSeconds(file, name) * 1_000)),
  );

type OnMessage = (message: BusMessage) => void;

interface Connected {
  readonly connection: BrokerConnection | null;
  readonly findings: Finding[];
}

interface Visitor {
  readonly world: DoctorWorld;
  readonly circumstances: Circumstances;
  readonly onMessage: OnMessage;
}

/** Tries every broker of the site: a spare one that does not answer is found out before it is needed. */
async function connect(file: SiteFile, { world, circumstances, onMessage }: Visitor): Promise<Connected> {
  const { urls } = file.site.broker;
  let broker: Broker;
  try {
    broker = await world.brokerOf(file.site);
  } catch (error) {
    return { connection: null, findings: [noPassword(error, circumstances)] };
  }
  let connection: BrokerConnection | null = null;
  const findings: Finding[] = [];
  for (const [index, url] of urls.entries()) {
    const place = { area: "broker", subject: urls.length === 1 ? "" : `broker.urls.${index}` } as const;
    try {
      const next = await attempt(broker, url, onMessage);
      const lacks = next.lacks.length === 0 ? "" : `; it lacks ${next.lacks.join(", ")}`;
      findings.push(well(place, `answers, MQTT ${next.protocol}${lacks}`));
      if (connection === null) connection = next;
      else await next.close();
    } catch (error) {
      findings.push(fromFault(place, error));
    }
  }
  return { connection, findings };
}

function attempt(broker: Broker, url: string, onMessage: OnMessage): Promise<BrokerConnection> {
  const clientId = `bandeau-doctor-${Math.floor(Math.random() * 1e9)}`;
  return broker.connect({ url, clientId, will: null, onMessage, signal: new AbortController().signal });
}

/** A password that only the service can read is no fault; it cannot be tried by somebody else. */
function noPassword(error: unknown, { service }: Circumstances): Finding {
  const place = { area: "broker", subject: "" } as const;
  const code = error instanceof Fault ? error.code : null;
  const notAsked = (why: string, advice: string): Finding =>
    doubt(place, "BROKER_NOT_ASKED", `${why}: the broker was not asked`, advice);
  if (code === "SECRET_NO_CREDENTIALS")
    return notAsked(
      "its password is a credential of the service, which this command has not got",
      "sudo systemd-run --pipe --wait -p LoadCredential=bandeau:/etc/bandeau/credentials bandeau doctor FILE",
    );
  if (code === "SECRET_UNREADABLE" && service !== null)
    return notAsked("you may not read its password", "run this with sudo");
  return fromFault(place, error);
}

/** What the access list of the broker forbids. */
async function rights(
  connection: BrokerConnection,
  reads: readonly string[],
  node: NodeEar,
  { site }: SiteFile,
): Promise<Finding[]> {
  const refused = await connection.subscribe([...new Set([...reads, ...node.filters])]);
  const findings = refused
    .filter((filter) => reads.includes(filter))
    .map((filter) =>
      wrong(
        { area: "broker", subject: "" },
        "BUS_READ_REFUSED",
        `it does not let us read ${filter}`,
        "allow it in the broker's access list; bandeau acl FILE writes one",
      ),
    );
  const payload = JSON.stringify({ v: 1, text: "bandeau doctor asks whether it may write" });
  const topic = nodeTopics(site.site, site.node).log("info");
  try {
    await connection.publish({
      topic,
      payload,
      qos: 1,
      retain: false,
      expirySeconds: WORD_SECONDS,
      correlation: null,
    });
  } catch (error) {
    const finding = fromFault({ area: "broker", subject: "" }, error);
    findings.push({ ...finding, advice: `${finding.advice}; bandeau acl FILE writes one` });
  }
  return findings;
}

/** Waits until everybody was heard, or the time is over; gives how long that was. */
async function listen(
  connection: BrokerConnection,
  mostMs: number,
  isContent: () => boolean,
  { clock }: DoctorWorld,
): Promise<number> {
  const since = clock.monotonic();
  const gone = connection.lost.then((fault) => {
    throw fault;
  });
  gone.catch(() => undefined);
  while (!isContent() && clock.monotonic() - since < mostMs) {
    const restMs = mostMs - (clock.monotonic() - since);
    let cancel: () => void = () => undefined;
    const pause = new Promise<void>((resolve) => {
      cancel = after(Math.min(LOOK_EVERY_MS, restMs), resolve);
    });
    await Promise.race([pause, gone]).finally(() => cancel());
  }
  return clock.monotonic() - since;
}

const LOOK_EVERY_MS = 100;
