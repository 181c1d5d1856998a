import { supervise } from "../../app/supervise.ts";
import type { ArrivedMessage, Broker, BrokerConnection } from "../../ports/broker.ts";
import type { Clock } from "../../ports/clock.ts";
import { Fault, reasonOf } from "../../ports/fault.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Backoff } from "../../shared/backoff.ts";

export interface TapOptions {
  readonly urls: readonly string[];
  readonly filters: readonly string[];
  readonly clientId: string;
  readonly onMessage: (message: ArrivedMessage) => void;
  /** The broker is there, or it is gone. */
  readonly onBroker: (up: boolean) => void;
  /** Says a line to whoever started us. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Two attempts, MQTT 5 and 3.1.1, and some air. */
const OPEN_LIMIT_MS = 45_000;
const backoff: Backoff = { firstMs: 500, mostMs: 10_000, stableMs: 30_000 };
/** Faults that only a person can mend: then we end and say so. */
const hopeless: ReadonlySet<string> = new Set([
  "BROKER_URL",
  "BROKER_REFUSED_LOGIN",
  "BROKER_NOT_AUTHORISED",
  "BROKER_ID_REFUSED",
  "RECORDING_REFUSED",
]);

/** Listens on a bus over lost connections until the signal; the answer is what only a person can mend, or null. */
export async function listenOnBus(
  options: TapOptions,
  { broker, clock }: { readonly broker: Broker; readonly clock: Clock },
): Promise<Fault | null> {
  const { urls, clientId, onMessage, onBroker, tell, signal } = options;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  let [attempts, isUp, lastTrouble] = [0, false, ""];
  let ended: Fault | null = null;
  await supervise<BrokerConnection>({
    name: "broker",
    open: (opening) => {
      const url = urls[attempts++ % urls.length] ?? "";
      return broker.connect({ url, clientId, will: null, onMessage, signal: opening });
    },
    openLimitMs: OPEN_LIMIT_MS,
    backoff,
    hopeless,
    async up(connection) {
      isUp = true;
      onBroker(true);
      await subscribe(connection, options);
      if (lastTrouble !== "") tell("the broker is there again");
      lastTrouble = "";
    },
    down(fault) {
      if (isUp) onBroker(false);
      isUp = false;
      // With several brokers the next one may take us.
      if (hopeless.has(fault.code) && urls.length === 1) {
        ended = fault;
        stop.abort();
      } else if (reasonOf(fault) !== lastTrouble) {
        lastTrouble = reasonOf(fault);
        tell(lastTrouble);
      }
    },
    beat: () => undefined,
    signal: stop.signal,
    random: Math.random,
    clock,
    log: mistakesTo(tell),
  });
  signal.removeEventListener("abort", abort);
  return ended;
}

async function subscribe(connection: BrokerConnection, { filters, tell }: TapOptions): Promise<void> {
  const refused = await connection.subscribe(filters);
  if (refused.length === 0) return;
  const what = `the broker does not let us hear ${refused.join(", ")}`;
  if (refused.length === filters.length)
    throw new Fault("RECORDING_REFUSED", what, "give the user of the recorder the right to read it");
  tell(what);
}

/** What the supervisor itself has to say; only its mistakes matter to a person. */
function mistakesTo(tell: (line: string) => void): Logger {
  const quiet = (): void => undefined;
  return {
    error: (text, facts) => tell(`${text} ${JSON.stringify(facts)}`),
    warn: quiet,
    info: quiet,
    debug: quiet,
  };
}
