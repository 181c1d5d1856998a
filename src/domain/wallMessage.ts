import type { Instant } from "./instant.ts";
import type { Language } from "./vocabulary.ts";

/** 0 emergency, 1 urgent, 2 normal, 3 filler. */
export type MessagePriority = 0 | 1 | 2 | 3;

/** Something that a supervisor wants on the wall. */
export interface WallMessage {
  readonly zone: string;
  readonly id: string;
  readonly priority: MessagePriority;
  /** By language; a text for every language stands under `any`. */
  readonly text: Readonly<Partial<Record<Language | "any", string>>>;
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** Null: it stays on without a break. */
  readonly repeatSeconds: number | null;
  readonly needsAck: boolean;
  readonly publishedAt: Instant | null;
}

/** A message without an end lives this long from its publication: nobody takes old ones down. */
export const DEFAULT_LIFE_MS = 12 * 3_600_000;
/** How long a screen of a long message stays before the next. */
const SCREEN_MS = 4_000;
/** A message is on for at least this long at a time. */
const LEAST_SHOW_MS = 8_000;

/** What messages a display should show now. */
export interface MessagesNow {
  /** Interrupts the pages: an emergency or an urgent message. */
  readonly urgent: WallMessage | null;
  /** Take their turn among the pages. */
  readonly turns: readonly WallMessage[];
  /** Shown only where there is nothing else. */
  readonly filler: WallMessage | null;
  /** When this answer may be another one; null when time alone changes nothing. */
  readonly nextAt: Instant | null;
}

/** The text in a display's language, or the nearest there is. */
export function textFor({ text }: WallMessage, language: Language): string {
  const [first = ""] = Object.values(text);
  return text[language] ?? text.any ?? text.en ?? first;
}

const endOf = ({ until, publishedAt }: WallMessage): Instant | null =>
  until ?? (publishedAt === null ? null : publishedAt + DEFAULT_LIFE_MS);

const startOf = ({ from, publishedAt }: WallMessage): Instant => from ?? publishedAt ?? 0;

const isLive = (message: WallMessage, now: Instant): boolean =>
  startOf(message) <= now && now < (endOf(message) ?? Number.POSITIVE_INFINITY);

/** How long a message of so many screens stays on at a time, in milliseconds. */
export const showMsOf = (screens: number): number => Math.max(LEAST_SHOW_MS, screens * SCREEN_MS);

/** Which screen of a message is on, from 0. */
export const screenAt = (sinceMs: number, screens: number): number =>
  screens <= 1 ? 0 : Math.floor(Math.max(0, sinceMs) / SCREEN_MS) % screens;

/** Whether an urgent message is in its on time; one without `repeatSeconds` always is. */
function isOn(message: WallMessage, now: Instant, screens: number): boolean {
  if (message.repeatSeconds === null) return true;
  return (now - startOf(message)) % (message.repeatSeconds * 1_000) < showMsOf(screens);
}

/** More important first, then the newer one, then by name, so that every wall agrees. */
function before(a: WallMessage, b: WallMessage): number {
  return a.priority - b.priority || startOf(b) - startOf(a) || Number(a.id > b.id) - Number(a.id < b.id);
}

/**
 * Which messages are due. While the wall clock is not known to be right, from and until cannot be judged: then only
 * emergencies and urgent messages are shown, and without a break.
 */
export function dueMessages(
  messages: readonly WallMessage[],
  now: { readonly wall: Instant; readonly clockSynced: boolean },
  screensOf: (message: WallMessage) => number,
): MessagesNow {
  if (!now.clockSynced) {
    const [urgent = null] = messages.filter(({ priority }) => priority < 2).toSorted(before);
    return { urgent, turns: [], filler: null, nextAt: null };
  }
  const live = messages.filter((message) => isLive(message, now.wall)).toSorted(before);
  const urgent = live.find((message) => message.priority < 2 && isOn(message, now.wall, screensOf(message)));
  return {
    urgent: urgent ?? null,
    turns: live.filter(({ priority }) => priority === 2),
    filler: live.find(({ priority }) => priority === 3) ?? null,
    nextAt: nextChange(messages, now.wall, screensOf),
  };
}

/** The next begin, end, break or screen of any message. */
function nextChange(
  messages: readonly WallMessage[],
  now: Instant,
  screensOf: (message: WallMessage) => number,
): Instant | null {
  const moments = messages.flatMap((message) => {
    const edges = [startOf(message), endOf(message)].filter((edge) => edge !== null);
    return isLive(message, now) ? [...edges, ...beats(message, now, screensOf(message))] : edges;
  });
  const coming = moments.filter((moment) => moment > now);
  return coming.length === 0 ? null : Math.min(...coming);
}

/** The most important message that is on, also in the breaks of its text; and when that may change by time alone. */
export function liveMessage(
  messages: readonly WallMessage[],
  now: { readonly wall: Instant; readonly clockSynced: boolean },
): { readonly priority: MessagePriority | null; readonly nextAt: Instant | null } {
  const live = messages.filter((message) =>
    now.clockSynced ? isLive(message, now.wall) : message.priority < 2,
  );
  const [first] = live.toSorted(before);
  const edges = messages.flatMap((message) => [startOf(message), endOf(message) ?? now.wall]);
  const coming = edges.filter((edge) => edge > now.wall);
  const nextAt = coming.length === 0 || !now.clockSynced ? null : Math.min(...coming);
  return { priority: first?.priority ?? null, nextAt };
}

/** When a live message changes by itself: to its next screen, to its break, to its next time. */
function beats(message: WallMessage, now: Instant, screens: number): Instant[] {
  const since = now - startOf(message);
  const screen = screens > 1 ? [now + SCREEN_MS - (since % SCREEN_MS)] : [];
  if (message.repeatSeconds === null) return screen;
  const period = message.repeatSeconds * 1_000;
  const begin = now - (since % period);
  return [...screen, begin + showMsOf(screens), begin + period];
}

/** How long a message has been on, so that every wall shows the same screen of it. */
export const sinceStart = (message: WallMessage, now: Instant): number => now - startOf(message);
