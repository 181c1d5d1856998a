import type { ReadProblem } from "../../../ports/readStatistics.ts";
import type { JsonObject } from "../boundedJson.ts";
import { note } from "../readStatistics.ts";
import { type Agent, agentOf, countAgents, pendingOf, sinceOf, wordOf } from "./agents.ts";
import { Members } from "./members.ts";
import { type Cells, cell, type Table } from "./outputs.ts";
import { unreadColumns } from "./unread.ts";

/** More queues and agents than any switch has; what comes beyond is not taken in. */
const mostQueues = 2_000;
const mostAgents = 20_000;

/** What one message told of, and so what may be said anew. */
export class Turn {
  readonly problems: ReadProblem[] = [];
  /** Names of columns and headers that nobody reads. */
  readonly unread = new Set<string>();
  /** Queues by the counters of their row. */
  readonly totals = new Map<string, Cells>();
  readonly callers = new Set<string>();
  readonly teams = new Set<string>();
  readonly people = new Set<string>();
  everyTeam = false;
}

const nameOf = (cells: Cells, column: string): string => cell(cells, column).slice(0, 128);

const flags: ReadonlyMap<string | undefined, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

const tooMany = (turn: Turn, kind: string): null => note(turn.problems, kind, "are more than can be kept");

function rowsByQueue(rows: readonly Cells[]): Map<string, readonly Cells[]> {
  const queues = new Map<string, Cells[]>();
  for (const cells of rows) {
    const queue = nameOf(cells, "queue");
    const own = queues.get(queue) ?? [];
    own.push(cells);
    queues.set(queue, own);
  }
  return queues;
}

const namesOf = (rows: readonly Cells[], column: string): ReadonlySet<string> =>
  new Set(rows.map((cells) => nameOf(cells, column)));

/**
 * What the tables and events of one switch have told so far. A table replaces the one before it; who left a table is gone.
 * Nothing is kept that tells who calls.
 */
export class CallcenterMemory {
  /** For each queue of the last list, whether it spares agents on calls outside the queues; null when it does not say. */
  #skips = new Map<string, boolean | null>();
  readonly #members = new Map<string, Members>();
  #tiers = new Map<string, ReadonlySet<string>>();
  /** Whether all tiers were listed, so that a queue without any has no agents. */
  #allTiers = false;
  #agents = new Map<string, Agent>();
  /** Whether all agents were listed, so that one who is not among them is gone. */
  #allAgents = false;
  /** Agents came before anything told which queues they serve. */
  #unjoined = false;

  take(table: Table, turn: Turn): void {
    for (const name of unreadColumns(table)) turn.unread.add(name);
    if (table.kind === "queues") this.#takeQueues(table, turn);
    else if (table.kind === "members") this.#takeMembers(table, turn);
    else if (table.kind === "tiers") this.#takeTiers(table, turn);
    else this.#takeAgents(table, turn);
  }

  /** Callers of a queue; undefined until its table was seen, since an event alone tells nothing of the others. */
  membersOf(queue: string): Members | undefined {
    return this.#members.get(queue);
  }

  /** Changes one agent; not one who was never listed. */
  changeAgent(name: string, change: Partial<Agent>, turn: Turn): void {
    const agent = this.#agents.get(name);
    if (agent === undefined) return;
    this.#agents.set(name, { ...agent, ...change });
    this.#tellOf(name, turn);
  }

  /** One row for each queue that was told of, with no more than what was told. */
  queueRows(turn: Turn, nowSeconds: number | null): readonly JsonObject[] {
    const teams = turn.everyTeam ? this.#knownTeams() : turn.teams;
    const queues = new Set([...turn.totals.keys(), ...turn.callers, ...teams]);
    return [...queues].flatMap((queue) => {
      const told = {
        ...totalsOf(turn.totals.get(queue)),
        ...(turn.callers.has(queue) ? this.#members.get(queue)?.counts() : {}),
        ...(teams.has(queue) ? this.#team(queue, turn, nowSeconds) : {}),
      };
      return Object.keys(told).length === 0 ? [] : [{ queue, ...told }];
    });
  }

  /** One row for each agent who was told of. */
  agentRows(turn: Turn, nowSeconds: number | null): readonly JsonObject[] {
    return [...turn.people].flatMap((name) => {
      const agent = this.#agents.get(name);
      // Of a person it is true in every queue that he is on a call elsewhere.
      const word = agent === undefined ? null : wordOf(agent, nowSeconds, true);
      if (agent === undefined) return [];
      const state = word ?? "Unknown";
      return [
        {
          name,
          state,
          since: sinceOf(agent, word),
          pending: pendingOf(agent, word),
          extension: agent.extension,
        },
      ];
    });
  }

  #takeQueues({ rows }: Table, turn: Turn): void {
    this.#skips = new Map();
    for (const cells of rows) {
      const name = nameOf(cells, "name");
      this.#skips.set(name, flags.get(cells.get("skip_agents_with_external_calls")) ?? null);
      turn.totals.set(name, cells);
    }
  }

  #takeMembers({ rows, queue }: Table, turn: Turn): void {
    const queues = queue === null ? rowsByQueue(rows) : new Map([[queue, rows]]);
    for (const [name, callers] of queues) {
      if (!this.#members.has(name) && this.#members.size >= mostQueues) tooMany(turn, "members");
      else {
        this.#members.set(name, new Members(callers));
        turn.callers.add(name);
      }
    }
  }

  #takeTiers({ rows, queue }: Table, turn: Turn): void {
    if (queue === null) {
      this.#tiers = new Map([...rowsByQueue(rows)].map(([name, own]) => [name, namesOf(own, "agent")]));
      this.#allTiers = true;
    } else this.#setTeam(queue, namesOf(rows, "agent"), turn);
    if (this.#unjoined) turn.everyTeam = true;
    this.#unjoined = false;
  }

  #takeAgents({ rows, queue, whole }: Table, turn: Turn): void {
    if (whole && queue === null) {
      this.#agents = new Map();
      this.#allAgents = true;
      turn.everyTeam = true;
    }
    for (const cells of rows) this.#setAgent(agentOf(cells), turn);
    if (queue !== null && whole) this.#setTeam(queue, namesOf(rows, "name"), turn);
    if (queue !== null && this.#tiers.has(queue)) turn.teams.add(queue);
    if (this.#tiers.size === 0 && !this.#allTiers) this.#unjoined = true;
  }

  #setAgent(agent: Agent, turn: Turn): void {
    if (!this.#agents.has(agent.name) && this.#agents.size >= mostAgents) tooMany(turn, "agents");
    else {
      this.#agents.set(agent.name, agent);
      if (turn.everyTeam) turn.people.add(agent.name);
      else this.#tellOf(agent.name, turn);
    }
  }

  /** An agent who changed changes the figures of each queue that he serves. */
  #tellOf(name: string, turn: Turn): void {
    turn.people.add(name);
    for (const [queue, names] of this.#tiers) if (names.has(name)) turn.teams.add(queue);
  }

  #setTeam(queue: string, names: ReadonlySet<string>, turn: Turn): void {
    if (!this.#tiers.has(queue) && this.#tiers.size >= mostQueues) tooMany(turn, "tiers");
    else this.#tiers.set(queue, names);
  }

  /** Queues of which it is known whether anybody serves them. */
  #knownTeams(): ReadonlySet<string> {
    const others = this.#allTiers ? [...this.#skips.keys(), ...this.#members.keys()] : [];
    return new Set([...this.#tiers.keys(), ...others]);
  }

  #team(queue: string, turn: Turn, nowSeconds: number | null): object {
    const names = [...(this.#tiers.get(queue) ?? [])];
    const agents = names.map((name) => this.#agents.get(name));
    const here = this.#allAgents ? agents.filter((agent) => agent !== undefined) : agents;
    const skips = this.#skips.get(queue) ?? null;
    const words = here.map((agent) => (agent === undefined ? null : wordOf(agent, nowSeconds, skips)));
    const counts = countAgents(words);
    if (counts === null)
      note(turn.problems, "agents", "are not counted: what one of them does cannot be told");
    return counts ?? {};
  }
}

function totalsOf(cells: Cells | undefined): object {
  if (cells === undefined) return {};
  return { callsAnswered: cells.get("calls_answered"), callsAbandoned: cells.get("calls_abandoned") };
}
