import { Fault } from "../../ports/fault.ts";

/** One recorded call; times are seconds of the day, and may lie after midnight. */
export interface RecordedCall {
  readonly queue: string;
  readonly arrivedAt: number;
  readonly waitSeconds: number;
  readonly answered: boolean;
  /** Null when it was not recorded, and for a caller who hung up. */
  readonly talkSeconds: number | null;
}

export interface RecordedCalls {
  /** As the records have it: `1999-08-02`. */
  readonly date: string;
  /** In the order of arrival. */
  readonly calls: readonly RecordedCall[];
}

const HEADER = "queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex";
/** A hundred times the heaviest day we know. */
export const MOST_CALLS = 250_000;
/** No wait and no talk is longer than a day. */
const MOST_SECONDS = 86_400;
const MOST_AGENTS = 100_000;
/** More queues than any day has, so that a column taken for the queue by mistake is noticed. */
export const MOST_QUEUES = 100;

const advice = `the file must have the columns ${HEADER}, one call a line`;

const wrong = (what: string): Fault => new Fault("DAY_RECORDS", what, advice);

class Row {
  readonly #cells: readonly string[];
  readonly #place: string;

  /** `place` says where the row stands. */
  constructor(text: string, place: string) {
    this.#cells = text.split(",");
    this.#place = place;
    if (this.#cells.length !== 6) throw this.fault(`has ${this.#cells.length} columns, not 6`);
  }

  fault(what: string): Fault {
    return wrong(`${this.#place} ${what}`);
  }

  text(column: number): string {
    return String(this.#cells[column]);
  }

  matching(column: number, pattern: RegExp, what: string): RegExpExecArray {
    const found = pattern.exec(this.text(column));
    if (found !== null) return found;
    const name = HEADER.split(",")[column];
    throw this.fault(`has ${JSON.stringify(this.text(column).slice(0, 40))} for ${name}, not ${what}`);
  }

  whole(column: number, most: number): number {
    const value = Number(this.matching(column, /^\d{1,6}$/, "a whole number"));
    if (value > most) throw this.fault(`has ${value} for ${HEADER.split(",")[column]}: at most ${most}`);
    return value;
  }

  wholeOrNothing(column: number, most: number): number | null {
    return this.text(column) === "" ? null : this.whole(column, most);
  }
}

interface Dated extends RecordedCall {
  readonly date: string;
}

const arrival = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;

function readRow(row: Row): Dated {
  const [queue] = row.matching(0, /^[\p{L}\p{N}][^\p{C}]{0,63}$/u, "a queue's id");
  const [, date = "", hours, minutes, seconds] = row.matching(
    1,
    arrival,
    "a time such as 1999-08-02T09:15:00",
  );
  const [outcome] = row.matching(3, /^(answered|abandoned)$/, "answered or abandoned");
  const waitSeconds = row.whole(2, MOST_SECONDS);
  const talkSeconds = row.wholeOrNothing(4, MOST_SECONDS);
  row.wholeOrNothing(5, MOST_AGENTS);
  const answered = outcome === "answered";
  if (!answered && talkSeconds !== null) throw row.fault("has a talk, but the caller hung up");
  const arrivedAt = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return { queue, arrivedAt, waitSeconds, answered, talkSeconds, date };
}

/** Reads the records of one day of calls; the first that does not fit is told with its file, line and column. */
export function readCalls(text: string, file: string): RecordedCalls {
  const [header, ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (header !== HEADER) throw wrong(`${file}: line 1 is not the expected header`);
  if (lines.at(-1) === "") lines.pop();
  if (lines.length > MOST_CALLS) throw wrong(`${file}: there are more than ${MOST_CALLS} calls`);
  const calls: RecordedCall[] = [];
  let date: string | null = null;
  for (const [index, line] of lines.entries()) {
    const row = new Row(line, `${file}: line ${index + 2}`);
    const { date: its, ...call } = readRow(row);
    date ??= its;
    if (its !== date) throw row.fault(`is of ${its}, but the first call is of ${date}`);
    calls.push(call);
  }
  if (date === null) throw wrong(`${file}: there is no call in it`);
  const queues = new Set(calls.map(({ queue }) => queue));
  if (queues.size > MOST_QUEUES) throw wrong(`${file}: there are more than ${MOST_QUEUES} queues`);
  return { date, calls: calls.sort((one, next) => one.arrivedAt - next.arrivedAt) };
}
