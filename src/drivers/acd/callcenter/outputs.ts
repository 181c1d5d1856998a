import type { ReadProblem } from "../../../ports/readStatistics.ts";
import { note } from "../readStatistics.ts";

/** More rows than any table of a call centre has. */
const mostRows = 20_000;

/** The tables of mod_callcenter that matter here. */
type TableKind = "queues" | "members" | "agents" | "tiers";

/** One line of a table: its cells by the names of the first line, in lower case. */
export type Cells = ReadonlyMap<string, string>;

/** A cell as text; empty where this version of the module has no such column. */
export const cell = (cells: Cells, column: string): string => cells.get(column) ?? "";

/** One table as it was printed. */
export interface Table {
  readonly kind: TableKind;
  /** The queue that was asked for; null when all were. */
  readonly queue: string | null;
  /** Whether it holds all rows there are (of that queue), so that what is not in it is gone. */
  readonly whole: boolean;
  readonly rows: readonly Cells[];
}

/** What was asked for, as far as the command is known. */
interface Question {
  readonly kind: TableKind;
  readonly queue: string | null;
  readonly whole: boolean;
}

/** A command where a console or a socket was copied, whatever stands before it. */
const command = /(?:^|[\s>])callcenter_config\s+(\S.*)$/i;

const refusal = /^-(ERR|USAGE)/;

/** What an answer will be about, by its command; null for a command that prints none of these tables. */
function questionOf(text: string): Question | null {
  const words = text.trim().split(/\s+/);
  const [section, action, first, second, third] = words.map((word, index) =>
    index < 3 ? word.toLowerCase() : word,
  );
  if (action !== "list") return null;
  if (section === "tier") return { kind: "tiers", queue: null, whole: true };
  if (section === "agent") return { kind: "agents", queue: null, whole: first === undefined };
  if (section !== "queue") return null;
  if (first === undefined) return { kind: "queues", queue: null, whole: true };
  if (second === undefined || !(first === "members" || first === "agents" || first === "tiers")) return null;
  // A status after the queue leaves agents out.
  return { kind: first, queue: second, whole: third === undefined };
}

/** Columns by which a table is told from the others, its own first one first, and the one whose text may hold a bar. */
const forms: readonly { readonly kind: TableKind; readonly has: readonly string[]; readonly free: string }[] =
  [
    { kind: "members", has: ["queue", "uuid", "joined_epoch", "state"], free: "cid_name" },
    { kind: "tiers", has: ["queue", "agent", "level"], free: "queue" },
    { kind: "agents", has: ["name", "status", "state"], free: "contact" },
    { kind: "queues", has: ["name", "strategy"], free: "moh_sound" },
  ];

interface Header {
  readonly kind: TableKind;
  readonly columns: readonly string[];
  readonly free: number;
}

function headerOf(line: string): Header | null {
  const columns = line.split("|").map((column) => column.trim().toLowerCase());
  const form = forms.find(
    ({ has }) => has[0] === columns[0] && has.every((column) => columns.includes(column)),
  );
  return form === undefined ? null : { kind: form.kind, columns, free: columns.indexOf(form.free) };
}

/** Cells by column. A bar in the one free text moves what follows, so that is counted from the end. */
function cellsOf(line: string, { columns, free }: Header): Cells | null {
  const cells = line.split("|");
  const extra = cells.length - columns.length;
  if (extra < 0 || (extra > 0 && free < 0)) return null;
  return new Map(
    columns.map((column, index) => [column, String(cells[index > free ? index + extra : index]).trim()]),
  );
}

/** Reads outputs line by line; a table counts once its end was seen. */
class Outputs {
  readonly tables: Table[] = [];
  readonly #problems: ReadProblem[];
  #question: Question | null;
  #header: Header | null = null;
  #rows: Cells[] = [];
  #broken = false;

  constructor(problems: ReadProblem[], question: Question | null) {
    this.#problems = problems;
    this.#question = question;
  }

  take(line: string): void {
    // Rows come first: a caller may call himself whatever he likes, a command included.
    const isRow = line.includes("|");
    const asked = isRow ? null : command.exec(line);
    if (isRow) this.#bars(line);
    else if (asked !== null) this.#ask(questionOf(String(asked[1])));
    else if (line.startsWith("+OK")) this.end();
    else if (refusal.test(line)) this.#refused();
  }

  /** The end of an output. Without a first line it is an empty table, and only its command tells of what. */
  end(): void {
    const { kind, queue, whole } = this.#question ?? { kind: this.#header?.kind, queue: null, whole: true };
    if (kind === undefined)
      this.#tell("is an empty table, and of what is not said: send the command with it");
    else if (this.#broken) this.#tell("has a line with too few columns, so that the table is not used");
    else this.tables.push({ kind, queue, whole, rows: this.#rows });
    this.#clear();
  }

  /** No more lines. A table without its end may lack rows, and some of the callers would look like all of them. */
  stop(): void {
    if (this.#header !== null) this.#tell("ends without +OK, so that the table is not used");
    this.#clear();
  }

  #ask(question: Question | null): void {
    this.stop();
    this.#question = question;
  }

  #refused(): void {
    this.#tell("was refused by FreeSWITCH");
    this.#clear();
  }

  #bars(line: string): void {
    const header = headerOf(line);
    if (header !== null) this.#begin(header);
    else if (this.#header !== null) this.#row(line, this.#header);
  }

  #begin(header: Header): void {
    // A first line in the middle: the table before it was cut off.
    if (this.#header !== null) this.stop();
    this.#header = header;
    if (this.#question?.kind !== header.kind) this.#question = null;
  }

  #row(line: string, header: Header): void {
    const cells = this.#rows.length < mostRows ? cellsOf(line, header) : null;
    if (cells === null) this.#broken = true;
    else this.#rows.push(cells);
  }

  #tell(message: string): void {
    note(this.#problems, this.#question?.kind ?? this.#header?.kind ?? "", message);
  }

  #clear(): void {
    this.#question = null;
    this.#header = null;
    this.#rows = [];
    this.#broken = false;
  }
}

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/);

/** The tables in what a console or a socket printed, one output after the other, with or without their commands. */
export function tablesIn(text: string, problems: ReadProblem[]): readonly Table[] {
  const outputs = new Outputs(problems, null);
  for (const line of linesOf(text)) outputs.take(line);
  outputs.stop();
  return outputs.tables;
}

/** The table that answers one command. It came as one text, so that its end need not be marked. */
export function tableOf(asked: string, output: string, problems: ReadProblem[]): readonly Table[] {
  const question = questionOf(command.exec(asked)?.[1] ?? asked);
  if (question === null) return [];
  const outputs = new Outputs(problems, question);
  const lines = linesOf(output).filter((line) => line.trim() !== "");
  for (const line of lines) outputs.take(line);
  const ended = lines.some((line) => line.startsWith("+OK") || refusal.test(line));
  if (!ended) outputs.end();
  return outputs.tables;
}
