import { udevRule } from "../adapters/hid/hidFaults.ts";
import type { HidWorld } from "../adapters/hid/hidWorld.ts";
import { listHidDevices } from "../adapters/hid/listHidDevices.ts";
import { type UsbChoice, usbPortOf } from "../domain/usbIdentity.ts";
import { type FoundHeadset, findHeadsets } from "../drivers/headset/findHeadsets.ts";
import { shippedHeadsets } from "./headsetModels.ts";

/** The group of the service, as systemd/bandeau.service has it. */
const GROUP = "bandeau";

/** A headset that is plugged in, as `bandeau devices` tells of it. */
export interface ListedHeadset {
  readonly path: string;
  readonly product: string | null;
  /** Four hexadecimal digits, as lsusb shows them. */
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | null;
  readonly usbPort: string | null;
  /** A file of `devices/headsets`, or `generic`. */
  readonly model: string;
  readonly modelName: string;
  readonly callControl: "full" | "inputOnly";
  readonly mayOpen: boolean;
  /** What a site writes for it; the surest first. */
  readonly headset: readonly UsbChoice[];
  /** What is missing to open it; null when nothing is. */
  readonly advice: string | null;
  /** What is wrong with its descriptor, in sentences. */
  readonly problems: readonly string[];
}

/** The headsets that are plugged in, by their descriptors. None is opened. */
export async function listHeadsets(world: HidWorld): Promise<readonly ListedHeadset[]> {
  const found = findHeadsets(await listHidDevices(world), await shippedHeadsets());
  return Promise.all(found.map((one) => listed(one, found, world)));
}

const fourDigits = (id: number): string => id.toString(16).padStart(4, "0");

async function listed(
  one: FoundHeadset,
  all: readonly FoundHeadset[],
  { access }: HidWorld,
): Promise<ListedHeadset> {
  const { path, product, vendorId, productId, serialNumber, callControl, model, known, controls } = one;
  const mayOpen = await access(path).then(
    () => true,
    () => false,
  );
  const usbPort = usbPortOf(one.physicalPath);
  const isOwn =
    serialNumber !== null && all.every((other) => other === one || other.serialNumber !== serialNumber);
  return {
    path,
    product,
    vendorId: fourDigits(vendorId),
    productId: fourDigits(productId),
    serialNumber,
    usbPort,
    model,
    modelName: known.name,
    callControl,
    mayOpen,
    headset: [...(isOwn ? [{ serial: serialNumber }] : []), ...(usbPort === null ? [] : [{ usbPort }])],
    advice: mayOpen
      ? null
      : `you may not open it: install systemd/60-bandeau.rules in /etc/udev/rules.d, add yourself to group ${GROUP} and plug it in again; the rule for its maker is ${udevRule(one, GROUP)}`,
    problems: controls.problems,
  };
}

/** The same for people. */
export function headsetLines(headsets: readonly ListedHeadset[]): string[] {
  if (headsets.length === 0)
    return [
      "no headset with call control found: some have none over USB; bandeau headset describe --device tells why",
    ];
  return headsets.flatMap(oneHeadset);
}

function oneHeadset(headset: ListedHeadset): string[] {
  const { path, product, vendorId, productId, callControl, model, modelName, advice, problems } = headset;
  const [best, other] = headset.headset;
  const can = callControl === "full" ? "call control" : "tells its keys, and cannot be told of a call";
  return [
    `${path}  ${product ?? "a headset without a name"} (${vendorId}:${productId}): ${can}`,
    `  model: ${model} (${modelName})`,
    best === undefined
      ? "  nothing tells it from another one of its kind: a site can only take the only one there is"
      : `  headset: ${written(best)}`,
    ...(other === undefined ? [] : [`  or, for this socket whatever is plugged in: ${written(other)}`]),
    ...problems.map((problem) => `  its descriptor: ${problem}`),
    ...(advice === null ? [] : [`  ${advice}`]),
  ];
}

/** As it stands in a site's YAML. */
const written = (choice: UsbChoice): string =>
  `{ ${Object.entries(choice)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")} }`;
