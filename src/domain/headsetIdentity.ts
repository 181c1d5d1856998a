/** Which headset a site says is a seat's. What is not said does not matter; nothing said means the only one there is. */
export interface HeadsetChoice {
  readonly serial?: string | undefined;
  /** Where it is plugged in, such as `usb-0000:01:00.0-1.3`. */
  readonly usbPort?: string | undefined;
  readonly model?: string | undefined;
}

/** A headset that is plugged in, as far as it matters whose it is. */
export interface PluggedHeadset {
  /** Another one after each replug. */
  readonly path: string;
  readonly model: string;
  readonly product: string | null;
  readonly serialNumber: string | null;
  readonly physicalPath: string | null;
  /** Input only: it may be a camera with a mute key as well. */
  readonly callControl: "full" | "inputOnly";
}

/** The headset of a seat, or why it has none. */
export type HeadsetMatch<Device> =
  | { readonly kind: "found"; readonly device: Device }
  | { readonly kind: "missing" | "ambiguous"; readonly message: string; readonly advice: string };

interface Seat {
  readonly id: string;
  readonly headset: HeadsetChoice;
}

/** The USB socket of a device: its physical path without the number of the part of the device. */
export const usbPortOf = (physicalPath: string | null): string | null =>
  physicalPath === null ? null : physicalPath.replace(/\/input\d+$/, "");

const fits = (choice: HeadsetChoice, device: PluggedHeadset): boolean =>
  (choice.serial === undefined || choice.serial === device.serialNumber) &&
  (choice.usbPort === undefined || usbPortOf(choice.usbPort) === usbPortOf(device.physicalPath)) &&
  (choice.model === undefined || choice.model === device.model);

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** How much a choice says: who names a headset has it before those who take what there is. */
const weightOf = ({ serial, usbPort, model }: HeadsetChoice): number =>
  (serial === undefined ? 0 : 4) + (usbPort === undefined ? 0 : 2) + (model === undefined ? 0 : 1);

/**
 * Gives each seat its headset. The order of seats and devices does not matter, and nobody is given one of two that
 * nothing tells apart: a swap would put an agent's calls on another's ears. `held` is the path that a seat has open;
 * it keeps it when another one is plugged in beside.
 */
export function matchHeadsets<Device extends PluggedHeadset>(
  seats: readonly Seat[],
  devices: readonly Device[],
  held: ReadonlyMap<string, string>,
): ReadonlyMap<string, HeadsetMatch<Device>> {
  const matches = new Map<string, HeadsetMatch<Device>>();
  const free = new Set(devices);
  const weights = [...new Set(seats.map(({ headset }) => weightOf(headset)))].toSorted((a, b) => b - a);
  for (const weight of weights) {
    const asking = seats.filter(({ headset }) => weightOf(headset) === weight);
    const wanted = new Map(asking.map((seat) => [seat, wantedBy(seat, [...free], held)]));
    for (const [seat, own] of wanted) matches.set(seat.id, decide(seat, own, wanted));
    for (const match of matches.values()) if (match.kind === "found") free.delete(match.device);
  }
  return matches;
}

/** What a seat could have; only what it has already, when that is among it. */
function wantedBy<Device extends PluggedHeadset>(
  { id, headset }: Seat,
  free: readonly Device[],
  held: ReadonlyMap<string, string>,
): readonly Device[] {
  const fitting = free.filter((device) => fits(headset, device));
  const kept = fitting.filter(({ path }) => path === held.get(id));
  if (kept.length > 0) return kept;
  if (headset.serial !== undefined || headset.usbPort !== undefined) return fitting;
  const others = fitting.filter(({ path }) => ![...held.values()].includes(path));
  const full = others.filter(({ callControl }) => callControl === "full");
  return full.length === 0 ? others : full;
}

function decide<Device extends PluggedHeadset>(
  seat: Seat,
  own: readonly Device[],
  wanted: ReadonlyMap<Seat, readonly Device[]>,
): HeadsetMatch<Device> {
  const [device] = own;
  if (device === undefined) return missing(seat.headset);
  if (own.length > 1) return ambiguous(seat.headset, own);
  const rivals = [...wanted].filter(([other, devices]) => other !== seat && devices.includes(device));
  if (rivals.length === 0) return { kind: "found", device };
  const others = rivals.map(([{ id }]) => id).toSorted(byName);
  return {
    kind: "ambiguous",
    message: `${device.product ?? device.path} could be this seat's or that of ${others.join(", ")}`,
    advice: "give each of these seats the serial or the usbPort of its headset: bandeau devices shows both",
  };
}

function missing(choice: HeadsetChoice): HeadsetMatch<never> {
  const { serial, usbPort, model } = choice;
  const said = [
    ...(model === undefined ? [] : [`of model ${model}`]),
    ...(serial === undefined ? [] : [`with serial number ${serial}`]),
    ...(usbPort === undefined ? [] : [`at ${usbPort}`]),
  ];
  return {
    kind: "missing",
    message: ["no headset", ...said, "is plugged in that is not another seat's"].join(" "),
    advice: "plug it in, into its own socket where the site names one; bandeau devices lists what is there",
  };
}

function ambiguous(choice: HeadsetChoice, own: readonly PluggedHeadset[]): HeadsetMatch<never> {
  const serials = own.map(({ serialNumber }) => serialNumber);
  const apart = !serials.includes(null) && new Set(serials).size === own.length;
  const models = new Set(own.map(({ product, model }) => product ?? model));
  const what = models.size === 1 ? `headsets of the same model (${[...models].join()})` : "headsets";
  const which = apart ? "" : choice.serial === undefined ? " and no serial number" : " and serial number";
  const sockets = own.map(({ physicalPath, path }) => usbPortOf(physicalPath) ?? path).toSorted(byName);
  return {
    kind: "ambiguous",
    message: `${own.length} ${what}${which} could be this seat's, at ${sockets.join(" and ")}`,
    advice: apart ? "name the serial number of the right one: serial" : "name the USB port: usbPort",
  };
}
