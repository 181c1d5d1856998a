import type { Answer, Verdict } from "../../../ports/displayDriver.ts";
import { latin1 } from "./codes.ts";
import type { AmplusOptions } from "./options.ts";

/** Other programs wait between half a second and five; a sign that is awake answers at once. */
const withinMs = 1_500;

/** Some RS-485 adapters hear what they send: what begins with the frame itself is judged behind it. */
export function readAnswer(bytes: Uint8Array, sent: Uint8Array): Verdict {
  const isEcho = bytes.length > 0 && bytes.subarray(0, sent.length).every((byte, at) => byte === sent[at]);
  if (!isEcho) return judge(bytes);
  return bytes.length < sent.length ? { kind: "more" } : judge(bytes.subarray(sent.length));
}

/** Judged from the first byte on, because "NACK" ends with "ACK". */
function judge(bytes: Uint8Array): Verdict {
  const text = latin1(bytes.subarray(0, 4));
  if (text.startsWith("ACK")) return { kind: "taken" };
  if (text === "NACK") {
    return {
      kind: "refused",
      reason: "the display refused a frame: its checksum was wrong (NACK)",
      advice: "look for a bad contact, a cable that is too long or an adapter that loses bytes",
    };
  }
  if ("ACK".startsWith(text) || "NACK".startsWith(text)) return { kind: "more" };
  return {
    kind: "refused",
    reason: "the display answered with something that is neither ACK nor NACK",
    advice: "check that it is an Amplus sign (AM03127, AM03128 and relatives) and that its line is 9600 8N1",
  };
}

/** What the sign says to a frame; null where it says nothing. */
export function answerOf({ id, answers, sendTwice }: AmplusOptions, sent: Uint8Array): Answer | null {
  if (!answers || id === 0) return null;
  return { withinMs, retries: sendTwice ? 1 : 0, read: (bytes) => readAnswer(bytes, sent) };
}
