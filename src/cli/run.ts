import { systemClock } from "../adapters/clock/systemClock.ts";
import { createLogger, type LogLevel, logFormFor } from "../adapters/log/createLogger.ts";
import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import { type PrometheusPage, servePrometheus } from "../adapters/prometheus/servePrometheus.ts";
import { serviceManager } from "../adapters/systemd/serviceManager.ts";
import { serviceStatus } from "../app/serviceStatus.ts";
import { Watchdog } from "../app/watchdog.ts";
import { brokerOf, headsetsHere, lightsHere, lineOf } from "../compose/realWorld.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { Daemon, devicesFolder } from "../compose.ts";
import { problemCount, problemLines } from "../config/problemReport.ts";
import { readSecret } from "../config/readSecret.ts";
import { reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ServiceManager } from "../ports/serviceManager.ts";
import { exitCodes, type Terminal, untilSignalled } from "./terminal.ts";

export interface RunOptions {
  readonly config: string;
  readonly logLevel: LogLevel;
}

/** The daemon: runs until SIGTERM or SIGINT, reads its configuration again on SIGHUP. */
export async function runCommand(options: RunOptions, terminal: Terminal): Promise<number> {
  const { environment } = terminal;
  const log = createLogger(logFormFor(environment, terminal.isTerminal), options.logLevel, (line) =>
    terminal.write(line),
  );
  const metrics = new MemoryMetrics();
  const { load, compile } = await siteLoader(environment, devicesFolder);
  const first = await load(options.config);
  if (!first.ok) {
    for (const line of problemLines([...first.problems, ...first.warnings])) terminal.writeError(`${line}\n`);
    const count = problemCount(first.problems.length, first.warnings.length);
    terminal.writeError(`${count} Nothing was started. See: bandeau check --help\n`);
    return exitCodes.configuration;
  }
  const clock = systemClock();
  const daemon = new Daemon({
    brokerFor: (site) => brokerOf(site, environment["CREDENTIALS_DIRECTORY"]),
    openLine: (unit) => lineOf(unit, { log, clock }),
    devices: headsetsHere(log),
    lights: lightsHere({ log, clock }),
    readKey: (file) => readSecret(file, environment["CREDENTIALS_DIRECTORY"]),
    compile,
    clock,
    log,
    metrics,
    random: Math.random,
    beat: (supervisor) => watchdog.beat(supervisor),
  });
  const manager = serviceManager({ environment, pid: process.pid, log });
  const watchdog = new Watchdog({
    manager,
    clock,
    log,
    supervised: () => daemon.supervised,
    status: () => serviceStatus(metrics.snapshot()),
  });
  const ending = untilSignalled(terminal);
  let tellStarted: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    tellStarted = resolve;
  });
  // From here on, because the signal would end a process that does not wait for it.
  const releaseReload = reloadOnSignal(terminal, options.config, { load, daemon, log, manager, started });
  tellWarnings(first, log);
  log.info("starting", { config: options.config, ...counted(first) });
  await daemon.apply(first);
  const page = await metricsPage(first, metrics, log);
  // Not when the broker or a display has answered: they may be away for hours.
  manager.ready();
  tellStarted();
  watchdog.start();
  await new Promise<void>((resolve) => {
    if (ending.signal.aborted) resolve();
    ending.signal.addEventListener("abort", () => resolve());
  });
  log.info("stopping");
  manager.stopping();
  watchdog.stop();
  releaseReload();
  ending.release();
  await daemon.stop();
  await page?.close();
  log.info("stopped");
  return exitCodes.done;
}

const counted = ({ site }: SiteFile) => ({
  displays: site.displays.length,
  seats: site.seats.length,
  lights: site.lights.length,
});

function tellWarnings(file: SiteFile, log: Logger): void {
  for (const { line, column, path, message, advice } of file.warnings)
    log.warn("configuration", { at: `${line ?? ""}:${column ?? ""}`, path, message, advice });
  for (const { id, file: by } of file.replaced) log.info("definition replaced by the site's own", { id, by });
}

/** A port that is taken is no reason to leave the displays dark. */
async function metricsPage(file: SiteFile, metrics: Metrics, log: Logger): Promise<PrometheusPage | null> {
  const listen = file.site.metrics?.listen;
  if (listen === undefined) return null;
  try {
    return await servePrometheus(listen, metrics);
  } catch (error) {
    log.error("metrics are not served", { reason: reasonOf(error) });
    return null;
  }
}

interface Reloading {
  readonly load: Awaited<ReturnType<typeof siteLoader>>["load"];
  readonly daemon: Daemon;
  readonly log: Logger;
  readonly manager: ServiceManager;
  /** Resolves when the first configuration is in force. */
  readonly started: Promise<void>;
}

/** One reload at a time; a file that is wrong changes nothing. */
function reloadOnSignal(
  terminal: Terminal,
  file: string,
  { load, daemon, log, manager, started }: Reloading,
): () => void {
  let work = started;
  const reload = async (): Promise<void> => {
    manager.reloading();
    const result = await load(file);
    if (!result.ok) {
      for (const { line, column, path, message, advice } of result.problems)
        log.error("new configuration refused", { at: `${file}:${line}:${column}`, path, message, advice });
      log.warn("the old configuration stays in force", { problems: result.problems.length });
      return;
    }
    tellWarnings(result, log);
    await daemon.apply(result);
    log.info("configuration reloaded", counted(result));
  };
  return terminal.onSignal("SIGHUP", () => {
    work = work
      .then(reload)
      .catch((error: unknown) => {
        log.error("the configuration could not be reloaded, the old one stays in force", {
          reason: reasonOf(error),
        });
      })
      .finally(() => manager.ready());
  });
}
