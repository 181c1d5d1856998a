import { startEmbeddedBroker } from "../adapters/aedes/embeddedBroker.ts";
import { systemClock } from "../adapters/clock/systemClock.ts";
import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import { MqttBroker } from "../adapters/mqtt/mqttBroker.ts";
import type { DisplayUnit } from "../compose/daemonPlan.ts";
import type { LightUnit } from "../compose/lightUnits.ts";
import { lightsHere } from "../compose/realWorld.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { configFolder, Daemon, devicesFolder } from "../compose.ts";
import { readSecret } from "../config/readSecret.ts";
import type { Rgb } from "../domain/light.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { OpenLight } from "../ports/lightLink.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { Logger } from "../ports/logger.ts";
import { after, every } from "../shared/time.ts";
import { LightTwin } from "../simulated/lightTwin.ts";
import { SerialTwin } from "../simulated/serialTwin.ts";
import { openDemoEye } from "./demoEye.ts";
import { DemoPeople } from "./demoPeople.ts";
import { type DemoScreen, demoScreen } from "./demoScreen.ts";
import { simAcdCommand } from "./simAcd.ts";
import { exitCodes, type Terminal, untilSignalled } from "./terminal.ts";

export interface DemoOptions {
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly seed: number;
  /** Seconds; absent for until Ctrl-C. */
  readonly duration?: number;
  readonly json: boolean;
}

/** How often a person sees the glass anew. */
const LOOK_EVERY_MS = 100;
/** Seconds between two messages of the simulated ACD. */
const ACD_EVERY_SECONDS = 1;

/** The demo's site with the address of its own broker. */
async function demoSite(terminal: Terminal, url: string) {
  const loader = await siteLoader(terminal.environment, devicesFolder);
  const result = await loader.load(`${configFolder}/demo.yaml`);
  if (!result.ok)
    throw new Fault(
      "DEMO_SITE",
      `config/demo.yaml has problems: ${result.problems[0]?.message ?? "unknown"}`,
      "bandeau check config/demo.yaml tells them all",
    );
  const { site } = result;
  const file: SiteFile = { ...result, site: { ...site, broker: { ...site.broker, urls: [url] } } };
  return { file, compile: loader.compile };
}

/** The whole thing with nothing plugged in: real broker, real bytes, virtual signs that decode them. */
export async function demoCommand(options: DemoOptions, terminal: Terminal): Promise<number> {
  const ending = untilSignalled(terminal);
  const stop = new AbortController();
  ending.signal.addEventListener("abort", () => stop.abort());
  const cancel = options.duration === undefined ? null : after(options.duration * 1_000, () => stop.abort());
  const broker = await startEmbeddedBroker({ port: 0, admit: () => null });
  try {
    return await play(options, terminal, broker.url, stop.signal);
  } catch (error) {
    // Ended before everything was up, as on a slow machine: that is what was asked for.
    if (stop.signal.aborted && error instanceof Fault && error.code === "BUS_CLOSED") return exitCodes.done;
    throw error;
  } finally {
    cancel?.();
    ending.release();
    await broker.close();
  }
}

async function play(
  options: DemoOptions,
  terminal: Terminal,
  url: string,
  signal: AbortSignal,
): Promise<number> {
  const clock = systemClock();
  const { file, compile } = await demoSite(terminal, url);
  const people = new DemoPeople(file.site.seats);
  const screen = demoScreen(terminal, options.json, (seat) => people.words(seat));
  const log = screenLog(screen);
  const makeBroker = () =>
    new MqttBroker({
      protocol: "3.1.1",
      keepAliveSeconds: 20,
      login: null,
      tls: null,
      connectLimitMs: 5_000,
    });
  const openLine = (unit: DisplayUnit) => {
    const sign = unit.bound.sign();
    screen.add(unit.id, unit.bound.model, (at) => sign.glass(at));
    const settings = unit.bound.model.serial;
    return new SerialTwin({ name: unit.id, sign, settings, limits: lineLimits, clock }).open;
  };
  const daemon = new Daemon({
    brokerFor: async () => makeBroker(),
    openLine,
    devices: people.devices,
    lights: { ...lightsHere({ log, clock }), twin: (unit) => openTwin(unit, screen, clock) },
    readKey: (key) => readSecret(key, undefined),
    compile,
    clock,
    log,
    metrics: new MemoryMetrics(),
    random: Math.random,
    beat: () => undefined,
  });
  const eye = await openDemoEye(makeBroker(), url, file.site, { people, screen, clock, signal });
  screen.open();
  // What is seen after the end is how everything is put away.
  const stopLooking = every(LOOK_EVERY_MS, () => {
    if (!signal.aborted) screen.look(clock.wall());
  });
  try {
    await daemon.apply(file);
    const { site } = file.site;
    await simAcdCommand(
      {
        broker: url,
        site,
        source: "acd",
        seed: options.seed,
        speed: options.speed,
        every: ACD_EVERY_SECONDS,
        agents: true,
      },
      { broker: makeBroker(), clock },
      () => undefined,
      signal,
    );
    return exitCodes.done;
  } finally {
    stopLooking();
    screen.close();
    people.stop();
    await daemon.stop();
    await eye.close();
  }
}

/** A light's twin, and the screen on which it is seen. */
function openTwin({ id, site, bound }: LightUnit, screen: DemoScreen, clock: Clock): OpenLight {
  const light = bound.twin();
  const burning = (): readonly Rgb[] => light.burning(clock.monotonic());
  screen.addLight({ id, model: bound.model, seat: site.seat ?? null, burning });
  return new LightTwin({ name: id, light, clock }).open;
}

/** Only what a visitor should see of the daemon's log: that something went wrong. */
function screenLog(screen: DemoScreen): Logger {
  return {
    error: (text, facts) => screen.note(text, facts ?? {}),
    warn: (text, facts) => screen.note(text, facts ?? {}),
    info: () => undefined,
    debug: () => undefined,
  };
}
