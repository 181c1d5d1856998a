import { readFile } from "node:fs/promises";
import { listenHidTcp } from "../adapters/tcp/listenHidTcp.ts";
import { openUhid, openUhidFile } from "../adapters/uhid/openUhid.ts";
import { headsetTwin } from "../compose/headsetTwins.ts";
import { nearestWord, wordAdvice } from "../domain/nearestWord.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import { type DescribedHeadset, describedHeadsets } from "../simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../simulated/headsetTwin.ts";
import { idText, typedBytes } from "./headsetSource.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { tellTwin } from "./twinTeller.ts";
import { obey } from "./twinWords.ts";
import { perform } from "./typedDeeds.ts";
import { typedLines } from "./typedLines.ts";

export interface SimHeadsetOptions {
  readonly descriptor?: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly serial?: string;
  /** `host:port` to listen on; a port alone means this machine only. */
  readonly tcp?: string;
  /** As a real device of this machine's kernel. */
  readonly uhid?: boolean;
  /** A file of words, one a line, done when the first program has opened the headset. */
  readonly script?: string;
  readonly json: boolean;
}

/** Where the words come from, and what ends it all. */
export interface SimHeadsetInput {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly random: () => number;
}

const wrong = (message: string, advice: string): Fault => new Fault("SIM_HEADSET", message, advice);

const usbId = ({ vendorId, productId }: DescribedHeadset): string =>
  [vendorId, productId].map((id) => id.toString(16).padStart(4, "0")).join(":");

/** A headset by its name or its USB id. */
function describedHeadset(model: string): DescribedHeadset {
  const found = describedHeadsets.find((one) => one.name === model || usbId(one) === model.toLowerCase());
  if (found !== undefined) return found;
  const names = describedHeadsets.map(({ name }) => name);
  const all = `it may be ${names.join(", ")}; or give a descriptor with --descriptor`;
  const advice = nearestWord(model, names) === null ? all : wordAdvice(model, names);
  throw wrong(`no headset is called ${model}`, advice);
}

function usbNumber(text: string | undefined, option: string): number | null {
  const id = idText(text, option);
  return id === null ? null : Number.parseInt(id, 16);
}

function twinOf(model: string | undefined, options: SimHeadsetOptions): HeadsetTwin {
  const { descriptor, serial = null } = options;
  const named = model === undefined ? null : describedHeadset(model);
  if ((named === null) === (descriptor === undefined))
    throw wrong("which headset?", "name a model, such as jabra-evolve-link, or give --descriptor HEX");
  const bytes = typedBytes(descriptor ?? named?.descriptor ?? "", "--descriptor");
  if (bytes.length === 0) throw wrong("the descriptor is empty", "give the bytes that lsusb or sysfs shows");
  return headsetTwin({
    vendorId: usbNumber(options.vendor, "--vendor") ?? named?.vendorId ?? 0,
    productId: usbNumber(options.product, "--product") ?? named?.productId ?? 0,
    product: named?.product ?? "Simulated headset",
    serialNumber: serial,
    descriptor: bytes,
  });
}

/** Where a twin hangs. */
interface Socket {
  /** Said first: `listening on …`. */
  readonly greeting: string;
  /** Resolves with the reason when it cannot hang there any more. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

async function tcpSocket(address: string, twin: HeadsetTwin): Promise<Socket> {
  const listener = await listenHidTcp(/^\d+$/.test(address) ? `127.0.0.1:${address}` : address, twin);
  return {
    greeting: `listening on ${listener.address}`,
    lost: new Promise(() => undefined),
    close: () => listener.close(),
  };
}

async function kernelSocket(twin: HeadsetTwin): Promise<Socket> {
  const { isNumbered } = readHeadset(twin.info.descriptor);
  const served = { info: twin.info, isNumbered, connect: () => twin.connect() };
  const { lost, close } = await openUhid(served, await openUhidFile());
  return { greeting: "plugged into this machine's kernel: bandeau devices lists it", lost, close };
}

/** `bandeau sim headset`: a headset that is not there, until Ctrl-C or `quit`. Words on stdin press its keys. */
export async function simHeadsetCommand(
  model: string | undefined,
  options: SimHeadsetOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  input: SimHeadsetInput,
): Promise<number> {
  if ((options.tcp === undefined) === (options.uhid !== true)) {
    terminal.writeError("say where the headset hangs: either --tcp HOST:PORT or --uhid\n");
    return exitCodes.usage;
  }
  const script = options.script === undefined ? "" : await scriptOf(options.script);
  const twin = twinOf(model, options);
  if (readHeadset(twin.info.descriptor).callControl === "none")
    terminal.writeError("this descriptor has no telephone's keys: the daemon will not take such a headset\n");
  const telling = tellTwin(twin, options.json, terminal);
  const socket = options.tcp === undefined ? await kernelSocket(twin) : await tcpSocket(options.tcp, twin);
  terminal.write(`${options.json ? JSON.stringify({ line: socket.greeting }) : socket.greeting}\n`);
  const tell = (problem: string): void => terminal.writeError(`${problem}\n`);
  const lost = await live(twin, script, input, socket.lost, tell);
  await socket.close();
  twin.unplug();
  telling.unsubscribe();
  if (lost === null) return exitCodes.done;
  tell(lost);
  return exitCodes.failed;
}

/** Does what script and stdin say until `quit`, the signal, or the loss that it gives back. */
async function live(
  twin: HeadsetTwin,
  script: string,
  { stdin, signal, random }: SimHeadsetInput,
  lost: Promise<string>,
  tell: (problem: string) => void,
): Promise<string | null> {
  const ending = new AbortController();
  const quit = (): void => ending.abort();
  signal.addEventListener("abort", quit);
  if (signal.aborted) quit();
  const hands = { signal: ending.signal, random, quit, tell };
  const read = typedLines(stdin, ending.signal);
  const doing = [
    perform(untilOpened(twin, script, ending.signal), (line) => obey(line, twin, hands), hands),
    perform(read, (line) => obey(line, twin, hands), hands),
  ];
  const ended = new Promise<null>((resolve) => {
    ending.signal.addEventListener("abort", () => resolve(null));
    if (ending.signal.aborted) resolve(null);
  });
  const reason = await Promise.race([lost, ended]);
  quit();
  signal.removeEventListener("abort", quit);
  await Promise.all(doing);
  return reason;
}

/** A script begins when somebody listens. */
async function* untilOpened(twin: HeadsetTwin, script: string, signal: AbortSignal): AsyncIterable<string> {
  if (script === "") return;
  await new Promise<void>((resolve) => {
    const told = twin.told$.subscribe((event) => {
      if (event.kind === "open") done();
    });
    const done = (): void => {
      told.unsubscribe();
      resolve();
    };
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
  yield* script.split("\n");
}

async function scriptOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Fault("SIM_HEADSET_SCRIPT", `cannot read ${path}: ${reasonOf(cause)}`, "check its name", cause);
  }
}
