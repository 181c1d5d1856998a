import type { CellContent, CellPlan } from "./cellPlan.ts";
import { type FigureName, figureKinds, figureNames, isFigureName } from "./figures.ts";
import {
  clockFormatter,
  dateFormatter,
  defaultWidths,
  type FigureFormat,
  figureFormatter,
  leastWidths,
  padTo,
} from "./formats.ts";
import type { Colour } from "./glass.ts";
import { wordAdvice } from "./nearestWord.ts";
import type { PageContext } from "./pageContext.ts";
import { printable, sameWidth } from "./printable.ts";
import type { Filters, TemplatePart, TemplateProblem } from "./template.ts";
import { isLabelKey, isShortKey, labelKeys, labelOf, shortKeys, shortOf } from "./vocabulary.ts";

/** A piece of a line, with its width known: text that stays, a place for a figure, or room that pushes. */
export type Piece =
  | { readonly kind: "fixed"; readonly text: string; readonly source: string }
  | { readonly kind: "cell"; readonly plan: CellPlan; readonly source: string }
  | { readonly kind: "fill" };

export type PieceResult =
  | { readonly piece: Piece; readonly dropped: readonly string[] }
  | { readonly problem: TemplateProblem };

/** How a line looks, for the cells on it. */
export interface Look {
  readonly colour: Colour;
  readonly blink: boolean;
}

type Field = Extract<TemplatePart, { readonly kind: "field" }>;

/** First words of a field that are not queues; the check of a site refuses a queue of that name. */
const reservedNames = ["label", "short", "clock", "date", "fill"] as const;

const filterWords = (filters: Filters): string[] => [
  ...(filters.width === null ? [] : ["width"]),
  ...(filters.align === null ? [] : [filters.align]),
  ...(filters.hm ? ["hm"] : []),
  ...(filters.decimals === null ? [] : ["decimals"]),
  ...(filters.blank ? ["blank"] : []),
];

const failure = (field: Field, message: string, advice: string): PieceResult => ({
  problem: { column: field.column, message, advice },
});

/** Objects to the filters that make no sense for what the field shows. */
function misused(field: Field, allowed: readonly string[]): PieceResult | null {
  const word = filterWords(field.filters).find((candidate) => !allowed.includes(candidate));
  if (word === undefined) return null;
  const can = allowed.length === 0 ? "nothing can" : `only ${allowed.join(", ")} can`;
  return failure(field, `'${word}' does not fit ${field.source}`, `${can} stand behind its bar`);
}

const placing = ["width", "left", "right"] as const;

function fixedPiece(field: Field, text: string, context: PageContext): PieceResult {
  const shown = printable(text, context.charset, context.language);
  const width = field.filters.width ?? shown.text.length;
  const padded = padTo(shown.text, width, field.filters.align ?? "left");
  return (
    misused(field, placing) ?? {
      piece: { kind: "fixed", text: padded, source: field.source },
      dropped: shown.dropped,
    }
  );
}

/** Colours and blinking are part of what a sign keeps for a cell, so they are part of its key. */
const lookKey = (look: Look, context: PageContext): string =>
  `${look.colour === context.colour ? "" : `/${look.colour}`}${look.blink ? "!" : ""}`;

/** Makes the plan of a cell; its key is short and stays the same as long as the page's text does. */
export function cellPlan(
  name: string,
  place: { readonly width: number; readonly flags: string },
  shows: CellContent,
  look: Look,
  context: PageContext,
): CellPlan {
  const key = `${name}:${place.width}${place.flags}${lookKey(look, context)}`;
  return { key, width: place.width, ...look, shows };
}

function timePiece(field: Field, name: "clock" | "date", look: Look, context: PageContext): PieceResult {
  const wrong = misused(field, placing);
  if (wrong) return wrong;
  const width = field.filters.width ?? defaultWidths.clock;
  if (width < defaultWidths.clock) {
    return failure(field, `${field.source} needs ${defaultWidths.clock} columns`, "leave out the width");
  }
  const align = field.filters.align ?? "right";
  const format = (name === "clock" ? clockFormatter : dateFormatter)(context.language, context.timeZone);
  const draw = sameWidth(context.charset);
  const shows: CellContent = { kind: "time", format: (at) => draw(padTo(format(at), width, align)) };
  const plan = cellPlan(name, { width, flags: align === "left" ? "<" : "" }, shows, look, context);
  return { piece: { kind: "cell", plan, source: field.source }, dropped: [] };
}

const kindFilters = {
  count: [...placing, "blank"],
  duration: [...placing, "blank", "hm"],
  percent: [...placing, "blank", "decimals"],
} as const;

function formatFor(figure: FigureName, filters: Filters, context: PageContext): FigureFormat {
  const kind = figureKinds[figure];
  const decimals = filters.decimals ?? 0;
  const wide = kind === "percent" && decimals === 1 ? "percentWithDecimal" : kind;
  return {
    kind,
    width: filters.width ?? defaultWidths[wide],
    align: filters.align ?? "right",
    hm: filters.hm,
    decimals,
    blankZero: filters.blank,
    roundDown: figure === "serviceLevel" && context.roundDown,
  };
}

/** What of a format differs from the default, in a letter each, for the key. */
const formatKey = (format: FigureFormat): string =>
  [
    format.hm ? "h" : "",
    format.decimals === 1 ? "d" : "",
    format.blankZero ? "b" : "",
    format.align === "left" ? "<" : "",
  ].join("");

function figurePiece(
  field: Field,
  subject: string,
  figure: FigureName,
  look: Look,
  context: PageContext,
): PieceResult {
  const wrong = misused(field, kindFilters[figureKinds[figure]]);
  if (wrong) return wrong;
  const format = formatFor(figure, field.filters, context);
  const least = leastWidths[format.kind];
  if (format.width < least) {
    return failure(field, `${field.source} is too narrow to be read`, `write at least: | width ${least}`);
  }
  const write = figureFormatter(format, context.language);
  const draw = sameWidth(context.charset);
  const shows: CellContent = { kind: "figure", subject, figure, format: (value) => draw(write(value)) };
  const place = { width: format.width, flags: formatKey(format) };
  const plan = cellPlan(`${subject}.${figure}`, place, shows, look, context);
  return { piece: { kind: "cell", plan, source: field.source }, dropped: [] };
}

function subjectPiece(
  field: Field,
  name: string,
  figure: string,
  look: Look,
  context: PageContext,
): PieceResult {
  const subject = context.subjects.get(name);
  if (!subject) {
    const known = [...context.subjects.keys(), ...reservedNames];
    return failure(field, `there is no queue or group '${name}'`, wordAdvice(name, known));
  }
  if (figure === "name") return fixedPiece(field, subject.displayName, context);
  if (isFigureName(figure)) return figurePiece(field, name, figure, look, context);
  return failure(field, `there is no figure '${figure}'`, wordAdvice(figure, [...figureNames, "name"]));
}

/** Turns a field of a line into a piece of known width, or says what is wrong with it. */
export function fieldPiece(field: Field, look: Look, context: PageContext): PieceResult {
  const [first = "", second] = field.path;
  if (second === undefined) {
    if (first === "fill") return misused(field, []) ?? { piece: { kind: "fill" }, dropped: [] };
    if (first === "clock" || first === "date") return timePiece(field, first, look, context);
    const example = context.subjects.has(first) ? `write for example {${first}.waiting}` : null;
    const advice = example ?? wordAdvice(first, [...context.subjects.keys(), "clock", "date", "fill"]);
    return failure(field, `there is nothing called '${first}'`, advice);
  }
  if (first === "label") {
    if (isLabelKey(second))
      return fixedPiece(field, labelOf(second, context.language, context.labels), context);
    return failure(field, `there is no label '${second}'`, wordAdvice(second, labelKeys));
  }
  if (first === "short") {
    if (isShortKey(second))
      return fixedPiece(field, shortOf(second, context.language, context.labels), context);
    return failure(field, `there is no short word '${second}'`, wordAdvice(second, shortKeys));
  }
  return subjectPiece(field, first, second, look, context);
}
