/** The number is the version of the topics' meaning; it changes only when an old reader would be misled. */
const PREFIX = "cc/1";

/** The MQTT limit: a topic's length goes into two bytes. */
const MOST_TOPIC_BYTES = 65_535;

const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether a name may be a part of a topic: it can hold no wildcard, no slash and nothing that two brokers read differently. */
export function isId(text: string): boolean {
  return idPattern.test(text);
}

/** In place of an id it makes a filter of a topic, which then stands for every id. */
export const ANY = "+";

const part = (id: string): string => {
  if (id === ANY || isId(id)) return id;
  throw new RangeError(`not an id for a topic: ${JSON.stringify(id.slice(0, 80))}`);
};

/** Topics of one controller. */
export function nodeTopics(site: string, node: string) {
  const root = `${PREFIX}/${part(site)}/node/${part(node)}`;
  return {
    status: `${root}/status`,
    description: `${root}/description`,
    health: `${root}/health`,
    reply: `${root}/reply`,
    deviceStatus: (device: string) => `${root}/device/${part(device)}/status`,
    deviceShown: (device: string) => `${root}/device/${part(device)}/shown`,
    seatHeadset: (seat: string) => `${root}/seat/${part(seat)}/headset`,
    seatState: (seat: string) => `${root}/seat/${part(seat)}/state`,
    seatHint: (seat: string) => `${root}/seat/${part(seat)}/hint`,
    seatCall: (seat: string) => `${root}/seat/${part(seat)}/call`,
    command: (verb: string) => `${root}/command/${part(verb)}`,
    alarm: (id: string) => `${root}/alarm/${part(id)}`,
    alarmAck: (id: string) => `${root}/alarm/${part(id)}/ack`,
    log: (level: "error" | "warn" | "info") => `${root}/log/${level}`,
  } as const;
}

/** Topics of one ACD bridge. */
export function acdTopics(site: string, source: string) {
  const root = `${PREFIX}/${part(site)}/acd/${part(source)}`;
  return {
    status: `${root}/status`,
    queueStats: (queue: string) => `${root}/queue/${part(queue)}/stats`,
    agentState: (agent: string) => `${root}/agent/${part(agent)}/state`,
    agentRequest: (agent: string) => `${root}/agent/${part(agent)}/request`,
    raw: `${root}/raw`,
  } as const;
}

/** Topics that supervisors write for a part of the floor. */
export function zoneTopics(site: string, zone: string) {
  const root = `${PREFIX}/${part(site)}`;
  return {
    message: (id: string) => `${root}/message/${part(zone)}/${part(id)}`,
    schedule: `${root}/schedule/${part(zone)}`,
  } as const;
}

/** Bytes in UTF-8. A letter beyond the basic plane is two halves of two bytes each. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    bytes += code < 0x80 ? 1 : code < 0x800 || isHalf ? 2 : 3;
  }
  return bytes;
}

function textProblem(text: string): string | null {
  if (text === "") return "it is empty";
  if (bytesOf(text) > MOST_TOPIC_BYTES) return `it is longer than ${MOST_TOPIC_BYTES} bytes`;
  // MQTT allows other control characters, and brokers may close the connection because of them.
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) return "it has a control character";
  return /\p{Surrogate}/u.test(text) ? "it has half a character" : null;
}

/** Why a topic must not be published to, or null. A broker ends the connection over a bad one. */
export function topicProblem(topic: string): string | null {
  return textProblem(topic) ?? (/[+#]/.test(topic) ? "it has a wildcard, + or #" : null);
}

/** Why a filter must not be subscribed to, or null. */
export function filterProblem(filter: string): string | null {
  const problem = textProblem(filter);
  if (problem !== null) return problem;
  const levels = filter.split("/");
  if (levels.some((level) => level.length > 1 && /[+#]/.test(level))) {
    return "a wildcard must stand alone between two slashes";
  }
  if (levels.slice(0, -1).includes("#")) return "# may stand only at the end";
  return null;
}

/** Whether a subscription with this filter gets messages of this topic, as MQTT 5.0 §4.7 has it. */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  if (wanted[0] === "$share") wanted.splice(0, 2);
  const levels = topic.split("/");
  // What brokers say about themselves is not part of "everything".
  if (topic.startsWith("$") && (wanted[0] === "#" || wanted[0] === "+")) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= levels.length) return false;
    if (level !== "+" && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}

/** Whether an answer may go to this topic. A stranger must not aim our replies at another site or at the broker. */
export function mayReplyTo(site: string, topic: string): boolean {
  return topic.startsWith(`${PREFIX}/${part(site)}/`) && topicProblem(topic) === null;
}
