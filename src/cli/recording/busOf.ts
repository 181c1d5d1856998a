import { MqttBroker } from "../../adapters/mqtt/mqttBroker.ts";
import { brokerOf } from "../../compose/realWorld.ts";
import { type SiteFile, siteLoader } from "../../compose/siteLoader.ts";
import { devicesFolder } from "../../compose.ts";
import { problemLines } from "../../config/problemReport.ts";
import type { Broker } from "../../ports/broker.ts";
import { Fault } from "../../ports/fault.ts";
import type { Terminal } from "../terminal.ts";

export interface BusChoice {
  /** URL of a broker; it goes before those of the configuration. */
  readonly broker?: string | undefined;
  /** A site's file, with its brokers, its password and its certificates. */
  readonly config?: string | undefined;
}

export interface Bus {
  readonly broker: Broker;
  readonly urls: readonly string[];
  readonly site: SiteFile | null;
}

/** From the first packet on the network to the broker's answer. */
const CONNECT_LIMIT_MS = 10_000;

/** The broker that a tool was pointed at. Rejects with a Fault that says what is missing or wrong. */
export async function busOf(
  { broker: url, config }: BusChoice,
  { environment }: Pick<Terminal, "environment">,
): Promise<Bus> {
  if (config === undefined) {
    if (url === undefined)
      throw new Fault("BUS_UNNAMED", "no broker is named", "write --broker URL, or --config FILE of a site");
    return { broker: plainBroker(), urls: [url], site: null };
  }
  const { load } = await siteLoader(environment, devicesFolder);
  const site = await load(config);
  if (!site.ok)
    throw new Fault(
      "BUS_CONFIG",
      problemLines([...site.problems, ...site.warnings]).join("\n"),
      `see: bandeau check ${config}`,
    );
  const broker = await brokerOf(site.site, environment["CREDENTIALS_DIRECTORY"], CONNECT_LIMIT_MS);
  return { broker, urls: url === undefined ? site.site.broker.urls : [url], site };
}

const plainBroker = (): Broker =>
  new MqttBroker({
    protocol: "auto",
    keepAliveSeconds: 20,
    login: null,
    tls: null,
    connectLimitMs: CONNECT_LIMIT_MS,
  });
