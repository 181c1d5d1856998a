import { wordAdvice } from "../../../domain/nearestWord.ts";
import { buildElement, type FieldName, fieldNames, type Operators, operatorsOf } from "./fields.ts";
import { type Element, endOfText, type FrameTemplate, marksAnEnd } from "./frameTemplate.ts";
import { controlNames, readPieces, type TextProblem } from "./literalBytes.ts";
import { readOperator } from "./operators.ts";

export interface ParsedFrame {
  readonly template: FrameTemplate;
  readonly problems: readonly TextProblem[];
}

interface Placed {
  readonly element: Element;
  readonly column: number;
}

function isFieldName(name: string): name is FieldName {
  return fieldNames.some((known) => known === name);
}

function unknownField(name: string, column: number): TextProblem {
  const known = [...fieldNames, ...controlNames.keys()];
  const exact = name.toUpperCase();
  const advice = controlNames.has(exact)
    ? `write it in capitals: {${exact}}`
    : name === ""
      ? "write for example {text}, or {{ and }} for the characters"
      : wordAdvice(name, known);
  const message = name === "" ? "nothing stands between the braces" : `there is no field '${name}'`;
  return { column, message, advice };
}

/** Reads what stands between two braces; `column` is that of the opening brace. */
function readField(
  inside: string,
  column: number,
): { readonly element: Element | null; readonly problems: readonly TextProblem[] } {
  const [first = "", ...rest] = inside.split(":");
  const name = first.trim();
  if (!isFieldName(name)) return { element: null, problems: [unknownField(name, column + 1)] };
  const problems: TextProblem[] = [];
  let operators: Operators = {};
  let at = column + 1 + first.length + 1;
  for (const text of rest) {
    const read = readOperator(text.trim(), name, operatorsOf[name]);
    if ("message" in read) problems.push({ ...read, column: at });
    else operators = { ...operators, ...read };
    at += text.length + 1;
  }
  if (problems.length > 0) return { element: null, problems };
  const built = buildElement(name, operators);
  if ("message" in built) return { element: null, problems: [{ ...built, column }] };
  return { element: built, problems: [] };
}

/** Bytes that follow each other become one element. */
function joined(placed: readonly Placed[]): Placed[] {
  const all: Placed[] = [];
  for (const next of placed) {
    const last = all.at(-1);
    if (last?.element.kind === "bytes" && next.element.kind === "bytes")
      all[all.length - 1] = {
        element: { kind: "bytes", bytes: [...last.element.bytes, ...next.element.bytes] },
        column: last.column,
      };
    else all.push(next);
  }
  return all;
}

/** Whether a sign can know where a text ends, and what to write when it cannot. */
function endProblem(
  { element, column }: Placed,
  index: number,
  placed: readonly Placed[],
): TextProblem | null {
  if (element.kind !== "text" && element.kind !== "lines") return null;
  const name = `{${element.kind}}`;
  const isMixed = element.kind === "lines" && !element.separator.slice(0, 1).some(marksAnEnd);
  if (isMixed && element.pad === null)
    return {
      column,
      message: `nothing tells where one line of ${name} ends and the next begins`,
      advice: "name the bytes between lines, such as {lines:sep=\\r\\n}, or give them a width: {lines:pad}",
    };
  if (element.pad !== null) return null;
  const [end] = endOfText(
    placed.map((one) => one.element),
    index,
  );
  if (end !== undefined && marksAnEnd(end)) return null;
  return {
    column,
    message:
      end === undefined
        ? `nothing tells the sign where ${name} ends`
        : `'${String.fromCharCode(end)}' behind ${name} may stand in the text as well, so the sign could not tell where it ends`,
    advice: `write the byte that ends it behind it, such as \\r or {ETX}, or give it a width: {${element.kind}:pad}`,
  };
}

/** A silence in front of everything belongs to the frame before it, and a frame must send something. */
function emptyProblems(placed: readonly Placed[]): TextProblem[] {
  const first = placed.find(({ element }) => element.kind !== "escape");
  if (first === undefined)
    return [{ column: 1, message: "there is nothing to send in it", advice: "write the bytes of the frame" }];
  if (first.element.kind !== "pause") return [];
  const advice = "put the pause behind the bytes that the sign needs time for";
  return [{ column: first.column, message: "a frame cannot begin with {pause}", advice }];
}

function orderProblems(placed: readonly Placed[]): TextProblem[] {
  const texts = placed.filter(({ element }) => element.kind === "text" || element.kind === "lines");
  const second = texts[1];
  const several: TextProblem[] =
    second === undefined
      ? []
      : [
          {
            column: second.column,
            message: "a frame holds {text} or {lines} once",
            advice: "take one of them away, or make two frames of it, as a list",
          },
        ];
  const ends = placed.flatMap((one, index) => endProblem(one, index, placed) ?? []);
  return [...several, ...ends, ...emptyProblems(placed)];
}

/** Takes one frame of the definition apart. */
export function parseFrame(source: string): ParsedFrame {
  const { pieces, problems: wrong } = readPieces(source);
  const problems = [...wrong];
  const placed: Placed[] = [];
  for (const piece of pieces) {
    const { column } = piece;
    if (piece.kind === "byte") placed.push({ element: { kind: "bytes", bytes: [piece.byte] }, column });
    else {
      const field = readField(piece.inside, column);
      problems.push(...field.problems);
      if (field.element !== null) placed.push({ element: field.element, column });
    }
  }
  const whole = joined(placed);
  if (problems.length === 0) problems.push(...orderProblems(whole));
  return { template: whole.map(({ element }) => element), problems };
}
