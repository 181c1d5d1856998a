import type { TwinLayout } from "./layout.ts";

/** How a make of headset behaves beyond its bits. Times in milliseconds. */
export interface HeadsetConduct {
  /** It answers the Off-Hook LED with its hook; one that has no such LED cannot. */
  readonly answersHook: boolean;
  /** Between the LED and that answer; makers publish none, a radio link needs tens of milliseconds. */
  readonly answerMs: number;
  /** A hook that nobody confirms goes back after this; an Engage 50 needs 2 to 2.5 s. */
  readonly unconfirmedMs: number;
  /** How long a key is held. */
  readonly pressMs: number;
  /** Its mute key and its mute LED are dead without a call, as the maker of Jabra says of his. */
  readonly muteNeedsOffHook: boolean;
  /** The second press of a mute key whose first one lit no LED; an Evolve2 40 was seen to say nothing. */
  readonly unansweredMute: "repeats" | "nothing";
  /** It says Phone Mute when the host lights or puts out its LED. */
  readonly echoesMute: boolean;
  /** Between Mute going out and the refusal of one whose arm is up; up to 700 were seen. */
  readonly refusalMs: number;
  /** How it says that a ringing call is not wanted. */
  readonly reject: "button" | "drop" | "hook0" | "pulse" | "none";
  /** What clearing Off-Hook means while Hold is lit: its end (keep: a host keeps Off-Hook lit), or that the call is parked (clear). */
  readonly hold: "keep" | "clear";
  /** It drops its hook once when a call was answered at the PC, right after it has said that the line is busy. */
  readonly dropsAfterAnswer: boolean;
  /** Its hook bit is a key: each press says 1 and then 0. */
  readonly hookIsKey: boolean;
  /** The feature report whose first bit has it speak on its maker's pages alone, as it does after power-up; null: it never does. */
  readonly gnModeReport: number | null;
  /** After it was plugged in: until it is listed (a GN 9350 needed 3 s), and until it may be opened. */
  readonly enumerationMs: number;
  readonly permissionMs: number;
}

const usual: Omit<HeadsetConduct, "reject" | "answersHook"> = {
  answerMs: 20,
  unconfirmedMs: 2_250,
  pressMs: 20,
  muteNeedsOffHook: false,
  unansweredMute: "repeats",
  echoesMute: false,
  refusalMs: 300,
  hold: "keep",
  dropsAfterAnswer: false,
  hookIsKey: false,
  gnModeReport: null,
  enumerationMs: 0,
  permissionMs: 0,
};

const ofVendor: ReadonlyMap<number, Partial<HeadsetConduct>> = new Map([
  [0x0b0e, { muteNeedsOffHook: true, unansweredMute: "nothing" }],
  [0x047f, { reject: "hook0", hold: "clear" }],
  [0x6993, { hold: "clear" }],
]);

const has = ({ inputs }: TwinLayout, wanted: string): boolean => inputs.some(({ name }) => name === wanted);

/** How a headset of this maker with these bits behaves. */
export function usualConduct(vendorId: number, layout: TwinLayout): HeadsetConduct {
  const reject = has(layout, "Reject") ? "button" : has(layout, "Drop") ? "drop" : "none";
  const answersHook = layout.outputs.some(({ name }) => name === "OffHook");
  return { ...usual, reject, answersHook, ...ofVendor.get(vendorId) };
}
