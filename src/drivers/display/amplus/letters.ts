/** The maker's glyph page, 00 to 7F in order; `?` where the drawing cannot be told, several are drawn alike. */
const glyphPage =
  "€↑↓┐┤┤┘└┴├┬─┼┘┌█▄▌▐▀αβΓπΣσμτΦ≈Ωδ∞λ¢£?¥→←¿©ª≥?∩®Œš±²³žŸ¶œŠ¹º≤¼½¤¿" +
  "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŽØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö…øùúûüýþÿ";

/** Frames and shapes are no text, and no letter of ours. */
const shapes = "┐┤┘└┴├┬─┼┌█▄▌▐▀?";

/** Letters by their code. Where a glyph is drawn on two codes the later one is taken, which follows Latin-1. */
const codes: ReadonlyMap<string, number> = new Map(
  Array.from(glyphPage, (glyph, code) => [glyph, code] as const).filter(([glyph]) => !shapes.includes(glyph)),
);

/** A degree sign is drawn as the masculine ordinal, which looks the same on five by seven dots. */
const degree = "°";

/** The letters that we send beyond ASCII. */
export const letters = [...codes.keys(), degree].join("");

const tag = (code: number): string => `<U${code.toString(16).toUpperCase().padStart(2, "0")}>`;

/** How `<` and `>`, which begin and end every tag, are shown. */
export type LiteralAngle = "parentheses" | "extended";

const angles: Readonly<Record<LiteralAngle, Readonly<Record<string, string>>>> = {
  parentheses: { "<": "(", ">": ")" },
  extended: { "<": "<UBC>", ">": "<UBE>" },
};

/** A printable ASCII character as the sign takes it; a blank for all else. */
function asciiText(letter: string, angle: LiteralAngle): string {
  return /^[ -~]$/.test(letter) ? (angles[angle][letter] ?? letter) : " ";
}

/**
 * One character as the sign takes it, always one place wide. Whatever it cannot show becomes its plain letter or a
 * blank, so that text from outside can never carry a tag.
 */
export function letterText(letter: string, angle: LiteralAngle): string {
  const code = codes.get(letter === degree ? "º" : letter);
  return code === undefined ? asciiText(letter.normalize("NFD").charAt(0), angle) : tag(code);
}

/** What the sign draws for `<Uxx>`. From A0 on it is ASCII again, as a library for these signs has it. */
export function glyphOf(code: number): string {
  if (code >= 0xa0 && code < 0xff) return String.fromCharCode(code - 0x80);
  return glyphPage.charAt(code) || "?";
}

const canonicalTag = /<U[0-7][0-9A-F]>/g;

/** A page's text with its `<Uxx>` read, where the letter says which code it was. */
export const readLetters = (text: string): string =>
  text.replace(canonicalTag, (found) => {
    const code = Number.parseInt(found.slice(2, 4), 16);
    const letter = glyphOf(code);
    return codes.get(letter) === code ? letter : found;
  });

/** The reverse of `readLetters`. */
export const writeLetters = (text: string): string =>
  Array.from(text, (letter) => {
    const code = codes.get(letter);
    return code === undefined ? letter : tag(code);
  }).join("");
