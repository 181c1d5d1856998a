import { createInterface } from "node:readline";
import { realGpioWorld } from "../../../src/adapters/gpio/gpioWorld.ts";
import { type GpioBackend, openGpio } from "../../../src/adapters/gpio/openGpio.ts";
import { Fault } from "../../../src/ports/fault.ts";
import type { Gpio, GpioInputRequest, GpioOutputRequest, GpioOutputs } from "../../../src/ports/gpio.ts";

/**
 * GPIO by one of its real doors, for tests that have a kernel or something that stands in for it. Arguments: the
 * backend, then where `/sys` and `/dev` are. Takes a JSON command a line, and says a JSON line for all that happens.
 */
interface Command {
  readonly open?: GpioOutputRequest;
  readonly write?: readonly boolean[];
  readonly hear?: GpioInputRequest;
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const signal = new AbortController().signal;
const isBackend = (word: string | undefined): word is GpioBackend =>
  word === "auto" || word === "onoff" || word === "gpiochip";

async function obey(gpio: Gpio, command: Command, held: GpioOutputs[]): Promise<void> {
  if (command.open !== undefined) held.push(await gpio.openOutputs(command.open, signal));
  if (command.write !== undefined) await held.at(-1)?.write(command.write);
  if (command.hear !== undefined) {
    const inputs = await gpio.openInputs(command.hear, signal);
    inputs.edges$.subscribe((edge) => say({ edge }));
    void inputs.lost.then(({ code }) => say({ lost: code }));
  }
  say({ done: Object.keys(command) });
}

async function main([backend, sys = "/sys", dev = "/dev"]: readonly string[]): Promise<void> {
  if (!isBackend(backend)) throw new Error("which backend?");
  const tell = (text: string, facts?: object): void => say({ text, ...facts });
  const log = { error: tell, warn: tell, info: tell, debug: tell };
  const failed = (error: unknown): void =>
    say(error instanceof Fault ? { fault: error.code, message: error.message } : { error: String(error) });
  const held: GpioOutputs[] = [];
  try {
    const gpio = await openGpio(backend, { world: { ...realGpioWorld, sys, dev }, log });
    for await (const line of createInterface({ input: process.stdin }))
      await obey(gpio, JSON.parse(line), held).catch(failed);
  } catch (error) {
    failed(error);
  }
  process.exit(0);
}

void main(process.argv.slice(2));
