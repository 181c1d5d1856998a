import { appendFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { fileNameOf, type KeptFailure, packValues, unpackValues } from "./keptFailure.ts";

type Place = Pick<KeptFailure, "file" | "test" | "nth">;

const keyOf = ({ file, test, nth }: Place): string => JSON.stringify([file, test, nth]);

const top = join(import.meta.dirname, "../..");

/**
 * Lets every property try its kept failures before anything else, and, where there is a folder for it, writes down how
 * many cases ran and what failed.
 */
export function propertyWatch(kept: Iterable<KeptFailure>, folder: string | null) {
  const known = new Map<string, unknown[]>();
  for (const failure of kept) {
    if (failure.values === null) continue;
    known.set(keyOf(failure), [...(known.get(keyOf(failure)) ?? []), unpackValues(failure.values)]);
  }
  let nth = 0;
  const here = (): Place => {
    const { testPath, currentTestName } = expect.getState();
    return { file: relative(top, testPath ?? ""), test: currentTestName ?? "", nth: nth++ };
  };
  const plugin = (): fc.PluginInstance<unknown> => {
    const place = here();
    const old = known.get(keyOf(place)) ?? [];
    let tried = 0;
    return {
      decorateGenerate: (generate) => (random, runId) =>
        tried < old.length ? new fc.Value(old[tried++], undefined) : generate(random, runId),
      onAllRunsComplete: (details) => {
        if (folder !== null) writeDown(folder, place, details);
      },
    };
  };
  /** To be called before each test: its properties are counted from 0. */
  const testBegins = (): void => {
    nth = 0;
  };
  return { plugin, testBegins };
}

function writeDown(folder: string, place: Place, details: fc.RunDetails<unknown>): void {
  const { failed, numRuns, seed, counterexample, counterexamplePath } = details;
  appendFileSync(join(folder, "counts"), `${numRuns}\n`);
  if (!failed) return;
  const failure: KeptFailure = {
    ...place,
    seed,
    path: counterexamplePath ?? "",
    counterexample: fc.stringify(counterexample),
    values: counterexample === null ? null : packValues(counterexample),
  };
  writeFileSync(join(folder, fileNameOf(failure)), `${JSON.stringify(failure, null, 2)}\n`);
}
