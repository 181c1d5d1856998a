import type { Layout, Show } from "../../../domain/glass.ts";
import type { Doubt, Frame, Step } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { answerOf } from "./answer.ts";
import { pageLetters } from "./codes.ts";
import { encodeFrame } from "./encodeFrame.ts";
import type { AmplusOptions } from "./options.ts";
import { pageLines } from "./pageText.ts";

/** No document says how long a sign needs to delete everything; this is ours, and it is done once. */
const pauseAfterDeleteMs = 500;
/** Where a sign keeps its pages is not documented, so the page on show is written about once a second at most. */
const pauseAfterValueMs = 900;
/** Year 00 to year 99 is what the maker calls "always". */
const always = "00010100009912312359";

/** A layout as a page of the sign. */
interface StoredPage {
  readonly letter: string;
  /** Which layout it is: pages and alarms may share an id. */
  readonly key: string;
  /** What was written, line by line; null where we do not know. */
  readonly lines: readonly (string | null)[];
}

/** What we believe an Amplus sign holds. */
export interface AmplusHeld {
  /** Whether everything that was on it before us is deleted. */
  readonly emptied: boolean;
  readonly brightness: string | null;
  /** The one used last comes first. */
  readonly pages: readonly StoredPage[];
  /** Letter of the page on show. */
  readonly on: string | null;
  /** The row written last: the next search begins below it, so that no row is starved. */
  readonly latestRow: number;
  /** The hidden page that is being written, and how many of its lines were: figures that never rest must not hold it up. */
  readonly filling: { readonly letter: string | null; readonly lines: number };
}

const noFilling: AmplusHeld["filling"] = { letter: null, lines: 0 };

export const unknownSign: AmplusHeld = {
  emptied: false,
  brightness: null,
  pages: [],
  on: null,
  latestRow: -1,
  filling: noFilling,
};

/** What is still known of a sign when a part is in doubt; letters stay, so that the page on show is written in place. */
export function forgetPart(held: AmplusHeld, doubt: Doubt): AmplusHeld {
  if (doubt === "everything") return unknownSign;
  const pages = held.pages.map((page) => ({ ...page, lines: [] }));
  const brightness = doubt === "layouts" ? null : held.brightness;
  return { ...held, pages, brightness, on: null, filling: noFilling };
}

interface Situation {
  readonly held: AmplusHeld;
  readonly options: AmplusOptions;
}

function step(
  { held, options }: Situation,
  purpose: Frame["purpose"],
  payload: string,
  change: Partial<AmplusHeld>,
  pauseAfterMs = 0,
): Step<AmplusHeld> {
  const once = encodeFrame(options.id, payload);
  const answer = answerOf(options, once);
  const bytes = answer === null && options.sendTwice ? Uint8Array.from([...once, ...once]) : once;
  return { frame: { bytes, pauseAfterMs, answer, purpose }, held: { ...held, ...change } };
}

interface Wanted {
  readonly layout: Layout;
  readonly key: string;
  readonly purpose: "alarm" | "page";
}

function wantedPage({ layouts, alarms, page, alarm }: Show): Wanted | null {
  const interrupting = alarm === null ? undefined : alarms.find((layout) => layout.id === alarm);
  if (interrupting) return { layout: interrupting, key: `alarm ${interrupting.id}`, purpose: "alarm" };
  const layout = layouts.find((candidate) => candidate.id === page);
  return layout === undefined ? null : { layout, key: `page ${layout.id}`, purpose: "page" };
}

/** The page of the sign for a layout: the one it had, else an unused one, else the one not used for longest. */
function pageFor({ pages }: AmplusHeld, key: string): StoredPage {
  const known = pages.find((page) => page.key === key);
  if (known !== undefined) return known;
  const used = pages.map((page) => page.letter);
  const unused = [...pageLetters].filter((letter) => !used.includes(letter));
  return { letter: [...unused, ...used.toReversed()].join("").charAt(0), key, lines: [] };
}

/** The first row that is not as wanted, going on below the row written last. */
function rowToWrite(held: AmplusHeld, { lines }: StoredPage, wanted: readonly string[]): number | null {
  const stale = wanted.flatMap((line, row) => (line === lines[row] ? [] : [row]));
  return stale.find((row) => row > held.latestRow) ?? stale[0] ?? null;
}

const inFront = (page: StoredPage, { pages }: AmplusHeld): readonly StoredPage[] => [
  page,
  ...pages.filter(({ letter }) => letter !== page.letter),
];

function writeLine(at: Situation, page: StoredPage, lines: readonly string[], row: number): Step<AmplusHeld> {
  const { held } = at;
  const { letter } = page;
  const payload = `<L${row + 1}><P${letter}>${lines[row]}`;
  const written = lines.map((line, index) => (index === row ? line : (page.lines[index] ?? null)));
  const change = { pages: inFront({ ...page, lines: written }, held), latestRow: row };
  if (held.on === letter)
    return step(at, "value", payload, { ...change, filling: noFilling }, pauseAfterValueMs);
  const before = held.filling.letter === letter ? held.filling.lines : 0;
  return step(at, "layout", payload, { ...change, filling: { letter, lines: before + 1 } });
}

function turnTo(at: Situation, page: StoredPage, purpose: Frame["purpose"]): Step<AmplusHeld> {
  const { letter } = page;
  const change = { on: letter, pages: inFront(page, at.held), filling: noFilling };
  return step(at, purpose, `<TA>${always}${letter}`, change);
}

/** What has to be so before any page: the sign emptied, once, and as bright as wished. */
function prepare(at: Situation): Step<AmplusHeld> | null {
  const { held, options } = at;
  const { brightness } = options;
  if (!held.emptied)
    return step(at, "initialise", "<D*>", { ...unknownSign, emptied: true }, pauseAfterDeleteMs);
  if (brightness === null || held.brightness === brightness) return null;
  return step(at, "initialise", `<B${brightness.toUpperCase()}>`, { brightness });
}

/**
 * The smallest next frame. There are no variables: a figure that changed means its line of the page on show anew.
 * Another page is written while it is hidden and turned to when it is whole, by a schedule of that page alone.
 */
export function nextStep(
  held: AmplusHeld,
  show: Show,
  model: DisplayModel,
  options: AmplusOptions,
): Step<AmplusHeld> | null {
  const at: Situation = { held, options };
  const prepared = prepare(at);
  const wanted = wantedPage(show);
  if (prepared !== null || wanted === null) return prepared;
  const page = pageFor(held, wanted.key);
  const lines = pageLines(wanted.layout, show.values, model, options);
  const row = rowToWrite(held, page, lines);
  if (held.on === page.letter) return row === null ? null : writeLine(at, page, lines, row);
  const isFilled = held.filling.letter === page.letter && held.filling.lines >= lines.length;
  return row === null || isFilled ? turnTo(at, page, wanted.purpose) : writeLine(at, page, lines, row);
}
