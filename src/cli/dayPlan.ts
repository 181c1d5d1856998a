import { readText } from "../config/readText.ts";
import { Fault } from "../ports/fault.ts";
import { type CallDay, readCallDay } from "../simulated/callDay.ts";
import { checkTopicIds } from "./topicId.ts";

export interface DayOptions {
  /** File of a recorded day. */
  readonly day: string;
  /** HH:MM of that day. */
  readonly from?: string;
  readonly to?: string;
  /** HH:MM at which the day's clock stops for a while. */
  readonly at?: readonly string[];
  /** The clock stops each so many minutes too. */
  readonly stepMinutes?: number;
}

/** A day to be replayed; times are seconds of that day. */
export interface DayPlan {
  readonly day: CallDay;
  readonly from: number;
  readonly to: number;
  /** Where the clock stops, in order. */
  readonly holds: readonly number[];
}

/** The records of a day are a quarter of a megabyte at most; more than this is another file. */
const MOST_BYTES = 16_777_216;
/** One a minute of the day is plenty. */
const MOST_HOLDS = 1_440;

/** Reads a recorded day, and where to stop in it. */
export async function planDay(options: DayOptions): Promise<DayPlan> {
  const from = secondOfDay("--from", options.from ?? "00:00");
  const to = secondOfDay("--to", options.to ?? "23:59");
  if (to < from) throw wrongTime("--to lies before --from");
  const named = (options.at ?? []).map((text) => secondOfDay("--at", text));
  const outside = named.find((second) => second < from || second > to);
  if (outside !== undefined) throw wrongTime(`--at ${clockOf(outside)} is not between --from and --to`);
  const holds = [...new Set([...named, ...steps(from, to, options.stepMinutes)])].sort((a, b) => a - b);
  const text = await readText(options.day, MOST_BYTES);
  if (!text.ok) throw unreadable(`${options.day} ${text.problem.message}`);
  if (text.text.length > MOST_BYTES) throw unreadable(`${options.day} is too long for a day of calls`);
  const day = readCallDay(text.text, options.day);
  checkTopicIds([...day.queues, "all"]);
  return { day, from, to, holds };
}

function steps(from: number, to: number, stepMinutes: number | undefined): number[] {
  if (stepMinutes === undefined) return [];
  const step = Math.max(1, Math.round(stepMinutes * 60));
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST_HOLDS)
    throw wrongTime(`--step-minutes gives ${count} stops, at most ${MOST_HOLDS} are possible`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/** A second of the day as 09:15:00. */
export function clockOf(second: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

function secondOfDay(option: string, text: string): number {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (found === null) throw wrongTime(`${option} ${text.slice(0, 20)} is not a time of day`);
  const [, hours, minutes, seconds = "0"] = found;
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

const wrongTime = (what: string): Fault =>
  new Fault("DAY_TIME", what, "write times as 09:15, in the day's order");

const unreadable = (what: string): Fault =>
  new Fault("DAY_FILE", what, "give the file of one day of calls, and check who may read it");
