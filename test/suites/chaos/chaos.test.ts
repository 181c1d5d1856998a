import { describe, expect, it } from "vitest";
import { ChaosRun, type ChaosTally } from "./chaosRun.ts";

/** The usual run is a short one; a night's run has ten thousand. */
const FAULTS = Number(process.env["CHAOS_FAULTS"] ?? 300);
const SEED = Number(process.env["CHAOS_SEED"] ?? 20_261_122);
const MOST_EVIDENCE = 30;
/** What all of it may take: a fault and its share of the quiet, and one quiet moment that lasts as long as any may. */
const LIMIT_MS = 180_000 + FAULTS * 1_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const inWords = ({ faults, kinds, facts, wrongFigures, slowestMs }: ChaosTally): string =>
  [
    `${faults} faults (seed ${SEED}): ${Object.entries(kinds)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}`,
    `${facts.read} changes of agents: ${facts.lost} lost, ${facts.duplicated} duplicated, ${facts.reordered} reordered, ` +
      `${facts.repeats} came again under their own id`,
    `${wrongFigures} wrong figures, slowest recovery ${(slowestMs / 1_000).toFixed(1)} s`,
  ].join("\n");

describe("a floor where everything breaks", () => {
  it(
    "is right again after each storm, and loses, doubles and reorders nothing",
    async () => {
      const tally = await ChaosRun.of(FAULTS, SEED, say).catch((error: unknown) => {
        throw new Error(`again with: npm run chaos -- --faults ${FAULTS} --seed ${SEED}`, { cause: error });
      });
      say(inWords(tally));
      for (const one of tally.evidence.slice(0, MOST_EVIDENCE)) say(one);
      const { lost, duplicated, reordered } = tally.facts;
      expect({ lost, duplicated, reordered, wrong: tally.wrongFigures }, `seed ${SEED}`).toEqual({
        lost: 0,
        duplicated: 0,
        reordered: 0,
        wrong: 0,
      });
      expect(tally.exit).toBe(0);
      expect(tally.facts.read).toBeGreaterThan(FAULTS / 20);
    },
    LIMIT_MS,
  );
});
