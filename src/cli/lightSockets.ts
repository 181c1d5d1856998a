import { listenHidTcp } from "../adapters/tcp/listenHidTcp.ts";
import { openUhid, openUhidFile, type ServedDevice, type UhidDevice } from "../adapters/uhid/openUhid.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { LightFrame, LightWord } from "../ports/lightDriver.ts";
import { type HidBody, HidPlug } from "../simulated/hidPlug.ts";
import { lightDescriptor } from "../simulated/lightDescriptor.ts";
import { type SimulatedLine, type TakeBytes, tcpLine, ttyLine } from "./simulatedLine.ts";

/** Where a simulated light hangs. */
export interface LightSocket {
  /** Said first: `listening on …`. */
  readonly greeting: string;
  /** Resolves with the reason when it cannot hang there any more. */
  readonly lost: Promise<string>;
  /** It says something that nobody asked for. */
  say(words: readonly LightWord[]): void;
  /** Its plug goes in or out. */
  plug(isIn: boolean): Promise<void>;
  close(): Promise<void>;
}

/** What the light does with a frame, and says to it. */
export type TakeFrame = (frame: LightFrame) => readonly LightWord[];

const bytesOf = (words: readonly LightWord[]): readonly Uint8Array[] =>
  words.flatMap((word) => (word.kind === "message" ? [] : [word.bytes]));

const takeBytes =
  (take: TakeFrame): TakeBytes =>
  (bytes) =>
    bytesOf(take({ kind: "bytes", bytes, answer: null }));

/** On a serial line, which stays when the light's plug is pulled: the light is just silent then. */
export async function ttySocket(
  light: BoundLight,
  path: string,
  take: TakeFrame,
  signal: AbortSignal,
): Promise<LightSocket> {
  const usual = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;
  const { greeting, lost, say, close } = await ttyLine(
    path,
    light.model.serial ?? usual,
    takeBytes(take),
    signal,
  );
  const sayAll = (words: readonly LightWord[]): void => bytesOf(words).forEach((bytes) => void say(bytes));
  return { greeting, lost, say: sayAll, plug: async () => undefined, close };
}

/** At a TCP port, which is closed while the light's plug is out. */
export async function tcpSocket(address: string, take: TakeFrame): Promise<LightSocket> {
  let line: SimulatedLine | null = await tcpLine(address, takeBytes(take));
  const { greeting, lost } = line;
  const close = async (): Promise<void> => {
    const closing = line;
    line = null;
    await closing?.close();
  };
  return {
    greeting,
    lost,
    say: (words) => bytesOf(words).forEach((bytes) => void line?.say(bytes)),
    async plug(isIn) {
      if (!isIn) return await close();
      line ??= await tcpLine(greeting.replace(/^listening on /, ""), takeBytes(take));
    },
    close,
  };
}

/** A USB light as its host sees it: what it is, and its reports. */
export function servedLight(light: BoundLight, serialNumber: string | null, take: TakeFrame) {
  const { descriptor, isNumbered } = lightDescriptor(light);
  const [usb] = light.model.usb;
  const faults = { slowWriteMs: 0, stuckWrites: false, writeFails: null };
  const answer = (frame: LightFrame): void => hear(take(frame));
  const body: HidBody = {
    name: light.model.name,
    faults,
    take: (bytes) => answer({ kind: "report", bytes }),
    takeFeature(bytes) {
      answer({ kind: "feature", bytes });
      return true;
    },
    giveFeature: () => null,
    opened: () => undefined,
  };
  const plug = new HidPlug(body);
  const hear = (words: readonly LightWord[]): void =>
    bytesOf(words).forEach((bytes) => void plug.hear(bytes));
  const info = {
    descriptor,
    vendorId: usb?.vendorId ?? 0,
    productId: usb?.productId ?? 0,
    product: usb?.product ?? light.model.name,
    serialNumber,
  };
  const served: ServedDevice = { info, isNumbered, connect: () => plug.connect() };
  return { plug, hear, served };
}

/** A USB light at a TCP port of this program's own form, where a site's `port: tcp://…` finds it. */
export async function hidTcpSocket(
  light: BoundLight,
  serialNumber: string | null,
  address: string,
  take: TakeFrame,
): Promise<LightSocket> {
  const { plug, hear, served } = servedLight(light, serialNumber, take);
  const listener = await listenHidTcp(/^\d+$/.test(address) ? `127.0.0.1:${address}` : address, served);
  return {
    greeting: `listening on ${listener.address}`,
    lost: new Promise(() => undefined),
    say: hear,
    plug: async (isIn) => (isIn ? plug.pushIn() : plug.pullOut()),
    close: () => listener.close(),
  };
}

/** A USB light of this machine's kernel. */
export async function kernelSocket(
  light: BoundLight,
  serialNumber: string | null,
  take: TakeFrame,
): Promise<LightSocket> {
  const { plug, hear, served } = servedLight(light, serialNumber, take);
  const open = async (): Promise<UhidDevice> => openUhid(served, await openUhidFile());
  const watched = (one: UhidDevice): UhidDevice => {
    void one.lost.then((reason) => {
      if (device === one) tellLost(reason);
    });
    return one;
  };
  let tellLost: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    tellLost = resolve;
  });
  let device: UhidDevice | null = null;
  device = watched(await open());
  const unplug = async (): Promise<void> => {
    const closing = device;
    device = null;
    await closing?.close();
    plug.pullOut();
  };
  return {
    greeting: "plugged into this machine's kernel: bandeau light list shows it",
    lost,
    say: hear,
    async plug(isIn) {
      if (!isIn) return await unplug();
      plug.pushIn();
      device ??= watched(await open());
    },
    close: unplug,
  };
}
