import type { z } from "zod";
import { checkShape } from "../config/checkShape.ts";
import { Findings } from "../config/findings.ts";
import type { Problem } from "../config/problem.ts";
import { problemLines } from "../config/problemReport.ts";
import { readText } from "../config/readText.ts";
import { LONGEST_FILE_BYTES, readYaml } from "../config/readYaml.ts";
import { Fault } from "../ports/fault.ts";

/** A kind of file in `devices/`, in words for whoever writes one. */
export interface DefinitionKind<Definition> {
  readonly schema: z.ZodType<Definition>;
  /** As in "is not the file of a display model". */
  readonly called: string;
  readonly advice: string;
}

/** Whether a name on the command line is the path of a file that somebody is still writing. */
export const isDefinitionPath = (name: string): boolean => /\.ya?ml$/i.test(name);

/** One definition by the path of its file; a Fault with every problem and its place when it is none. */
export async function readDefinitionFile<Definition>(
  file: string,
  { schema, called, advice }: DefinitionKind<Definition>,
): Promise<Definition> {
  const wrong = (problems: readonly Problem[]): Fault =>
    new Fault(
      "NO_MODEL",
      [`${file} is not the file of ${called}:`, ...problemLines(problems)].join("\n"),
      advice,
    );
  const text = await readText(file, LONGEST_FILE_BYTES);
  const read = text.ok ? readYaml(text.text, file) : { ok: false as const, problems: [text.problem] };
  if (!read.ok) throw wrong(read.problems);
  const findings = new Findings(read.yaml);
  const definition = checkShape(schema, findings);
  if (definition === null) throw wrong(findings.of("error"));
  return definition;
}
