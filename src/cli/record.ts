import { systemClock } from "../adapters/clock/systemClock.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import { after, sleep } from "../shared/time.ts";
import { type Bus, type BusChoice, busOf } from "./recording/busOf.ts";
import { listenOnBus } from "./recording/busTap.ts";
import { Recorder } from "./recording/recorder.ts";
import { recordingFiles } from "./recording/recordingFiles.ts";
import { type RecordWish, whatToRecord } from "./recording/whatToRecord.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface RecordOptions extends BusChoice, RecordWish {
  /** Bytes of a file. */
  readonly maxSize: number;
  /** Seconds of a file. */
  readonly maxTime: number;
  readonly keep: number;
  /** Seconds; absent for until somebody stops us. */
  readonly duration?: number | undefined;
}

type Told = Pick<Terminal, "write" | "writeError" | "environment">;

/** How long a message waits for the disk: so much is lost at most when somebody kills us. */
const SAVE_MS = 500;

/** `bandeau record`: the bus into files, until Ctrl-C or the end of its time. */
export async function recordCommand(
  path: string,
  options: RecordOptions,
  terminal: Told,
  signal: AbortSignal,
): Promise<number> {
  const bus = await busOf(options, terminal);
  return recordBus(path, options, { bus, clock: systemClock(), terminal, signal });
}

interface Recording {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly terminal: Pick<Told, "write" | "writeError">;
  readonly signal: AbortSignal;
}

/** The same with a bus and a clock of the caller's. */
export async function recordBus(
  path: string,
  options: RecordOptions,
  { bus, clock, terminal, signal }: Recording,
): Promise<number> {
  const { site, filters, personal } = whatToRecord(options, bus.site);
  const { withAgents, maxSize, maxTime, keep, duration } = options;
  const begin = clock.wall();
  const files = await recordingFiles(path, begin);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const recorder = new Recorder(
    {
      files,
      header: { begin, site, filters, withAgents, timeZone },
      personal: personal.map(({ filter }) => filter),
      mostBytes: maxSize,
      mostMs: maxTime * 1_000,
      keep,
    },
    clock,
  );
  await recorder.save();
  const tell = (line: string): void => terminal.writeError(`${line}\n`);
  const out = (line: string): void => terminal.write(`${line}\n`);
  out(`recording ${filters.join(" ")} of ${bus.urls.join(" ")} into ${files.place}`);
  if (!withAgents)
    for (const { source, filter } of personal)
      tell(`left out: ${filter}, where source '${source}' tells of agents; --with-agents records it`);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  const cancel = duration === undefined ? () => undefined : after(duration * 1_000, abort);
  let wasThere = false;
  const listening = listenOnBus(
    {
      urls: bus.urls,
      filters,
      clientId: `bandeau-record-${Math.floor(Math.random() * 1e9)}`,
      onMessage: (message) => recorder.take(message),
      onBroker(up) {
        wasThere ||= up;
        recorder.broker(up);
      },
      tell,
      signal: stop.signal,
    },
    { broker: bus.broker, clock },
  );
  const ended = listening.finally(abort);
  try {
    while (!stop.signal.aborted) {
      await sleep(SAVE_MS, stop.signal);
      await recorder.save();
    }
  } finally {
    cancel();
    abort();
    signal.removeEventListener("abort", abort);
    await ended;
    await recorder.close();
  }
  const fault = await ended;
  if (fault !== null) throw fault;
  out(summaryOf(recorder));
  if (!wasThere) throw new Fault("RECORD_NO_BROKER", "no broker was there", "see what was said above");
  return exitCodes.done;
}

function summaryOf({ messages, files, leftOut }: Recorder): string {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `, left out as ${reason}: ${count}`);
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${counted(messages, "message")} in ${counted(files, "file")}${reasons.join("")}`;
}
