import { blinksWithin, coloursWithin, type Definition, type Frames, marksOf } from "./dialect.ts";
import { hexPairs } from "./elementInWords.ts";
import { type Element, type FrameTemplate, marksAnEnd } from "./frameTemplate.ts";
import { readBytes } from "./literalBytes.ts";
import { mostOf } from "./numberForm.ts";

/** What is wrong with a definition as a whole; `path` begins at the settings. */
export interface DefinitionProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly advice: string;
}

const uses = (template: FrameTemplate, kind: Element["kind"]): boolean =>
  template.some((element) => element.kind === kind);

const anyUses = (templates: readonly FrameTemplate[], kind: Element["kind"]): boolean =>
  templates.some((template) => uses(template, kind));

const holdsText = (templates: readonly FrameTemplate[]): boolean =>
  anyUses(templates, "text") || anyUses(templates, "lines");

const purposes = ["init", "text", "alarm", "alarmEnd", "clear"] as const satisfies (keyof Frames)[];

const spoken: Readonly<Record<"text" | "alarm", string>> = {
  text: "shows no text: it holds neither {text} nor {lines}",
  alarm: "shows no alarm: it holds neither {text} nor {lines}",
};

/** Frames that show something must hold text, all others must not. */
function textProblems({ frames }: Definition): DefinitionProblem[] {
  return purposes.flatMap((purpose): DefinitionProblem[] => {
    const some = frames[purpose];
    const path = ["frames", purpose];
    if (purpose === "text" || purpose === "alarm") {
      if (some.length === 0 || holdsText(some)) return [];
      const field = "put {text} where the text of a line goes, or {lines} where all lines go";
      return [{ path, message: spoken[purpose], advice: field }];
    }
    if (!holdsText(some)) return [];
    return [{ path, message: "has no text of its own", advice: "take {text} and {lines} out of it" }];
  });
}

/** Fields that need a setting beside the frames. */
function missingSettings({ frames, colours, blink, escapes }: Definition): DefinitionProblem[] {
  const needed = [
    ["colour", colours.size > 0, "colours", "{ red: '\\x1B1', green: '\\x1B2' }"],
    ["blink", blink !== null, "blink", "{ on: '\\x1BF1', off: '\\x1BF0' }"],
    ["escape", escapes.size > 0, "escapes", "{ '\\xFF': '\\xFE\\x01' }"],
  ] as const;
  return purposes.flatMap((purpose) =>
    needed
      .filter(([kind, isThere]) => !isThere && anyUses(frames[purpose], kind))
      .map(([kind, , setting, example]) => ({
        path: ["frames", purpose],
        message: `{${kind}} needs the setting '${setting}'`,
        advice: `write for example ${setting}: ${example}`,
      })),
  );
}

function addressProblems({ frames, address }: Definition): DefinitionProblem[] {
  const elements = purposes.flatMap((purpose) => frames[purpose].flat());
  const narrow = elements.some((element) => element.kind === "address" && address > mostOf(element.form));
  if (!narrow) return [];
  const advice = "give {addr} more digits, such as {addr:d3} or {addr:hex4}, or write another address";
  return [{ path: ["address"], message: `${address} does not fit where {addr} stands`, advice }];
}

/** Letters whose bytes would end the text they stand in. */
function letterProblems(definition: Definition): DefinitionProblem[] {
  const marks = marksOf(definition);
  return [...definition.charset.map].flatMap(([letter, bytes]): DefinitionProblem[] => {
    const mark = bytes.find((byte) => marks.has(byte));
    if (mark === undefined) return [];
    const message = `holds the byte ${hexPairs([mark])}, by which the sign knows that text ends or a command begins`;
    return [{ path: ["charset", "map", letter], message, advice: "take the letter out" }];
  });
}

/** Codes within a text that begin as text does: the sign would show them instead of obeying. */
function codeProblems({ frames, colours, blink }: Definition): DefinitionProblem[] {
  const templates = [...frames.text, ...frames.alarm].filter((template) => holdsText([template]));
  const colourCodes = templates.some((template) => coloursWithin(template, { colours })) ? [...colours] : [];
  const blinkCodes =
    blink !== null && templates.some((template) => blinksWithin(template, { blink }))
      ? ([
          ["on", blink.on],
          ["off", blink.off],
        ] as const)
      : [];
  const codes = [
    ...colourCodes.map(([name, code]) => ({ path: ["colours", name], code, field: "{colour}" })),
    ...blinkCodes.map(([name, code]) => ({ path: ["blink", name], code, field: "{blink}" })),
  ];
  return codes
    .filter(({ code }) => !code.slice(0, 1).every(marksAnEnd))
    .map(({ path, code, field }) => ({
      path,
      message: `begins with '${String.fromCharCode(...code.slice(0, 1))}', which may stand in a text as well`,
      advice: `write the byte that begins the command, such as {ESC}; or put ${field} into the frame, if it is one code a line`,
    }));
}

/** What is replaced must be one byte each, and begin on the line with a byte that is never sent as itself. */
function escapeProblems({ escapes }: Definition, written: WrittenEscapes): DefinitionProblem[] {
  return Object.entries(written).flatMap(([key, sent]): DefinitionProblem[] => {
    const { bytes, problems } = readBytes(key);
    const path = ["escapes", key];
    if (problems.length > 0 || bytes.length !== 1)
      return [{ path, message: "is not one byte", advice: "write for example '\\xFF'" }];
    if (sent.slice(0, 1).every((byte) => escapes.has(byte))) return [];
    return [
      {
        path,
        message: `${hexPairs(bytes)} is sent as bytes that begin like any other`,
        advice: "begin with a byte that is replaced as well, so that the sign can tell",
      },
    ];
  });
}

/** The setting `escapes` with its keys as they were written. */
type WrittenEscapes = Readonly<Record<string, readonly number[]>>;

/** All that is wrong with a definition whose parts are right. */
export function definitionProblems(
  definition: Definition,
  writtenEscapes: WrittenEscapes,
): readonly DefinitionProblem[] {
  return [
    ...textProblems(definition),
    ...missingSettings(definition),
    ...addressProblems(definition),
    ...letterProblems(definition),
    ...codeProblems(definition),
    ...escapeProblems(definition, writtenEscapes),
  ];
}
