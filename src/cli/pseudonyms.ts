import { createHmac, randomBytes } from "node:crypto";
import type { Secret } from "../shared/secret.ts";

/** Letters of a pseudonym: enough that no two agents of a centre share one. */
const LETTERS = 16;

/**
 * Makes the same word of the same name, which nobody can turn back; it may be a part of a topic. Without the site's key the
 * words are others at each start.
 */
export function pseudonyms(siteKey: Secret | null): (name: string) => string {
  const key = siteKey === null ? randomBytes(32) : siteKey.reveal();
  return (name) => `a-${createHmac("sha256", key).update(name).digest("hex").slice(0, LETTERS)}`;
}
