import { loadSerialPort, openSerialPort } from "../adapters/serialport/openSerialPort.ts";
import { openTcpLine, readConnections } from "../adapters/tcp/openTcpLine.ts";
import { counted } from "../config/plainWords.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import { lineLimits } from "../ports/lineLimits.ts";
import type { SerialLink, SerialSettings } from "../ports/serialLink.ts";
import { bitsPerCharacter } from "../shared/wireTime.ts";
import { ByteGroups } from "./byteGroups.ts";
import { CaptureFile } from "./captureFile.ts";
import { silentLog } from "./displayStage.ts";
import { LineTeller } from "./lineTeller.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { everySpoken, readSpoken, type Spoken } from "./wireTarget.ts";

export interface SniffOptions {
  /** The serial line to listen to. */
  readonly tty?: string;
  /** Or the raw port of a serial server. */
  readonly tcp?: string;
  /** The line to the display, where we sit between: what comes from one side goes out on the other. */
  readonly pass?: string;
  readonly baud?: number;
  /** Such as 8N1 or 7E1. */
  readonly framing?: string;
  readonly protocol?: string;
  readonly model?: string;
  /** A file for JSON lines, and how long it may get. */
  readonly out?: string;
  readonly maxBytes: number;
  readonly json: boolean;
}

type Told = Pick<Terminal, "write" | "writeError">;

/** Pieces of one frame come closer together than this, whatever the adapter does with them. */
const LEAST_SILENCE_MS = 20;
/** Modbus ends a frame after so many characters of silence; no other language needs more. */
const SILENT_CHARACTERS = 3.5;

const parities = { N: "none", E: "even", O: "odd" } as const;

function settingsOf({ baud, framing }: SniffOptions, named: Spoken | null): SerialSettings {
  const usual: SerialSettings = named?.target.model.serial ?? {
    baudRate: 9_600,
    dataBits: 8,
    parity: "none",
    stopBits: 1,
  };
  const [, bits, letter = "N", stop] = /^([78])([NEO])([12])$/i.exec(framing ?? "") ?? [];
  if (framing !== undefined && bits === undefined)
    throw new Fault(
      "SNIFF_FRAMING",
      `'${framing}' is no form of a character`,
      "write 8N1, 7E1, 7E2 and so on",
    );
  const parity = Object.entries(parities).find(([known]) => known === letter.toUpperCase())?.[1] ?? "none";
  const form = { dataBits: bits === "7" ? 7 : 8, parity, stopBits: stop === "2" ? 2 : 1 } as const;
  return { ...usual, ...(bits === undefined ? {} : form), ...(baud === undefined ? {} : { baudRate: baud }) };
}

function openLine(place: string, settings: SerialSettings, signal: AbortSignal): Promise<SerialLink> {
  if (place.startsWith("/"))
    return openSerialPort(place, settings, {
      limits: lineLimits,
      log: silentLog,
      softwareParity: false,
      load: loadSerialPort,
    })(signal);
  const deps = { limits: lineLimits, softwareParity: false, connections: readConnections };
  return openTcpLine(place, settings, deps)(signal);
}

/** `bandeau wire sniff`: what goes over a line, in time, in hexadecimal digits and in words, until Ctrl-C. */
export async function sniffCommand(
  options: SniffOptions,
  terminal: Told,
  signal: AbortSignal,
): Promise<number> {
  const place = options.tty ?? options.tcp;
  if (place === undefined || (options.tty !== undefined && options.tcp !== undefined)) {
    terminal.writeError("say which line: either --tty PATH or --tcp HOST:PORT\n");
    return exitCodes.usage;
  }
  const { protocol, model } = options;
  const named =
    protocol === undefined && model === undefined ? null : await readSpoken(protocol ?? String(model), model);
  const settings = settingsOf(options, named);
  const capture = options.out === undefined ? null : new CaptureFile(options.out, options.maxBytes);
  const links: SerialLink[] = [];
  try {
    for (const one of [place, ...(options.pass === undefined ? [] : [options.pass])])
      links.push(await openLine(one, settings, signal));
    const told = new Telling(
      options,
      terminal,
      new LineTeller(named, named === null ? await everySpoken() : []),
      capture,
    );
    return await listen(links, settings, told, terminal, signal);
  } catch (error) {
    if (signal.aborted) return exitCodes.done;
    throw error;
  } finally {
    for (const link of links) await link.close();
    capture?.close();
  }
}

/** Hands groups to whoever wants them, and counts. */
class Telling {
  readonly #options: SniffOptions;
  readonly #terminal: Told;
  readonly #teller: LineTeller;
  readonly #capture: CaptureFile | null;
  #groups = 0;
  #bytes = 0;
  #isFull = false;

  constructor(options: SniffOptions, terminal: Told, teller: LineTeller, capture: CaptureFile | null) {
    this.#options = options;
    this.#terminal = terminal;
    this.#teller = teller;
    this.#capture = capture;
  }

  tell(group: Parameters<LineTeller["tell"]>[0]): void {
    const { json, lines } = this.#teller.tell(group);
    this.#groups += 1;
    this.#bytes += group.bytes.length;
    this.#terminal.write(`${this.#options.json ? json : lines.join("\n")}\n`);
    if (this.#capture === null || this.#capture.add(json) || this.#isFull) return;
    this.#isFull = true;
    const { out, maxBytes } = this.#options;
    this.#terminal.writeError(`${out} has its ${maxBytes} bytes (--max-bytes): what follows is not in it\n`);
  }

  summary(): string {
    const what =
      this.#bytes === 0
        ? "nothing was heard: check the wire, the ground and the speed"
        : this.#teller.summary();
    return `${counted(this.#bytes, "byte")} in ${counted(this.#groups, "group")}; ${what}`;
  }
}

async function listen(
  links: readonly SerialLink[],
  settings: SerialSettings,
  told: Telling,
  terminal: Told,
  signal: AbortSignal,
): Promise<number> {
  const characterMs = (bitsPerCharacter(settings) * 1_000) / settings.baudRate;
  const failed = new AbortController();
  let failure: unknown = null;
  const groups = new ByteGroups(
    Math.max(LEAST_SILENCE_MS, Math.ceil(SILENT_CHARACTERS * characterMs)),
    (group) => {
      try {
        told.tell(group);
      } catch (error) {
        failure = error;
        failed.abort();
      }
    },
  );
  const [near, far] = links;
  const names = far === undefined ? ["line"] : ["tty > pass", "pass > tty"];
  links.forEach((link, index) => {
    link.bytes$.subscribe((bytes) => {
      groups.hear(names[index] ?? "line", bytes);
      // A line that takes nothing more is lost, and that is told.
      const other = link === near ? far : near;
      void other?.write(bytes).catch(() => undefined);
    });
  });
  terminal.writeError("listening; Ctrl-C ends it\n");
  const ended = new Promise<null>((resolve) => {
    for (const end of [signal, failed.signal]) {
      end.addEventListener("abort", () => resolve(null), { once: true });
      if (end.aborted) resolve(null);
    }
  });
  const lost = await Promise.race([ended, ...links.map((link) => link.lost)]);
  groups.end();
  terminal.writeError(`${told.summary()}\n`);
  if (failure !== null) throw failure;
  if (lost === null) return exitCodes.done;
  terminal.writeError(`${reasonOf(lost)}\n`);
  return exitCodes.failed;
}
