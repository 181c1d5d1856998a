import type { Fault } from "../../ports/fault.ts";

/** What is wrong with a twin; a test sets what it wants. */
export interface TwinFaults {
  /** So many answers to the Off-Hook LED are lost. */
  lostAnswers: number;
  /** Every report comes again two milliseconds later. */
  doubled: boolean;
  /** The contact under the hook key bounces. */
  bouncing: boolean;
  /** So many of the next reports end in the middle. */
  shortReports: number;
  /** So many of the next reports have a number that the descriptor does not know. */
  unknownReports: number;
  /** It takes what is written and says nothing more. */
  silent: boolean;
  /** It speaks under the number of its maker's own report alone; null: it speaks as its descriptor says. */
  makersReport: number | null;
  /** A write takes so long, in milliseconds. */
  slowWriteMs: number;
  /** A write that never ends. */
  stuckWrites: boolean;
  /** Every write fails with this. */
  writeFails: Fault | null;
  /** Reports from before anybody listened, which are there at each opening. */
  staleReports: readonly Uint8Array[];
}

export const noFaults = (): TwinFaults => ({
  lostAnswers: 0,
  doubled: false,
  bouncing: false,
  shortReports: 0,
  unknownReports: 0,
  silent: false,
  makersReport: null,
  slowWriteMs: 0,
  stuckWrites: false,
  writeFails: null,
  staleReports: [],
});
