import type { Socket } from "node:net";
import type { IClientOptions, MqttClient } from "mqtt";
import {
  type Broker,
  type BrokerConnection,
  type ConnectRequest,
  MOST_ACD_PAYLOAD_BYTES,
  type Will,
} from "../../ports/broker.ts";
import { Fault } from "../../ports/fault.ts";
import type { Secret } from "../../shared/secret.ts";
import { codeOf, refusalFault, unreachableFault } from "./brokerFaults.ts";
import { type BrokerAddress, parseBrokerUrl, prepareSocket, type TlsFiles } from "./brokerSocket.ts";
import { MqttConnection, publishProperties, type SubscriptionHabit } from "./mqttConnection.ts";

type Protocol = "5" | "3.1.1";

export interface MqttSettings {
  /** auto: MQTT 5, and 3.1.1 where the broker refuses it. */
  readonly protocol: Protocol | "auto";
  readonly keepAliveSeconds: number;
  readonly login: { readonly username: string; readonly password: Secret | null } | null;
  readonly tls: TlsFiles | null;
  /** From the first packet on the network to the broker's answer. */
  readonly connectLimitMs: number;
}

function willOf(will: Will, isFive: boolean): NonNullable<IClientOptions["will"]> {
  const { topic, payload, qos, retain, delaySeconds } = will;
  const message = { topic, payload: Buffer.from(payload), qos, retain };
  const properties = { ...publishProperties(will), willDelayInterval: delaySeconds };
  return isFive ? { ...message, properties } : message;
}

/** How many unacknowledged messages a broker may send us: back-pressure for a slow Pi. */
const RECEIVE_MAXIMUM = 20;
/** How a broker says that it does not know the version: a code, or hanging up without a word. */
const versionCodes: ReadonlySet<string> = new Set(["BROKER_VERSION", "BROKER_SPEECHLESS"]);

/** Brokers through mqtt.js: one attempt a call, nothing reconnects by itself and nothing is queued. */
export class MqttBroker implements Broker {
  readonly #settings: MqttSettings;
  /** Brokers known to refuse MQTT 5; at most as many as a site's YAML has URLs. */
  readonly #old = new Set<string>();
  /** One for all brokers of a list: they are mostly one cluster. */
  readonly #habit: SubscriptionHabit = { qos: 1 };

  constructor(settings: MqttSettings) {
    this.#settings = settings;
  }

  async connect(request: ConnectRequest): Promise<BrokerConnection> {
    const address = parseBrokerUrl(request.url);
    const { protocol } = this.#settings;
    if (protocol !== "auto") return this.#attempt(address, protocol, request);
    if (this.#old.has(request.url)) return this.#attempt(address, "3.1.1", request);
    try {
      return await this.#attempt(address, "5", request);
    } catch (error) {
      if (!(error instanceof Fault) || !versionCodes.has(error.code)) throw error;
    }
    const connection = await this.#attempt(address, "3.1.1", request);
    this.#old.add(request.url);
    return connection;
  }

  async #attempt(
    address: BrokerAddress,
    protocol: Protocol,
    request: ConnectRequest,
  ): Promise<MqttConnection> {
    // Loaded here, so that commands which need no bus start quickly.
    const [open, mqtt] = await Promise.all([prepareSocket(address, this.#settings.tls), import("mqtt")]);
    if (request.signal.aborted) throw stopped();
    const socket = open();
    const client = new mqtt.MqttClient(() => socket, this.#options(protocol, request));
    return shakeHands(client, socket, { address, protocol, request, habit: this.#habit });
  }

  #options(protocol: Protocol, { clientId, will }: ConnectRequest): IClientOptions {
    const { keepAliveSeconds, login, connectLimitMs } = this.#settings;
    const isFive = protocol === "5";
    return {
      protocolVersion: isFive ? 5 : 4,
      clientId,
      clean: true,
      keepalive: keepAliveSeconds,
      connectTimeout: connectLimitMs,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      // Else the library makes a buffer of each number up to 65,535 before its first packet: 7 MiB that nobody misses.
      writeCache: false,
      // The library's own log would print the password of the CONNECT packet.
      log: () => undefined,
      ...(will === null ? {} : { will: willOf(will, isFive) }),
      ...(login === null ? {} : { username: login.username }),
      ...(login === null || login.password === null ? {} : { password: login.password.reveal() }),
      ...(isFive
        ? {
            properties: {
              maximumPacketSize: MOST_ACD_PAYLOAD_BYTES,
              receiveMaximum: RECEIVE_MAXIMUM,
              sessionExpiryInterval: 0,
            },
          }
        : {}),
    };
  }
}

const stopped = (): Fault => new Fault("BUS_CLOSED", "the bus was closed", "nothing to do");

interface Attempt {
  readonly address: BrokerAddress;
  readonly protocol: Protocol;
  readonly request: ConnectRequest;
  readonly habit: SubscriptionHabit;
}

/** Waits for the broker's answer. Errors that come after it go to the connection's listeners, never to nobody. */
function shakeHands(client: MqttClient, socket: Socket, attempt: Attempt): Promise<MqttConnection> {
  const { address, protocol, request, habit } = attempt;
  return new Promise((resolve, reject) => {
    let settled = false;
    let reached = false;
    const settle = (): boolean => {
      request.signal.removeEventListener("abort", abort);
      const first = !settled;
      settled = true;
      return first;
    };
    const fail = (fault: Fault): void => {
      if (!settle()) return;
      client.end(true);
      socket.destroy();
      reject(fault);
    };
    const abort = (): void => fail(stopped());
    request.signal.addEventListener("abort", abort);
    socket.once("connect", () => {
      reached = true;
    });
    socket.on("error", (error) => fail(handshakeFault(error, address, reached)));
    socket.on("close", () => fail(speechless(address)));
    client.on("error", (error) => fail(handshakeFault(error, address, reached)));
    client.on("connect", (connack) => {
      if (!settle()) return;
      const session = { where: address.where, protocol, connack, habit };
      resolve(new MqttConnection(client, socket, session, request.onMessage));
    });
  });
}

function handshakeFault(error: Error, address: BrokerAddress, reached: boolean): Fault {
  const code = codeOf(error);
  if (typeof code === "number") return refusalFault(code, address.where, error);
  // A broker that does not like our certificate, or our packet, may hang up before we have read why.
  if (reached && (code === "ECONNRESET" || code === "EPIPE")) return speechless(address);
  if (error.message !== "connack timeout") {
    return typeof code === "string" ? unreachableFault(error, address.where) : babble(error, address);
  }
  const what = `the broker ${address.where} does not answer`;
  return reached
    ? new Fault("BROKER_SILENT", what, "is it a broker, is the port right, is it overloaded?", error)
    : new Fault("BROKER_UNREACHABLE", what, "check the network cable, the address and the firewall", error);
}

const speechless = ({ where, secure }: BrokerAddress): Fault =>
  new Fault(
    "BROKER_SPEECHLESS",
    `${where} hung up without a word`,
    secure
      ? "look at the broker's log; if it wants a certificate of ours, set broker.tls.certificateFile and keyFile"
      : "is it a TLS port? Then write mqtts://; else look at the broker's log",
  );

const babble = (error: Error, { where }: BrokerAddress): Fault =>
  new Fault("BROKER_BABBLES", `${where} does not speak MQTT: ${error.message}`, "check host and port", error);
