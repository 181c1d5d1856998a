import type { Colour } from "./glass.ts";
import type { Charset } from "./printable.ts";
import type { Language, SiteLabels } from "./vocabulary.ts";

/** All that laying out a page needs to know of its display and site. */
export interface PageContext {
  readonly rows: number;
  readonly columns: number;
  readonly charset: Charset;
  readonly language: Language;
  readonly labels: SiteLabels;
  /** Queues and groups by the name used in pages. */
  readonly subjects: ReadonlyMap<string, PageSubject>;
  readonly colour: Colour;
  /** Null means the machine's own. */
  readonly timeZone: string | null;
  /** Whether the service level is cut instead of rounded. */
  readonly roundDown: boolean;
}

export interface PageSubject {
  readonly displayName: string;
  readonly kind: "queue" | "group";
}

export interface PageLine {
  readonly text: string;
  /** Null means the display's own. */
  readonly colour: Colour | null;
  readonly align: "left" | "centre" | "right";
}

export interface Page {
  readonly id: string;
  readonly lines: readonly PageLine[];
  /** Alarms may blink; pages do not. */
  readonly blink: boolean;
}

/** What is wrong with a page, or worth knowing, in words for a technician. */
export interface PageProblem {
  /** Index of the line among the page's lines, from 0. */
  readonly line: number;
  /** Counted from 1 in the line's text; null when it is the whole line. */
  readonly column: number | null;
  readonly message: string;
  readonly advice: string;
}
