import { wordAdvice } from "./nearestWord.ts";

/** Something wrong in the text of a line: where, counted from 1, what, and what to write instead. */
export interface TemplateProblem {
  readonly column: number;
  readonly message: string;
  readonly advice: string;
}

/** What a technician writes after a bar: `{sales.waiting | width 2 | left}`. */
export interface Filters {
  readonly width: number | null;
  readonly align: "left" | "right" | null;
  readonly hm: boolean;
  readonly decimals: 0 | 1 | null;
  readonly blank: boolean;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "field";
      /** `sales.waiting` as `["sales", "waiting"]`; `clock` as `["clock"]`. */
      readonly path: readonly string[];
      readonly filters: Filters;
      /** The field as it was written, for messages. */
      readonly source: string;
      readonly column: number;
    };

export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly TemplateProblem[];
}

/** The widest place a figure can be given. */
export const mostWidth = 40;
/** More fields than this in one line and it is no line for a display. */
export const mostFields = 32;

const noFilters: Filters = { width: null, align: null, hm: false, decimals: null, blank: false };

/** Either what a filter adds to the filters, or what is wrong with it. */
type Reading = Partial<Filters> | { readonly message: string; readonly advice: string };

/** A filter without a number behind it. */
const plain =
  (filters: Partial<Filters>) =>
  (argument: string, name: string): Reading =>
    argument === ""
      ? filters
      : { message: `'${name}' takes nothing behind it`, advice: `write only: | ${name}` };

const filterReaders: Readonly<Record<string, (argument: string, name: string) => Reading>> = {
  width: (argument) => {
    const width = /^\d{1,3}$/.test(argument) ? Number(argument) : 0;
    return width >= 1 && width <= mostWidth
      ? { width }
      : { message: `'width' needs a number from 1 to ${mostWidth}`, advice: "write for example: | width 2" };
  },
  decimals: (argument) => {
    if (argument === "0") return { decimals: 0 };
    if (argument === "1") return { decimals: 1 };
    return { message: "'decimals' needs 0 or 1", advice: "write for example: | decimals 1" };
  },
  left: plain({ align: "left" }),
  right: plain({ align: "right" }),
  hm: plain({ hm: true }),
  blank: plain({ blank: true }),
};

const filterNames = Object.keys(filterReaders);

function readFilter(text: string): Reading {
  const [name = "", ...rest] = text.trim().split(/\s+/);
  const read = Object.hasOwn(filterReaders, name) ? filterReaders[name] : undefined;
  if (read) return read(rest.join(" "), name);
  return name === ""
    ? { message: "nothing stands behind the bar", advice: `write one of: ${filterNames.join(", ")}` }
    : { message: `there is no '${name}' to write behind a bar`, advice: wordAdvice(name, filterNames) };
}

interface Found {
  readonly part: TemplatePart;
  readonly problems: readonly TemplateProblem[];
}

/** Reads what stands between two braces; `column` is that of the opening brace. */
function readField(inside: string, column: number): Found {
  const problems: TemplateProblem[] = [];
  const [path = "", ...filterTexts] = inside.split("|");
  const name = path.trim();
  const nameColumn = column + 1 + (path.length - path.trimStart().length);
  if (!/^[A-Za-z]\w*(\.[A-Za-z]\w*)?$/.test(name)) {
    problems.push({
      column: nameColumn,
      message: name === "" ? "nothing stands between the braces" : `'${name}' is not a figure's name`,
      advice: "write for example {sales.waiting}, or {{ and }} for braces that are to be shown",
    });
  }
  let filters = noFilters;
  let at = column + 1 + path.length;
  for (const text of filterTexts) {
    const read = readFilter(text);
    if ("message" in read)
      problems.push({ ...read, column: at + 1 + (text.length - text.trimStart().length) });
    else filters = { ...filters, ...read };
    at += 1 + text.length;
  }
  const source = `{${inside}}`;
  return { part: { kind: "field", path: name.split("."), filters, source, column }, problems };
}

const lonely = (brace: "{" | "}", column: number): TemplateProblem => ({
  column,
  message: brace === "{" ? "this { is never closed" : "this } closes nothing",
  advice: brace === "{" ? "close it with }, or write {{ to show a brace" : "write }} to show a brace",
});

/** Doubled braces first, then a whole field, then a brace alone, then everything up to the next brace. */
const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** Takes the text of a line apart. What is wrong stays visible as text, so that a preview can show it. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  const problems: TemplateProblem[] = [];
  let text = "";
  let fields = 0;
  for (const match of source.matchAll(token)) {
    const [whole, inside] = match;
    const column = match.index + 1;
    if (inside === undefined) {
      if (whole === "{" || whole === "}") problems.push(lonely(whole, column));
      text += whole === "{{" ? "{" : whole === "}}" ? "}" : whole;
      continue;
    }
    fields += 1;
    if (fields === mostFields + 1) {
      problems.push({
        column,
        message: `more than ${mostFields} fields in one line`,
        advice: "put some on another line or page",
      });
    }
    if (fields > mostFields) continue;
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
    const field = readField(inside, column);
    problems.push(...field.problems);
    parts.push(field.part);
  }
  if (text !== "") parts.push({ kind: "text", text });
  return { parts, problems };
}
