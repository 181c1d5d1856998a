import type { ReadProblem } from "../../../ports/readStatistics.ts";
import { isJsonObject, type JsonObject, parseJson } from "../boundedJson.ts";
import { jsonMessages } from "../jsonMessages.ts";
import type { Refusal } from "../readStatistics.ts";

/** No event has more headers; one with channel variables may have dozens. */
const MOST_HEADERS = 256;
/** Longer values are no figures. */
const LONGEST_VALUE = 512;
/** Events in one message; more than the answer for the largest centre. */
const MOST_EVENTS = 100_000;

const flags: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes"].map((word) => [word, true] as const),
  ...["0", "false", "no"].map((word) => [word, false] as const),
]);

/** One event of Asterisk's manager interface. Its versions and bridges spell the headers in different ways. */
export class AmiEvent {
  readonly #values = new Map<string, string>();
  readonly #spellings: string[] = [];
  readonly #junk = new Map<string, string>();

  /** Of two headers with the same name the first counts. */
  add(name: string, value: string): void {
    const key = name.toLowerCase();
    if (this.#values.has(key) || this.#values.size >= MOST_HEADERS || value.length > LONGEST_VALUE) return;
    this.#values.set(key, value.trim());
    this.#spellings.push(name);
  }

  /** What kind of event; "" for an answer to an action. */
  get kind(): string {
    return this.text("event")?.toLowerCase() ?? "";
  }

  /** Headers as they were spelled. */
  get headers(): readonly string[] {
    return this.#spellings;
  }

  /** The first of the headers, in lower case, that is there and not empty. */
  text(...names: readonly string[]): string | null {
    for (const name of names) {
      const value = this.#values.get(name);
      if (value !== undefined && value !== "") return value;
    }
    return null;
  }

  /** Whether the event has the header, empty or not. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A number that is not negative; null for anything else. */
  number(...names: readonly string[]): number | null {
    const text = this.text(...names);
    if (text === null) return null;
    return /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) : this.#isJunk(names, "is not a number");
  }

  /** Yes or no in the words of versions and bridges; null for anything else. */
  flag(name: string): boolean | null {
    const text = this.text(name);
    if (text === null) return null;
    return flags.get(text.toLowerCase()) ?? this.#isJunk([name], "is neither 1 nor 0");
  }

  /** Headers that were asked for and held something else than they should. */
  get junk(): readonly ReadProblem[] {
    return [...this.#junk].map(([path, message]) => ({ path, message }));
  }

  #isJunk(names: readonly string[], message: string): null {
    const isRead = (name: string): boolean => names.includes(name) && this.text(name) !== null;
    const read = this.#spellings.filter((spelling) => isRead(spelling.toLowerCase()));
    for (const spelling of read.slice(0, 1)) this.#junk.set(spelling, message);
    return null;
  }
}

export type Events =
  | { readonly ok: true; readonly events: readonly AmiEvent[] }
  | { readonly ok: false; readonly reason: Refusal; readonly message: string };

function ofObject(object: JsonObject): AmiEvent {
  const event = new AmiEvent();
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      event.add(name, value === true ? "1" : value === false ? "0" : String(value));
  }
  return event;
}

/** The blocks of a text of the manager interface, without the greeting. */
const blocksOf = (text: string): readonly string[] =>
  text.split(/\r?\n(?:[ \t]*\r?\n)+/, MOST_EVENTS).filter((block) => /^[ \t]*event[ \t]*:/im.test(block));

/** One block of lines `Name: value`. */
export function ofBlock(block: string): AmiEvent {
  const event = new AmiEvent();
  for (const line of block.split(/\r?\n/, MOST_HEADERS)) {
    const colon = line.indexOf(":");
    if (colon > 0) event.add(line.slice(0, colon).trim(), line.slice(colon + 1));
  }
  return event;
}

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** The events of a message: one as a JSON object, a list or lines of them, or text as the manager interface sends it. */
export function eventsOf(text: string): Events {
  if (!isJson(text)) {
    const blocks = blocksOf(text);
    if (blocks.length > 0) return { ok: true, events: blocks.map(ofBlock) };
    return { ok: false, reason: "not_json", message: "is neither JSON nor text of the manager interface" };
  }
  const events: AmiEvent[] = [];
  for (const piece of jsonMessages("object")(text).slice(0, MOST_EVENTS)) {
    const json = parseJson(piece);
    if (!json.ok) return json;
    if (!isJsonObject(json.value))
      return { ok: false, reason: "wrong_shape", message: "is no event of the manager interface" };
    events.push(ofObject(json.value));
  }
  return { ok: true, events };
}

/** Cuts a capture into single events. */
export function amiMessages(text: string): readonly string[] {
  if (isJson(text)) return jsonMessages("object")(text);
  const blocks = blocksOf(text);
  return blocks.length === 0 ? [text] : blocks;
}
