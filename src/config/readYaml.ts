import { type Document, type LineCounter, parseDocument, type YAMLError } from "yaml";
import { linesIn, placeAt } from "./place.ts";
import { Positions } from "./positions.ts";
import { byPlace, fileProblem, type Problem } from "./problem.ts";
import { structureProblems } from "./yamlStructure.ts";
import { yamlWords } from "./yamlWords.ts";

/** A site of forty displays takes a twentieth of this; anything larger is not a configuration. */
export const LONGEST_FILE_BYTES = 1024 * 1024;

/** One mistake in the brackets causes many complaints; the first ones tell it. */
const MOST_SYNTAX_PROBLEMS = 20;

/** What aliases may blow a file up by, before it is taken for an attack. */
const MOST_ALIASES = 100;

/** A YAML file that was read: its content, and where each part of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly positions: Positions;
}

export type YamlResult =
  | { readonly ok: true; readonly yaml: YamlFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads YAML 1.2. Never throws: what is wrong comes back as problems with line and column. */
export function readYaml(written: string, file: string): YamlResult {
  const text = written.startsWith("\uFEFF") ? written.slice(1) : written;
  const unreadable = unreadableText(text, file);
  if (unreadable) return { ok: false, problems: [unreadable] };
  const lines = linesIn(text);
  try {
    const document = parseDocument(text, {
      version: "1.2",
      stringKeys: true,
      // We look for them ourselves: the library compares each key with each, and says less.
      uniqueKeys: false,
      prettyErrors: false,
      resolveKnownTags: false,
    });
    const problems = [
      ...syntaxProblems(document, lines, text, file),
      ...structureProblems(document, lines, file),
    ].toSorted(byPlace);
    if (problems.length > 0) return { ok: false, problems };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { ok: true, yaml: { file, value, positions: new Positions(document, lines, text) } };
  } catch {
    // The parser gave up on purpose: an alias bomb, or brackets nested beyond its stack.
    const advice = "write the repeated parts out, without & and *";
    return { ok: false, problems: [fileProblem(file, "this is too entangled to be read", advice)] };
  }
}

function unreadableText(text: string, file: string): Problem | null {
  if (Buffer.byteLength(text) > LONGEST_FILE_BYTES)
    return fileProblem(
      file,
      `is longer than ${LONGEST_FILE_BYTES / 1024} KiB`,
      "is this the configuration? It is usually a few hundred lines",
    );
  const found = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.exec(text);
  if (!found) return null;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    ...fileProblem(
      file,
      `holds the control character U+${code}`,
      "delete it: it is invisible in most editors",
    ),
    ...placeAt(linesIn(text), found.index),
  };
}

function syntaxProblems(document: Document, lines: LineCounter, text: string, file: string): Problem[] {
  const seen = new Set<number>();
  const problems: Problem[] = [];
  const complaints: readonly YAMLError[] = [...document.errors, ...document.warnings];
  for (const complaint of complaints) {
    const offset = Math.min(complaint.pos[0], Math.max(0, text.length - 1));
    const { line, column } = placeAt(lines, offset);
    if (seen.has(line) || problems.length >= MOST_SYNTAX_PROBLEMS) continue;
    seen.add(line);
    const [sourceLine] = text.slice(offset - column + 1).split("\n", 1);
    const words = yamlWords(complaint.code, complaint.message, String(sourceLine));
    problems.push({ ...fileProblem(file, words.message, words.advice), line, column });
  }
  return problems;
}
