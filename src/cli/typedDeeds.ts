import { nearestWord, wordAdvice } from "../domain/nearestWord.ts";
import { Fault, reasonOf } from "../ports/fault.ts";

/** What every word may need beside the thing that it is said to. */
export interface Hands {
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Ends the command. */
  readonly quit: () => void;
  /** Tells the person something, a line. */
  readonly tell: (line: string) => void;
}

/** Words that a person types, each with what it does; `argument` is empty where there was none. */
export type Deeds<Thing> = Readonly<
  Record<
    string,
    readonly [what: string, deed: (thing: Thing, argument: string, hands: Hands) => void | Promise<void>]
  >
>;

/** Whose words they are: for faults, `a headset` and `SIM_HEADSET_WORD`. */
export interface WordOwner {
  readonly called: string;
  readonly code: string;
}

/** Nobody waits longer between two words. */
export const LONGEST_WAIT_MS = 3_600_000;

/** The number behind a word, or the usual one. */
export function typedNumber(text: string, usual: number, most: number, code: string): number {
  const value = text === "" ? usual : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Fault(code, `'${text}' is no whole number from 0 to ${most}`, "write it in digits");
}

/** Does what a line says; an empty line and one that begins with # say nothing. A Fault when nobody knows the word. */
export async function obeyLine<Thing>(
  line: string,
  deeds: Deeds<Thing>,
  owner: WordOwner,
  thing: Thing,
  hands: Hands,
): Promise<void> {
  const [word = "", ...rest] = line.trim().split(/\s+/);
  if (word === "" || word.startsWith("#")) return;
  const known = Object.hasOwn(deeds, word) ? deeds[word] : undefined;
  if (word === "help") return explain(deeds, hands);
  if (known !== undefined) return await known[1](thing, rest.join(" "), hands);
  const words = Object.keys(deeds);
  const all = `the words are ${words.join(", ")}; help explains them`;
  const advice = nearestWord(word, words) === null ? all : wordAdvice(word, words);
  throw new Fault(owner.code, `${owner.called} does not know '${word}'`, advice);
}

function explain<Thing>(deeds: Deeds<Thing>, { tell }: Hands): void {
  for (const [word, [what]] of Object.entries(deeds)) tell(`${word.padEnd(8)} ${what}`);
}

/** Each word when the one before it is done. A word that nobody knows is told, and the next one is taken. */
export async function perform(
  lines: AsyncIterable<string>,
  obey: (line: string) => Promise<void>,
  { signal, tell }: Pick<Hands, "signal" | "tell">,
): Promise<void> {
  for await (const line of lines) {
    if (signal.aborted) return;
    await obey(line).catch((error: unknown) => tell(reasonOf(error)));
  }
}
