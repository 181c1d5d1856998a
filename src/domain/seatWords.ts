import { type AgentStateName, agentStates } from "./agentState.ts";
import type { SeatLook } from "./seatLook.ts";

/** What a light may ask about a seat: the state of its agent, and what headset and ACD say together. */
export const seatWords = [
  ...agentStates,
  "talking",
  "held",
  "muted",
  "ringing",
  "pending",
  "refused",
  "failed",
  "absent",
  "audioLost",
  "localActivity",
  "inConversation",
] as const;

export type SeatWord = (typeof seatWords)[number];

/** Whether a seat is what a word says. */
export function isSeat(look: SeatLook, word: SeatWord): boolean {
  const { state, callPhase, hint, notice } = look;
  switch (word) {
    case "talking":
      return state === "busy" && callPhase !== "held" && callPhase !== "dialing";
    case "held":
      return state === "busy" && callPhase === "held";
    case "muted":
      // A microphone that is off outside of calls tells nobody anything.
      return look.muted === true && (state === "busy" || notice === "inConversation");
    case "ringing":
      return state === "reserved";
    case "pending":
    case "refused":
    case "failed":
      return hint === word;
    case "absent":
      return !look.isPresent;
    case "audioLost":
    case "localActivity":
    case "inConversation":
      return notice === word;
    default:
      return state === word;
  }
}

/** A seat of which nothing but one such word is known. */
export function seatAs(word: SeatWord): SeatLook {
  const said = (state: AgentStateName, more: Partial<SeatLook> = {}): SeatLook => ({
    state,
    since: null,
    reason: null,
    pending: null,
    callKind: null,
    callPhase: null,
    confidence: "authoritative",
    muted: null,
    isPresent: true,
    notice: null,
    hint: null,
    ...more,
  });
  switch (word) {
    case "talking":
    case "held":
      return said("busy", { callPhase: word });
    case "muted":
      return said("busy", { muted: true });
    case "ringing":
      return said("reserved");
    case "pending":
    case "refused":
    case "failed":
      return said("notReady", { hint: word });
    case "absent":
      return said("unknown", { isPresent: false });
    case "audioLost":
      return said("busy", { notice: word });
    case "localActivity":
      return said("ready", { notice: word });
    case "inConversation":
      return said("unknown", { notice: word });
    default:
      return said(word);
  }
}

/** What a seat is as well whenever it is what the first word says. */
const wider: Readonly<Partial<Record<SeatWord, readonly SeatWord[]>>> = {
  talking: ["busy"],
  held: ["busy"],
  ringing: ["reserved"],
  reserved: ["ringing"],
  audioLost: ["busy"],
  localActivity: ["ready"],
  inConversation: ["unknown"],
};

/** Whether a seat is one of some words whenever it is the first. */
export const coversWord = (words: readonly SeatWord[], word: SeatWord): boolean =>
  [word, ...(wider[word] ?? [])].some((one) => words.includes(one));
