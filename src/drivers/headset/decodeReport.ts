import { readBits } from "./reportBits.ts";
import type { Control, HeadsetControls } from "./telephony.ts";

/** What a headset said. `state`: this is how it is now; `press`: once, which switches over whatever it is about. */
export type HeadsetEvent =
  | { readonly kind: "state"; readonly name: string; readonly value: number }
  | { readonly kind: "press"; readonly name: string };

/** The value of each input when it was last heard, in the order of the inputs. */
export type HeadsetState = readonly number[];

export interface DecodedReport {
  readonly state: HeadsetState;
  readonly events: readonly HeadsetEvent[];
  /** Why the report, or a part of it, could not be read; null when all is well. */
  readonly problem: string | null;
}

/** A headset of which nothing was heard yet: every value rests. */
export const restingState = ({ inputs }: HeadsetControls): HeadsetState => inputs.map(() => 0);

/** `HookSwitch=1`, `PhoneMute!` */
export const eventText = (event: HeadsetEvent): string =>
  event.kind === "press" ? `${event.name}!` : `${event.name}=${event.value}`;

/** Null: the report is too short, or the value says nothing. */
function valueIn(payload: Uint8Array, control: Control): number | null {
  const { bitOffset, bitSize, isSigned, range, arrayValue } = control;
  if (arrayValue !== null) return isHeld(payload, control, arrayValue);
  const raw = readBits(payload, bitOffset, bitSize);
  if (raw === null) return null;
  const value = isSigned && raw >= 2 ** (bitSize - 1) ? raw - 2 ** bitSize : raw;
  return range !== null && (value < range.least || value > range.most) ? null : value;
}

/** 1 when a key is among those that an array names, else 0. */
function isHeld(payload: Uint8Array, { bitOffset, bitSize, slots }: Control, key: number): 0 | 1 | null {
  const held = Array.from({ length: slots }, (_, slot) =>
    readBits(payload, bitOffset + slot * bitSize, bitSize),
  );
  if (held.includes(null)) return null;
  return held.includes(key) ? 1 : 0;
}

/**
 * What a change of a value says. A relative value of 1 switches over and its 0 says nothing; one that can be negative has
 * a value for on and one for off. A reject key is pressed, however it is declared.
 */
function eventOf({ name, type, isSigned }: Control, value: number): HeadsetEvent | null {
  if (type === "absolute" && name !== "Reject") return { kind: "state", name, value };
  if (value === 0) return null;
  return isSigned && name !== "Reject"
    ? { kind: "state", name, value: value > 0 ? 1 : 0 }
    : { kind: "press", name };
}

const refused = (state: HeadsetState, problem: string): DecodedReport => ({ state, events: [], problem });

/**
 * What one input report says that the ones before it did not; where reports are numbered it begins with its number.
 * Only changes speak, so that a report that comes twice is one press. Fields that a short report lacks stay as they were.
 */
export function decodeReport(
  controls: HeadsetControls,
  previous: HeadsetState,
  report: Uint8Array,
): DecodedReport {
  const reportId = controls.isNumbered ? report[0] : 0;
  if (reportId === undefined) return refused(previous, "the report is empty: its number is missing");
  const declared = controls.inputBits.get(reportId);
  if (declared === undefined) return refused(previous, unknown(reportId, controls));
  const payload = controls.isNumbered ? report.subarray(1) : report;
  const state = [...previous];
  const events: HeadsetEvent[] = [];
  for (const [index, control] of controls.inputs.entries()) {
    if (control.reportId !== reportId) continue;
    const value = valueIn(payload, control);
    if (value === null || value === state[index]) continue;
    state[index] = value;
    const event = eventOf(control, value);
    if (event !== null) events.push(event);
  }
  const needed = Math.ceil(declared / 8);
  const problem =
    payload.length < needed
      ? `the report is too short: ${payload.length} of ${needed} bytes${controls.isNumbered ? " behind its number" : ""}`
      : null;
  return { state, events, problem };
}

function unknown(reportId: number, { isNumbered, inputBits }: HeadsetControls): string {
  if (!isNumbered) return "the descriptor has no input report";
  const known = [...inputBits.keys()].join(", ");
  return `input report ${reportId} is not in the descriptor, which has ${known === "" ? "none" : known}`;
}
