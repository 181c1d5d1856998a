/** Where something stands in a line: from the first place to the one after the last. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A column of a printed table, by what stands over it. */
export interface TextColumn extends Span {
  readonly heading: string;
}

/** Runs of what the pattern finds, as places. */
const spansOf = (line: string, pattern: RegExp): readonly Span[] =>
  [...line.matchAll(pattern)].map(({ index, 0: found }) => ({ from: index, to: index + found.length }));

/** Whether a line only draws; a line drawn under each heading apart says how wide its column is. */
export const isRule = (line: string): boolean => /^[\s\-=_|+]*$/.test(line) && /[-=_]{2}/.test(line);

/** One text that has a letter wherever one of the lines has one. */
const laidOver = (lines: readonly string[]): string => {
  const width = Math.max(...lines.map((line) => line.length));
  return Array.from({ length: width }, (_, at) =>
    lines.some((line) => (line[at] ?? " ") !== " ") ? "x" : " ",
  ).join("");
};

const oneBlank = /\S+/g;
const twoBlanks = /\S+(?: \S+)*/g;

/** One way to cut a table. */
export interface TextColumns {
  readonly columns: readonly TextColumn[];
  /** True when lines are drawn below the headings: then nothing stands outside of its column. */
  readonly drawn: boolean;
}

/** Headings printed in several lines, one over the other, joined from top to bottom. */
function columnsAt(lines: readonly string[], spans: readonly Span[]): readonly TextColumn[] {
  return spans.map(({ from, to }) => {
    const words = lines.flatMap((line) => line.slice(from, to).trim() || []);
    return { heading: words.join(" ").replace(/\s+/g, " "), from, to };
  });
}

/** Every way to cut lines of headings into columns: by the line drawn below them, or where all of them are blank. */
export function waysToCut(lines: readonly string[], rule: string | null): readonly TextColumns[] {
  const letters = laidOver(lines);
  const ways = [oneBlank, twoBlanks].map((pattern) => ({
    columns: columnsAt(lines, spansOf(letters, pattern)),
    drawn: false,
  }));
  const drawn = rule === null ? [] : spansOf(rule, /[-=_]+/g);
  return drawn.length > 1 ? [{ columns: columnsAt(lines, drawn), drawn: true }, ...ways] : ways;
}

/** How much two spans overlap; negative is how far apart they are. */
const overlap = (a: Span, b: Span): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

/** Words with one blank between them are one name; what begins like a number stands for itself. */
const pieces = /[\d:*%-]\S*|[^\s\d:*%-]\S*(?: [^\s\d:*%-]\S*)*/g;

/** The texts of a line by the column that each is nearest to; what is blank has no text. */
export function cellsOf(line: string, { columns, drawn }: TextColumns): ReadonlyMap<TextColumn, string> {
  const cells = new Map<TextColumn, string>();
  for (const span of spansOf(line, drawn ? oneBlank : pieces)) {
    const nearest = columns.reduce((best, column) =>
      overlap(column, span) > overlap(best, span) ? column : best,
    );
    const before = cells.get(nearest);
    const text = line.slice(span.from, span.to);
    cells.set(nearest, before === undefined ? text : `${before} ${text}`);
  }
  return cells;
}
