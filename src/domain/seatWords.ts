import { agentStates } from "./agentState.ts";
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
