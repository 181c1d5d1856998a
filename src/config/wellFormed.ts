/** Letters that do not fall apart into a base letter and an accent. */
const special = Object.entries({ æ: "ae", ø: "o", å: "a", œ: "oe", ß: "ss", ł: "l", đ: "d" });

/** The words of a text in lower case, without accents: `Après-Vente` gives `apres` and `vente`. */
function plainWords(text: string): string[] {
  const plain = special.reduce((left, [letter, base]) => left.replaceAll(letter, base), text.toLowerCase());
  const words = plain
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^a-z0-9]+/);
  return words.filter((word) => word !== "");
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/**
 * A name like the one that was written, in the form that `pattern` (as the schema writes it: `/^…$/`) allows;
 * null when there is none.
 */
export function wellFormed(text: string, pattern: string): string | null {
  const words = plainWords(text.slice(0, 64));
  const camel = words.map((word, index) => (index === 0 ? word : capital(word))).join("");
  const form = new RegExp(pattern.slice(1, pattern.lastIndexOf("/")));
  return [words.join("-"), camel].find((candidate) => form.test(candidate)) ?? null;
}
