import { z } from "zod";
import { isJsonObject, own } from "./boundedJson.ts";
import { takeEvent } from "./callcenter/events.ts";
import { CallcenterMemory, Turn } from "./callcenter/memory.ts";
import { tableOf, tablesIn } from "./callcenter/outputs.ts";
import { eventHeaders, unreadHeaders } from "./callcenter/unread.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import { jsonValues, objectMessages } from "./jsonValues.ts";
import type { ProfileReader, RowReader, Rows } from "./profileReader.ts";
import { note } from "./readStatistics.ts";
import { spelling } from "./spelling.ts";

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

const spelled = spelling(["command", "output", ...eventHeaders]);

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** One switch: outputs of callcenter_config and events, in any order and in any mixture. */
class CallcenterText implements RowReader {
  readonly #wantsAgents: boolean;
  readonly #memory = new CallcenterMemory();

  constructor(wantsAgents: boolean) {
    this.#wantsAgents = wantsAgents;
  }

  messagesOf(text: string): readonly string[] {
    return isJson(text) ? objectMessages(text) : [text];
  }

  read(text: string, { receivedAt }: Parameters<RowReader["read"]>[1]): Rows {
    const turn = new Turn();
    const refusal = isJson(text) ? this.#readJson(text, turn) : this.#readText(text, turn);
    if (refusal !== null) return refusal;
    const nowSeconds = receivedAt === null ? null : receivedAt / 1_000;
    const rows = this.#memory.queueRows(turn, nowSeconds);
    const agents = this.#wantsAgents ? this.#memory.agentRows(turn, nowSeconds) : [];
    const { problems, unread } = turn;
    // All keys of the rows are ours: they are counts over tables.
    const made = new Set([...rows, ...agents].flatMap((row) => Object.keys(row)));
    return { ok: true, rows, agents, problems, unread: [...unread], made };
  }

  #readText(text: string, turn: Turn): Rows | null {
    const tables = tablesIn(text, turn.problems);
    for (const table of tables) this.#memory.take(table, turn);
    const [problem] = turn.problems;
    if (tables.length > 0) return null;
    return wrong(
      problem === undefined
        ? "holds no table of callcenter_config"
        : `${problem.path} ${problem.message}`.trim(),
    );
  }

  #readJson(text: string, turn: Turn): Rows | null {
    const json = jsonValues(text);
    if (!json.ok) return json;
    const { values } = json;
    if (values.length > MOST_ROWS) return wrong(`holds more than ${MOST_ROWS} outputs and events`);
    const understood = values.filter((value, index) => this.#takeJson(value, index, turn)).length;
    return understood === 0 && values.length > 0
      ? wrong("is neither an output with its command nor an event")
      : null;
  }

  #takeJson(value: unknown, index: number, turn: Turn): boolean {
    const object = isJsonObject(value) ? spelled(value) : {};
    const [command, output] = [own(object, "command"), own(object, "output")];
    if (typeof command === "string" && typeof output === "string") {
      for (const table of tableOf(command, output, turn.problems)) this.#memory.take(table, turn);
      return true;
    }
    if (typeof own(object, "CC-Action") === "string") {
      for (const name of unreadHeaders(object)) turn.unread.add(name);
      takeEvent(object, this.#memory, turn);
      return true;
    }
    note(turn.problems, `${index}`, "is neither an output with its command nor an event");
    return false;
  }
}

/**
 * What FreeSWITCH's mod_callcenter prints and tells: the tables of queues, callers, agents and tiers, and the events
 * `callcenter::info`. Agents belong to a queue by its tiers, so that the figures of a queue are joined from several tables.
 */
export const callcenterText: ProfileReader<Record<string, never>> = {
  remembers: true,
  layout: z.strictObject({}),
  open: ({ agentRows }) => new CallcenterText(agentRows !== null),
};
