import type { SourcePlan } from "../app/statisticsIntake.ts";
import { Findings } from "../config/findings.ts";
import { listOf } from "../config/nearest.ts";
import type { Path, Problem } from "../config/problem.ts";
import { readYaml } from "../config/readYaml.ts";
import type { Instant } from "../domain/instant.ts";
import { nearestWord } from "../domain/nearestWord.ts";
import { nothingKnown, type QueueStatistics } from "../domain/queueStatistics.ts";
import { native } from "../drivers/acd/native.ts";
import type { ReadResult, ReadStatistics } from "../ports/readStatistics.ts";

/** Figures of one queue as they came out of a file, on their way to the floor. */
export interface Delivery {
  readonly source: string;
  readonly statistics: QueueStatistics;
  /** When they were measured, or else published; null when nothing says so. */
  readonly observedAt: Instant | null;
  readonly validForSeconds: number | null;
  readonly partial: boolean;
}

/** What a file of statistics is read for. */
export interface StatisticsPlace {
  readonly queues: Readonly<Record<string, { readonly source: string; readonly id: string }>>;
  /** Names of groups: their figures are made of their queues'. */
  readonly groups: readonly string[];
  readonly sources: readonly Pick<SourcePlan, "name" | "reader" | "queues">[];
  /** When the file counts as received. */
  readonly receivedAt: Instant;
}

export interface StatisticsRead {
  readonly deliveries: readonly Delivery[];
  /** What made no sense, with its place; the rest of the file counts. */
  readonly problems: readonly Problem[];
}

type Properties = Readonly<Record<string, unknown>>;

/** One message of the file: where it stands, whose it is, and how it is read. */
interface Message {
  readonly path: Path;
  readonly value: unknown;
  readonly reader: ReadStatistics;
  /** Null for a message in our own form, whose queue says which ACD it belongs to. */
  readonly source: string | null;
}

const blank = nothingKnown("", null);
/** The keys of our own form, by section; "" for the whole message. */
const knownKeys = new Map<string, readonly string[]>([
  ["", ["v", "at", "validForSeconds", ...Object.keys(blank)]],
  ...Object.entries(blank).flatMap(([section, value]): [string, string[]][] =>
    typeof value === "object" && value !== null ? [[section, Object.keys(value)]] : [],
  ),
]);

const isProperties = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A message in our own form names its queue with an object. */
const isOwnForm = (value: unknown): boolean =>
  isProperties(value) && ["queue", "now", "agents", "totals"].some((key) => isProperties(value[key]));

class StatisticsFile {
  readonly #place: StatisticsPlace;
  readonly #findings: Findings;
  readonly #deliveries: Delivery[] = [];

  constructor(place: StatisticsPlace, findings: Findings) {
    this.#place = place;
    this.#findings = findings;
  }

  read(): StatisticsRead {
    for (const message of this.#messages(this.#findings.yaml.value)) this.#readMessage(message);
    const errors = this.#findings.of("error");
    if (errors.length === 0 && this.#deliveries.length === 0)
      this.#findings.error([], "holds no figures of this site's queues", {
        advice: `write them under a queue's name; ${listOf(Object.keys(this.#place.queues))}`,
      });
    return {
      deliveries: this.#deliveries,
      problems: [...this.#findings.of("error"), ...this.#findings.of("warning")],
    };
  }

  /** One message, a list of them, or an object with a queue's or an ACD's name before each. */
  #messages(value: unknown): readonly Message[] {
    const own = (path: Path, message: unknown): Message => ({
      path,
      value: message,
      reader: native,
      source: null,
    });
    if (isOwnForm(value)) return [own([], value)];
    if (Array.isArray(value) && value.some(isOwnForm)) return value.map((item, index) => own([index], item));
    const names = isProperties(value) ? Object.keys(value) : [];
    const [only, ...others] = this.#place.sources;
    const isNamed = names.some((name) => this.#isName(name));
    if (only && others.length === 0 && only.reader !== native && !isNamed)
      return [{ path: [], value, reader: only.reader, source: only.name }];
    if (isProperties(value)) return Object.entries(value).flatMap((entry) => this.#named(...entry));
    if (Array.isArray(value)) return value.map((item, index) => own([index], item));
    this.#findings.error([], "holds no message", {
      advice: "write figures under a queue's name, or one message as the ACD sends it",
    });
    return [];
  }

  #isName(name: string): boolean {
    return Object.hasOwn(this.#place.queues, name) || this.#place.sources.some((each) => each.name === name);
  }

  #named(name: string, value: unknown): readonly Message[] {
    const { queues, sources } = this.#place;
    const byId = Object.values(queues).find(({ id }) => id === name);
    const queue = Object.hasOwn(queues, name) ? queues[name] : byId;
    if (queue) {
      if (isProperties(value)) {
        const written = isProperties(value["queue"]) ? value["queue"] : {};
        const message = { ...value, queue: { ...written, id: queue.id } };
        return [{ path: [name], value: message, reader: native, source: queue.source }];
      }
      this.#findings.error([name], "holds no figures", { advice: "such as  now: { waiting: 12 }" });
      return [];
    }
    const source = sources.find((each) => each.name === name);
    if (source) return messagesOf(source, name, value);
    this.#tellUnknown(name);
    return [];
  }

  #tellUnknown(name: string): void {
    const { queues, groups, sources } = this.#place;
    if (groups.includes(name)) {
      const advice = "write those of its queues; a group is made of them";
      this.#findings.warning([name], `'${name}' is a group; its figures are left out`, { at: "key", advice });
      return;
    }
    const known = [...Object.keys(queues), ...sources.map((each) => each.name)];
    const near = nearestWord(name, known);
    this.#findings.warning([name], `no queue of this site is called '${name}'; it is left out`, {
      at: "key",
      advice: near === null ? listOf(known) : `did you mean '${near}'?`,
    });
  }

  #readMessage({ path, value, reader, source }: Message): void {
    const { receivedAt } = this.#place;
    const result = reader.read(JSON.stringify(value), { receivedAt, listIgnored: reader === native });
    if (!result.ok) {
      this.#findings.error([...path, ...keysOf(result.problem.path)], result.problem.message);
      return;
    }
    for (const problem of result.problems)
      this.#findings.warning([...path, ...keysOf(problem.path)], `${problem.message}; it counts as unknown`);
    for (const ignored of result.ignored) this.#tellIgnored(path, ignored);
    for (const statistics of result.statistics) this.#deliver(path, statistics, source, reader, result);
  }

  #tellIgnored(path: Path, ignored: string): void {
    const dot = ignored.lastIndexOf(".");
    const known = knownKeys.get(ignored.slice(0, Math.max(0, dot))) ?? [];
    const word = ignored.slice(dot + 1);
    const near = nearestWord(word, known);
    this.#findings.warning([...path, ...keysOf(ignored)], `'${word}' is no figure; it is left out`, {
      at: "key",
      advice: near === null ? listOf(known) : `did you mean '${near}'?`,
    });
  }

  #deliver(
    path: Path,
    statistics: QueueStatistics,
    named: string | null,
    { partial }: ReadStatistics,
    { publishedAt, validForSeconds }: Extract<ReadResult, { ok: true }>,
  ): void {
    const { id } = statistics.queue;
    const owners = this.#place.sources.filter(
      ({ name, queues }) => queues.has(id) && (named === null || named === name),
    );
    for (const { name: source } of owners) {
      const observedAt = statistics.observedAt ?? publishedAt;
      this.#deliveries.push({ source, statistics, observedAt, validForSeconds, partial });
    }
    if (owners.length > 0) return;
    const known = this.#place.sources.flatMap(({ queues }) => [...queues]);
    const near = nearestWord(id, known);
    this.#findings.warning(
      [...path, "queue", "id"],
      `no queue of this site has the id '${id}'; it is left out`,
      {
        advice: near === null ? listOf(known) : `did you mean '${near}'?`,
      },
    );
  }
}

/** What an ACD said, as it said it. */
function messagesOf(
  { reader, name: source }: StatisticsPlace["sources"][number],
  key: string,
  value: unknown,
) {
  return reader === native && Array.isArray(value)
    ? value.map((item, index): Message => ({ path: [key, index], value: item, reader, source }))
    : [{ path: [key], value, reader, source } satisfies Message];
}

const keysOf = (path: string): string[] => (path === "" ? [] : path.split("."));

/** Reads figures that somebody wrote into a file, JSON or YAML, as the ACDs of a site would have sent them. */
export function readStatisticsFile(text: string, file: string, place: StatisticsPlace): StatisticsRead {
  const result = readYaml(text, file);
  if (!result.ok) return { deliveries: [], problems: result.problems };
  return new StatisticsFile(place, new Findings(result.yaml)).read();
}
