import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/adapters/clock/systemClock.ts";
import { loadSerialPort, openSerialPort } from "../../../src/adapters/serialport/openSerialPort.ts";
import { DisplayReconciler } from "../../../src/app/displayReconciler.ts";
import { SharedLine } from "../../../src/app/sharedLine.ts";
import { simDisplayCommand } from "../../../src/cli/simDisplay.ts";
import type { Show } from "../../../src/domain/glass.ts";
import { displayDrivers } from "../../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../../src/ports/boundDisplay.ts";
import type { DisplayModel } from "../../../src/ports/displayModel.ts";
import { lineLimits } from "../../../src/ports/lineLimits.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { recordingLog, recordingMetrics } from "../../app/busDoubles.ts";
import { recordingTerminal } from "../../cli/recordingTerminal.ts";
import { PtyPair } from "../socat.ts";

const model: DisplayModel = {
  id: "alpha-4120c",
  name: "Alpha 4120C",
  driver: "alpha",
  rows: 1,
  columns: 20,
  colours: ["red", "green", "amber"],
  serial: { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 },
  pacing: { betweenFramesMs: 100 },
  refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null },
};

const layouts = [
  {
    id: "page",
    rows: [
      [
        { kind: "fixed", run: { text: "WAITING ", colour: "green", blink: false } },
        { kind: "cell", cell: { key: "waiting", width: 4 } },
      ],
    ],
  },
] as const;

function showOf(waiting: number): Show {
  const text = String(waiting).padStart(4);
  const values = new Map([["waiting", { text, colour: "red", blink: false }]] as const);
  return { layouts, alarms: [], page: "page", alarm: null, values };
}

function alpha(): BoundDisplay {
  const display = displayDrivers.get("alpha")?.bind(model, {});
  if (display === undefined) throw new Error("there is no alpha driver");
  return display;
}

/** Waits for what real time brings. */
async function until(what: string, holds: () => boolean, limitMs = 15_000): Promise<void> {
  const late = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > late) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a virtual Alpha sign at the other end of a serial line", () => {
  let pair: PtyPair;
  let stopSign: AbortController;
  let sign: ReturnType<typeof recordingTerminal>;
  let signEnded: Promise<number>;

  const plugSign = (): void => {
    stopSign = new AbortController();
    sign = recordingTerminal();
    const options = { tty: pair.theirs, json: true };
    signEnded = simDisplayCommand(alpha(), options, sign.terminal, stopSign.signal);
  };

  beforeEach(async () => {
    pair = new PtyPair();
    await pair.plug();
    plugSign();
    await until("reading", () => sign.written().includes("reading"));
  });

  afterEach(async () => {
    stopSign.abort();
    await signEnded;
    await pair.end();
    expect(openTimers()).toBe(0);
  });

  it.each([{ softwareParity: false }, { softwareParity: true }])(
    "follows the figures, over a pulled cable and a new sign (software parity: $softwareParity)",
    async ({ softwareParity }) => {
      const states: string[] = [];
      const deps = { limits: lineLimits, log: recordingLog().log, softwareParity, load: loadSerialPort };
      const clock = systemClock(() => false);
      const board = new DisplayReconciler<Show>(
        {
          ...new SharedLine(openSerialPort(pair.ours, model.serial, deps), clock).join(),
          display: alpha(),
          backoff: { firstMs: 200, mostMs: 1_000, stableMs: 30_000 },
          clock,
          log: recordingLog().log,
          metrics: recordingMetrics(),
          random: () => 0.5,
          beat: () => undefined,
          onShown: () => undefined,
        },
        "wall",
      );
      board.state$.subscribe(({ state }) => {
        if (states.at(-1) !== state) states.push(state);
      });
      board.start();
      board.want(showOf(7));
      await until("seven waiting", () => sign.written().includes("WAITING    7"));
      board.want(showOf(12));
      await until("twelve waiting", () => sign.written().includes("WAITING   12"), 1_000);

      const unpluggedAt = performance.now();
      await pair.unplug();
      await until("down", () => states.at(-1) === "down", 2_000);
      expect(performance.now() - unpluggedAt).toBeLessThan(2_000);
      expect(await signEnded).toBe(1);
      expect(sign.errors()).toContain("is not there");

      board.want(showOf(15));
      await pair.plug();
      plugSign();
      await until("fifteen waiting", () => sign.written().includes("WAITING   15"));
      expect(states).toEqual(["down", "up", "down", "up"]);
      await board.stop(showOf(0));
      await until("nobody waiting", () => sign.written().includes("WAITING    0"), 1_000);
    },
  );
});
