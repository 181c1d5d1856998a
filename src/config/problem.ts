/** `error`: the site cannot start like this; `warning`: it starts, and somebody should look at it. */
export type Severity = "error" | "warning";

/** Where something stands in a file's content: keys and list positions from the top, positions counted from 0. */
export type Path = readonly (string | number)[];

/** One thing wrong in a file, for a technician on a ladder. Line and column count from 1; null for the whole file. */
export interface Problem {
  readonly severity: Severity;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string;
  readonly message: string;
  /** What to write in its place, as it would stand in the file. */
  readonly instead: string | null;
  /** What else to do, as a sentence. */
  readonly advice: string | null;
}

/** `displays.1.port`: how a path is written in messages. */
export const pathText = (path: Path): string => path.join(".");

/** A problem of a file as a whole: it is missing, too long, not text. */
export function fileProblem(file: string, message: string, advice: string): Problem {
  return {
    severity: "error",
    file,
    line: null,
    column: null,
    path: "",
    message,
    instead: null,
    advice,
  };
}

/** Top to bottom, as somebody reads the file; problems of the whole file come first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
