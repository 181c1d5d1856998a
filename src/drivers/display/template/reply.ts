import type { Answer, Verdict } from "../../../ports/displayDriver.ts";
import type { Reply } from "./dialect.ts";

const same = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, index) => at + index >= bytes.length || bytes[at + index] === byte);

/** Where a word stands, or begins and is not over yet; null when it does not. */
function find(bytes: Uint8Array, word: readonly number[]): { at: number; whole: boolean } | null {
  for (let at = 0; at < bytes.length; at++)
    if (same(bytes, at, word)) return { at, whole: at + word.length <= bytes.length };
  return null;
}

const refused: Verdict = {
  kind: "refused",
  reason: "the display refused a frame",
  advice: "check its address, its line settings and its definition against its manual",
};

/** Judges what came: the word that begins first counts, so that the ACK within a NACK is none. */
export function judge({ expect, nak }: Pick<Reply, "expect" | "nak">, bytes: Uint8Array): Verdict {
  const good = find(bytes, expect);
  const bad = nak === null ? null : find(bytes, nak);
  if (bad !== null && (good === null || bad.at < good.at || (bad.at === good.at && bad.whole)))
    return bad.whole ? refused : { kind: "more" };
  return good?.whole === true ? { kind: "taken" } : { kind: "more" };
}

/** What a display that answers says to a frame. */
export const answerOf = (reply: Reply): Answer => ({
  withinMs: reply.timeoutMs,
  retries: reply.retries,
  read: (bytes) => judge(reply, bytes),
});
