import type { LightModelFile } from "../config/lightModelFile.ts";
import type { SiteLight } from "../config/siteSchema.ts";
import type { GpioOutputRequest } from "../ports/gpio.ts";

/** The lines of a GPIO light in the order of its lamps, the buzzer's last, all dark at first; null for other lights. */
export function lightLines(
  { gpio }: Pick<SiteLight, "gpio">,
  { lamps, buzzer }: Pick<LightModelFile, "lamps" | "buzzer">,
): GpioOutputRequest | null {
  if (gpio === undefined) return null;
  const names = [...lamps.map(({ name }) => name), ...(buzzer ? ["buzzer"] : [])];
  const { sysfsNumbers } = gpio;
  return {
    chip: gpio.chip,
    lines: names.map((name) => gpio.lines[name] ?? -1),
    activeLow: gpio.activeLow,
    sysfsNumbers: sysfsNumbers === undefined ? null : names.map((name) => sysfsNumbers[name] ?? -1),
    initial: names.map(() => false),
  };
}
