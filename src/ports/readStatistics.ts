import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";

/** What a reader has to know besides the message. */
export interface ReadContext {
  /** Time of reception; null while the wall clock cannot be trusted. Ages from a start time may need it. */
  readonly receivedAt: Instant | null;
  /** Whether to list what the message holds and nobody reads: for people who write a profile, not for the hot path. */
  readonly listIgnored: boolean;
}

/** One thing in a message that did not fit, and where. */
export interface ReadProblem {
  readonly path: string;
  readonly message: string;
}

/** Why a whole message was refused, in one word that can label a counter. */
export type Refusal = "not_json" | "too_deep" | "wrong_shape" | "wrong_version" | "no_queue";

export type ReadResult =
  | {
      readonly ok: true;
      /** Settled; one for each queue of the message. */
      readonly statistics: readonly QueueStatistics[];
      /** Agents that the message tells of; private reasons are already gone. */
      readonly agents: readonly AgentState[];
      readonly publishedAt: Instant | null;
      readonly validForSeconds: number | null;
      readonly ignored: readonly string[];
      /** In words, which parts of the message are about something else than the profile; for tools, as `ignored`. */
      readonly leftOut: readonly string[];
      readonly problems: readonly ReadProblem[];
    }
  | { readonly ok: false; readonly reason: Refusal; readonly problem: ReadProblem };

/**
 * Understands the messages of one ACD. The same messages in the same contexts give the same figures: where a message holds
 * only an event or what changed, the reader remembers what the ones before it said, so each source has a reader of its own.
 */
export interface ReadStatistics {
  /** True when the source sends only what changed, so that a null means "as before". */
  readonly partial: boolean;
  /** True when messages are events that only make sense one after the other, so that none may be left out. */
  readonly remembers: boolean;
  /**
   * Whether messages tell of single agents, and if so, each of them again and again or only when something changes: what
   * was told then holds for as long as the source speaks at all.
   */
  readonly agents: "none" | "repeated" | "whenChanged";
  read(text: string, context: ReadContext): ReadResult;
  /**
   * The piece of a message that names its only queue, null where it is written otherwise: a message with the same piece in the
   * same place is of the same queue. Absent where a message may tell of several, or of agents.
   */
  namePiece?(text: string): string | null;
  /** Cuts a capture of many messages into single ones, in order; one message gives itself. For tools. */
  messagesOf(text: string): readonly string[];
}
