/** Letters that do not fall apart into a base letter and an accent. */
const special: Readonly<Record<string, string>> = {
  æ: "ae",
  ø: "o",
  å: "a",
  œ: "oe",
  ß: "ss",
  ł: "l",
  đ: "d",
};

/** The words of a text in lower case, without accents: `Après-Vente` gives `apres` and `vente`. */
function plainWords(text: string): string[] {
  const folded = text
    .toLowerCase()
    .replaceAll(/[æøåœßłđ]/g, (letter) => special[letter] ?? letter)
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "");
  return folded.match(/[a-z0-9]+/g) ?? [];
}

/**
 * A name like the one that was written, in the form that `pattern` (as the schema writes it: `/^…$/`) allows;
 * null when there is none.
 */
export function wellFormed(text: string, pattern: string): string | null {
  const words = plainWords(text.slice(0, 64));
  const camel = words.map((word, index) =>
    index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1),
  );
  const form = new RegExp(pattern.slice(1, pattern.lastIndexOf("/")));
  return [words.join("-"), camel.join("")].find((candidate) => form.test(candidate)) ?? null;
}
