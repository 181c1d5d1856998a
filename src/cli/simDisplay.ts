import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { reasonOf } from "../ports/fault.ts";
import { withoutParity } from "../shared/softwareParity.ts";
import { every, wallMs } from "../shared/time.ts";
import { GlassWatch, tellGlass } from "./glassWatch.ts";
import { type SimulatedLine, type TakeBytes, tcpLine, ttyLine } from "./simulatedLine.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface SimDisplayOptions {
  /** The serial line or pseudo terminal to read. */
  readonly tty?: string;
  /** `host:port` to listen on; a port alone means this machine only. */
  readonly tcp?: string;
  readonly json: boolean;
}

/** How often we look whether the glass changed by itself, as a page that takes turns does. */
const LOOK_EVERY_MS = 100;

/** A virtual sign on a serial line or a TCP port: says what its glass shows, each time that changes. */
export async function simDisplayCommand(
  display: BoundDisplay,
  options: SimDisplayOptions,
  terminal: Pick<Terminal, "write" | "writeError" | "isTerminal" | "environment">,
  signal: AbortSignal,
): Promise<number> {
  if ((options.tty === undefined) === (options.tcp === undefined)) {
    terminal.writeError("say where the display hangs: either --tty PATH or --tcp HOST:PORT\n");
    return exitCodes.usage;
  }
  const sign = display.sign();
  const watch = new GlassWatch(sign, tellGlass(display.model, options.json, terminal));
  const take: TakeBytes = (bytes) => {
    const answers = sign.feed(display.model.serial.dataBits === 7 ? withoutParity(bytes) : bytes, wallMs());
    watch.look();
    return answers;
  };
  try {
    const line =
      options.tty === undefined
        ? await tcpLine(options.tcp ?? "", take)
        : await ttyLine(options.tty, display.model.serial, take, signal);
    terminal.write(`${options.json ? JSON.stringify({ line: line.greeting }) : line.greeting}\n`);
    return await serve(line, watch, terminal, signal);
  } catch (error) {
    if (signal.aborted) return exitCodes.done;
    terminal.writeError(`${reasonOf(error)}\n`);
    return exitCodes.failed;
  }
}

async function serve(
  line: SimulatedLine,
  watch: GlassWatch,
  terminal: Pick<Terminal, "writeError">,
  signal: AbortSignal,
): Promise<number> {
  watch.look();
  const stopLooking = every(LOOK_EVERY_MS, () => watch.look());
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });
  const reason = await Promise.race([line.lost, aborted]);
  stopLooking();
  await line.close();
  if (reason === null) return exitCodes.done;
  terminal.writeError(`${reason}\n`);
  return exitCodes.failed;
}
