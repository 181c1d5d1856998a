import type { z } from "zod";
import type { ReadProblem } from "../../ports/readStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import type { FieldPath } from "./fieldPath.ts";
import type { ProfileOptions } from "./profileSchema.ts";
import type { ReadContext, Refusal } from "./readStatistics.ts";

/** A message that was understood. */
export interface Understood {
  readonly ok: true;
  /** Queues that this message says something about. */
  readonly rows: readonly JsonObject[];
  /** Agents that this message says something about. */
  readonly agents: readonly JsonObject[];
  /** What did not fit, in the words of the message. */
  readonly problems: readonly ReadProblem[];
  /** Names in the message that the reader passed over, never what stood there. For people who write a profile. */
  readonly unread?: readonly string[];
  /** Keys of rows that the reader made up, so that the message has nothing of that name. */
  readonly made?: ReadonlySet<string>;
  /** In words, what of the message was about something else. */
  readonly leftOut?: readonly string[];
}

/** What a message says, as flat as a table: one object for each queue and one for each agent. */
export type Rows = Understood | { readonly ok: false; readonly reason: Refusal; readonly message: string };

/** What the parts of one message say together; one that is refused is a problem, unless all are. */
export function together(parts: readonly Rows[]): Rows {
  const understood = parts.filter((part) => part.ok);
  const [refusal] = parts.filter((part) => !part.ok);
  if (understood.length === 0 && refusal !== undefined) return refusal;
  return {
    ok: true,
    rows: understood.flatMap(({ rows }) => rows),
    agents: understood.flatMap(({ agents }) => agents),
    problems: parts.flatMap((part) => (part.ok ? part.problems : [{ path: "", message: part.message }])),
    unread: understood.flatMap(({ unread }) => unread ?? []),
    made: new Set(understood.flatMap(({ made }) => [...(made ?? [])])),
    leftOut: understood.flatMap(({ leftOut }) => leftOut ?? []),
  };
}

/** The messages of one source. */
export interface RowReader {
  /** Reads one message; it may remember what earlier ones said, within a named bound. Never throws. */
  read(text: string, context: ReadContext): Rows;
  /** Cuts a capture of many messages into single ones, in order; one message gives itself. */
  messagesOf(text: string): readonly string[];
}

/** What the profile and the site tell a reader. */
export interface ReaderSetting<Layout> {
  /** Path of the list of queues in a message; "" is the message itself. */
  readonly rows: FieldPath;
  /** Path of the list of agents; null when the profile maps none. */
  readonly agentRows: FieldPath | null;
  /** `layout:` of the profile, checked by the reader's own schema. */
  readonly layout: Layout;
  readonly options: ProfileOptions;
}

/** Turns messages into rows; what a table of paths cannot say is code like this. */
export interface ProfileReader<Layout = unknown> {
  /** Form of `layout:`; a reader that needs none takes an empty object only. */
  readonly layout: z.ZodType<Layout>;
  /** Set where a message only makes sense after those before it, so that none may be left out. */
  readonly remembers?: true;
  /** A reader for one source, which knows nothing yet. */
  open(setting: ReaderSetting<Layout>): RowReader;
}
