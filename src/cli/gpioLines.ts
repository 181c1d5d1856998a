import { type DeviceChip, lineNames } from "../adapters/gpio/gpiochips.ts";
import type { GpioKernel } from "../adapters/gpio/gpioKernel.ts";
import { type GpioWorld, realChipName } from "../adapters/gpio/gpioWorld.ts";
import { buttonBackend } from "../compose/buttons.ts";
import { lightLines } from "../compose/lightLines.ts";
import type { SiteFile } from "../compose/siteLoader.ts";
import { reasonOf } from "../ports/fault.ts";
import type { GpioLine } from "../ports/gpio.ts";
import { chooseChip, type GpioChip, lineOffset } from "../ports/gpioChips.ts";

/** What of a site says which lines it uses. */
export type GpioSite = Pick<SiteFile, "site" | "lights">;

/** A line that a site has given to a lamp or a button. */
export interface ConfiguredLine {
  /** `light hall, lamp red`, `button ack`. */
  readonly use: string;
  readonly chip: string | null;
  readonly offset: number | null;
  readonly sysfsNumber: number | null;
  /** What is wrong with it; null when nothing is. */
  readonly problem: string | null;
}

/** Where all the lines of a site's lights and buttons end up. */
export const configuredLines = (site: GpioSite, chips: GpioChips): readonly ConfiguredLine[] =>
  requestsOf(site).map((one) => resolved(one, chips));

/** One line of a site, and the door that the site names for it. */
interface NamedRequest {
  readonly use: string;
  readonly backend: "auto" | "onoff" | "gpiochip";
  readonly chip: string;
  readonly line: GpioLine;
  readonly sysfsNumbers: readonly number[] | null;
}

/** Each line that a site uses, by itself, but for those that are simulated. */
function requestsOf(site: GpioSite): readonly NamedRequest[] {
  const lights = site.site.lights.flatMap((light): NamedRequest[] => {
    const model = site.lights.get(light.model);
    const request = model === undefined ? null : lightLines(light, model);
    const backend = light.gpio?.backend ?? "simulated";
    if (model === undefined || request === null || backend === "simulated") return [];
    return request.lines.map((line, index) => ({
      use: `light ${light.id}, ${model.lamps[index]?.name ?? "buzzer"}`,
      backend,
      chip: request.chip,
      line,
      sysfsNumbers: request.sysfsNumbers?.slice(index, index + 1) ?? null,
    }));
  });
  const buttons = site.site.buttons.flatMap(({ id, gpio }): NamedRequest[] => {
    const { chip, line, sysfsNumber } = gpio;
    const backend = buttonBackend(gpio);
    const sysfsNumbers = sysfsNumber === undefined ? null : [sysfsNumber];
    return backend === "simulated" ? [] : [{ use: `button ${id}`, backend, chip, line, sysfsNumbers }];
  });
  return [...lights, ...buttons];
}

/** The chips of both doors, with what the lines of the devices are called. */
export interface GpioChips {
  readonly world: GpioWorld;
  readonly listed: readonly GpioChip[];
  readonly devices: readonly DeviceChip[];
  /** Null where the kernel cannot be asked. */
  readonly kernel: GpioKernel | null;
  /** What `backend: auto` takes. */
  readonly auto: "onoff" | "gpiochip" | null;
}

/** Where a line ends up, by the door that its light or button takes. */
function resolved(request: NamedRequest, chips: GpioChips): ConfiguredLine {
  const { use } = request;
  const nowhere = { use, chip: null, offset: null, sysfsNumber: null };
  const [number] = request.sysfsNumbers ?? [];
  if (number !== undefined) return { ...nowhere, sysfsNumber: number, problem: null };
  const door = request.backend === "auto" ? chips.auto : request.backend;
  try {
    return door === "onoff" ? onSysfs(request, chips) : onDevice(request, chips);
  } catch (error) {
    return { ...nowhere, problem: reasonOf(error) };
  }
}

function onSysfs({ use, chip: wanted, line }: NamedRequest, { world, listed }: GpioChips): ConfiguredLine {
  const chip = chooseChip(listed, realChipName(wanted, world));
  const offset = lineOffset(line, chip, null);
  return { use, chip: chip.label, offset, sysfsNumber: (chip.base ?? 0) + offset, problem: null };
}

function onDevice(
  { use, chip: wanted, line }: NamedRequest,
  { world, devices, kernel }: GpioChips,
): ConfiguredLine {
  const chip = chooseChip(devices, realChipName(wanted, world));
  const names = kernel === null || typeof line === "number" ? null : namesOf(chip, kernel);
  const offset = lineOffset(line, chip, names);
  return { use, chip: chip.label, offset, sysfsNumber: null, problem: null };
}

function namesOf(chip: DeviceChip, kernel: GpioKernel): readonly string[] {
  const fd = kernel.open(chip.path);
  try {
    return lineNames(fd, chip, kernel);
  } finally {
    kernel.close(fd);
  }
}
