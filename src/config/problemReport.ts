import { counted } from "./plainWords.ts";
import type { Problem } from "./problem.ts";

/** Nobody reads more at once; the rest is counted. */
const MOST_PRINTED = 200;

/** A path longer than this pushes its own message to the right, and not everybody's. */
const WIDEST_PATH = 32;

const INSTEAD = "write instead";
const HINT = "hint";

/** Problems as lines for a terminal or a log: place, path, what is wrong; below it what to write. */
export function problemLines(problems: readonly Problem[]): string[] {
  const shown = problems.slice(0, MOST_PRINTED);
  const paths = shown.map(({ path }) => path.length).filter((length) => length <= WIDEST_PATH);
  const pathWidth = Math.max(INSTEAD.length, ...paths);
  const placeWidth = (file: string): number =>
    Math.max(...shown.filter((problem) => problem.file === file).map((problem) => placeOf(problem).length));
  const lines = shown.flatMap((problem) => {
    const width = placeWidth(problem.file);
    return rowsOf(problem).map(([place, path, text]) =>
      clean(`${place.padEnd(width)}  ${path.padEnd(pathWidth)}   ${text}`),
    );
  });
  const more = problems.length - shown.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

function rowsOf(problem: Problem): [place: string, path: string, text: string][] {
  const mark = problem.severity === "warning" ? "warning: " : "";
  return [
    [placeOf(problem), problem.path, `${mark}${problem.message}`],
    ...(problem.instead === null ? [] : [["", INSTEAD, problem.instead] as [string, string, string]]),
    ...(problem.advice === null ? [] : [["", HINT, problem.advice] as [string, string, string]]),
  ];
}

/** `2 problems and 1 warning.` */
export function problemCount(problems: number, warnings: number): string {
  const both = warnings > 0 ? ` and ${counted(warnings, "warning")}` : "";
  return `${counted(problems, "problem")}${both}.`;
}

const placeOf = ({ file, line, column }: Problem): string =>
  line === null ? file : `${file}:${line}:${column ?? 1}`;

/** What comes from a file may hold codes that move a terminal's cursor. */
const clean = (line: string): string => line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
