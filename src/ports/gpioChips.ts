import { Fault } from "./fault.ts";
import type { GpioLine } from "./gpio.ts";

/** A GPIO chip of a machine, as either of the kernel's doors tells of it. */
export interface GpioChip {
  readonly label: string;
  readonly lines: number;
  /** Its first number in sysfs; null where only the character device was asked. */
  readonly base: number | null;
  /** Such as `/dev/gpiochip0`; null where sysfs does not say. */
  readonly path: string | null;
}

/**
 * The chips whose lines are the header of a Raspberry Pi, the newest board first. Others of the board switch its power,
 * its network or its memory: neither the first chip nor the largest one may be guessed.
 */
const headerLabels: readonly string[] = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"];

/** A chip for people: what to write, how large, where sysfs begins to count. */
export function chipWords({ label, lines, base, path }: GpioChip): string {
  const where = [...(path === null ? [] : [path]), ...(base === null ? [] : [`sysfs base ${base}`])];
  return `${label} (${[`${lines} lines`, ...where].join(", ")})`;
}

const chipList = (chips: readonly GpioChip[]): string => chips.map(chipWords).join("; ");

/** The one chip that a site means by `auto`, a label, or `/dev/gpiochipN`; a Fault lists what there is. */
export function chooseChip<Chip extends GpioChip>(chips: readonly Chip[], wanted: string): Chip {
  const candidates = wanted === "auto" ? headerChips(chips) : chips.filter((chip) => isNamed(chip, wanted));
  const [chip] = candidates;
  if (chip !== undefined && candidates.length === 1) return chip;
  if (chips.length === 0)
    throw new Fault(
      "GPIO_CHIP",
      "this machine has no GPIO chip",
      "bandeau doctor gpio says more; a USB relay board does the same where there is no GPIO",
    );
  const found = candidates.length > 1 ? `${candidates.length} GPIO chips are` : "no GPIO chip is";
  const what = wanted === "auto" ? "the header of a Raspberry Pi" : `'${wanted}'`;
  throw new Fault(
    "GPIO_CHIP",
    `${found} ${what}; this machine has ${chipList(chips)}`,
    candidates.length > 1
      ? "write chip: with the /dev/gpiochipN of the one that is meant"
      : "write chip: with a label or /dev/gpiochipN of that list; bandeau doctor gpio shows it",
  );
}

function headerChips<Chip extends GpioChip>(chips: readonly Chip[]): readonly Chip[] {
  const label = headerLabels.find((one) => chips.some((chip) => chip.label === one));
  return chips.filter((chip) => chip.label === label);
}

const isNamed = ({ label, path }: GpioChip, wanted: string): boolean =>
  label === wanted || (path !== null && (path === wanted || path.endsWith(`/${wanted}`)));

/** Whether a chip's offsets are BCM numbers, so that `GPIO17` is 17 whatever the kernel calls the line. */
const isHeader = ({ label }: GpioChip): boolean => headerLabels.includes(label);

/** The offset of a line in its chip. `names` are what the kernel calls its lines; null where that is not known. */
export function lineOffset(line: GpioLine, chip: GpioChip, names: readonly string[] | null): number {
  const offset = typeof line === "number" ? line : namedOffset(line, chip, names);
  if (Number.isInteger(offset) && offset >= 0 && offset < chip.lines) return offset;
  throw new Fault(
    "GPIO_LINE",
    `there is no line ${line} on ${chipWords(chip)}`,
    `its lines are 0 to ${chip.lines - 1}; on a Raspberry Pi write the BCM number, not the number of the pin`,
  );
}

function namedOffset(line: string, chip: GpioChip, names: readonly string[] | null): number {
  const [, digits] = /^GPIO(\d{1,4})$/i.exec(line) ?? [];
  if (digits !== undefined && isHeader(chip)) return Number(digits);
  const places = (names ?? []).flatMap((name, offset) => (name === line ? [offset] : []));
  const [offset] = places;
  if (offset !== undefined && places.length === 1) return offset;
  const known = (names ?? []).filter((name) => name !== "");
  const advice =
    names === null
      ? "write the line's offset instead, or backend: gpiochip, which knows the names of lines"
      : `write the line's offset instead${known.length === 0 ? "; the lines of this chip have no names" : `, or one of ${known.slice(0, 64).join(", ")}`}`;
  const found =
    places.length > 1 ? `${places.length} lines are called '${line}'` : `no line is called '${line}'`;
  throw new Fault("GPIO_LINE", `${found} on ${chipWords(chip)}`, advice);
}
