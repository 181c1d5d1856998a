import { resolve } from "node:path";
import { expect, it } from "vitest";
import { markdownTable } from "../../bench/markdownTable.ts";
import { compare, type Holdings } from "../../bench/soak/holdings.ts";
import { measureSoak } from "../../bench/soak/measureSoak.ts";

/** Hours of traffic; a week is 168. */
const HOURS = Number(process.env["BANDEAU_SOAK_HOURS"] ?? 10);
const SECONDS_PER_HOUR = Number(process.env["BANDEAU_SOAK_SECONDS"] ?? 8);
/** A recorded day of calls in place of simulated ones. */
const DAY = process.env["BANDEAU_SOAK_DAY"];
const STARTING_MS = 90_000;

const row = (values: readonly (number | string)[]): string[] =>
  values.map((value) => (typeof value === "number" ? String(Math.round(value * 100) / 100) : value));

it(
  `a daemon holds and does after ${HOURS} hours of traffic what it did after the first`,
  async () => {
    const tell = (hour: number, holdings: Holdings): void => {
      if (hour <= 2 || hour % 24 === 0) process.stdout.write(`hour ${hour}: ${JSON.stringify(holdings)}\n`);
    };
    const day = DAY === undefined ? null : resolve(DAY);
    const hours = await measureSoak({ hours: HOURS, secondsPerHour: SECONDS_PER_HOUR, day, tell });
    const compared = compare(hours);
    const rows = compared.map(({ what, first, last, holds }) =>
      row([what, holds ? "holds" : "GROWS", first, last]),
    );
    process.stdout.write(
      `${markdownTable(["what", "verdict", "after the first hour", "at the end"], rows)}\n`,
    );
    expect(compared.filter(({ holds }) => !holds)).toEqual([]);
  },
  STARTING_MS + 2 * HOURS * SECONDS_PER_HOUR * 1_000,
);
