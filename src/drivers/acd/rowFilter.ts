import type { JsonObject } from "./boundedJson.ts";
import { matcher } from "./compileField.ts";
import { counted } from "./counted.ts";
import { compilePath, keysOf } from "./fieldPath.ts";
import type { Profile, ProfileOptions } from "./profileSchema.ts";
import { note, type ReadProblem } from "./readStatistics.ts";

/** Which rows of a message count. */
export interface RowFilter {
  wanted(rows: readonly JsonObject[], problems: ReadProblem[]): readonly JsonObject[];
  /** In words why the others do not. */
  leftOut(rows: readonly JsonObject[]): readonly string[];
}

/** Calls are what a wallboard is about: rows of mail and chat stay out unless the site asks for them. */
const usualChannels: readonly string[] = ["voice"];

/** One sentence for each condition of `keep:` that rows do not meet. */
export function keptBy(keep: Profile["keep"], one: string): Pick<RowFilter, "leftOut"> {
  const conditions = Object.entries(keep).map(([key, words]) => ({
    key,
    words,
    fits: matcher({ [key]: words }),
  }));
  return {
    leftOut: (rows) =>
      conditions.flatMap(({ key, words, fits }) => {
        const out = rows.filter((row) => !fits(row)).length;
        return out === 0 ? [] : [`${counted(out, one)}: ${key} is none of ${words.join(", ")}`];
      }),
  };
}

/** Rows of queues by `keep:` and by their channel. */
export function rowFilter({ keep, channel }: Profile, { channels }: ProfileOptions): RowFilter {
  const keeps = matcher(keep);
  const { leftOut } = keptBy(keep, "row");
  if (channel === undefined) return { wanted: (rows) => rows.filter(keeps), leftOut };
  const words = channels ?? usualChannels;
  const wanted = new Set(words.map((name) => name.toLowerCase()));
  const find = compilePath(channel);
  const isOther = (row: JsonObject): boolean => {
    const found = find(row);
    return typeof found === "string" && !wanted.has(found.trim().toLowerCase());
  };
  return {
    wanted: (rows, problems) =>
      rows.filter((row) => {
        if (!keeps(row) || isOther(row)) return false;
        return typeof find(row) === "string" || note(problems, "channel", "is missing") !== null;
      }),
    leftOut(rows) {
      const out = rows.filter(isOther).length;
      const name = keysOf(channel).join(".");
      const other = `${counted(out, "row")}: channel ${name} is none of ${words.join(", ")} (option channels)`;
      return out === 0 ? leftOut(rows) : [...leftOut(rows), other];
    },
  };
}

/** Where nothing else was left out: what the message has that the profile is not about. */
export function notMapped(
  { queue, agent }: Profile,
  rows: readonly unknown[],
  agents: readonly unknown[],
): readonly string[] {
  if (queue === undefined && agent !== undefined && agents.length === 0 && rows.length > 0) {
    const place = keysOf(agent.rows).join(".");
    return [place === "" ? "this profile maps agents, not queues" : `no list of agents at ${place}`];
  }
  return [];
}
