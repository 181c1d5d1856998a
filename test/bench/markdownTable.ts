/** A table for Markdown and for people; the first two columns are words, the others numbers. */
export function markdownTable(heads: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [heads, ...body];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (text: string, column: number): string =>
    column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = "", ...lines] = rows.map(line);
  return [head, rule, ...lines].join("\n");
}
