import type { LightModelFile } from "./lightModelFile.ts";
import { type AtPlace, takePlace } from "./lightPlaces.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteLight } from "./siteSchema.ts";

type LightGpio = NonNullable<SiteLight["gpio"]>;

/** Checks that each lamp of a GPIO light has a line, and that no line has two users. */
export function checkGpioLines(
  gpio: LightGpio,
  file: LightModelFile,
  { path: place, places, round }: AtPlace,
): void {
  const names = [...file.lamps.map(({ name }) => name), ...(file.buzzer ? ["buzzer"] : [])];
  const path = [...place, "gpio"];
  checkNames(gpio.lines, names, [...path, "lines"], round);
  if (gpio.sysfsNumbers !== undefined) {
    checkNames(gpio.sysfsNumbers, names, [...path, "sysfsNumbers"], round);
    needsSysfs(gpio.backend, [...path, "sysfsNumbers"], round);
  }
  for (const [name, line] of Object.entries(gpio.lines))
    takeLine(gpio, line, { path: [...path, "lines", name], places, round });
  for (const [name, number] of Object.entries(gpio.sysfsNumbers ?? {}))
    takeSysfsNumber(number, { path: [...path, "sysfsNumbers", name], places, round });
}

function checkNames(
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
  path: Path,
  { findings }: Round,
): void {
  for (const name of Object.keys(given))
    if (!names.includes(name))
      findings.error([...path, name], `there is no lamp ${quoted(name)}${didYouMean(name, names)}`, {
        at: "key",
        advice: listOf(names),
      });
  const missing = names.filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0)
    findings.error(
      path,
      `${missing.map(quoted).join(", ")} ${missing.length === 1 ? "has" : "have"} no line`,
      {
        at: "key",
        advice: "write the line of each lamp; a model with fewer lamps fits where not all are wired",
      },
    );
}

/** Numbers of the old interface mean nothing to the character device. */
export function needsSysfs(backend: LightGpio["backend"], path: Path, { findings }: Round): void {
  if (backend === "gpiochip" || backend === "simulated")
    findings.error(path, `backend ${backend} knows no sysfs numbers`, {
      at: "key",
      advice: "leave them away, or write backend: onoff",
    });
}

/** On a Raspberry Pi's header line 17 is called GPIO17. */
const offsetOf = (line: number | string): number | string => {
  const [, digits] = /^GPIO(\d+)$/i.exec(String(line)) ?? [];
  return digits === undefined ? line : Number(digits);
};

/** Takes a line for a lamp or a button. */
export function takeLine(
  { chip, backend }: Pick<LightGpio, "chip" | "backend">,
  line: number | string,
  at: AtPlace,
): void {
  if (backend === "simulated") return;
  const on = chip === "auto" ? "" : ` of ${quoted(chip)}`;
  takePlace(`gpio ${chip} ${offsetOf(line)}`, `line ${line}${on}`, at);
}

/** Takes a number of the kernel's old interface, which counts the lines of all chips. */
export const takeSysfsNumber = (number: number, at: AtPlace): void =>
  takePlace(`sysfs ${number}`, `sysfs number ${number}`, at);
