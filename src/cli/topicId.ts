import { isId } from "../domain/topics.ts";
import { Fault } from "../ports/fault.ts";

/** Longest part of a topic. */
const MOST_LETTERS = 63;

/** A vendor's queue id as a part of a topic: `PS` is ps, `Ventes & Suivi` is ventes-suivi. */
export function topicId(id: string): string {
  const letters = id.normalize("NFKD").toLowerCase();
  const slug = letters.replaceAll(/\p{M}/gu, "").replaceAll(/[^a-z0-9]+/g, "-");
  const trimmed = slug.slice(0, MOST_LETTERS).replaceAll(/^-+|-+$/g, "");
  if (isId(trimmed)) return trimmed;
  throw new Fault(
    "QUEUE_ID",
    `'${id}' leaves nothing for a topic`,
    "give the queue an id with letters or digits",
  );
}

/** Refuses ids of which two would share a topic: one queue's figures would be taken for the other's. */
export function checkTopicIds(ids: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const id of ids) {
    const slug = topicId(id);
    const other = taken.get(slug);
    if (other !== undefined)
      throw new Fault(
        "QUEUE_ID",
        `queues '${other}' and '${id}' would share the topic '${slug}'`,
        "rename one of them",
      );
    taken.set(slug, id);
  }
}
