import { devicesFolder } from "../compose.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { readText } from "../config/readText.ts";
import { LONGEST_FILE_BYTES } from "../config/readYaml.ts";
import type { Instant } from "../domain/instant.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { native } from "../drivers/acd/native.ts";
import { compileProfile } from "../drivers/acd/profile.ts";
import { profileOptions, profileSchema } from "../drivers/acd/profileSchema.ts";
import { parseInstant } from "../drivers/acd/timestamp.ts";
import { Fault } from "../ports/fault.ts";
import type { ReadResult, ReadStatistics } from "../ports/readStatistics.ts";
import { wallMs } from "../shared/time.ts";
import { readStdin } from "./readStdin.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface AcdMapOptions {
  readonly receivedAt?: string;
  readonly zone?: string;
  /** `key=value`, as under a source's `options:`. */
  readonly option: readonly string[];
  readonly json: boolean;
}

const wrongUse = (message: string, advice: string): Fault => new Fault("ACD_MAP", message, advice);

/** `thresholdSeconds=20` as the YAML of a site would read it: numbers and true and false are what they look like. */
function optionOf(text: string): [string, unknown] {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw wrongUse(`--option ${text} is not key=value`, "write for example --option thresholdSeconds=20");
  const value = text.slice(equals + 1);
  const plain: Record<string, unknown> = { true: true, false: false, null: null };
  if (Object.hasOwn(plain, value)) return [text.slice(0, equals), plain[value]];
  return [text.slice(0, equals), value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value];
}

async function readerOf(name: string, { zone, option }: AcdMapOptions): Promise<ReadStatistics> {
  if (name === "native") return native;
  const { byId } = await loadDevices({
    folders: [{ path: `${devicesFolder}/acds`, mark: null }],
    schema: profileSchema,
    prove: () => undefined,
  });
  const profile = byId.get(name);
  if (!profile)
    throw wrongUse(`there is no ACD profile '${name}'`, wordAdvice(name, ["native", ...byId.keys()]));
  const written = { ...Object.fromEntries(option.map(optionOf)), ...(zone === undefined ? {} : { zone }) };
  const options = profileOptions.safeParse(written);
  if (options.success) return compileProfile(profile, options.data);
  const problems = options.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
  throw wrongUse(problems.join("; "), `options: ${Object.keys(profileOptions.shape).join(", ")}`);
}

function receivedAt(text: string | undefined): Instant {
  if (text === undefined) return wallMs();
  const at = parseInstant(text);
  if (at === null)
    throw wrongUse(`--received-at ${text} is no time`, "write for example 2026-01-12T09:00:10Z");
  return at;
}

const isoOf = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A queue in the words of the model, with dates as text. */
const canonical = (queue: QueueStatistics): object => ({
  ...queue,
  observedAt: isoOf(queue.observedAt),
  totals: { ...queue.totals, since: isoOf(queue.totals.since) },
});

/** What one raw payload of an ACD means: canonical statistics, and every field that did not fit. */
export async function acdMapCommand(
  profile: string,
  file: string,
  options: AcdMapOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const reader = await readerOf(profile, options);
  const at = receivedAt(options.receivedAt);
  const payload = await (file === "-"
    ? readStdin(stdin, LONGEST_FILE_BYTES)
    : readText(file, LONGEST_FILE_BYTES));
  if (!payload.ok)
    throw wrongUse(`${file}: ${payload.problem.message}`, payload.problem.advice ?? "check the name");
  const result = reader.read(payload.text, { receivedAt: at, listIgnored: true });
  const lines = options.json ? [jsonOf(result)] : linesOf(result);
  for (const line of lines) terminal.write(`${line}\n`);
  return result.ok ? exitCodes.done : exitCodes.failed;
}

function jsonOf(result: ReadResult): string {
  if (!result.ok) return JSON.stringify({ queues: [], agents: [], ignored: [], problems: [result.problem] });
  const { statistics, ignored, problems } = result;
  return JSON.stringify({ queues: statistics.map(canonical), agents: [], ignored, problems });
}

/** Every figure that is known, below its queue, to be laid beside the supervisor's screen. */
function linesOf(result: ReadResult): string[] {
  if (!result.ok)
    return [`not understood: ${result.problem.path} ${result.problem.message}`.replace(/ +/g, " ")];
  const queues = result.statistics.flatMap((queue) => [
    `${queue.queue.id}${queue.queue.name === null ? "" : ` (${queue.queue.name})`}  ${queue.queue.state}, measured ${isoOf(queue.observedAt) ?? "at an unknown time"}`,
    ...figuresOf(queue),
  ]);
  const ignored = result.ignored.length === 0 ? [] : [`not used: ${result.ignored.join(", ")}`];
  return [
    ...queues,
    ...ignored,
    ...result.problems.map(({ path, message }) => `problem: ${path} ${message}`),
  ];
}

const groups = ["now", "agents", "totals", "serviceLevel", "averages", "peaks"] as const;

function figuresOf(queue: QueueStatistics): string[] {
  return groups.flatMap((group) =>
    Object.entries(queue[group]).flatMap(([key, value]) => {
      if (value === null) return [];
      const path = `${group}.${key}`;
      const reasons = queue.quality.filter((quality) => quality.path === path).map(({ reason }) => reason);
      const shown = typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
      return [`  ${path.padEnd(32)} ${shown.padStart(8)}  ${reasons.join(", ")}`.trimEnd()];
    }),
  );
}
