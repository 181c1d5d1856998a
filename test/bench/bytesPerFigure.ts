import { parseArgs } from "node:util";
import { type ByteResult, measureBytes } from "./measureBytes.ts";

const CHANGES = 1_000;
const SEED = 1;

const heads = [
  "protocol",
  "model",
  "bytes/figure",
  "frames/figure",
  "whole message",
  "ratio",
  "all four",
  "ratio",
];

const cells = (one: ByteResult): string[] => [
  one.protocol,
  one.model,
  one.figure.bytes.toFixed(1),
  one.figure.frames.toFixed(2),
  one.wholeMessage.bytes.toFixed(1),
  one.figureRatio.toFixed(2),
  one.allFigures.bytes.toFixed(1),
  one.allFiguresRatio.toFixed(2),
];

/** A table for Markdown and for people. */
function table(results: readonly ByteResult[]): string {
  const rows = [heads, ...results.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (text: string, column: number): string =>
    column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = "", ...body] = rows.map(line);
  return [head, rule, ...body].join("\n");
}

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const results = measureBytes(CHANGES, SEED);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ benchmark: "bytesPerFigure", changes: CHANGES, seed: SEED, results })}\n`
    : `${table(results)}\n`,
);
