import fc from "fast-check";

/**
 * Properties draw the same cases in every run, so that a run that fails tells of a change and not of luck. To look for
 * new cases, and to see one again that was found: `BANDEAU_SEED=random npm test`, `BANDEAU_SEED=12345 npm test`.
 */
const wanted = process.env["BANDEAU_SEED"];
const seed = wanted === "random" ? null : Number(wanted ?? 20_261_122);
if (Number.isNaN(seed)) throw new Error(`BANDEAU_SEED is 'random' or a number, not '${wanted}'`);
if (seed !== null) fc.configureGlobal({ seed });
