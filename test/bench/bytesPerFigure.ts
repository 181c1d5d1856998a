import { parseArgs } from "node:util";
import { markdownTable } from "./markdownTable.ts";
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

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const results = measureBytes(CHANGES, SEED);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ benchmark: "bytesPerFigure", changes: CHANGES, seed: SEED, results })}\n`
    : `${markdownTable(heads, results.map(cells))}\n`,
);
