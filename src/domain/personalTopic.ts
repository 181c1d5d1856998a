/** Agents' states and requests, their headsets, seats and logins, and the answers that a controller gets to its requests. */
const personal = /(^|\/)cc\/\d+\/[^/]+\/(acd\/[^/]+\/agent|node\/[^/]+\/(seat|reply|command\/login))(\/|$)/;

/** Whether what is said on a topic of ours tells of a person, wherever a bridge between brokers may have hung it. */
export const isPersonalTopic = (topic: string): boolean => personal.test(topic);
