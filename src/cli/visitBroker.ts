import { brokerOf } from "../compose/realWorld.ts";
import type { CompleteSite } from "../config/completeSite.ts";
import type { ConnectRequest } from "../ports/broker.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import { after } from "../shared/time.ts";

export interface Visit {
  readonly filters: readonly string[];
  readonly onMessage: ConnectRequest["onMessage"];
  /** Resolves when the visitor has heard enough. */
  readonly heard: Promise<void>;
  readonly waitMs: number;
  readonly credentialsFolder: string | undefined;
}

/** The least that a connection is given, however short somebody wants to wait for a word. */
const LEAST_CONNECT_MS = 2_000;

/** A tool's short visit to the first broker of a site that answers: it listens until it heard enough, or the time is over. */
export async function visitBroker(site: CompleteSite, visit: Visit): Promise<void> {
  const { filters, onMessage, heard, waitMs } = visit;
  const broker = await brokerOf(site, visit.credentialsFolder, Math.max(waitMs, LEAST_CONNECT_MS));
  const failures: string[] = [];
  for (const url of site.broker.urls) {
    try {
      const clientId = `bandeau-visit-${Math.floor(Math.random() * 1e9)}`;
      const { signal } = new AbortController();
      const connection = await broker.connect({ url, clientId, will: null, onMessage, signal });
      await connection.subscribe(filters);
      let cancel: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        cancel = after(waitMs, resolve);
      });
      await Promise.race([heard, over, connection.lost]);
      cancel();
      await connection.close();
      return;
    } catch (error) {
      failures.push(reasonOf(error));
    }
  }
  throw new Fault("NO_BROKER", "no broker of the site answers", failures.join("\n"));
}
