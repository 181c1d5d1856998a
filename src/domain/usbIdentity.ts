/** Which device a site means. What is not said does not matter; nothing said means the only one there is. */
export interface UsbChoice {
  readonly serial?: string | undefined;
  /** Where it is plugged in, such as `usb-0000:01:00.0-1.3`. */
  readonly usbPort?: string | undefined;
  readonly model?: string | undefined;
}

/** A device that is plugged in, as far as it matters whose it is. */
export interface PluggedDevice {
  /** Another one after each replug. */
  readonly path: string;
  readonly product: string | null;
  readonly serialNumber: string | null;
  readonly physicalPath: string | null;
}

/** What differs from kind to kind of devices. */
export interface UsbKind<Device> {
  readonly words: UsbWords;
  readonly isModel: (device: Device, model: string) => boolean;
  /** Whether it is surely one; others are taken only where there is none of these. */
  readonly isSure: (device: Device) => boolean;
}

/** How people are told whose a device is. */
interface UsbWords {
  /** `headset` */
  readonly device: string;
  /** `this seat's` */
  readonly mine: string;
  /** `another seat's` */
  readonly others: string;
  /** `that of` */
  readonly of: string;
  readonly tellApart: string;
}

/** The device of somebody who asks for one, or why there is none. */
export type UsbMatch<Device> =
  | { readonly kind: "found"; readonly device: Device }
  | { readonly kind: "missing" | "ambiguous"; readonly message: string; readonly advice: string };

interface Owner {
  readonly id: string;
  readonly choice: UsbChoice;
}

/** The USB socket of a device: its physical path without the number of the part of the device. */
export const usbPortOf = (physicalPath: string | null): string | null =>
  physicalPath === null ? null : physicalPath.replace(/\/input\d+$/, "");

function fits<Device extends PluggedDevice>(
  { serial, usbPort, model }: UsbChoice,
  device: Device,
  { isModel }: UsbKind<Device>,
): boolean {
  return (
    (serial === undefined || serial === device.serialNumber) &&
    (usbPort === undefined || usbPortOf(usbPort) === usbPortOf(device.physicalPath)) &&
    (model === undefined || isModel(device, model))
  );
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** How much a choice says: who names a device has it before those who take what there is. */
const weightOf = ({ serial, usbPort, model }: UsbChoice): number =>
  (serial === undefined ? 0 : 4) + (usbPort === undefined ? 0 : 2) + (model === undefined ? 0 : 1);

/**
 * Gives each owner a device. The order of owners and devices does not matter, and nobody is given one of two that nothing
 * tells apart: a swap would put an agent's calls on another's ears. `held` is the path that an owner has open; it keeps
 * it when another one is plugged in beside.
 */
export function matchUsb<Device extends PluggedDevice>(
  owners: readonly Owner[],
  devices: readonly Device[],
  held: ReadonlyMap<string, string>,
  kind: UsbKind<Device>,
): ReadonlyMap<string, UsbMatch<Device>> {
  const matches = new Map<string, UsbMatch<Device>>();
  const free = new Set(devices);
  const weights = [...new Set(owners.map(({ choice }) => weightOf(choice)))].toSorted((a, b) => b - a);
  for (const weight of weights) {
    const asking = owners.filter(({ choice }) => weightOf(choice) === weight);
    const wanted = new Map(asking.map((owner) => [owner, wantedBy(owner, [...free], held, kind)]));
    for (const [owner, own] of wanted) matches.set(owner.id, decide(owner, own, wanted, kind.words));
    for (const match of matches.values()) if (match.kind === "found") free.delete(match.device);
  }
  return matches;
}

/** What an owner could have; only what it has already, when that is among it. */
function wantedBy<Device extends PluggedDevice>(
  { id, choice }: Owner,
  free: readonly Device[],
  held: ReadonlyMap<string, string>,
  kind: UsbKind<Device>,
): readonly Device[] {
  const fitting = free.filter((device) => fits(choice, device, kind));
  const kept = fitting.filter(({ path }) => path === held.get(id));
  if (kept.length > 0) return kept;
  if (choice.serial !== undefined || choice.usbPort !== undefined) return fitting;
  const others = fitting.filter(({ path }) => ![...held.values()].includes(path));
  const sure = others.filter(kind.isSure);
  return sure.length === 0 ? others : sure;
}

function decide<Device extends PluggedDevice>(
  owner: Owner,
  own: readonly Device[],
  wanted: ReadonlyMap<Owner, readonly Device[]>,
  words: UsbWords,
): UsbMatch<Device> {
  const [device] = own;
  if (device === undefined) return missing(owner.choice, words);
  if (own.length > 1) return ambiguous(owner.choice, own, words);
  const rivals = [...wanted].filter(([other, devices]) => other !== owner && devices.includes(device));
  if (rivals.length === 0) return { kind: "found", device };
  const others = rivals.map(([{ id }]) => id).toSorted(byName);
  return {
    kind: "ambiguous",
    message: `${device.product ?? device.path} could be ${words.mine} or ${words.of} ${others.join(", ")}`,
    advice: words.tellApart,
  };
}

function missing({ serial, usbPort, model }: UsbChoice, { device, others }: UsbWords): UsbMatch<never> {
  const said = [
    ...(model === undefined ? [] : [`of model ${model}`]),
    ...(serial === undefined ? [] : [`with serial number ${serial}`]),
    ...(usbPort === undefined ? [] : [`at ${usbPort}`]),
  ];
  return {
    kind: "missing",
    message: [`no ${device}`, ...said, `is plugged in that is not ${others}`].join(" "),
    advice: "plug it in, into its own socket where the site names one; bandeau devices lists what is there",
  };
}

function ambiguous(
  choice: UsbChoice,
  own: readonly PluggedDevice[],
  { device, mine }: UsbWords,
): UsbMatch<never> {
  const serials = own.map(({ serialNumber }) => serialNumber);
  const apart = !serials.includes(null) && new Set(serials).size === own.length;
  const names = new Set(own.map(({ product }) => product ?? choice.model ?? ""));
  const what = names.size === 1 ? `${device}s of the same model (${[...names].join()})` : `${device}s`;
  const which = apart ? "" : choice.serial === undefined ? " and no serial number" : " and serial number";
  const sockets = own.map(({ physicalPath, path }) => usbPortOf(physicalPath) ?? path).toSorted(byName);
  return {
    kind: "ambiguous",
    message: `${own.length} ${what}${which} could be ${mine}, at ${sockets.join(" and ")}`,
    advice: apart ? "name the serial number of the right one: serial" : "name the USB port: usbPort",
  };
}
