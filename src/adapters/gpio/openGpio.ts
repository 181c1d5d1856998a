import { Fault, reasonOf } from "../../ports/fault.ts";
import type { Gpio } from "../../ports/gpio.ts";
import { chipWords } from "../../ports/gpioChips.ts";
import type { Logger } from "../../ports/logger.ts";
import { gpiochipGpio } from "./gpiochipGpio.ts";
import { boardName, type GpioWorld, sysfsChips, sysfsState } from "./gpioWorld.ts";
import { onoffGpio } from "./onoffGpio.ts";

/** The doors to GPIO that a site may name; `auto` takes onoff where kernel and installation allow it. */
export type GpioBackend = "auto" | "onoff" | "gpiochip";

export interface GpioDeps {
  readonly world: GpioWorld;
  readonly log: Logger;
}

/** GPIO of this machine by one of the doors, said in one line of the log; a Fault where none opens. */
export async function openGpio(backend: GpioBackend, { world, log }: GpioDeps): Promise<Gpio> {
  const { gpio, because } = await chosen(backend, world);
  log.info("GPIO", {
    backend: gpio.backend,
    ...(because === null ? {} : { because }),
    board: boardName(world) ?? "unknown",
    kernel: world.kernelRelease,
    sysfs: sysfsState(world),
    chips: sysfsChips(world).map(chipWords),
  });
  return gpio;
}

async function chosen(
  backend: GpioBackend,
  world: GpioWorld,
): Promise<{ readonly gpio: Gpio; readonly because: string | null }> {
  if (backend === "onoff") return { gpio: await onoffGpio(world), because: null };
  if (backend === "gpiochip") return { gpio: await gpiochipGpio(world), because: null };
  try {
    return { gpio: await onoffGpio(world), because: null };
  } catch (first) {
    return {
      gpio: await second(first, world),
      because: first instanceof Error ? first.message : reasonOf(first),
    };
  }
}

/** The character device, where onoff cannot; the Fault says why neither can. */
async function second(first: unknown, world: GpioWorld): Promise<Gpio> {
  try {
    return await gpiochipGpio(world);
  } catch (error) {
    throw new Fault(
      "GPIO_NONE",
      `neither door to GPIO opens: ${reasonOf(first)}; ${reasonOf(error)}`,
      "bandeau doctor gpio says what is missing, the first thing first",
      error,
    );
  }
}
