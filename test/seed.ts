import fc from "fast-check";
import { beforeEach } from "vitest";
import { watched } from "./fuzz/watched.ts";

/**
 * Properties draw the same cases in every run, so that a run that fails tells of a change and not of luck. To look for
 * new cases, and to see one again that was found: `BANDEAU_SEED=random npm test`, `BANDEAU_SEED=12345 npm test`. What
 * `npm run fuzz` has found and kept is tried first by each property, in every run.
 */
const wanted = process.env["BANDEAU_SEED"];
const seed = wanted === "random" ? null : Number(wanted ?? 20_261_122);
if (Number.isNaN(seed)) throw new Error(`BANDEAU_SEED is 'random' or a number, not '${wanted}'`);

/** Where a property does not say how many cases it wants, a run that looks for new ones takes five times as many. */
const numRuns = process.env["BANDEAU_FUZZ"] === undefined ? {} : { numRuns: 500 };
fc.configureGlobal({ ...numRuns, ...(seed === null ? {} : { seed }) });

beforeEach(watched.testBegins);
