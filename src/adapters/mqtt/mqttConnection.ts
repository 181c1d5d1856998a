import type { Socket } from "node:net";
import type { IConnackPacket, IPublishPacket, MqttClient } from "mqtt";
import { topicProblem } from "../../domain/topics.ts";
import {
  type ArrivedMessage,
  type BrokerConnection,
  MOST_ACD_PAYLOAD_BYTES,
  MOST_PAYLOAD_BYTES,
  type OutgoingMessage,
  type RawMessage,
} from "../../ports/broker.ts";
import { Fault } from "../../ports/fault.ts";
import { after, within } from "../../shared/time.ts";
import { brokenFault, codeOf, publishFault, refusalFault } from "./brokerFaults.ts";

/** QoS 1 messages on the way, at most. */
const MOST_IN_FLIGHT = 20;
/** How long a broker may take to acknowledge. */
const ANSWER_LIMIT_MS = 10_000;
/** How long a broker may take to close after our goodbye. */
const GOODBYE_LIMIT_MS = 1_000;
/** Bytes the network has not taken; beyond it nothing is added. */
const MOST_UNSENT_BYTES = 262_144;
/** Filters in one SUBSCRIBE packet, so that no broker finds it too big. */
const FILTERS_AT_ONCE = 20;
/** What a PUBLISH packet carries beside topic and payload: headers and our properties, rounded up. */
const PACKET_OVERHEAD_BYTES = 128;

/** Refusals of a subscription that are about how it was asked for; 3.1.1 has one code for all. */
const unsaid: ReadonlySet<number> = new Set([128, 151]);

/** How brokers are asked for subscriptions, remembered from one connection to the next. */
export interface SubscriptionHabit {
  /**
   * 0 after a connection that ended over its subscriptions: a cluster that keeps each QoS 1 subscription on one node may be
   * unable to give it while that node is away. Sessions of ours end with the connection, so that QoS 1 brings little more.
   */
  qos: 0 | 1;
}

/** Makes the properties of an MQTT 5 PUBLISH. */
export function publishProperties(message: OutgoingMessage | RawMessage) {
  const { payload } = message;
  return {
    ...(typeof payload !== "string" || payload === ""
      ? {}
      : { contentType: "application/json", payloadFormatIndicator: true }),
    ...(message.expirySeconds === null ? {} : { messageExpiryInterval: message.expirySeconds }),
    ...(message.correlation === null ? {} : { correlationData: Buffer.from(message.correlation) }),
    ...(message.responseTopic === undefined ? {} : { responseTopic: message.responseTopic }),
  };
}

/** A session that the broker has accepted. mqtt.js never calls back for some failures, so every wait here has its own end. */
export class MqttConnection implements BrokerConnection {
  readonly protocol: "5" | "3.1.1";
  readonly lacks: readonly string[];
  readonly mostInFlight: number;
  readonly lost: Promise<Fault>;
  readonly #client: MqttClient;
  readonly #socket: Socket;
  readonly #where: string;
  readonly #mostPacketBytes: number;
  readonly #canRetain: boolean;
  readonly #habit: SubscriptionHabit;
  readonly #subscribesAt: 0 | 1;
  readonly #waiting = new Set<(fault: Fault) => void>();
  #inFlight = 0;
  #lose: (fault: Fault) => void = () => undefined;
  #over: Fault | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    client: MqttClient,
    socket: Socket,
    session: {
      where: string;
      protocol: "5" | "3.1.1";
      connack: IConnackPacket;
      habit: SubscriptionHabit;
    },
    onMessage: (message: ArrivedMessage) => void,
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#where = session.where;
    this.protocol = session.protocol;
    this.#habit = session.habit;
    this.#subscribesAt = session.habit.qos;
    const limits = session.connack.properties ?? {};
    this.#canRetain = limits.retainAvailable !== false;
    this.#mostPacketBytes = limits.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.mostInFlight = Math.min(MOST_IN_FLIGHT, limits.receiveMaximum ?? MOST_IN_FLIGHT);
    this.lacks = [
      ...(this.protocol === "5"
        ? []
        : ["message expiry", "will delay", "reply properties", "packet size limit"]),
      ...(this.#canRetain ? [] : ["retained messages"]),
      ...(this.#subscribesAt === 1 ? [] : ["subscriptions with QoS 1"]),
    ];
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    this.#listen(onMessage);
  }

  #listen(onMessage: (message: ArrivedMessage) => void): void {
    this.#client.on("message", (topic, payload, packet: IPublishPacket) =>
      onMessage({
        topic,
        payload,
        retained: packet.retain,
        responseTopic: packet.properties?.responseTopic ?? null,
        correlation: packet.properties?.correlationData ?? null,
        qos: packet.qos,
        expirySeconds: packet.properties?.messageExpiryInterval ?? null,
      }),
    );
    this.#client.on("disconnect", (packet) => this.#end(refusalFault(packet.reasonCode ?? 0, this.#where)));
    this.#client.on("error", (error) => this.#end(this.#failure(error)));
    this.#socket.on("error", (error) => this.#end(brokenFault(error, this.#where)));
    this.#socket.on("close", () => this.#end(hungUp(this.#where)));
  }

  #failure(error: Error): Fault {
    if (error.message === "Keepalive timeout") {
      const what = `the broker ${this.#where} fell silent`;
      return new Fault("BROKER_SILENT", what, "check the network and the machine of the broker", error);
    }
    const code = codeOf(error);
    return typeof code === "number"
      ? refusalFault(code, this.#where, error)
      : brokenFault(error, this.#where);
  }

  async subscribe(filters: readonly string[]): Promise<readonly string[]> {
    const refused: string[] = [];
    this.#habit.qos = 0;
    for (let from = 0; from < filters.length; from += FILTERS_AT_ONCE) {
      const some = filters.slice(from, from + FILTERS_AT_ONCE);
      const { no, perhaps } = await this.#subscribeSome(some, this.#subscribesAt);
      refused.push(...no, ...(await this.#askSimply(perhaps)));
    }
    this.#habit.qos = 1;
    return refused;
  }

  /** What was refused without a reason is asked for once more, as simply as there is. */
  async #askSimply(filters: string[]): Promise<readonly string[]> {
    if (filters.length === 0 || this.#subscribesAt === 0) return filters;
    const { no, perhaps } = await this.#subscribeSome(filters, 0);
    return [...no, ...perhaps];
  }

  /** A filter subscribed to again on the same connection does not bring its retained messages a second time. */
  #subscribeSome(filters: string[], qos: 0 | 1): Promise<{ no: string[]; perhaps: string[] }> {
    return this.#answered("BUS_SUBSCRIBE_LATE", "a subscription", (resolve, reject) => {
      const options = this.protocol === "5" ? { qos, rh: 1 } : { qos };
      this.#client.subscribe(filters, options, (error) => {
        if (error === null) return resolve({ no: [], perhaps: [] });
        const codes = grantedBy(error);
        if (codes === null) return reject(brokenFault(error, this.#where));
        const codeOfFilter = (index: number): number => codes[index] ?? 0;
        resolve({
          no: filters.filter((_, index) => codeOfFilter(index) >= 128 && !unsaid.has(codeOfFilter(index))),
          perhaps: filters.filter((_, index) => unsaid.has(codeOfFilter(index))),
        });
      });
    });
  }

  async publish(message: OutgoingMessage | RawMessage): Promise<void> {
    this.#check(message);
    const properties = this.protocol === "5" ? { properties: publishProperties(message) } : {};
    const options = { qos: message.qos, retain: message.retain && this.#canRetain, ...properties };
    const payload = typeof message.payload === "string" ? message.payload : Buffer.from(message.payload);
    const sent: { id: number | null } = { id: null };
    if (message.qos === 1) this.#inFlight++;
    try {
      await this.#answered<void>("BUS_PUBLISH_LATE", message.topic, (resolve, reject) => {
        this.#client.publish(message.topic, payload, options, (error) =>
          error ? reject(publishFault(error, message.topic)) : resolve(),
        );
        if (message.qos === 1) sent.id = this.#client.getLastMessageId();
      });
    } catch (error) {
      // mqtt.js would keep what was never acknowledged for ever.
      if (sent.id !== null) this.#client.removeOutgoingMessage(sent.id);
      throw error;
    } finally {
      if (message.qos === 1) this.#inFlight--;
    }
  }

  /** A broker ends the connection over a bad topic or a big packet, so neither leaves this house. */
  #check({ topic, payload, qos }: OutgoingMessage | RawMessage): void {
    if (this.#over !== null) throw this.#over;
    const problem = topicProblem(topic);
    if (problem !== null) {
      const what = `cannot publish to ${JSON.stringify(topic.slice(0, 80))}: ${problem}`;
      throw new Fault("BUS_TOPIC_INVALID", what, "check the ids of site, node and devices");
    }
    const bytes = Buffer.byteLength(payload);
    const packet = bytes + Buffer.byteLength(topic) + PACKET_OVERHEAD_BYTES;
    const most = typeof payload === "string" ? MOST_PAYLOAD_BYTES : MOST_ACD_PAYLOAD_BYTES;
    if (bytes > most || packet > this.#mostPacketBytes) {
      const what = `a message of ${bytes} bytes for ${topic} is too big`;
      throw new Fault("BUS_PAYLOAD_TOO_BIG", what, "raise max_packet_size of the broker, or say less");
    }
    const full =
      qos === 1 ? this.#inFlight >= this.mostInFlight : this.#socket.writableLength > MOST_UNSENT_BYTES;
    if (full) throw new Fault("BUS_BUSY", `the broker ${this.#where} is slow`, "check the network");
  }

  /** Work that ends with an answer, with the time limit, or with the connection. */
  #answered<T>(
    code: string,
    what: string,
    start: (resolve: (value: T) => void, reject: (fault: Fault) => void) => void,
  ): Promise<T> {
    if (this.#over !== null) return Promise.reject(this.#over);
    return new Promise<T>((resolve, reject) => {
      const tidy = (): void => {
        cancel();
        this.#waiting.delete(refuse);
      };
      const refuse = (fault: Fault): void => {
        tidy();
        reject(fault);
      };
      const cancel = after(ANSWER_LIMIT_MS, () =>
        refuse(new Fault(code, `the broker ${this.#where} did not acknowledge ${what}`, "check the network")),
      );
      this.#waiting.add(refuse);
      start((value) => {
        tidy();
        resolve(value);
      }, refuse);
    });
  }

  #end(fault: Fault): void {
    if (this.#over !== null) return;
    this.#over = fault;
    for (const refuse of [...this.#waiting]) refuse(fault);
    this.#client.end(true);
    this.#socket.destroy();
    this.#lose(fault);
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  /** Says goodbye, so that the broker forgets the will, and gives it a second to hang up. */
  async #leave(): Promise<void> {
    const fault = new Fault("BUS_CLOSED", "the bus was closed", "nothing to do");
    if (this.#over !== null) return;
    this.#over = fault;
    for (const refuse of [...this.#waiting]) refuse(fault);
    const gone = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    // mqtt.js would wait for ever with its goodbye until these are acknowledged.
    for (const id of Object.keys(this.#client.outgoing)) this.#client.removeOutgoingMessage(Number(id));
    this.#client.end(false);
    await within(GOODBYE_LIMIT_MS, gone, () => fault).catch(() => undefined);
    this.#socket.destroy();
    this.#lose(fault);
  }
}

/** Many brokers say nothing when a second client with our id pushes us out. */
const hungUp = (where: string): Fault =>
  new Fault(
    "BROKER_LOST",
    `the broker ${where} hung up`,
    "look at the broker's log; when it happens again and again, does another controller use the same client id?",
  );

/** The codes of a SUBACK that refused something; null when the failure was another. */
function grantedBy(error: Error): readonly number[] | null {
  const packet = "packet" in error ? error.packet : null;
  if (typeof packet !== "object" || packet === null || !("granted" in packet)) return null;
  return Array.isArray(packet.granted) ? packet.granted.map(Number) : null;
}
