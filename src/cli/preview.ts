import type { WallboardPlan } from "../app/wallboardPlan.ts";
import { type DaemonPlan, type DisplayUnit, planDaemon } from "../compose/daemonPlan.ts";
import { previewDisplay, type View } from "../compose/previewDisplay.ts";
import { previewLights, type ShownLight } from "../compose/previewLights.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { sourcePlans } from "../compose/sourcePlans.ts";
import { type Delivery, readStatisticsFile, type StatisticsRead } from "../compose/statisticsFile.ts";
import { devicesFolder } from "../compose.ts";
import type { Problem } from "../config/problem.ts";
import { problemLines } from "../config/problemReport.ts";
import { readText } from "../config/readText.ts";
import { LONGEST_FILE_BYTES } from "../config/readYaml.ts";
import type { Instant } from "../domain/instant.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { SeatLook } from "../domain/seatLook.ts";
import { seatAs, seatWords } from "../domain/seatWords.ts";
import { parseInstant } from "../drivers/acd/timestamp.ts";
import { wallMs } from "../shared/time.ts";
import { openAlbum } from "./pictureAlbum.ts";
import { lightLines, previewJson, previewLines, type ShownDisplay } from "./previewReport.ts";
import { readStdin } from "./readStdin.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface PreviewOptions {
  /** File of figures, `-` for stdin. */
  readonly stats: string;
  /** Folder for pictures. */
  readonly png?: string;
  /** The moment at which somebody looks, with its zone; absent for that of the newest figures. */
  readonly at?: string;
  /** Id of one display; absent for all. */
  readonly display?: string;
  /** Id of a page or an alarm that is shown whether its condition holds or not, or `all` for what is on. */
  readonly page: string;
  /** What seats are, for their lights: `island-1=busy`. */
  readonly seat?: readonly string[];
  /** Whether the sources have fallen silent. */
  readonly stale: boolean;
  readonly json: boolean;
}

/** Figures turn stale a moment after their time. */
const SILENT_MARGIN_MS = 1_000;

type Told = Pick<Terminal, "write" | "writeError" | "isTerminal" | "environment">;

/** A display and what it should show, side by side. */
interface Chosen {
  readonly unit: DisplayUnit;
  readonly plan: WallboardPlan["displays"][number];
}

/** What each display of a site would show with the figures of a file, as text and as pictures. */
export async function previewCommand(
  file: string,
  options: PreviewOptions,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { load, compile } = await siteLoader(terminal.environment, devicesFolder);
  const site = await load(file);
  if (!site.ok) {
    tellProblems([...site.problems, ...site.warnings], options, terminal);
    return exitCodes.configuration;
  }
  const plan = planDaemon(site, compile);
  const chosen = chooseDisplays(plan, options);
  const at = options.at === undefined ? null : parseInstant(options.at);
  const seats = readSeats(options.seat ?? [], site.site.seats);
  const wrong = [chosen, seats, at === null && options.at !== undefined ? badMoment : null].find(
    (part) => typeof part === "string",
  );
  if (typeof chosen === "string" || typeof seats === "string" || wrong !== undefined) {
    terminal.writeError(`${wrong}\n`);
    return exitCodes.usage;
  }
  const read = await readStatistics(site, options.stats, at ?? wallMs(), stdin);
  if (read.problems.some(({ severity }) => severity === "error")) {
    tellProblems(read.problems, options, terminal);
    return exitCodes.failed;
  }
  const warnings = [...site.warnings, ...read.problems];
  const moment = at ?? newestOf(read.deliveries) ?? wallMs();
  const { deliveries } = read;
  const { wallboard } = plan;
  const silentMs = silenceOf(site, wallboard, options);
  const drawing = { options, at: moment, deliveries, silentMs };
  const shown = await drawAll(chosen, wallboard, drawing);
  const lights = isAboutPages(options)
    ? []
    : previewLights({ site, wallboard, deliveries, at: moment, silentMs, seats });
  tell(shown, lights, { options, terminal, at: moment, warnings });
  return exitCodes.done;
}

const badMoment = "--at is a moment with its zone, such as 2026-02-14T10:18:00+01:00";

/** The displays that somebody wants to see, or what is wrong with the wish. */
function chooseDisplays(
  { displays, wallboard }: DaemonPlan,
  options: PreviewOptions,
): readonly Chosen[] | string {
  const all = displays.flatMap((unit) =>
    wallboard.displays.filter(({ id }) => id === unit.id).map((plan) => ({ unit, plan })),
  );
  const { display, page } = options;
  const chosen = all.filter(({ unit }) => display === undefined || unit.id === display);
  if (display !== undefined && chosen.length === 0)
    return `there is no display '${display}': ${wordAdvice(
      display,
      all.map(({ unit }) => unit.id),
    )}`;
  if (page === "all") return chosen;
  const having = chosen.filter(({ plan }) => pageIds(plan).includes(page));
  const known = [...new Set(chosen.flatMap(({ plan }) => pageIds(plan)))];
  return having.length > 0 ? having : `there is no page or alarm '${page}': ${wordAdvice(page, known)}`;
}

const pageIds = ({ pages, alarms }: Chosen["plan"]): string[] => [...pages, ...alarms].map(({ id }) => id);

async function readStatistics(
  site: SiteFile,
  file: string,
  receivedAt: Instant,
  stdin: AsyncIterable<Uint8Array>,
): Promise<StatisticsRead> {
  const result =
    file === "-" ? await readStdin(stdin, LONGEST_FILE_BYTES) : await readText(file, LONGEST_FILE_BYTES);
  if (!result.ok) return { deliveries: [], problems: [result.problem] };
  const { queues, groups } = site.site;
  const place = { queues, groups: Object.keys(groups), sources: sourcePlans(site), receivedAt };
  return readStatisticsFile(result.text, file === "-" ? "stdin" : file, place);
}

function newestOf(deliveries: readonly Delivery[]): Instant | null {
  const moments = deliveries.map(({ observedAt }) => observedAt).filter((moment) => moment !== null);
  return moments.length === 0 ? null : Math.max(...moments);
}

interface Drawing {
  readonly options: PreviewOptions;
  readonly at: Instant;
  readonly deliveries: readonly Delivery[];
  readonly silentMs: number;
}

/** Who asks for one display or one page does not ask for lights. */
const isAboutPages = ({ display, page }: PreviewOptions): boolean => display !== undefined || page !== "all";

/** How long the sources have been silent when somebody looks. */
function silenceOf({ site }: SiteFile, wallboard: WallboardPlan, { stale }: PreviewOptions): number {
  return stale ? Math.max(...Object.keys(site.sources).map(wallboard.staleAfterMs)) + SILENT_MARGIN_MS : 0;
}

/** What somebody says that seats are, or what is wrong with it. */
function readSeats(
  written: readonly string[],
  seats: SiteFile["site"]["seats"],
): ReadonlyMap<string, SeatLook> | string {
  const known = seats.map(({ id }) => id);
  const looks = new Map<string, SeatLook>();
  for (const text of written) {
    const [seat = "", said = ""] = text.split("=");
    const word = seatWords.find((one) => one === said);
    if (!known.includes(seat)) return `there is no seat '${seat}': ${wordAdvice(seat, known)}`;
    if (word === undefined) return `a seat is not '${said}': ${wordAdvice(said, seatWords)}`;
    looks.set(seat, seatAs(word));
  }
  return looks;
}

async function drawAll(
  chosen: readonly Chosen[],
  wallboard: WallboardPlan,
  { options, at, deliveries, silentMs }: Drawing,
): Promise<readonly ShownDisplay[]> {
  const only = options.page === "all" ? null : options.page;
  const album = options.png === undefined ? null : await openAlbum(options.png);
  const shown: ShownDisplay[] = [];
  for (const { unit, plan } of chosen) {
    const views = previewDisplay({
      bound: unit.bound,
      display: plan,
      wallboard,
      deliveries,
      at,
      silentMs,
      only,
    });
    const drawn: ShownDisplay["views"][number][] = [];
    for (const view of views)
      drawn.push({ ...view, png: album === null ? null : await album(unit, view.id, view.glass) });
    shown.push({ unit, views: drawn, waiting: only === null ? waitingOf(unit, views) : [] });
  }
  return shown;
}

/** Pages and alarms that are not on, with the condition that they wait for. */
function waitingOf({ display }: DisplayUnit, views: readonly View[]): ShownDisplay["waiting"] {
  const on = views.map(({ kind, id }) => `${kind} ${id}`);
  const pages = display.pages.map(({ id, when }) => ({ kind: "page", id, when }));
  const alarms = display.alarms.map(({ id, when }) => ({ kind: "alarm", id, when }));
  return [...pages, ...alarms].flatMap(({ kind, id, when }) =>
    when === undefined || on.includes(`${kind} ${id}`) ? [] : [{ id, when }],
  );
}

interface Telling {
  readonly options: PreviewOptions;
  readonly terminal: Told;
  readonly at: Instant;
  readonly warnings: readonly Problem[];
}

function tell(
  shown: readonly ShownDisplay[],
  lights: readonly ShownLight[],
  { options, terminal, at, warnings }: Telling,
): void {
  if (options.json) {
    terminal.write(`${previewJson(at, shown, lights, warnings)}\n`);
    return;
  }
  for (const line of problemLines(warnings)) terminal.writeError(`${line}\n`);
  const colour = terminal.isTerminal && terminal.environment["NO_COLOR"] === undefined;
  const lines = [...shown.flatMap((display) => previewLines(display, colour)), ...lights.flatMap(lightLines)];
  terminal.write(`${lines.join("\n").trimStart()}\n`);
}

/** What is wrong with a site or with figures, as JSON or for people. */
export function tellProblems(
  problems: readonly Problem[],
  { json }: Pick<PreviewOptions, "json">,
  terminal: Pick<Told, "write" | "writeError">,
): void {
  if (json) terminal.write(`${JSON.stringify({ ok: false, problems })}\n`);
  else for (const line of problemLines(problems)) terminal.writeError(`${line}\n`);
}
