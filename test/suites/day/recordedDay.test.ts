import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, eventually } from "../process.ts";
import { SignProcess } from "../signProcess.ts";
import { SiteFile } from "../siteFile.ts";
import { PtyPair } from "../socat.ts";
import { Started } from "../started.ts";
import { dayFile, pagesAt, readRows } from "./countedByHand.ts";

const DATE = "1999-08-02";
/** From 07:00 to 23:45 in sixty steps, so that the stops fall on all kinds of seconds. */
const STEP_MINUTES = 16.75;
const LEAST_STOPS = 60;
/** Both pages must have their turn, of a second each, once the figures have arrived. */
const HOLD_SECONDS = 3;
const WHOLE_RUN_MS = 300_000;

/** An Alpha 4120C whose frames may follow each other quickly: the virtual sign needs no time to draw. */
const quickModel = {
  schema: 1,
  id: "alpha-quick",
  name: "Adaptive Alpha 4120C without pauses",
  driver: "alpha",
  rows: 2,
  columns: 20,
  colours: ["red", "green", "amber"],
  serial: { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 },
  pacing: { betweenFramesMs: 10 },
  refresh: { valuesSeconds: 60, layoutsSeconds: 21_600, everythingSeconds: 86_400 },
  settings: { type: "Z" },
  samples: [{ hex: "00 00 00 00 00 01 5A 30 30 02 41 41 48 45 4C 4C 4F 04", shows: ["HELLO", ""] }],
  source: "as alpha-4120c, for this suite only",
};

const site = (url: string, port: string) => ({
  version: 1,
  site: "bank",
  node: "wall-1",
  broker: { urls: [url] },
  sources: { acd: { staleAfterSeconds: 30 } },
  queues: { all: { id: "all" }, ps: { id: "PS" } },
  displays: [
    {
      id: "wall",
      model: "alpha-quick",
      port,
      pages: [
        {
          id: "now",
          seconds: 1,
          lines: [
            "W{all.waiting} L{all.longestWait}{fill}R{all.ready}",
            "A{all.answered | width 4}/{all.offered | width 4}",
          ],
        },
        {
          id: "day",
          seconds: 1,
          lines: [
            "SL{all.serviceLevel}{fill}AB{all.abandoned | width 4}",
            "PS{ps.waiting}{fill}{ps.longestWait}",
          ],
        },
      ],
    },
  ],
});

interface Glass {
  readonly at: number;
  readonly text: string;
  readonly texts: number;
}

interface Stop {
  readonly instant: string;
  readonly second: number;
  /** When this test heard of it; the figures were on the bus by then. */
  readonly at: number;
}

const started = new Started();
const stops: Stop[] = [];
let glasses: readonly Glass[] = [];
let endedWith = -1;

function stopOf(line: string): Stop {
  const { instant } = JSON.parse(line) as { instant: string };
  const [hours, minutes, seconds] = instant.slice(11).split(":").map(Number);
  return {
    instant,
    second: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds),
    at: Date.now(),
  };
}

function glassesOf(sign: SignProcess): Glass[] {
  return sign.process.out.slice(1).map((line) => {
    const { at, lines, events } = JSON.parse(line) as {
      at: string;
      lines: string[];
      events: Record<string, number>;
    };
    return {
      at: Date.parse(at),
      text: lines.map((row) => row.trimEnd()).join(" / "),
      texts: events["texts"] ?? 0,
    };
  });
}

/** The daemon with a sign at the end of its cable, and the day passing over the bus. */
async function play(file: string): Promise<void> {
  const broker = await Mosquitto.start();
  started.add(() => broker.end());
  const cable = new PtyPair();
  started.add(() => cable.end());
  await cable.plug();
  const siteFile = new SiteFile();
  started.add(() => siteFile.end());
  mkdirSync(join(siteFile.folder, "devices.d"));
  writeFileSync(join(siteFile.folder, "devices.d", "alpha-quick.yaml"), stringify(quickModel));
  siteFile.writeText(stringify(site(broker.url, cable.ours)));
  const sign = await SignProcess.start(["--tty", cable.theirs]);
  started.add(() => sign.process.kill());
  const daemon = new Bandeau(["run", "--config", siteFile.path]);
  started.add(() => daemon.kill());
  await sign.shows([/^W -- L/], 30_000);
  const words = ["--broker", broker.url, "--site", "bank", "--day", file, "--every", "1"];
  const clock = ["--speed", "100000", "--from", "07:00", "--to", "23:45"];
  const holds = ["--step-minutes", String(STEP_MINUTES), "--hold-seconds", String(HOLD_SECONDS)];
  const acd = new Bandeau(["sim", "acd", ...words, ...clock, ...holds]);
  started.add(() => acd.kill());
  const limit = (HOLD_SECONDS + 10) * 1_000;
  const said = (): string => `${acd.said()}\n${daemon.said()}`;
  for (;;) {
    const ask = (): readonly string[] | null => {
      const lines = acd.out.filter((line) => line.startsWith("{"));
      return lines.length > stops.length || !acd.isRunning ? lines : null;
    };
    const lines = await eventually(ask, limit, said);
    if (lines.length === stops.length) break;
    for (const line of lines.slice(stops.length)) stops.push(stopOf(line));
  }
  endedWith = await acd.ended();
  glasses = glassesOf(sign);
}

/** What each page showed last while the day stood still: what people had before their eyes. */
function shownAt(index: number): { now: string | null; day: string | null } {
  const stop = stops[index];
  if (stop === undefined) throw new Error("no such stop");
  // The last glasses before the day goes on; those at its very edge may show the next moment already.
  const end = stop.at + HOLD_SECONDS * 1_000 - 100;
  const during = glasses.filter(({ at }) => at >= stop.at && at < end).map(({ text }) => text);
  const last = (mark: string): string | null => during.findLast((text) => text.startsWith(mark)) ?? null;
  return { now: last("W"), day: last("SL") };
}

describe(`the calls of ${DATE} on a wall`, () => {
  let file = "";

  beforeAll(async () => {
    file = dayFile(DATE);
    await play(file);
  }, WHOLE_RUN_MS);

  afterAll(() => started.end());

  it("show at every stop what the records say, on both pages", () => {
    const rows = readRows(file);
    const shown = stops.map(({ instant }, index) => ({ instant, ...shownAt(index) }));
    const counted = stops.map(({ instant, second }) => ({ instant, ...pagesAt(rows, second) }));
    const matching = counted.filter(
      ({ now, day }, index) => now === shown[index]?.now && day === shown[index]?.day,
    );
    process.stdout.write(`${matching.length} of ${stops.length} moments of ${DATE} are right on the glass\n`);
    expect(endedWith).toBe(0);
    expect(stops.length).toBeGreaterThanOrEqual(LEAST_STOPS);
    expect(stops.at(0)?.instant).toBe(`${DATE}T07:00:00`);
    expect(stops.at(-1)?.instant).toBe(`${DATE}T23:45:00`);
    expect(shown).toEqual(counted);
  });

  it("are figures in a layout that was written once: nothing on the wall blinks all day long", () => {
    const first = stops[0]?.at ?? Number.NaN;
    const texts = glasses.filter(({ at }) => at >= first).map((glass) => glass.texts);
    expect(texts.length).toBeGreaterThan(LEAST_STOPS * 2);
    expect(new Set(texts)).toEqual(new Set([texts[0]]));
    expect(texts[0]).toBeGreaterThanOrEqual(2);
  });
});
