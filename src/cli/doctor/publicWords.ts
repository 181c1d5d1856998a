import { isIPv4, isIPv6 } from "node:net";

/** What stands in a report and is nobody else's business. */
export interface PrivateNames {
  /** Of brokers, serial servers and this machine. */
  readonly hosts: readonly string[];
  /** As the broker knows us, and whoever types. */
  readonly users: readonly string[];
  /** People, as the ACD calls them. */
  readonly people: readonly string[];
  /** Serial numbers of devices. */
  readonly serials: readonly string[];
  readonly home: string | null;
  /** Words that are said all the time, such as a display's id: a user of the same name is not hidden by hiding them. */
  readonly ordinary: readonly string[];
}

/** Turns a sentence into one that anybody may read. */
export type Redact = (text: string) => string;

/** Shorter names are parts of other words. */
const SHORTEST_NAME = 3;

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whole names only: no letter, digit or part of a name on either side. */
const whole = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${quoted(name)}(?![\\p{L}\\p{N}_-])`, "giu");

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\./.test(host) || host === "0.0.0.0";

/** `A50285BI` is `…5BI`: enough to tell two apart for whoever has them, and the first letters are their maker's. */
export const shortSerial = (serial: string): string =>
  serial.length <= SHORTEST_NAME ? serial : `…${serial.slice(-SHORTEST_NAME)}`;

/** Names of persons, machines and places become words; addresses too, but for those of this machine itself. */
export function publicWords(names: PrivateNames): Redact {
  const { hosts, users, people, serials, home, ordinary } = names;
  const ordinaryWords = new Set(
    [...ordinary, "bandeau", "root", "localhost"].map((word) => word.toLowerCase()),
  );
  const hidden: (readonly [RegExp, string])[] = [
    ...longestFirst(hosts.filter((host) => !isLoopback(host))).map((one) => [whole(one), "(host)"] as const),
    ...longestFirst(people).map((one) => [whole(one), "(agent)"] as const),
    ...longestFirst(users)
      .filter((one) => !ordinaryWords.has(one.toLowerCase()))
      .map((one) => [whole(one), "(user)"] as const),
    ...longestFirst(serials).map((one) => [whole(one), shortSerial(one)] as const),
  ];
  return (text) => {
    let told = home === null || home === "/" ? text : text.replaceAll(home, "~");
    told = told.replaceAll(/\/(home|Users)\/[^/\s'":,]+/g, "~");
    told = told.replaceAll(/\b(cc\/\d+)\/([^/\s]+)\//g, "$1/(site)/");
    told = told.replaceAll(/\/agent\/(?!\+)[^/\s]+/g, "/agent/(agent)");
    told = told.replaceAll(
      /(usb-[^\s/'",]*_)([A-Za-z0-9.]+)(?=-(?:if|port|event|hidraw))/g,
      (_, before, serial) => {
        return `${before}${shortSerial(serial)}`;
      },
    );
    for (const [pattern, word] of hidden) told = told.replaceAll(pattern, word);
    told = told.replaceAll(
      /\b((?:mqtts?|tcp|wss?|https?):\/\/)([^/\s'"@]*@)?(\[[^\]]*\]|[^/\s'":,\])]+)/gi,
      hideHost,
    );
    told = told.replaceAll(/\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b/g, "(address)");
    return told.replaceAll(/[0-9A-Fa-f:.]*[:.][0-9A-Fa-f:.]*[0-9A-Fa-f]/g, hideAddress);
  };
}

function hideHost(_: string, scheme: string, user: string | undefined, host: string): string {
  const bare = host.replaceAll(/[[\]]/g, "");
  const shown = isLoopback(bare) || host.startsWith("(host") ? host : "(host)";
  return `${scheme}${user === undefined ? "" : "(user)@"}${shown}`;
}

/** An address with its port behind it is hidden, and its port is not. */
function hideAddress(text: string): string {
  const [, four = "", port = ""] = /^((?:\d+\.){3}\d+)(:\d+)?\.?$/.exec(text) ?? [];
  if (isIPv4(four)) return isLoopback(four) ? text : `(host)${port}`;
  return isIPv6(text) && !isLoopback(text) ? "(host)" : text;
}

const longestFirst = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => name.length >= SHORTEST_NAME).toSorted((a, b) => b.length - a.length);
