import type { WrittenLightRule } from "./lightRule.ts";
import type { SeatWord } from "./seatWords.ts";

type SeatRule = Omit<WrittenLightRule, "seat"> & { readonly is: readonly SeatWord[] };

/**
 * What the light of a seat shows unless its own rules say otherwise; an agent who is logged out, or of whom nobody knows
 * anything, leaves it dark. Whoever cannot tell red from green still can: ready is dimmer than a call, what must be
 * answered is fast, what waits for somebody is slow. Why an agent is not ready is nobody's business: all reasons look
 * the same, and so does an agent whose set is gone.
 */
const table: readonly SeatRule[] = [
  // Said for three seconds, and only after the agent's own press, so that it is no call that rings.
  { is: ["refused", "failed"], colour: "red", flash: "fast" },
  { is: ["pending"], colour: "white", flash: "slow" },
  { is: ["ringing"], colour: "green", flash: "fast" },
  { is: ["muted"], colour: "blue" },
  { is: ["held", "audioLost"], colour: "red", flash: "slow" },
  { is: ["busy"], colour: "red" },
  { is: ["localActivity"], colour: "green", flash: "slow" },
  { is: ["ready"], colour: "green", dim: 40 },
  { is: ["wrapUp"], colour: "amber", flash: "slow" },
  { is: ["notReady", "unreachable"], colour: "yellow" },
  // Only the headset says so while the ACD is silent.
  { is: ["inConversation"], colour: "amber", dim: 40 },
];

/** The usual rules for the light of a seat, which stand below its own ones. The state is the news: it waits for nothing. */
export const seatRules = (seat: string): readonly WrittenLightRule[] =>
  table.map((rule) => ({ minimumSeconds: 0, id: `seat ${rule.is[0]}`, ...rule, seat }));
