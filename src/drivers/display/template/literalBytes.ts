/** Something wrong in a text of the definition: where, counted from 1, what, and what to write instead. */
export interface TextProblem {
  readonly column: number;
  readonly message: string;
  readonly advice: string;
}

/** The names that protocol manuals give to control bytes; they stand in braces: {STX}. */
const controls =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US";

export const controlNames: ReadonlyMap<string, number> = new Map([
  ...controls.split(" ").map((name, code) => [name, code] as const),
  ["TAB", 9],
  ["DEL", 0x7f],
]);

const shortEscapes: Readonly<Record<string, number>> = { r: 13, n: 10, t: 9, e: 27, "\\": 0x5c };

/** A backslash and what belongs to it, a doubled brace, something in braces, or anything else alone. */
const token = /\\(?:x([0-9A-Fa-f]{2})|(.?))|\{\{|\}\}|\{([^{}]*)\}|[\s\S]/gu;

export type Piece =
  | { readonly kind: "byte"; readonly byte: number; readonly column: number }
  | { readonly kind: "braces"; readonly inside: string; readonly column: number };

function byteOf(whole: string, hex: string | undefined, short: string | undefined): number | null {
  if (hex !== undefined) return Number.parseInt(hex, 16);
  if (short !== undefined) return shortEscapes[short] ?? null;
  const code = whole.charCodeAt(0);
  return whole.length === 1 || whole === "{{" || whole === "}}" ? (code <= 0xff ? code : null) : null;
}

function noByte(whole: string, column: number): TextProblem {
  if (whole.startsWith("\\"))
    return {
      column,
      message: `'${whole}' means nothing`,
      advice: "write \\x and two hexadecimal digits, or \\r, \\n, \\t, \\e, \\\\",
    };
  return {
    column,
    message: `'${whole}' is not one byte`,
    advice: "write the bytes that the sign takes for it as \\x and two hexadecimal digits",
  };
}

function lonely(brace: string, column: number): TextProblem {
  return brace === "{"
    ? { column, message: "this { is never closed", advice: "close it with }, or write {{ for the character" }
    : { column, message: "this } closes nothing", advice: "write }} for the character" };
}

/** Takes a text of the definition apart into bytes and what stands in braces. */
export function readPieces(source: string): {
  readonly pieces: readonly Piece[];
  readonly problems: readonly TextProblem[];
} {
  const pieces: Piece[] = [];
  const problems: TextProblem[] = [];
  for (const match of source.matchAll(token)) {
    const [whole, hex, short, inside] = match;
    const column = match.index + 1;
    const control = inside === undefined ? undefined : controlNames.get(inside.trim());
    if (control !== undefined) pieces.push({ kind: "byte", byte: control, column });
    else if (inside !== undefined) pieces.push({ kind: "braces", inside, column });
    else if (whole === "{" || whole === "}") problems.push(lonely(whole, column));
    else {
      const byte = byteOf(whole, hex, short);
      if (byte === null) problems.push(noByte(whole, column));
      else pieces.push({ kind: "byte", byte, column });
    }
  }
  return { pieces, problems };
}

/** A text that stands for bytes and nothing else, such as a colour's code. */
export function readBytes(source: string): {
  readonly bytes: readonly number[];
  readonly problems: readonly TextProblem[];
} {
  const { pieces, problems } = readPieces(source);
  const foreign = pieces.flatMap((piece): TextProblem[] =>
    piece.kind === "byte"
      ? []
      : [
          {
            column: piece.column,
            message: `'{${piece.inside}}' cannot stand here`,
            advice:
              "write plain characters, \\x and two hexadecimal digits, or a control's name such as {ESC}",
          },
        ],
  );
  const bytes = pieces.flatMap((piece) => (piece.kind === "byte" ? [piece.byte] : []));
  return { bytes, problems: [...problems, ...foreign] };
}
