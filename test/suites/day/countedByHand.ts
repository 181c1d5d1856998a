import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One line of the records, cells as they are. */
interface Row {
  readonly queue: string;
  readonly arrival: number;
  readonly wait: number;
  readonly answered: boolean;
}

/** Where the recorded days lie. There is no day in this project: whoever runs the suite brings them. */
export function dayFile(date: string): string {
  const folder = process.env["BANDEAU_DAYS"];
  const wanted = `a folder with days/${date}.csv (queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex)`;
  if (!folder) throw new Error(`BANDEAU_DAYS is not set: it must name ${wanted}`);
  const file = join(folder, "days", `${date}.csv`);
  if (!existsSync(file)) throw new Error(`${file} is not there: BANDEAU_DAYS must name ${wanted}`);
  return file;
}

/** Reads the records with nothing of the program under test. */
export function readRows(file: string): readonly Row[] {
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(1);
  return lines.map((line) => {
    const [queue = "", arrival = "", wait, outcome] = line.split(",");
    const [hours, minutes, seconds] = arrival.slice(11).split(":").map(Number);
    return {
      queue,
      arrival: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds),
      wait: Number(wait),
      answered: outcome === "answered",
    };
  });
}

/** What stood at a second, by asking every call. Waiting is from the arrival up to but not in the wait's last second. */
function countAt(rows: readonly Row[], second: number) {
  const count = (holds: (row: Row) => boolean): number => rows.filter(holds).length;
  const isOver = ({ arrival, wait }: Row): boolean => arrival + wait <= second;
  const waiting = rows.filter((row) => row.arrival <= second && !isOver(row));
  return {
    waiting: waiting.length,
    longest: Math.max(0, ...waiting.map(({ arrival }) => second - arrival)),
    offered: count(({ arrival }) => arrival <= second),
    answered: count((row) => isOver(row) && row.answered),
    abandoned: count((row) => isOver(row) && !row.answered),
    inTarget: count((row) => isOver(row) && row.answered && row.wait <= 20),
  };
}

const right = (value: string | number, width: number): string => String(value).padStart(width);
/** Both ends of a row of twenty. */
const spread = (left: string, end: string): string => left + end.padStart(20 - left.length);
const wait = (seconds: number): string =>
  seconds < 3_600
    ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    : `${Math.floor(seconds / 3_600)}h${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`;

/** Both pages as a person must see them, rows joined with a slash. */
export function pagesAt(
  rows: readonly Row[],
  second: number,
): { readonly now: string; readonly day: string } {
  const all = countAt(rows, second);
  const ps = countAt(
    rows.filter(({ queue }) => queue === "PS"),
    second,
  );
  const level = all.offered === 0 ? "--" : `${Math.floor((100 * all.inTarget) / all.offered)}%`;
  return {
    now: [
      spread(`W${right(all.waiting, 3)} L${right(wait(all.longest), 5)}`, `R${right("--", 3)}`),
      `A${right(all.answered, 4)}/${right(all.offered, 4)}`,
    ].join(" / "),
    day: [
      spread(`SL${right(level, 4)}`, `AB${right(all.abandoned, 4)}`),
      spread(`PS${right(ps.waiting, 3)}`, right(wait(ps.longest), 5)),
    ].join(" / "),
  };
}
