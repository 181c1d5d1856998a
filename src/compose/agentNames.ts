import { createHash, createHmac } from "node:crypto";
import type { Instant } from "../domain/instant.ts";
import { isId } from "../domain/topics.ts";
import type { Secret } from "../shared/secret.ts";

/** Letters of a pseudonym: enough that no two agents of a centre share one. */
const LETTERS = 16;

const DAY_MS = 86_400_000;

const pseudonym = /^a-[0-9a-f]{16}$/;

/** How agents are called on the bus. */
export interface AgentNames {
  /** The name for today. What is a pseudonym already, since a bridge made it, stays as it is. */
  nameOf(agentId: string, now: Instant): string;
  /** All names by which a bridge may call this agent now. */
  namesOf(agentId: string, now: Instant): readonly string[];
}

const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

/**
 * Names by a keyed hash, HMAC-SHA-256 in hexadecimal: of the id alone where they are fixed, and of the day in UTC, a space and
 * the id where they change daily.
 */
export function agentNames(kind: "daily" | "fixed" | "none", key: Secret | null): AgentNames {
  const hashed = (text: string): string => {
    const hash = key === null ? createHash("sha256") : createHmac("sha256", key.reveal());
    return `a-${hash.update(text).digest("hex").slice(0, LETTERS)}`;
  };
  const onDay = (id: string, at: Instant): string => hashed(`${dayOf(at)} ${id}`);
  return {
    nameOf(id, now) {
      if (pseudonym.test(id)) return id;
      if (kind === "daily") return onDay(id, now);
      // Not every id of an ACD may be a part of a topic.
      return kind === "none" && isId(id) ? id : hashed(id);
    },
    // Around midnight a bridge may be in another day than we are.
    namesOf: (id, now) => [hashed(id), onDay(id, now), onDay(id, now - DAY_MS), onDay(id, now + DAY_MS)],
  };
}
