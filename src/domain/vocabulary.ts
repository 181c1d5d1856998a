import { da } from "./words/da.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { it } from "./words/it.ts";
import { pt } from "./words/pt.ts";
import { ro } from "./words/ro.ts";
import { sv } from "./words/sv.ts";

/** The languages a display can speak; `es` is Castilian, `pt` European Portuguese. */
export const languages = ["en", "fr", "da", "sv", "it", "es", "pt", "ro"] as const;

export type Language = (typeof languages)[number];

/** Every word of 12 characters at most: figures, reasons, states and messages. */
export const labelKeys = [
  "waiting",
  "longestWait",
  "averageWait",
  "expectedWait",
  "peakWait",
  "serviceLevel",
  "answeredPercent",
  "abandonedPercent",
  "target",
  "offered",
  "answered",
  "abandoned",
  "overflow",
  "refused",
  "loggedIn",
  "ready",
  "talking",
  "wrapUp",
  "notReady",
  "break",
  "lunch",
  "training",
  "meeting",
  "backOffice",
  "outbound",
  "technical",
  "other",
  "averageHandle",
  "averageTalk",
  "callbacks",
  "open",
  "closed",
  "noData",
  "alert",
  "evacuate",
  "team",
] as const;

export type LabelKey = (typeof labelKeys)[number];

/** Every word of 6 characters at most, for a line that also holds a figure. */
export const shortKeys = [
  "waiting",
  "longestWait",
  "serviceLevel",
  "answeredPercent",
  "ready",
  "talking",
  "abandoned",
  "loggedIn",
  "notReady",
  "wrapUp",
] as const;

export type ShortKey = (typeof shortKeys)[number];

/** The longest label and the longest short word, in characters, also after folding to ASCII. */
export const labelLimit = 12;
export const shortLimit = 6;

/** One language's words: a file of `words/`, which a native reader of the trade can check alone. */
export interface Words {
  readonly labels: Readonly<Record<LabelKey, string>>;
  readonly short: Readonly<Record<ShortKey, string>>;
}

/** The words of every language. */
export const vocabulary: Readonly<Record<Language, Words>> = { en, fr, da, sv, it, es, pt, ro };

/** Whether a word that somebody typed after `label.` names a label. */
export const isLabelKey = (key: string): key is LabelKey => labelKeys.some((known) => known === key);

/** Whether a word that somebody typed after `short.` names a short word. */
export const isShortKey = (key: string): key is ShortKey => shortKeys.some((known) => known === key);

/** The site's own words by label key; `short.waiting` replaces a short word. */
export type SiteLabels = Readonly<Record<string, string>>;

const siteWord = (labels: SiteLabels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

/** The word for a label: the site's own where it has one, else the language's. */
export const labelOf = (key: LabelKey, language: Language, labels: SiteLabels): string =>
  siteWord(labels, key) ?? vocabulary[language].labels[key];

/** The short word: the site's own where it has one, else the language's. */
export const shortOf = (key: ShortKey, language: Language, labels: SiteLabels): string =>
  siteWord(labels, `short.${key}`) ?? vocabulary[language].short[key];
