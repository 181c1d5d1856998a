import type { Instant } from "../../../domain/instant.ts";
import { type JsonObject, own } from "../boundedJson.ts";
import { parseInstant } from "../timestamp.ts";
import { numberOf, type RtiEvent } from "./rtiEvents.ts";

/** More agents than any exchange holds; the one heard of longest ago makes room. */
const mostAgents = 10_000;

/** Words by which the exchange says that somebody listens in or records. They tell of monitoring, so they go no further. */
const monitoring: ReadonlySet<string> = new Set([
  "SupervisorDiscreteListening",
  "AgentDiscreteListening",
  "ContinuousSupervision",
  "Recording",
]);

/** Our word for a call of which monitoring hid the kind. */
const someCall = "Conversation";

/** States of the set in which a call goes on, so that being listened to is no change. */
const calls: ReadonlySet<string> = new Set([
  someCall,
  "AcdConversation",
  "AcdConsultation",
  "AcdConference",
  "AcdOutgoingConversation",
  "Help",
  "Held",
  "PrivateLocalConversation",
  "PrivateExternalConversation",
  "PrivateConsultation",
  "PrivateConference",
]);

/** States of the set after which a withdrawal that was asked for meanwhile takes effect. */
const noCall: ReadonlySet<string> = new Set([
  "Idle",
  "LoggedOut",
  "OutOfOrder",
  "LineLockout",
  "Unavailable",
]);

/** Attributes of an agent that are read. */
export const agentAttributes: readonly string[] = [
  ...["serviceState", "serviceStateDate", "phoneState", "phoneStateDate"],
  ...["currentPG", "associatedSet", "withdrawReason"],
];

/** A word and since when. */
interface Dated {
  readonly word: string | null;
  readonly since: Instant | null;
}

interface AgentImage {
  readonly service: Dated;
  readonly phone: Dated;
  readonly currentPG: string | null;
  readonly associatedSet: string | null;
  readonly withdrawReason: string | null;
}

const unknown: Dated = { word: null, since: null };

const nothing: AgentImage = {
  service: unknown,
  phone: unknown,
  currentPG: null,
  associatedSet: null,
  withdrawReason: null,
};

/** Dates are UTC, with or without saying so. */
function instantOf(raw: unknown): Instant | null {
  return typeof raw === "string" ? (parseInstant(raw) ?? parseInstant(`${raw}Z`)) : null;
}

const textOf = (raw: unknown): string | null => (typeof raw === "string" ? raw.slice(0, 64) : null);

/** A group, set or reason: as before when the notification has none. */
const latest = (attributes: JsonObject, key: string, before: string | null): string | null =>
  Object.hasOwn(attributes, key) ? numberOf(own(attributes, key)) : before;

/** A word that came; a date alone belongs to the word that was there. */
function dated(attributes: JsonObject, key: string, before: Dated): Dated {
  const since = instantOf(own(attributes, `${key}Date`));
  const word = textOf(own(attributes, key));
  // The exchange has a word for not knowing, which is no state.
  if (word?.toLowerCase() === "unknown") return unknown;
  if (word === null) return { word: before.word, since: since ?? before.since };
  return { word, since: since ?? (word === before.word ? before.since : null) };
}

/** The state of the set, as it would be if nobody listened in. */
function unmonitored(phone: Dated, before: Dated): Dated {
  if (phone.word === null || !monitoring.has(phone.word)) return phone;
  return before.word !== null && calls.has(before.word) ? before : { word: someCall, since: null };
}

function merged(before: AgentImage, attributes: JsonObject): AgentImage {
  return {
    service: dated(attributes, "serviceState", before.service),
    phone: unmonitored(dated(attributes, "phoneState", before.phone), before.phone),
    currentPG: latest(attributes, "currentPG", before.currentPG),
    associatedSet: latest(attributes, "associatedSet", before.associatedSet),
    withdrawReason: latest(attributes, "withdrawReason", before.withdrawReason),
  };
}

const later = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? null : Math.max(one, other);

/** The one word for both states: an idle set says nothing until it is known whether its agent is withdrawn. */
function stateOf({ service, phone }: AgentImage): Dated {
  if (service.word === "LoggedOut") return service;
  if (phone.word !== null && phone.word !== "Idle") return phone;
  const since = phone.word === null ? service.since : later(service.since, phone.since);
  if (service.word === "Withdrawn") return { word: "Withdrawn", since };
  const signedOn = service.word === "LoggedIn" || service.word === "Assigned";
  return signedOn && phone.word === "Idle" ? { word: "Idle", since } : unknown;
}

function rowOf(number: string, image: AgentImage): JsonObject {
  const { word: known, since } = stateOf(image);
  const word = known ?? "unknown";
  const withdrawn = image.service.word === "Withdrawn" && word !== "LoggedOut";
  const pending = withdrawn && word !== "Withdrawn" && !noCall.has(word);
  return {
    number,
    state: word,
    since,
    pending: pending ? "Withdrawn" : null,
    withdrawReason: withdrawn ? image.withdrawReason : null,
    currentPG: image.currentPG,
    associatedSet: image.associatedSet,
  };
}

/** What is known of each agent from all notifications so far. Names of people are not kept. */
export class RtiAgents {
  readonly #images = new Map<string, AgentImage>();

  /** The agent after this notification, as one row. */
  take({ number, attributes }: RtiEvent): JsonObject {
    const image = merged(this.#images.get(number) ?? nothing, attributes);
    this.#images.delete(number);
    const [oldest] = this.#images.keys();
    if (oldest !== undefined && this.#images.size >= mostAgents) this.#images.delete(oldest);
    this.#images.set(number, image);
    return rowOf(number, image);
  }
}
