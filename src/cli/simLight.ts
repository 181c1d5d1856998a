import type { BoundLight } from "../ports/boundLight.ts";
import type { Broker } from "../ports/broker.ts";
import { reasonOf } from "../ports/fault.ts";
import { every } from "../shared/time.ts";
import { LightOnHand, obeyLight } from "./lightDeeds.ts";
import { busSocket } from "./lightOnBus.ts";
import { hidTcpSocket, kernelSocket, type LightSocket, tcpSocket, ttySocket } from "./lightSockets.ts";
import { LightTeller } from "./lightTeller.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { type Hands, perform } from "./typedDeeds.ts";
import { typedLines } from "./typedLines.ts";

/** Where a simulated light hangs, and how it is told. */
export interface SimLightOptions {
  /** The serial line or pseudo terminal to read. */
  readonly tty?: string;
  /** `host:port` to listen on; a port alone means this machine only. */
  readonly tcp?: string;
  /** URL of a broker, for lights on the bus. */
  readonly broker?: string;
  /** As a real device of this machine's kernel. */
  readonly uhid?: boolean;
  /** Of a USB light; without it two of the same model look alike. */
  readonly serial?: string;
  readonly json: boolean;
}

/** What the light needs of the world. */
export interface SimLightWorld {
  /** Null where no broker was named. */
  readonly broker: Broker | null;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly random: () => number;
}

/** How often we look whether it changed by itself: one that misses its keep-alive goes dark. */
const LOOK_EVERY_MS = 100;

const places: Readonly<Record<BoundLight["wire"], string>> = {
  serial: "this light hangs on a line: either --tty PATH or --tcp HOST:PORT",
  hid: "this light hangs on USB: either --tcp HOST:PORT or --uhid",
  mqtt: "this light hangs on the bus: --broker URL, and --topic where it has another one",
  gpio: "lamps on GPIO have no line of their own: a site's gpio.backend: simulated stands in for them",
};

const ways: Readonly<Record<BoundLight["wire"], readonly ("tty" | "tcp" | "uhid" | "broker")[]>> = {
  serial: ["tty", "tcp"],
  hid: ["tcp", "uhid"],
  mqtt: ["broker"],
  gpio: [],
};

/** Whether exactly one place was named, and one that suits the light. */
function isPlaced({ wire }: BoundLight, options: SimLightOptions): boolean {
  const named = (["tty", "tcp", "uhid", "broker"] as const).filter(
    (way) => options[way] !== undefined && options[way] !== false,
  );
  const [way, other] = named;
  return way !== undefined && other === undefined && ways[wire].includes(way);
}

async function hang(
  light: BoundLight,
  hand: LightOnHand,
  options: SimLightOptions,
  { broker, signal }: SimLightWorld,
): Promise<LightSocket> {
  const take = hand.take.bind(hand);
  const { tty, tcp, broker: url, serial = null } = options;
  if (broker !== null && url !== undefined) return busSocket(light, { broker, url, twin: hand.twin }, take);
  if (tty !== undefined) return ttySocket(light, tty, take, signal);
  if (tcp === undefined) return kernelSocket(light, serial, take);
  return light.wire === "hid" ? hidTcpSocket(light, serial, tcp, take) : tcpSocket(tcp, take);
}

/** `bandeau sim light`: a light that is not there, until Ctrl-C or `quit`. Words on stdin do things to it. */
export async function simLightCommand(
  light: BoundLight,
  options: SimLightOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  world: SimLightWorld,
): Promise<number> {
  const tell = (line: string): void => terminal.writeError(`${line}\n`);
  if (!isPlaced(light, options)) {
    tell(`say where the light hangs: ${places[light.wire]}`);
    return exitCodes.usage;
  }
  const twin = light.twin();
  const teller = new LightTeller(twin, options.json, terminal);
  const hand = new LightOnHand(light, twin, () => teller.look());
  try {
    const socket = await hang(light, hand, options, world);
    hand.socket = socket;
    terminal.write(`${options.json ? JSON.stringify({ line: socket.greeting }) : socket.greeting}\n`);
    teller.look();
    const stopLooking = every(LOOK_EVERY_MS, () => teller.look());
    const reason = await live(hand, socket, world, tell);
    stopLooking();
    await socket.close();
    if (reason === null) return exitCodes.done;
    tell(reason);
  } catch (error) {
    if (world.signal.aborted) return exitCodes.done;
    tell(reasonOf(error));
  }
  return exitCodes.failed;
}

/** Does what stdin says until `quit`, the signal, or the loss whose reason it gives back. */
async function live(
  hand: LightOnHand,
  socket: LightSocket,
  { stdin, signal, random }: SimLightWorld,
  tell: (line: string) => void,
): Promise<string | null> {
  const ending = new AbortController();
  const quit = (): void => ending.abort();
  signal.addEventListener("abort", quit);
  if (signal.aborted) quit();
  const hands: Hands = { signal: ending.signal, random, quit, tell };
  const obey = (line: string): Promise<void> => obeyLight(line, hand, hands);
  const obeying = perform(typedLines(stdin, ending.signal), obey, hands);
  const ended = new Promise<null>((resolve) => {
    ending.signal.addEventListener("abort", () => resolve(null));
    if (ending.signal.aborted) resolve(null);
  });
  const reason = await Promise.race([socket.lost, ended]);
  quit();
  signal.removeEventListener("abort", quit);
  await obeying;
  return reason;
}
